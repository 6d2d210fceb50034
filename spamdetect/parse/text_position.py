"""From the lines of a plain text back to the source."""

from __future__ import annotations

import re
from collections.abc import Sequence

from spamdetect.parse.document import Cut, Mark
from spamdetect.parse.position import merge
from spamdetect.types import Block, Span

DARK = re.compile(r"\S")


class TextPlaces:
    """Places of the blocks of a plain text; see `spamdetect.parse.document.Places`."""

    def __init__(self, source: str, blocks: Sequence[Block], offsets: Sequence[int]) -> None:
        """Keep the text and where each block starts in it."""
        self.source = source
        self.blocks = blocks
        self.offsets = offsets

    def offset(self, block: int, position: int) -> int:
        """Return where a position of a block's text stands in the source."""
        return self.offsets[block] + position

    def cuts(self, marks: Sequence[Mark]) -> list[Cut]:
        """Return what to take out for the marks: a line goes with its newline if all its words go."""
        asked: list[tuple[Span, int]] = []
        for index, mark in enumerate(marks):
            text, offset = self.blocks[mark.block].text, self.offsets[mark.block]
            start, end = offset + mark.start, offset + mark.end
            if not DARK.search(text, 0, mark.start) and not DARK.search(text, mark.end):
                start, end = offset, offset + len(text)
                if self.source.startswith("\n", end):
                    end += 1
            asked.append((Span(start, end), index))
        return merge(asked, self.source, marks)
