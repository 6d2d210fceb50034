"""HTML to blocks: one walk over the tree, in the order of the source."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import turbohtml
from turbohtml import Comment, Element, Namespace, Node, NodeIterator, Text
from turbohtml.convert import SelectorSyntaxError

from spamdetect.parse import aside
from spamdetect.parse.address import host_of
from spamdetect.parse.after_end import nodes_after_end
from spamdetect.parse.aside import Aside
from spamdetect.parse.position import HtmlPlaces, Piece
from spamdetect.parse.script import Written, written_by
from spamdetect.parse.script_hiding import Hides, hidden_by
from spamdetect.parse.text import text_links
from spamdetect.parse.visibility import ROOT, Look, Looks
from spamdetect.types import Block, Link, Origin, Section

# What the walk asks the parser for: elements, text and comments (bits of the DOM's whatToShow).
READ = 0x1 | 0x4 | 0x80

# Elements that flow inside a line of text. Everything else ends the block before it and starts one.
INLINE = frozenset([
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "blink", "br", "cite", "data", "del", "dfn", "em", "font",
    "i", "img", "ins", "kbd", "label", "mark", "nobr", "q", "rb", "rp", "rt", "rtc", "ruby", "s", "samp", "small",
    "span", "strike", "strong", "sub", "sup", "time", "tspan", "tt", "u", "var", "wbr",
    "mi", "mo", "mn", "ms", "mtext", "mrow", "mfrac", "msqrt", "msup", "msub", "msubsup", "mover", "munder",
    "munderover", "mstyle", "mspace", "semantics",
])  # fmt: skip
# Their text is data for a program, not words of the page; `script.py` reads scripts. What the parser keeps as
# raw text in frames is markup, and walked as such.
UNREAD = frozenset(["style", "script", "annotation", "iframe", "noembed", "noframes"])
QUOTING = frozenset(["pre", "code", "blockquote", "textarea", "samp", "kbd", "xmp"])
SECTIONS: dict[str, Section] = {
    "main": "main", "article": "main", "header": "header", "nav": "nav", "footer": "footer",
    "aside": "aside", "head": "head",
}  # fmt: skip
ORIGINS: dict[str, Origin] = {
    "noscript": "noscript", "template": "template", "noframes": "frame", "noembed": "frame", "object": "frame",
    "iframe": "frame", "video": "frame", "audio": "frame", "canvas": "frame",
}  # fmt: skip
TRAITS = frozenset([*UNREAD, *QUOTING, *SECTIONS, *ORIGINS, "a", "title"])
BLOCK = (False, False)
KINDS = {tag: (tag in INLINE, tag in TRAITS) for tag in INLINE | TRAITS}
"""By tag: whether it flows inside a line, and whether it changes the state of what is in it."""
# Elements without words of their own that part the words before them from those behind.
PARTING = {"br": "\n", "hr": "\n", "img": " ", "input": " ", "button": " ", "select": " ", "video": " "}
# Markup inside markup (srcdoc, document.write that writes a script, ...): how deep it is read. Real kits nest
# two levels; the limit bounds the work that a hostile page can cause.
MARKUP_DEPTH = 3
# An anchor with one of these shows something to click on although it has no words.
PICTURE = "img,svg,picture,video,canvas,object,input,[class]"
EMPTY: Mapping[Node, int] = MappingProxyType({})


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
    anchor: Element | None = None
    """The link that it is in."""
    read: bool = True
    """Text in it is text of the page."""


Place = tuple[Node, State]
"""Where text stands: the element whose block it belongs to, and its state."""


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
        self.pieces: list[list[Piece]] = []
        self.regions = 0

    def add(self, text: str, owner: Node, state: State, links: tuple[Link, ...], pieces: list[Piece]) -> None:
        """Append a finished block."""
        tag = owner.tag if isinstance(owner, Element) else "html"
        index, hiding = len(self.blocks), state.look.hiding
        block = Block(
            index, text, state.origin, state.section, tag, state.region, hiding, state.quoted, links
        )  # fmt: skip
        self.blocks.append(block)
        self.pieces.append(pieces)


def parse_html(text: str, *, sheets: Sequence[str] = ()) -> tuple[tuple[Block, ...], HtmlPlaces]:
    """Cut an HTML page into blocks.

    Args:
        text: the page, newlines folded to one character.
        sheets: texts of linked style sheets.
    """
    page = Page()
    tree = turbohtml.parse(text, source_locations=True, allow_declarative_shadow_roots=False)
    places = HtmlPlaces(text, tree, page.pieces)
    Walk(page, tree, text, sheets=sheets, late=nodes_after_end(tree, places)).run()
    return tuple(page.blocks), places


class Walk:
    """One pass over a tree. Markup that a script, a frame or a comment holds is walked in its place."""

    def __init__(
        self,
        page: Page,
        tree: turbohtml.Document,
        text: str,
        *,
        sheets: Sequence[str] = (),
        late: Mapping[Node, int] = EMPTY,
        outside: tuple[Place, Piece] | None = None,
        depth: int = 0,
    ) -> None:
        """Take note of everything in the tree that is more than text.

        Args:
            page: what is found goes there.
            tree: the tree of the page, or of a piece of markup inside it.
            text: the source of the tree.
            sheets: texts of linked style sheets.
            late: what stands behind the end of the page; see `nodes_after_end`.
            outside: for markup inside the page: what surrounds it, and what goes if its text is cut.
            depth: how many pieces of markup are around this one.
        """
        self.page, self.tree, self.outside, self.depth = page, tree, outside, depth
        place = (tree, State(ROOT)) if outside is None else outside[0]
        self.places: dict[Node | None, Place] = {tree: place}
        self.written: dict[Element, list[Written]] = {}
        sheets, scripted = list(sheets), []
        for script in tree.select("script"):
            if aside.is_code(script):
                code = script.text
                if written := written_by(code):
                    self.written[script] = written
                    sheets += written_styles(written)
                for hides in hidden_by(code):
                    scripted.append(f"{hides.selector}{{{hides.declarations}}}")
                    set_classes(tree, hides)
        self.looks = Looks(tree, sheets, scripted)
        self.late = late
        # Elements that hand down another state than they stand in, or may.
        self.special = self.looks.styled | late.keys()
        self.attribute_names = aside.attribute_names(text)
        self.notes: dict[Node, list[Callable[[Walk, Element], None]]] = {}
        self.take_notes()
        # The block under construction.
        self.owner: Node | None = None
        self.state = place[1]
        self.text: list[str] = []
        self.length = 0
        self.space: list[str] = []
        self.pieces: list[Piece] = []
        self.links: list[Draft] = []
        self.waiting: Element | None = None

    def take_notes(self) -> None:
        """Note what is to be done at which element."""
        for selector, handler in {
            ",".join(PARTING): Walk.part,
            "a[href],area[href]": Walk.anchor,
            "meta,link,base,[rel=alternate]": Walk.head,
            "script": Walk.script,
            "iframe,frame,noembed,noframes,object[data],embed[src]": Walk.frame,
            ",".join(f"[{name}]" for name in self.attribute_names): Walk.attributes,
        }.items():
            for element in self.tree.select(selector):
                self.notes.setdefault(element, []).append(handler)

    def run(self) -> None:
        """Walk the tree and add its blocks to the page."""
        notes = self.notes
        for node in NodeIterator(self.tree, READ):
            if type(node) is Text:
                data = node.data
                if not data.isspace():
                    self.words(node, data)
                elif self.pieces:
                    self.space.append(data)
            elif node in notes and isinstance(node, Element):
                for handler in notes[node]:
                    handler(self, node)
            elif type(node) is Comment and (found := aside.comment_of(node)):
                self.beside(found, self.place_of(node.parent))
        self.settle(None)
        self.flush()

    def place_of(self, node: Node | None) -> Place:
        """Return where the text of a node stands; worked out for it and for everything above it, once."""
        above: list[Node] = []
        while (place := self.places.get(node)) is None:
            if node is None:
                return self.places[self.tree]
            above.append(node)
            node = node.parent
        for inner in reversed(above):
            if isinstance(inner, Element):
                inline, trait = KINDS.get(inner.tag, BLOCK)
                if trait or inner in self.special or place[1].look.colours_links:
                    place = self.inside(inner, place, inline)
                elif not inline:
                    place = inner, place[1]
            self.places[inner] = place
        return place

    def inside(self, element: Element, place: Place, inline: bool) -> Place:
        """Return where the text of an element that is not like others stands, given where the element does."""
        owner, outer = place
        look = outer.look
        if element in self.looks.styled or (element.tag == "a" and look.colours_links):
            look = self.looks.look(element, look)
        state = self.changed(element, outer, look)
        hides = (look.hiding is None) != (outer.look.hiding is None)
        return (owner, state) if inline and not hides else (element, state)

    def changed(self, element: Element, state: State, look: Look) -> State:
        """Return the state inside an element that hides or paints, or whose name says something."""
        tag, region, anchor, origin = element.tag, state.region, state.anchor, state.origin
        if (look.hiding is None) != (state.look.hiding is None):
            region = -1
            if look.hiding is not None:
                region = self.page.regions
                self.page.regions += 1
        if element in self.late:
            origin = "after-end"
        elif origin == "body":
            origin = ORIGINS.get(tag, "body")
            if tag == "title":
                origin = "title" if element.namespace is Namespace.HTML else "attribute"
        if tag == "a" and element.attr("href"):
            anchor = element
        return State(
            look, origin, SECTIONS.get(tag, state.section), region, state.quoted or tag in QUOTING, anchor,
            state.read and tag not in UNREAD,
        )  # fmt: skip

    def words(self, node: Text, data: str) -> None:
        """Add a text node to the block that it belongs to."""
        parent = node.parent
        owner, state = self.places.get(parent) or self.place_of(parent)
        if not state.read:
            return
        if self.waiting is not None:
            self.settle(state.anchor)
        late = self.late.get(node) if self.late else None
        if late is not None:
            self.put(node, data[:late], 0, owner, state)
            self.put(node, data[late:], late, owner, replace(state, origin="after-end"))
        else:
            self.put(node, data, 0, owner, state)

    def put(self, node: Text, data: str, skip: int, owner: Node, state: State) -> None:
        """Add a part of a text node, `skip` characters into it, to the block of its place."""
        if not data:
            return
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
        if (anchor := state.anchor) is not None:
            if self.links and self.links[-1].anchor is anchor:
                self.links[-1].end = self.length
            else:
                self.links.append(Draft(length, self.length, anchor))

    def enter(self, owner: Node, state: State) -> None:
        """Make sure that the block under construction is the one of this place."""
        now = self.state
        if owner is not self.owner or (now.region, now.origin, now.quoted) != (
            state.region,
            state.origin,
            state.quoted,
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
                    pieces = [*pieces, *(Piece(draft.start, draft.anchor, whole=True) for draft in empty)]
                    pieces.sort(key=lambda piece: (piece.start, not piece.whole))
            self.page.add(
                text, self.owner, self.state, links, pieces if self.outside is None else [self.outside[1]]
            )
        self.owner, self.length = None, 0
        self.text, self.space, self.pieces, self.links = [], [], [], []

    def anchor(self, node: Element) -> None:
        """Wait for the words of a link."""
        self.settle(None)
        self.waiting = node

    def settle(self, anchor: Element | None) -> None:
        """Note the link that was waited for if the next words are not inside it: it has none."""
        waiting, self.waiting = self.waiting, None
        if waiting is not None and waiting is not anchor:
            owner, state = self.place_of(waiting)
            if state.read:
                self.enter(owner, state)
                self.links.append(Draft(self.length, self.length, waiting))

    def part(self, node: Element) -> None:
        """Part the words before an element from those behind it."""
        if self.pieces:
            self.space.append(PARTING[node.tag])

    def head(self, node: Element) -> None:
        """Read descriptions and addresses that are written for search engines."""
        found = aside.meta_of(node) if node.tag == "meta" else aside.head_link_of(node)
        if found is not None:
            self.beside(found, self.place_of(node))

    def attributes(self, node: Element) -> None:
        """Read the attributes that hold words."""
        for found in aside.attributes_of(node, self.attribute_names):
            self.beside(found, self.place_of(node))

    def script(self, node: Element) -> None:
        """Read the data, the template or the writing statements of a script."""
        place = self.place_of(node.parent)
        if found := aside.script_data_of(node):
            self.beside(found, place)
        for item in self.written.get(node, ()):
            piece = Piece(0, node, inside=(item.start, item.end), whole=True)
            if item.technique == "script-redirect":
                link = Link(item.markup, host_of(item.markup), 0, 0, "refresh")
                self.beside(Aside("", "script", [piece], (link,)), place)
            else:
                self.flush()
                self.beside(Aside(item.markup, "script", [piece], markup=True), place)

    def frame(self, node: Element) -> None:
        """Read the address and the content of a frame."""
        for found in aside.frame_of(node):
            self.beside(found, self.place_of(node))

    def beside(self, found: Aside, place: Place) -> None:
        """Add something that stands beside the flow of text, without breaking a line in two."""
        owner, outer = place
        if outer.section == "head":
            self.flush()
        origin, pieces = found.origin, found.pieces
        if self.outside is not None:
            origin, pieces = outer.origin, [self.outside[1]]
        state = State(outer.look, origin, outer.section, outer.region, outer.quoted)
        if not found.markup:
            self.page.add(found.text, owner, state, found.links or text_links(found.text), pieces)
        elif self.depth < MARKUP_DEPTH:
            tree = turbohtml.parse(found.text, allow_declarative_shadow_roots=False)
            outside = (tree, state), pieces[0]
            Walk(self.page, tree, found.text, outside=outside, depth=self.depth + 1).run()


def written_styles(written: Sequence[Written]) -> Iterator[str]:
    """Yield the style sheets that a script writes into the page."""
    for item in written:
        if "<style" in item.markup:
            yield from (style.text for style in turbohtml.parse(item.markup).select("style"))


def set_classes(tree: turbohtml.Document, hides: Hides) -> None:
    """Give elements the classes that a script gives them."""
    if hides.classes:
        try:
            elements = tree.select(hides.selector)
        except SelectorSyntaxError:
            return
        for element in elements:
            for name in hides.classes:
                element.add_class(name)


def link_of(draft: Draft) -> Link:
    """Turn a draft into a link."""
    anchor = draft.anchor
    href = (anchor.attr("href") or "").strip()
    rel = anchor.attr("rel")
    shown = draft.end > draft.start or not any(map(aside.is_seen, anchor.select(PICTURE)))
    return Link(
        href,
        host_of(href),
        draft.start,
        draft.end,
        rel.lower() if rel else "",
        "element" if shown else "image",
    )


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
