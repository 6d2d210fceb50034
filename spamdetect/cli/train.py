"""`spamdetect train`: the trained model, adapted to labelled pages."""

from __future__ import annotations

from pathlib import Path

import click

from spamdetect.cli.options import jobs_option, labelled_argument, largest_option, model_option
from spamdetect.model import Model
from spamdetect.report.entries import counted
from spamdetect.report.untrusted import plain
from spamdetect.train.labelled import read_labelled


@click.command("train", short_help="Adapt the model to labelled pages.")
@labelled_argument
@click.option(
    "-o", "--out", type=click.Path(file_okay=False, path_type=Path), required=True, metavar="DIR",
    help="Folder to write the model to.",
)  # fmt: skip
@model_option("start from")
@click.option("--name", metavar="NAME", help="What to call the model; the name of its folder by default.")
@jobs_option
@largest_option
def command(
    *, data: Path, out: Path, folder: Path | None, name: str | None, jobs: int, max_bytes: int
) -> None:
    """Adapt the trained model to labelled pages: DATA is a file that `spamdetect label` wrote, or a folder with
    folders `clean`, `injected` and `spam` in it.

    What words and host names say is learned anew, as little as the pages allow; the classifier on top, its
    calibration and its thresholds stay. Injected pages without spans teach nothing. Prints how the model did
    before and how it does after, on pages of sites that its adaptation did not see; the model that is written
    has seen all. Exit codes: 0 done, 2 usage or internal error.
    """
    # Imported here: scikit-learn takes longer to load than checking a hundred pages, and only this needs it.
    from spamdetect.train.adapt import adapt, before_and_after

    pages = read_labelled(data, max_bytes=max_bytes)
    model = Model.load(folder)
    click.echo(before_and_after(model, pages, jobs=jobs or -1))
    adapt(model, pages, out, name or out.resolve().name)
    click.echo(f"adapted to {counted(len(pages), 'page')}, written to {plain(str(out))}", err=True)
