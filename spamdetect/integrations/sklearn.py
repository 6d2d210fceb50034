"""scikit-learn: an estimator over pages, for pipelines, cross-validation and metrics.

```python
from sklearn.pipeline import make_pipeline

make_pipeline(SpamDetector(), TfidfVectorizer(), LogisticRegression())   # learns from cleaned texts
SpamDetector(sensitivity="strict").predict(pages)                        # 1 where a page is not clean
```
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin, TransformerMixin

from spamdetect.check import MAX_BYTES, Page, check_many
from spamdetect.policy import Sensitivity, rate_of
from spamdetect.types import Kind, Report

Pages = Iterable[str | bytes]


class SpamDetector(ClassifierMixin, TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Tells pages that are not clean (1) from clean ones (0), and turns pages into their text without spam.

    Its model is the one that ships with the package: like `HashingVectorizer` it learns nothing from data, and works
    without `fit`. `X` is an iterable of pages, `str` or `bytes`, one sample each. A page that cannot be scanned counts
    as clean.
    """

    def __init__(
        self,
        *,
        sensitivity: Sensitivity = "regular",
        max_fpr: float | None = None,
        kind: Kind | None = None,
        max_bytes: int = MAX_BYTES,
        n_jobs: int = 1,
    ) -> None:
        """Keep the options of `spamdetect.check`; `n_jobs` is the number of processes, -1 for all cores."""
        self.sensitivity = sensitivity
        self.max_fpr = max_fpr
        self.kind = kind
        self.max_bytes = max_bytes
        self.n_jobs = n_jobs

    @property
    def classes_(self) -> NDArray[np.int64]:
        """The labels, shape (2,): 0 for a clean page, 1 for one that is not."""
        return np.array([0, 1])

    def fit(self, X: Pages, y: Any = None) -> Self:
        """Check the options.

        Raises:
            UsageError: an option makes no sense.
        """
        rate_of(self.sensitivity, self.max_fpr)
        return self

    def predict(self, X: Pages) -> NDArray[np.int64]:
        """Return the label of each page, shape (n_samples,).

        Raises:
            ValueError: `X` is no iterable of pages.
            UsageError: an option makes no sense.
        """
        return np.array([int(report.label != "clean") for report in self.reports(X)], dtype=np.int64)

    def predict_proba(self, X: Pages) -> NDArray[np.float64]:
        """Return the probabilities that each page is clean and that it is not, shape (n_samples, 2); see `predict`."""
        spam = np.array([report.probability for report in self.reports(X)], dtype=np.float64)
        return np.column_stack([1.0 - spam, spam])

    def transform(self, X: Pages) -> NDArray[np.object_]:
        """Return the readable text of each page without its spam, shape (n_samples,); see `predict`."""
        return np.array([report.clean_text for report in self.reports(X)], dtype=object)

    def reports(self, X: Pages) -> Iterator[Report]:
        """Yield what `spamdetect.check` says of each page; see `predict`."""
        if isinstance(X, str | bytes):
            raise ValueError("X is to be an iterable of pages, not one page")
        return check_many(
            (Page(content, kind=self.kind) for content in map(page, X)), workers=self.n_jobs,
            sensitivity=self.sensitivity, max_fpr=self.max_fpr, max_bytes=self.max_bytes,
        )  # fmt: skip

    def __sklearn_tags__(self) -> Any:
        """Say that it takes texts, and needs neither `fit` nor `y`."""
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        tags.target_tags.required = False
        tags.requires_fit = False
        return tags


def page(sample: object) -> str | bytes:
    """Return a sample, which must be a page."""
    if isinstance(sample, str | bytes):
        return sample
    raise ValueError(f"a page is str or bytes, not {type(sample).__name__}")
