"""Streams that unpack or pack, as the ending of a file's name says; what was cut off is an error, not an end."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, BinaryIO, cast

from spamdetect.extras import extra

LEVEL = 3  # Of gzip: half the time of the usual one, for a tenth more bytes.


@contextmanager
def unpacking(raw: BinaryIO, name: str) -> Iterator[IO[bytes]]:
    """Give what unpacks a stream, if the name says that it is packed.

    Reading it raises `EOFError`, `OSError` or `zlib.error` if the stream is damaged or cut off.

    Raises:
        UsageError: a library is not installed that is needed for it.
    """
    if name.lower().endswith(".gz"):
        with gzip.GzipFile(fileobj=raw, mode="rb") as stream:
            yield cast(BinaryIO, stream)
    elif name.lower().endswith(".zst"):
        with io.BufferedReader(Frames(raw)) as frames:
            yield frames
    else:
        yield raw


@contextmanager
def packing(raw: BinaryIO, name: str) -> Iterator[IO[bytes]]:
    """Give what packs into a stream, if the name says so; equal content makes equal files.

    Raises:
        UsageError: a library is not installed that is needed for it.
    """
    if name.lower().endswith(".gz"):
        with gzip.GzipFile("", "wb", LEVEL, raw, mtime=0) as stream:
            yield cast(BinaryIO, stream)
    elif name.lower().endswith(".zst"):
        with extra("corpus"):
            import zstandard
        with zstandard.ZstdCompressor().stream_writer(raw) as frames:
            yield frames
    else:
        yield raw


class Frames(io.RawIOBase):
    """Unpacks Zstandard. FastWARC's reader is the one that tells an end from a place where the file was cut off."""

    def __init__(self, raw: BinaryIO) -> None:
        """Unpack this stream."""
        with extra("corpus"):
            from fastwarc.stream_io import ZstdReader
        self.reader = ZstdReader(raw)

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill a buffer as far as the next bytes reach; return their number."""
        data = self.reader.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)
