"""Ray Data: a dataset in, the same dataset with a column of annotations out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from spamdetect.corpus.columns import Annotate
from spamdetect.corpus.settings import Settings
from spamdetect.extras import extra

with extra("ray"):
    from ray.data import Dataset

if TYPE_CHECKING:
    import pyarrow as pa


class AnnotateBatches:
    """`Annotate` as a class of its own, since Ray puts attributes on what it calls: one instance for each actor."""

    def __init__(self, settings: Settings) -> None:
        """Annotate as these settings say."""
        self.annotate = Annotate(settings)

    def __call__(self, batch: pa.Table) -> pa.Table:
        """Return a batch with the column of annotations; see `Annotate`."""
        return self.annotate(batch)


def annotate(dataset: Dataset, settings: Settings | None = None, **resources: Any) -> Dataset:
    """Return a dataset with what is said of every row; a column of annotations that is there is replaced.

    Args:
        dataset: rows of pages, text or binary.
        settings: which columns to read and write, and how to judge.
        resources: what else `Dataset.map_batches` should know, such as `concurrency=8` or `batch_size=256`.
    """
    return dataset.map_batches(
        AnnotateBatches, fn_constructor_args=(settings or Settings(),), batch_format="pyarrow", **resources
    )
