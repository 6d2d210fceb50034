"""The examples of the README are run, and print what it says."""

import doctest
from pathlib import Path

import pytest
from readme import README, ROOT, blocks, rerun


def test_commands_print_what_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert rerun(README.read_text("utf-8")) == README.read_text("utf-8")


def test_python_examples(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    code = "\n".join(blocks(README.read_text("utf-8"), "pycon"))
    example = doctest.DocTestParser().get_doctest(code, {}, "README", str(README), 0)
    assert example.examples
    assert doctest.DocTestRunner().run(example).failed == 0


def test_links_lead_somewhere() -> None:
    text = README.read_text("utf-8")
    targets = [part.split(")")[0].split("#")[0] for part in text.split("](")[1:]]
    for target in targets:
        assert "://" in target or Path(ROOT, target).exists(), target
