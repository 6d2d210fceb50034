"""Every address of the site that is known: how it became known, and whether it was looked at.

It is a function of the records, in their order: an audit that goes on where it was stopped reads them, and has
what it had.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from heapq import heappop, heappush
from typing import Literal

from spamdetect.audit.address import absolute, file_type, host_and_port, kind_of, same
from spamdetect.audit.plan import Plan
from spamdetect.audit.record import Outside, Record, Role, Views, Visit
from spamdetect.types import Report

# Pages of one kind that count as one step from the start: a calendar without end, or a folder of doorways, waits
# until the rest of the site has had its turn.
CROWD = 25
# The reason in the report of a sitemap that lists sitemaps.
INDEX = "a list of sitemaps, not a page"


Outcome = Literal["scanned", "away", "missing", "other"]
"""Looked at; sent on to another site; not there; anything else."""


class Root(IntEnum):
    """How an address became known, from the weakest to the strongest."""

    LISTED = 0
    """A sitemap or a redirect names it."""
    LOOSE = 1
    """A page that is not rooted itself links to it, or injected spam does."""
    ROOTED = 2
    """There is a way of honest links from the start."""


@dataclass(slots=True)
class Known:
    """An address of the site."""

    url: str
    """As it was found first."""
    role: Role
    """What it is to be asked for as."""
    depth: int
    """Links from the start, on the way that was found first."""
    root: Root
    """How it became known."""
    asked: bool = False
    """Whether its turn has come."""
    outcome: Outcome | None = None
    """What came of it; None before there is an answer."""
    held: tuple[str, ...] = ()
    """Honest links of a page that is not rooted (yet)."""


class Frontier:
    """The addresses of a site."""

    def __init__(self, plan: Plan) -> None:
        """Begin with the start of the site, its `robots.txt` and its usual sitemap."""
        self.plan = plan
        self.known: dict[str, Known] = {}
        self.kinds: Counter[str] = Counter()
        self.queue: list[tuple[int, int, Known]] = []
        self.outside: dict[str, str] = {}
        self.viewed: set[str] = set()
        self.judged: set[str] = set()
        self.pages = 0
        self.add(absolute(plan.start, "/robots.txt"), "robots", 0, Root.LISTED)
        self.add(plan.start, "page", 0, Root.ROOTED)
        self.add(absolute(plan.start, "/sitemap.xml"), "sitemap", 0, Root.LISTED)

    def own(self, url: str) -> bool:
        """Tell whether an address is one of the site."""
        return host_and_port(url) in self.plan.sites

    def add(self, url: str, role: Role, depth: int, root: Root) -> None:
        """Take note of an address of the site, or that it became known in a better way."""
        waiting = [(url, depth)]
        while waiting:
            url, depth = waiting.pop()
            known = self.known.get(same(url))
            if known is None:
                kind = kind_of(url)
                rank = depth + self.kinds[kind] // CROWD
                self.kinds[kind] += 1
                self.known[same(url)] = known = Known(url, role, depth, root)
                if not left(known, self.plan):
                    heappush(self.queue, (rank, len(self.known), known))
            elif root > known.root:
                known.root = root
                if root == Root.ROOTED:
                    waiting += [(link, known.depth + 1) for link in known.held if self.own(link)]
                    known.held = ()

    def place(self, url: str) -> Known | None:
        """Return what is known of an address."""
        return self.known.get(same(url))

    def rooted(self, known: Known, report: Report) -> bool:
        """Tell whether the links of a page are the site's own: it is linked to honestly, and is not spam itself."""
        return known.root == Root.ROOTED and report.label != "spam"

    def news(self, links: Iterable[str]) -> tuple[str, ...]:
        """Return the addresses about which an honest link says anything new, each once."""
        found = {
            same(link): link
            for link in links
            if (known := self.place(link)) is None or known.root < Root.ROOTED
        }
        return tuple(found.values())

    def take(self, record: Record) -> None:
        """Take note of what a record says."""
        if isinstance(record, Views):
            self.viewed.add(record.url)
        elif isinstance(record, Outside):
            self.judged.add(record.url)
        elif isinstance(record, Visit):
            self.take_visit(record)

    def take_visit(self, record: Visit) -> None:
        """Take note of an answer of the site."""
        known = self.place(record.url)
        if known is None:
            self.add(record.url, record.role, record.depth, Root.LISTED)
            known = self.known[same(record.url)]
        known.outcome = self.outcome(record)
        self.pages += record.role == "page" and not known.asked
        known.asked = True
        self.outside.update(dict.fromkeys(record.outside, record.url))
        if record.role == "robots":
            self.add_all(record.listed, "sitemap", 0, Root.LISTED)
        elif record.role == "sitemap":
            role: Role = "sitemap" if record.report.reason == INDEX else "page"
            self.add_all(record.listed, role, record.depth + 1, Root.LISTED)
        else:
            links = (*record.links, record.moved) if record.moved else record.links
            rooted = self.rooted(known, record.report)
            known.held = () if known.root == Root.ROOTED or record.report.label == "spam" else links
            self.add_all(links, "page", record.depth + 1, Root.ROOTED if rooted else Root.LOOSE)
            self.add_all(record.planted, "page", record.depth + 1, Root.LOOSE)

    def add_all(self, urls: Iterable[str], role: Role, depth: int, root: Root) -> None:
        """Take note of addresses, as far as they are the site's."""
        for url in urls:
            if self.own(url):
                self.add(url, role, depth, root)

    def outcome(self, record: Visit) -> Outcome:
        """Return what came of an address."""
        if record.report.status == "scanned":
            return "scanned"
        if record.moved and not self.own(record.moved):
            return "away"
        return "missing" if record.code in (404, 410) else "other"

    def next(self) -> Known | None:
        """Take the address whose turn it is out of the queue; None if there is none left, or no more may be asked."""
        while self.queue:
            known = heappop(self.queue)[2]
            if not known.asked and (known.role != "page" or self.pages < self.plan.max_pages):
                known.asked = True
                self.pages += known.role == "page"
                return known
        return None


def left(known: Known, plan: Plan) -> str:
    """Return why an address is not looked at; nothing if it is."""
    if known.role == "page" and (ending := file_type(known.url)):
        return f"no page by its name (.{ending})"
    return f"more than {plan.max_depth} links from the start" if known.depth > plan.max_depth else ""
