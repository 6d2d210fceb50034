"""Datatrove: a filter that drops documents, and a formatter that cuts the spam out of them.

Both note in `doc.metadata["spam"]` what was found, in the words of `spamdetect.corpus.annotation`.
"""

from __future__ import annotations

from collections.abc import Collection

from spamdetect.check import check
from spamdetect.corpus.annotation import annotation
from spamdetect.extras import extra
from spamdetect.policy import Sensitivity
from spamdetect.types import Label, Report

with extra("datatrove"):
    from datatrove.data import Document, DocumentsPipeline
    from datatrove.pipeline.filters.base_filter import BaseFilter
    from datatrove.pipeline.formatters.base import BaseFormatter
    from datatrove.pipeline.writers.disk_base import DiskWriter
    from datatrove.utils.typeshelper import StatHints


class SpamFilter(BaseFilter):  # type: ignore[misc]
    """Drops documents that carry spam; the reason for a dropped one is its label."""

    name = "🎰 Spam"

    def __init__(
        self,
        labels: Collection[Label] = ("injected", "spam"),
        sensitivity: Sensitivity = "regular",
        exclusion_writer: DiskWriter | None = None,
    ) -> None:
        """Drop documents of these labels; ("spam",) leaves those alone that `SpamFormatter` can clean."""
        super().__init__(exclusion_writer)
        self.labels = frozenset(labels)
        self.sensitivity: Sensitivity = sensitivity

    def filter(self, doc: Document) -> bool | tuple[bool, str]:
        """Return whether a document stays, and why not; one that cannot be scanned stays."""
        report = noted(doc, self.sensitivity)
        if report.status == "scanned" and report.label in self.labels:
            return False, report.label
        return True


class SpamFormatter(BaseFormatter):  # type: ignore[misc]
    """Cuts exactly the injected spans out of the text of documents."""

    name = "🎰 Cut spam"

    def __init__(self, sensitivity: Sensitivity = "regular") -> None:
        """Judge as sensitively as this."""
        super().__init__()
        self.sensitivity: Sensitivity = sensitivity

    def format(self, text: str) -> str:
        """Return a text without spam, as if nothing were known of where it is from."""
        return str(check(text, sensitivity=self.sensitivity).clean_html)

    def run(self, data: DocumentsPipeline, rank: int = 0, world_size: int = 1) -> DocumentsPipeline:
        """Yield the documents without spam; links to the site that a document is from count as its own."""
        for doc in data:
            self.stat_update(StatHints.total)
            with self.track_time():
                report = noted(doc, self.sensitivity)
                if report.findings:
                    self.stat_update(f"cleaned_{report.label}")
                doc.text = report.clean_html
            yield doc


def noted(doc: Document, sensitivity: Sensitivity) -> Report:
    """Check a document and note in its metadata what was found."""
    report = check(doc.text, url=doc.metadata.get("url"), sensitivity=sensitivity)
    doc.metadata["spam"] = annotation(report)
    return report
