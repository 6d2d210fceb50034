"""How fast a site is asked, beyond what AutoThrottle does: its `Crawl-delay`, and what 429 and 503 say."""

from __future__ import annotations

from collections import defaultdict
from email.utils import parsedate_to_datetime
from time import time
from typing import Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response

# Statuses by which a server asks for patience.
BUSY = (429, 503)
# Seconds between requests after the first of them, and at most: a server that wants more is left for another day.
FIRST, MOST = 1.0, 60.0


class Pace:
    """A downloader middleware that slows down where a site asks for it."""

    def __init__(self, crawler: Crawler) -> None:
        """Listen to what `robots.txt` says."""
        self.crawler = crawler
        self.least: defaultdict[str, float] = defaultdict(float)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make it as Scrapy does."""
        pace = cls(crawler)
        crawler.signals.connect(pace.robots_parsed, signal=signals.robots_parsed)
        return pace

    def robots_parsed(self, robotparser: Any, request: Request) -> None:
        """Take note of the delay that a `robots.txt` asks for."""
        delay = robotparser.rp.crawl_delay(self.crawler.settings["ROBOTSTXT_USER_AGENT"])
        self.least[self.crawler.engine.downloader.get_slot_key(request)] = min(MOST, float(delay or 0))

    def process_response(self, request: Request, response: Response) -> Response:
        """Set the delay of the host that answered; AutoThrottle, which saw the answer before, lowers it again."""
        key = request.meta.get("download_slot", "")
        slot = self.crawler.engine.downloader.slots.get(key)
        if slot is not None:
            delay = max(slot.delay, self.least[key])
            if response.status in BUSY:
                asked = wanted((response.headers.get("Retry-After") or b"").decode("latin-1"))
                delay = max(delay, asked if asked is not None else max(FIRST, 2 * slot.delay))
            slot.delay = min(MOST, delay)
        return response


def wanted(text: str) -> float | None:
    """Return the seconds that a `Retry-After` asks for, written as such or as a date; None if it asks for none."""
    if text.strip().isdecimal():
        return float(text)
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time())
    except (TypeError, ValueError):
        return None
