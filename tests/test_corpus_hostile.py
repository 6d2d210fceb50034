"""A bad record costs one entry, a bad file costs one file, and neither costs memory."""

import gzip
import json
import tracemalloc
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import zstandard
from corpus_files import (
    LIBRARY,
    ROWING,
    Rows,
    Served,
    corpus,
    lines,
    parquet,
    rows_of,
    served,
    summary_of,
    warc,
    warc_record,
)

from spamdetect import check
from spamdetect.corpus.archives import unpacked
from spamdetect.corpus.settings import Settings
from spamdetect.corpus.shards import find_shards
from spamdetect.corpus.summary import ROOM, Summary, bump
from spamdetect.errors import UsageError

PAGES = served([{"url": f"http://{name}.example/", "text": LIBRARY} for name in "abcd"])
PLAIN = [warc_record(page) for page in PAGES]
PACKED = [gzip.compress(record) for record in PLAIN]
ZSTD = [zstandard.compress(record) for record in PLAIN]
BROKEN = PACKED[1][:40] + bytes(20) + PACKED[1][60:]
JUNK = b"some bytes that are nothing"
DAMAGED: list[tuple[str, bytes, str, int]] = [
    ("a member that does not unpack", PACKED[0] + BROKEN + PACKED[2] + PACKED[3], "acd", 1),
    ("two such members in a row", PACKED[0] + BROKEN + BROKEN + PACKED[3], "ad", 1),
    ("two of them apart", BROKEN + PACKED[1] + BROKEN + PACKED[3], "bd", 2),
    ("junk between members", PACKED[0] + JUNK + PACKED[1], "ab", 1),
    ("an end that was cut off", PACKED[0] + PACKED[1][:20], "a", 1),
    ("an end that was cut off in a page", PACKED[0] + PACKED[1][:-20], "a", 1),
    ("the same, packed otherwise", ZSTD[0] + ZSTD[1][:-20], "a", 1),
    ("the same, not packed", PLAIN[0] + PLAIN[1][:-20], "a", 1),
    ("records out of nothing", PACKED[0] + gzip.compress(JUNK) + PACKED[1], "ab", 1),
    ("a cut record that is not packed", PLAIN[0] + PLAIN[1][:-200] + PLAIN[2], "ac", 1),
]


@pytest.mark.parametrize(
    ("data", "left", "damages"), [case[1:] for case in DAMAGED], ids=[c[0] for c in DAMAGED]
)
def test_damaged_archives_are_read_on_behind_the_damage(
    data: bytes, left: str, damages: int, tmp_path: Path
) -> None:
    (tmp_path / "a.warc.gz").write_bytes(data)
    corpus(tmp_path / "a.warc.gz", "-o", tmp_path / "out", "--clean")
    output = tmp_path / "out"
    whole = [row["url"] for row in rows_of(output / "a.warc.jsonl.gz") if row.get("text") == LIBRARY]
    assert [url[7] for url in whole] == list(left)
    assert summary_of(output)["records"]["failed"] == damages
    listed = rows_of(output / "_left_out/a.warc.jsonl.gz.jsonl")
    assert len(listed) == damages and all("damaged archive" in one["reason"] for one in listed)


LINES: list[tuple[bytes, str]] = [
    (b"{", "no JSON"),
    (b"[1]", "no JSON object"),
    (b"\xff\xfe\x00", "no JSON"),
    (b"[" * 100_000, "no JSON"),
    (b'{"text": ' + b"9" * 5000 + b"}", "no JSON"),
    (b'{"text": "' + b"a" * 5000 + b'"}', "a line of more than 4,000 bytes"),
]


@pytest.mark.parametrize(("line", "reason"), LINES, ids=[f"{line[:12]!r}" for line, _ in LINES])
def test_bad_lines_are_left_out_and_listed(line: bytes, reason: str, tmp_path: Path) -> None:
    good: Rows = [{"text": "The boats leave at nine.", "n": number} for number in range(2)]
    (tmp_path / "a.jsonl").write_bytes(lines(good[:1]) + line + b"\n" + lines(good[1:]))
    limit = "1000" if "a line" in reason else "1000000"
    assert corpus(tmp_path / "a.jsonl", "-o", tmp_path / "out", "--max-bytes", limit).exit_code == 0
    assert [row["n"] for row in rows_of(tmp_path / "out/a.jsonl")] == [0, 1]
    (listed,) = rows_of(tmp_path / "out/_left_out/a.jsonl.jsonl")
    assert listed["record"] == 2 and listed["reason"].startswith(reason)


