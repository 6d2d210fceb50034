"""The results file of an audit: one line of JSON for every answer, appended as it comes and never changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import MISSING, dataclass, fields, is_dataclass
from functools import cache
from pathlib import Path
from types import NoneType, TracebackType
from typing import Any, Literal, Self, TypeVar, get_args, get_origin, get_type_hints

from spamdetect.audit.plan import Plan
from spamdetect.errors import UsageError
from spamdetect.types import Finding, ModelId, Report

FORMAT = 1
T = TypeVar("T")
Role = Literal["page", "robots", "sitemap"]
# What a results file begins with.
BEGINNING = b'{"kind":"header",'
# Longest line that is read: the largest sitemap allowed has 50,000 addresses, about 10 MB.
LONGEST = 1 << 28


@dataclass(frozen=True, slots=True)
class Header:
    """The first line; it comes again where an audit goes on with another plan."""

    format: int
    """Number of the format; see `FORMAT`."""
    version: str
    """Version of the package."""
    started: str
    """When the audit began, in UTC, such as `2026-11-24T10:15:00Z`."""
    plan: Plan
    """What was to be done."""
    model: ModelId
    """Which model judged."""


@dataclass(frozen=True, slots=True)
class Visit:
    """An address of the site, and what came of it."""

    url: str
    """The address, as it was asked for."""
    role: Role
    """What it was asked for as."""
    depth: int
    """How many links it is away from the start."""
    report: Report
    """What was found in it. What is not a page (redirects, sitemaps) is skipped, and the reason says what it is."""
    code: int = 0
    """The status code of the answer; 0 for none."""
    moved: str = ""
    """Where it redirects to."""
    blocked: bool = False
    """True for a challenge or a block page in place of the page."""
    modified: str = ""
    """When the server says that it was last changed."""
    links: tuple[str, ...] = ()
    """Addresses of the site that it links to and that were not known from an honest link before."""
    planted: tuple[str, ...] = ()
    """Those that it links to only from within injected spam."""
    listed: tuple[str, ...] = ()
    """The entries of a sitemap; the sitemaps that `robots.txt` names."""
    outside: tuple[str, ...] = ()
    """Addresses of other sites that no page before it linked to."""
    look: tuple[int, ...] = ()
    """What it has in common with other pages of its site; see `spamdetect.audit.look`."""
    suspects: tuple[Finding, ...] = ()
    """What would be found at the loosest sensitivity; for a page without findings only."""


@dataclass(frozen=True, slots=True)
class Views:
    """How a page differs for crawlers and for visitors from a search."""

    url: str
    """The page."""
    findings: tuple[Finding, ...] = ()
    """What only one side is shown."""
    note: str = ""
    """What else is to be said: that a view was blocked, or that it is another page."""


@dataclass(frozen=True, slots=True)
class Outside:
    """A page of another site that the site links to."""

    url: str
    """Its address."""
    source: str
    """The first page of the site that links to it."""
    report: Report
    """What was found in it."""
    final: str = ""
    """Where it redirected to in the end."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page as a browser shows it after its scripts have run."""

    url: str
    """The page."""
    findings: tuple[Finding, ...] = ()
    """What is not in the page as it is served."""
    note: str = ""
    """Why it was not rendered, or which findings are seen by visitors."""
    picture: str = ""
    """A picture of the page with its findings outlined: JPEG, in base 64."""


@dataclass(frozen=True, slots=True)
class End:
    """A run that came to its end."""

    reason: str
    """`finished`, or the limit that ended it."""


Record = Header | Visit | Views | Outside | Rendered | End
KINDS: dict[str, type[Record]] = {kind.__name__.lower(): kind for kind in get_args(Record)}


def as_data(value: object) -> Any:
    """Return a value as JSON data; what is as it is by default is left out, and so is the page itself."""
    if isinstance(value, tuple | list):
        return [as_data(item) for item in value]
    if not is_dataclass(value) or isinstance(value, type):
        return value
    result = {}
    for field in fields(value):
        item = getattr(value, field.name)
        if item != field.default and not isinstance(item, bytes):
            result[field.name] = as_data(item)
    return result


