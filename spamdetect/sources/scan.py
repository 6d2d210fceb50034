"""Many files in, their reports out, in order and one at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial
from pathlib import Path

from spamdetect.aside import Settled, cleaned, settle
from spamdetect.check import LOST, MAX_BYTES, check, default_model, unscanned
from spamdetect.config import Config
from spamdetect.errors import UnreadableInput
from spamdetect.model import Model
from spamdetect.parse.linked_sheets import linked_sheets
from spamdetect.policy import Sensitivity
from spamdetect.sources.files import Input
from spamdetect.types import Checked, Kind, Report
from spamdetect.workers import in_order


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
    model: Path | None = None
    """Folder of the model that judges; None for the one that ships with the package."""


@cache
def model_in(folder: Path | None) -> Model:
    """Return the model that `Options.model` names; it is loaded once in each process."""
    return default_model() if folder is None else Model.load(folder)


def sheets_of(item: Input, content: bytes) -> Sequence[str]:
    """Return the style sheets that a page links to and that lie in its site's folder."""
    return () if item.file is None else linked_sheets(content, item.file, item.root or item.file.parent)


def look(item: Input, options: Options, *, explain: bool = False) -> tuple[bytes, Report]:
    """Read and check one input; return its content, empty if it could not be read, and the whole answer."""
    content, report, settled = settled_look(item, options, explain)
    return content, cleaned(content, settled.report) if settled.ignored else report


def settled_look(item: Input, options: Options, explain: bool = False) -> tuple[bytes, Report, Settled]:
    """Read and check one input; return its content, the answer, and the answer less what the user ignores."""
    try:
        content = item.read(options.max_bytes)
    except UnreadableInput as error:
        report = unscanned(b"", options.url, options.kind, error.reason, skipped=error.skipped)
        return b"", report, Settled(report)
    report = check(
        content, url=options.url, kind=options.kind, encoding=options.encoding, model=model_in(options.model),
        sensitivity=options.sensitivity, max_fpr=options.max_fpr, max_bytes=options.max_bytes, explain=explain,
        sheets=sheets_of(item, content),
    )  # fmt: skip
    return content, report, settle(item.path, content, report, options.config)


def checked(item: Input, options: Options) -> Checked:
    """Read and check one input; return what reports print of the answer, and no more."""
    _, _, settled = settled_look(item, options)
    return Checked(item.name, lean(settled.report), settled.ignored, notes=settled.notes)


def lean(report: Report) -> Report:
    """Return a report less what grows with the page."""
    return replace(report, verdicts=(), clean_text="", clean_html=b"")


def scan(inputs: Iterable[Input], options: Options, *, workers: int = 1) -> Iterator[Checked]:
    """Read and check every input once, in order; only what reports print is kept of the answers.

    Whatever process checks a file reads it, too, and forgets it: neither memory nor what travels between
    processes grows with the pages.

    Args:
        inputs: what to check.
        options: how to read and judge it.
        workers: number of processes; -1 for all cores.

    Raises:
        UsageError: an option makes no sense.
        ModelError: the model cannot be loaded.
    """
    given = (item.taken(options.max_bytes) for item in inputs)

    def lost(item: Input) -> Checked:
        return Checked(item.name, unscanned(b"", options.url, options.kind, LOST, skipped=False))

    yield from in_order(partial(checked, options=options), given, workers, lost=lost)
