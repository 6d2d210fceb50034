"""From the text of an HTML block back to the source, and from marked text to whole elements.

The parser gives positions of tags and attributes, not of text. They are worked out here, only for pages
in which something was found: one walk over the page with a cursor in the source.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import turbohtml
from turbohtml import Comment, Element, Node, NodeIterator, SourceLocation, Text

from spamdetect.parse.align import MARKUP, Stand, align
from spamdetect.parse.document import Cut, Mark
from spamdetect.parse.husk import is_husk
from spamdetect.parse.json_rest import gone_with
from spamdetect.types import Span

SHOW_ALL = 0xFFFFFFFF
BLANK = re.compile(r"\s*+")
OPENING = re.compile(r"[^=]*+=\s*+[\"']?")  # An attribute up to its value.
# Elements whose text is read without looking for tags in it, and those where references count nevertheless.
RAW = frozenset(["script", "style", "iframe", "noembed", "noframes", "xmp", "plaintext", "title", "textarea"])
REFERRING = frozenset(["title", "textarea"])
# Elements of which the parser drops a newline right behind the start tag.
TRIMMED = frozenset(["pre", "textarea", "listing"])
# What may stand between two cut stretches and goes with them: separators of a strip of links.
BETWEEN = re.compile(r"(?>(?:[\s|,;•·/–—>»-]++|<br\s*+/?>|&nbsp;)*)", re.I)
# An element that holds one of these holds more than its words, and is not removed with them.
HOLDING = frozenset([
    "img", "video", "audio", "iframe", "input", "button", "select", "textarea", "form", "object", "embed",
    "canvas", "svg", "picture", "math", "script", "style", "link", "meta",
])  # fmt: skip
# Elements that are the page itself: their content may go, they stay.
STANDING = frozenset(["html", "head", "body", "title", "main"])


class Piece(NamedTuple):
    """A part of a block's text and the node that it comes from. A tuple, as pages have thousands."""

    start: int
    """Where the part starts in the block's text."""
    node: Node
    """The text node, comment, or element that holds it."""
    skip: int = 0
    """How many characters of the node's text come before it."""
    attribute: str | None = None
    """The attribute of the element that holds the text."""
    inside: tuple[int, int] | None = None
    """Stretch of the element's raw text that says or writes it."""
    whole: bool = False
    """It goes as a whole or not at all."""
    point: bool = False
    """It holds no text: it goes with what reaches the place where it stands."""