@cache
def hints_of(kind: type) -> dict[str, Any]:
    """Return the types of the fields of a dataclass."""
    return get_type_hints(kind)


def build(kind: Any, data: Any) -> Any:
    """Return a value of a type from JSON data.

    Raises:
        ValueError: the data is not of that type.
    """
    origin, parts = get_origin(kind), get_args(kind)
    if is_dataclass(kind) and isinstance(kind, type):
        if not isinstance(data, dict):
            raise ValueError(f"no {kind.__name__}: {data!r:.80}")
        hints = hints_of(kind)
        given = {name: build(hints[name], value) for name, value in data.items() if name in hints}
        missing = [
            field.name for field in fields(kind)
            if field.name not in given and field.default is MISSING and field.default_factory is MISSING
        ]  # fmt: skip
        if missing:
            raise ValueError(f"{kind.__name__} without {missing[0]}")
        return kind(**given)
    if origin is tuple:
        if not isinstance(data, list):
            raise ValueError(f"no list: {data!r:.80}")
        return tuple(build(parts[0], item) for item in data)
    if origin is Literal:
        if data not in parts:
            raise ValueError(f"none of {', '.join(map(str, parts))}: {data!r:.80}")
        return data
    if parts:  # A union: of the types in the file, all are of one type or nothing.
        if data is None and NoneType in parts:
            return None
        return build(next(part for part in parts if part is not NoneType), data)
    if kind is float and isinstance(data, int) and not isinstance(data, bool):
        return float(data)
    if not isinstance(data, kind):
        raise ValueError(f"no {kind.__name__}: {data!r:.80}")
    return data


def read_line(line: bytes) -> Record:
    """Return the record of a line.

    Raises:
        ValueError: it is damaged.
    """
    try:
        data = json.loads(line)
        kind = KINDS[data.pop("kind")]
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("no record") from error
    record: Record = build(kind, data)
    return record


def written(record: Record) -> bytes:
    """Return the line of a record."""
    data = {"kind": type(record).__name__.lower(), **as_data(record)}
    return json.dumps(data, separators=(",", ":")).encode("ascii") + b"\n"


def read(file: Path) -> Iterator[Record]:
    """Yield the records of a results file; a last line that was cut short is left out.

    Raises:
        UsageError: it cannot be read, or is no results file that this version knows.
    """
    try:
        with file.open("rb") as stream:
            for number, line in enumerate(iter(lambda: stream.readline(LONGEST), b""), 1):
                if not line.endswith(b"\n"):
                    return
                record = read_line(line)
                if number == 1 and not isinstance(record, Header):
                    raise ValueError("no results of an audit")
                if isinstance(record, Header) and record.format != FORMAT:
                    raise UsageError(f"{file} has format {record.format}; this version knows format {FORMAT}")
                yield record
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror or error}") from error
    except ValueError as error:
        raise UsageError(f"{file} is damaged, or holds no results of an audit: {error}") from error


def has_header(file: Path) -> bool:
    """Tell whether a results file is there with its first line whole.

    Raises:
        UsageError: the file holds something else.
        OSError: it cannot be read.
    """
    if not file.exists():
        return False
    with file.open("rb") as stream:
        line = stream.readline(LONGEST)
    if not line.startswith(BEGINNING) and not BEGINNING.startswith(line):
        raise UsageError(f"{file} holds no results of an audit; name another file with --results")
    return line.endswith(b"\n")


class Journal:
    """A results file that is written to. Every record is handed to the system in one piece, at once."""

    def __init__(self, file: Path) -> None:
        """Open the file for what is still to come; a last line that was cut short is taken off.

        Raises:
            OSError: it cannot be written.
        """
        self.stream = file.open("ab", buffering=0)
        with file.open("rb") as lines:
            self.stream.truncate(sum(len(line) for line in lines if line.endswith(b"\n")))

    def write(self, record: Record) -> None:
        """Append a record.

        Raises:
            OSError: it cannot be written, such as on a full disk.
        """
        line = written(record)
        while line:
            line = line[self.stream.write(line) :]

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        """Close the file."""
        self.stream.close()
