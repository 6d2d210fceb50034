"""`spamdetect check`: look at pages and report what is wrong with them."""

from __future__ import annotations

from pathlib import Path

import click

from spamdetect.baseline import Baseline, read_baseline
from spamdetect.cli.options import jobs_option, judging, selecting
from spamdetect.cli.progress import watched
from spamdetect.config import Config
from spamdetect.errors import UsageError
from spamdetect.report import FORMATS, Output
from spamdetect.report.entries import counted
from spamdetect.sources.files import Input
from spamdetect.sources.scan import Options, model_in, scan
from spamdetect.sources.site import second_look
from spamdetect.types import ModelId, Run


def outputs_of(_: click.Context, __: click.Parameter, texts: tuple[str, ...]) -> tuple[Output, ...]:
    """Read the values of `--format`."""
    try:
        return tuple(Output.parse(text) for text in texts)
    except UsageError as error:
        raise click.BadParameter(str(error)) from error


@click.command("check", short_help="Report injected spam in files and folders.")
@click.argument("paths", nargs=-1, metavar="PATH...")
@click.option(
    "-f", "--format", "outputs", multiple=True, default=["terminal"], callback=outputs_of,
    metavar="FORMAT[:PATH]", help=f"Report format, to a file if one is named: {', '.join(FORMATS)}. Repeatable.",
)  # fmt: skip
@jobs_option
@click.option(
    "--baseline", "baseline_file", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
    help="Let only findings count that are not in this baseline.",
)  # fmt: skip
@click.option("--exit-zero", is_flag=True, help="Exit with 0, not with 1, if there are findings.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing if nothing was found; no progress bar.")
@click.option("--no-progress", is_flag=True, help="No progress bar.")
@judging
@selecting
@click.pass_context
def command(
    context: click.Context, *, inputs: list[Input], outputs: tuple[Output, ...], jobs: int,
    baseline_file: Path | None, exit_zero: bool, quiet: bool, no_progress: bool, options: Options,
) -> None:  # fmt: skip
    """Report injected spam in files, in the pages of folders, and on standard input (-).

    Exit codes: 0 nothing found, 1 findings, 2 usage or internal error, 3 something could not be scanned or
    there was nothing to scan.
    """
    model = model_in(options.model)
    baseline = known_findings(baseline_file, options.config)
    checked = scan(inputs, options, workers=jobs or -1)
    first = list(watched(checked, len(inputs), show=not (quiet or no_progress)))
    found = second_look(inputs, first, options, workers=jobs or -1)
    documents = tuple(baseline.split(one) if baseline else one for one in found)
    notes = [f"{one.path}: {note}" for one in documents for note in one.notes]
    if vouched := sum(one is not before for one, before in zip(found, first, strict=True)):
        notes.append(f"{counted(vouched, 'page')} judged less strictly, since there are findings on others")
    notes += baseline.stale(documents) if baseline else []
    run = Run(documents, ModelId(model.id, model.version, model.sha256), tuple(notes))
    for output in outputs:
        if not (quiet and output == Output("terminal") and run.exit_code == 0):
            output.write(run)
    # Where the user's own filters leave nothing to look at, as when no page has changed, all is well.
    context.exit(exit_code(run, exit_zero=exit_zero) if inputs else 0)


def known_findings(file: Path | None, config: Config) -> Baseline | None:
    """Return the baseline that an option or the settings name, if one does."""
    if file is None and config.baseline is not None:
        file = config.folder / config.baseline
    return read_baseline(file) if file is not None else None


def exit_code(run: Run, *, exit_zero: bool) -> int:
    """Return the exit code of a run; what was missed shows even where findings do not count."""
    if exit_zero and run.findings:
        return 3 if run.missed else 0
    return run.exit_code
