"""A unified diff of a page and the same page less some spans, in time linear in its size.

A general diff takes quadratic time on pages made for it, and would have to guess what is known here.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import accumulate

from spamdetect.clean import without
from spamdetect.types import Span

CONTEXT = 3  # Unchanged lines around a change, as everywhere.


@dataclass(frozen=True, slots=True)
class Change:
    """A run of lines from which something goes."""

    first: int
    """Index of the first line."""
    end: int
    """Index of the line behind the last one."""
    spans: tuple[Span, ...]
    """What goes, in offsets of the page."""


def unified(name: str, page: bytes, spans: Sequence[Span]) -> bytes:
    """Return what `patch -p1` and `git apply` need to take the spans out of a file; empty if there are none.

    Args:
        name: path of the file.
        page: its content.
        spans: what goes: sorted, without overlap, not empty, in bytes.
    """
    lines = BytesIO(page).readlines()
    starts = list(accumulate(map(len, lines), initial=0))
    parts, growth = [], 0
    for group in groups(changes(starts, spans)):
        low, high = max(0, group[0].first - CONTEXT), min(len(lines), group[-1].end + CONTEXT)
        body, position, before = [], low, growth
        for change in group:
            left = remains(page, starts, change)
            body += marked(b" ", lines[position : change.first])
            body += marked(b"-", lines[change.first : change.end])
            body += marked(b"+", left)
            growth += len(left) - (change.end - change.first)
            position = change.end
        body += marked(b" ", lines[position:high])
        old, new = lines_at(low, high - low), lines_at(low + before, high - low + growth - before)
        parts += [b"@@ -%b +%b @@\n" % (old, new), *body]
    path = name.lstrip("/").encode()
    return b"".join([b"--- a/%b\n+++ b/%b\n" % (path, path), *parts]) if parts else b""


def changes(starts: Sequence[int], spans: Sequence[Span]) -> list[Change]:
    """Return the lines that the spans touch; spans that share a line share a change.

    Args:
        starts: where each line starts, and the size of the page.
        spans: see `unified`.
    """
    result: list[Change] = []
    for span in spans:
        first, end = bisect_right(starts, span.start) - 1, bisect_right(starts, span.end) - 1
        # Whole lines go as they are; what stays of a line joins the line behind the span.
        if (starts[first], starts[end]) != (span.start, span.end):
            end = min(end + 1, len(starts) - 1)
        if result and first < result[-1].end:
            last = result.pop()
            result.append(Change(last.first, max(end, last.end), (*last.spans, span)))
        else:
            result.append(Change(first, end, (span,)))
    return result


def groups(changed: Sequence[Change]) -> list[list[Change]]:
    """Return the changes by hunk: those whose context would overlap or touch stand together."""
    result: list[list[Change]] = []
    for change in changed:
        if result and change.first - result[-1][-1].end <= 2 * CONTEXT:
            result[-1].append(change)
        else:
            result.append([change])
    return result


def remains(page: bytes, starts: Sequence[int], change: Change) -> list[bytes]:
    """Return the lines that are left of a change."""
    base = starts[change.first]
    spans = [Span(span.start - base, span.end - base) for span in change.spans]
    return BytesIO(without(page[base : starts[change.end]], spans)).readlines()


def marked(sign: bytes, lines: Sequence[bytes]) -> list[bytes]:
    """Return lines of a hunk."""
    return [
        sign + line if line.endswith(b"\n") else sign + line + b"\n\\ No newline at end of file\n"
        for line in lines
    ]


def lines_at(first: int, count: int) -> bytes:
    """Return one side of a hunk's range; an empty range names the line before it."""
    return b"%d,%d" % (first + (count > 0), count)
