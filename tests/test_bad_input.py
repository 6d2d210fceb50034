"""Every kind of input that is no page: one entry with a reason, the others still scanned, never a traceback."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from spamdetect.cli import main

GOOD = "<!doctype html><title>Boats</title><p>The boats leave the jetty at nine in the morning.</p>"
NESTED = b"<div>" * 100_000 + b"<p>The boats leave at nine.</p>"


@dataclass(frozen=True)
class Case:
    content: bytes | None
    """What the file holds; None for a file that is not there."""
    status: str
    reason: str | None
    """How the reason starts."""
    options: tuple[str, ...] = ()
    others: tuple[str, ...] = ("good.html",)
    """What is checked in the same run."""


CASES = {
    "missing": Case(None, "failed", "there is no such file"),
    "empty": Case(b"", "skipped", "empty"),
    "blank": Case(b" \r\n\t ", "skipped", "empty"),
    "mark-only": Case(b"\xef\xbb\xbf", "skipped", "empty"),
    "image": Case(b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "skipped", "binary content (PNG image)"),
    "binary": Case(bytes(range(256)) * 20, "skipped", "binary content"),
    "truncated-tag": Case(GOOD.encode() + b"<p class='a", "scanned", None),
    "truncated-character": Case(GOOD.encode() + "ş".encode()[:1], "scanned", None),
    "wrong-declaration": Case(
        b'<meta charset="utf-8"><p>' + "Caf\xe9 des r\xe9gates, ouvert d\xe8s neuf heures.".encode("latin-1"),
        "scanned", None,
    ),
    "unknown-declaration": Case(b'<meta charset="klingon">' + GOOD.encode(), "scanned", None),
    "nul": Case(GOOD.replace("boats", "bo\0ats").encode(), "scanned", None),
    "nested": Case(NESTED, "scanned", None),
    "one-line": Case(b"x" * 50_000_000, "skipped", "larger than 10,000,000 bytes"),
    "own-limit": Case(GOOD.encode(), "skipped", "larger than 20 bytes", ("--max-bytes", "20"), ()),
    "as-text": Case(b"<p>The boats leave at nine.</p>", "scanned", None, ("--kind", "text")),
}  # fmt: skip


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, Any]]:
    monkeypatch.chdir(tmp_path)

    def check(*arguments: str) -> tuple[int, Any]:
        result = CliRunner().invoke(main, ["check", "-f", "json", *arguments])
        assert "Traceback" not in result.output
        return result.exit_code, json.loads(result.stdout)

    return check


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_costs_one_entry_and_not_the_run(case: Case, run: Callable[..., tuple[int, Any]]) -> None:
    Path("good.html").write_text(GOOD)
    if case.content is not None:
        Path("bad.html").write_bytes(case.content)
    code, report = run("bad.html", *case.others, *case.options)
    bad = report["documents"][0]
    assert (bad["path"], bad["status"], bad["findings"]) == ("bad.html", case.status, [])
    assert (bad["reason"] or "").startswith(case.reason or "")
    assert bool(bad["reason"]) == bool(case.reason)
    assert all(good["status"] == "scanned" for good in report["documents"][1:])
    nothing_missed = case.status == "scanned" or case.reason == "empty"
    assert code == (0 if nothing_missed else 3)


@pytest.mark.parametrize("path", ["folder", "folder/*.html", "good/.."])
def test_folder_without_pages(path: str, run: Callable[..., tuple[int, Any]]) -> None:
    Path("folder").mkdir()
    Path("good").mkdir()
    code, report = run(path)
    (entry,) = report["documents"]
    assert (code, entry["path"]) == (3, path)
    assert entry["status"] in ("skipped", "failed")
    assert entry["reason"]


def test_limit_can_be_raised(run: Callable[..., tuple[int, Any]]) -> None:
    Path("large.txt").write_text("The boats leave the jetty at nine in the morning.\n" * 2000)
    assert run("large.txt", "--max-bytes", "50000")[0] == 3
    assert run("large.txt", "--max-bytes", "200000")[0] == 0
