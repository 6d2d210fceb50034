"""Ignore marks in pages, and what the settings set aside. Findings are made by hand from the words they are about."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from report_runs import DOORWAY, HIDDEN, page

from spamdetect.aside import Settled, cleaned, settle
from spamdetect.config import Config
from spamdetect.types import Finding, Kind, Report, Span

SPAM = "Zebrabet bonus"


def finding(content: bytes, start: bytes, end: bytes, rule: str = "SD101") -> Finding:
    """Return a finding from the first `start` to behind the next `end`."""
    first = content.index(start)
    return replace(HIDDEN, rule=rule, spans=(Span(first, content.index(end, first) + len(end)),), hosts=())


def report_of(content: bytes, *findings: Finding, kind: Kind = "html", encoding: str = "utf-8") -> Report:
    return replace(
        page("x").report, findings=findings, kind=kind, encoding=encoding, label="injected", clean_html=b""
    )


def settled(text: str, *findings: Finding, kind: Kind = "html", config: Config | None = None) -> Settled:
    content = text.encode()
    return settle(Path("x"), content, report_of(content, *findings, kind=kind), config or Config())


P = f"<p hidden>{SPAM}</p>"
MARK = "<!-- spamdetect: ignore[SD101] agreed with marketing -->"
# Name, page, kind, start and end of the finding, whether it is ignored, what the note says.
CASES: list[tuple[str, str, Kind, str, str, bool, str]] = [
    ("before the element", f"<div>{MARK}\n{P}<p>Boats leave at nine.</p></div>", "html", "<p hid", "</p>", True, ""),
    ("before the parent", f"{MARK}<ul><li>a</li><li>{P}</li></ul>", "html", "<p hid", "</p>", True, ""),
    ("finding is the parent", f"<main>a<div>{MARK}{P}</div></main>", "html", "<div>", "</div>", True, ""),
    ("finding is more than the element", f"<div>{MARK}{P}<b>More spam</b></div>", "html", "<div>", "</div>", False, "has no effect"),
    ("element before the mark", f"<div>{P}{MARK}<p>Boats</p></div>", "html", "<p hid", "</p>", False, "has no effect"),
    ("element after the next", f"<div>{MARK}<p>Boats</p>{P}</div>", "html", "<p hid", "</p>", False, "has no effect"),
    ("bare text", f"<div>{MARK}\n{SPAM}\n\nmore</div>", "html", SPAM, "bonus", True, ""),
    ("bare text, next paragraph", f"<div>{MARK}\nBoats\n\n{SPAM}</div>", "html", SPAM, "bonus", False, "has no effect"),
    ("nothing follows", f"<div>{P}<b>{MARK}</b></div>", "html", "<p hid", "</p>", False, "has no effect"),
    ("attribute", f'<p data-spamdetect-ignore="SD101: agreed">{SPAM}</p>', "html", SPAM, "bonus", True, ""),
    ("attribute without reason", f'<p data-spamdetect-ignore="SD101">{SPAM}</p>', "html", SPAM, "bonus", False, "gives no reason"),
    ("several rules", f"<!-- spamdetect: ignore[SD104, SD101] agreed -->{P}", "html", "<p hid", "</p>", True, ""),
    ("other rule", f"<!-- spamdetect: ignore[SD104] agreed -->{P}", "html", "<p hid", "</p>", False, "has no effect"),
    ("no reason", f"<!-- spamdetect: ignore[SD101] -->{P}", "html", "<p hid", "</p>", False, "gives no reason"),
    ("no reason but signs", f"<!-- spamdetect: ignore[SD101]: - -->{P}", "html", "<p hid", "</p>", False, "gives no reason"),
    ("unknown rule", f"<!-- spamdetect: ignore[SD999] agreed -->{P}", "html", "<p hid", "</p>", False, "unknown rule 'SD999'"),
    ("no rule", f"<!-- spamdetect: ignore this please -->{P}", "html", "<p hid", "</p>", False, "names no rule"),
    ("other comment", f"<!-- we use spamdetect: it is good -->{P}", "html", "<p hid", "</p>", False, ""),
    ("inside a script", f"<script>'{MARK}'</script>{P}", "html", "<p hid", "</p>", False, ""),
    ("text", f"# spamdetect: ignore[SD101] quoted\n{SPAM}\nmore of it\n\nBoats\n", "text", SPAM, "of it", True, ""),
    ("text, blank line between", f"# spamdetect: ignore[SD101] quoted\n\n{SPAM}\n\nBoats\n", "text", SPAM, "bonus", True, ""),
    ("text, next paragraph", f"# spamdetect: ignore[SD101] quoted\nBoats\n\n{SPAM}\n", "text", SPAM, "bonus", False, "has no effect"),
    ("text, line with its newline", f"# spamdetect: ignore[SD101] quoted\n{SPAM}\n", "text", SPAM, "bonus\n", True, ""),
    ("markdown", f"{MARK}\n{SPAM}\n", "text", SPAM, "bonus", True, ""),
    ("markdown without reason", f"<!-- spamdetect: ignore[SD101] -->\n{SPAM}\n", "text", SPAM, "bonus", False, "gives no reason"),
    ("rst", f".. spamdetect: ignore[SD101] quoted\n\n{SPAM}\n", "text", SPAM, "bonus", True, ""),
    ("text in a sentence", f"Write spamdetect: ignore[SD101] why\n{SPAM}\n", "text", SPAM, "bonus", False, ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "kind", "start", "end", "ignored", "note"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_marks(
    text: str, kind: Kind, start: str, end: str, ignored: bool, note: str, encoding: str, newline: str
) -> None:
    content = text.replace("\n", newline).encode(encoding)
    codec = "utf-16-le" if encoding == "utf-16" else encoding
    found = finding(content, start.encode(codec), end.replace("\n", newline).encode(codec))
    report = report_of(content, found, kind=kind, encoding="utf-16le" if encoding == "utf-16" else encoding)
    result = settle(Path("x"), content, report, Config())
    assert (result.ignored == (found,)) == ignored
    assert (result.report.findings == (found,)) == (not ignored)
    assert (result.report.label == "clean") == ignored
    assert len(result.notes) == bool(note)
    assert all(note in text and text.startswith("line ") for text in result.notes)


def test_two_marks_cover_a_finding_together() -> None:
    text = f"<div>{MARK}{P}{MARK}{P}</div>"
    assert settled(text, finding(text.encode(), b"<p hid", b"</div>")).ignored


def test_marks_can_be_switched_off() -> None:
    text = f"{MARK}{P}"
    result = settled(text, finding(text.encode(), b"<p hid", b"</p>"), config=Config(inline_ignores=False))
    assert (result.ignored, result.notes) == ((), ())


SETTINGS = [
    ("topic", Config(expect=("gambling",)), True),
    ("other topic", Config(expect=("adult",)), False),
    ("rule of the path", Config(per_path_ignores={"docs/*": ("SD101",)}), True),
    ("rule of another path", Config(per_path_ignores={"blog/*": ("SD101",)}), False),
    ("other rule", Config(per_path_ignores={"docs/*": ("SD104",)}), False),
    ("all hosts", Config(allow_domains=("example",)), True),
    ("hosts below", Config(allow_domains=("zebrabet.example", "zebrabet-giris7.example")), True),
    ("one host of two", Config(allow_domains=("zebrabet.example",)), False),
    ("similar name", Config(allow_domains=("abet.example", "giris7.example")), False),
]  # fmt: skip


@pytest.mark.parametrize(
    ("config", "ignored"), [case[1:] for case in SETTINGS], ids=[case[0] for case in SETTINGS]
)
def test_settings(config: Config, ignored: bool) -> None:
    result = settle(Path("docs/x.html"), b"x" * 700, report_of(b"", HIDDEN), config)
    assert (result.ignored == (HIDDEN,)) == ignored


def test_allowed_domains_never_excuse_text_without_links() -> None:
    result = settle(
        Path("x"), b"", report_of(b"", replace(HIDDEN, hosts=())), Config(allow_domains=("example",))
    )
    assert result.ignored == ()


def test_expected_topic_leaves_other_findings() -> None:
    drugs = replace(HIDDEN, topic="pharma", fingerprint="1")
    result = settle(
        Path("x"), b"", replace(report_of(b"", DOORWAY, drugs), label="spam"), Config(expect=("replica",))
    )
    assert (result.report.findings, result.report.label) == ((drugs,), "injected")


def test_cleaning_keeps_what_is_ignored() -> None:
    text = f"<p>Boats leave at nine.</p>{MARK}{P}<p id=x>Cheap pills</p>"
    content = text.encode()
    kept = finding(content, b"<p hid", b"</p>")
    cut = finding(content, b"<p id=x>", b"</p>")
    result = settle(Path("x"), content, report_of(content, kept, cut), Config())
    assert result.ignored == (kept,)
    report = cleaned(content, result.report)
    assert report.clean_html == text.replace("<p id=x>Cheap pills</p>", "").encode()
    assert report.clean_text == f"Boats leave at nine.\n{SPAM}"


def test_many_marks_take_linear_time() -> None:
    text = (MARK + "<b>x</b>") * 20_000 + P
    assert settled(text, finding(text.encode(), b"<p hid", b"</p>")).ignored == ()
