"""From the text of an HTML block back to the source, and from marked text to whole elements.

The parser gives positions of tags and attributes, not of text. They are worked out here, only for pages
in which something was found: one walk over the page with a cursor in the source.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import turbohtml
from turbohtml import Comment, Element, NodeIterator, SourceLocation, Text

from spamdetect.parse.document import Cut, Mark
from spamdetect.types import Span

SHOW_ALL = 0xFFFFFFFF
MARKUP = re.compile(r"<!--.*?(?:-->|\Z)|</?[A-Za-z](?:[^>\"']|\"[^\"]*\"|'[^']*')*>|<[!?][^>]*>", re.S)
REFERENCE = re.compile(r"&(?:#[xX]?[0-9a-fA-F]{1,10}|[A-Za-z][A-Za-z0-9]{1,40});?")
# What may stand between two cut stretches and goes with them: separators of a strip of links.
BETWEEN = re.compile(r"(?:\s|<br\s*/?>|&nbsp;|[|,;•·/–—>»-])*", re.I)
# An element that holds one of these holds more than its words, and is not removed with them.
HOLDING = frozenset([
    "img", "video", "audio", "iframe", "input", "button", "select", "textarea", "form", "object", "embed",
    "canvas", "svg", "picture", "math", "script", "style", "link", "meta",
])  # fmt: skip
# Elements that are the page itself: their content may go, they stay.
STANDING = frozenset(["html", "head", "body", "title", "main"])


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a block's text and the node that it comes from."""

    start: int
    """Where the part starts in the block's text."""
    node: turbohtml.Node
    """The text node, comment, or element that holds it."""
    attribute: str | None = None
    """The attribute of the element that holds the text."""
    whole: bool = False
    """The element has no text of its own: it goes as a whole or not at all."""
    statement: tuple[int, int] | None = None
    """Stretch of the script's source that writes the text."""


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a run of text stands in the source: one position for each character, or a plain run."""

    start: int
    end: int
    starts: tuple[int, ...] | None = None
    ends: tuple[int, ...] | None = None

    def span(self, start: int, end: int) -> Span:
        """Return the source stretch of the characters `start` to `end` of the run."""
        if self.starts is None or self.ends is None:
            return Span(self.start + start, self.start + end)
        if start >= len(self.starts):
            return Span(self.end, self.end)
        return Span(self.starts[start], self.ends[max(start, end - 1)])


def align(text: str, source: str, cursor: int, *, markup: bool) -> Stand | None:
    """Find where parsed text stands in the source at or right behind `cursor`.

    Tags, comments (where `markup` is true) and character references are stepped over. None if the source
    does not say this text there, as for text that the parser moved out of a table.
    """
    while markup and (step := MARKUP.match(source, cursor)):
        cursor = step.end()
    if source.startswith(text, cursor) and "&" not in text:
        return Stand(cursor, cursor + len(text))
    starts: list[int] = []
    ends: list[int] = []
    index, position, size, limit = 0, cursor, len(text), len(source)
    while index < size:
        if position >= limit:
            return None
        char = source[position]
        if char == "<" and markup and (step := MARKUP.match(source, position)):
            position = step.end()
            continue
        if char == "&" and (found := REFERENCE.match(source, position)):
            meant = html.unescape(found.group())
            if text.startswith(meant, index) and meant != found.group():
                starts += [position] * len(meant)
                ends += [found.end()] * len(meant)
                index += len(meant)
                position = found.end()
                continue
        if char == text[index] or (char == "\r" and text[index] == "\n") or text[index] == "\ufffd":
            starts.append(position)
            ends.append(position + 1)
            index += 1
        elif not (char == "\0" or (char == "\n" and index == 0)):
            return None
        position += 1
    return Stand(starts[0], position, tuple(starts), tuple(ends)) if starts else None


class HtmlPlaces:
    """Places of the blocks of an HTML page; see `spamdetect.parse.document.Places`."""

    def __init__(self, source: str, tree: turbohtml.Document, pieces: Sequence[Sequence[Piece]]) -> None:
        """Keep what is needed; nothing is worked out before it is asked for."""
        self.source = source
        self.tree = tree
        self.pieces = pieces
        self.stands: dict[turbohtml.Node, Stand] = {}
        self.locations: dict[Element, SourceLocation] = {}
        self.ends: dict[Element, int] = {}

    def survey(self) -> None:
        """Walk the page once and note where every element and every text stands."""
        if self.ends:
            return
        source, cursor = self.source, 0
        stack: list[Element] = []

        def close(element: Element, cursor: int) -> int:
            place = self.locations.get(element)
            if place is not None and place.end_tag is not None:
                cursor = place.end_tag.end_offset
            self.ends[element] = cursor
            return cursor

        for node in NodeIterator(self.tree, SHOW_ALL):
            parent = node.parent
            while stack and stack[-1] is not parent:
                cursor = close(stack.pop(), cursor)
            if isinstance(node, Element):
                place = node.source_location
                if place is not None:
                    self.locations[node] = place
                    cursor = place.start_tag.end_offset
                stack.append(node)
            elif isinstance(node, Text):
                raw = parent is not None and getattr(parent, "tag", "") in ("script", "style")
                stand = align(node.data, source, cursor, markup=not raw)
                if stand is not None:
                    self.stands[node] = stand
                    cursor = stand.end
            elif isinstance(node, Comment):
                start = source.find("<!--" + node.data, cursor)
                if start >= 0:
                    end = source.find(">", start + 4 + len(node.data))
                    cursor = end + 1 if end >= 0 else len(source)
                    self.stands[node] = Stand(start, cursor)
        while stack:
            cursor = close(stack.pop(), cursor)

    def element_span(self, element: Element) -> Span | None:
        """Return the source stretch of an element from its start tag to behind its end tag."""
        place = self.locations.get(element)
        if place is None:
            return None
        return Span(place.start_tag.start_offset, max(place.start_tag.end_offset, self.ends[element]))

    def offset(self, block: int, position: int) -> int:
        """Return where a position of a block's text stands in the source."""
        self.survey()
        spans = [span for _, span in self.parts(Mark(block, position, position + 1))]
        return spans[0].start if spans else 0

    def parts(self, mark: Mark) -> list[tuple[Piece, Span]]:
        """Return the pieces of a block that a mark touches, each with its stretch of the source."""
        pieces = self.pieces[mark.block]
        found: list[tuple[Piece, Span]] = []
        first = max(0, bisect_right([piece.start for piece in pieces], mark.start) - 1)
        for number in range(first, len(pieces)):
            piece = pieces[number]
            if piece.start >= mark.end and number > first:
                break
            start = max(0, mark.start - piece.start)
            end = mark.end - piece.start
            if number + 1 < len(pieces):
                end = min(end, pieces[number + 1].start - piece.start)
            span = self.piece_span(piece, start, end)
            if span is not None:
                found.append((piece, span))
        return found

    def piece_span(self, piece: Piece, start: int, end: int) -> Span | None:
        """Return the source stretch of a part of a piece, or None where it is not known."""
        node = piece.node
        if isinstance(node, Text):
            end = min(end, len(node.data))
            stand = self.stands.get(node)
            return stand.span(start, end) if stand is not None and start < end else None
        if isinstance(node, Comment):
            stand = self.stands.get(node)
            return Span(stand.start, stand.end) if stand is not None else None
        if not isinstance(node, Element) or node not in self.locations:
            return None
        if piece.statement is not None:
            inside = self.locations[node].start_tag.end_offset
            return Span(inside + piece.statement[0], inside + piece.statement[1])
        if piece.attribute is not None:
            return self.attribute_span(node, piece.attribute, start, end)
        return self.element_span(node)

    def attribute_span(self, node: Element, name: str, start: int, end: int) -> Span | None:
        """Return the stretch of an attribute's value; all of a `<meta>` where all of its value is meant."""
        place = self.locations[node].attrs.get(name)
        value = node.attr(name) or ""
        if place is None:
            return None
        if name == "srcdoc" or (node.tag == "meta" and end - start >= len(value.strip())):
            return self.element_span(node)
        written = self.source[place.start_offset : place.end_offset]
        opening = re.match(r"[^=]*=\s*[\"']?", written)
        if opening is None:
            return None
        stand = align(value, self.source, place.start_offset + opening.end(), markup=False)
        return stand.span(start, min(end, len(value))) if stand is not None else None

    def cuts(self, marks: Sequence[Mark]) -> list[Cut]:
        """Return what to take out of the source for the marks: whole elements where all their words go."""
        self.survey()
        asked: list[tuple[Span, int]] = []
        weight: dict[turbohtml.Node, tuple[int, int]] = {}
        for index, mark in enumerate(marks):
            if mark.unlink:
                asked += [(span, index) for span in self.tags(mark)]
                continue
            for piece, span in self.parts(mark):
                asked.append((span, index))
                if isinstance(piece.node, Text):
                    start = max(0, mark.start - piece.start)
                    text = piece.node.data[start : mark.end - piece.start]
                    words = len("".join(text.split()))
                    weight[piece.node] = (weight.get(piece.node, (0, 0))[0] + words, index)
            asked += [(span, index) for span in self.empty_links(mark)]
        asked += self.grown(weight)
        return merge(asked, self.source, marks)

    def tags(self, mark: Mark) -> list[Span]:
        """Return the start and end tags of the links whose words lie in a mark."""
        spans = []
        seen: set[Element] = set()
        for piece, _ in self.parts(mark):
            anchor = piece.node.parent
            while isinstance(anchor, Element) and anchor.tag != "a":
                anchor = anchor.parent
            if not isinstance(anchor, Element) or anchor in seen:
                continue
            seen.add(anchor)
            place = self.locations.get(anchor)
            if place is not None and place.end_tag is not None:
                spans.append(Span(place.start_tag.start_offset, place.start_tag.end_offset))
                spans.append(Span(place.end_tag.start_offset, place.end_tag.end_offset))
        return spans

    def empty_links(self, mark: Mark) -> list[Span]:
        """Return the links without words next to the marked text of a block."""
        if mark.start != mark.end:
            return []
        return [
            span
            for piece in self.pieces[mark.block]
            if isinstance(piece.node, Element)
            and piece.node.tag == "a"
            and piece.start == mark.start
            and (span := self.element_span(piece.node)) is not None
        ]

    def grown(self, weight: dict[turbohtml.Node, tuple[int, int]]) -> list[tuple[Span, int]]:
        """Return the largest elements all of whose words are marked, each with one of its marks."""
        total: dict[turbohtml.Node, int] = {}
        marked: dict[turbohtml.Node, int] = {}
        mark_of: dict[turbohtml.Node, int] = {}
        held: set[turbohtml.Node] = set()
        nodes = list(NodeIterator(self.tree, SHOW_ALL))
        for node in reversed(nodes):
            if isinstance(node, Text):
                total[node] = len("".join(node.data.split()))
                if node in weight:
                    marked[node], mark_of[node] = weight[node]
            parent = node.parent
            if parent is None:
                continue
            total[parent] = total.get(parent, 0) + total.get(node, 0)
            if node in marked:
                marked[parent] = marked.get(parent, 0) + marked[node]
                mark_of.setdefault(parent, mark_of[node])
            if node in held or (isinstance(node, Element) and node.tag in HOLDING):
                linked = isinstance(parent, Element) and parent.tag == "a"
                if not linked:
                    held.add(parent)
        found = []
        inside: set[turbohtml.Node] = set()
        for node in nodes:
            if node.parent in inside:
                inside.add(node)
            elif (
                isinstance(node, Element)
                and node.tag not in STANDING
                and node not in held
                and 0 < total.get(node, 0) == marked.get(node, -1)
                and (span := self.element_span(node)) is not None
            ):
                inside.add(node)
                found.append((span, mark_of[node]))
        return found


def merge(asked: list[tuple[Span, int]], source: str, marks: Sequence[Mark]) -> list[Cut]:
    """Join stretches that overlap or are parted by separators only.

    Stretches of links that keep their words are never joined over those words.
    """
    cuts: list[tuple[int, int, list[int]]] = []
    for span, index in sorted(asked):
        if cuts:
            start, end, members = cuts[-1]
            near = span.start <= end or (
                not marks[index].unlink
                and not marks[members[-1]].unlink
                and span.start - end <= 64
                and BETWEEN.fullmatch(source, end, span.start) is not None
            )
            if near:
                cuts[-1] = (start, max(end, span.end), [*members, index])
                continue
        if span.start < span.end:
            cuts.append((span.start, span.end, [index]))
    return [Cut(Span(start, end), tuple(sorted(set(members)))) for start, end, members in cuts]
