"""What holds for every page, right or wrong: cleaning is exact, complete and the same in every form of the page."""

from functools import cache
from itertools import accumulate
from pathlib import Path

import pytest
from quality_cases import Case, quality_cases
from technique_cases import technique_cases

from spamdetect import Report, Span, check, check_many
from spamdetect.check import removed_spans
from spamdetect.clean import without

ROOT = Path(__file__).parents[1]
LIBRARY = (ROOT / "data" / "examples" / "library.html").read_text("utf-8")
BODY = "<h1>"  # Where spam is put into that page.
CASES = (*quality_cases(), *(item.case for item in technique_cases()))
each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)


@cache
def report_of(case: Case) -> Report:
    return check(case.sample.page)


@each_case
def test_the_cleaned_page_is_the_page_less_exactly_the_spans(case: Case) -> None:
    report = report_of(case)
    assert report.status == "scanned"
    assert report.clean_html == without(case.sample.page, removed_spans(report.findings))


@each_case
def test_nothing_is_left_to_clean(case: Case) -> None:
    report = report_of(case)
    again = check(report.clean_html)
    assert again.clean_html == report.clean_html
    # A page that is spam as a whole is not cleaned; it is only looked at.
    assert [finding.excerpt for finding in again.findings if report.label != "spam"] == []


@each_case
def test_characters_and_bytes_agree(case: Case) -> None:
    given, decoded = report_of(case), check(case.text)
    offsets = [0, *accumulate(len(character.encode()) for character in case.text)]
    assert [
        tuple(Span(offsets[span.start], offsets[span.end]) for span in finding.spans)
        for finding in decoded.findings
    ] == [finding.spans for finding in given.findings]
    assert (decoded.label, decoded.clean_text) == (given.label, given.clean_text)
    assert isinstance(decoded.clean_html, str)
    assert decoded.clean_html.encode() == given.clean_html


@each_case
def test_line_ends_make_no_difference(case: Case) -> None:
    report, cleaned = check(case.sample.page.replace(b"\n", b"\r\n")), report_of(case).clean_html
    assert isinstance(cleaned, bytes)
    assert report.clean_html == cleaned.replace(b"\n", b"\r\n")


@pytest.mark.parametrize("workers", [1, 2])
def test_many_pages_are_judged_as_one_is(workers: int) -> None:
    cases = quality_cases()
    reports = check_many((case.sample.page for case in cases), workers=workers)
    assert list(reports) == [report_of(case) for case in cases]


@pytest.mark.shared
@pytest.mark.parametrize("as_text", [False, True])
def test_the_seed_loses_its_first_line_and_nothing_else(shared: Path, as_text: bool) -> None:
    seed = (shared.parent / "examples" / "seed.txt").read_bytes()
    report = check(seed.decode() if as_text else seed)
    cleaned = report.clean_html
    assert (cleaned.encode() if isinstance(cleaned, str) else cleaned) == seed[seed.index(b"\n") + 1 :]
    assert report.label == "injected"
    assert {finding.topic for finding in report.findings} == {"gambling"}


def seed_line() -> str:
    """The first line of our own page like the seed."""
    case = next(
        case
        for case in quality_cases()
        if case.id == "en: first line of a news text is brands and bare domains"
    )
    ((start, end),) = case.spans
    return case.text[start:end].strip()


@pytest.mark.parametrize(
    ("sheet", "opening", "closing"),
    [
        ("", "<div>", "</div>"),
        ("", "<p>", "</p>"),
        ("", '<div style="display:none">', "</div>"),
        ("", '<div style="position:absolute;left:-9999px">', "</div>"),
        ("", '<span style="font-size:0">', "</span>"),
        ("<style>.hx-1{position:absolute;left:-9999px}</style>", '<div class="hx-1">', "</div>"),
        ("<style>#hx-2 { DISPLAY: none !important }</style>", '<div id="hx-2">', "</div>"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("linked", [False, True])
def test_the_line_wrapped_as_a_hacked_theme_would_is_cut_alone(
    sheet: str, opening: str, closing: str, linked: bool
) -> None:
    page = LIBRARY.replace("</head>", f"{sheet}</head>")
    words = seed_line().split(" ")
    line = " ".join(
        f'<a href="https://{word.removeprefix("www.")}/">{word}</a>' if linked and "." in word else word
        for word in words
    )
    report = check(page.replace(BODY, f"{opening}{line}{closing}{BODY}"))
    assert report.clean_html == page
    assert report.label == "injected"
