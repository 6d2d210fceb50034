"""`spamdetect corpus`: annotate, clean or thin out whole collections of pages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from spamdetect.cli.options import CHECKING, jobs_option, with_options
from spamdetect.cli.progress import watched
from spamdetect.report.entries import counted
from spamdetect.report.untrusted import defanged, plain
from spamdetect.writing import write_whole

if TYPE_CHECKING:
    from spamdetect.corpus.summary import Summary, Table

ROWS = 20  # Rows of a table that are printed; `_summary.json` has them all.
INTERRUPTED = 130  # What shells report for a program that was stopped by Ctrl-C.


@click.command("corpus", short_help="Annotate or clean WARC, WET, JSONL and Parquet files.")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", required=True, type=click.Path(file_okay=False, path_type=Path), metavar="FOLDER",
    help="Folder to write to; a run that was interrupted goes on there.",
)  # fmt: skip
@click.option("--clean", "mode", flag_value="clean", help="Cut the spam out of the pages.")
@click.option(
    "--text", "mode", flag_value="text", help="Put the readable text of the cleaned page in its place."
)
@click.option(
    "--drop", is_flag=True,
    help="Leave out pages that are not clean; with --clean or --text only those that are spam as a whole.",
)  # fmt: skip
@click.option("--text-field", default="text", show_default=True, metavar="NAME", help="Field of the page.")
@click.option("--url-field", default="url", show_default=True, metavar="NAME", help="Field of its address.")
@click.option(
    "--into-field", default="spam", show_default=True, metavar="NAME", help="Field for the annotation."
)
@jobs_option
@click.option("-q", "--quiet", is_flag=True, help="No summary and no progress bar.")
@click.option("--no-progress", is_flag=True, help="No progress bar.")
@partial(with_options, options=CHECKING)
@click.pass_context
def command(
    context: click.Context, *, inputs: tuple[Path, ...], output: Path, mode: Any, drop: bool, text_field: str,
    url_field: str, into_field: str, jobs: int, quiet: bool, no_progress: bool, sensitivity: Any, kind: Any,
    max_fpr: float | None, max_bytes: int,
) -> None:  # fmt: skip
    """Check every page of files and folders: WARC, WET, JSON lines and Parquet, packed or not, and plain pages.

    Every record is written to the output folder with what was found in it. Files that are done are not done again
    unless they, the options or the model have changed. What is left out is listed in _left_out, counts are in
    _summary.json.

    Exit codes: 0 done, whether or not anything was found, 2 usage or internal error, 3 a file could not be worked
    through, or nothing was scanned.
    """
    # Imported here, so that the other commands do not load it.
    from spamdetect.corpus.run import run
    from spamdetect.corpus.settings import Settings
    from spamdetect.corpus.shard_job import Job
    from spamdetect.corpus.shards import find_shards
    from spamdetect.corpus.summary import Summary

    settings = Settings(
        text_field,
        url_field,
        into_field,
        mode or "annotate",
        kind,
        sensitivity or "regular",
        max_fpr,
        max_bytes,
    )
    shards = find_shards(inputs, output)
    steps = run(Job(output, settings, drop), shards, jobs or -1)
    total, done, resumed = Summary(), 0, 0
    try:
        show = not (quiet or no_progress)
        for step in watched(
            steps, sum(shard.size() for shard in shards), show=show, size=lambda step: step.size
        ):
            if step.summary is not None:
                total.add(step.summary)
                done += 1
                resumed += step.resumed
    except KeyboardInterrupt:
        click.echo(
            f"interrupted; {done} of {counted(len(shards), 'file')} done, run it again to go on", err=True
        )
        context.exit(INTERRUPTED)
    write_whole(output / "_summary.json", (json.dumps(total.as_data(), indent=2) + "\n").encode())
    if not quiet:
        click.echo("\n\n".join(report(total, len(shards), resumed)))
    context.exit(3 if total.shards or not total.records["scanned"] else 0)


def report(total: Summary, shards: int, resumed: int) -> Iterator[str]:
    """Yield the parts of what is printed at the end."""
    before = f", {resumed} of them by an earlier run" if resumed else ""
    records = ", ".join(f"{number:,} {name}" for name, number in sorted(total.records.items()))
    labels = ", ".join(f"{total.labels[label]:,} {label}" for label in ("clean", "injected", "spam"))
    failed = f", {len(total.shards)} failed" if total.shards else ""
    yield f"{counted(shards, 'file')}{failed}{before}. Records: {records}.\nPages: {labels}."
    yield from table("topic", total.topics, ("injected", "spam"))
    yield from table("domain", total.domains, ("injected", "spam"))
    yield from table("not scanned because", total.reasons, ("skipped", "failed"))
    if total.shards:
        failures = [f"{plain(name)}: {plain(why)}" for name, why in sorted(total.shards.items())]
        yield "\n".join([click.style("Not worked through", bold=True), *failures])


def table(name: str, rows: Table, columns: tuple[str, str]) -> Iterator[str]:
    """Yield a table of the most frequent rows, if there are any."""
    if not rows:
        return
    from spamdetect.corpus.summary import ranked

    lines = [click.style(f"{name:<50}{columns[0]:>12}{columns[1]:>12}", bold=True)]
    for key, counts in ranked(rows)[:ROWS]:
        lines.append(f"{defanged(key)[:49]:<50}" + "".join(f"{counts[column]:>12,}" for column in columns))
    if len(rows) > ROWS:
        lines.append(f"... and {len(rows) - ROWS:,} more")
    yield "\n".join(lines)
