"""One run of the crawl: Scrapy's settings, and the process in which it runs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from scrapy import Spider, signals
from scrapy.crawler import AsyncCrawlerProcess
from twisted.python.failure import Failure

from spamdetect import __version__
from spamdetect.audit.credentials import CREDENTIALS, SITES, Credentials
from spamdetect.audit.frontier import Frontier
from spamdetect.audit.guard import PRIVATE_HOSTS, Guard, GuardedResolver
from spamdetect.audit.pace import Pace
from spamdetect.audit.plan import Plan
from spamdetect.audit.record import Journal
from spamdetect.audit.spider import Audit

AGENT = f"Mozilla/5.0 (compatible; spamdetect/{__version__})"
# Seconds that a host may take to be found by its name.
DNS_SECONDS = 20


def settings(plan: Plan, private: tuple[str, ...], credentials: tuple[str, str] | None) -> dict[str, Any]:
    """Return Scrapy's settings for a plan.

    Args:
        plan: what to do.
        private: hosts that may have private addresses.
        credentials: name and password for the hosts of the site.
    """
    return {
        "USER_AGENT": AGENT,
        "ROBOTSTXT_OBEY": plan.robots,
        "ROBOTSTXT_USER_AGENT": "spamdetect",
        "AUTOTHROTTLE_ENABLED": True,
        "AUTOTHROTTLE_START_DELAY": plan.delay,
        "DOWNLOAD_DELAY": plan.delay,
        "DOWNLOAD_TIMEOUT": plan.timeout,
        "DOWNLOAD_MAXSIZE": plan.max_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "DNS_TIMEOUT": DNS_SECONDS,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "CLOSESPIDER_TIMEOUT": plan.max_seconds,
        "RETRY_GIVE_UP_LOG_LEVEL": "DEBUG",
        "DOWNLOADER_MIDDLEWARES": {Guard: 10, Credentials: 300, Pace: 560},
        "TWISTED_DNS_RESOLVER": GuardedResolver,
        PRIVATE_HOSTS: private,
        CREDENTIALS: credentials or (),
        SITES: (plan.start.partition(":")[0], *plan.sites),
        # Answers of every kind are results. Redirects are links like others: each address is asked once.
        "HTTPERROR_ALLOW_ALL": True,
        "REDIRECT_ENABLED": False,
        "METAREFRESH_ENABLED": False,
        "COOKIES_ENABLED": False,
        "REFERER_ENABLED": False,
        # A proxy would look up the hosts itself, and the guard would not see what it finds.
        "HTTPPROXY_ENABLED": False,
        "DOWNLOAD_HANDLERS": {"data": None, "file": None, "ftp": None, "s3": None},
        # Nothing listens, nothing is logged: requests carry credentials.
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "LOG_ENABLED": False,
        "LOG_INSTALL_ROOT_HANDLER": False,
    }


def crawl(
    frontier: Frontier, journal: Journal, *, private: tuple[str, ...], credentials: tuple[str, str] | None,
    watch: Callable[[int, int], None],
) -> str:  # fmt: skip
    """Do what is left of an audit, and return why it ended: `finished`, `closespider_timeout`, `shutdown`.

    It may run once in a process. The first interrupt lets the answers under way come in.

    Raises:
        OSError: the journal cannot be written.
        Exception: whatever else goes wrong in our own code; nothing is lost that was written before.
    """
    process = AsyncCrawlerProcess(settings(frontier.plan, private, credentials))
    crawler = process.create_crawler(Audit)
    reasons: list[str] = []
    faults: list[Failure] = []
    stopping: list[asyncio.Future[None]] = []

    def closed(spider: Spider, reason: str) -> None:
        reasons.append(reason)

    def fault(failure: Failure, spider: Spider) -> None:
        faults.append(failure)
        stopping.append(asyncio.ensure_future(process.stop()))

    crawler.signals.connect(closed, signal=signals.spider_closed)
    crawler.signals.connect(fault, signal=signals.spider_error)
    process.crawl(crawler, frontier=frontier, journal=journal, watch=watch)
    process.start()
    if faults:
        faults[0].raiseException()
    return reasons[0]
