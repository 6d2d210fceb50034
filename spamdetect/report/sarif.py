"""The report for code scanning services: SARIF 2.1.0.

NOTE: findings that were ignored or are in the baseline are counted in `properties` and not listed as suppressed
results: GitHub opens an alert for every result, suppressed or not.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from spamdetect.report.entries import Entry, entries, is_address, message, repository_path
from spamdetect.report.json import rounded
from spamdetect.report.rules import RULES, Rule
from spamdetect.report.untrusted import as_json, defanged
from spamdetect.types import Checked, Run, Severity

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
ROOT = "%SRCROOT%"
# What stands in a web address as it is.
ADDRESS = "/:?#[]@!$&'()*+,;=%~"
# Its addresses would be live where the help is shown.
EXAMPLE = re.compile(r"^## Example\n.*?(?=^## )", re.M | re.S)
# GitHub refuses a log with more results.
LIMIT = 25_000
LEVELS: dict[Severity, str] = {"high": "error", "medium": "warning", "low": "note"}
# GitHub shows these as high, medium and low; its bounds are 7.0 and 4.0.
SCORES: dict[Severity, str] = {"high": "8.0", "medium": "5.0", "low": "3.0"}


def render(run: Run) -> str:
    """Return the run as a SARIF log with one run in it."""
    from spamdetect import __version__

    found = entries(run)
    driver = {
        "name": "spamdetect",
        "semanticVersion": __version__,
        "rules": [descriptor(rule) for rule in RULES.values()],
    }
    scan = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {ROOT: {"description": {"text": "The root of the repository."}}},
        "invocations": [
            {
                "executionSuccessful": not run.count("failed"),
                "toolExecutionNotifications": notifications(run, len(found)),
            }
        ],
        "results": [result(entry) for entry in found[:LIMIT]],
        "properties": {
            "model": f"{run.model.id} {run.model.version} {run.model.sha256}",
            "scanned": run.count("scanned"),
            "ignored": run.ignored,
            "baselined": run.baselined,
        },
    }
    return as_json({"$schema": SCHEMA, "version": "2.1.0", "runs": [scan]})


def descriptor(rule: Rule) -> dict[str, Any]:
    """Return a rule with its help, which is all in here: no address has to be opened."""
    return {
        "id": rule.id,
        "name": rule.name.title().replace("-", ""),
        "shortDescription": {"text": rule.name},
        "fullDescription": {"text": rule.what},
        "help": {
            "text": f"{rule.what} {rule.advice.replace('`', '')}",
            "markdown": EXAMPLE.sub("", rule.page),
        },
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {
            "tags": ["security", "spam"],
            "precision": "high",
            "security-severity": SCORES[rule.severity],
        },
    }


def result(entry: Entry) -> dict[str, Any]:
    """Return one finding: the message says it all, since GitHub shows nothing else."""
    finding, artifact = entry.finding, location(entry.checked.path)
    # Offsets count bytes for files, characters for text that a program handed over.
    unit = "char" if entry.checked.report.encoding is None else "byte"
    regions = [
        {f"{unit}Offset": span.start, f"{unit}Length": span.end - span.start} for span in finding.spans
    ]
    primary = {"startLine": finding.line, "startColumn": finding.column, **regions[0]}
    found = {
        "ruleId": finding.rule,
        "ruleIndex": list(RULES).index(finding.rule),
        "level": LEVELS[finding.severity],
        "rank": rounded(100 * finding.probability),
        "message": {"text": message(finding)},
        "locations": [{"physicalLocation": {"artifactLocation": artifact, "region": primary}}],
        "partialFingerprints": {"spamdetect/v1": entry.id},
        "properties": {"topic": finding.topic, "technique": defanged(finding.technique)},
    }
    if finding.action != "review":
        replacements = [{"deletedRegion": region} for region in regions]
        found["fixes"] = [
            {
                "description": {"text": "Take the injected spans out; every other byte stays."},
                "artifactChanges": [{"artifactLocation": artifact, "replacements": replacements}],
            }
        ]
    return found


def location(path: str) -> dict[str, str]:
    """Return where a file is: below the root of the repository, or by its full address."""
    if is_address(path):
        return {"uri": quote(path, safe=ADDRESS, errors="surrogatepass")}
    inside = quote(repository_path(path), errors="surrogatepass")
    return {"uri": f"file://{inside}"} if inside.startswith("/") else {"uri": inside, "uriBaseId": ROOT}


def notifications(run: Run, count: int) -> list[dict[str, Any]]:
    """Return everything that was not scanned, with its reason, and the notes of the run."""
    left = [notification(checked) for checked in run.documents if checked.report.status != "scanned"]
    notes = [defanged(note) for note in run.notes]
    if count > LIMIT:
        notes.append(f"{count - LIMIT} more findings are left out")
    return left + [{"level": "note", "message": {"text": note}} for note in notes]


def notification(checked: Checked) -> dict[str, Any]:
    """Return why a file was not scanned."""
    report = checked.report
    return {
        "level": "error" if report.status == "failed" else "warning",
        "message": {"text": f"{report.status}: {defanged(report.reason or '')}"},
        "locations": [{"physicalLocation": {"artifactLocation": location(checked.path)}}],
    }
