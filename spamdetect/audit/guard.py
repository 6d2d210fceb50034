"""Which machines may be asked: no private ones on behalf of a page, however it names them.

A hacked page may link, or redirect, to a machine that only the auditor's network reaches, by its number or by a
name that the attacker's name server answers with any number. Both are refused where the connection is made.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.base import ReactorBase
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

from spamdetect.audit.address import split
from spamdetect.audit.numbers import is_public, is_public_or_name

# Setting: hosts that may have private addresses, since the user named one.
PRIVATE_HOSTS = "SPAMDETECT_PRIVATE_HOSTS"


class Refused(IgnoreRequest):
    """An address that is not to be asked."""


class Guard:
    """A downloader middleware: every request passes, those of redirects and for `robots.txt` too."""

    def __init__(self, private: Iterable[str]) -> None:
        """Let only these hosts be private."""
        self.private = frozenset(private)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make it as Scrapy does."""
        return cls(crawler.settings.getlist(PRIVATE_HOSTS))

    def process_request(self, request: Request) -> None:
        """Refuse other schemes than http and https, and private addresses that are written as numbers.

        Raises:
            Refused: it is not to be asked.
        """
        parts = split(request.url)
        if parts is None:
            raise Refused("only http and https are asked")
        host = parts.hostname or ""
        if host not in self.private and not is_public_or_name(host):
            raise Refused(f"{host} is a private address")


class GuardedResolver(CachingThreadedResolver):
    """A resolver that gives private numbers for those hosts only that may have them."""

    def __init__(self, reactor: ReactorBase, cache_size: int, timeout: float, private: Iterable[str]) -> None:
        """Let only these hosts be private."""
        super().__init__(reactor, cache_size, timeout)
        self.private = frozenset(private)

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Self:
        """Make it as Scrapy does."""
        settings = crawler.settings
        return cls(
            reactor, settings.getint("DNSCACHE_SIZE"), settings.getfloat("DNS_TIMEOUT"),
            settings.getlist(PRIVATE_HOSTS),
        )  # fmt: skip

    def getHostByName(self, name: str, timeout: Any = ()) -> Deferred[str]:
        """Return the number of a host, later.

        The result fails for a private one, as for a name that is not known: Twisted passes on no other reason.
        """
        return super().getHostByName(name, timeout).addCallback(self.checked, name)

    def checked(self, number: str, name: str) -> str:
        """Return the number, unless it is private.

        Raises:
            DNSLookupError: it is.
        """
        if name not in self.private and not is_public(number):
            raise DNSLookupError(f"{name} has the private address {number}")
        return number
