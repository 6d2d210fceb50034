"""Two views of one page: what search engines are shown and visitors are not, or the other way round."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from spamdetect.check import MAX_BYTES, check
from spamdetect.errors import UnreadableInput
from spamdetect.fact import fact
from spamdetect.parse import parse
from spamdetect.parse.aside import SENT_ON
from spamdetect.policy import FALSE_POSITIVE_RATES, RULES, Sensitivity, fingerprint, rate_of
from spamdetect.types import Finding, Report

WORD = re.compile(r"\w+")
DIGIT = re.compile(r"\d")
# Words that are compared at a time: enough that two pages about one topic have few in common by chance.
SHINGLE = 3
# What only one view has is judged at so many times the tolerated rate of false alarms: that it is shown to some
# and not to others speaks against it before a word of it is read. From the promise for ordinary pages this leads
# to the loosest rate that is measured; a spam title alone is found there, and our honest pairs have no findings.
ONE_SIDED = 20.0
# Share of a finding's words that the other view must have for it to be there, too.
THERE = 0.5
# Views with less in common than this, by words and by build, are two different pages. Two loads of a page with
# other advertisements, dates and teasers have more than half in common.
ANOTHER_CONTENT, ANOTHER_STRUCTURE = 0.2, 0.5
# A view with fewer different stretches of words is a shell that a script fills, or a short notice, and no page.
SHELL = 30


@dataclass(frozen=True, slots=True)
class Pair:
    """What two views of a page have in common, and the spam that only one of them shows."""

    label: Literal["same", "different", "cloaked", "unknown"]
    """`cloaked`: spam is shown to one side only; `different`: two different pages without such spam; `same`:
    all else that differs (advertisements, dates, tokens) is of no concern; `unknown`: a view was not scanned."""
    findings: tuple[Finding, ...]
    """The spam that only one view shows, rule SD301. The technique says which: `crawler-only`, `browser-only`.
    Spans, line and column count in that view."""
    content: float
    """Share of the crawler's text that the browser is shown, from 0 to 1."""
    structure: float
    """How much the views are built alike, from 0 to 1."""
    hosts: tuple[str, ...]
    """Hosts that only the crawler's view links to, sorted."""
    as_browser: Report
    """The answer for the browser's view by itself."""
    as_crawler: Report
    """The answer for the crawler's view by itself."""


@dataclass(frozen=True, slots=True)
class View:
    """What a view says, where it links to, and how it is built."""

    stretches: frozenset[tuple[str, ...]]
    """Every few words in a row; words with digits (dates, prices, tokens) are left out."""
    hosts: frozenset[str]
    """The hosts that it links to."""
    build: Counter[tuple[str, str, str]]
    """How many blocks it has of each kind: landmark, element, and kind of place."""
    sent: frozenset[str]
    """The addresses on other hosts that it sends its visitors to."""


