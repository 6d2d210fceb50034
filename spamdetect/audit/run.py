"""From the records of an audit to what every report format prints."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit

from spamdetect.aside import settle
from spamdetect.audit.address import file_type, same
from spamdetect.audit.evidence import doorways, listed_spam, taken_over
from spamdetect.audit.frontier import Frontier, Root, left
from spamdetect.audit.plan import Plan
from spamdetect.audit.record import End, Header, Outside, Record, Rendered, Views, Visit, read
from spamdetect.check import unscanned
from spamdetect.config import Config
from spamdetect.errors import UsageError
from spamdetect.sources.scan import Options
from spamdetect.sources.site import known
from spamdetect.types import Checked, Finding, Report, Run

# Addresses that a note names.
EXAMPLES = 3


@dataclass(slots=True)
class Results:
    """The records of an audit, by kind."""

    header: Header
    """How the audit was begun."""
    frontier: Frontier
    """What is known of the site."""
    visits: list[Visit] = field(default_factory=list)
    """The answers of the site."""
    views: list[Views] = field(default_factory=list)
    """How pages differ."""
    outside: list[Outside] = field(default_factory=list)
    """Pages of other sites."""
    rendered: list[Rendered] = field(default_factory=list)
    """Pages in a browser."""
    end: str = "interrupted"
    """Why the last run ended."""

    @property
    def compared(self) -> tuple[Views | Rendered, ...]:
        """Return what was said about pages beside their first answer."""
        return (*self.views, *self.rendered)

    def take(self, record: Record) -> None:
        """Add a record."""
        self.frontier.take(record)
        if isinstance(record, Visit):
            self.visits.append(record)
        elif isinstance(record, Views):
            self.views.append(record)
        elif isinstance(record, Outside):
            self.outside.append(record)
        elif isinstance(record, Rendered):
            self.rendered.append(record)
        elif isinstance(record, Header):
            # The audit went on with other limits.
            self.header = record
        if not isinstance(record, Header):
            self.end = record.reason if isinstance(record, End) else "interrupted"


def results_of(file: Path, plan: Plan | None = None) -> Results:
    """Return what is in a results file.

    Args:
        file: the file.
        plan: what is to be done from now on; what was to be done last if None.

    Raises:
        UsageError: it cannot be read, is empty, or is no results file.
    """
    records = read(file)
    header = next(records, None)
    if not isinstance(header, Header):
        raise UsageError(f"{file} holds no results of an audit")
    results = Results(header, Frontier(plan or header.plan))
    for record in records:
        results.take(record)
    return results


def run_of(results: Results, config: Config) -> Run:
    """Return an audit as a run: the pages by address, and what was not looked at, with its reason."""
    found = site_findings(results)
    circles = redirect_circles(results.visits)
    pictures = {page.url: page.picture for page in results.rendered}
    documents: dict[str, Checked] = {}
    for visit in results.visits:
        extra = found.get(visit.url, [])
        report = replace(visit.report, url=visit.url)
        if visit.url in circles:
            report = replace(report, status="failed", reason="redirects in a circle")
        elif not extra and of_no_concern(visit):
            continue
        checked = settled(visit.url, with_findings(report, extra), config)
        documents[visit.url] = replace(checked, picture=pictures.get(visit.url, ""))
    documents |= dict(vouched_for(results, documents, config))
    documents |= {url: Checked(url, report) for url, report in left_out(results)}
    told = tuple(notes(results, circles))
    return Run(tuple(documents[url] for url in sorted(documents)), results.header.model, told)


def vouched_for(
    results: Results, documents: Mapping[str, Checked], config: Config
) -> Iterator[tuple[str, Checked]]:
    """Yield the pages in which only a weak suspicion was found, and for it the findings on other pages vouch."""
    plan = results.header.plan
    site = known(list(documents.values()), Options(sensitivity=plan.sensitivity, max_fpr=plan.max_fpr))
    if site is None:
        return
    for visit in results.visits:
        report = visit.report
        if visit.suspects and not documents[visit.url].report.findings:
            places = tuple(place for place in visit.suspects if place.probability >= site.suspicion)
            vouched = site.vouched(replace(report, url=visit.url, findings=places))
            if vouched.findings:
                yield visit.url, settled(visit.url, vouched, config)


def site_findings(results: Results) -> dict[str, list[Finding]]:
    """Return the findings that are not of a page by itself, by the address that they are about."""
    found: defaultdict[str, list[Finding]] = defaultdict(list)
    for record in results.compared:
        found[record.url] += record.findings
    strange = list(doorways(results.visits, results.frontier))
    spam = {visit.url for visit in results.visits if visit.report.label == "spam"}
    for url, finding in (
        *strange,
        *listed_spam(results.visits, frozenset(spam | {url for url, _ in strange})),
        *taken_over(results.outside),
    ):
        found[url].append(finding)
    return found


def with_findings(report: Report, extra: Sequence[Finding]) -> Report:
    """Return a report with more findings; with any, it is one of something that was looked at."""
    if not extra:
        return report
    findings = (*report.findings, *extra)
    whole = report.label == "spam" or any(finding.rule == "SD302" for finding in extra)
    return replace(
        report, status="scanned", reason=None, encoding=report.encoding or "utf-8", findings=findings,
        label="spam" if whole else "injected", probability=max(finding.probability for finding in findings),
    )  # fmt: skip


def settled(url: str, report: Report, config: Config) -> Checked:
    """Set aside what the settings say to ignore; marks in the pages have no power, since anybody may write them."""
    place = config.folder / urlsplit(url).path.lstrip("/")
    done = settle(place, b"", report, replace(config, inline_ignores=False))
    return Checked(url, done.report, done.ignored)


def of_no_concern(visit: Visit) -> bool:
    """Tell whether an address is none that should have been looked at: no page, a redirect, or not there."""
    if visit.report.status == "scanned":
        return False
    there = visit.role != "page" and visit.report.status == "skipped"
    return there or bool(visit.moved) or visit.code in (404, 410)


def redirect_circles(visits: Iterable[Visit]) -> frozenset[str]:
    """Return the addresses that redirect to each other without end."""
    moved = {same(visit.url): same(visit.moved) for visit in visits if visit.moved}
    urls = {same(visit.url): visit.url for visit in visits}
    circles: set[str] = set()
    done: set[str] = set()
    for start in moved:
        way: dict[str, None] = {}
        place = start
        while place in moved and place not in way and place not in done:
            way[place] = None
            place = moved[place]
        if place in way:
            steps = list(way)
            circles.update(steps[steps.index(place) :])
        done.update(way)
    return frozenset(urls[place] for place in circles)


def left_out(results: Results) -> Iterator[tuple[str, Report]]:
    """Yield the addresses of the site that nobody asked for, with the reason."""
    limits = {"finished": "the page limit was reached", "closespider_timeout": "the time limit was reached"}
    ended = limits.get(results.end, "the audit was stopped before")
    for place in results.frontier.known.values():
        if place.outcome is None and not (place.role == "page" and file_type(place.url)):
            reason = left(place, results.header.plan) or ended
            yield place.url, unscanned(b"", place.url, "html", reason, skipped=True)


def notes(results: Results, circles: frozenset[str]) -> Iterator[str]:
    """Yield what is to be said about the site besides."""
    pages = [place for place in results.frontier.known.values() if place.role == "page"]
    scanned = [place for place in pages if place.outcome == "scanned"]
    files = [file_type(place.url) for place in pages if place.outcome is None]
    kinds = Counter(ending for ending in files if ending)
    by_ending = ", ".join(f".{ending} {count:,}" for ending, count in kinds.most_common())
    lists = {
        "Only in a sitemap or behind a redirect; no page links to them":
            [place.url for place in scanned if place.root == Root.LISTED],
        "Linked to only by injected spam, or by pages that no other page links to":
            [place.url for place in scanned if place.root == Root.LOOSE],
        "Sent on to another site": [place.url for place in pages if place.outcome == "away"],
        "Not there (HTTP 404 or 410)": [place.url for place in pages if place.outcome == "missing"],
        "Redirecting within the site":
            [visit.url for visit in results.visits if results.frontier.own(visit.moved) and visit.url not in circles],
        "Of another site, in a sitemap":
            [url for visit in results.visits if visit.role == "sitemap" for url in visit.outside],
        f"No pages by their names, not fetched ({by_ending})":
            [place.url for place in pages if place.outcome is None and file_type(place.url)],
        "Pages of other sites that were not looked at":
            [page.url for page in results.outside if page.report.status != "scanned"],
    }  # fmt: skip
    for what, urls in lists.items():
        if urls:
            few = ", ".join(sorted(urls)[:EXAMPLES])
            yield f"{what}: {len(urls):,}, such as {few}" if len(urls) > EXAMPLES else f"{what}: {few}"
    changed = sorted(
        moment for visit in results.visits if visit.report.findings and (moment := day_of(visit.modified))
    )
    if changed:
        yield (
            f"As the server says, the pages with findings were last changed between {changed[0]} and {changed[-1]}"
        )
    told = [(record.url, record.note) for record in results.compared if record.note]
    yield from (f"{url}: {note}" for url, note in sorted(told))
    if results.header.plan.views:
        yield (
            f"{len(results.views):,} pages were also fetched as a search engine's crawler and as a visitor from a "
            "search. Spam that is shown to the addresses of search engines only cannot be seen from outside."
        )


def day_of(modified: str) -> str:
    """Return the day of a `Last-Modified` header; empty if it is none."""
    try:
        return parsedate_to_datetime(modified).date().isoformat()
    except (TypeError, ValueError):
        return ""
