"""Wording: hashed n-grams of characters and words, and what each says about a text being spam.

One pass over all text of a page: code points are folded through a table, n-grams are hashed by whole-array
arithmetic, weights are gathered, and sums are taken per word. All languages share one table. Features add up,
so the evidence of any stretch of text is the sum over its words. The hashing trick: K. Weinberger et al.,
"Feature Hashing for Large Scale Multitask Learning", ICML 2009.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spamdetect.types import TOPICS

Array = NDArray[Any]

# Slots of the weight table. With 2**20 slots, most of them zero, an n-gram that training never saw rarely
# meets a weight that was learned for another; the packed file stays near 1 MB.
BITS = 20
# Slots of the topic table, which only ever ranks topics of text already found to be spam.
TOPIC_BITS = 16
ORDERS = (2, 3, 4, 5)
WORD, PAIR = 8, 9
# A longer word (code points) is an address or encoded data and says nothing.
LONGEST_WORD = 24
# Code points worked on at a time: bounds memory at about 100 MB whatever the page.
CHUNK = 1 << 20
SPACE, DROPPED = 0x20, 0xFFFFFFFF
PRIME = np.uint64(0x100000001B3)
GOLDEN = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Tokens:
    """All tokens of a page in order; every array has shape (tokens,).

    A token is a word, or one code point in scripts that put no spaces between words.
    """

    text: NDArray[np.intp]
    """Index of the text that the token is in."""
    start: NDArray[np.intp]
    """Where it starts in that text, in code points."""
    end: NDArray[np.intp]
    """Where it ends."""
    weight: NDArray[np.float32]
    """Log-odds that it is spam wording."""


@dataclass(frozen=True, slots=True)
class Hashed:
    """The n-grams of some texts: hash of each, and the token that it is credited to."""

    text: NDArray[np.intp]
    start: NDArray[np.intp]
    end: NDArray[np.intp]
    grams: tuple[tuple[NDArray[np.uint64], NDArray[np.intp]], ...]
    """For each order: 64-bit hashes and tokens, shape (n-grams,) each."""


def slots(hashes: NDArray[np.uint64], bits: int) -> NDArray[np.intp]:
    """Return the table slot of each hash, shape as given."""
    return (hashes >> np.uint64(64 - bits)).astype(np.intp)


def hash_texts(texts: Sequence[str], fold: Array, unspaced: Array) -> Hashed:
    """Fold, cut into tokens and hash the n-grams of some texts.

    Args:
        texts: the texts; none may be larger than what fits in memory 50 times over.
        fold: folded code point of each code point, `DROPPED` for invisible ones, shape (points,).
        unspaced: pairs of first and last code points of scripts without spaces, shape (pairs, 2).
    """
    lengths = np.array([len(text) for text in texts], dtype=np.intp)
    points = np.frombuffer("\0".join(texts).encode("utf-32-le", "surrogatepass"), dtype="<u4")
    # Each text stands between spaces, so that its edges are word borders, and a zero parts it from the next.
    starts = np.concatenate([[0], np.cumsum(lengths + 1)]).astype(np.intp)[:-1]
    breaks = starts[1:] - 1
    codes = fold[np.minimum(points, len(fold) - 1)]
    big = points >= len(fold)
    if big.any():
        codes = np.where(big, points, codes)
    codes[breaks] = 0
    where = np.arange(len(codes))
    edges = np.concatenate([starts, starts + lengths])
    codes = np.insert(codes, edges, SPACE)
    where = np.insert(where, edges, -1)
    order = codes != DROPPED
    codes, where = codes[order], where[order]
    blank = (codes == SPACE) & (np.concatenate([[SPACE], codes[:-1]]) == SPACE)
    codes, where = codes[~blank].astype(np.uint64), where[~blank]
    wordy = (codes != SPACE) & (codes != 0)
    alone = np.zeros(len(codes), dtype=bool)
    if codes.max(initial=0) >= unspaced[0, 0]:
        place = np.searchsorted(unspaced[:, 0], codes, side="right") - 1
        alone = wordy & (place >= 0) & (codes <= unspaced[np.maximum(place, 0), 1])
    previous = np.concatenate([[False], wordy[:-1]])
    after_alone = np.concatenate([[False], alone[:-1]])
    begins = wordy & (~previous | alone | after_alone)
    token_of = np.cumsum(begins) - 1
    first = np.flatnonzero(begins)
    ends = wordy & (np.concatenate([~wordy[1:], [True]]) | np.concatenate([begins[1:], [True]]))
    last = np.flatnonzero(ends)
    text = np.searchsorted(starts, where[first], side="right") - 1
    start = where[first] - starts[text]
    end = where[last] + 1 - starts[text]
    grams = []
    short = last - first < LONGEST_WORD
    zeros = np.concatenate([[0], np.cumsum(codes == 0)])
    spaces = np.concatenate([[0], np.cumsum(codes == SPACE)])
    rolling = codes
    for size in range(2, max(ORDERS) + 1):
        if len(codes) < size:
            break
        rolling = rolling[:-1] * PRIME + codes[size - 1 :]
        if size in ORDERS:
            # A run that reaches into the next word would credit a word with its neighbour's evidence.
            whole = (zeros[size:] == zeros[:-size]) & (
                spaces[size - 1 : len(rolling) + size - 1] == spaces[1 : len(rolling) + 1]
            )
            middle = token_of[size // 2 : size // 2 + len(rolling)]
            whole &= middle >= 0
            whole &= short[np.maximum(middle, 0)]
            grams.append(((mixed(rolling, size))[whole], middle[whole]))
    if len(first):
        inside = np.arange(len(codes)) - first[np.maximum(token_of, 0)]
        power = PRIME ** np.minimum(inside, LONGEST_WORD).astype(np.uint64)
        values = np.where(wordy, mixed(codes, 1) * power, np.uint64(0))
        word = np.add.reduceat(values, first)
        tokens = np.arange(len(first))
        grams.append((mixed(word, WORD)[short], tokens[short]))
        pair = mixed(word[:-1] * PRIME + word[1:], PAIR)
        both = short[:-1] & short[1:] & (text[:-1] == text[1:])
        grams.append((pair[both], tokens[:-1][both]))
        grams.append((pair[both], tokens[1:][both]))
    return Hashed(text, start, end, tuple(grams))


def mixed(values: NDArray[np.uint64], kind: int) -> NDArray[np.uint64]:
    """Scramble hashes so that their upper bits depend on all of the input, differently for each kind."""
    salt = np.uint64((kind * 0xD6E8FEB86659FD93) & 0xFFFFFFFFFFFFFFFF)
    values = (values ^ salt) * GOLDEN
    return (values ^ (values >> np.uint64(29))) * GOLDEN


def chunks(texts: Sequence[str]) -> Iterator[list[tuple[int, int, str]]]:
    """Yield batches of (index, offset, piece) of at most `CHUNK` code points; long texts are cut at white space."""
    batch: list[tuple[int, int, str]] = []
    size = 0
    for index, text in enumerate(texts):
        offset = 0
        while offset < len(text):
            piece = text[offset : offset + CHUNK]
            if offset + CHUNK < len(text):
                cut = max(piece.rfind(" "), piece.rfind("\n"))
                piece = piece[: cut + 1] if cut > CHUNK // 2 else piece
            if size + len(piece) > CHUNK and batch:
                yield batch
                batch, size = [], 0
            batch.append((index, offset, piece))
            size += len(piece) + 1
            offset += len(piece)
    if batch:
        yield batch


@dataclass(frozen=True)
class Wording:
    """The trained tables."""

    fold: Array
    """See `hash_texts`."""
    unspaced: Array
    """See `hash_texts`."""
    weight: Array
    """Log-odds of each slot in units of `scale`, int8, shape (2**BITS,)."""
    scale: float
    """Log-odds of one unit of `weight`."""
    bias: float
    """Log-odds of a token before its n-grams are looked at."""
    topic: Array
    """Weight of each slot for each topic, int8, shape (2**TOPIC_BITS, len(TOPICS))."""
    topic_scale: float
    """Log-odds of one unit of `topic`."""
    topic_bias: Array
    """Log-odds of each topic before looking, shape (len(TOPICS),)."""

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Array]) -> Wording:
        """Take the tables out of a model file's arrays.

        Raises:
            ValueError: their shapes are not those of this version.
        """
        found = cls(
            np.asarray(arrays["fold"], dtype=np.uint32), np.asarray(arrays["unspaced"], dtype=np.uint64),
            np.asarray(arrays["weight"], dtype=np.int8).astype(np.float32) * np.float32(arrays["scale"]),
            float(arrays["scale"]), float(arrays["bias"]), np.asarray(arrays["topic"], dtype=np.int8),
            float(arrays["topic_scale"]), np.asarray(arrays["topic_bias"], dtype=np.float64),
        )  # fmt: skip
        shapes = found.weight.shape, found.topic.shape, found.topic_bias.shape
        if shapes != ((1 << BITS,), (1 << TOPIC_BITS, len(TOPICS)), (len(TOPICS),)):
            raise ValueError("the wording tables have other shapes than this version expects")
        if found.fold.ndim != 1 or not len(found.fold) or found.unspaced.ndim != 2:
            raise ValueError("the folding tables have other shapes than this version expects")
        return found

    def arrays(self) -> dict[str, Array]:
        """Return the arrays of a model file."""
        return {
            "fold": self.fold, "unspaced": self.unspaced,
            "weight": np.rint(self.weight / self.scale).astype(np.int8), "scale": np.asarray(self.scale, dtype=np.float32),
            "bias": np.asarray(self.bias), "topic": self.topic, "topic_scale": np.asarray(self.topic_scale),
            "topic_bias": self.topic_bias,
        }  # fmt: skip

    def tokens(self, texts: Sequence[str]) -> Tokens:
        """Return the tokens of all texts with their log-odds of being spam wording."""
        found: list[Tokens] = []
        for batch in chunks(texts):
            hashed = hash_texts([piece for _, _, piece in batch], self.fold, self.unspaced)
            weight = np.full(len(hashed.text), self.bias)
            for hashes, token in hashed.grams:
                weight += np.bincount(token, weights=self.weight[slots(hashes, BITS)], minlength=len(weight))
            index = np.array([number for number, _, _ in batch], dtype=np.intp)[hashed.text]
            offset = np.array([start for _, start, _ in batch], dtype=np.intp)[hashed.text]
            found.append(Tokens(index, hashed.start + offset, hashed.end + offset, weight.astype(np.float32)))
        if not found:
            none = np.zeros(0, dtype=np.intp)
            return Tokens(none, none, none, np.zeros(0, dtype=np.float32))
        if len(found) == 1:
            return found[0]
        return Tokens(
            np.concatenate([part.text for part in found]),
            np.concatenate([part.start for part in found]),
            np.concatenate([part.end for part in found]),
            np.concatenate([part.weight for part in found]),
        )

    def topics(self, text: str) -> NDArray[np.float64]:
        """Return the log-probability of each topic, given that the text is spam; shape (len(TOPICS),)."""
        hashed = hash_texts([text[:CHUNK]], self.fold, self.unspaced)
        hits = [slots(hashes, TOPIC_BITS) for hashes, _ in hashed.grams]
        score = self.topic_bias.copy()
        if hits and len(every := np.concatenate(hits)):
            score += self.topic[every].sum(axis=0) * (self.topic_scale / np.sqrt(len(every)))
        return np.asarray(score - np.logaddexp.reduce(score))
