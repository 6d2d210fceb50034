"""The report for a GitHub workflow: commands that the runner turns into annotations.

GitHub shows ten annotations of a kind for a step and drops the rest without a word. The worst come first here, a
text that is on many pages gets one, and the last line says how many are not shown.
"""

from __future__ import annotations

from spamdetect.report.entries import Group, counted, groups, message, repository_path
from spamdetect.report.untrusted import plain
from spamdetect.types import Run, Severity

LIMIT = 10
LEVELS: dict[Severity, str] = {"high": "error", "medium": "warning", "low": "notice"}


def render(run: Run) -> str:
    """Return one line for each annotation, and a line that counts them."""
    found = groups(run)
    # One notice is kept for the count.
    limits = {"error": LIMIT, "warning": LIMIT, "notice": LIMIT - 1}
    shown = []
    for group in found:
        level = LEVELS[group.finding.severity]
        if limits[level] > 0:
            limits[level] -= 1
            shown.append(annotation(level, group))
    unscanned = len(run.documents) - run.count("scanned")
    total = (
        f"{counted(run.findings, 'finding')} in {counted(run.count('scanned'), 'page')}; "
        f"{counted(unscanned, 'page')} not scanned."
    )
    left = len(found) - len(shown)
    if left:
        total += (
            f" {left} more are not shown here, since GitHub shows {LIMIT} of a kind: see the job summary."
        )
    return "\n".join([*shown, command("notice", "spamdetect", total)]) + "\n"


def annotation(level: str, group: Group) -> str:
    """Return the annotation of a finding; only its start, since one that ends in the last line is not shown."""
    finding, first = group.finding, group.entries[0]
    others = group.files - 1
    more = f" (and in {counted(others, 'more file')})" if others else ""
    return command(
        level,
        f"{finding.rule} {finding.name}",
        message(finding) + more,
        file=plain(repository_path(first.checked.path)),
        line=str(finding.line),
        col=str(finding.column),
    )


def command(name: str, title: str, text: str, **properties: str) -> str:
    """Return a workflow command with everything in it escaped."""
    fields = ",".join(f"{key}={quoted(value)}" for key, value in {**properties, "title": title}.items())
    return f"::{name} {fields}::{escaped(text)}"


def escaped(text: str) -> str:
    """Return text fit for the message of a command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def quoted(text: str) -> str:
    """Return text fit for a property of a command."""
    return escaped(text).replace(":", "%3A").replace(",", "%2C")