def check_pair(
    as_browser: bytes | str,
    as_crawler: bytes | str,
    *,
    url: str | None = None,
    encoding: str | None = None,
    sensitivity: Sensitivity = "regular",
    max_fpr: float | None = None,
    max_bytes: int = MAX_BYTES,
    sheets: Sequence[str] = (),
) -> Pair:
    """Find spam that a page shows to search engines and hides from visitors, or the other way round.

    Args:
        as_browser: the page as a browser was served it.
        as_crawler: the page as a search engine's crawler, or a visitor from a search, was served it.
        url: where it is from; see `check`, as for all that follow.
        encoding: encoding of both views.
        sensitivity: how many false findings to tolerate.
        max_fpr: the same as a number.
        max_bytes: larger views are skipped.
        sheets: texts of the style sheets that both views link to.

    Returns:
        What the views have in common and the spam that is on one side only. Advertisements, dates and tokens
        that change with every load are no findings. Whatever the views hold, they never raise.

    Raises:
        UsageError: an option makes no sense.
        ModelError: the model cannot be loaded.
    """
    rate = rate_of(sensitivity, max_fpr)

    def judged(page: bytes | str, rate: float) -> Report:
        return check(page, url=url, encoding=encoding, max_fpr=rate, max_bytes=max_bytes, sheets=sheets)

    browser, crawler = judged(as_browser, rate), judged(as_crawler, rate)
    if browser.status != "scanned" or crawler.status != "scanned":
        return Pair("unknown", (), 0.0, 0.0, (), browser, crawler)
    seen, crawled = view(as_browser, browser, sheets), view(as_crawler, crawler, sheets)
    findings: list[Finding] = []
    if seen.stretches != crawled.stretches or seen.hosts != crawled.hosts:
        eager = max(rate, min(ONE_SIDED * rate, FALSE_POSITIVE_RATES["eager"]))
        of_browser, of_crawler = judged(as_browser, eager).findings, judged(as_crawler, eager).findings
        findings += one_sided("crawler-only", of_crawler, crawled, of_browser, seen)
        findings += one_sided("browser-only", of_browser, seen, of_crawler, crawled)
    content, structure = share(crawled.stretches, seen.stretches), likeness(seen.build, crawled.build)
    full = min(len(seen.stretches), len(crawled.stretches)) >= SHELL
    another = full and content < ANOTHER_CONTENT and structure < ANOTHER_STRUCTURE
    return Pair(
        "cloaked" if findings else "different" if another else "same",
        tuple(findings), content, structure, tuple(sorted(crawled.hosts - seen.hosts)), browser, crawler,
    )  # fmt: skip


def view(page: bytes | str, report: Report, sheets: Sequence[str] = ()) -> View:
    """Return what there is to compare of a page; nothing of one that cannot be read."""
    try:
        blocks = parse(page, kind=report.kind, encoding=report.encoding, sheets=sheets).blocks
    except UnreadableInput:
        blocks = ()
    return View(
        frozenset(stretch for block in blocks for stretch in stretches(block.text)),
        frozenset(link.host for block in blocks for link in block.links if link.host),
        Counter((block.section, block.tag, block.origin) for block in blocks),
        frozenset(link.href for block in blocks for link in block.links if link.rel == SENT_ON and link.host),
    )


def stretches(text: str) -> Iterator[tuple[str, ...]]:
    """Yield every few words of a text in a row; all of it if it has fewer."""
    words = [word for word in WORD.findall(text.casefold()) if not DIGIT.search(word)]
    for start in range(max(1, len(words) - SHINGLE + 1)):
        if stretch := tuple(words[start : start + SHINGLE]):
            yield stretch


def share(part: frozenset[tuple[str, ...]], whole: frozenset[tuple[str, ...]]) -> float:
    """Return how much of a part is in the whole; all of nothing."""
    return len(part & whole) / len(part) if part else 1.0


def likeness(one: Counter[tuple[str, str, str]], other: Counter[tuple[str, str, str]]) -> float:
    """Return how alike two counts are: what both have, by what either has."""
    either = (one | other).total()
    return (one & other).total() / either if either else 1.0


def one_sided(
    technique: str, findings: Sequence[Finding], own: View, others: Sequence[Finding], other: View
) -> Iterator[Finding]:
    """Yield the findings of one view that the other view does not have in any form, and its own redirects.

    Spam that changes with every load is in both: the other view then has findings of its own that are alike.
    """
    alike = {(finding.rule, finding.topic) for finding in others}
    rule, name, severity = RULES["cloaked"]
    for finding in findings:
        words = share(frozenset(stretches(finding.excerpt)), other.stretches)
        missing = words < THERE or not other.hosts.issuperset(finding.hosts)
        if missing and (finding.rule, finding.topic) not in alike:
            text = " ".join([finding.excerpt, *finding.hosts])
            yield replace(
                finding, rule=rule, name=name, severity=severity, technique=technique, action="review",
                fingerprint=fingerprint(rule, text),
            )  # fmt: skip
    if own.sent and not other.sent and not findings:
        yield fact("cloaked", technique, "only one side is sent to another site", sorted(own.sent))
