"""`spamdetect baseline`: write down what is known, so that `check` fails only on what is new."""

from __future__ import annotations

from pathlib import Path

import click

from spamdetect.baseline import write_baseline
from spamdetect.cli.options import judging, selecting
from spamdetect.cli.progress import watched
from spamdetect.report.entries import counted
from spamdetect.report.untrusted import defanged, plain
from spamdetect.sources.files import Input
from spamdetect.sources.scan import Options, scan
from spamdetect.sources.site import second_look
from spamdetect.types import EMPTY

FILE = "spamdetect-baseline.json"


@click.command("baseline", short_help="Write known findings to a file for check --baseline.")
@click.argument("paths", nargs=-1, metavar="PATH...")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
    help=f"The file to write; by default the one that the settings name, or {FILE}.",
)  # fmt: skip
@click.option(
    "-j", "--jobs", type=click.IntRange(0), default=1, show_default=True, metavar="N",
    help="Number of processes; 0 for all cores.",
)  # fmt: skip
@judging
@selecting
@click.pass_context
def command(
    context: click.Context, *, inputs: list[Input], output: Path | None, jobs: int, options: Options
) -> None:
    """Write every finding in files and folders to a baseline, which is replaced.

    Name all that the site has: what is not looked at is not in the baseline. Exit codes: 0 written, 2 usage or
    internal error, 3 something could not be scanned and is missing in it.
    """
    file = output or (options.config.folder / (options.config.baseline or FILE))
    first = list(watched(scan(inputs, options, workers=jobs or -1), len(inputs)))
    documents = second_look(inputs, first, options, workers=jobs or -1)
    number = write_baseline(file, documents)
    left = [one for one in documents if one.report.status != "scanned" and one.report.reason != EMPTY]
    for checked in left:
        click.echo(f"{plain(checked.path)}: {defanged(checked.report.reason or '')}", err=True)
    click.echo(f"{counted(number, 'finding')} written to {plain(str(file))}", err=True)
    context.exit(3 if left else 0)
