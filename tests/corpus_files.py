"""Files of records in every format, made of a few pages, and what must come out of them."""

import gzip
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import zstandard
from click.testing import CliRunner, Result

from spamdetect.cli import main

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "data/examples"
ROWING = (EXAMPLES / "rowing-club.html").read_text()
HARBOUR = (EXAMPLES / "harbour-news.txt").read_text()
LIBRARY = (EXAMPLES / "library.html").read_text()
Rows = Sequence[dict[str, Any]]


@dataclass(frozen=True)
class Served:
    """A page as a server sends it."""

    url: str
    body: bytes
    headers: str = "Content-Type: text/html; charset=utf-8"
    kind: str = "response"


ROWS: Rows = [
    {"url": "https://rowing.example/", "text": ROWING, "n": 1},
    {"url": "https://library.example/", "text": LIBRARY, "n": 2},
    {"url": None, "text": HARBOUR, "n": 3},
    {"url": "https://empty.example/", "text": "", "n": 4},
]


def lines(rows: Rows) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def parquet(rows: Rows, path: Path, **columns: Any) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table({name: [row[name] for row in rows] for name in rows[0]} | columns), path)


def warc_record(page: Served) -> bytes:
    if page.kind == "conversion":
        block, media = page.body, "text/plain"
    else:
        block = f"HTTP/1.1 200 OK\r\n{page.headers}\r\n\r\n".encode() + page.body
        media = f"application/http; msgtype={page.kind}"
    head = (
        f"WARC/1.0\r\nWARC-Type: {page.kind}\r\nWARC-Record-ID: <urn:test:{page.url}>\r\n"
        f"WARC-Date: 2026-01-02T03:04:05Z\r\nWARC-Target-URI: {page.url}\r\nContent-Type: {media}\r\n"
        f"Content-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def warc(pages: Sequence[Served], pack: Callable[[bytes], bytes] = gzip.compress) -> bytes:
    return b"".join(pack(warc_record(page)) for page in pages)


def served(rows: Rows, kind: str = "response") -> list[Served]:
    return [Served(str(row["url"]), str(row["text"]).encode(), kind=kind) for row in rows]


def corpus(*arguments: object) -> Result:
    """Run the command; it must not end by an error of its own."""
    result = CliRunner().invoke(main, ["corpus", *map(str, arguments)])
    assert result.exit_code in (0, 3), result.output
    return result


def rows_of(path: Path) -> list[dict[str, Any]]:
    """The records of a file that was written."""
    if path.suffix == ".parquet":
        import pyarrow.parquet as pq

        return list(pq.read_table(path).to_pylist())
    data = path.read_bytes()
    if path.suffix == ".gz":
        data = gzip.decompress(data)
    if path.suffix == ".zst":
        data = zstandard.ZstdDecompressor().stream_reader(io.BytesIO(data)).read()
    return [json.loads(line) for line in data.splitlines()]


def summary_of(output: Path) -> dict[str, Any]:
    data = json.loads((output / "_summary.json").read_bytes())
    assert isinstance(data, dict)
    return data
