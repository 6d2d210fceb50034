"""`spamdetect report`: make any report from the results of an audit."""

from __future__ import annotations

from functools import wraps
from pathlib import Path
from typing import Any

import click

from spamdetect.audit.run import results_of, run_of
from spamdetect.audit.since import compared
from spamdetect.cli.check import exit_code, outputs_of
from spamdetect.cli.options import Command, Option, settings, with_options
from spamdetect.config import Config
from spamdetect.report import FORMATS, Output

REPORTING: tuple[Option, ...] = (
    click.option("--since", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
                 help="Results of an earlier audit: let only findings count that are new."),
    click.option("-f", "--format", "outputs", multiple=True, default=["terminal"], callback=outputs_of,
                 metavar="FORMAT[:PATH]",
                 help=f"Report format, to a file if one is named: {', '.join(FORMATS)}. Repeatable."),
    click.option("--exit-zero", is_flag=True, help="Exit with 0, not with 1, if there are findings."),
    click.option("--config", "config_file", type=click.Path(exists=True, dir_okay=False, path_type=Path),
                 metavar="FILE", help="Read the settings here; by default they are looked for from here upward."),
    click.option("--no-config", is_flag=True, help="Read no settings."),
)  # fmt: skip


def reporting(command: Command) -> Command:
    """Give a command the options of reports about audits; the settings come as one value, `config`."""

    @wraps(command)
    def collected(*, config_file: Path | None, no_config: bool, **others: Any) -> None:
        command(config=settings(config_file, no_config, ()), **others)

    return with_options(collected, REPORTING)


@click.command("report", short_help="Make reports from the results of an audit.")
@click.argument(
    "results", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="RESULTS.jsonl"
)
@reporting
@click.pass_context
def command(
    context: click.Context, *, results: Path, outputs: tuple[Output, ...], config: Config, since: Path | None,
    exit_zero: bool,
) -> None:  # fmt: skip
    """Make reports from the results of an audit, as far as it has come. Nothing is fetched.

    Exit codes are those of check.
    """
    tell(context, results, outputs, config, since, exit_zero=exit_zero)


def tell(
    context: click.Context, file: Path, outputs: tuple[Output, ...], config: Config, since: Path | None, *,
    exit_zero: bool,
) -> None:  # fmt: skip
    """Write the reports of an audit, and exit."""
    run = run_of(results_of(file), config)
    if since is not None:
        earlier = results_of(since)
        run = compared(run, run_of(earlier, config), earlier.header.started)
    for output in outputs:
        output.write(run)
    context.exit(exit_code(run, exit_zero=exit_zero))
