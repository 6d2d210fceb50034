"""Arrow tables and record batches: what Parquet files and most engines hand over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from spamdetect.check import Page
from spamdetect.corpus.annotation import annotation, replacement
from spamdetect.corpus.settings import URL, Settings
from spamdetect.errors import UsageError
from spamdetect.extras import extra
from spamdetect.types import Report

with extra("corpus"):
    import pyarrow as pa

Rows = TypeVar("Rows", "pa.Table", "pa.RecordBatch")
ANNOTATION = pa.struct([
    ("status", pa.string()),
    ("reason", pa.string()),
    ("label", pa.string()),
    ("score", pa.float64()),
    ("topic", pa.string()),
    ("spans", pa.list_(pa.list_(pa.int64()))),
])  # fmt: skip

TEXTS = (
    pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view,
    pa.types.is_binary, pa.types.is_large_binary, pa.types.is_binary_view,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Annotate:
    """Annotates a table; the same for Ray (`map_batches`), Hugging Face (`map`), Spark, and any other engine that
    hands over Arrow tables. It can be pickled and holds no model: every process loads that once.
    """

    settings: Settings = field(default_factory=Settings)
    """Which columns to read and write, and how to judge."""

    def __call__(self, rows: Rows) -> Rows:
        """Return the rows, in their order, with the column of annotations.

        Raises:
            UsageError: there is no such column, or it holds no pages.
            ModelError: the model cannot be loaded.
        """
        return answered(rows, self.settings.check_many(pages(rows, self.settings)), self.settings)


def pages(rows: pa.Table | pa.RecordBatch, settings: Settings) -> list[Page]:
    """Return the page of every row; a null is an empty one.

    Raises:
        UsageError: there is no such column, or it holds no pages.
    """
    check_columns(rows.schema, settings)
    texts = rows.column(settings.text).to_pylist()
    urls = rows.column(settings.url).to_pylist() if settings.url in rows.schema.names else [None] * len(texts)
    return [Page(text or "", url, settings.kind) for text, url in zip(texts, urls, strict=True)]


def check_columns(schema: pa.Schema, settings: Settings) -> None:
    """Raise `UsageError` if a table lacks a column that the settings name, or has the one to be written."""
    wanted = (settings.text,) if settings.url == URL else (settings.text, settings.url)
    for name in wanted:
        if name not in schema.names:
            raise UsageError(f"there is no column {name!r}, only {', '.join(schema.names)}")
    kind = schema.field(settings.text).type
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    if not any(is_it(kind) for is_it in TEXTS):
        raise UsageError(f"the column {settings.text!r} holds {kind}, no text and no bytes")
    if settings.into in schema.names and schema.field(settings.into).type != ANNOTATION:
        raise UsageError(f"the column {settings.into!r} is taken; choose another one for the annotation")


def answered(rows: Rows, reports: Iterable[Report], settings: Settings) -> Rows:
    """Return rows with what the reports say of them: one report a row, read once and forgotten."""
    texts = rows.column(settings.text)
    answers, replaced = [], []
    for report, given in zip(reports, texts.is_valid().to_pylist(), strict=True):
        answers.append(annotation(report))
        if settings.mode != "annotate":
            replaced.append(replacement(report, settings.mode) if given else None)
    if settings.mode != "annotate":
        at = rows.schema.get_field_index(settings.text)
        rows = rows.set_column(at, rows.schema.field(at), pa.array(replaced, texts.type))
    column = pa.array(answers, ANNOTATION)
    at = rows.schema.get_field_index(settings.into)
    if at < 0:
        return rows.append_column(pa.field(settings.into, ANNOTATION), column)
    return rows.set_column(at, pa.field(settings.into, ANNOTATION), column)
