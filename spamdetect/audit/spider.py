"""The crawl: one spider that goes through the site, then compares views, then looks at what the site links to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure

from spamdetect.audit import outside, views
from spamdetect.audit.address import absolute
from spamdetect.audit.answer import FORBIDDEN, Answer, answer_of, no_answer
from spamdetect.audit.frontier import INDEX, Frontier, Known
from spamdetect.audit.look import look_of
from spamdetect.audit.page import Read, read_page
from spamdetect.audit.record import Journal, Outside, Record, Views, Visit
from spamdetect.audit.sitemap import LARGEST as LARGEST_SITEMAP
from spamdetect.audit.sitemap import entries, robots_sitemaps
from spamdetect.check import unscanned
from spamdetect.parse.linked_sheets import SHEETS, sheet_addresses
from spamdetect.parse.stylesheet import LARGEST as LARGEST_SHEET
from spamdetect.types import Report

# Jobs under way at a time: the next one waits while one is fetched, so that the pace is kept. Other sites are
# asked side by side, each one request at a time.
OWN_JOBS, OTHER_JOBS = 2, 8
# Style sheets that are kept; a site has a few, and those of traps have a new name on every page.
KEPT_SHEETS = 300

Watch = Callable[[int, int], None]
"""Is told after every answer how many there are, and how many there will be as far as is known."""


@dataclass(frozen=True, slots=True)
class Job:
    """One thing to do."""

    url: str
    """What to ask for first."""
    finish: Callable[[Answer], Coroutine[Any, Any, Record]]
    """What to do with the answer."""
    headers: dict[str, str]
    """Headers beside the usual ones."""
    meta: dict[str, Any]
    """Settings of the request."""


class Audit(Spider):
    """The spider. Everything that it learns goes to the journal, and what it does next follows from that alone."""

    name = "spamdetect"

    def __init__(self, frontier: Frontier, journal: Journal, watch: Watch) -> None:
        """Go on from where the frontier stands."""
        super().__init__()
        self.frontier, self.plan, self.journal, self.watch = frontier, frontier.plan, journal, watch
        self.flying = 0
        self.done = 0
        self.sheets: dict[str, asyncio.Task[str]] = {}
        self.later: list[Job] = []
        self.stages = iter((self.view_jobs, self.outside_jobs))

    async def start(self) -> AsyncIterator[Request]:
        """Begin with as many jobs as may be under way."""
        for request in self.feed():
            yield request

    def feed(self) -> Iterator[Request]:
        """Yield the first requests of the next jobs, as many as may be under way."""
        while self.flying < (OTHER_JOBS if self.later else OWN_JOBS):
            job = self.next_job()
            if job is None:
                return
            self.flying += 1
            yield Request(
                job.url, partial(self.answered, job), headers=job.headers, meta=job.meta, dont_filter=True,
                errback=partial(self.failed, job),
            )  # fmt: skip

    def next_job(self) -> Job | None:
        """Return what to do next; a stage begins when the one before it is done."""
        if (known := self.frontier.next()) is not None:
            return self.visit_job(known)
        while not self.later and not self.flying:
            stage = next(self.stages, None)
            if stage is None:
                return None
            self.later = stage()[::-1]
        return self.later.pop() if self.later else None

    async def answered(self, job: Job, response: Response) -> AsyncIterator[Request]:
        """Finish a job with the answer to its request, and begin the next ones."""
        for request in await self.finished(job, answer_of(response)):
            yield request

    async def failed(self, job: Job, failure: Failure) -> AsyncIterator[Request]:
        """Finish a job whose request had no answer, and begin the next ones."""
        for request in await self.finished(job, no_answer(job.url, failure.value or OSError())):
            yield request

    async def finished(self, job: Job, answer: Answer) -> list[Request]:
        """Finish a job, write down what came of it, and return the requests of the next ones."""
        record = await job.finish(answer)
        self.journal.write(record)
        self.frontier.take(record)
        self.flying -= 1
        self.done += 1
        self.watch(self.done, self.done + self.flying + len(self.frontier.queue) + len(self.later))
        return list(self.feed())

    async def fetch(self, url: str, headers: dict[str, str] | None = None) -> Answer:
        """Return the answer to one more request."""
        request = Request(url, headers=headers, dont_filter=True)
        try:
            return answer_of(await self.crawler.engine.download_async(request))
        except Exception as error:  # Whatever keeps a server from answering is what there is to report.
            return no_answer(url, error)

    def visit_job(self, known: Known) -> Job:
        """Return the job of looking at an address of the site."""
        meta: dict[str, Any] = {}
        if known.role == "robots":
            meta["dont_obey_robotstxt"] = True
        if known.role == "sitemap":
            meta["download_maxsize"] = LARGEST_SITEMAP
        return Job(known.url, partial(self.visited, known), {}, meta)

    async def visited(self, known: Known, answer: Answer) -> Visit:
        """Return what an address of the site holds."""
        make = partial(
            Visit, known.url, known.role, known.depth, code=answer.code, moved=answer.moved,
            blocked=answer.blocked, modified=answer.headers.get("last-modified", ""),
        )  # fmt: skip
        if answer.trouble:
            skipped = bool(answer.moved) or answer.blocked or answer.error == FORBIDDEN
            return make(nothing(known.url, answer.trouble, skipped=skipped))
        if known.role == "robots":
            return make(nothing(known.url, "robots.txt"), listed=robots_sitemaps(answer.body, known.url))
        if known.role == "sitemap":
            index, listed = entries(answer.body, known.url)
            other = tuple(url for url in listed if not index and not self.frontier.own(url))
            return make(
                nothing(known.url, INDEX if index else "a sitemap, not a page"), listed=listed, outside=other
            )
        read = await self.read(answer)
        own = tuple(url for url in read.links if self.frontier.own(url))
        return make(
            read.report,
            links=self.frontier.news(own) if self.frontier.rooted(known, read.report) else own,
            planted=tuple(url for url in read.planted if self.frontier.own(url)),
            outside=tuple(
                url for url in read.links
                if not self.frontier.own(url) and url not in self.frontier.outside
            ),
            look=look_of(read.blocks, own, sheet_addresses(answer.body)),
            suspects=read.suspects,
        )  # fmt: skip

    async def read(self, answer: Answer) -> Read:
        """Return what is in a page, seen with its style sheets."""
        sheets = await self.sheets_of(answer)
        return read_page(answer.body, answer.url, answer.base, answer.charset, self.plan, sheets)

    async def sheets_of(self, answer: Answer) -> list[str]:
        """Return the texts of the style sheets of a page that are on its own site."""
        found = (absolute(answer.base, href) for href in sheet_addresses(answer.body))
        own = dict.fromkeys(url for url in found if self.frontier.own(url))
        return [await self.sheet(url) for url in list(own)[:SHEETS]]

    async def sheet(self, url: str) -> str:
        """Return the text of a style sheet, which is fetched once; empty if it cannot be."""
        if url not in self.sheets:
            if len(self.sheets) >= KEPT_SHEETS:
                return ""
            self.sheets[url] = asyncio.ensure_future(self.sheet_text(url))
        return await self.sheets[url]

    async def sheet_text(self, url: str) -> str:
        """Fetch a style sheet."""
        answer = await self.fetch(url)
        return "" if answer.trouble else answer.body[:LARGEST_SHEET].decode("utf-8", "replace")

    def view_jobs(self) -> list[Job]:
        """Return the jobs of comparing what visitors are shown."""
        return [
            Job(url, partial(self.viewed, url), views.HEADERS["browser"], {})
            for url in views.chosen(self.frontier)
        ]

    async def viewed(self, url: str, browser: Answer) -> Views:
        """Return what only some visitors of a page are shown; a suspicion is looked into once more."""
        first = await self.compared(url, browser)
        if not first.findings:
            return first
        browser = await self.fetch(url, views.HEADERS["browser"])
        return views.again(first, await self.compared(url, browser))

    async def compared(self, url: str, browser: Answer) -> Views:
        """Compare one answer for a browser with fresh ones for others."""
        answers = {view: await self.fetch(url, views.HEADERS[view]) for view in views.NAMES}
        sheets = await self.sheets_of(browser)
        return views.compared(url, {"browser": browser, **answers}, self.plan, sheets)

    def outside_jobs(self) -> list[Job]:
        """Return the jobs of looking at other sites."""
        return [Job(url, partial(self.left, url), {}, {}) for url in outside.chosen(self.frontier)]

    async def left(self, url: str, answer: Answer) -> Outside:
        """Return what a link to another site leads to in the end."""
        for _ in range(outside.HOPS):
            if not answer.moved:
                break
            answer = await self.fetch(answer.moved)
        source = self.frontier.outside[url]
        if answer.trouble:
            return Outside(url, source, nothing(url, answer.trouble, skipped=answer.blocked), answer.url)
        report = read_page(answer.body, answer.url, answer.base, answer.charset, self.plan).report
        return Outside(url, source, report, answer.url)


def nothing(url: str, reason: str, *, skipped: bool = True) -> Report:
    """Return the report of what was not looked at."""
    return unscanned(b"", url, "html", reason, skipped=skipped)
