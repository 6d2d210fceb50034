import dataclasses
import inspect

import pytest

import spamdetect

PUBLIC = {
    "Block", "Finding", "Hiding", "Link", "Model", "ModelError", "Page", "Pair", "Reason", "Report", "SpamdetectError",
    "Span", "UnreadableInput", "UsageError", "Verdict", "__version__", "check", "check_many",
    "check_pair",
}  # fmt: skip


def test_public_names() -> None:
    assert set(spamdetect.__all__) == PUBLIC
    assert all(hasattr(spamdetect, name) for name in PUBLIC)


@pytest.mark.parametrize("name", sorted(PUBLIC - {"__version__"}))
def test_everything_public_is_documented(name: str) -> None:
    assert inspect.getdoc(getattr(spamdetect, name))


@pytest.mark.parametrize(
    "name", ["Block", "Finding", "Hiding", "Link", "Pair", "Reason", "Report", "Span", "Verdict"]
)
def test_values_are_frozen_and_slotted_and_say_what_each_field_is(name: str) -> None:
    value = getattr(spamdetect, name)
    assert value.__dataclass_params__.frozen
    assert "__slots__" in vars(value)
    source = inspect.getsource(value)
    for field in dataclasses.fields(value):
        after = source.split(f"    {field.name}: ", 1)[1].split("\n", 1)[1]
        assert after.lstrip().startswith('"""'), f"{name}.{field.name} has no docstring"


def test_options_are_keywords() -> None:
    for function, pages in ((spamdetect.check, 1), (spamdetect.check_many, 1), (spamdetect.check_pair, 2)):
        kinds = [parameter.kind for parameter in inspect.signature(function).parameters.values()]
        assert set(kinds[:pages]) == {inspect.Parameter.POSITIONAL_OR_KEYWORD}
        assert set(kinds[pages:]) == {inspect.Parameter.KEYWORD_ONLY}
