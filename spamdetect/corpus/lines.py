"""JSON lines, plain or packed with gzip or Zstandard."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from spamdetect.check import Page
from spamdetect.corpus.annotation import annotation, as_text, replacement
from spamdetect.corpus.packing import packing, unpacking
from spamdetect.corpus.record import Add, Record
from spamdetect.corpus.settings import Settings
from spamdetect.corpus.shards import Shard
from spamdetect.errors import UsageError
from spamdetect.types import Report

# A line may be this many times as long as a page: it holds the page, escaped, and whatever else is known of it.
ROOM = 4
CHUNK = 1 << 16  # Bytes read at a time of a line that is too long.


def read(shard: Shard, settings: Settings) -> Iterator[Record]:
    """Yield the records of a file of JSON lines; empty lines are none.

    Raises:
        OSError, EOFError, zlib.error: it cannot be read or unpacked to its end.
    """
    limit = ROOM * settings.max_bytes
    with shard.source.open("rb") as raw, unpacking(raw, shard.source.name) as stream:
        number = 0
        while line := stream.readline(limit + 1):
            number += 1
            if len(line) > limit:
                while not line.endswith(b"\n") and (line := stream.readline(CHUNK)):
                    pass
                yield Record(number, raw.tell(), None, problem=f"a line of more than {limit:,} bytes")
            elif line.strip():
                yield record(number, raw.tell(), line, settings)


def record(number: int, position: int, line: bytes, settings: Settings) -> Record:
    """Read one line."""
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError) as error:
        return Record(number, position, None, problem=f"no JSON: {error}")
    if not isinstance(fields, dict):
        return Record(number, position, None, problem="no JSON object")
    content = fields.get(settings.text)
    if not isinstance(content, str):
        return Record(number, position, None, fields, problem=f"no text in the field {settings.text!r}")
    url = fields.get(settings.url)
    return Record(
        number, position, Page(content, url if isinstance(url, str) else None, settings.kind), fields
    )


@contextmanager
def writing(path: Path, shard: Shard, settings: Settings) -> Iterator[Add]:
    """Open a file for the records of a shard; give what writes a record and its annotation."""
    with path.open("wb") as raw, packing(raw, shard.name) as stream:

        def add(record: Record, report: Report) -> None:
            fields = dict(record.fields)
            if not isinstance(fields.get(settings.into, {}), dict):
                raise UsageError(
                    f"the field {settings.into!r} is taken; choose another one for the annotation"
                )
            if settings.mode != "annotate" and record.page is not None:
                fields[settings.text] = as_text(replacement(report, settings.mode), report.encoding)
            stream.write(one_line({**fields, settings.into: annotation(report)}))

        yield add


def one_line(value: Any) -> bytes:
    """Return a value as one line of JSON in UTF-8; lone surrogates, which UTF-8 cannot hold, are escaped."""
    try:
        return json.dumps(value, ensure_ascii=False).encode() + b"\n"
    except UnicodeEncodeError:
        return json.dumps(value).encode() + b"\n"
