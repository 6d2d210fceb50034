"""What is worked out for a whole page at once is held against plain ways that go step by step."""

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spamdetect.features import vocabulary
from spamdetect.features.characters import SCRIPT_BOUNDS, SCRIPTS, run_numbers, script_counts
from spamdetect.features.domains import BITS as HOST_BITS
from spamdetect.features.domains import GOLDEN, PRIME, fnv, host_slots
from spamdetect.features.evidence import Places, best_gains, token_ranges
from spamdetect.features.localise import maximal_segments, outside, unit_edges
from spamdetect.features.wording import (
    BITS,
    DROPPED,
    LONGEST_WORD,
    ORDERS,
    PAIR,
    SPACE,
    TOPIC_BITS,
    WORD,
    Wording,
)  # fmt: skip
from spamdetect.train.folding import fold_table, unspaced_ranges
from spamdetect.trees import Trees
from spamdetect.types import TOPICS

MASK = (1 << 64) - 1
TEXTS = (
    "", " ", "Boats leave at nine.", "casino  bonus\n\nfree", "CASINO Casino casino", "a", "ab", "x1y2 3",
    "Straße STRASSE strasse", "İstanbul istanbul ISTANBUL", "ΟΔΟΣ οδός Σ", "ﬁne fine", "c\u200bas\u00adino",
    "คาสิโนออนไลน์ เว็บตรง", "赌场 在线赌场 online", "ﷺ 𝐂𝐚𝐬𝐢𝐧𝐨", "\ud800 lone", "a\0b", "w" * 23, "w" * 24,
    "w" * 25, "w" * 30 + " next", "U+1F600 😀 ok", "кaзинo казино", "dž ǆ ŉ ʼn", "tail \u3000 wide  ",
)  # fmt: skip
LETTERS = "aAbIıİßſΣσςsS -.1_\n\u0307ß漢字かなกี่🎰𝐀\u200b"


@pytest.fixture(scope="module")
def wording() -> Wording:
    """Tables of random numbers."""
    random = np.random.default_rng(0)
    return Wording.from_arrays(
        {
            "fold": fold_table(), "unspaced": unspaced_ranges(), "bias": np.asarray(-0.25),
            "weight": random.integers(-127, 128, 1 << BITS), "scale": np.asarray(0.01),
            "topic": random.integers(-127, 128, (1 << TOPIC_BITS, len(TOPICS))),
            "topic_scale": np.asarray(0.02), "topic_bias": np.zeros(len(TOPICS)),
        }
    )  # fmt: skip


def scrambled(value: int, kind: int) -> int:
    value = ((value ^ (kind * 0xD6E8FEB86659FD93 & MASK)) * int(GOLDEN)) & MASK
    return ((value ^ (value >> 29)) * int(GOLDEN)) & MASK


def worth(wording: Wording, hashed: int) -> float:
    return float(wording.units[hashed >> (64 - BITS)] * wording.scale)


