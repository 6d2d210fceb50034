"""Fit the wording model: spam or clean by hashed n-grams, all languages in one table."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack

from spamdetect.features.wording import BITS, TOPIC_BITS, Wording, fold_texts, slots
from spamdetect.train.corpus import TextRow
from spamdetect.train.folding import fold_table, unspaced_ranges
from spamdetect.train.logistic import fit_sparse
from spamdetect.types import TOPICS

# Rows are cut into pieces of so many words, so that a phrase is learned as a phrase: injected text is found in
# the middle of other text, not as a document.
SHORTEST, LONGEST = 3, 40
# Inverse strength of regularisation. Chosen on held-out sources: more learns brands, less forgets phrases.
STRENGTH = 0.3
# How much more clean pieces weigh in each further round of fitting that the rounds before take for spam: spam must
# be told from the honest text that is most like it. On a held-out fold, at one false alarm in 1,000 pieces, 20 of 100
# pieces of spam are found after the first round, 29 after the second, 32 after the third; of anchors, titles and
# other short texts 37, 51, 56.
HARDER = (10.0, 5.0, 3.0)
# Weights below this share of the largest are dropped: a tenth of the slots carries nearly all of the score, and
# an n-gram never seen in training then nearly always weighs nothing.
SMALLEST = 0.004
# Pieces of spam that topics are learned from, and how freely; they only ever rank topics of spam.
TOPIC_PARTS, TOPIC_STRENGTH = 40_000, 0.3
UNSPACED_WORD = 3  # Code points of unspaced script that make up about a word.


def pieces(rows: Iterable[TextRow], random: Random) -> list[TextRow]:
    """Cut long rows into pieces of random length, log-uniform between `SHORTEST` and `LONGEST` words."""
    found = []
    for row in rows:
        words = row.text.split()
        size = round(SHORTEST * (LONGEST / SHORTEST) ** random.random())
        if len(words) <= 1 or len(row.text) / len(words) > 14:
            span = size * UNSPACED_WORD
            starts = range(0, len(row.text), span)
            parts = [row.text[start : start + span] for start in starts]
        elif len(words) <= size:
            parts = [row.text]
        else:
            parts = [" ".join(words[start : start + size]) for start in range(0, len(words), size)]
            if len(parts) > 1 and len(parts[-1].split()) < SHORTEST:
                parts.pop()
        found += [replace(row, text=part) for part in parts if part.strip()]
    return found


def matrix(
    texts: Sequence[str], fold: NDArray[Any], unspaced: NDArray[Any], bits: int
) -> tuple[csr_matrix, NDArray[np.float64]]:
    """Return the n-gram counts of texts, shape (texts, 2**bits), and the tokens of each, shape (texts,)."""
    columns, rows, counts = [], [], np.zeros(len(texts))
    for start in range(0, len(texts), 2000):
        folded = fold_texts(texts[start : start + 2000], fold, unspaced)
        counts[start : start + 2000] = np.bincount(folded.text, minlength=len(texts[start : start + 2000]))
        token = np.cumsum(folded.begins) - 1
        for hashes, where, counted in folded.grams():
            columns.append(slots(hashes[counted], bits).astype(np.int32))
            rows.append((folded.text[token[where][counted]] + start).astype(np.int32))
    column, row = np.concatenate(columns), np.concatenate(rows)
    data = np.ones(len(column), dtype=np.float32)
    found = csr_matrix((data, (row, column)), shape=(len(texts), 1 << bits))
    return found, counts


def weights(rows: Sequence[TextRow]) -> NDArray[np.float64]:
    """Return training weights: within a language spam and clean weigh the same, and no source drowns others.

    Without it "this is Indonesian" would be evidence of spam: most Indonesian rows are.
    """
    per_source = Counter(
        (row.spam, row.language, row.group.split(":")[1] if ":" in row.group else row.group) for row in rows
    )
    raw = np.array(
        [
            row.weight
            / per_source[row.spam, row.language, row.group.split(":")[1] if ":" in row.group else row.group]
            ** 0.5
            for row in rows
        ]
    )
    total: dict[tuple[bool, str], float] = defaultdict(float)
    for row, weight in zip(rows, raw, strict=True):
        total[row.spam, row.language] += weight
    for index, row in enumerate(rows):
        spam, clean = total.get((True, row.language), 0.0), total.get((False, row.language), 0.0)
        if row.spam:
            # A language with little spam still counts, with its square root.
            raw[index] *= spam**0.6 / spam
        else:
            raw[index] *= max(spam**0.6, 0.3 * clean**0.5) * 2.0 / clean if clean else 0.0
    return np.asarray(raw * (len(rows) / raw.sum()))


def fit_wording(rows: Sequence[TextRow], *, seed: int = 0) -> Wording:
    """Fit the tables on rows of text.

    Args:
        rows: spam and clean rows; cut into pieces here.
        seed: of the cutting.
    """
    parts = pieces(rows, Random(seed))
    fold, unspaced = fold_table(), unspaced_ranges()
    counts, tokens = matrix([part.text for part in parts], fold, unspaced, BITS)
    labels = np.array([part.spam for part in parts])
    weight = weights(parts)
    # The number of tokens is a feature, so that the log-odds of a stretch add up token by token.
    features = hstack([counts, csr_matrix(tokens[:, None].astype(np.float32))], format="csr")
    (learned,), _, _ = fit_sparse(features, labels, weight, harder=HARDER, C=STRENGTH, max_iter=60, tol=1e-4)
    table, bias = learned[:-1], float(learned[-1])
    largest = float(np.abs(table).max())
    table = np.where(np.abs(table) < SMALLEST * largest, 0.0, table)
    scale = float(np.quantile(np.abs(table[table != 0]), 0.9995)) / 127
    weight8 = np.clip(np.rint(table / scale), -127, 127).astype(np.int8)
    topic, topic_scale, topic_bias = fit_topics([part for part in parts if part.spam], fold, unspaced)
    return Wording.from_arrays(
        {
            "fold": fold,
            "unspaced": unspaced,
            "weight": weight8,
            "scale": np.asarray(scale, dtype=np.float32),
            "bias": np.asarray(bias),
            "topic": topic,
            "topic_scale": np.asarray(topic_scale),
            "topic_bias": topic_bias,
        }
    )


def fit_topics(
    parts: Sequence[TextRow], fold: NDArray[Any], unspaced: NDArray[Any]
) -> tuple[NDArray[np.int8], float, NDArray[np.float64]]:
    """Fit topic weights among spam by multinomial logistic regression.

    Within a language all topics weigh the same: else the topic that a language has most rows of would be told by
    the language alone.
    """
    if len(parts) > TOPIC_PARTS:
        parts = Random(0).sample(list(parts), TOPIC_PARTS)
    counts, _ = matrix([part.text for part in parts], fold, unspaced, TOPIC_BITS)
    counts.data = (counts.data / np.sqrt(np.repeat(np.diff(counts.indptr), np.diff(counts.indptr)))).astype(
        np.float32
    )
    topic = np.array([TOPICS.index(part.topic) for part in parts])
    cells = Counter((part.language, part.topic) for part in parts)
    languages = Counter(part.language for part in parts)
    weight = np.array([languages[part.language] ** 0.5 / cells[part.language, part.topic] for part in parts])
    weight *= len(parts) / weight.sum()
    learned, intercepts, known = fit_sparse(counts, topic, weight, C=TOPIC_STRENGTH, max_iter=60)
    table = np.zeros((len(TOPICS), 1 << TOPIC_BITS))
    bias = np.full(len(TOPICS), -50.0)  # A topic that training has never seen is never named.
    table[known], bias[known] = learned, intercepts
    scale = float(np.quantile(np.abs(table[table != 0]), 0.9999)) / 127
    return np.rint(np.clip(table / scale, -127, 127)).astype(np.int8).T.copy(), scale, bias
