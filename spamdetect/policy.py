"""From log-odds to decisions: verdicts, findings, and the label of the page."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from spamdetect.errors import UsageError
from spamdetect.features.localise import Candidate
from spamdetect.features.page import PageFacts
from spamdetect.features.whole import with_places
from spamdetect.gaps import completed
from spamdetect.model import Model
from spamdetect.parse.address import readable_host, readable_path
from spamdetect.parse.aside import SENT_ON
from spamdetect.parse.document import Cut, Document, Mark
from spamdetect.quote import quote
from spamdetect.types import (
    TOPICS,
    Action,
    Confidence,
    Finding,
    Label,
    Link,
    Severity,
    Span,
    Topic,
    Verdict,
)  # fmt: skip

Sensitivity = Literal["strict", "regular", "eager"]
# Share of clean pages that may get a false finding. `regular` is the project's promise for ordinary pages (one
# in 2,000); the others are a step of about ten to either side.
FALSE_POSITIVE_RATES: dict[str, float] = {"strict": 1e-4, "regular": 5e-4, "eager": 1e-2}
# False-positive rate at which the other places of a page are judged once one place has passed, and at which a place
# must agree that a page is spam as a whole. On held-out sites, 66 of 100 real spam pages are found at 5e-3, 65 at 4e-3
# and 59 at 2.5e-3, with the same false findings (ordinary pages 0.06 %, those that look like spam 0.4 %).
COMPANY = 4e-3
# A page of fewer words cannot be told to be honest: a menu, a date, the name of a template.
FEW_WORDS = 20
# A link keeps its words, and those around it, if they say less than this by themselves (log-odds): they are honest
# words that somebody linked. On held-out sites, 94 of 100 such places are below, and 7 of 100 links put in with words.
HONEST_WORDS = 1.0
# Longest excerpt, in characters: two lines of a terminal.
EXCERPT = 160
SPACE = re.compile(r"\s+")
DARK = re.compile(r"\S")
UNSHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")

RULES: dict[str, tuple[str, str, Severity]] = {
    "hidden": ("SD101", "hidden-block", "high"),
    "links": ("SD102", "visible-links", "high"),
    "text": ("SD103", "visible-text", "medium"),
    "link": ("SD104", "linked-words", "medium"),
    "head": ("SD105", "head-text", "high"),
    "data": ("SD106", "structured-data", "medium"),
    "attribute": ("SD107", "attribute-text", "low"),
    "comment": ("SD108", "comment", "low"),
    "script": ("SD109", "script-written", "high"),
    "fallback": ("SD110", "fallback-markup", "high"),
    "after": ("SD111", "after-end", "high"),
    "redirect": ("SD112", "redirect", "high"),
    "address": ("SD113", "head-link", "high"),
    "page": ("SD201", "spam-page", "high"),
    "cloaked": ("SD301", "cloaking", "high"),
    "doorway": ("SD302", "doorway", "high"),
    "listed": ("SD303", "listed-spam", "medium"),
    "takeover": ("SD304", "taken-over-link", "high"),
}
PLACES: dict[str, str] = {
    "title": "head", "meta": "head", "structured-data": "data", "attribute": "attribute", "comment": "comment",
    "script": "script", "noscript": "fallback", "template": "fallback", "frame": "fallback",
    "after-end": "after",
}  # fmt: skip
TECHNIQUES: dict[str, str] = {
    "title": "title", "meta": "meta", "structured-data": "structured-data", "attribute": "attribute",
    "comment": "comment", "script": "script-written", "noscript": "noscript", "template": "template",
    "frame": "frame", "after-end": "after-end",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about a page, before anything is cut."""

    label: Label
    probability: float
    verdicts: tuple[Verdict, ...]
    findings: tuple[Finding, ...]
    through: bool
    """The page is worded like spam as a whole, whatever its places say, or has next to no words."""


def rate_of(sensitivity: Sensitivity, max_fpr: float | None) -> float:
    """Return the false-positive rate that was asked for.

    Raises:
        UsageError: an unknown sensitivity, or a rate outside (0, 1).
    """
    if max_fpr is not None:
        if not 0.0 < max_fpr < 1.0:
            raise UsageError(f"the false-positive rate must lie between 0 and 1, not {max_fpr}")
        return max_fpr
    if sensitivity not in FALSE_POSITIVE_RATES:
        raise UsageError(
            f"unknown sensitivity {sensitivity!r}; choose one of {', '.join(FALSE_POSITIVE_RATES)}"
        )
    return FALSE_POSITIVE_RATES[sensitivity]


def rule_of(document: Document, candidate: Candidate) -> tuple[str, str]:
    """Return the key of the rule and the technique of a candidate."""
    block = document.blocks[candidate.marks[0].block]
    if any(item.link.rel == SENT_ON for item in candidate.links):
        return "redirect", "meta-refresh" if block.origin == "meta" else "script-redirect"
    if block.origin == "meta" and not block.text and candidate.links:
        return "address", candidate.links[0].link.rel
    if block.origin in PLACES:
        return PLACES[block.origin], TECHNIQUES[block.origin]
    if block.hiding is not None:
        return "hidden", block.hiding.technique
    written = sum(item.link.form != "bare" for item in candidate.links)
    if written > 1:
        return "links", "visible-links"
    if written:
        return "link", "visible-link"
    return "text", "visible-text"


