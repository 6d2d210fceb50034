"""Train the whole model: `python -m spamdetect.train --data DIR --out models/default`.

Five folds, split by site, source and campaign. The texts of a fold are scored by wording and host models that
never saw that fold, so the classifier on top learns what those models are worth on unseen campaigns, and its
thresholds are read off pages of sites it never saw. The shipped model is fitted the same way on everything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from spamdetect import features
from spamdetect.features import whole
from spamdetect.features.domains import Hosts
from spamdetect.features.whole import with_places
from spamdetect.features.wording import Wording
from spamdetect.model import Model, write_model
from spamdetect.train.boosting import fit_trees, plain
from spamdetect.train.corpus import FOLDS, TextRow, fold_of
from spamdetect.train.hosts import HostRow, fit_hosts, without_fold
from spamdetect.train.material import Material, say
from spamdetect.train.pages import ABOUT, folds_of
from spamdetect.train.samples import HARDLY, MOSTLY, Labelled, Rows, rows_of
from spamdetect.train.wording import fit_wording
from spamdetect.trees import Trees

VERSION = "1"
# False-positive rates per clean page that thresholds are read off for, strictest first.
RATES = (5e-5, 1e-4, 2.5e-4, 5e-4, 1e-3, 5e-3, 1e-2)
# How many times more false findings pages that look like spam may have than ordinary ones: the targets are one in 100
# and one in 2,000.
HARD_RATE = 10.0
# So many rows of one page, drawn by lot, are learned from: a link farm of a menu must not outweigh other sites.
ROWS_PER_PAGE = 12
# A clean row is a hard one, see `hardened`, from the log-odds on that this share of clean pages reach, and weighs so
# much more. On unseen sites, at one false finding in 2,000 clean pages, it finds 71 of 100 simulated infections
# instead of 66.
HARD_SHARE, HARD_WEIGHT = 0.025, 8.0
# An unread clean page is left out of training, see `without_doubtful`, from the log-odds on that this share of the
# read ones reach.
DOUBT_SHARE = 0.01
# How much more an honest page about a subject of spam weighs where pages are judged as a whole. On unseen sites, at
# one false finding in 2,000 ordinary pages, 80 of 100 real spam pages are told instead of 74.
ABOUT_WEIGHT = 5.0
BATCH = 64  # Pages that a worker process scores at a time.


@dataclass(frozen=True, slots=True)
class Scored:
    """Samples with their rows, cross-fitted."""

    samples: list[Labelled]
    rows: list[Rows]
    folds: NDArray[np.intp]


def rows_of_all(
    samples: Sequence[Labelled], folds: Sequence[int], models: Sequence[tuple[Wording, Hosts]]
) -> list[Rows | None]:
    """Return the rows of samples, each scored by the models of its own fold."""
    return [rows_of(sample, *models[fold]) for sample, fold in zip(samples, folds, strict=True)]


def score(
    samples: Sequence[Labelled], folds: Sequence[int], models: Sequence[tuple[Wording, Hosts]], jobs: int
) -> Scored:
    """Return the samples that can be read, with their rows, worked out in parallel."""
    slices = [slice(start, start + BATCH) for start in range(0, len(samples), BATCH)]
    batches = Parallel(n_jobs=jobs)(
        delayed(rows_of_all)(samples[part], folds[part], models) for part in slices
    )
    found = [rows for batch in batches for rows in batch]
    kept = [number for number, rows in enumerate(found) if rows is not None]
    return Scored(
        [samples[number] for number in kept],
        [rows for rows in found if rows is not None],
        np.array(folds)[kept],
    )


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of many pages in one matrix; `page` says which page each is of."""

    matrix: NDArray[np.float64]
    labels: NDArray[np.bool_]
    weights: NDArray[np.float64]
    page: NDArray[np.intp]
    learned: NDArray[np.bool_]
    """Rows to learn from; all are judged."""


