"""`spamdetect train`: the trained model, adapted to labelled pages."""

from __future__ import annotations

from pathlib import Path

import click

from spamdetect.check import MAX_BYTES
from spamdetect.model import Model
from spamdetect.report.entries import counted
from spamdetect.report.untrusted import plain
from spamdetect.train.labelled import read_labelled


@click.command("train", short_help="Adapt the model to labelled pages.")
@click.argument("data", type=click.Path(exists=True, path_type=Path))
@click.option(
    "-o", "--out", type=click.Path(file_okay=False, path_type=Path), required=True, metavar="DIR",
    help="Folder to write the model to.",
)  # fmt: skip
@click.option(
    "--model", "folder", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR",
    help="The model to start from; by default the one that comes with the program.",
)  # fmt: skip
@click.option("--name", metavar="NAME", help="What to call the model; the name of its folder by default.")
@click.option(
    "-j", "--jobs", type=click.IntRange(0), default=1, show_default=True, metavar="N",
    help="Number of processes; 0 for all cores.",
)  # fmt: skip
@click.option(
    "--max-bytes", type=click.IntRange(1), default=MAX_BYTES, show_default=True, metavar="N",
    help="A page may not be larger.",
)  # fmt: skip
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
