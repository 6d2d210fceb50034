"""Parquet files: every column stays as it is, but for the page if it is to be cleaned."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from spamdetect.corpus.columns import ANNOTATION, answered, pages
from spamdetect.corpus.record import Add, Record
from spamdetect.corpus.settings import Settings
from spamdetect.corpus.shards import Shard
from spamdetect.extras import extra
from spamdetect.types import Report

with extra("corpus"):
    import pyarrow as pa
    import pyarrow.parquet as pq

# Rows unpacked at a time: few, since a row may hold a page of 10 MB.
ROWS = 64
# Bytes of pages and rows that are gathered before they are written as a row group: enough to pack well.
GROUP = 32_000_000
# Row groups that claim more bytes, unpacked, are left out: they would have to be held at once.
LARGEST = 4_000_000_000


def read(shard: Shard, settings: Settings) -> Iterator[Record]:
    """Yield the rows of a Parquet file; `fields` is a copy of the row, so that no other row is kept with it.

    Raises:
        OSError, pyarrow.ArrowException: it cannot be read to its end.
        UsageError: there is no such column, or it holds no pages.
    """
    size = shard.source.stat().st_size
    with pq.ParquetFile(shard.source) as file:
        total, number = max(1, file.metadata.num_rows), 0
        for group in range(file.num_row_groups):
            about = file.metadata.row_group(group)
            if about.total_byte_size > LARGEST:
                problem = f"a row group of {about.num_rows:,} rows and more than {LARGEST:,} bytes"
                number += about.num_rows
                yield Record(number, size * number // total, None, problem=problem)
                continue
            for batch in file.iter_batches(ROWS, [group]):
                for row, page in enumerate(pages(batch, settings)):
                    number += 1
                    yield Record(number, size * number // total, page, batch.take([row]))


@contextmanager
def writing(path: Path, shard: Shard, settings: Settings) -> Iterator[Add]:
    """Open a Parquet file for the rows of a shard; give what writes a row and its annotation."""
    schema = pq.read_schema(shard.source)
    if settings.into not in schema.names:
        schema = schema.append(pa.field(settings.into, ANNOTATION))
    waiting: list[pa.RecordBatch] = []
    size = 0
    with pq.ParquetWriter(path, schema) as writer:

        def add(record: Record, report: Report) -> None:
            nonlocal size
            row = answered(record.fields, [report], settings)
            waiting.append(row)
            size += row.nbytes
            if size >= GROUP:
                flush()

        def flush() -> None:
            nonlocal size
            if waiting:
                writer.write_table(pa.Table.from_batches(waiting, schema))
            waiting.clear()
            size = 0

        yield add
        flush()
