"""`python -m spamdetect.train.baselines`: what simple methods find on the same pages at the same rate of false findings.

Each gives every block of a page a score; a block whose score is high enough is found, and taken out as a whole. How
high that is, is read off the real clean pages of the other folds, as for the model itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from spamdetect.errors import UnreadableInput
from spamdetect.features.domains import suffix_list
from spamdetect.model import Model
from spamdetect.parse import parse
from spamdetect.train.corpus import FOLDS, TextRow, fold_of, host_lists
from spamdetect.train.evaluate import HEAD, Outcome, judge_all, row, total
from spamdetect.train.hosts import SPAM_LISTS
from spamdetect.train.inject.sources import lexicon
from spamdetect.train.markdown import markdown
from spamdetect.train.options import chosen_material, options, publish
from spamdetect.train.pages import folds_of
from spamdetect.train.samples import Labelled, common
from spamdetect.train.stretches import stretches_of
from spamdetect.train.texts import keyword_rows
from spamdetect.train.wording import pieces
from spamdetect.types import Block

Score = Callable[[Sequence[Block]], Sequence[float]]
"""From the blocks of a page to how suspicious each is."""

# Shares of clean pages with a false finding: that of a usual filter, and that of the model's regular sensitivity.
RATES = (1e-2, 5e-4)
# Pieces of each side that TF-IDF learns from, and its n-grams: more changed nothing.
LEARNED, FEATURES, ORDERS = 40_000, 200_000, (2, 4)
LONGEST_TERM = 4  # Words of the longest term of the keyword list.
# Letters and digits; vowel signs of Arabic, Indic and South-East Asian scripts are no `\w`, and part of the word.
WORD = re.compile(r"(?:\w|[\u064b-\u065f\u0900-\u109f\u1780-\u17ff])+")
UNSPACED = re.compile("[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]+")


def keywords(terms: Iterable[str]) -> Score:
    """Count the different terms of a list that a block holds, whole words where the script has words."""
    folded = {" ".join(WORD.findall(term.casefold())) for term in terms}
    unspaced = {term for term in folded if UNSPACED.search(term)}
    sizes = sorted({len(term) for term in unspaced})

    def score(block: Block) -> float:
        words = WORD.findall(block.text.casefold())
        found = {
            " ".join(words[start : start + size])
            for start in range(len(words))
            for size in range(1, LONGEST_TERM + 1)
        }
        for run in UNSPACED.findall(block.text):
            found |= {run[start : start + size] for size in sizes for start in range(len(run) - size + 1)}
        return float(len(found & folded))

    return lambda blocks: [score(block) for block in blocks]


def blocklist(hosts: Iterable[str]) -> Score:
    """Count the different listed hosts that a block links to or names, by themselves or by their domain."""
    listed, extract = frozenset(hosts), suffix_list()

    def bad(host: str) -> bool:
        return host.removeprefix("www.") in listed or extract(host).top_domain_under_public_suffix in listed

    return lambda blocks: [
        float(sum(bad(host) for host in {link.host for link in block.links if link.host})) for block in blocks
    ]


def link_density(blocks: Sequence[Block]) -> list[float]:
    """Return the share of a block's text that is links to hosts, times their number."""
    return [
        sum(link.end - link.start for link in block.links if link.host)
        / max(1, len(block.text))
        * sum(bool(link.host) for link in block.links)
        for block in blocks
    ]


def tfidf(rows: Sequence[TextRow], seed: int) -> Score:
    """Fit TF-IDF of character n-grams and logistic regression on spam and clean pieces of text."""
    random, chosen = Random(seed), list[TextRow]()
    for spam in (True, False):
        side = pieces([row for row in rows if row.spam == spam], random)
        chosen += random.sample(side, min(LEARNED, len(side)))
    vectors = TfidfVectorizer(
        analyzer="char_wb", ngram_range=ORDERS, max_features=FEATURES, sublinear_tf=True, dtype=np.float32
    )
    learner = LogisticRegression(class_weight="balanced", max_iter=200)
    learner.fit(vectors.fit_transform([row.text for row in chosen]), [row.spam for row in chosen])
    return lambda blocks: learner.decision_function(vectors.transform([block.text for block in blocks]))


@dataclass(frozen=True, slots=True)
class Judged:
    """The blocks of a page under one method."""

    scores: NDArray[np.float32]
    """Score of each block, shape (blocks,)."""
    highest: float
    """The highest of them; minus infinity for a page that cannot be read or has none."""


def judged(sample: Labelled, methods: Sequence[Score]) -> list[Judged]:
    """Score the blocks of a page by each method."""
    try:
        blocks = parse(sample.page, kind=sample.kind).blocks
    except UnreadableInput:
        blocks = ()
    found = []
    for method in methods:
        scores = np.asarray(method(blocks) if blocks else [], dtype=np.float32)
        found.append(Judged(scores, float(scores.max(initial=-np.inf))))
    return found


