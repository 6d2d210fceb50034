"""Feeds and sitemaps: XML whose texts are markup once more, escaped or in CDATA sections.

The markup is laid open, so that it is walked like a page; a map leads back to where it stands in the feed.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from turbohtml import unescape

from spamdetect.parse.document import Cut, Mark, Places
from spamdetect.types import Span

FEED = re.compile(
    r"\s*(?>(?:<\?.*?\?>\s*|<!--.*?-->\s*|<!DOCTYPE[^>\[]*+>\s*)*)"
    r"<(?:rss|feed|rdf:RDF|urlset|sitemapindex|opml)[\s>]",
    re.S,
)
PART = re.compile(r"<!\[CDATA\[(.*?)(?:\]\]>|\Z)|<[^>]*+(?:>|\Z)|[^<]++", re.S)
EMPTY = re.compile(r"<([^\s<>/!?]++)")
TITLE = re.compile(r"</?title[\s>]")
REFERENCE = re.compile(r"&(?:#[xX]?[0-9a-fA-F]{1,10}|[A-Za-z][A-Za-z0-9]{1,40});")


@dataclass(frozen=True, slots=True)
class Opened:
    """A feed with the markup in its texts laid open."""

    text: str
    """The text."""
    starts: Sequence[int]
    """Where in `text` each piece starts that is not as in the feed; a piece left out is empty."""
    ends: Sequence[int]
    """Where each of them ends."""
    feed_starts: Sequence[int]
    """Where in the feed each of them starts."""
    feed_ends: Sequence[int]
    """Where in the feed each of them ends."""

    def back(self, span: Span) -> Span:
        """Return a span of the text as a span of the feed."""
        return Span(self.position(span.start, end=False), self.position(span.end, end=True))

    def position(self, position: int, *, end: bool) -> int:
        """Return a position of the text as one of the feed; an end lies before what was left out there."""
        piece = (bisect_left if end else bisect_right)(self.starts, position) - 1
        if piece < 0:
            return position
        if position < self.ends[piece]:
            return self.feed_ends[piece] if end else self.feed_starts[piece]
        return self.feed_ends[piece] + position - self.ends[piece]


def is_feed(text: str) -> bool:
    """Tell whether a text is an RSS or Atom feed, or a sitemap."""
    return FEED.match(text) is not None


def opened(feed: str) -> Opened:
    """Lay open the markup in the texts of a feed."""
    parts: list[str] = []
    changed: list[tuple[int, int, int, int]] = []
    length = 0
    for start, end, piece in pieces(feed):
        if piece != feed[start:end]:
            changed.append((length, length + len(piece), start, end))
        parts.append(piece)
        length += len(piece)
    starts, ends, feed_starts, feed_ends = zip(*changed, strict=True) if changed else ((), (), (), ())
    return Opened("".join(parts), starts, ends, feed_starts, feed_ends)


def pieces(feed: str) -> Iterator[tuple[int, int, str]]:
    """Yield the stretches of a feed, each with what is read for it."""
    entered = False
    for part in PART.finditer(feed):
        start, end = part.span()
        if part.group(1) is not None:
            yield start, part.start(1), ""
            yield part.start(1), part.end(1), part.group(1)
            yield part.end(1), end, ""
        elif part.group().isspace():
            # It means nothing in XML, and would join with the text of a section behind it.
            yield start, end, ""
        elif part.group()[0] != "<" and "&lt;" in part.group():
            for reference in REFERENCE.finditer(feed, start, end):
                yield start, reference.start(), feed[start : reference.start()]
                yield *reference.span(), unescape(reference.group())
                start = reference.end()
            yield start, end, feed[start:end]
        else:
            entered = entered or part.group().startswith(("<item", "<entry", "<image"))
            yield start, end, as_html(part.group(), entered)


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
