"""The findings that a site is known to have, so that only new ones count.

A baseline names path, rule and text (as a hash) and how often that is there. It has no line numbers and no time,
and it is sorted: it changes only where the findings do, and two branches can both change it.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from spamdetect.aside import counting
from spamdetect.errors import UsageError
from spamdetect.types import Checked, Finding
from spamdetect.writing import write_whole

FORMAT = 1
# A site of a million findings needs about 150 MB.
LARGEST = 1 << 28

Key = tuple[str, str, str]
"""Path, rule and fingerprint of a finding."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """Known findings."""

    folder: Path
    """The folder of the file; its paths count from there."""
    known: Counter[Key]
    """How often each finding is known."""

    def key(self, checked: Checked, finding: Finding) -> Key:
        """Return what identifies a finding."""
        return place(self.folder, checked.path), finding.rule, finding.fingerprint

    def split(self, checked: Checked) -> Checked:
        """Return a page with its known findings set aside; if one is there more often than known, the rest counts."""
        seen: Counter[Key] = Counter()
        new: list[Finding] = []
        known: list[Finding] = []
        for finding in checked.report.findings:
            key = self.key(checked, finding)
            seen[key] += 1
            (known if seen[key] <= self.known[key] else new).append(finding)
        if not known:
            return checked
        return replace(checked, report=counting(checked.report, new), baselined=tuple(known))

    def stale(self, documents: Iterable[Checked]) -> list[str]:
        """Return what is to be said about known findings that are not there any more.

        Only pages that were looked at count, and pages that do not exist any more.
        """
        found: Counter[Key] = Counter()
        scanned = set()
        for checked in documents:
            if checked.report.status == "scanned":
                scanned.add(place(self.folder, checked.path))
            found.update(self.key(checked, finding) for finding in checked.baselined)
        return [
            f"baseline: {path} {rule} is not found any more, take it out ({fingerprint})"
            for path, rule, fingerprint in sorted((self.known - found).keys())
            if path in scanned or not (self.folder / path).exists()
        ]


def place(folder: Path, path: str) -> str:
    """Return a path from a folder, with forward slashes; it may lead out of it."""
    return Path(os.path.relpath(path, folder)).as_posix()


def read_baseline(file: Path) -> Baseline:
    """Read a baseline.

    Raises:
        UsageError: it is missing, cannot be read, or is no baseline that this version knows.
    """
    try:
        with file.open("rb") as stream:
            content = stream.read(LARGEST + 1)
        data = json.loads(content)
        if data["format"] != FORMAT:
            raise UsageError(f"{file} is a baseline of format {data['format']!r}; write it anew")
        known: Counter[Key] = Counter()
        for entry in data["findings"]:
            path, rule, fingerprint, count = (
                entry[name] for name in ("path", "rule", "fingerprint", "count")
            )
            if not all(isinstance(name, str) for name in (path, rule, fingerprint)) or count < 1:
                raise ValueError(entry)
            known[path, rule, fingerprint] += int(count)
    except OSError as error:
        raise UsageError(f"the baseline {file} cannot be read: {error.strerror or error}") from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise UsageError(f"{file} is no baseline, or is damaged; write it anew") from error
    return Baseline(file.absolute().parent, known)


def write_baseline(file: Path, documents: Iterable[Checked]) -> int:
    """Write the findings of pages as a baseline, and return how many they are.

    Raises:
        OSError: it cannot be written.
    """
    folder = file.absolute().parent
    known = Counter(
        (place(folder, checked.path), finding.rule, finding.fingerprint)
        for checked in documents
        for finding in (*checked.report.findings, *checked.baselined)
    )
    findings = [
        {"path": path, "rule": rule, "fingerprint": fingerprint, "count": count}
        for (path, rule, fingerprint), count in sorted(known.items())
    ]
    # A line for each finding, for whoever reads or merges changes of it.
    lines = ",\n".join(json.dumps(entry) for entry in findings)
    write_whole(file, f'{{"format": {FORMAT}, "findings": [\n{lines}\n]}}\n'.encode("ascii"))
    return known.total()
