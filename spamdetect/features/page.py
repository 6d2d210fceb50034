"""What is known about a page as a whole when one of its places is judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from spamdetect.features.characters import script_counts
from spamdetect.features.evidence import Evidence
from spamdetect.features.localise import Candidate
from spamdetect.features.vocabulary import foreign_letters, foreign_words

# What search engines are told about a page. Whoever takes over its title takes over the rest of these too, so they
# are compared with the page and never with each other.
HEAD = frozenset(["title", "meta", "structured-data"])
Number = TypeVar("Number", np.intp, np.float64)


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What features of a place may ask about the page around it."""

    evidence: Evidence
    """The words and links of the page."""
    candidates: tuple[Candidate, ...]
    """All places in question."""
    texts: tuple[str, ...]
    """The text of each candidate, its stretches on lines of their own."""
    scores: NDArray[np.float64]
    """Sum of the log-odds of wording in each candidate, shape (candidates,)."""
    counts: NDArray[np.intp]
    """Number of tokens in each candidate, shape (candidates,)."""
    peaks: NDArray[np.float64]
    """Highest sum of the log-odds of three words in a row of each candidate, shape (candidates,)."""
    foreign_words: NDArray[np.float64]
    """See `vocabulary.foreign_words`."""
    foreign_letters: NDArray[np.float64]
    """See `vocabulary.foreign_letters`."""
    scripts: list[list[int]]
    """Letters of each writing system in each candidate, see `script_counts`."""
    inside: NDArray[np.bool_]
    """Which candidates stand in what a reader may see or a script may write, not in `HEAD`; shape (candidates,)."""
    shown: tuple[float, int]
    """Sum of the log-odds of all words outside of `HEAD`, and their number."""
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
    first_blocks: list[int]
    """First block of each candidate, never falls, shape (candidates,)."""
    gains: NDArray[np.float64]
    """Sum of the positive scores of the candidates before each, shape (candidates + 1,)."""
    counted: int
    """Tokens in all candidates together. Kept, since each of them asks for it: summing up would be quadratic."""
    hidden_links: NDArray[np.intp]
    """Links to other sites in each candidate that are hidden like no ordinary page part, shape (candidates,)."""
    hidden_total: int
    """How many those are on the whole page; kept for the same reason."""
    domains: Counter[str]
    """How many links of the page lead to each domain."""


def running(values: NDArray[Number]) -> NDArray[Number]:
    """Return the sum of what comes before each position, and of all at the end: shape (values + 1,)."""
    return np.concatenate([np.zeros(1, dtype=values.dtype), np.cumsum(values)])


def page_facts(evidence: Evidence, candidates: Sequence[Candidate]) -> PageFacts:
    """Gather what the features of all candidates of a page share."""
    blocks = evidence.document.blocks
    scores, counts, peaks = wording_of(evidence, candidates)
    texts = tuple(
        "\n".join([blocks[mark.block].text[mark.start : mark.end] for mark in candidate.marks])
        for candidate in candidates
    )
    shown = [block.index for block in blocks if block.origin not in HEAD]
    text = "\n".join([blocks[index].text for index in shown])
    inside = np.array([blocks[mine.marks[0].block].origin not in HEAD for mine in candidates], dtype=np.bool_)
    sums = running(evidence.wording.astype(np.float64))
    low, high = evidence.bounds[:-1][shown], evidence.bounds[1:][shown]
    title = next((block.index for block in blocks if block.origin == "title"), None)
    leaving = np.array([item.block for item in evidence.links if item.external], dtype=np.intp)
    hidden = hidden_links(evidence, candidates)
    lengths = np.array([len(block.text) for block in blocks], dtype=np.intp)
    return PageFacts(
        evidence, tuple(candidates), texts, scores, counts, peaks,
        foreign_words(text, texts, inside), foreign_letters(text, texts, inside), script_counts(texts), inside,
        (float((sums[high] - sums[low]).sum()), int((high - low).sum())), mean_wording(evidence, title),
        int(lengths.sum()), running(lengths), running(np.bincount(leaving, minlength=len(blocks))),
        sums, [candidate.marks[0].block for candidate in candidates],
        running(np.maximum(0.0, scores)), int(counts.sum()), hidden, int(hidden.sum()), Counter([item.domain for item in evidence.links]),
    )  # fmt: skip


def hidden_links(evidence: Evidence, candidates: Sequence[Candidate]) -> NDArray[np.intp]:
    """Return how many links to other sites each candidate hides like no ordinary page part."""
    found = np.zeros(len(candidates), dtype=np.intp)
    for number, candidate in enumerate(candidates):
        how = evidence.document.blocks[candidate.marks[0].block].hiding
        if how is not None and how.idiom is None:
            found[number] = sum(item.external for item in candidate.links)
    return found


def wording_of(
    evidence: Evidence, candidates: Sequence[Candidate]
) -> tuple[NDArray[np.float64], NDArray[np.intp], NDArray[np.float64]]:
    """Return the score, the number of tokens and the best three words in a row of each candidate."""
    scores, peaks = [0.0] * len(candidates), [0.0] * len(candidates)
    counts = [0] * len(candidates)
    marks = [(number, mark) for number, candidate in enumerate(candidates) for mark in candidate.marks]
    spans = np.array([(mark.block, mark.start, mark.end) for _, mark in marks], dtype=np.intp).reshape(-1, 3)
    wording = evidence.wording.astype(np.float64)
    threes = wording[:-2] + wording[1:-1] + wording[2:]
    low, high = (positions.tolist() for positions in evidence.tokens_in(*spans.T))
    for (number, _), first, behind in zip(marks, low, high, strict=True):
        if behind > first:
            scores[number] += float(evidence.wording[first:behind].sum())
            counts[number] += behind - first
            rows = threes[first : behind - 2] if behind - first > 2 else wording[first:behind].sum()
            peaks[number] = max(peaks[number], float(rows.max()))
    return np.array(scores), np.array(counts, dtype=np.intp), np.array(peaks)


def mean_wording(evidence: Evidence, block: int | None) -> float:
    """Return the mean log-odds of the words of a block, 0 without any."""
    if block is None or evidence.bounds[block] == evidence.bounds[block + 1]:
        return 0.0
    return float(evidence.wording[evidence.bounds[block] : evidence.bounds[block + 1]].mean())
