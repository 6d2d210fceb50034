"""What is left over between places that are cut, and goes with them.

The model judges phrases and links. An injected strip also holds brand names and words that mean nothing by
themselves; left behind they would be a strip of crumbs.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from operator import attrgetter

import numpy as np

from spamdetect.features.page import PageFacts
from spamdetect.parse.document import Mark

# A block goes as a whole if at most this share of its words is left over: less than a sentence in six.
LEFT_OVER = 0.15
# Blocks between two that go as a whole go too if there are at most so many of them, ...
BETWEEN = 4
# ... and each holds at most so many words, or a link to another site and none within the site.
FEW_WORDS = 8


def completed(page: PageFacts, marks: Sequence[Mark]) -> list[tuple[Mark, int]]:
    """Return what else goes if these stretches go.

    Args:
        page: facts about the page.
        marks: what is cut.

    Returns:
        Further marks, each with the block whose finding it belongs to.
    """
    evidence = page.evidence
    blocks = evidence.document.blocks
    covered: dict[int, int] = defaultdict(int)
    spans = np.array([(mark.block, mark.start, mark.end) for mark in marks], dtype=np.intp).reshape(-1, 3)
    low, high = evidence.tokens_in(*spans.T)
    for mark, size in zip(marks, (high - low).tolist(), strict=True):
        covered[mark.block] += size
    gone: list[int] = []
    found: list[tuple[Mark, int]] = []
    for index in sorted(covered):
        total = int(evidence.bounds[index + 1] - evidence.bounds[index])
        if total - covered[index] <= LEFT_OVER * total:
            gone.append(index)
            if covered[index] < total:
                found.append((Mark(index, 0, len(blocks[index].text)), index))
    for before, after in pairwise(gone):
        between = range(before + 1, after)
        if len(between) <= BETWEEN and all(goes_along(page, index, before) for index in between):
            found += [(Mark(index, 0, len(blocks[index].text)), before) for index in between]
    return found


def goes_along(page: PageFacts, index: int, neighbour: int) -> bool:
    """Tell whether a block that says nothing by itself belongs to a neighbour that is cut."""
    evidence = page.evidence
    block, other = evidence.document.blocks[index], evidence.document.blocks[neighbour]
    if (block.origin, block.section, block.region) != (other.origin, other.section, other.region):
        return False
    first = bisect_left(evidence.links, index, key=attrgetter("block"))
    last = bisect_left(evidence.links, index + 1, key=attrgetter("block"))
    if last > first:
        return all(item.external for item in evidence.links[first:last])
    return int(evidence.bounds[index + 1] - evidence.bounds[index]) <= FEW_WORDS
