"""Labelled pages of users: read, checked and written; `labelled.schema.json` describes a line of the file.

A folder is read, too: it holds folders `clean`, `injected` and `spam`, whose pages are what the folder is called.
The first folder below is the site.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Any, get_args

from spamdetect.check import MAX_BYTES
from spamdetect.clean import joined
from spamdetect.errors import UnreadableInput, UsageError
from spamdetect.sources.files import Input, find
from spamdetect.train.samples import Labelled, Truth
from spamdetect.types import Kind, Span

FORMAT = 1
LABELS: tuple[Truth, ...] = get_args(Truth)
KINDS: tuple[Kind, ...] = get_args(Kind)


def read_labelled(path: Path, *, max_bytes: int = MAX_BYTES) -> list[Labelled]:
    """Read all labelled pages of a file or a folder.

    Args:
        path: a file with one page a line, or a folder with one folder for each label.
        max_bytes: a page may not be larger.

    Raises:
        UsageError: something in it is not as the format says, or there is nothing in it; it says what and where.
    """
    pages = list(of_folder(path, max_bytes) if path.is_dir() else of_file(path, max_bytes))
    if not pages:
        raise UsageError(f"{path} holds no labelled pages")
    names = [page.id for page in pages]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise UsageError(f"{path}: two pages are called {twice}")
    return pages


def of_folder(folder: Path, max_bytes: int) -> Iterator[Labelled]:
    """Yield the pages of folders that are called like labels."""
    for label in LABELS:
        here = folder / label
        for item in find([str(here)]) if here.is_dir() else ():
            if item.file is None:
                continue
            below = item.file.relative_to(here)
            try:
                content = item.read(max_bytes)
            except UnreadableInput as error:
                raise UsageError(f"{item.name}: {error.reason}") from error
            name = item.file.relative_to(folder).as_posix()
            site = below.parts[0] if len(below.parts) > 1 else name
            yield Labelled(name, content, None, label, (), site, "")


def of_file(file: Path, max_bytes: int) -> Iterator[Labelled]:
    """Yield the pages of a labelled file."""
    try:
        lines = file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file}: {error}") from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield page_of(json.loads(line), file.parent, f"line {number}", max_bytes)
            except (ValueError, RecursionError) as error:
                raise UsageError(f"{file}, line {number}: {error}") from error


def page_of(row: Any, folder: Path, name: str, max_bytes: int) -> Labelled:
    """Return the page of one line.

    Args:
        row: what the line holds.
        folder: where its file is named from.
        name: what to call a page without a name.
        max_bytes: a page may not be larger.

    Raises:
        ValueError: it is not as the format says, or its file cannot be read.
    """
    if not isinstance(row, dict) or row.get("format") != FORMAT:
        raise ValueError(f"no page of format {FORMAT}")
    texts = {key: row.get(key, "") for key in ("id", "site", "language", "topic", "technique")}
    if not all(isinstance(text, str) for text in texts.values()):
        raise ValueError(f"{', '.join(texts)} are texts")
    label, kind, file, text = row.get("label"), row.get("kind"), row.get("file"), row.get("text")
    if label not in LABELS or kind not in (None, *KINDS):
        raise ValueError(f"the label is one of {', '.join(LABELS)}, the kind one of {', '.join(KINDS)}")
    if isinstance(file, str) == isinstance(text, str):
        raise ValueError("a page is either a file or a text")
    spans = spans_of(row.get("spans", []), label)
    if isinstance(file, str):
        page = bytes_of(folder / file, row.get("sha256"), max_bytes)
        size = len(page)
    else:
        page, size = str(text).encode("utf-8", "surrogatepass"), len(str(text))
    if len(page) > max_bytes:
        raise ValueError(f"the page is larger than {max_bytes:,} bytes")
    if spans and spans[-1][1] > size:
        raise ValueError(f"a span ends at {spans[-1][1]}, the page at {size}")
    if isinstance(text, str):
        spans = in_bytes(spans, text)
    called = texts.pop("id") or file or name
    return Labelled(
        called, page, kind, label, spans, texts["site"] or called, texts["language"], texts["topic"],
        texts["technique"],
    )  # fmt: skip


def bytes_of(file: Path, digest: object, max_bytes: int) -> bytes:
    """Return the bytes of a page, at most one more than is allowed.

    Raises:
        ValueError: it cannot be read, or is not the page that was labelled.
    """
    if not file.is_file():
        raise ValueError(f"{file} is no file")
    try:
        page = Input(file.as_posix(), file).read(max_bytes)
    except UnreadableInput as error:
        raise ValueError(f"{file} {error.reason}") from error
    if digest not in (None, hashlib.sha256(page).hexdigest()):
        raise ValueError(f"{file} has changed since it was labelled")
    return page


def in_bytes(spans: Sequence[tuple[int, int]], text: str) -> tuple[tuple[int, int], ...]:
    """Return stretches of a text, which are in order, as stretches of its bytes."""
    ends, last, size = [], 0, 0
    for end in (end for span in spans for end in span):
        size += len(text[last:end].encode("utf-8", "surrogatepass"))
        ends.append(size)
        last = end
    return tuple(zip(ends[::2], ends[1::2], strict=True))


def spans_of(value: object, label: Truth) -> tuple[tuple[int, int], ...]:
    """Return the stretches of a page in order, those that touch made one.

    Raises:
        ValueError: they are no stretches, or the label says that there is nothing to mark.
    """
    if not isinstance(value, list) or (value and label != "injected"):
        raise ValueError("spans are a list, and only an injected page has them")
    found = []
    for pair in value:
        if not isinstance(pair, list) or len(pair) != 2 or not all(type(end) is int for end in pair):
            raise ValueError("a span is a pair of numbers")
        if not 0 <= pair[0] < pair[1]:
            raise ValueError(f"a span ends behind its start, not {pair}")
        found.append(Span(*pair))
    return tuple((span.start, span.end) for span in joined(found))


def line_of(file: Path, folder: Path, page: bytes, label: Truth, spans: Iterable[Span], **known: str) -> str:
    """Return the line of a labelled file for a page in a file.

    Args:
        file: the page.
        folder: of the labelled file.
        page: its bytes as they were labelled.
        label: what it is.
        spans: what was put into it, in bytes.
        known: what else is known: `site`, `language`, `topic`, `technique`, `kind`.
    """
    row = {
        "format": FORMAT,
        "file": named_from(folder, file),
        "sha256": hashlib.sha256(page).hexdigest(),
        "label": label,
        **(
            {"spans": [[span.start, span.end] for span in joined(list(spans))]} if label == "injected" else {}
        ),
        **known,
    }
    return json.dumps(row, ensure_ascii=False)


def named_from(folder: Path, file: Path) -> str:
    """Return how a file is named from a folder, with forward slashes."""
    try:
        return PurePosixPath(file.resolve().relative_to(folder.resolve())).as_posix()
    except ValueError:
        return file.resolve().as_posix()
