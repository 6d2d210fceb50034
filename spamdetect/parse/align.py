"""Where parsed text stands in its source: over tags, comments, character references and dropped characters."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from turbohtml import unescape

from spamdetect.types import Span

# One tag, comment or declaration, as the HTML standard cuts them. Repetitions are possessive, so that no input
# makes the pattern go over the same characters twice. Here and elsewhere a repeated group that may fail behind its
# first character is atomic, `(?>(?:...)*)`: Python before 3.11.5 goes on behind what failed if it is possessive.
MARKUP = re.compile(
    r"<!--(?:>|->|.*?(?:--!?>|\Z))"
    r"|</?[A-Za-z][^\s/>]*+(?:[\s/]++|(?:=[^\s/>=]*+|[^\s/>=]++)(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>\"'][^\s>]*+)?)?)*+>"
    r"|<[!?][^>]*+>|</[^A-Za-z][^>]*+>|</>",
    re.S,
)
REFERENCE = re.compile(r"&(?:#[xX]?[0-9a-fA-F]{1,10}|[A-Za-z][A-Za-z0-9]{1,40});?")
# What a parser puts for a character that must not be: NUL, and bytes that mean nothing in the encoding.
REPLACED = frozenset(["\0", "\ufffd"])


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a run of text stands in the source: one position for each character, or a plain run."""

    start: int
    """Where the run starts."""
    end: int
    """Where it ends."""
    starts: tuple[int, ...] | None = None
    """Where each character starts; None if they follow each other one by one from `start`."""
    ends: tuple[int, ...] | None = None
    """Where each character ends."""

    def span(self, start: int, end: int) -> Span:
        """Return the source stretch of the characters `start` to `end` of the run."""
        if self.starts is None or self.ends is None:
            return Span(self.start + start, self.start + end)
        if start >= len(self.starts):
            return Span(self.end, self.end)
        return Span(self.starts[start], self.ends[max(start, end - 1)])

    def count_before(self, position: int) -> int:
        """Return how many characters of the run start before a position of the source."""
        if self.starts is not None:
            return bisect_left(self.starts, position)
        return max(0, min(self.end, position) - self.start)


def align(
    text: str, source: str, cursor: int, *, markup: bool = True, references: bool = True
) -> Stand | None:
    """Find where parsed text stands in the source at or right behind `cursor`.

    Args:
        text: the text as the parser gives it.
        source: the source.
        cursor: where to start.
        markup: tags and comments may stand between its characters.
        references: it may be written with character references.

    Returns:
        Its place, or None if the source does not say this text there, as for text that the parser moved.
    """
    while markup and (step := MARKUP.match(source, cursor)):
        cursor = step.end()
    if source.startswith(text, cursor) and not (references and "&" in text):
        return Stand(cursor, cursor + len(text))
    starts: list[int] = []
    ends: list[int] = []
    index, position, size, limit = 0, cursor, len(text), len(source)
    while index < size:
        if position >= limit:
            return None
        char = source[position]
        if markup and char == "<" and (step := MARKUP.match(source, position)):
            position = step.end()
            continue
        if references and char == "&" and (found := REFERENCE.match(source, position)):
            meant = unescape(found.group())
            if meant != found.group() and text.startswith(meant, index):
                starts += [position] * len(meant)
                ends += [found.end()] * len(meant)
                index += len(meant)
                position = found.end()
                continue
        wanted = text[index]
        if char == wanted or (wanted == "\ufffd" and char in REPLACED):
            starts.append(position)
            ends.append(position + 1)
            index += 1
        elif char != "\0" and not (index == 0 and char.isspace()):
            return None
        position += 1
    return Stand(starts[0], position, tuple(starts), tuple(ends)) if starts else None
