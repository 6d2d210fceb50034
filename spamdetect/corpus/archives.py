"""Pages out of WARC and WET files.

Servers may lie about how a page is packed, and archivers unpack pages and leave the header that says they are packed:
what cannot be unpacked is taken as it lies there, and `check` refuses what is no text.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import BinaryIO

from spamdetect.check import Page
from spamdetect.corpus.packing import unpacking
from spamdetect.corpus.record import Record
from spamdetect.corpus.settings import Settings
from spamdetect.corpus.shards import Shard
from spamdetect.errors import UnreadableInput
from spamdetect.extras import extra
from spamdetect.types import Kind

with extra("corpus"):
    from fastwarc.stream_io import BrotliReader, ChunkedReader, GzipReader, WarcReader, ZstdReader
    from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

# How records begin, and the ending of names that says so.
MAGIC = {b"\x1f\x8b\x08": ".gz", b"\x28\xb5\x2f\xfd": ".zst", b"WARC/": ""}
TYPES = WarcRecordType.response | WarcRecordType.conversion
# Damaged places that are stepped over. Behind so many the file is no archive any more, and every further step costs
# the time to try it.
DAMAGES = 1000
END = b"\r\n\r\n"  # Of a record.
CHUNK = 1 << 16  # Bytes read at a time.
CODINGS = 2  # Times that a page may be packed; nobody packs it more often but to keep readers busy.
PAGES = frozenset(
    [
        "text/html",
        "application/xhtml+xml",
        "text/plain",
        "text/markdown",
        "text/xml",
        "application/xml",
        "application/rss+xml",
        "application/atom+xml",
    ]
)
UNPACKERS: Mapping[str, Callable[[BinaryIO], WarcReader]] = {
    "gzip": GzipReader,
    "x-gzip": GzipReader,
    "deflate": partial(GzipReader, zlib=True),
    "br": BrotliReader,
    "zstd": ZstdReader,
}


def read(shard: Shard, settings: Settings) -> Iterator[Record]:
    """Yield the pages of an archive, and the places where it is damaged.

    Raises:
        OSError: it cannot be read.
        UnreadableInput: it is no archive, or damaged in too many places.
    """
    with shard.source.open("rb") as stream:
        head = stream.read(8)
        magic = next((magic for magic in MAGIC if head.startswith(magic)), None)
        if magic is None:
            raise UnreadableInput("no archive: it starts with neither a WARC record nor a compressed one")
        number, start, damages, told = 0, 0, 0, -1
        while start >= 0:
            stream.seek(start)
            try:
                for item in ArchiveIterator(stream, TYPES):
                    number, start = number + 1, item.stream_pos
                    yield record(number, stream.tell(), item, settings)
                if cut_off(stream, start, MAGIC[magic]):
                    problem = f"damaged archive: cut off in or behind record {number}"
                    yield Record(number, stream.tell(), None, problem=problem)
                return
            except OSError as error:
                problem = f"damaged archive: behind record {number}, {error}"
            damages += 1
            if damages > DAMAGES:
                raise UnreadableInput(f"damaged in more than {DAMAGES:,} places", skipped=False)
            if told < number:
                yield Record(number, stream.tell(), None, problem=problem)
            told = number
            start = following(stream, magic, start + 1)


def following(stream: BinaryIO, magic: bytes, position: int) -> int:
    """Return where the next record seems to begin, from a position on; -1 if nowhere."""
    stream.seek(position)
    rest = b""
    while chunk := stream.read(CHUNK):
        rest += chunk
        found = rest.find(magic)
        if found >= 0:
            return stream.tell() - len(rest) + found
        rest = rest[1 - len(magic) :]
    return -1


def cut_off(stream: BinaryIO, start: int, name: str) -> bool:
    """Tell whether an archive ends inside of a record; read again from where the last one that holds a page begins."""
    if not name:
        stream.seek(-len(END), io.SEEK_END)
        return stream.read() != END
    stream.seek(start)
    try:
        with unpacking(stream, name) as rest:
            while rest.read(CHUNK):
                pass
    except (OSError, EOFError, zlib.error):
        return True
    return False


def record(number: int, position: int, item: WarcRecord, settings: Settings) -> Record:
    """Return the page of a record, if it has one."""
    headers = item.headers
    url = headers.get("WARC-Target-URI")
    name = headers.get("WARC-Record-ID")
    fields = {"id": name, "url": url, "date": headers.get("WARC-Date")}
    media = headers.get("WARC-Identified-Payload-Type") or item.http_content_type
    kind: Kind | None = None
    if item.record_type == WarcRecordType.conversion or media == "text/plain":
        kind = "text"
    elif not item.is_http_parsed or (media and media.lower() not in PAGES):
        return Record(number, position, None)
    try:
        content = payload(item, settings.max_bytes)
    except OSError as error:
        return Record(number, position, None, fields, name, f"damaged record: {error}")
    return Record(
        number, position, Page(content, url, settings.kind or kind, item.http_charset), fields, name
    )


def payload(item: WarcRecord, limit: int) -> bytes:
    """Return what a browser would have got, or its first `limit + 1` bytes: enough to see that it is too large.

    Raises:
        OSError: the record is damaged.
    """
    stored = item.reader.read(limit + 1)
    if len(stored) > limit or not item.is_http_parsed:
        return stored
    body = stored
    if "chunked" in (item.http_headers.get("Transfer-Encoding") or "").lower():
        body = unpacked(ChunkedReader(io.BytesIO(body)), limit) or body
    codings = [name.strip() for name in (item.http_headers.get("Content-Encoding") or "").lower().split(",")]
    for coding in reversed(codings[:CODINGS]):
        if coding in UNPACKERS:
            body = unpacked(UNPACKERS[coding](io.BytesIO(body)), limit) or body
    return body


def unpacked(stream: WarcReader, limit: int) -> bytes:
    """Return what a stream gives before it breaks off, at most `limit + 1` bytes."""
    parts: list[bytes] = []
    size = 0
    try:
        while size <= limit and (part := stream.read(min(CHUNK, limit + 1 - size))):
            parts.append(part)
            size += len(part)
    except OSError:
        pass  # A transfer that was cut off; a browser shows what it has got, too.
    return b"".join(parts)
