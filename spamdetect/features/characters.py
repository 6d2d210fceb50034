"""Texts as arrays of code points: writing systems, and runs of characters as numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

LETTERS = re.compile(r"[^\W\d_]+")
PAIRED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]+")
# The last planes that hold letters end here: those of the Chinese characters.
POINTS = 0x40000

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
# The writing system of every code point up to the last bound; what lies behind it is no letter.
SCRIPT_OF = np.repeat(
    np.array([*(script for _, script in SCRIPT_BOUNDS), 0], dtype=np.uint8),
    np.diff([0, *(bound for bound, _ in SCRIPT_BOUNDS), SCRIPT_BOUNDS[-1][0] + 1]),
)
# Which code points are white space; there is none behind U+3000.
BLANK = np.array([chr(point).isspace() for point in range(0x3002)])


def code_points(text: str) -> NDArray[np.uint32]:
    """Return the code points of a text, shape (characters,)."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def text_of(points: NDArray[np.uint32]) -> str:
    """Return the text of some code points."""
    return points.tobytes().decode("utf-32-le", "surrogatepass")


def script_counts(texts: Sequence[str]) -> list[list[int]]:
    """Count the letters of each writing system in each text; number 0 is everything that is no letter."""
    script = SCRIPT_OF.take(code_points("".join(texts)), mode="clip")
    owner = np.repeat(np.arange(len(texts)) * SCRIPTS, [len(text) for text in texts])
    counts = np.bincount(owner + script, minlength=len(texts) * SCRIPTS).reshape(-1, SCRIPTS)
    found: list[list[int]] = counts.tolist()
    return found


def letters(points: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Return which code points are letters, same shape."""
    return tables().letter.take(points, mode="clip")


def paired(points: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Return which code points belong to scripts whose words are not parted by spaces, same shape."""
    return tables().paired.take(points, mode="clip")


def lower(texts: Sequence[str]) -> tuple[Sequence[str], NDArray[np.uint32]]:
    """Return texts in lower case, and the code points of all of them with one zero between each."""
    joined = "\0".join(texts)
    if "\u03a3" in joined or "\u0130" in joined:
        # A sigma at the end of a word has a letter of its own, and a dotted I becomes two: Python knows.
        texts = [text.lower() for text in texts]
        return texts, code_points("\0".join(texts))
    points = code_points(joined)
    return texts, mapped(points, tables().lower)


def casefolded(text: str, points: NDArray[np.uint32]) -> tuple[NDArray[np.uint32], NDArray[np.uint8] | None]:
    """Return the code points of a text less case, and how many each character has become; None if one each.

    Args:
        text: the text.
        points: its code points.
    """
    codes = mapped(points, tables().folded)
    if codes.all():
        return codes, None
    return code_points(text.casefold()), tables().growth.take(points, mode="clip")


def mapped(points: NDArray[np.uint32], table: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Return the entries of a table of code points; what is behind its end stays as it is."""
    codes = table.take(points, mode="clip")
    return codes if points.max(initial=0) < len(table) else np.where(points < len(table), codes, points)


@dataclass(frozen=True, slots=True)
class Tables:
    """What Python knows about each code point up to `POINTS`, each of shape (POINTS,)."""

    letter: NDArray[np.bool_]
    """It is a letter."""
    paired: NDArray[np.bool_]
    """It is Chinese, Japanese or Thai."""
    lower: NDArray[np.uint32]
    """Its lower case."""
    folded: NDArray[np.uint32]
    """It without case; 0 if that is not one code point, and for 0 itself."""
    growth: NDArray[np.uint8]
    """The number of code points that it is without case."""


@cache
def tables() -> Tables:
    """Return the tables; they are made when they are first asked for."""
    points = np.arange(POINTS, dtype="<u4")
    every = text_of(points)
    letter, growth = np.zeros(POINTS, dtype=np.bool_), np.ones(POINTS, dtype=np.uint8)
    for match in LETTERS.finditer(every):
        letter[match.start() : match.end()] = True
    paired = np.zeros(POINTS, dtype=np.bool_)
    for match in PAIRED.finditer(every):
        paired[match.start() : match.end()] = True
    # No letter behind the first plane becomes more than one, and no letter but the dotted I in lower case.
    growth[:0x10000] = [len(char.casefold()) for char in every[:0x10000]]
    folded, single = np.zeros_like(points), growth == 1
    folded[single] = code_points(text_of(points[single]).casefold())
    return Tables(letter, paired, code_points(every.replace("\u0130", "\0").lower()), folded, growth)


def run_edges(inside: NDArray[np.bool_]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return where runs begin and how long they are.

    Args:
        inside: which positions belong to a run.
    """
    padded = np.zeros(len(inside) + 2, dtype=np.bool_)
    padded[1:-1] = inside
    edges = np.flatnonzero(padded[1:] != padded[:-1])
    return edges[::2], edges[1::2] - edges[::2]


def run_numbers(inside: NDArray[np.bool_], codes: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """Return a number for each run of characters that only equal runs share, shape (runs,).

    Two different runs share a number with a probability of one in 2**64.

    Args:
        inside: which characters belong to a run, shape (characters,).
        codes: the code points, same shape.
    """
    _, sizes = run_edges(inside)
    start = np.cumsum(sizes) - sizes
    values = np.arange(sizes.sum())
    values -= np.repeat(start, sizes)
    values = values.astype(np.uint64)
    values <<= np.uint64(21)
    values |= codes[inside]
    values *= np.uint64(0x9E3779B97F4A7C15)
    values ^= values >> np.uint64(29)
    values *= np.uint64(0xBF58476D1CE4E5B9)
    values ^= values >> np.uint64(32)
    values *= np.uint64(0x94D049BB133111EB)
    return np.add.reduceat(values, start) if len(start) else values
