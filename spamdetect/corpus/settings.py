"""How records are read, judged and written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from spamdetect.check import MAX_BYTES, Page, check_many
from spamdetect.policy import Sensitivity
from spamdetect.types import Kind, Report

Mode = Literal["annotate", "clean", "text"]
URL = "url"  # The field of addresses; under this name records may also do without.


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

    def check_many(self, pages: Iterable[Page], workers: int = 1) -> Iterator[Report]:
        """Yield the reports of pages, in their order.

        Raises:
            UsageError: an option makes no sense.
            ModelError: the model cannot be loaded.
        """
        return check_many(
            pages, workers=workers, sensitivity=self.sensitivity, max_fpr=self.max_fpr,
            max_bytes=self.max_bytes,
        )  # fmt: skip
