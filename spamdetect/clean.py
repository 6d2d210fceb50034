"""Take spans out of a page; every other byte or character stays."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import overload

from spamdetect.types import Span


@overload
def without(page: bytes, spans: Sequence[Span]) -> bytes: ...
@overload
def without(page: bytes | str, spans: Sequence[Span]) -> bytes | str: ...
def without(page: bytes | str, spans: Sequence[Span]) -> bytes | str:
    """Return the page less the spans, of the type that was given.

    Args:
        page: the page as it was given.
        spans: what goes: sorted, without overlap, in offsets of `page`.
    """
    ends = [0, *(position for span in spans for position in (span.start, span.end)), len(page)]
    kept = [slice(start, end) for start, end in zip(ends[::2], ends[1::2], strict=True)]
    if isinstance(page, bytes):
        return b"".join([page[part] for part in kept])
    return "".join([page[part] for part in kept])


def joined(spans: Sequence[Span]) -> list[Span]:
    """Return the spans sorted, with those that touch or overlap made one."""
    result: list[Span] = []
    for span in sorted(spans):
        if result and span.start <= result[-1].end:
            result[-1] = Span(result[-1].start, max(result[-1].end, span.end))
        elif span.start < span.end:
            result.append(span)
    return result


def restored(spans: Sequence[Span], removed: Sequence[Span]) -> list[Span]:
    """Return spans of a cleaned page as spans of the page before `removed` was taken out of it.

    A span that reaches over a removed stretch takes that stretch in.
    """
    starts: list[int] = []  # where each removed stretch stood, in offsets of the cleaned page
    shifts = [0]
    for span in removed:
        starts.append(span.start - shifts[-1])
        shifts.append(shifts[-1] + span.end - span.start)

    def back(position: int, *, end: bool) -> int:
        if end:
            return position + shifts[bisect_right(starts, position - 1)]
        return position + shifts[bisect_right(starts, position)]

    return [Span(back(span.start, end=False), back(span.end, end=True)) for span in spans]