def place_table(scored: Scored, *, seed: int) -> Table:
    """Return the rows of candidates that are plainly injected or plainly clean."""
    random = np.random.default_rng(seed)
    matrix, labels, weights, pages, learned = [], [], [], [], []
    for number, (sample, rows) in enumerate(zip(scored.samples, scored.rows, strict=True)):
        if sample.truth == "spam" or not len(rows.places):
            continue
        bad = rows.injected >= MOSTLY
        use = np.flatnonzero(bad | (rows.injected <= HARDLY))
        matrix.append(rows.places[use])
        labels.append(bad[use])
        weights.append(np.full(len(use), sample.weight))
        pages.append(np.full(len(use), number))
        learned.append(random.permutation(len(use)) < ROWS_PER_PAGE)
    return Table(
        np.concatenate(matrix),
        np.concatenate(labels),
        np.concatenate(weights),
        np.concatenate(pages),
        np.concatenate(learned),
    )


def hardened(table: Table, scored: Scored, seed: int, jobs: int) -> Table:
    """Give clean rows weight that a first model, which never saw their sites, takes for spam.

    Few clean rows come near the threshold, and only those decide how high it must be.
    """
    _, odds = crossed(table, scored.folds, features.NAMES, seed, jobs)
    limit = reached_by(HARD_SHARE, page_highest(scored, table, odds), scored)
    read = np.array([sample.vetted for sample in scored.samples])[table.page]
    hard = ~table.labels & (odds >= limit) & read
    weights = np.where(hard, HARD_WEIGHT * table.weights, table.weights)
    return replace(table, weights=weights, learned=table.learned | hard)


def page_table(scored: Scored, odds: Sequence[NDArray[np.float64]]) -> Table:
    """Return one row a page: spam as a whole, or not.

    Pages that carry spam are judged and not learned from: much of what they hold is that of the others.

    Args:
        scored: all pages.
        odds: log-odds of the candidates of each, by a model that never saw its site.
    """
    rows = zip(scored.rows, odds, strict=True)
    return Table(
        np.stack([with_places(own.page, places, own.counts, own.total) for own, places in rows]),
        np.array([sample.truth == "spam" for sample in scored.samples]),
        np.array(
            [
                sample.weight * (ABOUT_WEIGHT if sample.technique == ABOUT else 1.0)
                for sample in scored.samples
            ]
        ),
        np.arange(len(scored.samples)),
        np.array([sample.truth != "injected" for sample in scored.samples]),
    )


def balanced(table: Table) -> NDArray[np.float64]:
    """Return weights under which spam and clean rows weigh the same."""
    weights = table.weights.copy()
    for side in (table.labels, ~table.labels):
        weights[side] *= len(weights) / 2 / weights[side].sum()
    return weights


def fit_part(
    table: Table, use: NDArray[np.bool_], names: tuple[str, ...], seed: int
) -> tuple[Trees, NDArray[np.float64]]:
    """Fit an ensemble on some rows; return it and the log-odds of all other rows."""
    chosen = use & table.learned
    weights = balanced(table)
    learner = fit_trees(table.matrix[chosen], table.labels[chosen], weights[chosen], names, seed=seed)
    others = table.matrix[~use]
    return plain(learner), learner.decision_function(others) if len(others) else np.zeros(0)


def crossed(
    table: Table, folds: NDArray[np.intp], names: tuple[str, ...], seed: int, jobs: int
) -> tuple[list[Trees], NDArray[np.float64]]:
    """Fit one ensemble a fold on the other folds, and one on all.

    Returns:
        The ensembles, that of all last, and the log-odds of every row by the one that never saw its fold.
    """
    row_folds = folds[table.page]
    fitted = Parallel(n_jobs=jobs)(
        delayed(fit_part)(table, row_folds != fold, names, seed) for fold in range(FOLDS + 1)
    )
    odds = np.zeros(len(table.labels))
    for fold, (_, found) in enumerate(fitted[:FOLDS]):
        odds[row_folds == fold] = found
    return [trees for trees, _ in fitted], odds