class HtmlPlaces:
    """Places of the blocks of an HTML page; see `spamdetect.parse.document.Places`."""

    def __init__(self, source: str, tree: turbohtml.Document, pieces: Sequence[Sequence[Piece]]) -> None:
        """Keep what is needed; nothing is worked out before it is asked for."""
        self.source = source
        self.tree = tree
        self.pieces = pieces
        self.stands: dict[Node, Stand] = {}
        self.locations: dict[Element, SourceLocation] = {}
        self.ends: dict[Node, int] = {}
        self.weight: dict[Node, int] = {}
        self.holding: set[Node] = set()

    def survey(self) -> None:
        """Walk the page once and note where every element and every text stands, and how much each holds."""
        if self.ends:
            return
        stack: list[Node] = []
        cursor = 0
        for node in NodeIterator(self.tree, SHOW_ALL):
            parent = node.parent
            while stack and stack[-1] is not parent:
                cursor = self.close(stack.pop(), cursor)
            if isinstance(node, Text):
                cursor = self.place_text(node, getattr(parent, "tag", ""), cursor)
            elif isinstance(node, Comment):
                cursor = self.place_comment(node, cursor)
            else:
                stack.append(node)
                if isinstance(node, Element) and (place := node.source_location) is not None:
                    self.locations[node] = place
                    cursor = place.start_tag.end_offset
                    if node.tag in TRIMMED and self.source.startswith("\n", cursor):
                        cursor += 1
        while stack:
            cursor = self.close(stack.pop(), cursor)

    def close(self, node: Node, cursor: int) -> int:
        """Note where an element ends and hand its weight to its parent; return where the source goes on."""
        parent = node.parent
        if isinstance(node, Element):
            place = self.locations.get(node)
            if place is not None and place.end_tag is not None:
                cursor = place.end_tag.end_offset
            said = node.tag == "meta" and node.attr("itemprop") is not None
            if node.tag == "a" or said:
                self.weight[node] = self.weight.get(node, 0) or 1
            if node in self.holding or (node.tag in HOLDING and not said):
                self.holding.add(node)
                if parent is not None and getattr(parent, "tag", "") != "a":
                    self.holding.add(parent)
        self.ends[node] = cursor
        if parent is not None:
            self.weight[parent] = self.weight.get(parent, 0) + self.weight.get(node, 0)
        return cursor

    def place_text(self, node: Text, tag: str, cursor: int) -> int:
        """Find a text node in the source; return where the source goes on."""
        data = node.data
        if data.isspace():
            return cursor
        self.weight[node] = words = weigh(data)
        if node.parent is not None:
            self.weight[node.parent] = self.weight.get(node.parent, 0) + words
        raw = tag in RAW
        stand = align(data, self.source, cursor, markup=not raw, references=not raw or tag in REFERRING)
        if stand is None:
            return cursor
        self.stands[node] = stand
        return stand.end

    def place_comment(self, node: Comment, cursor: int) -> int:
        """Find a comment in the source; return where the source goes on."""
        opening, position = "<!--" + node.data, cursor
        while found := MARKUP.match(self.source, BLANK.match(self.source, position).end()):  # type: ignore[union-attr]
            position = found.end()
            if self.source.startswith(opening, found.start()):
                self.stands[node] = Stand(found.start(), position)
                return position
        return cursor

    def stand(self, node: Node) -> Stand | None:
        """Return where a text node or a comment stands in the source."""
        self.survey()
        return self.stands.get(node)

    def element_span(self, element: Element) -> Span | None:
        """Return the source stretch of an element from its start tag to behind its end tag."""
        place = self.locations.get(element)
        if place is None:
            return None
        return Span(place.start_tag.start_offset, max(place.start_tag.end_offset, self.ends[element]))

    def offset(self, block: int, position: int) -> int:
        """Return where a position of a block's text stands in the source."""
        self.survey()
        spans = [span for _, span, _ in self.parts(Mark(block, position, position + 1))]
        return spans[0].start if spans else 0

    def parts(self, mark: Mark) -> list[tuple[Piece, Span, int]]:
        """Return the pieces of a block that a mark touches, each with its source stretch and its weight."""
        pieces = self.pieces[mark.block]
        found: list[tuple[Piece, Span, int]] = []
        first = max(0, bisect_right(pieces, mark.start, key=lambda piece: piece.start) - 1)
        while first > 0 and pieces[first - 1].start == pieces[first].start:
            first -= 1
        for number in range(first, len(pieces)):
            piece = pieces[number]
            if piece.start > mark.end or (piece.start == mark.end > mark.start and not piece.point):
                break
            if piece.point and piece.start < mark.start:
                continue
            until = pieces[number + 1].start if number + 1 < len(pieces) else mark.end
            start = max(mark.start, piece.start) - piece.start
            end = min(mark.end, until) - piece.start
            span, weight = self.piece_span(piece, start, end)
            if span is not None:
                found.append((piece, span, weight))
        return found

    def piece_span(self, piece: Piece, start: int, end: int) -> tuple[Span | None, int]:
        """Return the source stretch of a part of a piece, None where it is not known, and its weight."""
        node = piece.node
        if isinstance(node, Text):
            data = node.data
            start, end = start + piece.skip, min(end + piece.skip, len(data))
            stand = self.stands.get(node)
            if stand is None or start >= end:
                return None, 0
            return stand.span(start, end), weigh(data[start:end])
        if isinstance(node, Comment):
            stand = self.stands.get(node)
            return Span(stand.start, stand.end) if stand is not None else None, 0
        if not isinstance(node, Element) or node not in self.locations:
            return None, 0
        if piece.inside is not None:
            offset = self.locations[node].start_tag.end_offset
            low, high = piece.inside
            if not piece.whole:
                low, high = low + start, min(high, low + end)
            return Span(offset + low, offset + high), 0
        if piece.attribute is not None:
            span = self.attribute_span(node, piece, start, end)
            # What a `meta` says among the words of the page counts as a word.
            return span, int(node.attr("itemprop") is not None and span == self.element_span(node))
        return self.element_span(node), self.weight.get(node, 0)

    def attribute_span(self, node: Element, piece: Piece, start: int, end: int) -> Span | None:
        """Return the stretch of an attribute's value; the attribute, or its `<meta>`, where all of it is meant."""
        name = piece.attribute or ""
        place = self.locations[node].attrs.get(name)
        value = node.attr(name) or ""
        if place is None:
            return None
        if piece.whole or not (value[:start].strip() or value[end:].strip()):
            if node.tag == "meta" or name == "srcdoc":
                return self.element_span(node)
            following = self.source[place.end_offset : place.end_offset + 1]
            return Span(place.start_offset - (following in "> \n\t/"), place.end_offset)
        written = self.source[place.start_offset : place.end_offset]
        opening = OPENING.match(written)
        if opening is None:
            return None
        stand = align(value, self.source, place.start_offset + opening.end(), markup=False)
        return stand.span(start, min(end, len(value))) if stand is not None else None

    def cuts(self, marks: Sequence[Mark]) -> list[Cut]:
        """Return what to take out of the source for the marks: whole elements where all their words go."""
        self.survey()
        asked: list[tuple[Span, int]] = []
        marked: dict[Node, int] = defaultdict(int)
        owner: dict[Node, int] = {}
        inside: dict[Element, list[tuple[Span, int]]] = defaultdict(list)
        for index, mark in enumerate(marks):
            if mark.unlink:
                asked += [(span, index) for span in self.tags(mark)]
                continue
            for piece, span, weight in self.parts(mark):
                asked.append((span, index))
                if piece.inside is not None and isinstance(piece.node, Element):
                    inside[piece.node].append((span, index))
                if weight:
                    marked[piece.node] += weight
                    owner[piece.node] = index
        asked += self.grown(marked, owner)
        for script, cut in inside.items():
            asked += [(span, cut[0][1]) for span in self.useless(script, [span for span, _ in cut])]
        return merge(asked, self.source, marks)

    def useless(self, script: Element, cut: Sequence[Span]) -> list[Span]:
        """Return what of a script is of no use once some stretches inside it are cut out."""
        whole, place = self.element_span(script), self.locations[script]
        offset = place.start_tag.end_offset
        code = self.source[offset : place.end_tag.start_offset if place.end_tag else self.ends[script]]
        inner = [(span.start - offset, span.end - offset) for span in cut]
        if "json" not in (script.attr("type") or ""):
            return [whole] if whole is not None and is_husk(code, inner) else []
        gone = gone_with(code, inner)
        if whole is not None and [code[start:end] for start, end in gone] == [code.strip()]:
            return [whole]
        return [Span(offset + start, offset + end) for start, end in gone]

    def tags(self, mark: Mark) -> list[Span]:
        """Return the start and end tags of the links whose words lie in a mark."""
        spans = []
        seen: set[Node] = set()
        for piece, _, _ in self.parts(mark):
            anchor = piece.node.parent
            while anchor is not None and getattr(anchor, "tag", "") != "a":
                anchor = anchor.parent
            if not isinstance(anchor, Element) or anchor in seen:
                continue
            seen.add(anchor)
            place = self.locations.get(anchor)
            if place is not None and place.end_tag is not None:
                spans.append(Span(place.start_tag.start_offset, place.start_tag.end_offset))
                spans.append(Span(place.end_tag.start_offset, place.end_tag.end_offset))
        return spans

    def grown(self, marked: dict[Node, int], owner: dict[Node, int]) -> list[tuple[Span, int]]:
        """Return the elements all of whose words are marked, each with one of its marks.

        Args:
            marked: weight of the marked part of each marked node; used up.
            owner: a mark of each marked node.
        """
        found = []
        waiting = list(marked)
        for node in waiting:
            if marked[node] < self.weight.get(node, 0):
                continue
            if isinstance(node, Element):
                if node in self.holding or node.tag in STANDING:
                    continue
                if (span := self.element_span(node)) is not None:
                    found.append((span, owner[node]))
            parent = node.parent
            if parent is not None:
                owner.setdefault(parent, owner[node])
                marked[parent] += marked[node]
                if marked[parent] >= self.weight.get(parent, 0) > marked[parent] - marked[node]:
                    waiting.append(parent)
        return found


def weigh(text: str) -> int:
    """Return how many characters of a text are no white space."""
    return len("".join(text.split()))


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
                cuts[-1] = (start, max(end, span.end), members)
                members.append(index)
                continue
        if span.start < span.end:
            cuts.append((span.start, span.end, [index]))
    return [Cut(Span(start, end), tuple(sorted(set(members)))) for start, end, members in cuts]
