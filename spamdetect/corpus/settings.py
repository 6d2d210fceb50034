"""How records are read, judged and written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from spamdetect.check import MAX_BYTES, Page, check_many, default_model
from spamdetect.model import Model
from spamdetect.policy import Sensitivity
from spamdetect.types import Kind, Report

Mode = Literal["annotate", "clean", "text"]
URL = "url"  # The field of addresses; under this name records may also do without.


@cache
def load(folder: Path) -> Model:
    """Load the model of a folder, once."""
    return Model.load(folder)


@dataclass(frozen=True, slots=True)
class Settings:
    """How records are read, judged and written; a field is a key of JSON or a column of a table."""

    text: str = "text"
    """Field that holds the page, HTML or plain text. Archives have none: it is where their cleaned pages go."""
    url: str = URL
    """Field that holds its address; links to the same site count as its own."""
    into: str = "spam"
    """Field that the annotation goes into."""
    mode: Mode = "annotate"
    """What becomes of the page: it stays as it is, loses exactly the spans (`clean`), or is replaced by the
    readable text of the cleaned page (`text`)."""
    kind: Kind | None = None
    """What the pages are; found out if None."""
    sensitivity: Sensitivity = "regular"
    """See `spamdetect.check`."""
    max_fpr: float | None = None
    """See `spamdetect.check`."""
    max_bytes: int = MAX_BYTES
    """Larger pages are skipped, and never unpacked further than this."""

    model: Path | None = None
    """Folder of another model than the one that ships with the package; every process loads it once."""

    def loaded(self) -> Model:
        """Return the model that judges.

        Raises:
            ModelError: it cannot be loaded.
        """
        return default_model() if self.model is None else load(self.model)

    def check_many(self, pages: Iterable[Page], workers: int = 1) -> Iterator[Report]:
        """Yield the reports of pages, in their order.

        Raises:
            UsageError: an option makes no sense.
            ModelError: the model cannot be loaded.
        """
        # The model of the package does not travel: every process has its own.
        model = None if self.model is None else self.loaded()
        return check_many(
            pages, workers=workers, model=model, sensitivity=self.sensitivity, max_fpr=self.max_fpr,
            max_bytes=self.max_bytes,
        )  # fmt: skip

    def rejects(self, report: Report) -> bool:
        """Tell whether a page is left out where pages are dropped: it is not clean, and is not cleaned either.

        No cleaning helps a page that is spam as a whole. One that could not be scanned stays.
        """
        kept = ("clean",) if self.mode == "annotate" else ("clean", "injected")
        return report.status == "scanned" and report.label not in kept