def outcome(sample: Labelled, scores: NDArray[np.float32], threshold: float) -> Outcome:
    """Return what comes of a page if the blocks above a threshold are taken out."""
    found = np.flatnonzero(scores > threshold)
    spans = []
    if len(found):
        document = parse(sample.page, kind=sample.kind)
        spans = stretches_of(document, [document.blocks[number] for number in found])
    injected, removed = total(sample.spans), common(spans, sample.spans)
    return Outcome(
        sample.id, sample.group, sample.truth, sample.kind or "html", sample.language, sample.topic,
        sample.technique, sample.real, sample.hard, sample.vetted, "injected" if spans else "clean", 0.0, True, len(found),
        injected, removed, len(sample.page) - injected, total(spans) - removed, (),
    )  # fmt: skip


def outcomes(
    samples: Sequence[Labelled], pages: Sequence[Judged], folds: NDArray[np.intp], rate: float
) -> Iterator[Outcome]:
    """Yield the outcomes at a rate of false findings that was set on the clean pages of the other folds."""
    highest = np.array([page.highest for page in pages])
    clean = np.array([sample.truth == "clean" and sample.real and sample.vetted for sample in samples])
    for fold in range(FOLDS):
        threshold = float(np.quantile(highest[clean & (folds != fold)], 1.0 - rate, method="higher"))
        for number in np.flatnonzero(folds == fold).tolist():
            yield outcome(samples[number], pages[number].scores, threshold)


def methods_of(data: Path, project: Path, texts: Sequence[TextRow], fold: int, seed: int) -> dict[str, Score]:
    """Return the methods by name; what learns has not seen the texts of a fold."""
    terms = [term for _, _, term in lexicon(project)]
    found: dict[str, Score] = {"link density": link_density}
    if data.is_dir():
        terms += [row.text for row in keyword_rows(data)]
        # Lists that were made of infected pages are left out: those are the pages to be found.
        found["domain blocklist"] = blocklist(
            host
            for name, hosts in host_lists(data)
            if name in SPAM_LISTS and not name.endswith("_from_spam_pages")
            for host in hosts
        )
    found["keyword list"] = keywords(terms)
    rest = [row for row in texts if fold_of(row.group, FOLDS) != fold]
    return {**found, "TF-IDF and logistic regression": tfidf(rest, seed)}


def judged_fold(
    data: Path, project: Path, texts: Sequence[TextRow], samples: Sequence[Labelled], fold: int, seed: int
) -> tuple[list[str], list[list[Judged]]]:
    """Return the names of the methods, and what each makes of the pages of a fold."""
    methods = methods_of(data, project, texts, fold, seed)
    return list(methods), [judged(sample, list(methods.values())) for sample in samples]


def main() -> None:
    """Judge the pages by every method, and by the model, and print the table."""
    parser = options("spamdetect.train.baselines", __doc__)
    parser.add_argument("--folds", type=Path, required=True, help="folder with the model of each fold")
    parser.add_argument("--share", type=float, default=1.0, help="share of the clean pages to judge")
    chosen = parser.parse_args()
    material, random = chosen_material(chosen), Random(chosen.seed)
    samples = [page for page in material.pages if page.truth != "clean" or random.random() < chosen.share]
    folds = np.array(folds_of(samples, FOLDS))
    members = [np.flatnonzero(folds == fold) for fold in range(FOLDS)]
    parts = Parallel(n_jobs=chosen.jobs)(
        delayed(judged_fold)(
            chosen.data,
            chosen.project,
            material.texts,
            [samples[number] for number in own],
            fold,
            chosen.seed,
        )
        for fold, own in enumerate(members)
    )
    pages: dict[int, list[Judged]] = {}
    for own, (_, found) in zip(members, parts, strict=True):
        pages |= dict(zip(own.tolist(), found, strict=True))
    models = [Model.load(chosen.folds / str(fold)) for fold in range(FOLDS)]
    lines = []
    for rate in RATES:
        for number, name in enumerate(parts[0][0]):
            ordered = [pages[index][number] for index in range(len(samples))]
            lines.append(row(f"{name}, {rate:g}", list(outcomes(samples, ordered, folds, rate))))
        lines.append(
            row(
                f"spamdetect, {rate:g}",
                judge_all(samples, models, folds.tolist(), jobs=chosen.jobs, rate=rate),
            )
        )
    publish(markdown(("method, tolerated share of clean pages", *HEAD[1:]), lines), chosen.out)


if __name__ == "__main__":
    main()
