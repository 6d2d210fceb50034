"""What is new, gone and unchanged since an earlier audit."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from spamdetect.aside import counting
from spamdetect.types import Checked, Finding, Run

# Findings that are gone which are named one by one.
NAMED = 20

Key = tuple[str, str, str]
"""Address, rule and fingerprint of a finding."""


def keys_of(checked: Checked) -> list[Key]:
    """Return what identifies the findings of a page."""
    return [(checked.path, finding.rule, finding.fingerprint) for finding in checked.report.findings]


def compared(run: Run, earlier: Run, when: str) -> Run:
    """Return a run in which only those findings count that an earlier one does not have.

    Args:
        run: the run; findings that are known are set aside as those of a baseline are.
        earlier: the earlier run.
        when: when that was, for people.
    """
    known = Counter(key for checked in earlier.documents for key in keys_of(checked))
    rest = known.copy()
    documents = tuple(split(checked, rest) for checked in run.documents)
    new = Run(documents, run.model)
    # Of pages that were looked at this time, or that are not there any more.
    unknown = {checked.path for checked in documents if checked.report.status != "scanned"}
    gone = [
        f"gone since {when}: {url} {rule}" for url, rule, _ in sorted(rest.elements()) if url not in unknown
    ]
    more = [f"and {len(gone) - NAMED:,} more are gone"] * (len(gone) > NAMED)
    total = f"since {when}: {new.findings:,} new, {new.baselined:,} unchanged, {len(gone):,} gone"
    return replace(run, documents=documents, notes=(total, *gone[:NAMED], *more, *run.notes))


def split(checked: Checked, rest: Counter[Key]) -> Checked:
    """Set the known findings of a page aside, and take them off the rest."""
    new: list[Finding] = []
    known: list[Finding] = []
    for finding, key in zip(checked.report.findings, keys_of(checked), strict=True):
        if rest[key] > 0:
            rest[key] -= 1
            known.append(finding)
        else:
            new.append(finding)
    if not known:
        return checked
    return replace(checked, report=counting(checked.report, new), baselined=tuple(known))
