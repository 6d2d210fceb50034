"""Feeds and sitemaps: XML whose texts are markup once more, escaped or in CDATA sections.

The markup is laid open, so that it is walked like a page; a map leads back to where it stands in the feed.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from turbohtml import unescape

from spamdetect.parse.document import Cut, Mark, Places
from spamdetect.types import Span

FEED = re.compile(
    r"\s*(?:<\?xml(?:[^?]|\?(?!>))*+\?>\s*|<\?(?:[^?]|\?(?!>))*+\?>\s*|<!--(?:[^-]|-(?!->))*+-->\s*|<!DOCTYPE[^>\[]*+>\s*)*+"
    r"<(?:rss|feed|rdf:RDF|urlset|sitemapindex|opml)[\s>]"
)
PART = re.compile(r"<!\[CDATA\[((?:[^\]]|\](?!\]>))*+)(?:\]\]>|\Z)|<[^>]*+(?:>|\Z)|[^<]++")
EMPTY = re.compile(r"<([^\s<>/!?]++)")
TITLE = re.compile(r"</?title[\s>]")
REFERENCE = re.compile(r"&(?:#[xX]?[0-9a-fA-F]{1,10}|[A-Za-z][A-Za-z0-9]{1,40});")


@dataclass(frozen=True, slots=True)
class Opened:
    """A feed with the markup in its texts laid open."""

    text: str
    """The text."""
    here: tuple[int, ...]
    """Positions in `text` where something was left out or put for something else; sorted."""
    left: tuple[int, ...]
    """Where in the feed what comes before each of them ends."""
    right: tuple[int, ...]
    """Where in the feed what comes behind each of them starts."""

    def back(self, span: Span) -> Span:
        """Return a span of the text as a span of the feed."""
        return Span(self.position(span.start, end=False), self.position(span.end, end=True))

    def position(self, position: int, *, end: bool) -> int:
        """Return a position of the text as one of the feed; an end lies before what was left out there."""
        number = (bisect_left if end else bisect_right)(self.here, position) - 1
        if end and number + 1 < len(self.here) and self.here[number + 1] == position:
            return self.left[number + 1]
        return position if number < 0 else self.right[number] + position - self.here[number]


def is_feed(text: str) -> bool:
    """Tell whether a text is an RSS or Atom feed, or a sitemap."""
    return FEED.match(text) is not None


def opened(feed: str) -> Opened:
    """Lay open the markup in the texts of a feed."""
    parts: list[str] = []
    here: list[int] = []
    left: list[int] = []
    right: list[int] = []
    length, entered = 0, False

    def put(piece: str, start: int, end: int) -> None:
        """Put a piece for a stretch of the feed."""
        nonlocal length
        if piece == feed[start:end]:
            parts.append(piece)
        else:
            here.append(length)
            left.append(start)
            right.append(start)
            parts.append(piece)
            here.append(length + len(piece))
            left.append(end)
            right.append(end)
        length += len(piece)

    for part in PART.finditer(feed):
        start, end = part.span()
        if part.group(1) is not None:
            here.append(length)
            left.append(start)
            right.append(part.start(1))
            put(part.group(1), *part.span(1))
            here.append(length)
            left.append(part.end(1))
            right.append(end)
        elif part.group().isspace():
            # It means nothing in XML, and would join with the text of a section behind it.
            put("", start, end)
        elif part.group()[0] != "<" and "&lt;" in part.group():
            position = start
            for reference in REFERENCE.finditer(feed, start, end):
                put(feed[position : reference.start()], position, reference.start())
                put(unescape(reference.group()), *reference.span())
                position = reference.end()
            put(feed[position:end], position, end)
        else:
            entered = entered or part.group().startswith(("<item", "<entry", "<image"))
            put(as_html(part.group(), entered), start, end)
    return Opened("".join(parts), tuple(here), tuple(left), tuple(right))


def as_html(tag: str, entered: bool) -> str:
    """Return a tag of a feed so that an HTML parser understands it as it is meant.

    `link` holds text in RSS and nothing in HTML; the title of an entry may hold markup, that of a page never;
    an empty element of XML has no end in HTML.
    """
    if tag in ("<link>", "</link>"):
        return tag.replace("link", "url")
    if entered and TITLE.match(tag):
        return tag.replace("title", "heading", 1)
    name = EMPTY.match(tag)
    if name is not None and tag.endswith("/>") and name.group(1) not in ("link", "meta", "br", "img", "hr"):
        return f"{tag}</{name.group(1)}>"
    return tag


@dataclass(frozen=True, slots=True)
class FeedPlaces:
    """Places of the blocks of a feed; see `spamdetect.parse.document.Places`."""

    places: Places
    """Places in the opened text."""
    opened: Opened
    """The way from there to the feed."""

    def cuts(self, marks: Sequence[Mark]) -> list[Cut]:
        """Return what to take out for the marks."""
        return [Cut(self.opened.back(cut.span), cut.marks) for cut in self.places.cuts(marks)]

    def offset(self, block: int, position: int) -> int:
        """Return where a position of a block's text stands."""
        return self.opened.position(self.places.offset(block, position), end=False)
