"""The report for people: findings by file, why, and what to do.

The text has colours; `click.echo` takes them off again where standard output is not a terminal.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

import click

from spamdetect.report.entries import Group, counted, groups, strongest
from spamdetect.report.rules import RULES
from spamdetect.report.untrusted import defanged, plain
from spamdetect.types import Checked, Finding, Reason, Run

WIDTH = 100  # Columns of text: as wide as reads well, also in logs that know no width.
HOSTS = 5  # Hosts that a finding leads to which are shown.
REASONS = 3  # Reasons that are shown; the JSON report has them all.
MANY = 3  # Pages up to which a finding is told for each; in more of them, it is told once, with some of the others.
OTHERS = 3  # Other pages that are named then.
UNSCANNED = 50  # Inputs that were not scanned which are named; the JSON report has them all.
COLOURS = {"high": "red", "medium": "yellow", "low": "cyan"}


def render(run: Run) -> str:
    """Return every finding, every input that was not scanned, and one line that counts them all."""
    many = {group.finding.fingerprint: group for group in groups(run) if group.files > MANY}
    parts = [text for checked in run.documents if (text := found(checked, many))]
    left = [unscanned(checked) for checked in run.documents if checked.report.status != "scanned"]
    if left:
        more = [f"and {len(left) - UNSCANNED:,} more were not scanned"] * (len(left) > UNSCANNED)
        parts.append("\n".join([*left[:UNSCANNED], *more]))
    if run.findings:
        parts.append(advice(run))
    parts += [plain(note) for note in run.notes]
    return "\n\n".join([*parts, summary(run)]) + "\n"


def found(checked: Checked, many: Mapping[str, Group]) -> str:
    """Return the findings of one file under its name, less those that were told for another one."""
    report = checked.report
    share = f"{report.label}, probability {report.probability:.3f}"
    head = f"{click.style(plain(checked.path), bold=True)}  {share}"
    told = []
    for finding in report.findings:
        group = many.get(finding.fingerprint)
        if group is None:
            told.append(finding_lines(finding))
        elif group.entries[0].checked is checked and group.finding is finding:
            told.append("\n".join([finding_lines(finding), others(group)]))
    return "\n".join([head, *told]) if told else ""


def others(group: Group) -> str:
    """Return where else a finding is."""
    paths = dict.fromkeys(plain(entry.checked.path) for entry in group.entries)
    named = ", ".join(list(paths)[1 : 1 + OTHERS])
    more = f" and {len(paths) - 1 - OTHERS:,} more" if len(paths) > 1 + OTHERS else ""
    return indented("", f"on {len(paths):,} pages, also {named}{more}")


def finding_lines(finding: Finding) -> str:
    """Return one finding: where and what, the text itself, where it leads, and why."""
    rule = click.style(f"{finding.rule} {finding.name}", fg=COLOURS[finding.severity], bold=True)
    sure = f"{finding.severity} severity, {finding.confidence} confidence"
    lines = [
        f"  {finding.line}:{finding.column}  {rule}  {finding.topic}, {defanged(finding.technique)} ({sure})"
    ]
    lines.append(click.style(indented("", defanged(finding.excerpt)), bold=True))
    if finding.hosts:
        more = f" and {len(finding.hosts) - HOSTS} more" if len(finding.hosts) > HOSTS else ""
        lines.append(indented("to:  ", ", ".join(map(defanged, finding.hosts[:HOSTS])) + more))
    lines.append(indented("why: ", "; ".join(reason_text(reason) for reason in strongest(finding, REASONS))))
    return "\n".join(lines)


def advice(run: Run) -> str:
    """Return what to do, once for every rule that found something."""
    rules = sorted({finding.rule for checked in run.documents for finding in checked.report.findings})
    lines = [indented("", f"{rule} {RULES[rule].name}: {RULES[rule].advice}", 2) for rule in rules]
    return "\n".join([click.style("What to do", bold=True), *lines])


def reason_text(reason: Reason) -> str:
    """Return a reason and its share of the log-odds."""
    return f"{defanged(reason.sentence)} ({reason.weight:+.1f})"


def indented(label: str, text: str, columns: int = 6) -> str:
    """Return text wrapped under its label, this many columns from the left."""
    margin = " " * columns
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