def calibration(
    odds: NDArray[np.float64], labels: NDArray[np.bool_], weights: NDArray[np.float64]
) -> list[float]:
    """Return slope and intercept of Platt scaling on out-of-fold log-odds."""
    learner = LogisticRegression(C=1e6).fit(odds[:, None], labels, sample_weight=weights)
    return [float(learner.coef_[0, 0]), float(learner.intercept_[0])]


def thresholds(highest: NDArray[np.float64], rates: Sequence[float]) -> list[list[float]]:
    """Return pairs of false-positive rate and log-odds, from the highest log-odds of each clean page.

    Rates below what the number of pages can show are extrapolated from the tail, which is close to
    exponential: the mean excess over the 99th percentile says how fast it falls.
    """
    ordered = np.sort(highest)[::-1]
    count = len(ordered)
    base = min(max(2, count // 100), count - 1)
    anchor = ordered[base]
    decay = max(0.05, float((ordered[:base] - anchor).mean()))
    result = []
    for rate in rates:
        rank = rate * count
        fitted = anchor + decay * np.log(base / max(rank, 1e-9))
        seen = ordered[int(rank)] if rank >= 3 else -np.inf
        result.append([rate, float(max(fitted, seen) if rank < base else seen)])
    for index in range(len(result) - 2, -1, -1):
        result[index][1] = max(result[index][1], result[index + 1][1])
    return result


def cautious(highest: NDArray[np.float64], scored: Scored) -> list[list[float]]:
    """Return thresholds at which neither ordinary pages nor those that look like spam have more false findings.

    A rate is that of ordinary pages; pages that look like spam may have `HARD_RATE` times as many.
    """
    easy = thresholds(highest[vetted(scored, hard=False)], RATES)
    looks_bad = vetted(scored, hard=True)
    if not looks_bad.any():
        return easy
    hard = thresholds(highest[looks_bad], [min(0.5, HARD_RATE * rate) for rate in RATES])
    return [[rate, max(one, other)] for (rate, one), (_, other) in zip(easy, hard, strict=True)]


def page_highest(scored: Scored, table: Table, odds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the highest log-odds of any row of each page, shape (pages,)."""
    highest = np.full(len(scored.samples), -20.0)
    np.maximum.at(highest, table.page, odds)
    return highest


def vetted(scored: Scored, *, hard: bool | None = None) -> NDArray[np.bool_]:
    """Return which pages thresholds are read off: real clean pages, as they were published, of read sources.

    Args:
        scored: all pages.
        hard: those that look like spam, or those that do not; None for both.
    """
    return np.array([
        sample.truth == "clean" and sample.real and sample.vetted and hard in (None, sample.hard)
        for sample in scored.samples
    ])  # fmt: skip


def reached_by(share: float, highest: NDArray[np.float64], scored: Scored) -> float:
    """Return the log-odds that this share of read clean pages reach."""
    return float(np.quantile(highest[vetted(scored)], 1.0 - share))


def without_doubtful(scored: Scored, highest: NDArray[np.float64]) -> Scored:
    """Leave out the unread clean pages that models which never saw them take for infected.

    About one in fifty of them; those that were read were mostly infected or whole pages of spam. Sites that
    were read keep all their pages, however suspicious, and only they set the thresholds.
    """
    limit = reached_by(DOUBT_SHARE, highest, scored)
    kept = [
        number
        for number, sample in enumerate(scored.samples)
        if sample.vetted or not sample.real or highest[number] < limit
    ]
    return Scored(
        [scored.samples[number] for number in kept],
        [scored.rows[number] for number in kept],
        scored.folds[kept],
    )


def describe(
    names: tuple[str, ...], odds: NDArray[np.float64], table: Table, scored: Scored
) -> dict[str, Any]:
    """Return what the model file says about one classifier."""
    return {
        "features": list(names),
        "calibration": calibration(odds, table.labels, balanced(table)),
        "thresholds": cautious(page_highest(scored, table, odds), scored),
    }


def odds_of_places(scored: Scored, ensembles: Sequence[Trees]) -> list[NDArray[np.float64]]:
    """Return the log-odds of every candidate of each page by the ensemble that never saw its fold."""
    return [
        ensembles[fold].log_odds(rows.places)
        for rows, fold in zip(scored.rows, scored.folds.tolist(), strict=True)
    ]


def assemble(
    wording: Wording, hosts: Hosts, places: Trees, pages: Trees, meta: dict[str, Any]
) -> tuple[dict[str, NDArray[Any]], Model]:
    """Put the parts of a model together."""
    parts = {
        "wording": wording.arrays(),
        "hosts": hosts.arrays(),
        "places": places.arrays(),
        "pages": pages.arrays(),
    }
    arrays = {
        f"{prefix}/{name}": array for prefix, members in parts.items() for name, array in members.items()
    }
    return arrays, Model.from_arrays(arrays, {"sha256": "", **meta})


def fit_texts(
    rows: Sequence[TextRow], hosts: Sequence[HostRow], fold: int | None, seed: int
) -> tuple[Wording, Hosts]:
    """Fit wording and hosts on everything but one fold; on everything if it is None."""
    if fold is not None:
        rows = [row for row in rows if fold_of(row.group, FOLDS) != fold]
        hosts = without_fold(hosts, fold, FOLDS)
    return fit_wording(rows, seed=seed), fit_hosts(hosts)


def cross_scored(material: Material, *, seed: int, jobs: int) -> tuple[list[tuple[Wording, Hosts]], Scored]:
    """Fit wording and hosts on the folds and on everything, and score every page by those of its fold.

    Returns:
        Wording and hosts of each fold, those of everything last; and all pages with their rows.
    """
    say(f"fitting wording on {len(material.texts):,} texts and hosts on {len(material.hosts):,} names")
    fitted = Parallel(n_jobs=jobs)(
        delayed(fit_texts)(material.texts, material.hosts, fold, seed) for fold in [*range(FOLDS), None]
    )
    say("putting spam into pages")
    samples = [*material.pages, *material.simulated(seed=seed)]
    say(f"scoring {len(samples):,} pages")
    return fitted, score(samples, folds_of(samples, FOLDS), fitted[:FOLDS], jobs)


def train(
    material: Material, out: Path, *, seed: int = 0, jobs: int = 2, folds_out: Path | None = None
) -> None:
    """Train a model from scratch and write it; the same material gives the same bytes.

    Args:
        material: what to learn from.
        out: folder of the model.
        seed: of every random choice.
        jobs: number of processes.
        folds_out: where to write the model of each fold, which never saw the sites and campaigns of that fold;
            `spamdetect.train.evaluate` judges with them. None to write none.
    """
    fitted, scored = cross_scored(material, seed=seed, jobs=jobs)
    first = place_table(scored, seed=seed)
    _, odds = crossed(first, scored.folds, features.NAMES, seed, jobs)
    scored = without_doubtful(scored, page_highest(scored, first, odds))
    table = hardened(place_table(scored, seed=seed), scored, seed, jobs)
    say(f"fitting places on {len(table.labels):,} rows")
    places, odds = crossed(table, scored.folds, features.NAMES, seed, jobs)
    about_places = describe(features.NAMES, odds, table, scored)
    table = page_table(scored, odds_of_places(scored, places))
    say(f"fitting pages on {len(table.labels):,} rows")
    pages, odds = crossed(table, scored.folds, whole.NAMES, seed, jobs)
    about_pages = describe(whole.NAMES, odds, table, scored)
    for number, (wording, hosts) in enumerate(fitted):
        folder = out if number == FOLDS else folds_out / str(number) if folds_out is not None else None
        if folder is not None:
            meta = {
                "id": "default", "version": VERSION, "seed": seed,
                "places": about_places, "pages": about_pages,
            }  # fmt: skip
            arrays, _ = assemble(wording, hosts, places[number], pages[number], meta)
            write_model(folder, arrays, meta)
    say(f"wrote {out}")
