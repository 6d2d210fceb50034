"""The quality gate: every case on its own, and the figures of all of them against their floors."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
import quality
from quality_cases import KNOWN_FAILURES, Case, quality_cases

from spamdetect.train.evaluate import LOST, Outcome
from spamdetect.train.samples import Labelled, digest

HASHES, PINNED = quality.pinned()
# What counts as cleaned: nearly all of the spam is gone, and hardly a word with it. Whole sentences may keep
# a full stop, or a label such as `"@type"` in structured data.
REMOVED = 0.9


def params() -> list[object]:
    # Strict: a known failure that starts to pass fails the suite until its case moves to where it belongs.
    failing = pytest.mark.xfail(strict=True, raises=AssertionError, reason="a known failure")
    return [
        pytest.param(number, id=case.id, marks=[failing] if case.folder == KNOWN_FAILURES else [])
        for number, case in enumerate(quality_cases())
    ]


@cache
def case_outcomes() -> list[Outcome]:
    return quality.judged(quality.case_samples())


@pytest.fixture(scope="module")
def outside(shared: Path) -> tuple[Sequence[Labelled], Sequence[Outcome]]:
    samples = quality.outside_samples(shared)
    return samples, quality.judged(samples)


def below(measured: quality.Figures, prefix: str) -> list[str]:
    """What is below its floor."""
    return [
        f"{name} {key}: {measured[name][key]:.3%}, floor {entry['floor']:.3%}"
        for name, entries in PINNED.items()
        if name.startswith(prefix)
        for key, entry in entries.items()
        if measured[name][key] < entry["floor"]
    ]


@pytest.mark.parametrize("number", params())
def test_finds_what_was_put_in_and_nothing_else(number: int) -> None:
    case, outcome = quality_cases()[number], case_outcomes()[number]
    assert outcome.kind == case.kind
    if not case.spans:
        assert outcome.findings == 0, outcome.excerpts
    assert outcome.removed >= REMOVED * outcome.injected, outcome.excerpts
    assert outcome.lost <= LOST, outcome.excerpts


def test_the_cases_reach_their_floors() -> None:
    assert below(quality.case_figures(case_outcomes()), "cases") == []


def test_floors_and_cases_change_together() -> None:
    assert digest(quality.case_samples()) == HASHES["cases"], "run `python tests/quality.py --update`"


@pytest.mark.shared
def test_the_outside_pages_reach_their_floors(outside: tuple[Sequence[Labelled], Sequence[Outcome]]) -> None:
    samples, outcomes = outside
    assert digest(samples) == HASHES["outside"], "run `python tests/quality.py --update`"
    assert below(quality.outside_figures(outcomes), "outside") == []


def test_every_language_has_spam_and_look_alikes() -> None:
    def languages(cases: Sequence[Case]) -> set[str]:
        return {case.sample.language for case in cases}

    cases = quality_cases()
    for language in languages(cases):
        own = [case for case in cases if case.sample.language == language]
        assert sum(bool(case.spans) for case in own) >= 5
        assert sum(not case.spans for case in own) >= 5
    assert len({case.id for case in cases}) == len(cases)


def test_a_floor_that_falls_or_goes_is_named() -> None:
    old = quality.floors_of({"cases": {"found": 0.9, "quiet": 1.0}, "cases-tr": {"found": 0.8}})
    new = quality.floors_of({"cases": {"found": 0.95, "quiet": 0.99}})
    assert quality.fallen(old, new) == [
        "cases quiet: 99.00% instead of 100.00%",
        "cases-tr found: 0.00% instead of 80.00%",
    ]
    assert quality.fallen(old, old) == []


def test_floors_are_read_as_they_were_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    floors = quality.floors_of({"cases": {"removed": 0.934, "kept": 0.99999}})
    monkeypatch.setattr(quality, "FLOORS", tmp_path / "floors.toml")
    quality.FLOORS.write_text(quality.written({"cases": "0a"}, floors), "utf-8")
    assert quality.pinned() == ({"cases": "0a"}, floors)
