"""Work that stops goes on where it stopped; several processes say what one says; a missing library is named."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from corpus_files import LIBRARY, ROWS, corpus, lines, parquet, rows_of, summary_of

from spamdetect.cli import main
from spamdetect.corpus import run as run_module
from spamdetect.corpus.run import run
from spamdetect.corpus.settings import Settings
from spamdetect.corpus.shard_job import Job, Step, work
from spamdetect.corpus.shards import Shard, find_shards


@pytest.fixture
def source(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.jsonl").write_bytes(lines(ROWS))
    parquet(ROWS, tmp_path / "in/b.parquet")
    return tmp_path / "in"


@pytest.fixture
def worked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the shards that are worked on."""
    names: list[str] = []

    def noted(job: Job, shard: Shard, workers: int = 1) -> Iterator[Step]:
        names.append(shard.name)
        return work(job, shard, workers)

    monkeypatch.setattr(run_module, "work", noted)
    return names


def files_of(output: Path) -> dict[str, bytes]:
    return {
        path.relative_to(output).as_posix(): path.read_bytes() for path in output.rglob("*") if path.is_file()
    }


def grown(source: Path, output: Path) -> None:
    (source / "a.jsonl").write_bytes(lines([*ROWS, *ROWS]))


def broken_note(source: Path, output: Path) -> None:
    (output / "_shards/a.jsonl.json").write_bytes(b'{"fingerprint": 1')


def touched(source: Path, output: Path) -> None:
    os.utime(source / "b.parquet", (1, 1))


CHANGES: dict[str, tuple[Callable[[Path, Path], None], list[str], list[str]]] = {
    "nothing": (lambda source, output: None, [], []),
    "a file that grew": (grown, [], ["a.jsonl"]),
    "a file of another time": (touched, [], ["b.parquet"]),
    "output that has gone": (lambda source, output: (output / "a.jsonl").unlink(), [], ["a.jsonl"]),
    "a broken note": (broken_note, [], ["a.jsonl"]),
    "another option": (lambda source, output: None, ["--drop"], ["a.jsonl", "b.parquet"]),
    "another sensitivity": (lambda source, output: None, ["--max-fpr", "0.01"], ["a.jsonl", "b.parquet"]),
}


@pytest.mark.parametrize("change", CHANGES)
def test_only_what_is_not_done_is_done(change: str, source: Path, worked: list[str]) -> None:
    output = source.with_name("out")
    alter, options, again = CHANGES[change]
    corpus(source, "-o", output)
    first = summary_of(output)
    assert worked == ["a.jsonl", "b.parquet"]
    worked.clear()
    alter(source, output)
    result = corpus(source, "-o", output, *options)
    assert worked == again
    assert ("by an earlier run" in result.output) == (len(again) < 2)
    if change in ("nothing", "a file of another time", "output that has gone", "a broken note"):
        assert summary_of(output) == first


def test_interrupted_work_leaves_nothing_half_done_and_goes_on(source: Path, worked: list[str]) -> None:
    whole, broken = source.with_name("whole"), source.with_name("broken")
    corpus(source, "-o", whole)
    steps = run(Job(broken, Settings()), find_shards([source], broken))
    for _ in range(2):
        next(steps)
    assert any(path.suffix == ".tmp" for path in broken.iterdir())
    steps.close()  # type: ignore[attr-defined]
    assert files_of(broken) == {}
    corpus(source, "-o", broken)
    assert files_of(broken) == files_of(whole)


def test_an_interrupt_is_said(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(job: Job, shard: Shard, workers: int) -> Iterator[Step]:
        if shard.name == "b.parquet":
            raise KeyboardInterrupt
        return work(job, shard, workers)

    monkeypatch.setattr(run_module, "work", stopped)
    result = CliRunner().invoke(main, ["corpus", str(source), "-o", str(source.with_name("out"))])
    assert result.exit_code == 130
    assert "interrupted; 1 of 2 files done, run it again to go on" in result.output
    assert (source.with_name("out") / "a.jsonl").is_file()


def test_several_processes_write_what_one_writes(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are shared out where there are few files, files where there are many."""
    for number in range(6):
        (source / f"{number}.jsonl").write_bytes(lines(ROWS))
    written = {}
    for name, jobs, enough in (("one", 1, 4), ("pages", 2, 100), ("files", 2, 4)):
        monkeypatch.setattr(run_module, "SHARDS_EACH", enough)
        corpus(source, "-o", source.with_name(name), "-j", jobs)
        written[name] = files_of(source.with_name(name))
    summaries = [files.pop("_summary.json") for files in written.values()]
    assert len(summaries) == 3 and len(set(map(len, summaries))) == 1
    assert written["one"] == written["pages"] == written["files"]


MISSING = [("fastwarc.stream_io", "a.warc.gz"), ("pyarrow", "a.parquet"), ("zstandard", "a.jsonl.zst")]


@pytest.mark.parametrize(("library", "name"), MISSING)
def test_a_missing_library_is_said_before_anything_is_done(
    library: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in [name for name in sys.modules if name.startswith("spamdetect.corpus.")]:
        if module.endswith(("archives", "tables", "columns")):
            monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, library, None)
    monkeypatch.delattr("spamdetect.corpus.archives", raising=False)
    monkeypatch.delattr("spamdetect.corpus.tables", raising=False)
    (tmp_path / name).write_bytes(b"")
    (tmp_path / "b.jsonl").write_bytes(lines([{"text": LIBRARY}]))
    result = CliRunner().invoke(
        main, ["corpus", str(tmp_path / "b.jsonl"), str(tmp_path / name), "-o", str(tmp_path / "out")]
    )
    assert result.exit_code == 2
    assert f"{library} is not installed; run: pip install 'spamdetect[corpus]'" in result.output
    assert not (tmp_path / "out").exists()


def test_json_lines_need_no_further_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for library in ("fastwarc", "fastwarc.stream_io", "pyarrow", "zstandard"):
        monkeypatch.setitem(sys.modules, library, None)
    (tmp_path / "a.jsonl").write_bytes(lines(ROWS))
    corpus(tmp_path / "a.jsonl", "-o", tmp_path / "out")
    assert len(rows_of(tmp_path / "out/a.jsonl")) == len(ROWS)
