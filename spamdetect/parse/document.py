"""A parsed page: its blocks, and the way from a block's text back to the page as it was given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from spamdetect.parse.decode import Source
from spamdetect.types import Block, Kind, Span


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A stretch of a block's text that is to go, or one of its links that is to lose its tags."""

    block: int
    """Index of the block."""
    start: int
    """Start in `Block.text`."""
    end: int
    """End in `Block.text`."""
    unlink: bool = False
    """True: only the tags of the links that lie in the stretch go, their words stay."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A stretch of the source that goes, and the marks that asked for it."""

    span: Span
    """Offsets in `Source.text`."""
    marks: tuple[int, ...]
    """Indices of the marks that it covers."""


class Places(Protocol):
    """Knows where the text of every block stands in the source."""

    def cuts(self, marks: Sequence[Mark]) -> list[Cut]:
        """Return the stretches of `Source.text` to take out, in order, without overlap."""
        ...

    def offset(self, block: int, position: int) -> int:
        """Return where a position of `Block.text` stands in `Source.text`, or the nearest known place."""
        ...


@dataclass(frozen=True, slots=True)
class Document:
    """A page cut into blocks."""

    source: Source
    """The decoded page and the way back to its bytes."""
    kind: Kind
    """What it was read as."""
    blocks: tuple[Block, ...]
    """Every piece of text of the page, shown or hidden, in the order of the source."""
    places: Places
    """Where the blocks stand."""
