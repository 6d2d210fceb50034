"""Features of a page as a whole, which may be spam through and through: a doorway, a defacement, a link farm."""

from __future__ import annotations

from math import log1p

import numpy as np
from numpy.typing import NDArray

from spamdetect.features.characters import BLANK, code_points, run_numbers
from spamdetect.features.evidence import Evidence

# What is known before its places are judged.
ALONE = {
    "page_wording": "word by word the page reads like advertising spam",
    "page_best_run": "its longest run of advertising words is this strong",
    "page_run_share": "most of its words lie in paragraphs worded like spam",
    "page_title": "its title is worded like spam",
    "page_head": "its descriptions are worded like spam",
    "page_peak": "it holds phrases that are typical of spam",
    "page_length": "it is this long",
    "page_link_density": "its words are mostly links",
    "page_external": "its links lead to other sites",
    "page_domains": "its links lead to many domains",
    "page_hosts": "it links to domains named like those of spam campaigns",
    "page_host_mean": "most domains that it links to are named like those of spam campaigns",
    "page_paths": "the addresses of its links are worded like spam",
    "page_own_host": "its own domain is named like those of spam campaigns",
    "page_hidden": "much of it is hidden",
    "page_not_latin": "it is not written in Latin letters",
    "page_variety": "it repeats the same words over and over",
}
# What the judge of places found, which the judge of pages takes into account.
FOUND = {
    "page_worst_place": "its most suspicious place is this suspicious",
    "page_second_place": "it has a second suspicious place",
    "page_fifth_place": "it has five suspicious places",
    "page_places": "it has many suspicious places",
    "page_place_share": "suspicious places make up this much of its words",
}
SENTENCES = ALONE | FOUND
NAMES: tuple[str, ...] = tuple(SENTENCES)
# Log-odds of a place that is not there: about what an honest link gets.
NO_PLACE = -8.0
# Log-odds from which on a place counts as suspicious here: rather spam than not, by itself.
SUSPICIOUS = 0.0


def extract_page(evidence: Evidence, own_host: float) -> NDArray[np.float64]:
    """Return the features of a page that are known before its places are judged, shape (features,).

    Args:
        evidence: its words and links.
        own_host: log-odds of the page's own domain being named like a spam campaign's, 0 if not known.
    """
    blocks = evidence.document.blocks
    wording, bounds = evidence.wording, evidence.bounds
    count = max(1, len(wording))
    sizes = np.diff(bounds)
    sums = np.zeros(len(blocks))
    filled = sizes > 0
    if filled.any():
        sums[filled] = np.add.reduceat(wording.astype(np.float64), bounds[:-1][filled])
    density = sums / np.maximum(1, sizes)

    def mean_of(origin: str) -> float:
        chosen = [block.index for block in blocks if block.origin == origin]
        return float(sums[chosen].sum() / max(1, sizes[chosen].sum()))

    text = "".join([block.text for block in blocks])
    outside = [item for item in evidence.links if item.external]
    anchors = sum(item.link.end - item.link.start for item in evidence.links)
    hidden = sum(len(block.text) for block in blocks if block.hiding is not None)
    points = code_points(text)
    pieces = np.sort(run_numbers(~BLANK.take(points, mode="clip"), points))
    return np.array(
        [
            float(wording.sum()) / count,
            log1p(max(0.0, float(evidence.gains.max(initial=0.0)))),
            float(sizes[density > 0].sum()) / count,
            mean_of("title"),
            mean_of("meta"),
            peak(wording),
            log1p(len(wording)),
            min(1.0, anchors / max(1, len(text))),
            len(outside) / max(1, len(evidence.links)),
            log1p(len({item.domain for item in outside})),
            log1p(sum(item.host > 0 for item in outside)),
            sum(item.host for item in outside) / max(1, len(outside)),
            max((item.path for item in outside), default=0.0),
            own_host,
            hidden / max(1, len(text)),
            1.0 - evidence.scripts[1] / max(1, sum(evidence.scripts[1:])),
            np.count_nonzero(np.diff(pieces, prepend=0)) / max(1, len(pieces)),
        ]
    )


def with_places(
    page: NDArray[np.float64], log_odds: NDArray[np.float64], counts: NDArray[np.intp], total: int
) -> NDArray[np.float64]:
    """Return all features of a page in the order of `NAMES`.

    Args:
        page: those of `extract_page`.
        log_odds: of its candidates, shape (candidates,).
        counts: words of each, shape (candidates,).
        total: words of the page.
    """
    worst = np.full(5, NO_PLACE)
    first = np.sort(log_odds)[::-1][:5]
    worst[: len(first)] = np.maximum(first, NO_PLACE)
    bad = log_odds > SUSPICIOUS
    share = min(1.0, float(counts[bad].sum()) / max(1, total))
    return np.concatenate([page, worst[[0, 1, 4]], [log1p(int(bad.sum())), share]])


def peak(wording: NDArray[np.float32]) -> float:
    """Return the log-odds that one word in fifty reaches; `np.quantile` says the same in four times the time."""
    if not len(wording):
        return 0.0
    where = 0.98 * (len(wording) - 1)
    low = int(where)
    high, share = min(low + 1, len(wording) - 1), where - low
    part = np.partition(wording, (low, high))
    step = part[high] - part[low]
    return float(part[low] + step * share if share < 0.5 else part[high] - step * (1 - share))