def honest_link(page: PageFacts, number: int) -> bool:
    """Tell whether a candidate is honest words of the text that somebody linked: those words stay."""
    candidate = page.candidates[number]
    if len(candidate.links) != 1 or candidate.kind == "region":
        return False
    mark, link = candidate.marks[0], candidate.links[0].link
    block = page.evidence.document.blocks[mark.block]
    if link.form == "bare" or block.hiding is not None or block.origin != "body":
        return False
    if not (mark.start <= link.start < link.end <= mark.end and block.text[link.start : link.end].strip()):
        return False
    if page.scores[number] > HONEST_WORDS:
        return False
    return bool(DARK.search(block.text, link.end) or DARK.search(block.text, 0, link.start))


def removal(page: PageFacts, number: int) -> tuple[Action, list[Mark]]:
    """Return what cleaning does with a candidate."""
    candidate = page.candidates[number]
    if not honest_link(page, number):
        return "cut", list(candidate.marks)
    mark, link = candidate.marks[0], candidate.links[0].link
    if link.form == "markdown":
        text = page.evidence.document.blocks[mark.block].text
        close = text.rfind("](", link.start, link.end)
        if not text.startswith("[", link.start) or close < 0:
            return "cut", list(candidate.marks)
        return "unlink", [
            Mark(mark.block, link.start, link.start + 1),
            Mark(mark.block, close, link.end),
        ]
    return "unlink", [Mark(mark.block, link.start, link.end, unlink=True)]


def removals(page: PageFacts, bad: Sequence[int]) -> list[tuple[Mark, int, Action]]:
    """Return what cleaning does with bad candidates, and what goes with them: mark, candidate, action."""
    chosen: list[tuple[Mark, int, Action]] = []
    for number in bad:
        action, marks = removal(page, number)
        chosen += [(mark, number, action) for mark in marks]
    owner = {mark.block: number for mark, number, action in chosen if action == "cut"}
    cut = [mark for mark, _, action in chosen if action == "cut"]
    return chosen + [(mark, owner[block], "cut") for mark, block in completed(page, cut)]


def topic_of(model: Model, text: str, links: Sequence[Link]) -> Topic:
    """Return what a place most likely advertises, by its words and those in the addresses of its links."""
    addresses = (
        f"{readable_host(link.host)} {readable_path(link.href)}" for link in links if link.form != "bare"
    )
    return TOPICS[int(np.argmax(model.wording.topics(" ".join([text, *addresses]))))]


def shown(text: str) -> str:
    """Return a text fit for a report: one line, nothing that steers a terminal or a reader's eye."""
    return SPACE.sub(" ", UNSHOWN.sub(" ", text)).strip()


def excerpt(text: str, links: Sequence[str]) -> str:
    """Return the readable text of a finding, shortened; the addresses of its links if it has no words."""
    line = shown(text) or shown(" ".join(links))
    return line if len(line) <= EXCERPT else line[: EXCERPT - 1].rstrip() + "…"


def fingerprint(rule: str, text: str) -> str:
    """Return a hash that stays the same when the text moves or its white space changes."""
    return hashlib.sha256(f"{rule}\0{shown(text).casefold()}".encode()).hexdigest()[:16]


def decide(
    model: Model,
    page: PageFacts,
    matrix: NDArray[np.float64],
    whole: NDArray[np.float64],
    *,
    rate: float,
    explain: bool,
) -> Decision:
    """Judge every candidate and the page, and turn what passes the threshold into findings.

    Args:
        model: the trained model.
        page: facts about the page and its candidates.
        matrix: features of the candidates, shape (candidates, features).
        whole: features of the page, see `extract_page`.
        rate: tolerated share of clean pages with a false finding.
        explain: give reasons for every verdict, not only for those of findings.
    """
    document = page.evidence.document
    log_odds = model.places.trees.log_odds(matrix)
    probabilities = model.places.calibration.probability(log_odds).tolist()
    whole = with_places(whole, log_odds, page.counts, len(page.evidence.wording))
    page_odds = float(model.pages.trees.log_odds(whole[None, :])[0])
    page_probability = float(model.pages.calibration.probability(np.array([page_odds]))[0])
    company = log_odds >= model.places.threshold(max(rate, COMPANY))
    through = page_odds >= model.pages.threshold(rate)
    # A page that is worded like spam may be an honest page about the topic: one of its places must agree.
    spam = through and bool(company.any())
    passed = log_odds >= model.places.threshold(rate)
    if passed.any() or spam:
        # Whoever got into a page seldom leaves one trace only.
        passed = company
    bad = np.flatnonzero(passed).tolist()
    judged = list(range(len(passed))) if explain else bad
    verdicts: dict[int, Verdict] = {}
    for number, reasons in zip(judged, model.places.reasons(matrix[judged]), strict=True):
        candidate = page.candidates[number]
        verdicts[number] = Verdict(
            candidate.marks[0].block,
            Span(candidate.marks[0].start, candidate.marks[0].end),
            probabilities[number],
            "injected" if passed[number] else "clean",
            topic_of(model, page.texts[number], [item.link for item in candidate.links]),
            rule_of(document, candidate)[1],
            reasons,
        )
    findings = collect(model, page, bad, verdicts, log_odds, rate)
    if spam:
        findings.append(spam_page(model, page, page_probability, page_odds, whole, rate))
    label: Label = "spam" if spam else "injected" if findings else "clean"
    probability = max([page_probability, *probabilities])
    return Decision(
        label, probability, tuple(verdicts.values()), tuple(findings),
        through or len(page.evidence.wording) < FEW_WORDS,
    )  # fmt: skip


