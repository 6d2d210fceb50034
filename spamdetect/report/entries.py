"""The findings of a run as lists that several formats share: one by one, and the same block on many pages as one."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from spamdetect.report.rules import RULES
from spamdetect.report.untrusted import defanged
from spamdetect.types import Checked, Finding, Reason, Run

# Where build servers say that the repository is checked out.
ROOTS = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR")
State = Literal["reported", "ignored", "baselined"]
SEVERITIES = ("high", "medium", "low")


@dataclass(frozen=True, slots=True)
class Entry:
    """One finding in one file."""

    checked: Checked
    """The file and all that is known of it."""
    finding: Finding
    """The finding."""
    state: State
    """Whether it counts."""
    id: str
    """Hash of path, rule and text: unique in the run, the same in the next one wherever the text has moved."""


@dataclass(frozen=True, slots=True)
class Group:
    """The same finding in one or many files."""

    entries: tuple[Entry, ...]
    """Where it is, in the order of the run; at least one."""

    @property
    def finding(self) -> Finding:
        """Return the first of them, which stands for all."""
        return self.entries[0].finding

    @property
    def state(self) -> State:
        """Return whether they count."""
        return self.entries[0].state

    @property
    def files(self) -> int:
        """Return in how many files it is."""
        return len({entry.checked.path for entry in self.entries})


def entries(run: Run, states: Sequence[State] = ("reported",)) -> list[Entry]:
    """Return the findings in one of these states, in the order of the run."""
    seen: Counter[tuple[str, str]] = Counter()
    result = []
    for checked in run.documents:
        place = repository_path(checked.path)
        by_state = {
            "reported": checked.report.findings, "ignored": checked.ignored, "baselined": checked.baselined,
        }  # fmt: skip
        for state in states:
            for finding in by_state[state]:
                key = (checked.path, finding.fingerprint)
                seen[key] += 1
                text = "\0".join([place, finding.fingerprint, str(seen[key])])
                digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
                result.append(Entry(checked, finding, state, digest[:32]))
    return result


def groups(run: Run, states: Sequence[State] = ("reported",)) -> list[Group]:
    """Return the findings with those of one text and state as one.

    Those that count come first, the worst before the others, then those in most files.
    """
    by_text: dict[tuple[State, str], list[Entry]] = {}
    for entry in entries(run, states):
        by_text.setdefault((entry.state, entry.finding.fingerprint), []).append(entry)
    found = [Group(tuple(members)) for members in by_text.values()]
    return sorted(
        found,
        key=lambda group: (
            states.index(group.state), SEVERITIES.index(group.finding.severity), -group.files
        ),
    )  # fmt: skip


def strongest(finding: Finding, count: int) -> list[Reason]:
    """Return the named reasons that speak most for a finding."""
    return [reason for reason in finding.reasons if reason.weight > 0 and reason.feature != "other"][:count]


def counted(number: int, noun: str) -> str:
    """Return a number of things in words."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def message(finding: Finding) -> str:
    """Return a finding as one line of plain text."""
    what = RULES[finding.rule].what.removesuffix(".")
    return f"{what} ({finding.topic}, {defanged(finding.technique)}): {defanged(finding.excerpt)}"


def is_address(path: str) -> bool:
    """Tell whether a page was not read from a file but asked of a server."""
    return path.startswith(("http://", "https://"))


def repository_path(path: str) -> str:
    """Return a path as seen from the root of the repository, with forward slashes.

    The root is where the build server says it is, or else the working directory. A path outside of it stays
    absolute, and so does the address of a page.
    """
    if is_address(path):
        return path
    here = Path.cwd()
    named = [Path(value) for name in ROOTS if (value := os.environ.get(name))]
    root = next((root for root in named if here.is_relative_to(root)), here)
    full = Path(os.path.normpath(here / path))
    return full.relative_to(root).as_posix() if full.is_relative_to(root) else full.as_posix()
