"""What every word and every link of a page says by itself, before anything is judged."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spamdetect.features.domains import Hosts
from spamdetect.features.wording import Wording
from spamdetect.parse.address import host_of, inner_target, readable_host, readable_path
from spamdetect.parse.document import Document
from spamdetect.types import Link

# An absolute address is taken for the page's own where no better sign says which site this is, if at least
# this many links and this share of them go there. Saved pages seldom say where they are from.
OWN_LINKS = 3
OWN_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class LinkEvidence:
    """What the address of a link says."""

    block: int
    """Index of its block."""
    link: Link
    """The link."""
    domain: str
    """Registrable domain of its host."""
    external: bool
    """It leads to another site."""
    host: float
    """Log-odds of its host promoting spam; 0 inside the site."""
    name: float
    """Log-odds of the words in its host name."""
    path: float
    """Log-odds of the words in its path and query."""

    @property
    def weight(self) -> float:
        """Return the positive evidence of host and path together."""
        return max(0.0, self.host, self.name) + max(0.0, self.path)


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words and links of a page with their log-odds; token arrays have shape (tokens,)."""

    document: Document
    own: str
    """Registrable domain of the page itself, empty if not known."""
    block: NDArray[np.intp]
    """Block of each token; never falls."""
    start: NDArray[np.intp]
    """Start of each token in `Block.text`."""
    end: NDArray[np.intp]
    """End of each token in `Block.text`."""
    wording: NDArray[np.float32]
    """Log-odds of each token by its wording."""
    weight: NDArray[np.float64]
    """Wording plus the evidence of the link that the token stands in."""
    bounds: NDArray[np.intp]
    """First token of each block, and the number of tokens at the end: shape (blocks + 1,)."""
    links: tuple[LinkEvidence, ...]
    """Every link, in order."""


def gather(document: Document, wording: Wording, hosts: Hosts, url: str | None = None) -> Evidence:
    """Weigh all words and links of a page in one pass."""
    blocks = document.blocks
    own = own_domain(document, hosts, url)
    pairs = [(block.index, link) for block in blocks for link in block.links]
    outside: list[tuple[int, Link, str, bool]] = []
    names: list[str] = []
    paths: list[str] = []
    for index, link in pairs:
        domain = hosts.registrable(link.host) if link.host else ""
        external = bool(domain) and domain != own
        outside.append((index, link, domain, external))
        names.append(readable_host(link.host) if external else "")
        paths.append(readable_path(link.href) if external else "")
    tokens = wording.tokens([*(block.text for block in blocks), *names, *paths])
    count, many = len(blocks), len(pairs)
    body = int(np.searchsorted(tokens.text, count))
    sums = np.bincount(tokens.text[body:] - count, weights=tokens.weight[body:], minlength=2 * many)
    links = tuple(
        LinkEvidence(
            index,
            link,
            domain,
            external,
            host_weight(link, hosts) if external else 0.0,
            float(sums[number]),
            float(sums[many + number]),
        )
        for number, (index, link, domain, external) in enumerate(outside)
    )
    block, start, end = tokens.text[:body], tokens.start[:body], tokens.end[:body]
    bounds = np.searchsorted(block, np.arange(count + 1))
    own_words = tokens.weight[:body].copy()
    for item in links:
        if item.link.form == "markdown" and (target := address_start(blocks[item.block].text, item.link)) > 0:
            first, last = bounds[item.block], bounds[item.block + 1]
            low = first + int(np.searchsorted(start[first:last], target))
            high = first + int(np.searchsorted(start[first:last], item.link.end))
            own_words[low:high] = 0.0  # What the address says is said by the link, see `LinkEvidence`.
    weight = own_words.astype(np.float64)
    for item in links:
        if item.weight > 0 and item.link.end > item.link.start:
            first, last = bounds[item.block], bounds[item.block + 1]
            low = first + int(np.searchsorted(end[first:last], item.link.start, side="right"))
            high = first + int(np.searchsorted(start[first:last], item.link.end))
            if high > low:
                weight[low:high] += item.weight / (high - low)
    return Evidence(document, own, block, start, end, own_words, weight, bounds, links)


def address_start(text: str, link: Link) -> int:
    """Return where the address starts in a link written as Markdown, -1 for other notations."""
    return text.rfind("](", link.start, link.end)


def host_weight(link: Link, hosts: Hosts) -> float:
    """Return the log-odds of a link's host, or of the address that a redirector hides in its query."""
    inner = inner_target(link.href)
    target = host_of(inner) if inner else ""
    return max(hosts.host(link.host), hosts.host(target)) if target else hosts.host(link.host)


def own_domain(document: Document, hosts: Hosts, url: str | None) -> str:
    """Return the registrable domain of the page: as told, as the page says, or where its links mostly go."""
    if url and (host := host_of(url)):
        return hosts.registrable(host)
    seen: Counter[str] = Counter()
    for block in document.blocks:
        for link in block.links:
            if link.host:
                seen[link.host] += 1
    if not seen:
        return ""
    by_domain: Counter[str] = Counter()
    for host, number in seen.items():
        by_domain[hosts.registrable(host)] += number
    domain, number = by_domain.most_common(1)[0]
    if number >= OWN_LINKS and number >= OWN_SHARE * sum(seen.values()) and hosts.host(domain) <= 0:
        return domain
    return ""
