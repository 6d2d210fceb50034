"""What every word and every link of a page says by itself, before anything is judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from spamdetect.features.characters import script_counts
from spamdetect.features.domains import Hosts
from spamdetect.features.wording import Wording
from spamdetect.parse.address import host_of, inner_target, readable_host, readable_path
from spamdetect.parse.document import Document
from spamdetect.types import Link

# An absolute address is taken for the page's own where no better sign says which site this is, if at least
# this many links and this share of them go there. Saved pages seldom say where they are from.
OWN_LINKS = 3
OWN_SHARE = 0.4


class LinkEvidence(NamedTuple):
    """What the address of a link says. A tuple, since a page has hundreds and they are made in no time."""

    block: int
    """Index of its block."""
    link: Link
    """The link."""
    domain: str
    """Registrable domain of its host."""
    external: bool = False
    """It leads to another site."""
    host: float = 0.0
    """Log-odds of its host promoting spam; 0 inside the site."""
    name: float = 0.0
    """Log-odds of the words in its host name."""
    path: float = 0.0
    """Log-odds of the words in its path and query."""
    weight: float = 0.0
    """The positive evidence of host and path together."""


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
    gains: NDArray[np.float64]
    """The largest sum of `weight` that a run of words reaches in each block, shape (blocks,)."""
    scripts: list[int]
    """Letters of each writing system, see `script_counts`."""

    def tokens_in(
        self, blocks: NDArray[np.intp], starts: NDArray[np.intp], ends: NDArray[np.intp]
    ) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Return the first token and the one behind the last in stretches of blocks; same shapes."""
        return token_ranges((self.block, self.start, self.end), (blocks, starts, ends))


def gather(document: Document, wording: Wording, hosts: Hosts, url: str | None = None) -> Evidence:
    """Weigh all words and links of a page in one pass."""
    texts = [block.text for block in document.blocks]
    pairs = [(block.index, link) for block in document.blocks if block.links for link in block.links]
    seen = Counter(link.host for _, link in pairs)
    known = hosts.look_up(host for host in seen if host)
    domains = {"": "", **{host: domain for host, (domain, _, _) in known.items()}}
    own = own_domain(seen, domains, hosts, url)
    inside = {host: domain for host, domain in domains.items() if domain in ("", own)}
    outside = [link for _, link in pairs if link.host not in inside]
    names = {link.host: readable_host(link.host) for link in outside}
    paths = {link.href: readable_path(link.href) for link in outside}
    tokens = wording.tokens([*texts, *names.values(), *paths.values()])
    count = len(texts)
    body = int(np.searchsorted(tokens.text, count))
    sums = np.bincount(
        tokens.text[body:] - count, weights=tokens.weight[body:], minlength=len(names) + len(paths)
    ).tolist()
    name_sums = dict(zip(names, sums, strict=False))
    path_sums = dict(zip(paths, sums[len(names) :], strict=True))

    def weighed(index: int, link: Link) -> LinkEvidence:
        host = max(known[link.host][2], redirected(link, hosts))
        name, path = name_sums[link.host], path_sums[link.href]
        return LinkEvidence(
            index, link, domains[link.host], True, host, name, path, max(0.0, host, name) + max(0.0, path)
        )

    links = tuple(
        [
            LinkEvidence(index, link, inside[link.host]) if link.host in inside else weighed(index, link)
            for index, link in pairs
        ]
    )
    place = tokens.text[:body], tokens.start[:body], tokens.end[:body]
    own_words = tokens.weight[:body].copy()
    addresses = [
        (item.block, target, item.link.end)
        for item in links
        if item.link.form == "markdown" and (target := address_start(texts[item.block], item.link)) > 0
    ]
    if addresses:
        block, target, end = np.array(addresses, dtype=np.intp).T
        _, low = token_ranges(place, (block, target, target))
        _, high = token_ranges(place, (block, end, end))
        for first, behind in zip(low.tolist(), high.tolist(), strict=True):
            own_words[first:behind] = 0.0  # What the address says is said by the link, see `LinkEvidence`.
    bounds = np.searchsorted(place[0], np.arange(count + 1))
    for block in document.blocks:
        if block.quoted and not any(link.form != "bare" for link in block.links):
            # A page that quotes spam without linking to it warns of it.
            own_words[bounds[block.index] : bounds[block.index + 1]] = 0.0
    weight = own_words.astype(np.float64)
    heavy = [item for item in links if item.weight > 0 and item.link.end > item.link.start]
    if heavy:
        spans = np.array([(item.block, item.link.start, item.link.end) for item in heavy], dtype=np.intp)
        low, high = token_ranges(place, tuple(spans.T))
        for item, first, behind in zip(heavy, low.tolist(), high.tolist(), strict=True):
            if behind > first:
                weight[first:behind] += item.weight / (behind - first)
    return Evidence(
        document, own, *place, own_words, weight, bounds, links,
        best_gains(place[0], weight, bounds), script_counts(["".join(texts)])[0],
    )  # fmt: skip


Places: TypeAlias = tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]
"""Stretches of block text: index of the block, start, end; each of the same shape."""


def token_ranges(tokens: Places, stretches: Places) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the first token and the one behind the last that lie in each stretch, wholly or in part.

    Args:
        tokens: where the tokens stand, in order.
        stretches: where to look, in any order.
    """
    block, start, end = stretches
    # One key a position, so that one search goes over all blocks.
    width = 1 + max(int(tokens[2].max(initial=0)), int(end.max(initial=0)))
    low = np.searchsorted(tokens[0] * width + tokens[2], block * width + start, side="right")
    high = np.searchsorted(tokens[0] * width + tokens[1], block * width + end)
    return low, np.maximum(low, high)


def best_gains(
    block: NDArray[np.intp], weight: NDArray[np.float64], bounds: NDArray[np.intp]
) -> NDArray[np.float64]:
    """Return the largest sum of log-odds that a run of words reaches in each block, shape (blocks,).

    Kadane's maximum-subarray recurrence over all blocks at once: a falling offset per block makes the running
    minimum start anew at each of them.
    """
    first = bounds[:-1]
    best, filled = np.zeros(len(first)), bounds[1:] > first
    if len(weight):
        total = np.cumsum(weight)
        offset = block * (2.0 * np.abs(weight).sum() + 1.0)
        before = np.minimum.accumulate(total - weight - offset)
        best[filled] = np.maximum.reduceat(total - offset - before, first[filled])
    return best


def address_start(text: str, link: Link) -> int:
    """Return where the address starts in a link written as Markdown, -1 for other notations."""
    return text.rfind("](", link.start, link.end)


def redirected(link: Link, hosts: Hosts) -> float:
    """Return the log-odds of the host that a redirector hides in its query; none at all if there is no such."""
    inner = inner_target(link.href)
    target = host_of(inner) if inner else ""
    return hosts.host(target) if target else -inf


def own_domain(seen: Mapping[str, int], domains: Mapping[str, str], hosts: Hosts, url: str | None) -> str:
    """Return the registrable domain of the page: as told, as the page says, or where its links mostly go.

    Args:
        seen: how often each host is linked to, "" for addresses inside the site.
        domains: the registrable domain of each.
        hosts: what is known about hosts.
        url: where the page is from.
    """
    if url and (host := host_of(url)):
        return hosts.registrable(host)
    by_domain: Counter[str] = Counter()
    for host, number in seen.items():
        if host:
            by_domain[domains[host]] += number
    if not by_domain:
        return ""
    domain, number = by_domain.most_common(1)[0]
    if number >= OWN_LINKS and number >= OWN_SHARE * by_domain.total() and hosts.host(domain) <= 0:
        return domain
    return ""
