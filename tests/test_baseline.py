import json
from dataclasses import replace
from pathlib import Path

import pytest
from report_runs import HIDDEN, LINKED, page, unscanned

from spamdetect.baseline import read_baseline, write_baseline
from spamdetect.errors import UsageError
from spamdetect.types import Checked


@pytest.fixture(autouse=True)
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "public").mkdir()
    for name in ("a.html", "b.html"):
        (tmp_path / "public" / name).touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_file_is_sorted_and_has_neither_lines_nor_time() -> None:
    write_baseline(Path("one.json"), [page("public/b.html", HIDDEN), page("public/a.html", LINKED, HIDDEN)])
    moved = [page("public/a.html", replace(HIDDEN, line=99, column=3), LINKED), page("public/b.html", HIDDEN)]
    write_baseline(Path("two.json"), moved)
    assert Path("one.json").read_text() == Path("two.json").read_text()
    data = json.loads(Path("one.json").read_text())
    assert data["format"] == 1
    assert [list(entry) for entry in data["findings"]] == [["path", "rule", "fingerprint", "count"]] * 3
    assert [entry["path"] for entry in data["findings"]] == [
        "public/a.html",
        "public/a.html",
        "public/b.html",
    ]


def test_known_findings_do_not_count() -> None:
    write_baseline(Path("known.json"), [page("public/a.html", HIDDEN)])
    checked = read_baseline(Path("known.json")).split(page("public/a.html", replace(HIDDEN, line=70), LINKED))
    assert checked.report.findings == (LINKED,)
    assert [finding.line for finding in checked.baselined] == [70]
    assert checked.report.label == "injected"
    known = read_baseline(Path("known.json")).split(page("public/a.html", HIDDEN))
    assert (known.report.label, known.report.findings) == ("clean", ())


def test_the_same_text_once_more_or_elsewhere_is_new() -> None:
    write_baseline(Path("known.json"), [page("public/a.html", HIDDEN)])
    baseline = read_baseline(Path("known.json"))
    twice = baseline.split(page("public/a.html", HIDDEN, replace(HIDDEN, line=70)))
    assert (len(twice.report.findings), len(twice.baselined)) == (1, 1)
    assert len(baseline.split(page("public/b.html", HIDDEN)).report.findings) == 1


def test_paths_count_from_the_folder_of_the_file(monkeypatch: pytest.MonkeyPatch, site: Path) -> None:
    write_baseline(Path("known.json"), [page("public/a.html", HIDDEN)])
    monkeypatch.chdir(site / "public")
    for named in ("a.html", "../public/a.html", str(site / "public" / "a.html")):
        assert len(read_baseline(Path("../known.json")).split(page(named, HIDDEN)).baselined) == 1


STALE: list[tuple[str, list[Checked], int]] = [
    ("still there", [page("public/a.html", HIDDEN)], 0),
    ("gone from the page", [page("public/a.html")], 1),
    ("page not looked at", [page("public/b.html")], 0),
    ("page could not be read", [unscanned("public/a.html", "failed", "x")], 0),
]


@pytest.mark.parametrize(
    ("documents", "count"), [case[1:] for case in STALE], ids=[case[0] for case in STALE]
)
def test_stale_entries_are_reported(documents: list[Checked], count: int) -> None:
    write_baseline(Path("known.json"), [page("public/a.html", HIDDEN)])
    baseline = read_baseline(Path("known.json"))
    notes = baseline.stale([baseline.split(checked) for checked in documents])
    assert len(notes) == count
    assert all("public/a.html SD101 is not found any more" in note for note in notes)


def test_entries_of_pages_that_do_not_exist_are_stale() -> None:
    write_baseline(Path("known.json"), [page("public/gone.html", HIDDEN)])
    assert len(read_baseline(Path("known.json")).stale([])) == 1


def test_writing_again_keeps_what_is_known() -> None:
    write_baseline(Path("known.json"), [page("public/a.html", HIDDEN)])
    before = Path("known.json").read_text()
    checked = read_baseline(Path("known.json")).split(page("public/a.html", HIDDEN))
    assert write_baseline(Path("known.json"), [checked]) == 1
    assert Path("known.json").read_text() == before


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "cannot be read: No such file"),
        ("", "is no baseline"),
        ("[]", "is no baseline"),
        ('{"format": 2, "findings": []}', "format 2; write it anew"),
        ('{"format": 1}', "is no baseline"),
        ('{"format": 1, "findings": [{"path": "a"}]}', "is no baseline"),
        (
            '{"format": 1, "findings": [{"path": 1, "rule": "", "fingerprint": "", "count": 1}]}',
            "is no baseline",
        ),
        (
            '{"format": 1, "findings": [{"path": "", "rule": "", "fingerprint": "", "count": 0}]}',
            "is no baseline",
        ),
        ("[" * 100_000, "is no baseline"),
    ],
)
def test_missing_and_damaged_files_are_errors(content: str | None, message: str) -> None:
    if content is not None:
        Path("known.json").write_text(content)
    with pytest.raises(UsageError, match=message):
        read_baseline(Path("known.json"))
