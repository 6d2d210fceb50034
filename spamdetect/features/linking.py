"""Features of the links of a place and of where they lead."""

from __future__ import annotations

from collections import Counter
from math import log1p

from spamdetect.features.page import PageFacts
from spamdetect.parse.aside import HEAD_ADDRESSES, META_ADDRESSES, SENT_ON

NAMES = {
    "links": "it holds links",
    "external_share": "its links lead to other sites",
    "link_density": "most of its words are links",
    "domains": "its links lead to many different domains",
    "host": "a link leads to a domain named like those of spam campaigns",
    "host_mean": "its links lead to domains named like those of spam campaigns",
    "host_words": "a link leads to a domain whose name holds words of spam",
    "path": "the address of a link is worded like spam",
    "honest_host": "an ordinary site is linked under an address worded like spam",
    "nofollow": "its links are marked as nofollow or sponsored",
    "empty_links": "it holds links without any words",
    "bare_domains": "it names bare domains",
    "lone_external": "it links to a domain that the rest of the page never links to",
    "sent_on": "it sends visitors on to another site",
    "head_address": "it names an address on another site as the page's own",
}
# What the head of a page says that its own address is.
OWN_ADDRESSES = HEAD_ADDRESSES | META_ADDRESSES


def linking(page: PageFacts, number: int, text: str) -> tuple[float, ...]:
    """Return the features in the order of `NAMES`."""
    candidate = page.candidates[number]
    links = candidate.links
    if not links:
        return (0.0,) * len(NAMES)
    outside = [item for item in links if item.external]
    own = Counter(item.domain for item in links)
    hosts = [item.host for item in outside]
    anchors = sum(item.link.end - item.link.start for item in links)
    return (
        log1p(len(links)),
        len(outside) / len(links),
        min(1.0, anchors / max(1, len(text))),
        log1p(len({item.domain for item in outside})),
        max(hosts, default=0.0),
        sum(hosts) / len(hosts) if hosts else 0.0,
        max((item.name for item in outside), default=0.0),
        max((item.path for item in outside), default=0.0),
        max((item.path for item in outside if item.host <= 0), default=0.0),
        sum("nofollow" in item.link.rel or "sponsored" in item.link.rel for item in outside)
        / max(1, len(outside)),
        log1p(sum(item.link.start == item.link.end for item in outside)),
        log1p(sum(item.link.form == "bare" for item in outside)),
        sum(page.domains[item.domain] <= own[item.domain] for item in outside) / max(1, len(outside)),
        float(any(item.link.rel == SENT_ON for item in outside)),
        float(any(item.link.rel in OWN_ADDRESSES for item in outside)),
    )
