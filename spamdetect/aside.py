"""Findings that the user said to ignore: they are set aside and counted, and never vanish."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from spamdetect.check import readable, removed_spans
from spamdetect.clean import without
from spamdetect.config import RULE_IDS, Config
from spamdetect.errors import UnreadableInput
from spamdetect.marks import IgnoreMark, ignore_marks
from spamdetect.parse import parse
from spamdetect.parse.align import MARKUP
from spamdetect.parse.decode import codec_of
from spamdetect.types import Finding, Label, Report


@dataclass(frozen=True, slots=True)
class Settled:
    """A report of which some findings do not count."""

    report: Report
    """The report with the findings that count."""
    ignored: tuple[Finding, ...] = ()
    """Those that do not."""
    notes: tuple[str, ...] = ()
    """What is wrong with the ignore marks of the page."""


def settle(file: Path, page: bytes, report: Report, config: Config) -> Settled:
    """Set the findings aside that the settings or the marks in the page say to ignore.

    Args:
        file: where the page is from; patterns are held against it.
        page: the page, a file of the user's own.
        report: what was found in it.
        config: the settings.
    """
    if report.status != "scanned":
        return Settled(report)
    marks = ignore_marks(page, report.kind, report.encoding) if config.inline_ignores else []
    usable = [mark for mark in marks if not fault(mark)]
    rules = config.ignored_rules(file)
    by_mark = {
        finding: [mark for mark in usable if finding.rule in mark.rules and touches(mark, finding)]
        for finding in report.findings
    }
    ignored = tuple(
        finding
        for finding in report.findings
        if finding.rule in rules
        or finding.topic in config.expect
        or allowed(finding.hosts, config.allow_domains)
        or covered(page, report.encoding, finding, by_mark[finding])
    )
    used = {mark for finding in ignored for mark in by_mark[finding]}
    notes = tuple(
        f"line {mark.line}: ignore mark {fault(mark) or 'has no effect'}"
        for mark in marks
        if mark not in used
    )
    left = set(report.findings) - set(ignored)
    kept = [finding for finding in report.findings if finding in left]
    return Settled(counting(report, kept) if ignored else report, ignored, notes)


def fault(mark: IgnoreMark) -> str:
    """Return what is wrong with a mark, or nothing."""
    unknown = [rule for rule in mark.rules if rule not in RULE_IDS]
    if not mark.rules:
        return "names no rule"
    if unknown:
        return f"names the unknown rule {unknown[0]!r}"
    return "" if mark.reason else "gives no reason"


def allowed(hosts: Sequence[str], domains: Sequence[str]) -> bool:
    """Tell whether there are links and all of them lead to these domains or to hosts below them."""
    return bool(hosts and domains) and all(
        any(host == domain or host.endswith("." + domain) for domain in domains) for host in hosts
    )


def touches(mark: IgnoreMark, finding: Finding) -> bool:
    """Tell whether a part of a finding lies in what a mark covers."""
    return any(span.start < mark.span.end and mark.span.start < span.end for span in finding.spans)


def covered(page: bytes, encoding: str | None, finding: Finding, marks: Sequence[IgnoreMark]) -> bool:
    """Tell whether marks cover a finding: outside of what they cover it has no words, only tags and space."""
    if not marks:
        return False
    codec = codec_of(encoding or "utf-8")
    rest = []
    for span in finding.spans:
        position = span.start
        for mark in sorted(marks, key=lambda mark: mark.span):
            rest.append(page[position : max(position, min(mark.span.start, span.end))])
            position = max(position, min(mark.span.end, span.end))
        rest.append(page[position : span.end])
    words = b"".join(rest).decode(codec[1] if codec is not None else "latin-1", "replace")
    return not MARKUP.sub("", words).strip()


def counting(report: Report, findings: Collection[Finding]) -> Report:
    """Return a report in which only some of its findings count."""
    whole = any(finding.action == "review" for finding in findings)
    label: Label = "spam" if whole and report.label == "spam" else "injected" if findings else "clean"
    return replace(report, findings=tuple(findings), label=label)


def cleaned(page: bytes, report: Report) -> Report:
    """Return a report whose cleaned page is less the findings that count, and nothing else."""
    rest = without(page, removed_spans(report.findings))
    try:
        text = readable(parse(rest, kind=report.kind, encoding=report.encoding), rest)
    except UnreadableInput:
        text = ""
    return replace(report, clean_html=rest, clean_text=text)