def plain_tokens(wording: Wording, texts: list[str]) -> list[tuple[int, int, int, float]]:
    """Text, start, end and log-odds of every token, one after the other."""
    found: list[tuple[int, int, int, float]] = []
    for number, text in enumerate(texts):
        folded = [(int(wording.fold[ord(char)]), place) for place, char in enumerate(text)]
        first_text = not any(texts[:number])
        row = (
            [(SPACE, -1)] * (not first_text) + [pair for pair in folded if pair[0] != DROPPED] + [(SPACE, -1)]
        )
        row = [
            pair
            for at, pair in enumerate(row)
            if pair[0] != SPACE or (row[at - 1][0] if at else SPACE * first_text) != SPACE
        ]
        codes = [code for code, _ in row]
        alone = [any(low <= code <= high for low, high in wording.unspaced.tolist()) for code in codes]
        tokens: list[list[int]] = []
        for at, code in enumerate(codes):
            if code == SPACE:
                continue
            if tokens and tokens[-1][-1] == at - 1 and not alone[at] and not alone[at - 1]:
                tokens[-1].append(at)
            else:
                tokens.append([at])
        weights = [float(wording.bias)] * len(tokens)
        short = [len(token) <= LONGEST_WORD for token in tokens]
        for size in ORDERS:
            for start in range(len(codes) - size + 1):
                own = [k for k, token in enumerate(tokens) if token[0] <= start + size // 2]
                if own and short[own[-1]] and SPACE not in codes[start + 1 : start + size - 1]:
                    value = 0
                    for code in codes[start : start + size]:
                        value = (value * int(PRIME) + code) & MASK
                    weights[own[-1]] += worth(wording, scrambled(value, size))
        hashes = [
            sum(
                scrambled(codes[at], 1) * pow(int(PRIME), min(k, LONGEST_WORD), 1 << 64)
                for k, at in enumerate(token)
            )
            & MASK
            for token in tokens
        ]
        for k in range(len(tokens)):
            if short[k]:
                weights[k] += worth(wording, scrambled(hashes[k], WORD))
            if k and short[k] and short[k - 1]:
                pair_hash = scrambled((hashes[k - 1] * int(PRIME) + hashes[k]) & MASK, PAIR)
                for side in (k - 1, k):
                    weights[side] += worth(wording, pair_hash)
        found += [
            (number, row[token[0]][1], row[token[-1]][1] + 1, weight)
            for token, weight in zip(tokens, weights, strict=True)
        ]
    return found


def same_tokens(wording: Wording, texts: list[str]) -> None:
    tokens = wording.tokens(texts)
    plain = plain_tokens(wording, texts)
    places = list(zip(tokens.text.tolist(), tokens.start.tolist(), tokens.end.tolist(), strict=True))
    assert places == [row[:3] for row in plain]
    assert tokens.weight.tolist() == pytest.approx([row[3] for row in plain], abs=1e-5)


def test_tokens_of_many_texts(wording: Wording) -> None:
    same_tokens(wording, list(TEXTS))


@given(st.lists(st.text(LETTERS, max_size=12), max_size=5))
def test_tokens_of_any_texts(wording: Wording, texts: list[str]) -> None:
    same_tokens(wording, texts)


def plain_foreign_words(page: str, place: str, inside: bool) -> float:
    there = Counter(word.casefold() for word in vocabulary.WORD.findall(page))
    own = Counter(word.casefold() for word in vocabulary.WORD.findall(place))
    return sum(count for word, count in own.items() if there[word] <= count * inside) / max(1, own.total())


def plain_trigrams(text: str) -> list[str]:
    text = text.lower()
    letter = [
        ord(char) > 0x40 and not 0x5A < ord(char) < 0x61 and not 0x7A < ord(char) < 0xAA for char in text
    ]
    return [text[at : at + 3] for at in range(len(text) - 2) if all(letter[at : at + 3])]


def plain_foreign_letters(page: str, place: str, inside: bool) -> float:
    there, own = Counter(plain_trigrams(page)), Counter(plain_trigrams(place))
    return sum(count for run, count in own.items() if there[run] <= count * inside) / max(1, own.total())


PLACES = st.text(LETTERS, max_size=15)


@given(st.lists(PLACES, min_size=1, max_size=6), st.lists(PLACES, max_size=4))
def test_foreign_words_and_letters(blocks: list[str], strangers: list[str]) -> None:
    page, places = "\n".join(blocks), [*blocks, *strangers]
    inside = np.arange(len(places)) < len(blocks)
    for fast, plain in (
        (vocabulary.foreign_words, plain_foreign_words),
        (vocabulary.foreign_letters, plain_foreign_letters),
    ):
        expected = [plain(page, place, here) for place, here in zip(places, inside, strict=True)]
        assert fast(page, places, inside).tolist() == pytest.approx(expected)


@pytest.mark.parametrize("text", TEXTS)
def test_foreign_words_of_a_text_beside_all(text: str) -> None:
    page, inside = "\n".join(TEXTS), np.array([True])
    words, letters = plain_foreign_words(page, text, True), plain_foreign_letters(page, text, True)
    assert vocabulary.foreign_words(page, [text], inside)[0] == pytest.approx(words)
    assert vocabulary.foreign_letters(page, [text], inside)[0] == pytest.approx(letters)


@given(st.text(LETTERS, max_size=30))
def test_equal_runs_share_a_number(text: str) -> None:
    codes = np.array([ord(char) for char in text], dtype=np.uint32)
    numbers = run_numbers(np.array([not char.isspace() for char in text], dtype=bool), codes).tolist()
    pieces = text.split()
    assert len(numbers) == len(pieces)
    assert len(set(zip(numbers, pieces, strict=True))) == len(set(numbers)) == len(set(pieces))


@given(st.lists(st.text(LETTERS + "Ωжעعहไᄀ漢かＡ", max_size=9), max_size=4))
def test_writing_systems(texts: list[str]) -> None:
    for text, counts in zip(texts, script_counts(texts), strict=True):
        plain = [0] * SCRIPTS
        for char in text:
            plain[next((script for bound, script in SCRIPT_BOUNDS if ord(char) < bound), 0)] += 1
        assert counts == plain


def columns(rows: list[tuple[int, int, int]]) -> Places:
    block, start, end = np.array(rows, dtype=np.intp).reshape(-1, 3).T
    return block, start, end


BLOCKS = st.lists(st.lists(st.integers(1, 4), max_size=5), min_size=1, max_size=4)


@given(BLOCKS, st.lists(st.tuples(st.integers(0, 3), st.integers(0, 20), st.integers(0, 9)), min_size=1))
def test_tokens_in_a_stretch(sizes: list[list[int]], asked: list[tuple[int, int, int]]) -> None:
    tokens = [
        (block, sum(row[:at]) + at, sum(row[: at + 1]) + at)
        for block, row in enumerate(sizes)
        for at in range(len(row))
    ]
    stretches = [(block, start, start + size) for block, start, size in asked]
    low, high = token_ranges(columns(tokens), columns(stretches))
    for (block, start, end), first, behind in zip(stretches, low.tolist(), high.tolist(), strict=True):
        inside = [
            at
            for at, (own, begin, last) in enumerate(tokens)
            if own == block and begin < end and last > start
        ]
        assert list(range(first, behind)) == (inside if start < end else list(range(first, behind)))


SCORES = st.lists(st.sampled_from([-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 3.0]), max_size=8)


@given(st.lists(SCORES, min_size=1, max_size=4))
def test_best_runs(blocks: list[list[float]]) -> None:
    block = np.repeat(np.arange(len(blocks)), [len(row) for row in blocks])
    bounds = np.searchsorted(block, np.arange(len(blocks) + 1))
    gains = best_gains(block, np.array([score for row in blocks for score in row], dtype=np.float64), bounds)
    for gain, row in zip(gains.tolist(), blocks, strict=True):
        runs = [sum(row[low:high]) for low in range(len(row)) for high in range(low + 1, len(row) + 1)]
        assert gain == pytest.approx(max(runs, default=0.0))


@given(SCORES)
def test_maximal_segments_hold_the_best_run(scores: list[float]) -> None:
    segments = maximal_segments(scores)
    assert all(sum(scores[low:high]) == total > 0 for low, high, total in segments)
    assert all(one[1] <= two[0] for one, two in pairwise(segments))
    runs = [sum(scores[low:high]) for low in range(len(scores)) for high in range(low + 1, len(scores) + 1)]
    assert max((total for _, _, total in segments), default=0.0) == max(0.0, *runs, 0.0)


SPANS = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 4)), max_size=6).map(
    lambda pairs: sorted((start, start + size) for start, size in pairs)
)


