"""What holds for every page, whatever an attacker writes: exactness, agreement, and never an error."""

from collections.abc import Sequence

from hostile.grammar import ENCODED, MARKUP, PAGES
from hostile.mutation import MUTATED
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spamdetect import Report, check, check_many
from spamdetect.check import removed_spans
from spamdetect.clean import without

ANY = st.one_of(PAGES, MUTATED)
some = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def exact(page: bytes | str, report: Report) -> None:
    """The spans lie inside the page, in order and apart, and the cleaned page is the page less exactly them."""
    spans = removed_spans(report.findings)
    ends = [end for span in spans for end in (span.start, span.end)]
    assert ends == sorted(ends)
    assert not ends or 0 <= ends[0] <= ends[-1] <= len(page)
    for finding in report.findings:
        assert finding.spans
        assert list(finding.spans) == sorted(finding.spans)
        assert all(one.end <= two.start for one, two in zip(finding.spans, finding.spans[1:], strict=False))
        assert all(0 <= span.start <= span.end <= len(page) for span in finding.spans)
    assert report.clean_html == without(page, spans)


@given(st.one_of(ENCODED, ANY, ANY.map(str.encode)))
@some
def test_any_page_is_judged_and_cut_exactly(page: bytes | str) -> None:
    report = check(page, explain=True)
    assert report.status != "failed", report.reason
    assert report.status == "scanned" or report.clean_html == page
    exact(page, report)
    assert 0.0 <= report.probability <= 1.0
    assert all(0.0 <= verdict.probability <= 1.0 for verdict in report.verdicts)
    assert check(page, explain=True) == report


@given(MUTATED)
@some
def test_characters_and_bytes_agree_whatever_the_page(page: str) -> None:
    page = page.encode("utf-8", "replace").decode()
    given_bytes, given_text = check(page.encode(), encoding="utf-8"), check(page)
    assert (given_bytes.label, given_bytes.reason) == (given_text.label, given_text.reason)
    assert isinstance(given_text.clean_html, str)
    assert given_text.clean_html.encode() == given_bytes.clean_html
    assert given_text.clean_text == given_bytes.clean_text or given_bytes.status == "skipped"


@given(MUTATED)
@some
def test_line_ends_agree_whatever_the_page(page: str) -> None:
    page = page.replace("\r", "")
    unix, windows = check(page), check(page.replace("\n", "\r\n"))
    assert unix.label == windows.label
    assert isinstance(unix.clean_html, str)
    assert isinstance(windows.clean_html, str)
    assert windows.clean_html == unix.clean_html.replace("\n", "\r\n")


@given(MUTATED)
@some
def test_cleaning_again_changes_nothing_whatever_the_page(page: str) -> None:
    once = check(page).clean_html
    assert check(once).clean_html == once


@given(st.lists(st.one_of(MUTATED, MARKUP), max_size=5), st.randoms(use_true_random=False))
@settings(parent=some, max_examples=40)
def test_company_in_a_batch_and_its_order_change_nothing(pages: Sequence[str], random: object) -> None:
    alone = [check(page) for page in pages]
    assert list(check_many(pages)) == alone
    assert list(check_many(list(reversed(pages)))) == alone[::-1]
