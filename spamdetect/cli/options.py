"""Options that several commands take."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import Any

import click

from spamdetect.check import MAX_BYTES
from spamdetect.config import Config, find_config, read_config, shown_config
from spamdetect.errors import UsageError
from spamdetect.parse.decode import codec_of
from spamdetect.policy import FALSE_POSITIVE_RATES
from spamdetect.sources.files import STDIN, Input, Selection, find
from spamdetect.sources.git import changes
from spamdetect.sources.scan import Options

Command = Callable[..., None]
Option = Callable[[Command], Command]


def known_encoding(_: click.Context, __: click.Parameter, label: str | None) -> str | None:
    """Return the label of an encoding that browsers know."""
    if label is not None and codec_of(label) is None:
        raise click.BadParameter(f"there is no encoding {label!r}")
    return label


max_fpr_option: Option = click.option(
    "--max-fpr", type=click.FloatRange(0, 1, min_open=True, max_open=True), metavar="RATE",
    help="The same as a number: the tolerated share of clean pages with a finding, such as 0.001.",
)  # fmt: skip

CHECKING: tuple[Option, ...] = (
    click.option(
        "--sensitivity", type=click.Choice(list(FALSE_POSITIVE_RATES)),
        help="How many false findings to tolerate; regular by default.",
    ),
    max_fpr_option,
    click.option("--kind", type=click.Choice(["html", "text"]), help="Read pages as this; found out by default."),
    click.option(
        "--max-bytes", type=click.IntRange(1), default=MAX_BYTES, show_default=True, metavar="N",
        help="Skip larger pages.",
    ),
    click.option(
        "--model", "model_folder", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR",
        help="Judge with the model in this folder, as `spamdetect train` writes it.",
    ),
)  # fmt: skip

JUDGING: tuple[Option, ...] = (
    *CHECKING,
    click.option("--encoding", callback=known_encoding, metavar="NAME",
                 help="Encoding of the pages, if you know better than they say."),
    click.option("--url", help="Where the page is from; links to its own site count as its own."),
    click.option(
        "--config", "config_file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
        help="Read the settings here; by default they are looked for from the first path upward.",
    ),
    click.option("--no-config", is_flag=True, help="Read no settings."),
    click.option("--show-config", is_flag=True, help="Print the settings that hold, and do nothing else."),
    click.option("--no-inline-ignores", is_flag=True, help="Give ignore marks in the pages no power."),
)  # fmt: skip

jobs_option: Option = click.option(
    "-j", "--jobs", type=click.IntRange(0), default=1, show_default=True, metavar="N",
    help="Number of processes; 0 for all cores.",
)  # fmt: skip

# Of the commands that read labelled pages.
labelled_argument: Option = click.argument("data", type=click.Path(exists=True, path_type=Path))
largest_option: Option = click.option(
    "--max-bytes", type=click.IntRange(1), default=MAX_BYTES, show_default=True, metavar="N",
    help="A page may not be larger.",
)  # fmt: skip


def model_option(purpose: str) -> Option:
    """Return the option that names a model, which a command receives as `folder`."""
    return click.option(
        "--model", "folder", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR",
        help=f"The model to {purpose}; by default the one that comes with the program.",
    )  # fmt: skip


SELECTING: tuple[Option, ...] = (
    click.option(
        "--exclude", multiple=True, metavar="PATTERN", help="Leave out these pages and folders. Repeatable."
    ),
    click.option(
        "--force-exclude", is_flag=True, help="Leave out excluded files even if they are named, as hooks do."
    ),
    click.option("--no-gitignore", is_flag=True, help="Look at files in folders that git ignores, too."),
    click.option("--changed-since", metavar="COMMIT", help="Look only at files that differ from this commit."),
    click.option(
        "--files-from", type=click.File("rb"), metavar="FILE",
        help="Read more paths from here, one a line or with zeros between them; - for standard input.",
    ),
    click.option("--stdin-filename", metavar="NAME", help="What to call the page on standard input."),
)  # fmt: skip


def judging(command: Command) -> Command:
    """Give a command the options of reading and judging, which it receives as one value, `options`."""

    @wraps(command)
    def collected(
        *, sensitivity: Any, max_fpr: float | None, model_folder: Path | None, kind: Any, encoding: str | None, url: str | None,
        max_bytes: int, config_file: Path | None, no_config: bool, show_config: bool, no_inline_ignores: bool,
        paths: Sequence[str], **others: Any,
    ) -> None:  # fmt: skip
        config = settings(config_file, no_config, [others.get("stdin_filename") or "", *paths])
        if sensitivity is not None or max_fpr is not None:
            config = replace(config, sensitivity=sensitivity or config.sensitivity, max_fpr=max_fpr)
        config = replace(
            config,
            url=url or config.url,
            exclude=(*config.exclude, *others.pop("exclude", ())),
            inline_ignores=config.inline_ignores and not no_inline_ignores,
        )
        if show_config:
            click.echo(shown_config(config), nl=False)
            return
        options = Options(
            config.url, kind, encoding, config.sensitivity, config.max_fpr, max_bytes, config, model_folder
        )
        command(paths=paths, options=options, **others)

    return with_options(collected, JUDGING)


def settings(file: Path | None, none: bool, paths: Sequence[str]) -> Config:
    """Return the settings of the project that the first of the paths is in."""
    if none:
        return Config()
    if file is None:
        named = [path for path in paths if path and path != STDIN]
        return find_config(Path(named[0] if named else "."))
    config = read_config(file)
    if config is None:
        raise UsageError(f"{file} has no section [tool.spamdetect]")
    return config


def selecting(command: Command) -> Command:
    """Give a command the options that choose pages, which it receives as one list, `inputs`.

    It belongs inside of `judging`, whose settings it goes by.
    """

    @wraps(command)
    def collected(
        *, paths: Sequence[str], options: Options, force_exclude: bool, no_gitignore: bool,
        changed_since: str | None, files_from: Any, stdin_filename: str | None, **others: Any,
    ) -> None:  # fmt: skip
        named = [*paths, *(listed(files_from.read()) if files_from else ())]
        if not named and not files_from:
            raise click.UsageError("name at least one file or folder, or - for standard input")
        changed = changes(changed_since, Path.cwd()) if changed_since else None
        selection = Selection(options.config, not no_gitignore, force_exclude, changed)
        inputs = [called(item, stdin_filename) for item in find(named, selection)]
        command(inputs=inputs, options=options, **others)

    return with_options(collected, SELECTING)


def listed(content: bytes) -> list[str]:
    """Return the paths in a list, which has zeros between them if it has any, and else lines."""
    separator = b"\0" if b"\0" in content else b"\n"
    return [name.decode("utf-8", "surrogateescape") for name in content.split(separator) if name.strip()]


def called(item: Input, name: str | None) -> Input:
    """Return an input, by another name if it is standard input."""
    return replace(item, name=name) if name and item.name == STDIN else item


def with_options(command: Command, options: Sequence[Option]) -> Command:
    """Return a command that takes these options, the first of them listed first."""
    for option in reversed(options):
        command = option(command)
    return command
