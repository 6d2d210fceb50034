"""Pages from files, folders, patterns and standard input."""

from __future__ import annotations

import glob
import gzip
import os
import sys
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from spamdetect.config import Config, straight
from spamdetect.errors import UnreadableInput
from spamdetect.sources.git import ignored

# What counts as a page in a folder: pages, feeds and site maps, texts, and templates as far as their HTML goes.
# A file that is named, by itself or through a pattern, is read whatever its ending.
ENDINGS = (
    ".html", ".htm", ".xhtml", ".shtml", ".txt", ".text", ".md", ".markdown", ".rst", ".xml", ".rss", ".atom",
    ".php", ".phtml", ".asp", ".aspx", ".jsp", ".cfm", ".erb", ".ejs", ".hbs", ".liquid", ".mustache", ".njk",
    ".twig", ".jinja", ".jinja2", ".j2", ".tmpl", ".tpl",
)  # fmt: skip
COMPRESSED = ".gz"
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
    root: Path | None = None
    """Folder of the site: style sheets outside of it are not read. None for the folder of the file."""
    content: bytes | None = None
    """What it holds, if that was read already."""

    def read(self, limit: int) -> bytes:
        """Return the content, or its first `limit + 1` bytes: enough to see that it is too large.

        Raises:
            UnreadableInput: there is nothing to read, or reading failed.
        """
        if self.problem is not None:
            raise self.problem
        if self.content is not None:
            return self.content
        if self.file is None:
            return sys.stdin.buffer.read(limit + 1)
        try:
            with gzip.open(self.file) if self.compressed else self.file.open("rb") as stream:
                return stream.read(limit + 1)
        except (EOFError, zlib.error) as error:
            raise UnreadableInput(f"cannot be unpacked: {error}", skipped=False) from error
        except OSError as error:
            raise unreadable(error) from error

    def taken(self, limit: int) -> Input:
        """Return the input as any process can read it: standard input and the working directory are this one's."""
        if self.problem is not None:
            return self
        if self.file is None:
            return replace(self, content=self.read(limit))
        return replace(self, file=self.file.absolute(), root=self.root and self.root.absolute())

    @property
    def path(self) -> Path:
        """Return where the page is from, for what settings say of it."""
        return self.file or Path(self.name)

    @property
    def compressed(self) -> bool:
        """Return whether the file is unpacked as it is read."""
        return self.file is not None and self.file.suffix.lower() == COMPRESSED


@dataclass(frozen=True, slots=True)
class Selection:
    """Which pages of a folder are looked at; a file that is named itself always is."""

    config: Config = field(default_factory=Config)
    """The settings, for the pages that they exclude."""
    gitignore: bool = True
    """Whether files that git ignores are left out, unless the folder that is named is ignored as a whole."""
    force_exclude: bool = False
    """Whether excluded files are left out even if they are named themselves."""
    changed: frozenset[Path] | None = None
    """The only files that are looked at; None for all."""

    def leaves_out(self, file: Path) -> bool:
        """Tell whether a file is left out though it was named itself."""
        excluded = self.force_exclude and self.config.excluded(file)
        return excluded or (self.changed is not None and file.resolve() not in self.changed)


def find(paths: Iterable[str], selection: Selection | None = None) -> list[Input]:
    """Return what the paths name, each file once: files, the pages of folders in sorted order, matches of patterns.

    What does not exist or holds no page is an `Input` with a problem, so that nothing comes of nothing only where
    the selection leaves out what was named.
    """
    chosen = selection or Selection()
    return list({(item.name, item.file): item for path in paths for item in found(path, chosen)}.values())


def found(path: str, selection: Selection) -> Iterator[Input]:
    """Yield what one path names."""
    if path == STDIN:
        yield Input(STDIN, None)
    elif os.path.lexists(path):
        yield from entries(Path(path), selection)
    elif matches := sorted(glob.glob(path, recursive=True)) if glob.has_magic(path) else []:  # noqa: PTH207
        for match in matches:
            yield from entries(Path(match), selection)
    else:
        yield lacking(Path(path), "there is no such file", skipped=False)


def entries(path: Path, selection: Selection) -> Iterator[Input]:
    """Yield a file, or the pages below a folder: first its files by name, then its folders by name.

    Hidden folders and files are left out, links to folders are not followed, and so is everything that is no
    plain file, since a pipe would never end.
    """
    if not path.is_dir():
        if not selection.leaves_out(path):
            here = Path.cwd()
            yield Input(readable(path), path, root=here if straight(path).is_relative_to(here) else None)
        return
    errors: list[OSError] = []
    pages: list[Path] = []
    excluded = selection.config.excluded
    for folder, below, names in os.walk(path, onerror=errors.append):
        below[:] = sorted(
            name for name in below if not (name.startswith(".") or excluded(Path(folder, name)))
        )
        files = (Path(folder, name) for name in sorted(names) if is_page(name))
        pages += [file for file in files if file.is_file() and not excluded(file)]
    left_out = (
        ignored(path, [os.fspath(page.relative_to(path)) for page in pages]) if selection.gitignore else ()
    )
    for page in pages:
        if os.fspath(page.relative_to(path)) not in left_out and not selection.leaves_out(page):
            yield Input(readable(page), page, root=path)
    for error in errors:
        yield Input(readable(Path(error.filename)), None, unreadable(error))
    if not errors and len(pages) == len(left_out):
        why = "the folder holds no pages" if not pages else "git ignores every page in the folder"
        yield lacking(path, why, skipped=True)


def is_page(name: str) -> bool:
    """Tell whether a file in a folder is a page by its name."""
    return not name.startswith(".") and name.lower().removesuffix(COMPRESSED).endswith(ENDINGS)


def lacking(path: Path, reason: str, *, skipped: bool) -> Input:
    """Return the entry of a path that leads to no page."""
    return Input(readable(path), None, UnreadableInput(reason, skipped=skipped))


def readable(path: Path) -> str:
    """Return the name of a file as text; bytes that are no text become U+FFFD."""
    return os.fsencode(path.as_posix()).decode("utf-8", "replace")


def unreadable(error: OSError) -> UnreadableInput:
    """Return why reading failed, without the path: that stands beside it."""
    return UnreadableInput(f"cannot be read: {error.strerror or error}", skipped=False)
