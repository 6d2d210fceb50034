"""`spamdetect evaluate`: how well a model does on labelled pages, and where it fails."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from spamdetect.cli.options import (
    jobs_option,
    labelled_argument,
    largest_option,
    max_fpr_option,
    model_option,
)
from spamdetect.model import Model
from spamdetect.policy import FALSE_POSITIVE_RATES, Sensitivity, rate_of
from spamdetect.report.untrusted import as_json, defanged
from spamdetect.train.labelled import read_labelled

if TYPE_CHECKING:
    from spamdetect.train.evaluate import Outcome


@click.command("evaluate", short_help="Measure a model on labelled pages.")
@labelled_argument
@model_option("measure")
@click.option(
    "--sensitivity", type=click.Choice(list(FALSE_POSITIVE_RATES)), default="regular", show_default=True,
    help="How many false findings to tolerate.",
)  # fmt: skip
@max_fpr_option
@click.option(
    "-f", "--format", "form", type=click.Choice(["markdown", "json"]), default="markdown", show_default=True,
    help="A table and every mistake for people, or figures for programs.",
)  # fmt: skip
@jobs_option
@largest_option
@click.pass_context
def command(
    context: click.Context, *, data: Path, folder: Path | None, sensitivity: Sensitivity,
    max_fpr: float | None, form: Literal["markdown", "json"], jobs: int, max_bytes: int,
) -> None:  # fmt: skip
    """Measure a model on labelled pages: DATA is a file that `spamdetect label` wrote, or a folder with folders
    `clean`, `injected` and `spam` in it.

    Prints what share of pages, blocks and bytes is found and what is lost, with 95 % intervals, in all and by
    format, language, topic, technique and site; then every miss and every false alarm with the reasons. Exit
    codes: 0 done, 2 usage or internal error, 3 some page could not be scanned.
    """
    # Imported here: it brings the workers along, which no other command needs at its start.
    from spamdetect.train.evaluate import judge_all, mistakes, table

    pages = read_labelled(data, max_bytes=max_bytes)
    model = Model.load(folder)
    rate = rate_of(sensitivity, max_fpr)
    outcomes = judge_all(pages, [model], [0] * len(pages), jobs=jobs or -1, rate=rate)
    if form == "json":
        click.echo(as_json(as_data(outcomes, model, rate)), nl=False)
    else:
        click.echo(f"{table(outcomes, detailed=True)}\n{defanged_lines(mistakes(outcomes))}")
    context.exit(0 if all(item.scanned for item in outcomes) else 3)


def as_data(outcomes: list[Outcome], model: Model, rate: float) -> dict[str, object]:
    """Return the figures as plain lists and dictionaries."""
    from spamdetect.train.evaluate import measure, parts_of

    return {
        "format": 1,
        "model": {"id": model.id, "version": model.version, "sha256": model.sha256},
        "max_fpr": rate,
        "parts": {name: asdict(measure(found)) for name, found in parts_of(outcomes, detailed=True).items()},
    }


def defanged_lines(text: str) -> str:
    """Return lines that hold parts of pages as text that steers no terminal and no build server."""
    return "\n".join(" " * (len(line) - len(line.lstrip())) + defanged(line) for line in text.splitlines())
