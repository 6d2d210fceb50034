"""Runs made by hand, which every report format is tested with. The spam in them is invented.

`python tests/report_runs.py` writes the golden files anew; look at the difference before you commit it.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import click

from spamdetect.report import FORMATS
from spamdetect.report.entries import ROOTS
from spamdetect.types import Checked, Finding, Label, ModelId, Piece, Reason, Report, Run, Span, Status

GOLDEN = Path(__file__).parent / "golden"
MODEL = ModelId("default", "2026.11", "8d1f0c6e" * 8)

HIDDEN = Finding(
    "SD101", "hidden-block", "gambling", "display-none", "high", "high", 0.9987, "cut",
    (Span(412, 655),), 12, 5, "Zebrabet yeni giriş adresi | Zebrabet bonus | canlı bahis siteleri 2026",
    (
        Reason("wording", "its words are those of spam", 5.21),
        Reason("external", "it links to 3 other sites", 2.4),
        Reason("hidden", "it is hidden from readers", 1.93),
        Reason("contrast", "it is unlike the rest of the page", 1.1),
        Reason("domains", "its links lead to names like those of spam campaigns", 0.86),
        Reason("separators", "it is a list of phrases rather than sentences", 0.44),
        Reason("section", "it stands in the footer", 0.21),
        Reason("idiom", "pages hide menus like this", -0.72),
        Reason("length", "it is short", -0.13),
    ),
    "1f2e3d4c5b6a7988", ("zebrabet-giris7.example", "zebrabet.example"),
    (
        Piece('…      <p>Opening hours: Monday to Friday, 9 to 17.</p>\n    </section>\n    ', False),
        Piece(
            '<div style="display:none"><a href="https://zebrabet-giris7.example/">Zebrabet yeni giriş adresi</a> |\n'
            '      <a href="https://zebrabet.example/bonus">Zebrabet bonus</a> | canlı bahis siteleri 2026</div>', True,
        ),
        Piece('\n    <footer>\n      <a href="/impressum">Imprint</a>\n    </foo…', False),
    ),
)  # fmt: skip
LINKED = Finding(
    "SD104", "linked-words", "pharma", "visible-link", "medium", "medium", 0.9312, "unlink",
    (Span(90, 131), Span(139, 143)), 4, 17, "recovery",
    (
        Reason("host", "its link leads to a name like those of spam campaigns", 3.3),
        Reason("external", "it links to 1 other site", 0.6),
        Reason("wording", "its words are ordinary", -1.2),
    ),
    "0a1b2c3d4e5f6071", ("cheap-meds24.example",),
    (
        Piece("…e found that a quick ", False),
        Piece('<a href="http://cheap-meds24.example/buy">', True),
        Piece("recovery", False),
        Piece("</a>", True),
        Piece(" depends on rest and good foo…", False),
    ),
)  # fmt: skip
PERSIAN = replace(
    HIDDEN, technique="off-screen", topic="gambling", line=3, column=1, fingerprint="77aa66bb55cc44dd",
    excerpt="بهترین سایت شرط بندی زبرابت با بونوس صد درصدی", severity="low", confidence="low",
    rule="SD108", name="comment", hosts=(), source=(Piece("<!-- بهترین سایت شرط بندی زبرابت -->", True),),
    reasons=(Reason("wording", "its words are those of spam", 2.2),), spans=(Span(20, 90),),
)  # fmt: skip
DOORWAY = replace(
    HIDDEN, rule="SD201", name="spam-page", topic="replica", technique="whole-page", action="review",
    excerpt="Cheap Replica Handbags Outlet Free Shipping", line=1, column=1, fingerprint="99ee88ff77aa6655",
    hosts=(), spans=(Span(0, 43),), source=(Piece("Cheap Replica Handbags Outlet Free Shipping", True),),
)  # fmt: skip


def page(
    path: str, *findings: Finding, ignored: tuple[Finding, ...] = (), baselined: tuple[Finding, ...] = ()
) -> Checked:
    """Return a scanned page with findings; `ignored` and `baselined` may be given besides."""
    label: Label = "clean" if not findings else "spam" if findings[0].rule == "SD201" else "injected"
    report = Report(
        "scanned", None, "html", "utf-8", label, max((found.probability for found in findings), default=0.003),
        findings,
    )  # fmt: skip
    return Checked(path, report, ignored, baselined)


def unscanned(path: str, status: Status, reason: str) -> Checked:
    """Return an input that was not scanned."""
    return Checked(path, Report(status, reason, "html", None, "clean", 0.0))


INFECTED = Run(
    (
        page("public/index.html", HIDDEN),
        page("public/about.html"),
        page(
            "public/news/2026/11/recovery.html", LINKED, replace(HIDDEN, line=44, spans=(Span(2100, 2343),))
        ),
        *(
            page(f"public/team/{name}.html", replace(HIDDEN, line=30))
            for name in ("ada", "ben", "cleo", "dan")
        ),
        page("public/old/outlet.html", DOORWAY),
        page("public/fa/index.html", PERSIAN),
        page("public/partner.html", ignored=(replace(LINKED, fingerprint="cafe" * 4),)),
        page("public/archive.html", baselined=(replace(HIDDEN, fingerprint="beef" * 4),)),
        unscanned("public/logo.html", "skipped", "binary content (PNG image)"),
        unscanned("public/broken.html", "failed", "cannot be read: Permission denied"),
    ),
    MODEL,
    ("baseline.json: public/gone.html SD103 is not found any more",),
)
CLEAN = Run((page("public/index.html"), page("public/about.html")), MODEL)
NOTHING = Run((), MODEL)

# Everything that a page, its name or an error message might try on whatever shows a report.
TRICKS = (
    "::error file=x::pwned",
    "##[add-mask]secret ##vso[task.setvariable variable=x]y ##teamcity[buildStop]",
    "\x1b]8;;https://zebrabet.example\x07click\x1b]8;;\x07 \x1b[31mred\x9b2J",
    "<script>document.title='pwned'</script><img src=x onerror=\"document.title='pwned'\">",
    "</code></pre></style></title><svg onload=document.title='pwned'>",
    "]]><x/>&lt;b&gt; &#x3C;",
    "[free](https://zebrabet.example/win) ![x](https://zebrabet.example/p.png) <https://zebrabet.example>",
    "`` ` ``` | # @everyone #1 **bold** <b>bold</b>",
    "www.zebrabet.example zebrabet.example https://zebrabet.example/?a=1&b=2 me@zebrabet.example",
    "javascript:document.title='pwned' data:text/html,<b>x",
    "=cmd|'/c calc'!A0",
    "\u202egnp.exe\u2066\u200b\u2028\ufeff\U000e0041\ud800",
    "%0A::error::pwned %0D%25",
)
HOSTILE_TEXT = "\n".join(TRICKS)
HOSTILE = replace(
    HIDDEN, excerpt=HOSTILE_TEXT, technique=HOSTILE_TEXT, hosts=(HOSTILE_TEXT,), fingerprint="0123456789abcdef",
    source=(Piece(HOSTILE_TEXT, False), Piece(HOSTILE_TEXT, True)),
)  # fmt: skip
ATTACK = Run(
    (
        page(HOSTILE_TEXT, HOSTILE, ignored=(HOSTILE,)),
        *(page(trick, replace(HOSTILE, excerpt=trick, fingerprint=f"{number:016x}"))
          for number, trick in enumerate(TRICKS)),
        unscanned(HOSTILE_TEXT, "failed", HOSTILE_TEXT),
    ),
    MODEL,
    (HOSTILE_TEXT,),
)  # fmt: skip


def rendered(run: Run, name: str) -> str:
    """Return a report as it goes to a file, at a version that no release changes."""
    with patch("spamdetect.__version__", "0.0.0"), patch.dict("os.environ"):
        for root in ROOTS:
            os.environ.pop(root, None)
        return click.unstyle(FORMATS[name](run))


def write_golden() -> None:
    """Write what every format makes of the infected site anew."""
    for name in FORMATS:
        (GOLDEN / f"report.{name}").write_text(rendered(INFECTED, name), encoding="utf-8")


if __name__ == "__main__":
    write_golden()
