"""Labelled pages to learn from and to measure with: real ones, and clean ones with spam put into them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from spamdetect.errors import UnreadableInput
from spamdetect.features import extract
from spamdetect.features.domains import Hosts
from spamdetect.features.evidence import gather
from spamdetect.features.localise import candidates
from spamdetect.features.whole import extract_page
from spamdetect.features.wording import Wording
from spamdetect.parse import parse
from spamdetect.types import Kind

Truth = Literal["clean", "injected", "spam"]
# A candidate is spam if at least this share of it was injected, and clean below the other; what lies between is
# neither and is not learned from.
MOSTLY = 0.6
HARDLY = 0.2


@dataclass(frozen=True, slots=True)
class Labelled:
    """A page and what is known about it."""

    id: str
    """Where it is from."""
    page: bytes
    """Its bytes."""
    kind: Kind | None
    """HTML or text; found out if None."""
    truth: Truth
    """What it is."""
    spans: tuple[tuple[int, int], ...]
    """Byte offsets of what was injected."""
    group: str
    """Pages of a group (site, source, campaign) never stand on both sides of a split."""
    language: str
    """Language of the spam, or of the page if it is clean."""
    topic: str = ""
    """What it advertises."""
    technique: str = ""
    """How it was put in, or the name of the honest look-alike."""
    real: bool = True
    """False if the spam was put in by us."""
    vetted: bool = True
    """False for a clean page that nobody has read: it may hide spam."""
    hard: bool = False
    """A clean page that looks like spam."""
    weight: float = 1.0
    """Weight in training."""


@dataclass(frozen=True, slots=True)
class Rows:
    """What a page teaches: the rows of its candidates and its own row."""

    places: NDArray[np.float64]
    """Features of the candidates, shape (candidates, features)."""
    injected: NDArray[np.float64]
    """Share of each candidate that was injected, shape (candidates,)."""
    page: NDArray[np.float64]
    """Features of the page before its places are judged, see `extract_page`."""
    counts: NDArray[np.intp]
    """Words of each candidate, shape (candidates,)."""
    total: int
    """Words of the page."""
    missed: float
    """Share of the injected bytes that no candidate covers."""


def rows_of(sample: Labelled, wording: Wording, hosts: Hosts) -> Rows | None:
    """Return the rows of a page, or None if it cannot be read."""
    try:
        document = parse(sample.page, kind=sample.kind)
    except UnreadableInput:
        return None
    evidence = gather(document, wording, hosts)
    found = candidates(evidence)
    matrix, facts = extract(evidence, found)
    own = hosts.host(evidence.own) if evidence.own else 0.0
    shares = np.zeros(len(found))
    covered: list[tuple[int, int]] = []
    if sample.spans:
        for number, candidate in enumerate(found):
            cuts = document.places.cuts(candidate.marks)
            ends = document.source.to_given([end for cut in cuts for end in (cut.span.start, cut.span.end)])
            stretches = list(zip(ends[::2], ends[1::2], strict=True))
            size = sum(end - start for start, end in stretches)
            shares[number] = common(stretches, sample.spans) / max(1, size)
            covered += stretches
    total = sum(end - start for start, end in sample.spans)
    missed = 1.0 - common(union(covered), sample.spans) / total if total else 0.0
    return Rows(matrix, shares, extract_page(evidence, own), facts.counts, len(evidence.wording), missed)


def digest(samples: Sequence[Labelled]) -> str:
    """Return a hash of pages and of what is said about them, in whatever order they are."""
    hashed = hashlib.sha256()
    for sample in sorted(samples, key=lambda sample: sample.id):
        for part in (sample.id.encode(), sample.page, repr((sample.truth, sample.spans)).encode()):
            hashed.update(len(part).to_bytes(8, "big") + part)
    return hashed.hexdigest()


def union(stretches: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the stretches sorted and without overlap."""
    result: list[tuple[int, int]] = []
    for start, end in sorted(stretches):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(result[-1][1], end))
        else:
            result.append((start, end))
    return result


def common(one: Sequence[tuple[int, int]], two: Sequence[tuple[int, int]]) -> int:
    """Return how many positions two sets of stretches share."""
    first, second, total, index = union(one), union(two), 0, 0
    for start, end in first:
        while index < len(second) and second[index][1] <= start:
            index += 1
        later = index
        while later < len(second) and second[later][0] < end:
            total += min(end, second[later][1]) - max(start, second[later][0])
            later += 1
    return total
