"""`spamdetect corpus`: every format in, what the library says out."""

import gzip
import io
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import brotli
import pytest
import zstandard
from corpus_files import (
    HARBOUR,
    LIBRARY,
    ROWING,
    ROWS,
    Served,
    corpus,
    lines,
    parquet,
    rows_of,
    served,
    summary_of,
    warc,
)

from spamdetect import Report, check
from spamdetect.check import unscanned
from spamdetect.cli import progress
from spamdetect.corpus.annotation import annotation
from spamdetect.corpus.settings import Mode, Settings
from spamdetect.corpus.shard_job import Job
from spamdetect.types import Label

REPORTS = [check(row["text"], url=row["url"]) for row in ROWS]
TABLES: dict[str, Callable[[bytes], bytes]] = {
    "a.jsonl": bytes,
    "a.json.gz": gzip.compress,
    "a.ndjson.zst": zstandard.compress,
    "a.parquet": bytes,
}


def written(folder: Path, name: str) -> Path:
    path = folder / name
    if name == "a.parquet":
        parquet(ROWS, path)
    else:
        path.write_bytes(TABLES[name](lines(ROWS)))
    return path


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("mode", ["annotate", "clean", "text"])
def test_tables_keep_their_fields_and_say_what_the_library_says(
    name: str, mode: Mode, tmp_path: Path
) -> None:
    output = tmp_path / "out"
    options = [] if mode == "annotate" else [f"--{mode}"]
    assert corpus(written(tmp_path, name), "-o", output, *options).exit_code == 0
    expected = [
        {
            **row,
            "text": {"annotate": row["text"], "clean": report.clean_html, "text": report.clean_text}[mode],
            "spam": annotation(report),
        }
        for row, report in zip(ROWS, REPORTS, strict=True)
    ]
    assert rows_of(output / name) == expected


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstandard.compress])
def test_web_archives(pack: Callable[[bytes], bytes], tmp_path: Path) -> None:
    ending = {bytes: "", gzip.compress: ".gz", zstandard.compress: ".zst"}[pack]
    (tmp_path / f"a.warc{ending}").write_bytes(warc(served(ROWS), pack))
    corpus(tmp_path / f"a.warc{ending}", "-o", tmp_path / "out")
    found = rows_of(tmp_path / "out/a.warc.jsonl.gz")
    for one, row in zip(found, ROWS, strict=True):
        report = check(row["text"].encode(), url=str(row["url"]), encoding="utf-8")
        assert one == {
            "id": f"<urn:test:{row['url']}>", "url": str(row["url"]), "date": "2026-01-02T03:04:05Z",
            "spam": annotation(report),
        }  # fmt: skip


def test_extracted_texts_of_archives(tmp_path: Path) -> None:
    (tmp_path / "a.warc.wet.gz").write_bytes(warc(served(ROWS, "conversion")))
    corpus(tmp_path / "a.warc.wet.gz", "-o", tmp_path / "out", "--clean", "--text-field", "words")
    found = rows_of(tmp_path / "out/a.warc.wet.jsonl.gz")
    for one, row in zip(found, ROWS, strict=True):
        report = check(row["text"].encode(), url=str(row["url"]), kind="text")
        assert (one["words"], one["spam"]) == (report.clean_html.decode(), annotation(report))  # type: ignore[union-attr]


TURKISH = "<meta charset=utf-8><p>İğneada'da kış güneşi, çay ve şeker.</p>"
CHUNKED = b"".join(
    b"%x\r\n%s\r\n" % (len(part), part) for part in (TURKISH.encode()[:20], TURKISH.encode()[20:], b"")
)
PACKED = gzip.compress(TURKISH.encode())
HTTP: list[tuple[str, bytes]] = [
    ("Content-Type: text/html; charset=windows-1254", TURKISH.encode("cp1254")),
    ("Content-Type: text/html", TURKISH.encode()),
    ("X-Powered-By: nothing said", TURKISH.encode()),
    ("Content-Encoding: gzip", PACKED),
    ("Content-Encoding: gzip", PACKED[:-5]),
    ("Content-Encoding: deflate", zlib.compress(TURKISH.encode())),
    ("Content-Encoding: br", brotli.compress(TURKISH.encode())),
    ("Content-Encoding: zstd", zstandard.compress(TURKISH.encode())),
    ("Content-Encoding: gzip, br", brotli.compress(PACKED)),
    ("Transfer-Encoding: chunked", CHUNKED),
    ("Transfer-Encoding: chunked\r\nContent-Encoding: gzip", b"%x\r\n%s\r\n0\r\n\r\n" % (len(PACKED), PACKED)),
    # Archivers unpack pages and leave the header.
    ("Transfer-Encoding: chunked\r\nContent-Encoding: gzip", TURKISH.encode()),
    ("Content-Encoding: made-up", TURKISH.encode()),
]  # fmt: skip


