"""The same page for three kinds of visitors: by itself, as a search engine's crawler, and as a visitor from a search."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Literal

from spamdetect.audit.address import host_and_port, kind_of
from spamdetect.audit.answer import Answer
from spamdetect.audit.frontier import Frontier, Known, Root
from spamdetect.audit.page import fitting
from spamdetect.audit.plan import Plan
from spamdetect.audit.record import Views
from spamdetect.fact import fact
from spamdetect.pair import check_pair
from spamdetect.types import Finding

BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
CRAWLER = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
View = Literal["browser", "crawler", "search"]
HEADERS: dict[View, dict[str, str]] = {
    "browser": {"User-Agent": BROWSER},
    "crawler": {"User-Agent": CRAWLER},
    "search": {"User-Agent": BROWSER, "Referer": "https://www.google.com/"},
}
# What a view is called in findings and notes.
NAMES: dict[View, str] = {"crawler": "crawler", "search": "search-visitor"}
# Pages of one kind (folder) that are compared: cloaking is done in templates and folders, not page by page.
ALIKE = 3


def chosen(frontier: Frontier) -> list[str]:
    """Return the pages to be compared that were not yet: of every kind a few, those that nothing links to first."""
    plan, kinds = frontier.plan, Counter[str]()
    ranked: list[tuple[bool, int, Root, str]] = []
    for known in sorted(frontier.known.values(), key=lambda known: (known.root, known.url)):
        if known.role == "page" and comparable(known):
            kind = kind_of(known.url)
            ranked.append((known.url != plan.start, kinds[kind], known.root, known.url))
            kinds[kind] += 1
    pages = [url for _, number, _, url in sorted(ranked) if number < ALIKE][: plan.views]
    return [url for url in pages if url not in frontier.viewed]


def comparable(known: Known) -> bool:
    """Tell whether a page may look different to others: it is there, or leads away, or somebody lists it in vain."""
    return known.outcome in ("scanned", "away") or (known.outcome == "missing" and known.root == Root.LISTED)


def compared(url: str, answers: Mapping[View, Answer], plan: Plan, sheets: Iterable[str] = ()) -> Views:
    """Return what only one kind of visitor is shown.

    Args:
        url: the page.
        answers: the answer to each kind of visitor.
        plan: how to judge.
        sheets: texts of the style sheets of the page.
    """
    browser = answers["browser"]
    if trouble := unusable(browser):
        return Views(url, note=f"not compared: {trouble}")
    findings: list[Finding] = []
    notes: list[str] = []
    texts = tuple(sheets)
    for view, name in NAMES.items():
        answer = answers[view]
        if trouble := unusable(answer):
            notes.append(f"not compared with what a {name} is shown: {trouble}")
            continue
        away = foreign(answer, plan), foreign(browser, plan)
        if any(away):
            if away[0] != away[1]:
                side = f"{name}-only" if away[0] else "browser-only"
                sentence = "only one kind of visitor is sent to another site"
                findings.append(fact("cloaked", side, sentence, [place for place in away if place]))
            continue
        if answer.moved or browser.moved:
            continue
        pair = check_pair(
            browser.body, answer.body, url=url, encoding=fitting(browser.body + answer.body, browser.charset),
            sensitivity=plan.sensitivity, max_fpr=plan.max_fpr, max_bytes=plan.max_bytes, sheets=texts,
        )  # fmt: skip
        findings += [
            replace(finding, technique=finding.technique.replace("crawler", name))
            for finding in pair.findings
        ]
        if pair.label == "different":
            notes.append(
                f"a {name} is shown another page: {pair.content:.0%} of its words are those that others see"
            )
    return Views(url, tuple(unique(findings)), "; ".join(notes))


def unusable(answer: Answer) -> str:
    """Return why an answer cannot be compared. An error page of 4xx can: others may get a page in its place."""
    if answer.error or answer.blocked or answer.code >= 500 or answer.code in (401, 403, 429):
        return answer.trouble
    return ""


def foreign(answer: Answer, plan: Plan) -> str:
    """Return where an answer leads on another site; empty if it does not."""
    return answer.moved if answer.moved and host_and_port(answer.moved) not in plan.sites else ""


def unique(findings: Iterable[Finding]) -> Iterable[Finding]:
    """Return findings, each once: what crawlers and visitors from a search are shown is often the same."""
    return {finding.fingerprint: finding for finding in findings}.values()


def again(first: Views, second: Views) -> Views:
    """Return what two comparisons in a row agree on: what changes with every load is no cloaking."""
    kinds = {(finding.technique, finding.topic) for finding in second.findings}
    kept = tuple(finding for finding in first.findings if (finding.technique, finding.topic) in kinds)
    return replace(first, findings=kept)