@given(SPANS, SPANS)
def test_spans_outside(spans: list[tuple[int, int]], stretches: list[tuple[int, int]]) -> None:
    covered: list[tuple[int, int]] = []
    for start, end in stretches:
        if not covered or start > covered[-1][1]:
            covered.append((start, end))
    plain = list(covered)
    for start, end in spans:
        if not any(low <= start and end <= high for low, high in plain):
            plain.append((start, end))
    assert [*covered, *outside(spans, covered)] == plain


@pytest.mark.parametrize(
    ("text", "edges"),
    [
        ("One. Two! Three", [0, 5, 10, 15]), ("www.example.com v1.2", [0, 20]), ("He said “no.” So", [0, 14, 16]),
        ("a | b • c", [0, 4, 8, 9]), ("a - b -c", [0, 4, 8]), ("a\n\nb\n c", [0, 3, 5, 7]), ("好。坏？」了", [0, 2, 5, 6]),
        ("wait ... what", [0, 9, 13]), ("a\n - b", [0, 5, 6]), ("!" * 9 + "x", [0, 10]), ("a" + " " * 9 + "x", [0, 11]),
    ],
)  # fmt: skip
def test_edges_of_sentences_and_items(text: str, edges: list[int]) -> None:
    assert unit_edges(text, []) == edges


