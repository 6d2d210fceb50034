"""The report for GitLab's Code Quality widget: a subset of Code Climate's format."""

from __future__ import annotations

from spamdetect.report.entries import entries, message, repository_path
from spamdetect.report.untrusted import as_json, plain
from spamdetect.types import Run, Severity

SEVERITIES: dict[Severity, str] = {"high": "critical", "medium": "major", "low": "minor"}


def render(run: Run) -> str:
    """Return the findings as a JSON list; GitLab takes those of one fingerprint for one, so each has its own."""
    return as_json(
        [
            {
                "description": message(entry.finding),
                "check_name": f"{entry.finding.rule} {entry.finding.name}",
                "fingerprint": entry.id,
                "severity": SEVERITIES[entry.finding.severity],
                "location": {
                    "path": plain(repository_path(entry.checked.path)),
                    "lines": {"begin": entry.finding.line},
                },
            }
            for entry in entries(run)
        ]
    )
