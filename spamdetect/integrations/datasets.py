"""Hugging Face Datasets: a dataset in, the same dataset with a column of annotations out.

It is `dataset.with_format("arrow").map(Annotate(settings), batched=True)`, for those who would rather write that.
"""

from __future__ import annotations

from typing import Any, TypeVar

from spamdetect.corpus.columns import Annotate
from spamdetect.corpus.settings import Settings
from spamdetect.extras import extra

with extra("datasets"):
    from datasets import Dataset, IterableDataset

Data = TypeVar("Data", Dataset, IterableDataset)


def annotate(dataset: Data, settings: Settings | None = None, **options: Any) -> Data:
    """Return a dataset with what is said of every row; a column of annotations that is there is replaced.

    Args:
        dataset: rows of pages, text or binary; streamed or not.
        settings: which columns to read and write, and how to judge.
        options: what else `map` should know, such as `num_proc=8`.
    """
    annotated = dataset.with_format("arrow").map(Annotate(settings or Settings()), batched=True, **options)
    return annotated.with_format(None)
