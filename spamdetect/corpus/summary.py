"""What became of many records: sums that can be added up, of records, shards and whole corpora."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from spamdetect.corpus.annotation import topic_of
from spamdetect.types import Report

# Different domains, topics or reasons that a table holds. When it is full, the rarer half is forgotten; its counts
# are lower bounds from then on.
ROOM = 20_000

Table = dict[str, Counter[str]]


@dataclass(slots=True)
class Summary:
    """Counts; every one of them is a sum over records."""

    records: Counter[str] = field(default_factory=Counter)
    """How many are `scanned`, `skipped`, `failed` (could not be read), `no page` (pictures and the like in an
    archive), and how many were `dropped`."""
    labels: Counter[str] = field(default_factory=Counter)
    """How many scanned pages are `clean`, `injected`, `spam`."""
    topics: Table = field(default_factory=dict)
    """For every topic, how many pages are `injected` and `spam`; a page counts for its surest finding."""
    domains: Table = field(default_factory=dict)
    """The same for every registrable domain that has such a page and whose address is known."""
    reasons: Table = field(default_factory=dict)
    """For every reason why pages were not scanned, how many were `skipped` and `failed`."""
    shards: dict[str, str] = field(default_factory=dict)
    """Shards that could not be worked through, and why."""

    def count(self, report: Report, domain: str) -> None:
        """Count a record that was to be checked.

        Args:
            report: the answer.
            domain: registrable domain of the page; empty if it is not known.
        """
        self.records[report.status] += 1
        if report.status != "scanned":
            # What stands behind a colon is about this one page.
            bump(self.reasons, (report.reason or "").partition(":")[0], report.status)
            return
        self.labels[report.label] += 1
        if report.label != "clean":
            bump(self.topics, topic_of(report) or "other", report.label)
            if domain:
                bump(self.domains, domain, report.label)

    def add(self, other: Summary) -> None:
        """Add the counts of other records."""
        self.records += other.records
        self.labels += other.labels
        self.shards |= other.shards
        for mine, others in zip(self.tables(), other.tables(), strict=True):
            for key, counts in others.items():
                for name, number in counts.items():
                    bump(mine, key, name, number)

    def tables(self) -> tuple[Table, Table, Table]:
        """Return the counts that are kept by name."""
        return self.topics, self.domains, self.reasons

    def as_data(self) -> dict[str, Any]:
        """Return the counts as plain values, the most frequent first."""
        return {
            "records": dict(self.records),
            "labels": dict(self.labels),
            "topics": dict(ranked(self.topics)),
            "domains": dict(ranked(self.domains)),
            "reasons": dict(ranked(self.reasons)),
            "shards": self.shards,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Summary:
        """Return the counts that `as_data` has put down."""

        def counts(name: str) -> Table:
            return {key: Counter(row) for key, row in data[name].items()}

        return cls(
            Counter(data["records"]), Counter(data["labels"]), counts("topics"), counts("domains"),
            counts("reasons"), dict(data["shards"]),
        )  # fmt: skip


def bump(table: Table, key: str, name: str, number: int = 1) -> None:
    """Count something in a table of bounded size."""
    if key not in table and len(table) >= ROOM:
        kept = ranked(table)[: ROOM // 2]
        table.clear()
        table.update(kept)
    table.setdefault(key, Counter())[name] += number


def ranked(table: Table) -> list[tuple[str, Counter[str]]]:
    """Return the rows of a table, the highest sum first."""
    return sorted(table.items(), key=lambda row: (-row[1].total(), row[0]))
