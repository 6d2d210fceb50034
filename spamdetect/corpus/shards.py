"""The shards of a corpus: what is read, checked, written and resumed as one."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path, PurePath
from typing import Literal

from spamdetect.errors import UsageError
from spamdetect.sources.files import Input, Selection, find
from spamdetect.sources.files import readable as named

Format = Literal["archive", "lines", "table", "folder"]
PACKED = (".gz", ".zst")
FORMATS: dict[str, Format] = {
    ".warc": "archive",
    ".wet": "archive",
    ".jsonl": "lines",
    ".ndjson": "lines",
    ".json": "lines",
    ".parquet": "table",
    ".pq": "table",
}
ASIDE = "._"  # Names that begin like this are not part of a corpus, as for Hadoop and its kin.
# What is written for shards that are written as JSON lines though they were something else.
LINES = ".jsonl.gz"


@dataclass(frozen=True, slots=True)
class Shard:
    """A file of records, or the pages that lie in one folder."""

    source: Path
    """The file or folder."""
    format: Format
    """How it is read."""
    name: str
    """Its file in the output folder, relative, with forward slashes."""
    pages: tuple[Input, ...] = ()
    """The pages of a folder."""

    def files(self) -> list[Path]:
        """Return the files that it is read from."""
        return [page.path for page in self.pages] or [self.source]

    def size(self) -> int:
        """Return how many bytes it takes on the disk; what has vanished takes none."""
        return sum(file.stat().st_size for file in self.files() if file.is_file())


def find_shards(inputs: Iterable[Path], output: Path) -> list[Shard]:
    """Return the shards that files and folders hold, in the order in which they were named or found.

    Raises:
        UsageError: there is nothing, or it is in no known format; two shards would go to the same file; the output
            lies inside of an input.
    """
    shards: dict[str, Shard] = {}
    for path in inputs:
        if output.resolve().is_relative_to(path.resolve()):
            raise UsageError(f"the output folder {named(output)} lies inside of the input {named(path)}")
        found = list(shards_in(path)) if path.is_dir() else [file_shard(path)]
        if not found:
            raise UsageError(f"no records in {named(path)}: no WARC, WET, JSONL or Parquet file and no page")
        for shard in found:
            other = shards.setdefault(shard.name, shard)
            if other.source != shard.source:
                raise UsageError(
                    f"{named(other.source)} and {named(shard.source)} would both go to {shard.name}; "
                    "name the folder that holds them both"
                )
            if (output / shard.name).resolve() == shard.source.resolve():
                raise UsageError(f"{named(shard.source)} would be overwritten; choose another output folder")
    return list(shards.values())


def shards_in(root: Path) -> Iterator[Shard]:
    """Yield the files of records below a folder, by name; where there are none, one shard for each folder of pages."""
    none = True
    for folder, below, names in os.walk(root):
        below[:] = sorted(name for name in below if name[0] not in ASIDE)
        for name in sorted(names):
            if name[0] not in ASIDE and format_of(name) is not None:
                none = False
                yield file_shard(Path(folder, name), root)
    if none:
        found = (page for page in find([os.fspath(root)], Selection(gitignore=False)) if page.problem is None)
        for parent, pages in groupby(found, lambda page: page.path.parent):
            relative = parent.relative_to(root)
            if not any(part[0] in ASIDE for part in relative.parts):
                yield Shard(parent, "folder", named(relative / f"pages{LINES}"), tuple(pages))


def file_shard(file: Path, root: Path | None = None) -> Shard:
    """Return the shard of a file of records.

    Raises:
        UsageError: there is no such file, or its ending names no format.
    """
    if not file.is_file():
        raise UsageError(f"there is no file {named(file)}")
    kind = format_of(file.name)
    if kind is None:
        raise UsageError(
            f"{named(file)} ends like no file of records ({', '.join(FORMATS)}, packed or not); "
            "name the folder of pages, or use `spamdetect check`"
        )
    name = named(file.relative_to(root or file.parent))
    if kind == "archive":
        name = unpacked_name(name) + LINES
    return Shard(file, kind, name)


def format_of(name: str) -> Format | None:
    """Return the format that the name of a file promises."""
    return FORMATS.get(PurePath(unpacked_name(name.lower())).suffix)


def unpacked_name(name: str) -> str:
    """Return a name without the ending that says how the file is packed."""
    ending = PurePath(name).suffix
    return name.removesuffix(ending) if ending.lower() in PACKED else name
