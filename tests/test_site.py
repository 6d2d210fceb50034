"""What the pages of a site say of each other. The judge of single pages is replaced here: only what is made of its
answers is tested, whatever the model of the day says of borderline pages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from report_runs import DOORWAY, HIDDEN

from spamdetect.check import default_model
from spamdetect.cli import main
from spamdetect.policy import COMPANY, FALSE_POSITIVE_RATES
from spamdetect.sources.files import find
from spamdetect.sources.scan import Options, scan
from spamdetect.sources.site import FALSE_SHARE, second_look
from spamdetect.types import Finding, Report, Span

REGULAR = FALSE_POSITIVE_RATES["regular"]


def probability(rate: float) -> float:
    """The probability of a place that passes at just this rate of false alarms."""
    judge = default_model().places
    return float(judge.calibration.probability(np.array(judge.threshold(rate))))


def answer(page: bytes, max_fpr: float | None) -> Report:
    """Judge a page whose first line says how much it looks like spam: as a rate of false alarms, and a text."""
    line, _, _ = page.partition(b"\n")
    found: tuple[Finding, ...] = ()
    score = 0.0
    if line.startswith(b"<!--"):
        _, rate, text = line.decode().split()[:3]
        score = probability(float(rate))
        if score >= probability(max_fpr or REGULAR):
            start = page.index(b"spam")
            finding = replace(DOORWAY if text == "whole" else HIDDEN, fingerprint=text, probability=score)
            found = (replace(finding, spans=(Span(start, start + 4),)),)
    label = "injected" if found else "clean"
    return Report("scanned", None, "html", "utf-8", label, score, found, clean_html=page)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def looks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[float | None]:
    """The rates at which pages were looked at, in order."""
    rates: list[float | None] = []

    def check(page: bytes, *, max_fpr: float | None, **_: object) -> Report:
        rates.append(max_fpr)
        return answer(page, max_fpr)

    monkeypatch.setattr("spamdetect.sources.scan.check", check)
    monkeypatch.chdir(tmp_path)
    return rates


def write(pages: dict[str, tuple[float, str]], clean: int = 0) -> None:
    """Write pages that look like spam at these rates, with these texts, and some that do not at all."""
    for name, (rate, text) in pages.items():
        Path(f"{name}.html").write_text(f"<!-- {rate} {text} -->\n<p>Boats.</p> <i>spam</i>")
    for number in range(clean):
        Path(f"clean{number}.html").write_text("<p>The boats leave the jetty at nine.</p>")


def found(options: Options | None = None) -> set[str]:
    options = options or Options()
    inputs = find(["."])
    first = list(scan(inputs, options))
    documents = second_look(inputs, first, options)
    assert [checked.path for checked in documents] == [item.name for item in inputs]
    return {checked.path.removesuffix(".html") for checked in documents if checked.report.findings}


SURE, WEAK, WEAKER = 1e-4, 3e-3, 8e-3
FEW, MANY = 10, int(2 * FALSE_SHARE / WEAK)
CASES = {
    "nothing is found, however many look alike": (
        {f"strip{number}": (WEAK, "sponsors") for number in range(30)}, 0, set(),
    ),
    "a finding on a small site": ({"a": (SURE, "x"), "b": (WEAK, "y")}, FEW, {"a", "b"}),
    "one finding says little of many pages": ({"a": (SURE, "x"), "b": (WEAK, "y")}, MANY, {"a"}),
    "many findings say more": (
        {f"a{number}": (SURE, f"x{number}") for number in range(9)} | {"b": (WEAK, "y")}, MANY,
        {*(f"a{number}" for number in range(9)), "b"},
    ),
    "the same finding many times counts once": (
        {f"a{number}": (SURE, "x") for number in range(9)} | {"b": (WEAK, "y")}, MANY,
        {f"a{number}" for number in range(9)},
    ),
    "the same text counts on any number of pages": (
        {"a": (SURE, "x"), "b": (WEAK, "x"), "c": (WEAK, "y")}, MANY, {"a", "b"},
    ),
    "what hardly looks like spam is never found": ({"a": (SURE, "x"), "b": (WEAKER, "x")}, FEW, {"a"}),
    "a page as a whole vouches for none": ({"a": (SURE, "whole"), "b": (WEAK, "y")}, FEW, {"a"}),
}  # fmt: skip


@pytest.mark.parametrize(("pages", "clean", "expected"), CASES.values(), ids=CASES)
def test_pages_vouch_for_each_other(
    pages: dict[str, tuple[float, str]], clean: int, expected: set[str]
) -> None:
    write(pages, clean)
    assert found() == expected


def test_clean_pages_are_not_looked_at_twice(looks: list[float | None]) -> None:
    write({"a": (SURE, "x"), "b": (WEAK, "y")}, FEW)
    found()
    assert looks == [None] * (FEW + 2) + [COMPANY]


def test_who_tolerates_as_much_from_the_start_needs_no_second_look(looks: list[float | None]) -> None:
    write({"a": (SURE, "x"), "b": (WEAKER, "y")})
    assert found(Options(sensitivity="eager", max_fpr=0.01)) == {"a", "b"}
    assert looks == [0.01, 0.01]


def test_what_is_ignored_vouches_for_none() -> None:
    write({"a": (SURE, "x"), "b": (WEAK, "y")})
    Path("spamdetect.toml").write_text('[per-path-ignores]\n"a.html" = ["SD101"]')
    assert CliRunner().invoke(main, ["check", "."]).exit_code == 0
    Path("spamdetect.toml").write_text('[per-path-ignores]\n"b.html" = ["SD101"]')
    assert "a.html" in (output := CliRunner().invoke(main, ["check", "."]).stdout)
    assert "b.html" not in output


def test_all_commands_agree() -> None:
    write({"a": (SURE, "x"), "b": (WEAK, "y")}, FEW)
    result = CliRunner().invoke(main, ["check", "."])
    assert (result.exit_code, "1 page judged less strictly" in result.stdout) == (1, True)
    assert CliRunner().invoke(main, ["baseline", "."]).exit_code == 0
    known = CliRunner().invoke(main, ["check", "--baseline", "spamdetect-baseline.json", "."])
    assert (known.exit_code, "2 baselined" in known.stdout) == (0, True)
    assert CliRunner().invoke(main, ["clean", "--diff", "."]).stdout.count("-<p>Boats.</p> <i>spam</i>") == 2
    assert CliRunner().invoke(main, ["clean", "--write", "."]).exit_code == 0
    assert "<i></i>" in Path("a.html").read_text() and "<i></i>" in Path("b.html").read_text()