def confidence(log_odds: float, strict: float, rate_threshold: float) -> Confidence:
    """Return how sure the model is: high if the strictest threshold is passed."""
    if log_odds >= strict:
        return "high"
    return "medium" if log_odds >= (strict + rate_threshold) / 2 else "low"


def collect(
    model: Model,
    page: PageFacts,
    bad: Sequence[int],
    verdicts: Mapping[int, Verdict],
    log_odds: NDArray[np.float64],
    rate: float,
) -> list[Finding]:
    """Turn bad candidates into findings; those that are cut in one piece are one finding."""
    if not bad:
        return []
    document = page.evidence.document
    strict, regular = model.places.threshold(FALSE_POSITIVE_RATES["strict"]), model.places.threshold(rate)
    chosen = removals(page, bad)
    cuts = document.places.cuts([mark for mark, _, _ in chosen])
    groups: dict[int, list[Cut]] = defaultdict(list)
    home: dict[int, int] = {}
    for cut in cuts:
        numbers = sorted({chosen[index][1] for index in cut.marks})
        root = min(home.get(number, number) for number in numbers)
        for number in numbers:
            home[number] = root
        groups[root].append(cut)
    findings = []
    ends = iter(
        document.source.to_given(
            [end for group in groups.values() for cut in group for end in (cut.span.start, cut.span.end)]
        )
    )
    places = document.source.line_columns([group[0].span.start for group in groups.values()])
    for group, (line, column) in zip(groups.values(), places, strict=True):
        numbers = sorted({chosen[index][1] for cut in group for index in cut.marks})
        best = max(numbers, key=lambda number: float(log_odds[number]))
        actions = {chosen[index][2] for cut in group for index in cut.marks}
        key, technique = rule_of(document, page.candidates[best])
        rule, name, severity = RULES[key]
        text = "\n".join(page.texts[number] for number in numbers)
        links = [item.link for number in numbers for item in page.candidates[number].links]
        addresses = [link.href for link in links]
        findings.append(
            Finding(
                rule,
                name,
                verdicts[best].topic if len(numbers) == 1 else topic_of(model, text, links),
                technique,
                severity,
                confidence(float(log_odds[best]), strict, regular),
                verdicts[best].probability,
                "unlink" if actions == {"unlink"} else "cut",
                tuple(Span(next(ends), next(ends)) for _ in group),
                line,
                column,
                excerpt(text, addresses),
                verdicts[best].reasons,
                fingerprint(rule, text or " ".join(addresses)),
                tuple(sorted({link.host for link in links if link.host})),
                quote(document.source.text, [cut.span for cut in group]),
            )
        )
    return findings


def spam_page(
    model: Model,
    page: PageFacts,
    probability: float,
    log_odds: float,
    whole: NDArray[np.float64],
    rate: float,
) -> Finding:
    """Return the finding for a page that is spam as a whole; it points at the first words of the page."""
    document = page.evidence.document
    text = "\n".join(block.text for block in document.blocks if block.text.strip())
    first = next((block for block in document.blocks if block.text.strip()), None)
    start = document.places.offset(first.index, 0) if first is not None else 0
    end = start + (len(first.text.rstrip()) if first is not None else 0)
    given = document.source.to_given([start, max(start, min(end, len(document.source.text)))])
    line, column = document.source.line_column(start)
    spans = [Span(start, max(start, end))]
    rule, name, severity = RULES["page"]
    return Finding(
        rule, name, topic_of(model, text[:20_000], ()), "whole-page", severity,
        confidence(
            log_odds, model.pages.threshold(FALSE_POSITIVE_RATES["strict"]), model.pages.threshold(rate)
        ),
        probability, "review", (Span(given[0], given[1]),), line, column, excerpt(text[:2_000], ()),
        model.pages.reasons(whole[None, :])[0], fingerprint(rule, text[:2_000]),
        source=quote(document.source.text, spans),
    )  # fmt: skip
