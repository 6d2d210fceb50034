"""Measures the cases of every technique; `python tests/techniques.py --update` writes the table and what fails."""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from technique_cases import FAILING, TechniqueCase, known_failures, technique_cases, titles

from spamdetect import check
from spamdetect.parse import parse
from spamdetect.train.evaluate import LOST
from spamdetect.train.extractors import EXTRACTORS
from spamdetect.train.samples import Labelled, common
from spamdetect.train.survival import of_page, windows

TABLE = Path(__file__).parents[1] / "docs" / "techniques.md"
REMOVED = 0.9  # As in the quality gate: what counts as cleaned, besides `LOST`.
HEAD = """\
# Techniques

Every way in which spam is put into pages and hidden there, and what becomes of our cases of it. Written by
`python tests/techniques.py --update`; the cases are in `tests/cases/techniques`.

- **found**: infected pages in which what was put in was found, of all;
- **cut**: those of which cleaning takes out at least nine tenths of it and at most 20 bytes else;
- **named**: those whose finding names the place and the trick;
- **false alarms**: honest pages that do the same for a good reason, of all, in which something was found;
- what people use instead: infected pages whose extracted text still holds at least half of what was put in.
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


Extract = Callable[[Labelled], str]


def survives(case: TechniqueCase, extract: Extract) -> bool:
    """Whether most of what was put into a page is still there once its text has been extracted."""
    texts = [
        [block.text for block in parse(page).blocks] for page in (case.case.text, case.case.original or " x")
    ]
    put_in = windows(texts[0]) - windows(texts[1])
    return bool(put_in) and 2 * len(put_in & windows([extract(case.case.sample)])) >= len(put_in)


def table(given: Sequence[Answer], extractors: Mapping[str, Extract]) -> str:
    """The table, a row for each technique and the sums; the columns of extractors come last."""
    heads = ["technique", "cases", "found", "cut", "named", "twins", "false alarms", *extractors]
    lines = [row(heads), row(["---", *["--:"] * (len(heads) - 1)])]
    for file, title in (titles() | {"": "**all**"}).items():
        spam = [item for item in given if item.case.file.startswith(file) and not item.case.twin]
        twins = [item for item in given if item.case.file.startswith(file) and item.case.twin]
        sums = [len(spam), sum(item.found for item in spam), sum(item.cut for item in spam),
                sum(item.named for item in spam), len(twins), sum(not item.right for item in twins)]  # fmt: skip
        sums += [sum(survives(item.case, extract) for item in spam) for extract in extractors.values()]
        lines.append(row([title, *map(str, sums)]))
    return "\n".join(lines)


def row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def installed() -> dict[str, Extract]:
    """The extractors that are installed."""
    found = {}
    for name, load in EXTRACTORS.items():
        with suppress(ImportError):
            found[name] = of_page(load())
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--update", action="store_true", help="write the table and the list of known failures"
    )
    parser.add_argument("--allow-regression", action="store_true", help="even if a case fails that did not")
    chosen = parser.parse_args()
    given = answers()
    print(table(given, {}))
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
        TABLE.write_text(f"{HEAD}\n{table(given, installed())}\n", "utf-8")


if __name__ == "__main__":
    main()
