"""Options that several commands take."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from spamdetect.check import MAX_BYTES
from spamdetect.parse.decode import codec_of
from spamdetect.policy import FALSE_POSITIVE_RATES
from spamdetect.sources.scan import Options

Command = Callable[..., None]


def known_encoding(_: click.Context, __: click.Parameter, label: str | None) -> str | None:
    """Return the label of an encoding that browsers know."""
    if label is not None and codec_of(label) is None:
        raise click.BadParameter(f"there is no encoding {label!r}")
    return label


JUDGING: tuple[Callable[[Command], Command], ...] = (
    click.option(
        "--sensitivity", type=click.Choice(list(FALSE_POSITIVE_RATES)), default="regular", show_default=True,
        help="How many false findings to tolerate.",
    ),
    click.option(
        "--max-fpr", type=click.FloatRange(0, 1, min_open=True, max_open=True), metavar="RATE",
        help="The same as a number: the tolerated share of clean pages with a finding, such as 0.001.",
    ),
    click.option("--kind", type=click.Choice(["html", "text"]), help="Read pages as this; found out by default."),
    click.option("--encoding", callback=known_encoding, metavar="NAME",
                 help="Encoding of the pages, if you know better than they say."),
    click.option("--url", help="Where the page is from; links to its own site count as its own."),
    click.option(
        "--max-bytes", type=click.IntRange(1), default=MAX_BYTES, show_default=True, metavar="N",
        help="Skip larger files.",
    ),
)  # fmt: skip


def judging(command: Command) -> Command:
    """Give a command the options of reading and judging, which it receives as one value, `options`."""

    @wraps(command)
    def collected(
        *, sensitivity: Any, max_fpr: Any, kind: Any, encoding: Any, url: Any, max_bytes: Any, **others: Any
    ) -> None:
        command(options=Options(url, kind, encoding, sensitivity, max_fpr, max_bytes), **others)

    result: Command = collected
    for option in reversed(JUDGING):
        result = option(result)
    return result
