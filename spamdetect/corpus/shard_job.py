"""One shard: read, checked, written, counted, and never left half done."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spamdetect import __version__
from spamdetect.check import default_model, unscanned
from spamdetect.corpus import lines
from spamdetect.corpus.record import Add, Record
from spamdetect.corpus.settings import Settings
from spamdetect.corpus.shards import Format, Shard
from spamdetect.corpus.summary import Summary
from spamdetect.parse.address import host_of
from spamdetect.report.json import as_finding
from spamdetect.types import Report
from spamdetect.writing import replacing, write_whole

Read = Callable[[Shard, Settings], Iterator[Record]]
Write = Callable[[Path, Shard, Settings], AbstractContextManager[Add]]
# Records that are read ahead: enough to keep several processes busy but for a moment at the end of each batch.
AHEAD = 512
# Bytes of pages from which on no more are read ahead.
HELD = 64_000_000


@dataclass(frozen=True, slots=True)
class Job:
    """What to do with every shard."""

    output: Path
    """The folder to write to."""
    settings: Settings
    """How to read, judge and write records."""
    drop: bool = False
    """Whether pages that are not clean are left out; of pages that are cleaned, only those that are spam as a
    whole."""

    def drops(self, report: Report) -> bool:
        """Tell whether a record is left out."""
        kept = ("clean",) if self.settings.mode == "annotate" else ("clean", "injected")
        return self.drop and report.status == "scanned" and report.label not in kept

    def target(self, shard: Shard) -> Path:
        """Return the file of the records that are kept."""
        return self.output / shard.name

    def left_out(self, shard: Shard) -> Path:
        """Return the file that lists the records that are not kept, and why."""
        return self.output / "_left_out" / f"{shard.name}.jsonl"

    def state(self, shard: Shard) -> Path:
        """Return the file that says that a shard is done: its fingerprint and its summary."""
        return self.output / "_shards" / f"{shard.name}.json"

    def fingerprint(self, shard: Shard) -> str:
        """Return a hash of everything that the outcome depends on; the content of files by their size and time."""
        files = [
            (file.name, about.st_size, about.st_mtime_ns) for file in shard.files() if (about := file.stat())
        ]
        what = (__version__, default_model().sha256, self.settings, self.drop, files)
        return hashlib.sha256(repr(what).encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Step:
    """A piece of work that is done."""

    size: int
    """How much of the input it was, in bytes as it lies on the disk."""
    summary: Summary | None = None
    """What became of a shard, with the last step of it."""
    resumed: bool = False
    """Whether an earlier run has done it."""


def finished(job: Job, shard: Shard) -> Summary | None:
    """Return the summary of a shard that an earlier run has done with the same input, settings and model."""
    try:
        state = json.loads(job.state(shard).read_bytes())
        same = state["fingerprint"] == job.fingerprint(shard) and job.target(shard).is_file()
        return Summary.from_data(state["summary"]) if same else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def work(job: Job, shard: Shard, workers: int = 1) -> Iterator[Step]:
    """Do one shard; what is wrong with it as a whole ends up in its summary, and its old output stays."""
    summary, position = Summary(), 0
    target, left_out, state = job.target(shard), job.left_out(shard), job.state(shard)
    try:
        fingerprint = job.fingerprint(shard)
        for file in (target, left_out, state):
            file.parent.mkdir(parents=True, exist_ok=True)
        state.unlink(missing_ok=True)
        read, writing = reader(shard.format), writer(shard.format)
        with (
            replacing(target) as target_file,
            replacing(left_out) as left_out_file,
            writing(target_file, shard, job.settings) as add,
            left_out_file.open("wb") as others,
        ):
            for record, report in answers(read(shard, job.settings), job.settings, workers):
                if report is None:
                    summary.records["no page"] += 1
                else:
                    summary.count(report, domain_of(report))
                    if record.fields is not None and not job.drops(report):
                        add(record, report)
                    else:
                        summary.records["left out"] += 1
                        others.write(lines.one_line(entry(record, report)))
                yield Step(record.position - position)
                position = record.position
        write_whole(state, lines.one_line({"fingerprint": fingerprint, "summary": summary.as_data()}))
    except Exception as error:  # The libraries that read raise whatever they like; one file never ends a job.
        summary = Summary(shards={shard.name: str(error) or type(error).__name__})
    yield Step(shard.size() - position, summary)


def reader(form: Format) -> Read:
    """Return what reads shards of a format.

    Raises:
        UsageError: a library that it needs is not installed.
    """
    match form:
        case "archive":
            from spamdetect.corpus import archives

            return archives.read
        case "table":
            from spamdetect.corpus import tables

            return tables.read
        case "folder":
            from spamdetect.corpus import folders

            return folders.read
        case "lines":
            return lines.read


def writer(form: Format) -> Write:
    """Return what writes shards of a format; raises as `reader` does."""
    if form == "table":
        from spamdetect.corpus import tables

        return tables.writing
    return lines.writing


def answers(
    records: Iterable[Record], settings: Settings, workers: int
) -> Iterator[tuple[Record, Report | None]]:
    """Yield every record with its report, or None if it holds no page by nature."""
    for batch in batches(records):
        reports = settings.check_many([record.page for record in batch if record.page is not None], workers)
        for record in batch:
            if record.page is not None:
                yield record, next(reports)
            elif record.problem is not None:
                yield record, unscanned("", None, settings.kind, record.problem, skipped=False)
            else:
                yield record, None


def batches(records: Iterable[Record]) -> Iterator[list[Record]]:
    """Yield records in lists of bounded length, and of bounded size but for the last record of each."""
    batch: list[Record] = []
    size = 0
    for record in records:
        batch.append(record)
        size += len(record.page.content) if record.page is not None else 0
        if len(batch) >= AHEAD or size >= HELD:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def domain_of(report: Report) -> str:
    """Return the registrable domain that a page is from; empty if that is not known or not asked for."""
    host = host_of(report.url) if report.url and report.findings else ""
    return default_model().hosts.registrable(host) if host else ""


def entry(record: Record, report: Report) -> dict[str, Any]:
    """Return what is said of a record that is left out."""
    return {
        "record": record.number,
        "id": record.id,
        "url": report.url,
        "reason": report.reason or report.label,
        "findings": [as_finding(finding) for finding in report.findings],
    }
