"""Measure a model on labelled pages: by page, by character, by language, topic, technique and format."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from joblib import Parallel, delayed

from spamdetect.check import check
from spamdetect.model import Model
from spamdetect.train.samples import Labelled, Truth, common
from spamdetect.types import Kind, Label, Span

BATCH = 64  # Pages that a worker process judges at a time.
DRAWS = 1000  # Bootstrap draws of an interval.
LOST = 20  # Bytes of clean text lost from which on an infected page is listed.


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one labelled page."""

    id: str
    group: str
    truth: Truth
    kind: Kind
    language: str
    topic: str
    technique: str
    real: bool
    hard: bool
    label: Label
    probability: float
    scanned: bool
    findings: int
    """Number of findings."""
    injected: int
    """Bytes that were injected."""
    removed: int
    """Bytes of those that cleaning takes out."""
    clean: int
    """Bytes that were not injected."""
    lost: int
    """Bytes of those that cleaning takes out all the same."""
    excerpts: tuple[str, ...]
    """Rule, topic, chief reason and excerpt of the first findings."""

    @property
    def found(self) -> bool:
        """Tell whether an infected page was found for the right reason."""
        if self.truth == "spam":
            return self.label != "clean"
        return self.removed > 0

    @property
    def alarm(self) -> bool:
        """Tell whether anything was found."""
        return self.findings > 0


def outcome(sample: Labelled, model: Model, max_fpr: float | None = None) -> Outcome:
    """Judge one page."""
    report = check(sample.page, kind=sample.kind, model=model, max_fpr=max_fpr)
    spans = [
        (span.start, span.end)
        for finding in report.findings
        if finding.action != "review"
        for span in finding.spans
    ]
    injected = total(sample.spans)
    removed = common(spans, sample.spans)
    taken = total(spans)
    return Outcome(
        sample.id, sample.group, sample.truth, report.kind, sample.language, sample.topic, sample.technique,
        sample.real, sample.hard, report.label, report.probability, report.status == "scanned",
        len(report.findings), injected, removed, len(sample.page) - injected, taken - removed,
        tuple(
            f"{finding.rule} {finding.topic} {finding.technique} p={finding.probability:.3f} "
            f"[{', '.join(f'{reason.feature}{reason.weight:+.1f}' for reason in finding.reasons[:5])}] "
            f"{finding.excerpt[:120]}"
            for finding in report.findings[:4]
        ),
    )  # fmt: skip


def total(spans: Sequence[tuple[int, int]] | Sequence[Span]) -> int:
    """Return how many positions spans hold; they do not overlap."""
    return common(spans, spans)  # type: ignore[arg-type]


def outcomes_of(samples: Sequence[Labelled], models: Sequence[Model], rate: float | None) -> list[Outcome]:
    """Judge some pages, each with its own model."""
    return [outcome(sample, model, rate) for sample, model in zip(samples, models, strict=True)]


def judge_all(
    samples: Sequence[Labelled], models: Sequence[Model], numbers: Sequence[int], *, jobs: int = 2,
    rate: float | None = None,
) -> list[Outcome]:  # fmt: skip
    """Judge pages in parallel, `samples[i]` with `models[numbers[i]]`."""
    slices = [slice(start, start + BATCH) for start in range(0, len(samples), BATCH)]
    batches = Parallel(n_jobs=jobs)(
        delayed(outcomes_of)(samples[part], [models[number] for number in numbers[part]], rate)
        for part in slices
    )
    return [found for batch in batches for found in batch]


