"""The pages of other sites that the site links to: which of them have been taken over."""

from __future__ import annotations

from collections import Counter

from spamdetect.audit.address import file_type, host_and_port
from spamdetect.audit.frontier import Frontier

# Redirects that are followed from a link, as far as browsers do for a real one.
HOPS = 6


def chosen(frontier: Frontier) -> list[str]:
    """Return the addresses of other sites to be looked at that were not yet, of every host one first."""
    hosts = Counter[str]()
    ranked: list[tuple[int, int, str]] = []
    for number, url in enumerate(frontier.outside):
        if not file_type(url):
            host = host_and_port(url)
            ranked.append((hosts[host], number, url))
            hosts[host] += 1
    pages = [url for _, _, url in sorted(ranked)[: frontier.plan.outside]]
    return [url for url in pages if url not in frontier.judged]
