"""Apache Spark: a DataFrame in, the same DataFrame with a column of annotations out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from spamdetect.corpus.columns import Annotate
from spamdetect.corpus.settings import Settings
from spamdetect.extras import extra

with extra("spark"):
    from pyspark.sql import DataFrame
    from pyspark.sql.types import ArrayType, DoubleType, LongType, StringType, StructField, StructType

if TYPE_CHECKING:
    import pyarrow as pa

# `columns.ANNOTATION` in Spark's words.
ANNOTATION = StructType([
    StructField("status", StringType()),
    StructField("reason", StringType()),
    StructField("label", StringType()),
    StructField("score", DoubleType()),
    StructField("topic", StringType()),
    StructField("spans", ArrayType(ArrayType(LongType()))),
])  # fmt: skip


def annotate(frame: DataFrame, settings: Settings | None = None) -> DataFrame:
    """Return a DataFrame with what is said of every row; a column of annotations that is there is replaced.

    The model is loaded once by every Python worker. Rows are not shuffled, and nothing is collected.

    Args:
        frame: rows of pages, text or binary.
        settings: which columns to read and write, and how to judge.

    Raises:
        pyspark.errors.PythonException: when it is computed, if there is no such column or it holds no pages.
    """
    settings = settings or Settings()
    annotated = Annotate(settings)

    def batches(given: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return map(annotated, given)

    schema = StructType([field for field in frame.schema.fields if field.name != settings.into])
    return frame.drop(settings.into).mapInArrow(batches, schema.add(settings.into, ANNOTATION))