def interval(values: Sequence[float], groups: Sequence[str], *, seed: int = 0) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of a mean, drawn by group: pages of a site are not independent."""
    members: dict[str, list[float]] = defaultdict(list)
    for value, group in zip(values, groups, strict=True):
        members[group].append(value)
    sums = np.array([sum(found) for found in members.values()])
    counts = np.array([len(found) for found in members.values()])
    drawn = np.random.default_rng(seed).integers(0, len(sums), (DRAWS, len(sums)))
    means = sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return float(low), float(high)


@dataclass(frozen=True, slots=True)
class Measures:
    """The figures of a set of outcomes; None where nothing of that kind is in it."""

    infected: int
    found: float | None
    """Share of infected pages found."""
    found_interval: tuple[float, float] | None
    recall: float | None
    """Share of injected bytes removed, mean over pages with spans."""
    clean: int
    alarms: float | None
    """Share of clean pages with any finding."""
    alarms_interval: tuple[float, float] | None
    lost: float | None
    """Share of clean bytes taken out, over all pages."""


def measure(outcomes: Sequence[Outcome]) -> Measures:
    """Return the figures of a set of outcomes."""
    infected = [item for item in outcomes if item.truth != "clean"]
    spanned = [item for item in infected if item.injected]
    clean = [item for item in outcomes if item.truth == "clean"]
    size = sum(item.clean for item in outcomes if item.truth != "spam")
    return Measures(
        len(infected), mean(item.found for item in infected), bounds(infected, lambda item: item.found),
        mean(item.removed / item.injected for item in spanned), len(clean),
        mean(item.alarm for item in clean), bounds(clean, lambda item: item.alarm),
        sum(item.lost for item in outcomes if item.truth != "spam") / size if size else None,
    )  # fmt: skip


def mean(values: Iterable[float]) -> float | None:
    """Return the mean, or None of nothing."""
    found = list(values)
    return sum(found) / len(found) if found else None


def bounds(outcomes: Sequence[Outcome], of: Callable[[Outcome], bool]) -> tuple[float, float] | None:
    """Return the interval of a share of pages."""
    if not outcomes:
        return None
    return interval([float(of(item)) for item in outcomes], [item.group for item in outcomes])


def row(name: str, outcomes: Sequence[Outcome]) -> str:
    """Return one line of the Markdown table."""
    found = measure(outcomes)

    def share(value: float | None, about: tuple[float, float] | None = None) -> str:
        if value is None:
            return ""
        return f"{value:.2%}" + (f" ({about[0]:.1%}-{about[1]:.1%})" if about else "")

    lost = "" if found.lost is None else f"{found.lost * 1e5:.2f}"
    return (
        f"| {name} | {found.infected} | {share(found.found, found.found_interval)} | {share(found.recall)} "
        f"| {found.clean} | {share(found.alarms, found.alarms_interval)} | {lost} |"
    )


HEAD = (
    "| pages | infected | found (95 %) | injected bytes removed | clean | with a false finding (95 %) "
    "| clean bytes lost per 100,000 |\n| --- | --- | --- | --- | --- | --- | --- |"
)


# How the table cuts the pages up: the name of a page's part, or nothing for those that are in none.
CUTS: dict[str, Callable[[Outcome], str]] = {
    "format": lambda item: f"{'real' if item.real else 'simulated'} {item.kind}",
    "language of the spam": lambda item: item.language if item.truth != "clean" else "",
    "topic": lambda item: item.topic if item.truth != "clean" else "",
    "technique": lambda item: item.technique if item.truth == "injected" and not item.real else "",
    "twin": lambda item: item.technique if item.truth == "clean" and not item.real else "",
}


def table(outcomes: Sequence[Outcome]) -> str:
    """Return the figures as a Markdown table: all, then by kind of page, format, language, topic, technique."""
    real = [item for item in outcomes if item.real]
    lines = [
        HEAD,
        row("real pages", real),
        row("real, ordinary clean", [item for item in real if item.truth == "clean" and not item.hard]),
        row("real, hard negatives", [item for item in real if item.truth == "clean" and item.hard]),
        row("real, injected", [item for item in real if item.truth == "injected"]),
        row("real, spam as a whole", [item for item in real if item.truth == "spam"]),
        row("simulated", [item for item in outcomes if not item.real]),
    ]
    for title, key in CUTS.items():
        parts: dict[str, list[Outcome]] = defaultdict(list)
        for item in outcomes:
            if name := key(item):
                parts[name].append(item)
        lines += [
            row(f"{title}: {name}", parts[name]) for name in sorted(parts, key=lambda name: -len(parts[name]))
        ]
    return "\n".join(lines)


def mistakes(outcomes: Sequence[Outcome]) -> str:
    """Return every miss and every false alarm with what speaks for it, real pages first."""
    lines = []
    for title, wrong in (
        ("Not scanned", [item for item in outcomes if not item.scanned]),
        ("Missed", [item for item in outcomes if item.truth != "clean" and not item.found]),
        ("False alarms", [item for item in outcomes if item.truth == "clean" and item.alarm]),
        ("Clean text lost", [item for item in outcomes if item.truth == "injected" and item.lost > LOST]),
        (
            "Half removed",
            [
                item
                for item in outcomes
                if item.truth == "injected" and 0 < item.removed < 0.8 * item.injected
            ],
        ),
    ):
        lines.append(f"\n## {title}: {len(wrong)}")
        for item in sorted(wrong, key=lambda item: (not item.real, item.id)):
            lines.append(
                f"- {item.id} [{item.kind} {item.language} {item.topic} {item.technique}] {item.label} "
                f"p={item.probability:.3f} removed {item.removed}/{item.injected} lost {item.lost}"
            )
            lines += [f"    - {excerpt}" for excerpt in item.excerpts]
    return "\n".join(lines)
