"""What no page tells by itself: pages that the site does not know of, and files that send search engines to spam."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from spamdetect.audit.address import host_and_port, same
from spamdetect.audit.frontier import Frontier, Root
from spamdetect.audit.look import common, likeness
from spamdetect.audit.record import Outside, Visit
from spamdetect.fact import fact
from spamdetect.policy import RULES, fingerprint
from spamdetect.types import Finding, Span

# A page with less of the site's look than this was not made by the site: pages of a site have nearly all of its
# menu and frame, with exceptions such as a page for printing; doorways have their own.
STRANGE = 0.25
# Entries of a sitemap that a finding names.
NAMED = 10

Found = Iterator[tuple[str, Finding]]
"""Findings with the address of the page that they are about."""


def doorways(visits: Iterable[Visit], frontier: Frontier) -> Found:
    """Yield the pages that nothing honest links to, that do not look like the site, and that are suspected of spam."""
    scanned = [visit for visit in visits if visit.role == "page" and visit.report.status == "scanned"]
    site = common([visit.look for visit in scanned if root_of(visit.url, frontier) == Root.ROOTED])
    for visit in scanned:
        if (
            visit.suspects
            and root_of(visit.url, frontier) < Root.ROOTED
            and likeness(visit.look, site) < STRANGE
        ):
            worst = max(visit.suspects, key=lambda finding: finding.probability)
            yield visit.url, renamed(worst, "doorway", "whole-page", worst.excerpt)


def listed_spam(visits: Iterable[Visit], spam: frozenset[str]) -> Found:
    """Yield the sitemaps, and `robots.txt`, that name pages which are spam, or sitemaps which do.

    Args:
        visits: the answers of the site.
        spam: addresses of its pages that are spam as a whole.
    """
    bad = {same(url) for url in spam}
    files = sorted((visit for visit in visits if visit.role != "page"), key=depth, reverse=True)
    for visit in files:
        entries = [url for url in visit.listed if same(url) in bad]
        if entries:
            bad.add(same(visit.url))
            what = "sitemaps that list spam" if visit.role == "robots" else "pages that are spam"
            sentence = f"{len(entries):,} of its {len(visit.listed):,} entries are {what}"
            yield visit.url, replace(fact("listed", visit.role, sentence, entries[:NAMED]), hosts=())


def depth(visit: Visit) -> tuple[bool, int]:
    """Return how deep a file is: those that others name come last, `robots.txt` first."""
    return visit.role == "sitemap", visit.depth


def taken_over(pages: Iterable[Outside]) -> Found:
    """Yield the links to pages of other sites that are spam."""
    for page in pages:
        if page.report.label == "spam":
            worst = max(page.report.findings, key=lambda finding: finding.rule)
            text = f"{page.url}: {worst.excerpt}"
            hosts = sorted({host_and_port(page.url), host_and_port(page.final or page.url)})
            found = renamed(worst, "takeover", "link-target", text)
            yield (
                page.source,
                replace(found, hosts=tuple(hosts), fingerprint=fingerprint(found.rule, page.url)),
            )


def renamed(finding: Finding, key: str, technique: str, text: str) -> Finding:
    """Return a finding as one of another rule, about the page as a whole."""
    rule, name, severity = RULES[key]
    return replace(
        finding, rule=rule, name=name, severity=severity, technique=technique, action="review",
        spans=(Span(0, 0),), line=1, column=1, excerpt=text, fingerprint=fingerprint(rule, text), source=(),
    )  # fmt: skip


def root_of(url: str, frontier: Frontier) -> Root:
    """Return how an address became known."""
    known = frontier.place(url)
    return known.root if known is not None else Root.LISTED