@pytest.mark.parametrize(("headers", "body"), HTTP)
def test_what_servers_send(headers: str, body: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").write_bytes(warc([Served("http://a.example/", body, headers)]))
    corpus(tmp_path / "a.warc.gz", "-o", tmp_path / "out", "--clean")
    (found,) = rows_of(tmp_path / "out/a.warc.jsonl.gz")
    assert found["text"] == TURKISH


def test_archives_hold_more_than_pages(tmp_path: Path) -> None:
    page = LIBRARY.encode()
    others = [
        Served("http://a.example/x.png", b"\x89PNG", "Content-Type: image/png"),
        Served("http://a.example/x.css", b"p { color: red }", "Content-Type: text/css"),
        Served("http://a.example/", b"", kind="request"),
        Served("http://a.example/", page, "Content-Type: text/html", kind="revisit"),
        Served("http://a.example/x", b"\x89PNG" + bytes(100), "Content-Type: text/html"),
        Served("http://a.example/y", page, "Content-Type: TEXT/HTML"),
    ]
    (tmp_path / "a.warc.gz").write_bytes(warc(others))
    corpus(tmp_path / "a.warc.gz", "-o", tmp_path / "out")
    summary = summary_of(tmp_path / "out")
    assert summary["records"] == {"no page": 2, "skipped": 1, "scanned": 1}
    assert summary["reasons"] == {"binary content (PNG image)": {"skipped": 1}}


def test_folders_of_pages(tmp_path: Path) -> None:
    (tmp_path / "in/b").mkdir(parents=True)
    (tmp_path / "in/a.html").write_text(ROWING)
    (tmp_path / "in/b/c.html.gz").write_bytes(gzip.compress(LIBRARY.encode()))
    (tmp_path / "in/b/d.txt").write_text(HARBOUR)
    corpus(tmp_path / "in", "-o", tmp_path / "out", "--text")
    found = rows_of(tmp_path / "out/pages.jsonl.gz") + rows_of(tmp_path / "out/b/pages.jsonl.gz")
    reports = [check(page.encode()) for page in (ROWING, LIBRARY, HARBOUR)]
    assert [(one["path"], one["text"], one["spam"]) for one in found] == [
        (name, report.clean_text, annotation(report))
        for name, report in zip(("a.html", "c.html.gz", "d.txt"), reports, strict=True)
    ]


@pytest.mark.parametrize("name", TABLES)
def test_what_is_dropped_is_listed_with_its_findings(name: str, tmp_path: Path) -> None:
    corpus(written(tmp_path, name), "-o", tmp_path / "out", "--drop")
    assert [row["n"] for row in rows_of(tmp_path / "out" / name)] == [2, 4]
    listed = rows_of(tmp_path / f"out/_left_out/{name}.jsonl")
    assert [(one["record"], one["url"], one["reason"]) for one in listed] == [
        (1, "https://rowing.example/", "injected"),
        (3, None, "injected"),
    ]
    for one, report in zip(listed, (REPORTS[0], REPORTS[2]), strict=True):
        assert [finding["excerpt"] for finding in one["findings"]] == [
            finding.excerpt for finding in report.findings
        ]


@pytest.mark.parametrize(
    ("mode", "drop", "dropped"),
    [
        ("annotate", False, ()), ("clean", False, ()),
        ("annotate", True, ("injected", "spam")), ("clean", True, ("spam",)), ("text", True, ("spam",)),
    ],
)  # fmt: skip
def test_cleaning_keeps_pages_that_cleaning_helps(mode: Mode, drop: bool, dropped: tuple[Label, ...]) -> None:
    job = Job(Path("out"), Settings(mode=mode), drop)
    labels: tuple[Label, ...] = ("clean", "injected", "spam")
    reports = [Report("scanned", None, "html", None, label, 1.0) for label in labels]
    assert tuple(report.label for report in reports if job.drops(report)) == dropped
    assert not job.drops(unscanned("", None, None, "empty", skipped=True))


def test_summary_counts_pages_topics_domains_and_reasons(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(lines(ROWS) + b'{"text": 5}\n[]\n\n')
    (tmp_path / "b.jsonl").write_bytes(lines(ROWS))
    result = corpus(tmp_path / "a.jsonl", tmp_path / "b.jsonl", "-o", tmp_path / "out")
    summary = summary_of(tmp_path / "out")
    topics = [report.findings[0].topic for report in (REPORTS[0], REPORTS[2])]
    assert summary["records"] == {"scanned": 6, "skipped": 2, "failed": 2, "left out": 1}
    assert summary["labels"] == {"injected": 4, "clean": 2}
    assert summary["topics"] == {topic: {"injected": 2 * topics.count(topic)} for topic in topics}
    assert summary["domains"] == {"rowing.example": {"injected": 2}}
    assert summary["reasons"] == {
        "empty": {"skipped": 2}, "no JSON object": {"failed": 1}, "no text in the field 'text'": {"failed": 1},
    }  # fmt: skip
    for words in ("2 files", "rowing[.]example", topics[0], "no JSON object"):
        assert words in result.output


def test_a_page_of_an_own_site_may_link_to_it(tmp_path: Path) -> None:
    """The address is used: the answer is that of `check` with it, under whatever name it stands."""
    rows: list[dict[str, Any]] = [
        {"page": ROWING, "from": "https://tavernabet-giris9.example/", "spam": {"old": 1}}
    ]
    (tmp_path / "a.jsonl").write_bytes(lines(rows))
    options = ["--text-field", "page", "--url-field", "from", "--sensitivity", "strict"]
    corpus(tmp_path / "a.jsonl", "-o", tmp_path / "out", *options)
    report = check(ROWING, url=rows[0]["from"], sensitivity="strict")
    assert rows_of(tmp_path / "out/a.jsonl") == [{**rows[0], "spam": annotation(report)}]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_shows_bytes_and_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Terminal()
    monkeypatch.setattr("sys.stderr", stream)
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    monkeypatch.setenv("TERM", "xterm")
    sizes = [500, 1500, 0, 0]
    assert list(progress.watched(sizes, 2000, size=int)) == sizes
    assert "2.0/2.0 kB" in stream.getvalue() and "/s" in stream.getvalue()
