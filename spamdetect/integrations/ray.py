"""Ray Data: a dataset in, the same dataset with a column of annotations out."""

from __future__ import annotations

from typing import Any

from spamdetect.corpus.columns import Annotate
from spamdetect.corpus.extras import extra
from spamdetect.corpus.settings import Settings

with extra("ray"):
    from ray.data import Dataset


def annotate(dataset: Dataset, settings: Settings | None = None, **resources: Any) -> Dataset:
    """Return a dataset with what is said of every row; a column of annotations that is there is replaced.

    Args:
        dataset: rows of pages, text or binary.
        settings: which columns to read and write, and how to judge.
        resources: what else `Dataset.map_batches` should know, such as `concurrency=8` or `batch_size=256`.
    """
    return dataset.map_batches(
        Annotate, fn_constructor_args=(settings or Settings(),), batch_format="pyarrow", **resources
    )
