"""Measures the cases of every technique; `python tests/techniques.py --update` writes the table and what fails."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from technique_cases import FAILING, TechniqueCase, known_failures, technique_cases, titles

from spamdetect import check
from spamdetect.train.evaluate import LOST
from spamdetect.train.samples import common

TABLE = Path(__file__).parents[1] / "docs" / "techniques.md"
REMOVED = 0.9  # As in the quality gate: what counts as cleaned, besides `LOST`.
HEAD = """\
# Techniques

Every way in which spam is put into pages and hidden there, and what becomes of our cases of it. Written by
`python tests/techniques.py --update`; the cases are in `tests/cases/techniques`.

- **found**: infected pages in which what was put in was found, of all;
- **cut**: those of which cleaning takes out at least nine tenths of it and at most 20 bytes else;
- **named**: those whose finding names the place and the trick;
- **false alarms**: honest pages that do the same for a good reason, of all, in which something was found.
"""


@dataclass(frozen=True, slots=True)
class Answer:
    case: TechniqueCase
    findings: tuple[tuple[str, str, str], ...]
    """Rule, technique and excerpt of each."""
    found: bool
    cut: bool
    named: bool

    @property
    def right(self) -> bool:
        return not self.findings if self.case.twin else self.found and self.cut and self.named

    def __str__(self) -> str:
        return f"{self.case.id}: {list(self.findings)}"


def answer(case: TechniqueCase) -> Answer:
    page, spans = case.case.sample.page, case.case.sample.spans
    report = check(page)
    cut = [
        (span.start, span.end)
        for finding in report.findings if finding.action != "review" for span in finding.spans
    ]  # fmt: skip
    removed, injected = common(cut, spans), sum(end - start for start, end in spans)
    lost = sum(end - start for start, end in cut) - removed
    whole = report.label == "spam" and injected >= REMOVED * len(page)
    return Answer(
        case,
        tuple((finding.rule, finding.technique, finding.excerpt[:60]) for finding in report.findings),
        whole or removed > 0,
        whole or (removed >= REMOVED * injected and lost <= LOST),
        any(finding.rule in case.rules and finding.technique in case.names for finding in report.findings),
    )


@cache
def answers() -> tuple[Answer, ...]:
    return tuple(map(answer, technique_cases()))


def failing(given: Sequence[Answer]) -> list[str]:
    return sorted(item.case.id for item in given if not item.right)


def table(given: Sequence[Answer]) -> str:
    """The table, a row for each technique and the sums."""
    lines = [
        "| technique | cases | found | cut | named | twins | false alarms |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    names = titles()
    for title, rows in [
        *((names[file], [item for item in given if item.case.file == file]) for file in names),
        ("**all**", given),
    ]:
        spam = [item for item in rows if not item.case.twin]
        twins = [item for item in rows if item.case.twin]
        sums = [len(spam), sum(item.found for item in spam), sum(item.cut for item in spam),
                sum(item.named for item in spam), len(twins), sum(not item.right for item in twins)]  # fmt: skip
        lines.append(f"| {title} | {' | '.join(map(str, sums))} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--update", action="store_true", help="write the table and the list of known failures"
    )
    parser.add_argument("--allow-regression", action="store_true", help="even if a case fails that did not")
    chosen = parser.parse_args()
    given = answers()
    print(table(given))
    for item in given:
        if not item.right:
            print(item)
    fresh = sorted(set(failing(given)) - set(known_failures()))
    if chosen.update:
        if fresh and FAILING.exists() and not chosen.allow_regression:
            sys.exit(
                "\n".join(["These did not fail before; --allow-regression lists them all the same:", *fresh])
            )
        FAILING.write_text("".join(f"{name}\n" for name in failing(given)), "utf-8")
        TABLE.write_text(f"{HEAD}\n{table(given)}\n", "utf-8")


if __name__ == "__main__":
    main()
