"""The report for people: findings by file, why, and what to do.

The text has colours; `click.echo` takes them off again where standard output is not a terminal.
"""

from __future__ import annotations

import textwrap

import click

from spamdetect.report.entries import counted, strongest
from spamdetect.report.rules import RULES
from spamdetect.report.untrusted import defanged, plain
from spamdetect.types import Checked, Finding, Reason, Run

WIDTH = 100  # Columns of text: as wide as reads well, also in logs that know no width.
REASONS = 3  # Reasons that are shown; the JSON report has them all.
COLOURS = {"high": "red", "medium": "yellow", "low": "cyan"}


def render(run: Run) -> str:
    """Return every finding, every input that was not scanned, and one line that counts them all."""
    parts = [found(checked) for checked in run.documents if checked.report.findings]
    left = [unscanned(checked) for checked in run.documents if checked.report.status != "scanned"]
    if left:
        parts.append("\n".join(left))
    parts += [defanged(note) for note in run.notes]
    return "\n\n".join([*parts, summary(run)]) + "\n"


def found(checked: Checked) -> str:
    """Return the findings of one file under its name."""
    report = checked.report
    share = f"{report.label}, probability {report.probability:.3f}"
    head = f"{click.style(plain(checked.path), bold=True)}  {share}"
    return "\n".join([head, *(finding_lines(finding) for finding in report.findings)])


def finding_lines(finding: Finding) -> str:
    """Return one finding: where and what, the text itself, why, and what to do."""
    rule = click.style(f"{finding.rule} {finding.name}", fg=COLOURS[finding.severity], bold=True)
    sure = f"{finding.severity} severity, {finding.confidence} confidence"
    lines = [
        f"  {finding.line}:{finding.column}  {rule}  {finding.topic}, {defanged(finding.technique)} ({sure})"
    ]
    lines.append(click.style(indented("", defanged(finding.excerpt)), bold=True))
    lines.append(indented("why: ", "; ".join(reason_text(reason) for reason in strongest(finding, REASONS))))
    lines.append(indented("do:  ", RULES[finding.rule].advice))
    return "\n".join(lines)


def reason_text(reason: Reason) -> str:
    """Return a reason and its share of the log-odds."""
    return f"{defanged(reason.sentence)} ({reason.weight:+.1f})"


def indented(label: str, text: str) -> str:
    """Return text wrapped under its label."""
    margin = " " * 6
    return textwrap.fill(
        text, WIDTH, initial_indent=margin + label, subsequent_indent=margin + " " * len(label),
        break_on_hyphens=False,
    )  # fmt: skip


def unscanned(checked: Checked) -> str:
    """Return why an input was not scanned."""
    status = click.style(checked.report.status, fg="yellow")
    return f"{plain(checked.path)}  {status}: {defanged(checked.report.reason or '')}"


def summary(run: Run) -> str:
    """Return the counts of everything that was named; "clean" is said of nothing that was not looked at."""
    counts = ", ".join(f"{run.count(status)} {status}" for status in ("scanned", "skipped", "failed"))
    aside = [
        f", {number} {name}"
        for name, number in (("ignored", run.ignored), ("baselined", run.baselined))
        if number
    ]
    found = counted(run.findings, "finding") + "".join(aside)
    line = f"{found}. Pages: {counts}. Model {run.model.id} {run.model.version} ({run.model.sha256[:8]})."
    return click.style(line, fg="red" if run.findings else None, bold=True)
