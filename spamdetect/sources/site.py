"""What the pages of one site say of each other: whoever got into one page seldom got into no other.

A page by itself is judged as strictly as was asked for. Once findings show that somebody was in the site, its other
pages are looked at again, and less strictly: as if they were other places of one page. How much less depends on how
many different texts were found on how many pages, so that what stands on every page, such as a strip of sponsors,
counts once and not a thousand times. A site without a finding is never looked at again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from spamdetect.aside import counting
from spamdetect.policy import COMPANY, rate_of
from spamdetect.sources.files import Input
from spamdetect.sources.scan import Options, model_in, scan
from spamdetect.types import Checked, Report

# Pages that may be expected to get a false finding in the second look, for each different text found in the first.
# Whether what was found is true or not, the second look adds no more than this share to the false alarms.
FALSE_SHARE = 0.05


@dataclass(frozen=True, slots=True)
class Site:
    """What the first look at the pages of a site says about those that had no finding."""

    texts: frozenset[str]
    """Fingerprints of what was found."""
    options: Options
    """How the second look reads and judges."""
    suspicion: float
    """Probability of a page from which on the second look may find something."""
    enough: float
    """Probability of a place from which on it counts by itself, and all that is found on its page with it."""

    def suspects(self, inputs: Sequence[Input], documents: Sequence[Checked]) -> list[int]:
        """Return which pages are to be looked at again; standard input is gone."""
        return [
            number
            for number, (item, checked) in enumerate(zip(inputs, documents, strict=True))
            if checked.report.status == "scanned"
            and not checked.report.findings
            and checked.report.probability >= self.suspicion
            and item.file is not None
        ]

    def vouched(self, report: Report) -> Report:
        """Return the answer of the second look with those findings that the rest of the site vouches for."""
        places = [finding for finding in report.findings if finding.action != "review"]
        if any(finding.probability >= self.enough for finding in places):
            return report
        return counting(report, [finding for finding in places if finding.fingerprint in self.texts])


def known(documents: Sequence[Checked], options: Options) -> Site | None:
    """Return what the first look says about the site; None if nothing was found, or no second look is less strict.

    What the user said to ignore says nothing about the site; what is in a baseline does.

    Args:
        documents: the answers of the first look, before a baseline is held against them.
        options: how it judged.
    """
    rate = rate_of(options.sensitivity, options.max_fpr)
    if rate >= COMPANY:
        return None
    judge = model_in(options.model).places

    def probability(limit: float) -> float:
        return float(judge.calibration.probability(np.array(judge.threshold(limit))))

    # Places that count only in the company of others on their page say nothing about other pages.
    alone = probability(rate)
    texts = frozenset(
        finding.fingerprint
        for checked in documents
        for finding in checked.report.findings
        if finding.action != "review" and finding.probability >= alone
    )
    if not texts:
        return None
    scanned = sum(checked.report.status == "scanned" for checked in documents)
    wider = min(COMPANY, max(rate, FALSE_SHARE * len(texts) / scanned))
    return Site(texts, replace(options, max_fpr=COMPANY), probability(COMPANY), probability(wider))


def second_look(
    inputs: Sequence[Input], documents: Sequence[Checked], options: Options, *, workers: int = 1
) -> list[Checked]:
    """Return the answers, with what only the site as a whole shows.

    Args:
        inputs: the pages.
        documents: the answers of the first look, one for each of them.
        options: how it judged.
        workers: number of processes; -1 for all cores.
    """
    answers = list(documents)
    site = known(answers, options)
    if site is None:
        return answers
    numbers = site.suspects(inputs, answers)
    again = scan([inputs[number] for number in numbers], site.options, workers=workers)
    for number, checked in zip(numbers, again, strict=True):
        report = site.vouched(checked.report)
        if report.findings:
            answers[number] = replace(answers[number], report=report)
    return answers
