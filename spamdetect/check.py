"""The whole line: page in, report out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice

from spamdetect.clean import joined, restored, without
from spamdetect.errors import UnreadableInput
from spamdetect.features import extract
from spamdetect.features.evidence import Evidence, gather
from spamdetect.features.localise import candidates
from spamdetect.features.whole import extract_page
from spamdetect.model import Model
from spamdetect.parse import parse
from spamdetect.parse.decode import Source
from spamdetect.parse.document import Document
from spamdetect.policy import Decision, Sensitivity, decide, rate_of
from spamdetect.types import Finding, Kind, Report, Span
from spamdetect.workers import in_order

# Pages larger than this are skipped unless the caller says otherwise. The largest of 8,000 real pages has
# 9 MB; a tree takes up to 50 times the size of a hostile page in memory.
MAX_BYTES = 10_000_000
# A cleaned page is checked again, since what is left stands out more; as often as this, or until nothing is
# found. On the development pages the second look is the last but for one page in a hundred.
ROUNDS = 4
# Why there is no answer for a page whose process has died.
LOST = "the process that checked it died; it may have run out of memory"


@dataclass(frozen=True, slots=True)
class Page:
    """A page for `check_many`, with what is known about it."""

    content: bytes | str
    """The page as it was stored or served."""
    url: str | None = None
    """Where it is from."""
    kind: Kind | None = None
    """What it is; found out if None."""
    encoding: str | None = None
    """How it is encoded; found out if None."""
    sheets: Sequence[str] = ()
    """Texts of the style sheets that it links to, in order."""


@cache
def default_model() -> Model:
    """Return the model that ships with the package; it is immutable and loaded once."""
    return Model.load()


def check(
    page: bytes | str,
    *,
    url: str | None = None,
    kind: Kind | None = None,
    encoding: str | None = None,
    model: Model | None = None,
    sensitivity: Sensitivity = "regular",
    max_fpr: float | None = None,
    max_bytes: int = MAX_BYTES,
    explain: bool = False,
    sheets: Sequence[str] = (),
) -> Report:
    """Find spam that somebody put into a page.

    Args:
        page: the page as it was stored or served, HTML or plain text.
        url: where it is from; links to the same site count as its own. Nothing is fetched.
        kind: "html" or "text"; found out from the content if None.
        encoding: encoding of `bytes`, if that is known better than the page says.
        model: another model than the one that ships with the package.
        sensitivity: "strict", "regular" or "eager": how many false findings are tolerated.
        max_fpr: the same as a number: tolerated share of clean pages with any finding, between 0 and 1.
        max_bytes: larger pages (bytes, or characters of `str`) are skipped.
        explain: judge and explain every place that is not sure clean, not only the findings.
        sheets: texts of the style sheets that the page links to, in order.

    Returns:
        The report. Whatever the page holds, it is `scanned`, `skipped` or `failed` with a reason; a page
        never raises.

    Raises:
        UsageError: an option makes no sense.
        ModelError: the model cannot be loaded.
    """
    rate = rate_of(sensitivity, max_fpr)
    model = model or default_model()
    try:
        if len(page) > max_bytes:
            raise UnreadableInput(f"larger than {max_bytes:,} bytes")
        return scan(page, url, kind, encoding, model, rate, explain, sheets)
    except UnreadableInput as error:
        return unscanned(page, url, kind, error.reason, skipped=error.skipped)
    except (ArithmeticError, LookupError, MemoryError, RuntimeError, TypeError, ValueError) as error:
        # A page that breaks the parser, or our own code, costs one entry and never the run.
        return unscanned(page, url, kind, f"{type(error).__name__}: {error}", skipped=False)


def unscanned(page: bytes | str, url: str | None, kind: Kind | None, reason: str, *, skipped: bool) -> Report:
    """Return the report of a page that was not judged; it comes back as it was."""
    return Report(
        "skipped" if skipped else "failed", reason, kind or "text", None, "clean", 0.0,
        clean_text=page if isinstance(page, str) else "", clean_html=page, url=url,
    )  # fmt: skip


def scan(
    page: bytes | str,
    url: str | None,
    kind: Kind | None,
    encoding: str | None,
    model: Model,
    rate: float,
    explain: bool,
    sheets: Sequence[str],
) -> Report:
    """Judge a page, cut what is found, and look again at what is left: that may be an honest page."""
    document, decision = judge(page, url, kind, encoding, model, rate, explain, sheets)
    first, origin, kind = decision, document.source, document.kind
    label = first.label
    findings = list(decision.findings)
    removed = removed_spans(findings)
    rest = without(page, removed)
    for _ in range(ROUNDS - 1):
        if not removed or not rest.strip():
            break
        document, decision = judge(rest, url, kind, origin.encoding, model, rate, False, sheets)
        if label == "spam" and not decision.through:
            label = "injected"
            findings = [finding for finding in findings if finding.action != "review"]
        more = [finding for finding in decision.findings if finding.action != "review"]
        if not more:
            break
        findings += in_page(more, removed, origin)
        removed = removed_spans(findings)
        rest = without(page, removed)
    else:
        # What the last look found is cut, and nobody looks again.
        if rest.strip():
            document = parse(rest, kind=kind, encoding=origin.encoding, sheets=sheets)
    return Report(
        "scanned", None, kind, origin.encoding, label, first.probability,
        tuple(sorted(findings, key=lambda finding: finding.spans)), first.verdicts,
        clean_text=readable(document, rest), clean_html=rest, url=url,
    )  # fmt: skip


def in_page(findings: Sequence[Finding], removed: Sequence[Span], origin: Source) -> Iterator[Finding]:
    """Yield findings of a cleaned page as findings of the page before `removed` was taken out of it."""
    spans = iter(restored([span for finding in findings for span in finding.spans], removed))
    placed = [tuple(islice(spans, len(finding.spans))) for finding in findings]
    places = origin.line_columns(origin.from_given([stretches[0].start for stretches in placed]))
    for finding, stretches, (line, column) in zip(findings, placed, places, strict=True):
        yield replace(finding, spans=stretches, line=line, column=column)


def removed_spans(findings: Iterable[Finding]) -> list[Span]:
    """Return what cleaning takes out for the findings."""
    return joined([span for finding in findings if finding.action != "review" for span in finding.spans])


def judge(
    page: bytes | str,
    url: str | None,
    kind: Kind | None,
    encoding: str | None,
    model: Model,
    rate: float,
    explain: bool,
    sheets: Sequence[str],
) -> tuple[Document, Decision]:
    """Parse, weigh, judge and decide: the straight line, once."""
    document = parse(page, kind=kind, encoding=encoding, sheets=sheets)
    evidence = gather(document, model.wording, model.hosts, url)
    matrix, facts = extract(evidence, candidates(evidence))
    whole = extract_page(evidence, own_host(evidence, model))
    return document, decide(model, facts, matrix, whole, rate=rate, explain=explain)


def own_host(evidence: Evidence, model: Model) -> float:
    """Return how much the page's own domain is named like a spam campaign's; 0 where it is not known."""
    return model.hosts.host(evidence.own) if evidence.own else 0.0


def readable(document: Document, rest: bytes | str) -> str:
    """Return the readable text of a cleaned page, of which nothing but blanks may be left."""
    if document.kind == "text" and isinstance(rest, str):
        return rest
    if not rest.strip():
        return ""
    if document.kind == "text":
        return document.source.decoded
    lines = (
        " ".join(block.text.split())
        for block in document.blocks
        if block.origin in ("title", "body", "after-end")
    )
    return "\n".join(line for line in lines if line)


def check_many(
    pages: Iterable[bytes | str | Page],
    *,
    workers: int = 1,
    model: Model | None = None,
    sensitivity: Sensitivity = "regular",
    max_fpr: float | None = None,
    max_bytes: int = MAX_BYTES,
    explain: bool = False,
) -> Iterator[Report]:
    """Check many pages; the answers are those of `check`, in the order of the pages.

    Args:
        pages: pages, or `Page` objects where more is known; read lazily.
        workers: number of processes; -1 for all cores.
        model: see `check`.
        sensitivity: see `check`.
        max_fpr: see `check`.
        max_bytes: see `check`.
        explain: see `check`.

    Raises:
        UsageError: an option makes no sense.
        ModelError: the model cannot be loaded.
    """
    rate = rate_of(sensitivity, max_fpr)

    def checked(given: Page) -> Report:
        return check(
            given.content, url=given.url, kind=given.kind, encoding=given.encoding, model=model,
            max_fpr=rate, max_bytes=max_bytes, explain=explain, sheets=given.sheets,
        )  # fmt: skip

    def lost(given: Page) -> Report:
        return unscanned(given.content, given.url, given.kind, LOST, skipped=False)

    wrapped = (page if isinstance(page, Page) else Page(page) for page in pages)
    return in_order(checked, wrapped, workers, lost=lost)
