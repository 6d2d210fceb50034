"""Where in a page spam may be: stretches of suspicious words, hidden places, suspicious links.

Everything that may be a finding is a `Candidate`; what is none of them is sure clean and is never looked at
again. The model judges candidates, not whole blocks, so that one link in a paragraph, or the head of a long
line, is found and cut alone.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import inf
from typing import Literal

import numpy as np

from spamdetect.features.evidence import Evidence, LinkEvidence
from spamdetect.parse.aside import SENT_ON
from spamdetect.parse.document import Mark

# A run of words is a candidate from this sum of log-odds on. Low on purpose (the model decides): at 2.5, a quarter of
# the injected bytes of a held-out fold lie in no candidate, at 1.5 a sixth, with seven candidates on a clean page.
RUN_GATE = 1.5
# A link whose address alone says this much (log-odds of host and path) is a candidate with any words.
LINK_GATE = 1.5
# A run takes in the rest of a sentence, item or link if that is at most this share of its words, and gives up a
# part of one that is no more.
SNAP = 0.34
# Ends of sentences, list items and lines. A full stop counts before white space only: there are many in addresses.
# The first set holds whatever an end can begin with, so that all other characters are passed over at once; what
# looks back keeps a long row of dots or blanks from being read again from each of its characters.
UNIT = re.compile(
    r"""[.!?…。！？؟।|•·»;\s](?:
        (?<=[.!?…])(?<![.!?…]{2})[.!?…]*["'”»)\]]*(?=\s|$)\s*
        |(?<=[。！？؟।])[。！？؟।]*[”」』）]*
        |(?<=[|•·»;])[|•·»;]*\s*
        |(?<=\s)(?<!\s{2})\s*[-–—/]\s+
        |(?<=\n)\n*)""",
    re.VERBOSE,
)
# What hides in one element together: parts of the page, and those that a script writes into it.
PAGE_PARTS = frozenset(["body", "script", "after-end"])


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that may be injected."""

    kind: Literal["run", "region", "link"]
    """Words in a row; a hidden element with everything in it; a link by its address."""
    marks: tuple[Mark, ...]
    """The stretches of block text that it consists of; one for each block."""
    links: tuple[LinkEvidence, ...]
    """The links that lie in it."""


def candidates(evidence: Evidence) -> list[Candidate]:
    """Return everything in a page that may be injected, in the order of the page."""
    by_block: dict[int, list[LinkEvidence]] = defaultdict(list)
    for item in evidence.links:
        by_block[item.block].append(item)
    regions = hidden_regions(evidence, by_block)
    # A hidden element that holds one block and nothing else is judged once; inside of larger ones, which may be
    # honest menus or whole pages that fade in, every run is a candidate of its own.
    taken = {region.marks[0].block for region in regions if len(region.marks) == 1}
    found = regions + [
        candidate
        for index in suspicious_blocks(evidence)
        if index not in taken
        for candidate in runs(evidence, index, by_block[index])
    ]
    return sorted(found, key=lambda candidate: candidate.marks[0])


def hidden_regions(evidence: Evidence, by_block: dict[int, list[LinkEvidence]]) -> list[Candidate]:
    """Return the hidden elements that link to other sites or use suspicious words."""
    members: dict[int, list[int]] = defaultdict(list)
    for block in evidence.document.blocks:
        if block.region >= 0 and block.origin in PAGE_PARTS:
            members[block.region].append(block.index)
    found = []
    for blocks in members.values():
        links = tuple(link for index in blocks for link in by_block.get(index, ()))
        if any(link.external for link in links) or evidence.gains[blocks].max() >= RUN_GATE:
            marks = tuple(Mark(index, 0, len(evidence.document.blocks[index].text)) for index in blocks)
            found.append(Candidate("region", marks, links))
    return found


def suspicious_blocks(evidence: Evidence) -> list[int]:
    """Return the blocks in which some run of words or some link reaches the gate."""
    chosen = set(np.flatnonzero(evidence.gains >= RUN_GATE).tolist())
    chosen.update(item.block for item in evidence.links if alone(item))
    return sorted(chosen)


def alone(item: LinkEvidence) -> bool:
    """Tell whether a link is a candidate by its address alone, or for sending visitors to another site."""
    return item.weight >= LINK_GATE or (item.external and item.link.rel == SENT_ON)


def runs(evidence: Evidence, index: int, links: Sequence[LinkEvidence]) -> Iterator[Candidate]:
    """Yield the runs of suspicious words of a block, and its suspicious links outside of them."""
    text = evidence.document.blocks[index].text
    words = slice(evidence.bounds[index], evidence.bounds[index + 1])
    starts, ends = evidence.start[words].tolist(), evidence.end[words].tolist()
    spans = [(item.link.start, item.link.end) for item in links]
    # How far the links up to each one reach: those before the first that reaches a place can be passed over.
    reach = list(accumulate((end for _, end in spans), max))
    segments = maximal_segments(evidence.weight[words].tolist())
    strong = [(low, high) for low, high, score in segments if score >= RUN_GATE]
    edges = unit_edges(text, spans) if strong else []
    covered: list[tuple[int, int]] = []
    for low, high in strong:
        start, end = snapped(starts[low], ends[high - 1], edges, starts)
        for number in range(bisect_right(reach, start), len(spans)):
            # A link is one thing: a run that reaches into it takes all of it.
            first, last = spans[number]
            if first >= end:
                break
            if start < last:
                start, end = min(start, first), max(end, last)
        if covered and start <= covered[-1][1]:
            start, end = covered[-1][0], max(end, covered.pop()[1])
        covered.append((start, end))
    by_address = [span for span, item in zip(spans, links, strict=True) if alone(item)]
    for start, end in sorted([*covered, *outside(by_address, covered)]):
        inside = tuple(
            item
            for item in links[bisect_left(spans, (start, 0)) : bisect_left(spans, (end + 1, 0))]
            if item.link.end <= end
        )
        kind: Literal["run", "link"] = "run" if end > start and text[start:end].strip() else "link"
        yield Candidate(kind, (Mark(index, start, end),), inside)


def outside(
    spans: Sequence[tuple[int, int]], covered: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Yield the spans that lie neither in a covered stretch nor in a span before; all sorted by start."""
    reach = -1
    for start, end in spans:
        number = bisect_right(covered, (start, inf)) - 1
        if end > max(reach, covered[number][1] if number >= 0 else -1):
            reach = end
            yield start, end


def unit_edges(text: str, spans: Sequence[tuple[int, int]]) -> list[int]:
    """Return where the sentences, list items and links of a block begin and end, in order; links are not cut."""
    spans = [span for span in spans if span[0] < span[1]]
    edges = {0, len(text)}
    for match in UNIT.finditer(text):
        number = bisect_right(spans, (match.end(), len(text))) - 1
        if number < 0 or spans[number][1] <= match.end():
            edges.add(match.end())
    return sorted(edges.union(*spans))


def snapped(start: int, end: int, edges: Sequence[int], starts: Sequence[int]) -> tuple[int, int]:
    """Move the ends of a run to the edges of sentences, list items and links that it nearly reaches.

    People put whole sentences and whole links into pages, while the sum of log-odds stops at any word.

    Args:
        start: where the run starts in the block's text.
        end: where it ends.
        edges: see `unit_edges`.
        starts: where the words of the block start.
    """
    left = edges[bisect_right(edges, start) - 1]
    right = edges[min(bisect_left(edges, end), len(edges) - 1)]
    first_end = edges[min(bisect_right(edges, start), len(edges) - 1)]
    last_start = edges[max(0, bisect_left(edges, end) - 1)]

    def words(low: int, high: int) -> int:
        return bisect_left(starts, high) - bisect_left(starts, low)

    before, inside = words(left, start), words(start, min(end, first_end))
    if before <= SNAP * (before + inside):
        start = left
    elif inside <= SNAP * (before + inside) and first_end < end:
        start = first_end
    after, inside = words(end, right), words(max(start, last_start), end)
    if after <= SNAP * (after + inside):
        end = right
    elif inside <= SNAP * (after + inside) and last_start > start:
        end = last_start
    return start, end


def maximal_segments(scores: Sequence[float]) -> list[tuple[int, int, float]]:
    """Return all maximal scoring subsequences as (start, end, sum), in order.

    The linear-time algorithm of Ruzzo and Tompa, "A Linear Time Algorithm for Finding All Maximal Scoring
    Subsequences", ISMB 1999.
    """
    segments: list[tuple[int, int, float, float, int]] = []  # start, end, left, right, nearest lower left
    total = 0.0
    for position, score in enumerate(scores):
        before, total = total, total + score
        if score <= 0:
            continue
        start, end, left, right = position, position + 1, before, total
        while True:
            number = len(segments) - 1
            while number >= 0 and segments[number][2] >= left:
                number = segments[number][4]
            if number < 0 or segments[number][3] >= right:
                segments.append((start, end, left, right, number))
                break
            start, left = segments[number][0], segments[number][2]
            del segments[number:]
    return [(start, end, right - left) for start, end, left, right, _ in segments]
