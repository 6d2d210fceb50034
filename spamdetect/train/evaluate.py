"""Measure a model on labelled pages: by page, by character, by language, topic, technique and format."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from joblib import Parallel, delayed

from spamdetect.check import check, removed_spans
from spamdetect.model import Model
from spamdetect.parse import parse
from spamdetect.policy import excerpt
from spamdetect.train.markdown import markdown
from spamdetect.train.samples import MOSTLY, Labelled, Truth, common
from spamdetect.train.stretches import share_in, stretches_of
from spamdetect.types import Finding, Kind, Label, Reason, Span, Verdict

BATCH = 64  # Pages that a worker process judges at a time.
DRAWS = 1000  # Bootstrap draws of an interval.
SHOWN = 4  # Findings, or places that came near, that are listed of a page.
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
    vetted: bool
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
    """Rule, topic, chief reasons and excerpt of the first findings; of an infected page in which nothing was found,
    the places of the spam that came nearest."""
    blocks: int = 0
    """Blocks most of which was injected."""
    blocks_removed: int = 0
    """Those of them most of which cleaning takes out."""
    blocks_lost: int = 0
    """Other blocks most of which cleaning takes out all the same."""

    @property
    def found(self) -> bool:
        """Tell whether an infected page was found, for the right reason if it is known what was put in."""
        return self.removed > 0 if self.injected else self.label != "clean"

    @property
    def missed(self) -> bool:
        """Tell whether an infected page was not found."""
        return self.truth != "clean" and not self.found

    @property
    def alarm(self) -> bool:
        """Tell whether anything was found."""
        return self.findings > 0

    @property
    def false_alarm(self) -> bool:
        """Tell whether something was found in a clean page."""
        return self.truth == "clean" and self.alarm


def outcome(sample: Labelled, model: Model, max_fpr: float | None = None) -> Outcome:
    """Judge one page."""
    report = check(sample.page, kind=sample.kind, model=model, max_fpr=max_fpr)
    spans = [(span.start, span.end) for span in removed_spans(report.findings)]
    injected, removed = total(sample.spans), common(spans, sample.spans)
    # What is put in and what is clean is not known of a page that is only said to be infected.
    known = sample.truth != "injected" or injected > 0
    found = Outcome(
        sample.id, sample.group, sample.truth, report.kind, sample.language, sample.topic, sample.technique,
        sample.real, sample.hard, sample.vetted, report.label, report.probability, report.status == "scanned",
        len(report.findings), injected, removed, known * (len(sample.page) - injected),
        known * (total(spans) - removed),
        tuple(map(finding_line, report.findings[:SHOWN])),
    )  # fmt: skip
    # Blocks are placed only where something was put in or taken out; it takes as long as judging.
    return with_blocks(found, sample, spans, model) if found.scanned and (spans or found.missed) else found


def with_blocks(found: Outcome, sample: Labelled, spans: Sequence[tuple[int, int]], model: Model) -> Outcome:
    """Return an outcome with its blocks counted, and with what came nearest if nothing was found."""
    document = parse(sample.page, kind=found.kind)
    stretches = stretches_of(document, document.blocks)
    bad = [share_in(stretch, sample.spans) >= MOSTLY for stretch in stretches]
    gone = [share_in(stretch, spans) >= MOSTLY for stretch in stretches]
    hits = sum(one and other for one, other in zip(bad, gone, strict=True))
    if found.missed:
        report = check(sample.page, kind=sample.kind, model=model, explain=True)
        near = [
            verdict
            for verdict in sorted(report.verdicts, key=lambda verdict: -verdict.probability)
            if not sample.spans or share_in(stretches[verdict.block], sample.spans) > 0
        ]
        texts = [
            document.blocks[verdict.block].text[verdict.span.start : verdict.span.end] for verdict in near
        ]
        lines = tuple(map(verdict_line, near[:SHOWN], texts))
        found = replace(
            found, excerpts=lines or ("no place of it was judged: at first sight it is sure clean",)
        )
    return replace(found, blocks=sum(bad), blocks_removed=hits, blocks_lost=sum(gone) - hits)


def finding_line(finding: Finding) -> str:
    """Return a finding and its chief reasons."""
    about = f"{finding.rule} {finding.topic} {finding.technique}"
    return f"{about} p={finding.probability:.3f} {chief(finding.reasons)} {finding.excerpt[:120]}"


def verdict_line(verdict: Verdict, text: str) -> str:
    """Return a place that passed for clean, and the chief reasons."""
    about = f"passed {verdict.topic} {verdict.technique}"
    return f"{about} p={verdict.probability:.3f} {chief(verdict.reasons)} {excerpt(text, ())[:120]}"


def chief(reasons: Sequence[Reason]) -> str:
    """Return the strongest reasons by name."""
    return f"[{', '.join(f'{reason.feature}{reason.weight:+.1f}' for reason in reasons[:5])}]"


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


def interval(
    values: Sequence[float], groups: Sequence[str], sizes: Sequence[float] | None = None, *, seed: int = 0
) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of a mean, drawn by group: pages of a site are not independent.

    Args:
        values: what is averaged.
        groups: the site, source or campaign of each.
        sizes: what the sum of the values is divided by, instead of their number.
        seed: of the draws.
    """
    members: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for value, group, size in zip(values, groups, sizes or [1.0] * len(values), strict=True):
        members[group].append((value, size))
    sums = np.array([np.sum(found, axis=0) for found in members.values()])
    drawn = np.random.default_rng(seed).integers(0, len(sums), (DRAWS, len(sums)))
    low, high = np.quantile(np.divide(*sums[drawn].sum(axis=1).T), [0.025, 0.975])
    if sizes is None and low == high in (0.0, 1.0):
        # No draw of all or nothing shows anything else: the exact bound of Clopper and Pearson for so many groups.
        most = 1.0 - 0.025 ** (1 / len(sums))
        return (0.0, most) if low == 0.0 else (1.0 - most, 1.0)
    return float(low), float(high)


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean over pages, and its 95 % interval."""

    value: float
    interval: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Measures:
    """The figures of a set of outcomes; None where nothing of that kind is in it."""

    infected: int
    """Infected pages, and pages that are spam as a whole."""
    found: Figure | None
    """Share of them found."""
    blocks: Figure | None
    """Share of injected blocks removed, over all pages."""
    recall: Figure | None
    """Share of injected bytes removed, mean over pages with spans."""
    precision: Figure | None
    """Share of removed blocks that were injected, over all pages."""
    clean: int
    """Clean pages."""
    alarms: Figure | None
    """Share of them with any finding."""
    lost: Figure | None
    """Share of clean bytes taken out, over all pages."""


def figure(
    outcomes: Sequence[Outcome],
    of: Callable[[Outcome], float],
    over: Callable[[Outcome], float] | None = None,
) -> Figure | None:
    """Return the sum of something over the sum of something else, or over the number of pages."""
    used = [item for item in outcomes if over is None or over(item)]
    if not used:
        return None
    values, groups = [float(of(item)) for item in used], [item.group for item in used]
    sizes = [float(over(item)) for item in used] if over is not None else None
    return Figure(sum(values) / (sum(sizes) if sizes else len(values)), interval(values, groups, sizes))


def measure(outcomes: Sequence[Outcome]) -> Measures:
    """Return the figures of a set of outcomes."""
    infected = [item for item in outcomes if item.truth != "clean"]
    spanned = [item for item in infected if item.injected]
    clean = [item for item in outcomes if item.truth == "clean"]
    mixed = [item for item in outcomes if item.truth != "spam"]
    known = [*spanned, *clean]
    return Measures(
        len(infected),
        figure(infected, lambda item: item.found),
        figure(spanned, lambda item: item.blocks_removed, lambda item: item.blocks),
        figure(spanned, lambda item: item.removed / item.injected),
        figure(known, lambda item: item.blocks_removed, lambda item: item.blocks_removed + item.blocks_lost),
        len(clean),
        figure(clean, lambda item: item.alarm),
        figure(mixed, lambda item: item.lost, lambda item: item.clean),
    )


def row(name: str, outcomes: Sequence[Outcome]) -> list[str]:
    """Return one line of the table."""
    found = measure(outcomes)

    def cell(figure: Figure | None, scale: Callable[[float], str] = "{:.1%}".format) -> str:
        return f"{scale(figure.value)} ({'-'.join(map(scale, figure.interval))})" if figure else ""

    return [
        name, str(found.infected), cell(found.found), cell(found.blocks), cell(found.recall),
        cell(found.precision), str(found.clean), cell(found.alarms, "{:.2%}".format),
        cell(found.lost, lambda value: f"{1e5 * value:.2f}"),
    ]  # fmt: skip


HEAD = (
    "pages", "infected", "found", "injected blocks removed", "injected bytes removed",
    "of removed blocks, injected", "clean", "with a false finding", "clean bytes lost per 100,000",
)  # fmt: skip
# Parts of fewer pages are put together: an interval of one or two pages says nothing.
LEAST = 3
OTHERS = "others"


def site(item: Outcome) -> str:
    """Return the site of a page that was misjudged."""
    return item.group if item.missed or item.false_alarm else ""


# How the table cuts the pages up: the name of a page's part, or nothing for those that are in none.
CUTS: dict[str, Callable[[Outcome], str]] = {
    "format": lambda item: f"{'real' if item.real else 'simulated'} {item.kind}",
    "language of the spam": lambda item: item.language if item.truth != "clean" else "",
    "topic": lambda item: item.topic if item.truth != "clean" else "",
    "technique": lambda item: item.technique if item.truth == "injected" and not item.real else "",
    "twin": lambda item: item.technique if item.truth == "clean" and not item.real else "",
    "site with a mistake": site,
}


def parts_of(outcomes: Sequence[Outcome], *, detailed: bool = False) -> dict[str, list[Outcome]]:
    """Return the outcomes by part: all, then by kind of page, format, language, topic, technique; none is empty.

    Args:
        outcomes: what came of the pages.
        detailed: every part by itself, however small, and every site with a miss or a false alarm.
    """
    real = [item for item in outcomes if item.real]
    clean = [item for item in real if item.truth == "clean"]
    parts = {
        "all real pages": real,
        "real, ordinary clean": [item for item in clean if item.vetted and not item.hard],
        "real, hard negatives": [item for item in clean if item.vetted and item.hard],
        "real, presumed clean, unread": [item for item in clean if not item.vetted],
        "real, injected": [item for item in real if item.truth == "injected"],
        "real, spam as a whole": [item for item in real if item.truth == "spam"],
        "simulated": [item for item in outcomes if not item.real],
    }
    for title, key in CUTS.items():
        if detailed or key is not site:
            found = cut(outcomes, key, 1 if detailed else LEAST)
            parts |= {f"{title}: {name}": members for name, members in found.items()}
    return {name: found for name, found in parts.items() if found}


def table(outcomes: Sequence[Outcome], *, detailed: bool = False) -> str:
    """Return the figures of each part as a Markdown table; see `parts_of`."""
    return markdown(HEAD, [row(name, found) for name, found in parts_of(outcomes, detailed=detailed).items()])


def cut(outcomes: Sequence[Outcome], key: Callable[[Outcome], str], least: int) -> dict[str, list[Outcome]]:
    """Return the parts that a cut makes, the largest first; those of fewer pages put together at the end."""
    parts: dict[str, list[Outcome]] = defaultdict(list)
    for item in outcomes:
        if name := key(item):
            parts[name].append(item)
    large = sorted((name for name in parts if len(parts[name]) >= least), key=lambda name: -len(parts[name]))
    small = [item for name in parts if len(parts[name]) < least for item in parts[name]]
    return {name: parts[name] for name in large} | ({OTHERS: small} if small else {})


def mistakes(outcomes: Sequence[Outcome]) -> str:
    """Return every miss and every false alarm with what speaks for it, real pages first."""
    lines = []
    for title, wrong in (
        ("Not scanned", [item for item in outcomes if not item.scanned]),
        ("Missed", [item for item in outcomes if item.missed]),
        ("False alarms", [item for item in outcomes if item.false_alarm]),
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
