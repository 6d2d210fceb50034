"""The report for build servers that show tests: JUnit XML, one test case a page."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from spamdetect.report.entries import counted, message, strongest
from spamdetect.report.rules import RULES
from spamdetect.report.untrusted import defanged, plain
from spamdetect.types import Checked, Finding, Run

REASONS = 3


def render(run: Run) -> str:
    """Return the run as one test suite; it has no times, so that the same pages give the same file."""
    counts = {
        "tests": len(run.documents),
        "failures": sum(bool(checked.report.findings) for checked in run.documents),
        "errors": run.count("failed"),
        "skipped": run.count("skipped"),
    }
    attributes = {"name": "spamdetect", **{name: str(count) for name, count in counts.items()}}
    root = Element("testsuites", attributes)
    suite = SubElement(root, "testsuite", attributes)
    for checked in run.documents:
        suite.append(case(checked))
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def case(checked: Checked) -> Element:
    """Return the test case of a page; all its findings are one failure, since many readers show only one."""
    report, path = checked.report, plain(checked.path)
    element = Element("testcase", classname="spamdetect", name=path, file=path)
    if report.findings:
        rules = ", ".join(sorted({finding.rule for finding in report.findings}))
        failure = SubElement(element, "failure", type=rules, message=counted(len(report.findings), "finding"))
        failure.text = "\n" + "\n\n".join(told(path, finding) for finding in report.findings) + "\n"
    elif report.status == "failed":
        SubElement(element, "error", type="failed", message=defanged(report.reason or ""))
    elif report.status == "skipped":
        SubElement(element, "skipped", message=defanged(report.reason or ""))
    return element


def told(path: str, finding: Finding) -> str:
    """Return a finding as lines of text."""
    return "\n".join(
        [
            f"{path}:{finding.line}:{finding.column}: {finding.rule} {message(finding)}",
            "why: " + "; ".join(reason.sentence for reason in strongest(finding, REASONS)),
            f"do: {RULES[finding.rule].advice}",
        ]
    )
