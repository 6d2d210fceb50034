"""What of a place stands nowhere else on its page: words and sequences of letters."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from spamdetect.features.characters import (
    casefolded,
    code_points,
    letters,
    lower,
    paired,
    run_edges,
    run_numbers,
)

# A word for comparison: three letters or more, or a pair of CJK or Thai.
WORD = re.compile(r"[^\W\d_]{3,}|[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]{2}")
# Slots that trigrams are counted in: a page has a few thousand different ones.
TRIGRAM_BITS = 16
SHORTEST = 3


def foreign_words(page: str, places: Sequence[str], inside: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the share of each place's words that stand nowhere else on the page, shape (places,).

    Args:
        page: the text of the page.
        places: the text of each place.
        inside: which places are part of that text, shape (places,).
    """
    if not places:
        return np.zeros(0)
    numbers, bounds = numbered_words([page, *places])
    there, here = numbers[: bounds[0]], numbers[bounds[0] :]
    kinds, kind = np.unique(here, return_inverse=True)
    # Most words of the page stand in no place: their last bits tell it, and the others are soon sorted.
    near = np.zeros(1 << 16, dtype=np.bool_)
    near[kinds & 0xFFFF] = True
    there = np.sort(there[near[there & 0xFFFF]])
    count = np.searchsorted(there, kinds, side="right") - np.searchsorted(there, kinds)
    return foreign_shares(kind, np.diff(bounds), count, inside)


def numbered_words(texts: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.intp]]:
    """Return a number for each word, the same for the same word in any case, and the words up to each text's end."""
    joined = "\n".join(texts)
    points = code_points(joined)
    letter = letters(points)
    if not paired(points).any():
        first, sizes = run_edges(letter)
        codes, growth = casefolded(joined, points)
        numbers = run_numbers(letter if growth is None else np.repeat(letter, growth), codes)
        long = sizes >= SHORTEST
        return numbers[long], bounds_of(texts, first[long])
    # Where a pair begins hangs on the words before it: word by word.
    words = [WORD.findall(text) for text in texts]
    codes = code_points(" ".join([word for found in words for word in found]).casefold())
    return run_numbers(codes != 0x20, codes), np.cumsum([len(found) for found in words])


def foreign_letters(page: str, places: Sequence[str], inside: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the share of each place's trigrams of letters that stand nowhere else on the page, shape (places,).

    A phrase in another language than its page has many, even where both use one alphabet. The arguments are
    those of `foreign_words`.
    """
    if not places:
        return np.zeros(0)
    texts, points = lower([page, *places])
    codes = points.astype(np.uint64)
    hashed = codes[:-2] * np.uint64(0x9E3779B1)
    hashed += codes[1:-1]
    hashed *= np.uint64(0x85EBCA77)
    hashed += codes[2:]
    letter = (points > 0x40) & ~((points > 0x5A) & (points < 0x61)) & ~((points > 0x7A) & (points < 0xAA))
    whole = np.flatnonzero(letter[:-2] & letter[1:-1] & letter[2:])
    hashed = hashed[whole]
    hashed ^= hashed >> np.uint64(23)
    hashed *= np.uint64(0xC2B2AE3D27D4EB4F)
    hashed >>= np.uint64(64 - TRIGRAM_BITS)
    slots, bounds = hashed.astype(np.intp), bounds_of(texts, whole)
    count = np.bincount(slots[: bounds[0]], minlength=1 << TRIGRAM_BITS)
    return foreign_shares(slots[bounds[0] :], np.diff(bounds), count, inside)


def bounds_of(texts: Sequence[str], positions: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return how many of the positions lie in each text or before it; texts are joined by one character."""
    return np.searchsorted(positions, np.cumsum([len(text) + 1 for text in texts]))


def foreign_shares(
    kind: NDArray[np.intp], sizes: NDArray[np.intp], count: NDArray[np.intp], inside: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Return the share of each place's items that stand nowhere else on its page, shape (places,).

    Args:
        kind: the items of the places, one place after the other.
        sizes: how many items each place has, shape (places,).
        count: how often each kind of item stands on the page, shape (kinds,).
        inside: whether the page holds the place itself, shape (places,).
    """
    owner = np.repeat(np.arange(len(sizes)), sizes)
    pairs, own = np.unique(owner * len(count) + kind, return_counts=True)
    place, kind = np.divmod(pairs, max(1, len(count)))
    foreign = np.bincount(place, weights=own * (count[kind] <= own * inside[place]), minlength=len(sizes))
    return foreign / np.maximum(1, sizes)
