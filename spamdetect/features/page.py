"""What is known about a page as a whole when one of its places is judged."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from spamdetect.features.evidence import Evidence
from spamdetect.features.localise import Candidate

Number = TypeVar("Number", np.intp, np.float64)
WORD = re.compile(r"[^\W\d_]{3,}|[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]{2}")

# Upper bounds of runs of code points and the writing system of each; what is no letter has number 0.
# Coarse on purpose: only "is this another script than the page's" is asked.
SCRIPT_BOUNDS: tuple[tuple[int, int], ...] = (
    (0x41, 0), (0x5B, 1), (0x61, 0), (0x7B, 1), (0xC0, 0), (0x250, 1), (0x370, 0), (0x400, 2), (0x530, 3),
    (0x590, 0), (0x600, 4), (0x780, 5), (0x900, 0), (0xE00, 6), (0xE80, 7), (0xF00, 8), (0x1000, 0),
    (0x10A0, 8), (0x1100, 0), (0x1200, 9), (0x1780, 0), (0x1800, 8), (0x1E00, 0), (0x1F00, 1), (0x2000, 2),
    (0x3040, 0), (0x3100, 10), (0x3400, 0), (0xA000, 11), (0xAC00, 0), (0xD7B0, 9), (0xF900, 0),
    (0xFB00, 11), (0xFB50, 0), (0xFF00, 5), (0xFF21, 0), (0xFF5B, 1), (0xFF66, 0), (0xFFA0, 10), (0x1D400, 0),
    (0x1D800, 12), (0x20000, 0), (0x32000, 11),
)  # fmt: skip
SCRIPTS = 13
TRIGRAMS = 1 << 16  # Slots that trigrams are counted in: a page has a few thousand different ones.
BOUNDS = np.array([bound for bound, _ in SCRIPT_BOUNDS], dtype=np.uint32)
SCRIPT_OF = np.array([script for _, script in SCRIPT_BOUNDS] + [0], dtype=np.intp)


def script_counts(text: str) -> NDArray[np.intp]:
    """Count the letters of each writing system, shape (SCRIPTS,); number 0 is everything that is no letter."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    return np.bincount(SCRIPT_OF[np.searchsorted(BOUNDS, points, side="right")], minlength=SCRIPTS).astype(
        np.intp
    )


def words(text: str) -> list[str]:
    """Return the words of a text for comparison: lower case, three letters or more, pairs of CJK or Thai."""
    return [word.casefold() for word in WORD.findall(text)]


def trigram_slots(text: str) -> NDArray[np.intp]:
    """Return the slot of every run of three letters of a text that holds no space or digit."""
    points = np.frombuffer(text.lower().encode("utf-32-le", "surrogatepass"), dtype="<u4")
    if len(points) < 3:
        return np.zeros(0, dtype=np.intp)
    codes = points.astype(np.uint64)
    hashed = (codes[:-2] * np.uint64(0x9E3779B1) + codes[1:-1]) * np.uint64(0x85EBCA77) + codes[2:]
    letter = (points > 0x40) & ~((points > 0x5A) & (points < 0x61)) & ~((points > 0x7A) & (points < 0xAA))
    whole = letter[:-2] & letter[1:-1] & letter[2:]
    mixed = (hashed ^ (hashed >> np.uint64(23))) * np.uint64(0xC2B2AE3D27D4EB4F)
    return (mixed[whole] >> np.uint64(64 - 16)).astype(np.intp)


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What features of a place may ask about the page around it."""

    evidence: Evidence
    """The words and links of the page."""
    candidates: tuple[Candidate, ...]
    """All places in question."""
    scores: NDArray[np.float64]
    """Sum of the log-odds of wording in each candidate, shape (candidates,)."""
    counts: NDArray[np.intp]
    """Number of tokens in each candidate, shape (candidates,)."""
    scripts: NDArray[np.intp]
    """Letters of each writing system on the page."""
    vocabulary: Counter[str]
    """How often each word stands on the page."""
    trigrams: NDArray[np.intp]
    """How often each trigram of letters stands on the page, by slot, shape (TRIGRAMS,)."""
    title: float
    """Mean log-odds of the words of the title, 0 without one."""
    length: int
    """Characters of text on the page."""
    offsets: NDArray[np.intp]
    """Characters before each block, shape (blocks + 1,)."""
    outside: NDArray[np.intp]
    """Links to other sites before each block, shape (blocks + 1,)."""
    sums: NDArray[np.float64]
    """Log-odds of all tokens before each token, shape (tokens + 1,)."""
    first_blocks: NDArray[np.intp]
    """First block of each candidate, never falls, shape (candidates,)."""
    gains: NDArray[np.float64]
    """Sum of the positive scores of the candidates before each, shape (candidates + 1,)."""
    domains: Counter[str]
    """How many links of the page lead to each domain."""


def token_range(evidence: Evidence, block: int, start: int, end: int) -> tuple[int, int]:
    """Return the first token and the one behind the last that lie in a stretch of a block."""
    first, last = int(evidence.bounds[block]), int(evidence.bounds[block + 1])
    low = first + int(np.searchsorted(evidence.end[first:last], start, side="right"))
    high = first + int(np.searchsorted(evidence.start[first:last], end))
    return low, max(low, high)


def running(values: NDArray[Number]) -> NDArray[Number]:
    """Return the sum of what comes before each position, and of all at the end: shape (values + 1,)."""
    return np.concatenate([np.zeros(1, dtype=values.dtype), np.cumsum(values)])


def page_facts(evidence: Evidence, candidates: Sequence[Candidate]) -> PageFacts:
    """Gather what the features of all candidates of a page share."""
    blocks = evidence.document.blocks
    scores, counts = np.zeros(len(candidates)), np.zeros(len(candidates), dtype=np.intp)
    for number, candidate in enumerate(candidates):
        for mark in candidate.marks:
            low, high = token_range(evidence, mark.block, mark.start, mark.end)
            scores[number] += float(evidence.wording[low:high].sum())
            counts[number] += high - low
    text = "\n".join(block.text for block in blocks)
    titles = [block.index for block in blocks if block.origin == "title"][:1]
    title = 0.0
    for index in titles:
        found = evidence.wording[evidence.bounds[index] : evidence.bounds[index + 1]]
        title = float(found.mean()) if len(found) else 0.0
    leaving = np.array([item.block for item in evidence.links if item.external], dtype=np.intp)
    outside = np.bincount(leaving, minlength=len(blocks))
    lengths = np.array([len(block.text) for block in blocks], dtype=np.intp)
    return PageFacts(
        evidence, tuple(candidates), scores, counts, script_counts(text), Counter(words(text)), np.bincount(trigram_slots(text), minlength=TRIGRAMS), title,
        len(text), running(lengths), running(outside), running(evidence.wording.astype(np.float64)),
        np.array([candidate.marks[0].block for candidate in candidates], dtype=np.intp),
        running(np.maximum(0.0, scores)), Counter(item.domain for item in evidence.links),
    )  # fmt: skip
