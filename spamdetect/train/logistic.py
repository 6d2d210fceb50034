"""Logistic regression on wide sparse features of which most never occur."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression


def fit_sparse(
    features: csr_matrix,
    labels: NDArray[Any],
    weights: NDArray[np.float64],
    *,
    harder: Sequence[float] = (),
    **settings: Any,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[Any]]:
    """Fit on the columns that occur; the weight of every other column is zero, as it would come out anyway.

    Args:
        features: shape (rows, columns).
        labels: shape (rows,).
        weights: weight of each row, shape (rows,).
        harder: for each round that the fit goes on, how much more each row of the first class weighs that is taken
            for one of the second so far.
        settings: of scikit-learn's `LogisticRegression`.

    Returns:
        Weights of shape (classes, columns), or (1, columns) if there are two classes; the intercepts; the classes.
    """
    used = np.unique(features.indices)
    place = np.zeros(features.shape[1], dtype=features.indices.dtype)
    place[used] = np.arange(len(used))
    narrow = csr_matrix(
        (features.data, place[features.indices], features.indptr), shape=(features.shape[0], len(used))
    )
    learner = LogisticRegression(warm_start=True, **settings)
    with warnings.catch_warnings():
        # Fits end early on purpose: what the last iterations add is learning the training texts by heart.
        warnings.simplefilter("ignore", ConvergenceWarning)
        learner.fit(narrow, labels, sample_weight=weights)
        for factor in harder:
            wrong = (labels == learner.classes_[0]) & (learner.decision_function(narrow) > 0)
            weights = np.where(wrong, factor * weights, weights)
            learner.fit(narrow, labels, sample_weight=weights)
    table = np.zeros((len(learner.coef_), features.shape[1]))
    table[:, used] = learner.coef_
    return table, learner.intercept_, learner.classes_


def evened(labels: NDArray[np.bool_], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return weights under which both sides weigh the same, and all rows their number; shape (rows,)."""
    weights = weights.copy()
    for side in (labels, ~labels):
        if side.any():
            weights[side] *= len(labels) / 2 / weights[side].sum()
    return weights
