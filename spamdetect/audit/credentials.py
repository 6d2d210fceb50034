"""The name and password that the user gave: sent to the site alone, and written nowhere."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from w3lib.http import basic_auth_header

from spamdetect.audit.address import host_and_port

# Settings: the name and password, and the start of the addresses that they are for.
CREDENTIALS, SITES = "SPAMDETECT_CREDENTIALS", "SPAMDETECT_SITES"


class Credentials:
    """A downloader middleware.

    Scrapy's own goes by domains: it would send them to every host below that of the site, and in the clear where
    a page links to the site without encryption.
    """

    def __init__(self, header: bytes | None, scheme: str, sites: Iterable[str]) -> None:
        """Send this header to these hosts, by this scheme or an encrypted one."""
        self.header, self.schemes, self.sites = header, {scheme, "https"}, frozenset(sites)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make it as Scrapy does."""
        given = crawler.settings.getlist(CREDENTIALS)
        scheme, *sites = crawler.settings.getlist(SITES)
        return cls(basic_auth_header(*given) if given else None, scheme, sites)

    def process_request(self, request: Request) -> None:
        """Add the header where it belongs."""
        fits = request.url.partition(":")[0] in self.schemes and host_and_port(request.url) in self.sites
        if self.header and fits:
            request.headers["Authorization"] = self.header
