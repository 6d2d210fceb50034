"""`python -m spamdetect.train.comparison`: is this the right judge of places, and is each feature worth it.

Judges of several kinds learn from the same rows of the same folds: gradient-boosted trees as shipped, without one
family of features after the other, an additive model with named interactions, and a plain linear one. Each is held
to the same false-positive rate on clean pages of sites that it has not seen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import process_time
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from sklearn.compose import make_column_transformer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import KBinsDiscretizer, PolynomialFeatures, QuantileTransformer, StandardScaler

from spamdetect import features
from spamdetect.train.boosting import fit_trees, plain
from spamdetect.train.corpus import FOLDS
from spamdetect.train.evaluate import interval
from spamdetect.train.fit import (
    Scored,
    Table,
    balanced,
    cross_scored,
    hardened,
    page_highest,
    place_table,
    vetted,
)  # fmt: skip
from spamdetect.train.markdown import markdown, share
from spamdetect.train.options import chosen_material, options, publish

Matrix = NDArray[np.float64]
Odds = Callable[[Matrix], Matrix]
"""From feature rows to log-odds."""
Fit = Callable[[Matrix, NDArray[np.bool_], Matrix], Odds]
"""From feature rows, labels and weights to log-odds."""

RATES = (1e-2, 1e-3, 5e-4)
# Bins of each feature in the additive model, at quantiles; most features have fewer, being mostly zero.
BINS = 32
# Pairs whose product tells what neither tells alone: what is said, where it leads to, how it is hidden, and how
# unlike its page it is.
INTERACTING = (
    "wording",
    "wording_density",
    "host",
    "path",
    "hidden_extreme",
    "foreign_words",
    "links",
    "rest_wording",
)
TIMED_ROWS = 64  # Rows that are judged at a time when cost is measured: about what a page has.
TIMED_TURNS = 50


@dataclass(frozen=True, slots=True)
class Contender:
    """A kind of judge."""

    name: str
    columns: tuple[int, ...]
    """The features that it sees."""
    fit: Fit


def boosted(names: tuple[str, ...], seed: int) -> Fit:
    """Return how the shipped trees are fitted."""

    def fit(rows: Matrix, labels: NDArray[np.bool_], weights: Matrix) -> Odds:
        return plain(fit_trees(rows, labels, weights, names, seed=seed)).log_odds

    return fit


def logistic(before: Any) -> Fit:
    """Return how a logistic regression on changed features is fitted."""

    def fit(rows: Matrix, labels: NDArray[np.bool_], weights: Matrix) -> Odds:
        learner = make_pipeline(before, LogisticRegression(max_iter=300))
        learner.fit(rows, labels, logisticregression__sample_weight=weights)
        return lambda judged: np.asarray(learner.decision_function(judged))

    return fit


def contenders(seed: int) -> Iterator[Contender]:
    """Yield the judges to compare, the shipped kind first."""
    every = tuple(range(len(features.NAMES)))
    yield Contender("boosted trees, as shipped", every, boosted(features.NAMES, seed))
    bins = KBinsDiscretizer(BINS, quantile_method="averaged_inverted_cdf", random_state=seed)
    products = make_pipeline(
        QuantileTransformer(random_state=seed),
        PolynomialFeatures(interaction_only=True, include_bias=False),
        StandardScaler(),
    )
    together = [features.NAMES.index(name) for name in INTERACTING]
    additive = make_column_transformer((bins, list(every)), (products, together))
    yield Contender("additive: bins of each feature, named interactions", every, logistic(additive))
    yield Contender("linear", every, logistic(StandardScaler()))
    for names, family in features.FAMILIES:
        left = tuple(number for number in every if features.NAMES[number] not in names)
        title = f"boosted trees without {family.__name__} ({len(names)} features)"
        yield Contender(title, left, boosted(tuple(features.NAMES[number] for number in left), seed))


def out_of_fold(
    contender: Contender, table: Table, folds: NDArray[np.intp], fold: int
) -> tuple[Matrix, float]:
    """Return the log-odds of the rows of a fold by a judge that learned from the others, and seconds a page."""
    used = folds[table.page] != fold
    rows = table.matrix[:, contender.columns]
    chosen = used & table.learned
    odds = contender.fit(rows[chosen], table.labels[chosen], balanced(table)[chosen])
    start = process_time()
    for _ in range(TIMED_TURNS):
        odds(rows[:TIMED_ROWS])
    seconds = (process_time() - start) / TIMED_TURNS
    return odds(rows[~used]), seconds


def measured(contender: Contender, table: Table, scored: Scored, jobs: int) -> list[str]:
    """Return a line of the table: what is found at each rate, and the cost."""
    judged = Parallel(n_jobs=jobs)(
        delayed(out_of_fold)(contender, table, scored.folds, fold) for fold in range(FOLDS)
    )
    odds, row_folds = np.zeros(len(table.labels)), scored.folds[table.page]
    for fold, (found, _) in enumerate(judged):
        odds[row_folds == fold] = found
    clean = page_highest(scored, table, odds)[vetted(scored, hard=False)]
    # An infected page is found if something injected passes, not if anything does.
    infected = page_highest(scored, table, np.where(table.labels, odds, -np.inf))
    cells = [contender.name]
    for real in (True, False):
        chosen = [
            number
            for number, sample in enumerate(scored.samples)
            if sample.truth == "injected" and sample.real == real
        ]
        groups = [scored.samples[number].group for number in chosen]
        for rate in RATES:
            hits = (infected[chosen] > np.quantile(clean, 1.0 - rate)).astype(float).tolist()
            cells.append(share(float(np.mean(hits)), interval(hits, groups), digits=1) if hits else "")
    return [*cells, f"{1e3 * float(np.median([seconds for _, seconds in judged])):.2f}"]


def comparison(scored: Scored, *, seed: int = 0, jobs: int = 1) -> str:
    """Return the table of all contenders as Markdown."""
    table = hardened(place_table(scored, seed=seed), scored, seed, jobs)
    header = [
        "judge of places",
        *(f"{kind} found at {rate:g}" for kind in ("real", "simulated") for rate in RATES),
        f"ms for {TIMED_ROWS} places",
    ]
    return markdown(header, [measured(contender, table, scored, jobs) for contender in contenders(seed)])


def main() -> None:
    """Train what the judges see, compare them, and print the table."""
    chosen = options("spamdetect.train.comparison", __doc__).parse_args()
    _, scored = cross_scored(chosen_material(chosen), seed=chosen.seed, jobs=chosen.jobs)
    publish(comparison(scored, seed=chosen.seed, jobs=chosen.jobs), chosen.out)


if __name__ == "__main__":
    main()