HOSTS = [
    ("www.rowing-club.example", "rowing-club.example", "example"), ("slot88bet.co.uk", "slot88bet.co.uk", "co.uk"),
    ("x", "x", ""), ("a.b.c.d.museum.org", "museum.org", "org"), ("xn--80ak6aa92e.com", "xn--80ak6aa92e.com", "com"),
    ("aaaa.com", "aaaa.com", "com"),
]  # fmt: skip


def plain_gram_slots(name: str) -> list[int]:
    found = set()
    name = "^" + "".join("0" if char.isdigit() else char for char in name) + "$"
    for size in range(2, 7):
        for start in range(len(name) - size + 1):
            value = 0
            for char in name[start : start + size]:
                value = (value * int(PRIME) + ord(char)) & MASK
            value = ((value ^ (size * 0x51ED270B)) * int(GOLDEN)) & MASK
            found.add((((value ^ (value >> 31)) * int(GOLDEN)) & MASK) >> (64 - HOST_BITS))
    return sorted(found)


def test_slots_of_hosts_do_not_hang_on_their_neighbours() -> None:
    for (host, registrable, suffix), (grams, shape) in zip(HOSTS, host_slots(HOSTS), strict=True):
        assert grams.tolist() == plain_gram_slots(registrable.removesuffix(f".{suffix}"))
        assert shape.tolist() == host_slots([(host, registrable, suffix)])[0][1].tolist()
        assert 0 < len(shape) <= 10
    assert fnv("") == 0xCBF29CE484222325
    assert host_slots([]) == []


def small_trees(depth: int) -> Trees:
    """Three trees that are full to this depth and ask for random things."""
    random, inner = np.random.default_rng(depth), (1 << depth) - 1
    size = 2 * inner + 1
    node = np.tile(np.arange(size), (3, 1))
    leaf = node >= inner
    feature = np.where(leaf, -1, random.integers(0, 4, (3, size)))
    left, right = (np.where(leaf, node, 2 * node + side) for side in (1, 2))
    return Trees(
        feature, random.normal(size=(3, size)), left, right, random.normal(size=(3, size)), -0.5, depth
    )


@pytest.mark.parametrize("depth", [0, 1, 4])
@pytest.mark.parametrize("count", [0, 1, 7])
def test_trees_step_by_step(depth: int, count: int) -> None:
    trees, rows = small_trees(depth), np.random.default_rng(count).normal(size=(count, 4))
    odds, parts = trees.log_odds(rows), trees.contributions(rows)
    assert parts.shape == (count, 5)
    for row, value, part in zip(rows, odds.tolist(), parts, strict=True):
        plain = [0.0, 0.0, 0.0, 0.0, trees.baseline + float(trees.value[:, 0].sum())]
        for tree in range(3):
            node = 0
            while (asked := int(trees.feature[tree, node])) >= 0:
                side = trees.left if row[asked] <= trees.threshold[tree, node] else trees.right
                child = int(side[tree, node])
                plain[asked] += float(trees.value[tree, child] - trees.value[tree, node])
                node = child
        assert part.tolist() == pytest.approx(plain)
        assert value == pytest.approx(sum(plain))


def test_many_rows_are_worked_on_in_parts() -> None:
    trees, rows = small_trees(3), np.random.default_rng(1).normal(size=(2500, 4))
    assert trees.log_odds(rows).tolist() == [trees.log_odds(row[None, :])[0] for row in rows]
    assert trees.contributions(rows)[2400].tolist() == trees.contributions(rows[2400:2401])[0].tolist()
