"""Pages from files, folders, patterns and standard input."""

from __future__ import annotations

import glob
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from spamdetect.errors import UnreadableInput

# What counts as a page in a folder: pages, feeds and site maps, texts, and templates as far as their HTML goes.
# A file that is named, by itself or through a pattern, is read whatever its ending.
ENDINGS = frozenset(
    [
        ".html",
        ".htm",
        ".xhtml",
        ".shtml",
        ".txt",
        ".text",
        ".md",
        ".markdown",
        ".rst",
        ".xml",
        ".rss",
        ".atom",
        ".php",
        ".phtml",
        ".asp",
        ".aspx",
        ".jsp",
        ".cfm",
        ".erb",
        ".ejs",
        ".hbs",
        ".liquid",
        ".mustache",
        ".njk",
        ".twig",
        ".jinja",
        ".jinja2",
        ".j2",
        ".tmpl",
        ".tpl",
    ]
)
STDIN = "-"


@dataclass(frozen=True, slots=True)
class Input:
    """A page to read, or why there is none."""

    name: str
    """The file as the user named it, with forward slashes and nothing that is no text; `-` for standard input."""
    file: Path | None
    """Where to read it; None for standard input."""
    problem: UnreadableInput | None = None
    """Why there is nothing to read."""

    def read(self, limit: int) -> bytes:
        """Return the content, or its first `limit + 1` bytes: enough to see that it is too large.

        Raises:
            UnreadableInput: there is nothing to read, or reading failed.
        """
        if self.problem is not None:
            raise self.problem
        if self.file is None:
            return sys.stdin.buffer.read(limit + 1)
        try:
            with self.file.open("rb") as stream:
                return stream.read(limit + 1)
        except OSError as error:
            raise unreadable(error) from error


def find(paths: Iterable[str]) -> list[Input]:
    """Return what the paths name, each file once: files, the pages of folders in sorted order, matches of patterns.

    Nothing is left out in silence: what does not exist or holds no page is an `Input` with a problem.
    """
    return list({(item.name, item.file): item for path in paths for item in found(path)}.values())


def found(path: str) -> Iterator[Input]:
    """Yield what one path names."""
    if path == STDIN:
        yield Input(STDIN, None)
    elif os.path.lexists(path):
        yield from entries(Path(path))
    elif matches := sorted(glob.glob(path, recursive=True)) if glob.has_magic(path) else []:  # noqa: PTH207
        for match in matches:
            yield from entries(Path(match))
    else:
        yield lacking(Path(path), "there is no such file", skipped=False)


def entries(path: Path) -> Iterator[Input]:
    """Yield a file, or the pages below a folder: first its files by name, then its folders by name.

    Hidden folders and files are left out, links to folders are not followed, and so is everything that is no
    plain file, since a pipe would never end.
    """
    if not path.is_dir():
        yield Input(readable(path), path)
        return
    errors: list[OSError] = []
    empty = True
    for folder, below, names in os.walk(path, onerror=errors.append):
        below[:] = sorted(name for name in below if not name.startswith("."))
        for name in sorted(names):
            file = Path(folder, name)
            if file.suffix.lower() in ENDINGS and not name.startswith(".") and file.is_file():
                empty = False
                yield Input(readable(file), file)
    for error in errors:
        yield Input(readable(Path(error.filename)), None, unreadable(error))
    if empty and not errors:
        yield lacking(path, "the folder holds no pages", skipped=True)


def lacking(path: Path, reason: str, *, skipped: bool) -> Input:
    """Return the entry of a path that leads to no page."""
    return Input(readable(path), None, UnreadableInput(reason, skipped=skipped))


def readable(path: Path) -> str:
    """Return the name of a file as text; bytes that are no text become U+FFFD."""
    return os.fsencode(path.as_posix()).decode("utf-8", "replace")


def unreadable(error: OSError) -> UnreadableInput:
    """Return why reading failed, without the path: that stands beside it."""
    return UnreadableInput(f"cannot be read: {error.strerror or error}", skipped=False)