def test_surrogates_survive(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b'{"text": "caf\\ud800\xc3\xa9", "n": NaN}\n')
    corpus(tmp_path / "a.jsonl", "-o", tmp_path / "out")
    (row,) = rows_of(tmp_path / "out/a.jsonl")
    assert row["text"] == "caf\ud800é"


def zeros(size: int, wbits: int = 31) -> bytes:
    """A page of so many letters, packed; it is never there in full."""
    packer = zlib.compressobj(9, wbits=wbits)
    return b"".join(packer.compress(b"a" * 100_000) for _ in range(size // 100_000)) + packer.flush()


BOMB = 60_000_000
BOMBS: dict[str, Callable[[Path], Any]] = {
    "a.warc.gz": lambda path: path.write_bytes(
        warc([Served("http://a.example/", zeros(BOMB), "Content-Encoding: gzip"), *PAGES[1:2]])
    ),
    "b.warc.gz": lambda path: path.write_bytes(
        warc([Served("http://a.example/", b"a" * BOMB), *PAGES[1:2]], lambda record: gzip.compress(record, 1))
    ),
    "a.jsonl.gz": lambda path: path.write_bytes(
        zeros(BOMB) + gzip.compress(b"\n" + lines([{"text": LIBRARY}]))
    ),
    "a.jsonl.zst": lambda path: path.write_bytes(
        zstandard.compress(b"a" * BOMB) + zstandard.compress(b"\n" + lines([{"text": LIBRARY}]))
    ),
    "in/a.html.gz": lambda path: path.write_bytes(zeros(BOMB)),
}


@pytest.mark.parametrize("name", BOMBS)
def test_what_unpacks_to_more_than_a_page_is_not_unpacked(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    BOMBS[name](path)
    given = path.parent if "in/" in name else path
    corpus(given, "-o", tmp_path / "warm", "--max-bytes", "100000")
    tracemalloc.start()
    corpus(given, "-o", tmp_path / "out", "--max-bytes", "100000")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < BOMB / 4
    summary = summary_of(tmp_path / "out")
    assert summary["records"].get("scanned", 0) == ("in/" not in name)
    assert list(summary["reasons"]) in (["larger than 100,000 bytes"], ["a line of more than 400,000 bytes"])


class Counted:
    """A stream that never ends and counts what it gave."""

    given = 0

    def read(self, size: int) -> bytes:
        self.given += size
        return b"a" * size


def test_unpacking_asks_for_no_more_than_it_needs() -> None:
    stream = Counted()
    assert len(unpacked(stream, 1_000_000)) == 1_000_001  # type: ignore[arg-type]
    assert stream.given == 1_000_001


def test_memory_does_not_grow_with_the_number_of_records(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = check(LIBRARY)
    monkeypatch.setattr(Settings, "check_many", lambda _, pages, __: (report for page in pages))

    def peak(records: int) -> int:
        path = tmp_path / f"{records}.jsonl"
        path.write_bytes(lines([{"text": "The boats leave at nine. " * 60, "n": n} for n in range(records)]))
        tracemalloc.start()
        corpus(path, "-o", tmp_path / "out", "-q")
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(100)
    assert peak(8000) < 1.2 * peak(2000)


def test_tables_of_the_summary_are_bounded() -> None:
    summary = Summary()
    for number in range(2 * ROOM):
        bump(summary.domains, f"{number}.example", "spam")
        bump(summary.domains, "often.example", "spam")
    assert len(summary.domains) <= ROOM
    assert summary.domains["often.example"]["spam"] == 2 * ROOM
    assert Summary.from_data(json.loads(json.dumps(summary.as_data()))) == summary


BAD_FILES: dict[str, tuple[bytes, str]] = {
    "b.parquet": (b"PAR1 no more", "b.parquet"),
    "b.warc.gz": (gzip.compress(b"a text"), "b.warc.jsonl.gz"),
    "c.warc": (b"a text", "c.warc.jsonl.gz"),
    "b.jsonl.gz": (gzip.compress(lines([{"text": ROWING}]) * 50)[:-30], "b.jsonl.gz"),
    "b.jsonl.zst": (b"\x28\xb5\x2f\xfd no more", "b.jsonl.zst"),
    "d.jsonl.zst": (zstandard.compress(lines([{"text": ROWING}]))[:-9], "d.jsonl.zst"),
    "c.jsonl.gz": (b"no gzip", "c.jsonl.gz"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_costs_that_file(name: str, tmp_path: Path) -> None:
    data, target = BAD_FILES[name]
    (tmp_path / name).write_bytes(data)
    (tmp_path / "good.jsonl").write_bytes(lines([{"text": LIBRARY}]))
    output = tmp_path / "out"
    result = corpus(tmp_path / name, tmp_path / "good.jsonl", "-o", output)
    summary = summary_of(output)
    assert summary["records"]["scanned"] == 1
    if name == "b.warc.gz":  # It is an archive, in which nothing but damage is found.
        assert summary["records"]["failed"] == 1 and result.exit_code == 0
        return
    assert result.exit_code == 3 and list(summary["shards"]) == [target]
    assert f"{target}: " in result.output
    left = sorted(path.name for path in output.rglob("*") if path.is_file())
    assert left == ["_summary.json", "good.jsonl", "good.jsonl.json", "good.jsonl.jsonl"]


COLUMNS: list[tuple[list[str], dict[str, Any], str]] = [
    (["--text-field", "body"], {}, "there is no column 'body', only text, n"),
    (["--url-field", "link"], {}, "there is no column 'link', only text, n"),
    (["--text-field", "n"], {}, "the column 'n' holds int64, no text and no bytes"),
    ([], {"spam": ["mine"]}, "the column 'spam' is taken"),
]


@pytest.mark.parametrize(("options", "more", "message"), COLUMNS)
def test_wrong_columns_are_named(
    options: list[str], more: dict[str, Any], message: str, tmp_path: Path
) -> None:
    parquet([{"text": LIBRARY, "n": 1}], tmp_path / "a.parquet", **more)
    result = corpus(tmp_path / "a.parquet", "-o", tmp_path / "out", *options)
    assert result.exit_code == 3 and message in result.output


def test_a_field_that_is_taken_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(lines([{"text": LIBRARY, "spam": 0.5}]))
    assert "is taken" in corpus(tmp_path / "a.jsonl", "-o", tmp_path / "out").output
    assert corpus(tmp_path / "a.jsonl", "-o", tmp_path / "out", "--into-field", "injected").exit_code == 0


def files(root: Path, *names: str) -> list[Path]:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(b"")
    return [root / name for name in names]


INPUTS: list[tuple[list[str], list[str], str, str]] = [
    ([], ["missing.jsonl"], "out", "there is no file"),
    (["a.doc"], ["a.doc"], "out", "ends like no file of records"),
    (["in/x.png"], ["in"], "out", "no records in"),
    (["in/a.jsonl"], ["in"], "in/out", "lies inside of the input"),
    (["a/x.jsonl", "b/x.jsonl"], ["a", "b"], "out", "would both go to x.jsonl"),
    (["x.jsonl"], ["x.jsonl"], ".", "would be overwritten"),
]


@pytest.mark.parametrize(("present", "named", "output", "message"), INPUTS)
def test_inputs_that_make_no_sense(
    present: list[str], named: list[str], output: str, message: str, tmp_path: Path
) -> None:
    files(tmp_path, *present)
    with pytest.raises(UsageError, match=message):
        find_shards([tmp_path / name for name in named], tmp_path / output)


def test_what_is_found_in_folders(tmp_path: Path) -> None:
    files(
        tmp_path, "b.jsonl.gz", "a/x.warc.gz", "a/y.parquet", "a/_z.jsonl", ".h/q.jsonl", "README.md", "x.csv",
        "a/x.warc.wet.gz",
    )  # fmt: skip
    names = [shard.name for shard in find_shards([tmp_path], tmp_path.with_name("out"))]
    assert names == ["b.jsonl.gz", "a/x.warc.jsonl.gz", "a/x.warc.wet.jsonl.gz", "a/y.parquet"]
