"""The report for other programs: one JSON document, described by `report.schema.json`.

The number under `format` changes when a key is renamed, removed or given another meaning. New keys may come
without notice: read the keys that you know and skip the rest.
"""

from __future__ import annotations

from typing import Any

from spamdetect.report.untrusted import as_json
from spamdetect.types import Checked, Finding, Run

FORMAT = 1


def render(run: Run) -> str:
    """Return the run as JSON, in one document with a final newline."""
    return as_json(as_data(run))


def as_data(run: Run) -> dict[str, Any]:
    """Return the run as plain lists and dictionaries."""
    return {
        "format": FORMAT,
        "model": {"id": run.model.id, "version": run.model.version, "sha256": run.model.sha256},
        "documents": [document(checked) for checked in run.documents],
        "summary": {
            "scanned": run.count("scanned"),
            "skipped": run.count("skipped"),
            "failed": run.count("failed"),
            "findings": run.findings,
            "ignored": sum(len(checked.ignored) for checked in run.documents),
            "baselined": sum(len(checked.baselined) for checked in run.documents),
        },
        "notes": list(run.notes),
    }


def document(checked: Checked) -> dict[str, Any]:
    """Return one input of a run."""
    report = checked.report
    return {
        "path": checked.path,
        "url": report.url,
        "kind": report.kind,
        "encoding": report.encoding,
        "status": report.status,
        "reason": report.reason,
        "label": report.label,
        "probability": rounded(report.probability),
        "findings": [as_finding(finding) for finding in report.findings],
        "ignored": [as_finding(finding) for finding in checked.ignored],
        "baselined": [as_finding(finding) for finding in checked.baselined],
    }


def as_finding(finding: Finding) -> dict[str, Any]:
    """Return one finding."""
    return {
        "rule": finding.rule,
        "name": finding.name,
        "topic": finding.topic,
        "technique": finding.technique,
        "severity": finding.severity,
        "confidence": finding.confidence,
        "probability": rounded(finding.probability),
        "action": finding.action,
        "spans": [[span.start, span.end] for span in finding.spans],
        "line": finding.line,
        "column": finding.column,
        "excerpt": finding.excerpt,
        "hosts": list(finding.hosts),
        "reasons": [
            {"feature": reason.feature, "sentence": reason.sentence, "weight": reason.weight}
            for reason in finding.reasons
        ],
        "fingerprint": finding.fingerprint,
    }


def rounded(probability: float) -> float:
    """Return a probability to six places: more is noise, and would differ between machines."""
    return round(probability, 6)
