"""Many files in, their reports out, in order and one at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from spamdetect.aside import cleaned, settle
from spamdetect.check import MAX_BYTES, Page, check, check_many, unscanned
from spamdetect.config import Config
from spamdetect.errors import UnreadableInput
from spamdetect.marks import may_hold_marks
from spamdetect.parse.linked_sheets import linked_sheets
from spamdetect.policy import Sensitivity
from spamdetect.sources.files import Input
from spamdetect.types import Checked, Kind, Report


@dataclass(frozen=True, slots=True)
class Options:
    """How pages are to be read and judged; the fields mean what they mean to `check`."""

    url: str | None = None
    kind: Kind | None = None
    encoding: str | None = None
    sensitivity: Sensitivity = "regular"
    max_fpr: float | None = None
    max_bytes: int = MAX_BYTES
    config: Config = field(default_factory=Config)
    """What to set aside of what is found."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An input whose answer is not there yet."""

    item: Input
    """The input."""
    content: bytes = b""
    """The page, if it may hold ignore marks."""
    report: Report | None = None
    """The answer, if there was nothing to read."""


def unread(options: Options, error: UnreadableInput) -> Report:
    """Return the report of an input that could not be read."""
    return unscanned(b"", options.url, options.kind, error.reason, skipped=error.skipped)


def sheets_of(item: Input, content: bytes) -> Sequence[str]:
    """Return the style sheets that a page links to and that lie in its site's folder."""
    return () if item.file is None else linked_sheets(content, item.file, item.root or item.file.parent)


def look(item: Input, options: Options, *, explain: bool = False) -> tuple[bytes, Report]:
    """Read and check one input; return its content, empty if it could not be read, and the whole answer."""
    try:
        content = item.read(options.max_bytes)
    except UnreadableInput as error:
        return b"", unread(options, error)
    report = check(
        content, url=options.url, kind=options.kind, encoding=options.encoding,
        sensitivity=options.sensitivity, max_fpr=options.max_fpr, max_bytes=options.max_bytes, explain=explain,
        sheets=sheets_of(item, content),
    )  # fmt: skip
    settled = settle(item.path, content, report, options.config)
    return content, cleaned(content, settled.report) if settled.ignored else report


def scan(inputs: Iterable[Input], options: Options, *, workers: int = 1) -> Iterator[Checked]:
    """Read and check every input once; only what reports print is kept of the answers.

    Files are read as workers ask for them and are forgotten once checked, so that memory does not grow with
    their number.

    Args:
        inputs: what to check.
        options: how to read and judge it.
        workers: number of processes; -1 for all cores.

    Raises:
        UsageError: an option makes no sense.
        ModelError: the model cannot be loaded.
    """
    waiting: deque[Waiting] = deque()

    def pages() -> Iterator[Page]:
        for item in inputs:
            try:
                content = item.read(options.max_bytes)
            except UnreadableInput as error:
                waiting.append(Waiting(item, report=unread(options, error)))
            else:
                waiting.append(Waiting(item, content if may_hold_marks(content) else b""))
                sheets = sheets_of(item, content)
                yield Page(content, options.url, options.kind, options.encoding, sheets)

    reports = check_many(
        pages(), workers=workers, sensitivity=options.sensitivity, max_fpr=options.max_fpr,
        max_bytes=options.max_bytes,
    )  # fmt: skip
    for report in reports:
        yield from front(waiting)
        done = waiting.popleft()
        settled = settle(done.item.path, done.content, report, options.config)
        lean = replace(settled.report, verdicts=(), clean_text="", clean_html=b"")
        yield Checked(done.item.name, lean, settled.ignored, notes=settled.notes)
    yield from front(waiting)


def front(waiting: deque[Waiting]) -> Iterator[Checked]:
    """Take the inputs off the front that could not be read."""
    while waiting and (report := waiting[0].report) is not None:
        yield Checked(waiting.popleft().item.name, report)
