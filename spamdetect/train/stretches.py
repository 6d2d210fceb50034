"""Where the blocks of a page stand in its bytes, and which of them were put in."""

from __future__ import annotations

from collections.abc import Sequence

from spamdetect.parse.document import Document
from spamdetect.train.samples import common
from spamdetect.types import Block

Stretch = tuple[int, int]


def stretches_of(document: Document, blocks: Sequence[Block]) -> list[Stretch]:
    """Return where the text of each block stands, in offsets of the page as it was given."""
    ends = []
    for block in blocks:
        first = document.places.offset(block.index, 0)
        last = document.places.offset(block.index, max(0, len(block.text.rstrip()) - 1))
        ends += [first, max(first, last) + 1]
    # The last character of the source may be the last of a block, and more than one byte long.
    given = document.source.to_given([min(end, len(document.source.text)) for end in ends])
    return list(zip(given[::2], given[1::2], strict=True))


def share_in(stretch: Stretch, spans: Sequence[Stretch]) -> float:
    """Return the share of a stretch that lies in spans."""
    return common([stretch], spans) / max(1, stretch[1] - stretch[0])
