"""Sitemaps, lists of sitemaps, feeds that serve as such, and what `robots.txt` says of them."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from itertools import islice

from lxml.etree import LxmlError
from scrapy.utils.gz import gunzip
from scrapy.utils.sitemap import Sitemap, sitemap_urls_from_robots

from spamdetect.audit.address import absolute

# What the protocol allows, unpacked. Larger ones are read as far as this.
LARGEST = 50_000_000
ENTRIES = 50_000
GZIP = b"\x1f\x8b\x08"


def robots_sitemaps(body: bytes, url: str) -> tuple[str, ...]:
    """Return the addresses of the sitemaps that a `robots.txt` names."""
    found = (absolute(url, address) for address in sitemap_urls_from_robots(body, url))
    return tuple(dict.fromkeys(address for address in islice(found, ENTRIES) if address))


def entries(body: bytes, url: str) -> tuple[bool, tuple[str, ...]]:
    """Return whether a sitemap lists sitemaps, and the addresses that it lists.

    It is XML or lines of text, packed or not. Whatever is broken in it is left out.
    """
    if body.startswith(GZIP):
        try:
            body = gunzip(body, max_size=LARGEST)
        except (OSError, EOFError, ValueError, zlib.error):
            return False, ()
    if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        listed, addresses = from_xml(body)
    else:
        listed, addresses = False, body.decode("utf-8", "replace").split()
    found = (absolute(url, address) for address in addresses if "//" in address)
    return listed, tuple(dict.fromkeys(address for address in found if address))


def from_xml(body: bytes) -> tuple[bool, list[str]]:
    """Return whether a sitemap in XML lists sitemaps, and its addresses as they are written."""
    try:
        sitemap = Sitemap(body)
        return sitemap.type == "sitemapindex", list(islice(locations(sitemap), ENTRIES))
    except (LxmlError, StopIteration, ValueError):
        return False, []


def locations(sitemap: Sitemap) -> Iterator[str]:
    """Yield the addresses of a sitemap, those of other languages too."""
    for entry in sitemap:
        yield entry["loc"]
        yield from entry.get("alternate", ())
