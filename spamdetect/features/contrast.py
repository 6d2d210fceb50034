"""Features of how unlike the rest of its own page a place is.

The strongest published detectors rest on this: SEISE (Liao et al., IEEE S&P 2016) on the gap between a site
and a block of it, SCDS (ESORICS 2021) on incoherence within a page.
"""

from __future__ import annotations

from bisect import bisect_left
from math import log1p

from spamdetect.features.page import PageFacts

NAMES = {
    "rest_wording": "the rest of the page is worded like this",
    "rest_block": "the rest of its paragraph is worded like this",
    "foreign_words": "its words are not used anywhere else on the page",
    "foreign_letters": "its sequences of letters stand nowhere else on the page",
    "title_wording": "the title of the page is worded like spam",
    "share_of_page": "it is this much of the page",
    "other_places": "other places of the page are suspicious too",
    "suspicious_share": "suspicious places make up this much of the page",
    "page_words": "the page is this long",
    "near_places": "places right beside it are suspicious too",
    "near_links": "links right beside it lead to other sites",
}
# Blocks to either side that count as right beside a place: the items of a strip of links are a block each.
NEAR = 3


def contrast(page: PageFacts, number: int, text: str) -> tuple[float, ...]:
    """Return the features in the order of `NAMES`."""
    evidence, candidate = page.evidence, page.candidates[number]
    total = len(evidence.wording)
    inside, score = int(page.counts[number]), float(page.scores[number])
    shown = bool(page.inside[number])
    body_score, body_count = page.shown
    around = around_count = 0.0
    for block in {mark.block for mark in candidate.marks}:
        low, high = int(evidence.bounds[block]), int(evidence.bounds[block + 1])
        around += page.sums[high] - page.sums[low]
        around_count += high - low
    around_count = max(0.0, around_count - inside)
    gain = max(0.0, score)
    first = max(0, candidate.marks[0].block - NEAR)
    last = min(len(page.outside) - 1, candidate.marks[-1].block + NEAR + 1)
    low, high = bisect_left(page.first_blocks, first), bisect_left(page.first_blocks, last)
    near = float(page.gains[high] - page.gains[low]) - gain
    outside = int(page.outside[last] - page.outside[first]) - sum(item.external for item in candidate.links)
    return (
        (body_score - score * shown) / max(1, body_count - inside * shown),
        (around - score) / around_count if around_count >= 1 else -0.5,
        float(page.foreign_words[number]),
        float(page.foreign_letters[number]),
        page.title if shown else 0.0,
        inside / max(1, total),
        log1p(max(0.0, float(page.gains[-1]) - gain)),
        min(1.0, page.counted / max(1, total)),
        log1p(total),
        log1p(max(0.0, near)),
        log1p(max(0, outside)),
    )
