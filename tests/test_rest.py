"""What goes along with a cut inside JSON or a script, so that the rest is valid and of use."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spamdetect.clean import joined, without
from spamdetect.parse.husk import is_husk
from spamdetect.parse.json_rest import gone_with
from spamdetect.types import Span

CASES = tomllib.loads((Path(__file__).parent / "cases" / "parse" / "rest.toml").read_text("utf-8"))
VALUE = re.compile(r'"((?:[^"\\]|\\.)*+)"(\s*:)?')
TEXTS = st.sampled_from(
    ["City library", "spam reels", "https://library.example/", "https://spam.example/", "x"]
)
DOCUMENTS = st.recursive(
    TEXTS | st.none() | st.integers() | st.booleans(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text("a@ ", min_size=1, max_size=3), inner, max_size=4)
    ),
)


def unmarked(code: str) -> tuple[str, list[tuple[int, int]]]:
    """The code without its marks, and where they were."""
    pieces = re.split("[⟦⟧]", code)
    ends = [sum(map(len, pieces[: number + 1])) for number in range(len(pieces))]
    return "".join(pieces), list(zip(ends[:-1:2], ends[1:-1:2], strict=True))


def left_of(code: str, cuts: list[tuple[int, int]]) -> str:
    spans = joined([Span(*cut) for cut in [*cuts, *gone_with(code, cuts)]])
    return str(without(code, spans))


@pytest.mark.parametrize("case", CASES["json"], ids=lambda case: case["name"])
def test_json_goes_with_its_comma_its_key_and_its_object(case: dict[str, Any]) -> None:
    assert left_of(*unmarked(case["code"])) == case["left"]


@pytest.mark.parametrize("case", CASES["script"], ids=lambda case: case["name"])
def test_a_script_goes_as_a_whole_if_it_does_nothing_any_more(case: dict[str, Any]) -> None:
    assert is_husk(*unmarked(case["code"])) is case["husk"]


@settings(deadline=None)
@given(DOCUMENTS, st.sampled_from([None, 1]))
def test_json_stays_valid_and_loses_every_cut_text(document: object, indent: int | None) -> None:
    code = json.dumps(document, indent=indent)
    cuts = [
        found.span(1) for found in VALUE.finditer(code) if "spam" in found.group(1) and not found.group(2)
    ]
    left = left_of(code, cuts)
    assert "spam" not in left
    assert not left.strip() or "spam" not in json.dumps(json.loads(left))


def test_deep_nesting_is_no_matter() -> None:
    code = '{"a":[' * 50_000 + '"Lucky reels"' + "]}" * 50_000
    start = code.index("Lucky")
    assert left_of(code, [(start, start + len("Lucky reels"))]) == ""
