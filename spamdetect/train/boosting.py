"""From scikit-learn's gradient-boosted trees to the plain arrays of `spamdetect.trees`."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier

from spamdetect.trees import Trees

# Small trees and strong shrinkage: a few thousand rows must not teach the accidents of a few sites. The
# signs in MONOTONIC do more against that than any of these numbers.
SETTINGS = {
    "max_iter": 200,
    "learning_rate": 0.1,
    "max_leaf_nodes": 16,
    "min_samples_leaf": 50,
    "l2_regularization": 1.0,
    "max_bins": 128,
    "early_stopping": False,
}

# More of this can only make a place more (1) or less (-1) suspicious. Where nothing is said, both may be.
MONOTONIC: dict[str, int] = {
    "wording": 1, "wording_density": 1, "wording_peak": 1, "host": 1, "host_mean": 1, "path": 1,
    "honest_host": 1, "host_words": 1, "hidden_extreme": 1, "quoted": -1, "foreign_script": 1, "styled_letters": 1,
    "invisible_characters": 1, "mixed_words": 1, "rest_wording": -1, "foreign_words": 1, "foreign_letters": 1, "title_wording": -1,
    "lone_external": 1, "hidden_idiom": -1,
    "page_wording": 1, "page_best_run": 1, "page_title": 1, "page_head": 1, "page_peak": 1, "page_hosts": 1,
    "page_host_mean": 1, "page_paths": 1, "page_own_host": 1,
    "page_worst_place": 1, "page_second_place": 1, "page_fifth_place": 1, "page_places": 1, "page_place_share": 1,
}  # fmt: skip


def fit_trees(
    rows: NDArray[np.float64],
    labels: NDArray[np.bool_],
    weights: NDArray[np.float64],
    names: tuple[str, ...],
    *,
    seed: int,
) -> HistGradientBoostingClassifier:
    """Fit an ensemble.

    Args:
        rows: features, shape (rows, features).
        labels: true for spam, shape (rows,).
        weights: weight of each row, shape (rows,).
        names: names of the features, for the signs in `MONOTONIC`.
        seed: of the fit's random choices.
    """
    signs = [MONOTONIC.get(name, 0) for name in names]
    learner = HistGradientBoostingClassifier(random_state=seed, monotonic_cst=signs, **SETTINGS)
    return learner.fit(rows, labels, sample_weight=weights)


def plain(learner: HistGradientBoostingClassifier) -> Trees:
    """Copy a fitted ensemble into arrays.

    The value of an inner node is the mean of the leaves below it, weighted by their training rows, so that a
    path's steps add up to its leaf.
    """
    predictors = [stage[0] for stage in learner._predictors]
    size = max(len(predictor.nodes) for predictor in predictors)
    shape = (len(predictors), size)
    feature = np.full(shape, -1, dtype=np.intp)
    threshold = np.zeros(shape)
    left = np.tile(np.arange(size), (shape[0], 1))
    right = left.copy()
    value = np.zeros(shape)
    depth = 0
    for number, predictor in enumerate(predictors):
        nodes: Any = predictor.nodes
        depth = max(depth, int(nodes["depth"].max()))
        for index in range(len(nodes) - 1, -1, -1):
            node = nodes[index]
            if node["is_leaf"]:
                value[number, index] = node["value"]
                continue
            feature[number, index] = node["feature_idx"]
            threshold[number, index] = node["num_threshold"]
            one, two = int(node["left"]), int(node["right"])
            left[number, index], right[number, index] = one, two
            counts = nodes["count"][one], nodes["count"][two]
            value[number, index] = np.average([value[number, one], value[number, two]], weights=counts)
    return Trees(
        feature, threshold, left, right, value, float(learner._baseline_prediction.ravel()[0]), depth
    )
