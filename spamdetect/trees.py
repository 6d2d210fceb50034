"""An ensemble of decision trees as plain arrays: NumPy in, log-odds and their reasons out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

# Rows that are worked on at a time: bounds memory at some 20 MB, whatever the page.
ROWS = 1024
# Steps at which the paths that have ended are set aside: about half have by the first. Looking is not free.
SHORT = frozenset(range(4, 64, 2))


@dataclass(frozen=True, slots=True)
class Trees:
    """Gradient-boosted trees; every array over nodes has shape (trees, nodes), unused nodes are leaves."""

    feature: Array
    """Feature that a node asks for; -1 for a leaf."""
    threshold: Array
    """A row goes left if its feature is at most this."""
    left: Array
    """Left child within the tree; a leaf is its own child."""
    right: Array
    """Right child within the tree; a leaf is its own child."""
    value: Array
    """Mean log-odds of the training rows in a node; of a leaf: what it adds."""
    baseline: float
    """Log-odds before any tree."""
    depth: int
    """Length of the longest path."""

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Array]) -> Trees:
        """Take an ensemble out of a model file's arrays, checked so that no path leaves the arrays.

        Raises:
            ValueError: the arrays do not describe trees.
        """
        feature = np.asarray(arrays["feature"], dtype=np.intp)
        left = np.asarray(arrays["left"], dtype=np.intp)
        right = np.asarray(arrays["right"], dtype=np.intp)
        threshold = np.asarray(arrays["threshold"], dtype=np.float64)
        value = np.asarray(arrays["value"], dtype=np.float64)
        shape = feature.shape
        if len(shape) != 2 or any(array.shape != shape for array in (left, right, threshold, value)):
            raise ValueError("the trees of the model have arrays of different shapes")
        for child in (left, right):
            if child.size and (child.min() < 0 or child.max() >= shape[1]):
                raise ValueError("the trees of the model point outside of themselves")
            if (child != np.arange(shape[1]))[feature < 0].any():
                raise ValueError("the trees of the model go on behind their leaves")
        depth = int(arrays["depth"])
        if not 0 <= depth <= 64:
            raise ValueError("the trees of the model are too deep")
        return cls(feature, threshold, left, right, value, float(arrays["baseline"]), depth)

    def arrays(self) -> dict[str, Array]:
        """Return the arrays of a model file."""
        return {
            "feature": self.feature.astype(np.int16),
            "threshold": self.threshold,
            "left": self.left.astype(np.int16),
            "right": self.right.astype(np.int16),
            "value": self.value,
            "baseline": np.asarray(self.baseline, dtype=np.float64),
            "depth": np.asarray(self.depth, dtype=np.int64),
        }

    def asked(self) -> NDArray[np.intp]:
        """Return the feature that each node of all trees asks for; that of a leaf, 0, makes no difference."""
        return np.maximum(self.feature, 0).ravel()

    def paths(self, rows: NDArray[np.float64]) -> Iterator[NDArray[np.intp]]:
        """Yield the node that each row has come to in each tree, from root to leaf, shape (rows, trees).

        Nodes are counted through all trees.
        """
        feature, threshold = self.asked(), self.threshold.ravel()
        left, right, features = self.left.ravel(), self.right.ravel(), rows.ravel()
        root = np.arange(0, self.feature.size, self.feature.shape[1])
        row = np.arange(len(rows))[:, None] * rows.shape[1]
        node = np.tile(root, (len(rows), 1))
        yield node
        for _ in range(self.depth):
            goes_left = features.take(row + feature.take(node)) <= threshold.take(node)
            # A leaf is its own child on both sides, so that a row which has arrived stays.
            node = root + np.where(goes_left, left.take(node), right.take(node))
            yield node

    def leaves(self, rows: NDArray[np.float64]) -> NDArray[np.intp]:
        """Return the leaf that each row comes to in each tree, counted through all trees: shape (rows, trees)."""
        feature, asked, threshold = self.feature.ravel(), self.asked(), self.threshold.ravel()
        left, right, features = self.left.ravel(), self.right.ravel(), rows.ravel()
        root = np.tile(np.arange(0, self.feature.size, self.feature.shape[1]), len(rows))
        row = np.repeat(np.arange(len(rows)) * rows.shape[1], self.feature.shape[0])
        leaf, node, walking = root.copy(), root, np.arange(len(root))
        for step in range(self.depth):
            if step in SHORT:
                # Those that have arrived are set aside, and the few long paths are walked without them.
                leaf[walking] = node
                on = np.flatnonzero(feature.take(node) >= 0)
                root, row, node, walking = root[on], row[on], node[on], walking[on]
            goes_left = features.take(row + asked.take(node)) <= threshold.take(node)
            node = root + np.where(goes_left, left.take(node), right.take(node))
        leaf[walking] = node
        return leaf.reshape(len(rows), -1)

    def log_odds(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the log-odds of each row, shape (rows,)."""
        odds, value = np.empty(len(rows)), self.value.ravel()
        for part in batches(len(rows)):
            odds[part] = self.baseline + value.take(self.leaves(rows[part])).sum(axis=1)
        return odds

    def contributions(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return what each feature adds to the log-odds of each row, shape (rows, features + 1).

        The last column is the same for all rows: what is expected before looking. A row's columns add up to
        its log-odds. Attribution along the decision path: A. Saabas, "Interpreting random forests", 2014.
        """
        count, columns = len(rows), rows.shape[1] + 1
        result, feature, value = np.empty((count, columns)), self.asked(), self.value.ravel()
        for part in batches(count):
            start = np.arange(len(result[part]))[:, None] * columns
            where, change = [start], [np.zeros(start.shape)]
            for node, child in pairwise(self.paths(rows[part])):
                where.append(start + feature.take(node))
                change.append(value.take(child) - value.take(node))
            sums = np.bincount(
                np.concatenate(where, axis=1).ravel(),
                weights=np.concatenate(change, axis=1).ravel(),
                minlength=start.size * columns,
            )
            result[part] = sums.reshape(-1, columns)
        result[:, -1] = self.baseline + self.value[:, 0].sum()
        return result


def batches(count: int) -> list[slice]:
    """Return the slices in which so many rows are worked on."""
    return [slice(start, start + ROWS) for start in range(0, count, ROWS)]
