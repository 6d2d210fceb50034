"""The report for a job summary, an issue or a merge request: GitHub-flavoured Markdown."""

from __future__ import annotations

import re

from spamdetect.report.entries import Group, counted, groups, strongest
from spamdetect.report.rules import RULES
from spamdetect.report.untrusted import defanged, plain
from spamdetect.types import Run

# A job summary may have 1 MiB; a hundred findings take about a tenth of it and are more than anybody reads.
GROUPS = 100
PLACES = 5
REASONS = 3


def render(run: Run) -> str:
    """Return a headline, the findings, what was not scanned, and the counts."""
    found = groups(run)
    parts = [headline(run), *(section(group) for group in found[:GROUPS])]
    if len(found) > GROUPS:
        parts.append(f"And {len(found) - GROUPS} more, which other formats of the report list.")
    left = [checked for checked in run.documents if checked.report.status != "scanned"]
    if left:
        lines = [
            f"- {code(plain(checked.path))} {checked.report.status}: {code(defanged(checked.report.reason or ''))}"
            for checked in left[:GROUPS]
        ]
        more = [f"- and {len(left) - GROUPS} more"] * (len(left) > GROUPS)
        parts.append("\n".join(["### Not scanned", "", *lines, *more]))
    if run.notes:
        parts.append("\n".join(["### Notes", "", *(f"- {code(defanged(note))}" for note in run.notes)]))
    return "\n\n".join([*parts, counts(run)]) + "\n"


def headline(run: Run) -> str:
    """Return the result as a heading; "clean" is said only of what was looked at."""
    pages = sum(bool(checked.report.findings) for checked in run.documents)
    scanned = counted(run.count("scanned"), "page")
    if run.findings:
        return f"## spamdetect: {counted(run.findings, 'finding')} on {pages} of {scanned}"
    if run.count("scanned"):
        return f"## spamdetect: nothing found on {scanned}"
    return "## spamdetect: nothing was scanned"


def section(group: Group) -> str:
    """Return one finding: the text, where it is, why it was flagged, and what to do."""
    finding = group.finding
    rule = RULES[finding.rule]
    places = [
        f"{code(plain(entry.checked.path))} line {entry.finding.line}, column {entry.finding.column}"
        for entry in group.entries[:PLACES]
    ]
    if len(group.entries) > PLACES:
        places.append(f"{len(group.entries) - PLACES} more places")
    why = "; ".join(reason.sentence for reason in strongest(finding, REASONS))
    return "\n".join(
        [
            f"### {rule.id} {rule.name}: {finding.topic}",
            "",
            code(defanged(finding.excerpt)),
            "",
            f"- **What:** {rule.what}",
            f"- **How:** {code(defanged(finding.technique))}, {finding.severity} severity, "
            f"{finding.confidence} confidence",
            f"- **Where:** {'; '.join(places)}",
            f"- **Why:** {why}",
            f"- **What to do:** {rule.advice}",
        ]
    )


def counts(run: Run) -> str:
    """Return everything that was looked at, and by which model."""
    return (
        f"{counted(run.count('scanned'), 'page')} scanned, {run.count('skipped')} skipped, "
        f"{run.count('failed')} failed; {counted(run.ignored, 'finding')} ignored, {run.baselined} in the baseline. "
        f"Model {run.model.id} {run.model.version} ({run.model.sha256[:8]})."
    )


def code(text: str) -> str:
    """Return text as a code span, in which nothing is markup: its fence is longer than any in the text."""
    fence = "`" * (1 + max((len(ticks) for ticks in re.findall("`+", text)), default=0))
    return f"{fence} {text or '-'} {fence}"
