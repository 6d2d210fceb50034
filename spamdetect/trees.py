"""An ensemble of decision trees as plain arrays: NumPy in, log-odds and their reasons out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


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

    def paths(self, rows: NDArray[np.float64]) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
        """Yield the node of each row in each tree before and after every step down, shape (rows, trees)."""
        trees = np.arange(self.feature.shape[0])[None, :]
        row = np.arange(len(rows))[:, None]
        node = np.zeros((len(rows), self.feature.shape[0]), dtype=np.intp)
        for _ in range(self.depth):
            asked = self.feature[trees, node]
            goes_left = rows[row, np.maximum(asked, 0)] <= self.threshold[trees, node]
            # A leaf is its own child on both sides, so that a row which has arrived stays.
            child = np.where(goes_left, self.left[trees, node], self.right[trees, node])
            yield node, child
            node = child

    def log_odds(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the log-odds of each row, shape (rows,)."""
        leaf = np.zeros((len(rows), self.feature.shape[0]), dtype=np.intp)
        for _, leaf in self.paths(rows):  # noqa: B007
            pass
        return np.asarray(self.baseline + self.value[np.arange(self.feature.shape[0]), leaf].sum(axis=1))

    def contributions(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return what each feature adds to the log-odds of each row, shape (rows, features + 1).

        The last column is the same for all rows: what is expected before looking. A row's columns add up to
        its log-odds. Attribution along the decision path: A. Saabas, "Interpreting random forests", 2014.
        """
        trees = np.arange(self.feature.shape[0])[None, :]
        result = np.zeros((len(rows), rows.shape[1] + 1))
        result[:, -1] = self.baseline + self.value[:, 0].sum()
        for node, child in self.paths(rows):
            asked = self.feature[trees, node]
            where, which = np.nonzero(asked >= 0)
            change = self.value[trees, child] - self.value[trees, node]
            np.add.at(result, (where, asked[where, which]), change[where, which])
        return result
