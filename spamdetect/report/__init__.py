"""What a run found, as text. One file a format; each has `render(run) -> str`.

A new format is one new file and one line in `FORMATS`. Formats import what costs time inside `render`: all of
them are loaded at every start.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches

from spamdetect.errors import UsageError
from spamdetect.report import json, terminal
from spamdetect.types import Run

FORMATS: dict[str, Callable[[Run], str]] = {
    "terminal": terminal.render,
    "json": json.render,
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
            UsageError: there is no such format, or the path is empty.
        """
        name, colon, path = text.partition(":")
        if name not in FORMATS:
            close = get_close_matches(name, FORMATS, 1)
            hint = f"did you mean {close[0]}?" if close else f"choose one of {', '.join(FORMATS)}"
            raise UsageError(f"unknown report format {name!r}; {hint}")
        if colon and not path:
            raise UsageError(f"no file is named after {text!r}")
        return cls(name, None if path in ("", "-") else path)
