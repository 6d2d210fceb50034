"""What a run found, as text. One file a format; each has `render(run) -> str`.

A new format is one new file and one line in `FORMATS`. Formats import what costs time inside `render`: all of
them are loaded at every start.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import click

from spamdetect.errors import UsageError
from spamdetect.report import github, gitlab, html, json, junit, markdown, sarif, terminal
from spamdetect.types import Run
from spamdetect.writing import write_whole

FORMATS: dict[str, Callable[[Run], str]] = {
    "terminal": terminal.render,
    "json": json.render,
    "sarif": sarif.render,
    "github": github.render,
    "gitlab": gitlab.render,
    "junit": junit.render,
    "markdown": markdown.render,
    "html": html.render,
}


@dataclass(frozen=True, slots=True)
class Output:
    """A report that was asked for."""

    format: str
    """A name in `FORMATS`."""
    path: str | None = None
    """The file that it goes to; None for standard output."""

    @classmethod
    def parse(cls, text: str) -> Output:
        """Read `FORMAT` or `FORMAT:PATH`; the path `-` is standard output.

        Raises:
            UsageError: there is no such format, no file is named, or its folder does not exist.
        """
        name, colon, path = text.partition(":")
        if name not in FORMATS:
            close = get_close_matches(name, FORMATS, 1)
            hint = f"did you mean {close[0]}?" if close else f"choose one of {', '.join(FORMATS)}"
            raise UsageError(f"unknown report format {name!r}; {hint}")
        if colon and not path:
            raise UsageError(f"no file is named after {text!r}")
        if not Path(path).parent.is_dir():
            raise UsageError(f"there is no folder to write {path} into")
        return cls(name, None if path in ("", "-") else path)

    def write(self, run: Run) -> None:
        """Write the report of a run, in UTF-8 if it goes to a file.

        The GitHub format goes with a job summary, to the file that a workflow's runner names for it.

        Raises:
            OSError: it cannot be written.
        """
        text = FORMATS[self.format](run)
        if self.path is None:
            click.echo(text, nl=False)
        else:
            write_whole(Path(self.path), click.unstyle(text).encode("utf-8", "replace"))
        if self.format == "github" and (summary := os.environ.get("GITHUB_STEP_SUMMARY")):
            with Path(summary).open("a", encoding="utf-8") as stream:
                stream.write(markdown.render(run))
