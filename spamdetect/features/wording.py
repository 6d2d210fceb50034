"""Wording: hashed n-grams of characters and words, and what each says about a text being spam.

One pass over all text of a page: code points are folded through a table, n-grams are hashed by whole-array
arithmetic, weights are gathered, and sums are taken per word. All languages share one table. Features add up,
so the evidence of any stretch of text is the sum over its words. The hashing trick: K. Weinberger et al.,
"Feature Hashing for Large Scale Multitask Learning", ICML 2009.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

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
POWERS = PRIME ** np.arange(LONGEST_WORD + 1, dtype=np.uint64)


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


Grams: TypeAlias = tuple[NDArray[np.uint64], slice | NDArray[np.intp], NDArray[np.bool_]]
"""64-bit hashes, the positions in `Folded.codes` that they are credited to, and whether they count at all."""


@dataclass(frozen=True, slots=True)
class Folded:
    """Some texts as the code points that n-grams are taken of, with a space before and behind each text."""

    codes: NDArray[np.uint64]
    """Folded code points; runs of spaces are one, a zero parts the texts. Shape (codes,)."""
    wordy: NDArray[np.bool_]
    """Where letters and digits stand, shape (codes,)."""
    begins: NDArray[np.bool_]
    """Where a token begins, shape (codes,)."""
    first: NDArray[np.intp]
    """Positions in `codes` where tokens begin, shape (tokens,)."""
    last: NDArray[np.intp]
    """Positions in `codes` of the last code points of tokens, shape (tokens,)."""
    text: NDArray[np.intp]
    """See `Tokens`."""
    start: NDArray[np.intp]
    """See `Tokens`."""
    end: NDArray[np.intp]
    """See `Tokens`."""

    def grams(self) -> Iterator[Grams]:
        """Yield hashes, order by order, where they stand, and whether they count.

        An n-gram belongs to the token that began last before its middle. It counts if it reaches over no edge of
        a text and into no second word, which would be credited with its neighbour's evidence.

        The arrays are written over when the next are asked for: else most of the time would go into getting
        fresh memory.
        """
        codes, first = self.codes, self.first
        if not len(first):
            return
        short = self.last - first < LONGEST_WORD
        sizes = np.diff(first, append=len(codes))
        rolling, hashes, spare = codes.copy(), np.empty_like(codes), np.empty_like(codes)
        belongs = np.concatenate([np.zeros(first[0], dtype=np.bool_), np.repeat(short, sizes)])
        # Of each n-gram: no gap in it, and no space but at its ends.
        within, solid = codes != 0, codes != SPACE
        whole, filled = within, np.ones(len(codes), dtype=np.bool_)
        for size in range(2, min(max(ORDERS), len(codes)) + 1):
            rolling, whole = rolling[:-1], whole[:-1] & within[size - 1 :]
            rolling *= PRIME
            rolling += codes[size - 1 :]
            count, middle = len(rolling), size // 2
            if size > 2:
                filled = filled[:count] & solid[size - 2 : size - 2 + count]
            if size in ORDERS:
                where = slice(middle, middle + count)
                mixed(rolling, size, hashes[:count], spare[:count])
                yield hashes[:count], where, whole & filled[:count] & belongs[where]
        power = np.arange(len(codes))
        power[first[0] :] -= np.repeat(first, sizes)
        letters = mixed(codes, 1, hashes, spare)
        letters *= np.take(POWERS, power, mode="clip", out=spare)
        letters *= self.wordy
        word = np.add.reduceat(letters, first)
        yield mixed(word, WORD, hashes[: len(word)], spare[: len(word)]), first, short
        pair = word[:-1] * PRIME
        pair += word[1:]
        both = short[:-1] & short[1:] & (self.text[:-1] == self.text[1:])
        mixed(pair, PAIR, hashes[: len(pair)], spare[: len(pair)])
        yield hashes[: len(pair)], first[:-1], both
        yield hashes[: len(pair)], first[1:], both


def slots(hashes: NDArray[np.uint64], bits: int) -> NDArray[np.int64]:
    """Return the table slot of each hash, shape as given."""
    return (hashes >> np.uint64(64 - bits)).view(np.int64)


def fold_texts(texts: Sequence[str], fold: Array, unspaced: Array) -> Folded:
    """Fold some texts and cut them into tokens.

    Args:
        texts: the texts; none may be larger than what fits in memory 50 times over.
        fold: folded code point of each code point, `DROPPED` for invisible ones, shape (points,).
        unspaced: pairs of first and last code points of scripts without spaces, shape (pairs, 2).
    """
    # Each text stands between spaces, so that its edges are word borders, and a zero parts it from the next.
    joined = " \0 ".join(texts)
    points = np.frombuffer(f"{joined} ".encode("utf-32-le", "surrogatepass"), dtype="<u4")
    lengths = np.fromiter(map(len, texts), dtype=np.intp, count=len(texts))
    starts = np.cumsum(lengths + 3) - lengths - 3
    codes = fold.take(points, mode="clip")
    if points.max(initial=0) >= len(fold):
        codes = np.where(points < len(fold), codes, points)
    codes[starts[1:] - 2] = 0
    where = None
    if (dropped := codes == DROPPED).any():
        where = np.flatnonzero(~dropped)
        codes = codes[where]
    space = codes == SPACE
    kept = np.flatnonzero(~(space & shifted(space, True)))
    codes = codes.take(kept)
    wordy = (codes != SPACE) & (codes != 0)
    begins = wordy & ~shifted(wordy, False)
    if codes.max(initial=0) >= unspaced[0, 0]:
        place = np.searchsorted(unspaced[:, 0], codes, side="right") - 1
        alone = wordy & (place >= 0) & (codes <= unspaced[np.maximum(place, 0), 1])
        begins |= wordy & (alone | shifted(alone, False))
    ends = wordy.copy()
    ends[:-1] &= ~wordy[1:] | begins[1:]
    first, last = np.flatnonzero(begins), np.flatnonzero(ends)
    low, high = kept[first], kept[last]
    if where is not None:
        low, high = where[low], where[high]
    before = np.searchsorted(low, starts)
    text = np.repeat(np.arange(len(texts)), np.diff(before, append=len(first)))
    offset = starts[text]
    return Folded(codes.astype(np.uint64), wordy, begins, first, last, text, low - offset, high + 1 - offset)


def shifted(flags: NDArray[np.bool_], first: bool) -> NDArray[np.bool_]:
    """Return the flag of what stands before each position, same shape."""
    return np.concatenate([[first], flags[:-1]])


def mixed(
    values: NDArray[np.uint64], kind: int, out: NDArray[np.uint64], spare: NDArray[np.uint64]
) -> NDArray[np.uint64]:
    """Scramble hashes so that their upper bits depend on all of the input, differently for each kind.

    Args:
        values: the hashes.
        kind: what they are hashes of.
        out: where to write the result, same shape.
        spare: memory that may be written over, same shape.
    """
    np.bitwise_xor(values, np.uint64((kind * 0xD6E8FEB86659FD93) & 0xFFFFFFFFFFFFFFFF), out=out)
    out *= GOLDEN
    out ^= np.right_shift(out, np.uint64(29), out=spare)
    out *= GOLDEN
    return out


def batches(texts: Sequence[str]) -> Iterator[list[tuple[int, int, str]]]:
    """Yield numbers, offsets and pieces of texts, at most `CHUNK` code points at a time.

    Empty texts are left out; those that are too long are cut at white space.
    """
    if sum(map(len, texts)) + len(texts) <= CHUNK:
        yield [(number, 0, text) for number, text in enumerate(texts) if text]
        return
    batch: list[tuple[int, int, str]] = []
    size = 0
    for number, text in enumerate(texts):
        offset = 0
        while offset < len(text):
            piece = text[offset : offset + CHUNK]
            if offset + CHUNK < len(text):
                cut = max(piece.rfind(" "), piece.rfind("\n"))
                piece = piece[: cut + 1] if cut > CHUNK // 2 else piece
            if size + len(piece) > CHUNK and batch:
                yield batch
                batch, size = [], 0
            batch.append((number, offset, piece))
            size += len(piece) + 1
            offset += len(piece)
    yield batch


@dataclass(frozen=True)
class Wording:
    """The trained tables."""

    fold: Array
    """See `fold_texts`."""
    unspaced: Array
    """See `fold_texts`."""
    units: Array
    """Log-odds of each slot in units of `scale`, shape (2**BITS,). Bytes, so that a processor's cache holds them."""
    scale: np.float32
    """Log-odds of one unit of `units`."""
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
            np.asarray(arrays["weight"], dtype=np.int8), np.float32(float(arrays["scale"])),
            float(arrays["bias"]), np.asarray(arrays["topic"], dtype=np.int8), float(arrays["topic_scale"]),
            np.asarray(arrays["topic_bias"], dtype=np.float64),
        )  # fmt: skip
        shapes = found.units.shape, found.topic.shape, found.topic_bias.shape
        if shapes != ((1 << BITS,), (1 << TOPIC_BITS, len(TOPICS)), (len(TOPICS),)):
            raise ValueError("the wording tables have other shapes than this version expects")
        if found.fold.ndim != 1 or not len(found.fold) or found.unspaced.ndim != 2:
            raise ValueError("the folding tables have other shapes than this version expects")
        return found

    def arrays(self) -> dict[str, Array]:
        """Return the arrays of a model file."""
        return {
            "fold": self.fold, "unspaced": self.unspaced,
            "weight": self.units, "scale": np.asarray(self.scale),
            "bias": np.asarray(self.bias), "topic": self.topic, "topic_scale": np.asarray(self.topic_scale),
            "topic_bias": self.topic_bias,
        }  # fmt: skip

    def tokens(self, texts: Sequence[str]) -> Tokens:
        """Return the tokens of all texts with their log-odds of being spam wording."""
        none = np.zeros(0, dtype=np.intp)
        found = [Tokens(none, none, none, np.zeros(0, dtype=np.float32))]
        for batch in batches(texts):
            folded = fold_texts([piece for _, _, piece in batch], self.fold, self.unspaced)
            if not len(folded.first):
                continue
            total = np.zeros(len(folded.codes))
            for hashes, where, counted in folded.grams():
                value = self.units.take(slots(hashes, BITS)) * self.scale
                value *= counted
                total[where] += value
            weight = np.add.reduceat(total, folded.first) + self.bias
            index = np.array([number for number, _, _ in batch], dtype=np.intp)[folded.text]
            offset = np.array([start for _, start, _ in batch], dtype=np.intp)[folded.text]
            found.append(Tokens(index, folded.start + offset, folded.end + offset, weight.astype(np.float32)))
        if len(found) == 2:
            return found[1]
        return Tokens(
            np.concatenate([part.text for part in found]),
            np.concatenate([part.start for part in found]),
            np.concatenate([part.end for part in found]),
            np.concatenate([part.weight for part in found]),
        )

    def topics(self, text: str) -> NDArray[np.float64]:
        """Return the log-probability of each topic, given that the text is spam; shape (len(TOPICS),)."""
        folded = fold_texts([text[:CHUNK]], self.fold, self.unspaced)
        hits = [slots(hashes[counted], TOPIC_BITS) for hashes, _, counted in folded.grams()]
        score = self.topic_bias.copy()
        if hits and len(every := np.concatenate(hits)):
            score += self.topic[every].sum(axis=0) * (self.topic_scale / np.sqrt(len(every)))
        return np.asarray(score - np.logaddexp.reduce(score))
