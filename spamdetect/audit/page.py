"""A page as it was served: what is found in it, and where its links lead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from spamdetect.audit.address import absolute
from spamdetect.audit.plan import Plan
from spamdetect.check import check, default_model
from spamdetect.errors import UnreadableInput
from spamdetect.parse import parse
from spamdetect.parse.decode import codec_of
from spamdetect.parse.feed import is_feed
from spamdetect.policy import FALSE_POSITIVE_RATES
from spamdetect.types import Block, Finding, Report

# Bytes in which a feed says that it is one.
FEED_HEAD = 2_000


@dataclass(frozen=True, slots=True)
class Read:
    """What is in a page."""

    report: Report
    """The answer, without the page itself."""
    links: tuple[str, ...] = ()
    """Where its honest links lead, in order, each once."""
    planted: tuple[str, ...] = ()
    """Where the links lead that stand only in what was found."""
    blocks: tuple[Block, ...] = ()
    """Its blocks."""
    suspects: tuple[Finding, ...] = ()
    """What the loosest sensitivity finds in a page without findings."""


def read_page(body: bytes, url: str, base: str, charset: str, plan: Plan, sheets: Sequence[str] = ()) -> Read:
    """Judge a page and follow its links with the eye.

    Args:
        body: the page.
        url: where it is from.
        base: what its relative addresses start from.
        charset: the encoding that its header names; empty if it names none.
        plan: how to judge.
        sheets: texts of its style sheets.
    """
    encoding = fitting(body, charset)

    def judged(rate: float | None) -> Report:
        return check(
            body, url=url, encoding=encoding, sensitivity=plan.sensitivity, max_fpr=rate,
            max_bytes=plan.max_bytes, sheets=sheets,
        )  # fmt: skip

    report = judged(plan.max_fpr)
    if report.status != "scanned":
        return Read(lean(report))
    blocks, feed = blocks_of(body, report), is_feed(body[:FEED_HEAD].decode("latin-1"))
    links = targets(blocks, base, feed)
    honest = links
    suspects: tuple[Finding, ...] = ()
    if report.findings:
        clean = blocks_of(report.clean_html, report) if report.label != "spam" else ()
        honest = targets(clean, base, feed)
    elif report.probability >= suspicious():
        suspects = judged(FALSE_POSITIVE_RATES["eager"]).findings
    kept = set(honest)
    return Read(lean(report), honest, tuple(link for link in links if link not in kept), blocks, suspects)


def lean(report: Report) -> Report:
    """Return a report without the page itself."""
    return replace(report, verdicts=(), clean_text="", clean_html=b"")


@cache
def suspicious() -> float:
    """Return the probability below which a page has no findings at the loosest sensitivity."""
    model, rate = default_model(), FALSE_POSITIVE_RATES["eager"]
    log_odds = [np.array([judge.threshold(rate)]) for judge in (model.places, model.pages)]
    return min(
        float(judge.calibration.probability(odds)[0])
        for judge, odds in zip((model.places, model.pages), log_odds, strict=True)
    )


def fitting(body: bytes, charset: str) -> str | None:
    """Return the encoding that a header names, if the page is written in it; many name a wrong one."""
    codec = codec_of(charset) if charset else None
    if codec is None:
        return None
    if codec[0] != "utf-8" and not body.isascii() and decodes(body, "utf-8"):
        return None  # Hardly a text in another encoding is UTF-8 by chance.
    return codec[0] if decodes(body, codec[1]) else None


def decodes(body: bytes, codec: str) -> bool:
    """Tell whether a page can be read in an encoding without a fault."""
    try:
        body.decode(codec)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def blocks_of(page: bytes | str, report: Report) -> tuple[Block, ...]:
    """Return the blocks of a page; none of one that cannot be read."""
    try:
        return parse(page, kind=report.kind, encoding=report.encoding).blocks
    except UnreadableInput:
        return ()


def targets(blocks: Iterable[Block], base: str, feed: bool) -> tuple[str, ...]:
    """Return where the links of blocks lead, in order, each once; only in feeds bare addresses are links."""
    found = (
        absolute(base, link.href)
        for block in blocks
        for link in block.links
        if (feed or link.form != "bare") and link.rel != "base"
    )
    return tuple(dict.fromkeys(url for url in found if url))
