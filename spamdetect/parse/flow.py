"""Text nodes to blocks: what flows in one line or paragraph becomes one block, with its links and its pieces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from turbohtml import Element, Node, Text

from spamdetect.parse.address import host_of
from spamdetect.parse.aside import is_seen
from spamdetect.parse.position import Piece
from spamdetect.parse.tags import BLOCK, KINDS
from spamdetect.parse.text import text_links
from spamdetect.parse.visibility import Look
from spamdetect.types import Block, Link, Origin, Section

# An anchor with one of these, or with an icon that a class draws, shows something to click on.
PICTURE = frozenset(["img", "svg", "picture", "video", "canvas", "object", "input"])
PICTURES = 20  # Elements of an anchor that are looked at for it.


@dataclass(frozen=True, slots=True)
class State:
    """What an element hands down to everything inside it."""

    look: Look
    """How it looks, hidden or not."""
    origin: Origin = "body"
    """What kind of place it is."""
    section: Section = "none"
    """The landmark that it stands in."""
    region: int = -1
    """Number of the hidden element that it is in."""
    quoted: bool = False
    """The page quotes what stands in it."""
    read: bool = True
    """Text in it is text of the page."""


Place = tuple[Node, State, Element | None]
"""Where text stands: the element whose block it belongs to, its state, and the link that it is in."""


@dataclass(slots=True)
class Draft:
    """A link of the block under construction."""

    start: int
    end: int
    anchor: Element


class Page:
    """The blocks of a page, and where they come from, as they are found."""

    def __init__(self) -> None:
        """Start with nothing."""
        self.blocks: list[Block] = []
        self.pieces: list[Sequence[Piece]] = []
        self.regions = 0

    def add(self, text: str, place: Place, links: tuple[Link, ...], pieces: Sequence[Piece]) -> None:
        """Append a finished block."""
        owner, state, _ = place
        tag = owner.tag if isinstance(owner, Element) else "html"
        index, hiding = len(self.blocks), state.look.hiding
        self.blocks.append(
            Block(index, text, state.origin, state.section, tag, state.region, hiding, state.quoted, links)
        )
        self.pieces.append(pieces)


class Flow:
    """The block under construction."""

    def __init__(self, page: Page, start: Place, outside: Sequence[Piece] | None) -> None:
        """Begin without a block.

        Args:
            page: finished blocks go there.
            start: where the flow starts.
            outside: for markup inside the page: what holds it; it stands for the pieces of all blocks.
        """
        self.page, self.outside = page, outside
        self.owner: Node | None = None
        self.state = start[1]
        self.text: list[str] = []
        self.length = 0
        self.space: list[str] = []
        self.pieces: list[Piece] = []
        self.links: list[Draft] = []

    def put(self, node: Text, data: str, skip: int, place: Place) -> None:
        """Add a part of a text node, `skip` characters into it, to the block of its place."""
        owner, state, anchor = place
        if owner is not self.owner or state is not self.state:
            self.enter(owner, state)
        length = self.length
        if self.pieces:
            space = self.space
            if not space and not data[0].isspace():
                before = node.previous_sibling
                if isinstance(before, Element) and not KINDS.get(before.tag, BLOCK)[0]:
                    space = ["\n"]
            if space:
                self.text += space
                length += sum(map(len, space))
                self.space = []
        self.pieces.append(Piece(length, node, skip))
        self.text.append(data)
        self.length = length + len(data)
        if anchor is not None:
            if self.links and self.links[-1].anchor is anchor:
                self.links[-1].end = self.length
            else:
                self.links.append(Draft(length, self.length, anchor))

    def put_empty(self, anchor: Element, place: Place) -> None:
        """Add a link without words."""
        self.enter(place[0], place[1])
        self.links.append(Draft(self.length, self.length, anchor))

    def part(self, space: str) -> None:
        """Part the words before from those that follow in the same block."""
        if self.pieces:
            self.space.append(space)

    def enter(self, owner: Node, state: State) -> None:
        """Make sure that the block under construction is the one of this place."""
        now = self.state
        if (
            owner is not self.owner
            or now.region != state.region
            or now.origin != state.origin
            or now.quoted != state.quoted
        ):
            self.flush()
        self.owner, self.state = owner, state

    def flush(self) -> None:
        """Finish the block under construction, if it says or links anything."""
        drafts, pieces = self.links, self.pieces
        if self.owner is not None and (pieces or drafts):
            text = "".join(self.text)
            links = text_links(text) if "." in text or "](" in text else ()
            if drafts:
                links = merged([link_of(draft) for draft in drafts], links)
                if empty := [draft for draft in drafts if draft.start == draft.end]:
                    pieces = [*pieces, *(Piece(draft.start, draft.anchor, point=True) for draft in empty)]
                    pieces.sort(key=lambda piece: (piece.start, not piece.point))
            self.page.add(
                text, (self.owner, self.state, None), links, pieces if self.outside is None else self.outside
            )
        self.owner, self.length = None, 0
        self.text, self.space, self.pieces, self.links = [], [], [], []


def link_of(draft: Draft) -> Link:
    """Turn a draft into a link."""
    anchor, start, end = draft.anchor, draft.start, draft.end
    href, rel = (anchor.attr("href") or "").strip(), anchor.attr("rel")
    if start == end and shows_picture(anchor):
        return Link(href, host_of(href), start, end, rel.lower() if rel else "", "image")
    return Link(href, host_of(href), start, end, rel.lower() if rel else "")


def shows_picture(anchor: Element) -> bool:
    """Tell whether a link without words shows something to click on."""
    for element in islice(anchor.iter_elements(), PICTURES):
        if (element.tag in PICTURE or element.attr("class") is not None) and is_seen(element):
            return True
    return False


def merged(links: Sequence[Link], written: Sequence[Link]) -> tuple[Link, ...]:
    """Return the links of a block by start: the elements, and those written out in the text between them."""
    if not written:
        return tuple(links)
    found, index = list(links), 0
    for link in written:
        while index < len(links) and links[index].end <= link.start:
            index += 1
        if index == len(links) or links[index].start >= link.end:
            found.append(link)
    return tuple(sorted(found, key=lambda link: link.start))
