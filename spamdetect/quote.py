"""The source of a finding as a report shows it: what the finding is about, and a little around it."""

from __future__ import annotations

from collections.abc import Sequence

from spamdetect.types import Piece, Span

# Characters kept on either side of a finding: enough to find the place again in an editor.
AROUND = 80
# Characters kept of one stretch: a screenful; spam of 30,000 characters says no more than its ends.
LONGEST = 600
# Stretches shown of one finding; the others are like them.
STRETCHES = 8


def quote(text: str, spans: Sequence[Span]) -> tuple[Piece, ...]:
    """Return the source around a finding, in order, shortened.

    Args:
        text: the source of the page.
        spans: what the finding is about: sorted, without overlap, at least one, in offsets of `text`.
    """
    shown = spans[:STRETCHES]
    start, end = shown[0].start, shown[-1].end
    pieces = [Piece(elided(text[max(0, start - AROUND) : start], before=start > AROUND), False)]
    position = start
    for span in shown:
        pieces.append(Piece(shortened(text[position : span.start], 2 * AROUND), False))
        pieces.append(Piece(shortened(text[span.start : span.end], LONGEST), True))
        position = span.end
    after = len(spans) > len(shown) or end + AROUND < len(text)
    pieces.append(Piece(elided(text[end : end + AROUND], after=after), False))
    return tuple(piece for piece in pieces if piece.text)


def elided(text: str, *, before: bool = False, after: bool = False) -> str:
    """Return the text with an ellipsis where something was left out."""
    return "…" * before + text + "…" * after


def shortened(text: str, size: int) -> str:
    """Return the two ends of a text that is longer than `size` characters."""
    if len(text) <= size:
        return text
    half = size // 2
    return f"{text[:half]} … {text[-half:]}"
