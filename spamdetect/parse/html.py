"""HTML to blocks: one walk over the tree, in the order of the source."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

import turbohtml
from turbohtml import Comment, Element, Namespace, Node, NodeIterator, Text

from spamdetect.parse import aside
from spamdetect.parse.address import host_of
from spamdetect.parse.after_end import nodes_after_end
from spamdetect.parse.aside import SENT_ON, Aside
from spamdetect.parse.flow import Flow, Page, Place, State
from spamdetect.parse.page_scripts import scripts_of
from spamdetect.parse.position import HtmlPlaces, Piece
from spamdetect.parse.tags import BLOCK, KINDS, ORIGINS, PARTING, QUOTING, SECTIONS, TRAITS, UNREAD
from spamdetect.parse.text import text_links
from spamdetect.parse.visibility import ROOT, Look, Looks
from spamdetect.types import Block, Link

# What the walk asks the parser for: elements, text and comments (bits of the DOM's whatToShow).
READ = 0x1 | 0x4 | 0x80
# Markup inside markup (srcdoc, document.write that writes a script, ...): how deep it is read. Real kits nest
# two levels; the limit bounds the work that a hostile page can cause.
MARKUP_DEPTH = 3
NOTHING: Mapping[Node, int] = MappingProxyType({})


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
        late: Mapping[Node, int] = NOTHING,
        outside: tuple[Place, Sequence[Piece]] | None = None,
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
        self.page, self.tree, self.late, self.depth = page, tree, late, depth
        start: Place = outside[0] if outside is not None else (tree, State(ROOT), None)
        self.outside = outside[1] if outside is not None else None
        self.places: dict[Node | None, Place] = {tree: start}
        self.flow = Flow(page, start, self.outside)
        self.waiting: Element | None = None
        self.scripts = scripts_of(tree)
        self.looks = Looks(tree, [*sheets, *self.scripts.sheets], self.scripts.rules)
        # Nodes that stand in another state than their parent hands down, and those that hand down another, or may.
        self.moved = late.keys() | self.scripts.wrapped.keys()
        self.special = self.looks.styled | self.moved
        self.wraps: dict[int, State] = {}
        self.attribute_names = aside.attribute_names(text)
        self.telling = frozenset(tree.select(",".join(f"[{name}]" for name in self.attribute_names)))

    def run(self) -> None:
        """Walk the tree and add its blocks to the page."""
        telling, flow = self.telling, self.flow
        for node in NodeIterator(self.tree, READ):
            if type(node) is Text:
                data = node.data
                if not data.isspace():
                    self.words(node, data)
                elif flow.pieces:
                    flow.space.append(data)
            elif type(node) is Element:
                if (handler := HANDLERS.get(node.tag)) is not None:
                    handler(self, node)
                if node in telling:
                    self.attributes(node)
            elif type(node) is Comment and (found := aside.comment_of(node)):
                self.beside(found, self.place_of(node.parent))
        self.settle(None)
        flow.flush()

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
                tag = inner.tag
                inline, trait = KINDS.get(tag, BLOCK)
                if trait or inner in self.special or place[1].look.colours_links:
                    place = self.inside(inner, place, inline)
                if not inline:
                    place = inner, place[1], place[2]
                elif tag == "a" and inner.attr("href"):
                    place = place[0], place[1], inner
            self.places[inner] = place
        return place

    def inside(self, element: Element, place: Place, inline: bool) -> Place:
        """Return where the text of an element that is not like others stands, given where the element does."""
        owner, outer, anchor = place[0], self.wrapped(element, place[1]), place[2]
        look = outer.look
        if element in self.looks.styled or (element.tag == "a" and look.colours_links):
            look = self.looks.look(element, look)
        state = self.changed(element, outer, look)
        hides = (look.hiding is None) != (outer.look.hiding is None)
        return owner if inline and not hides else element, state, anchor

    def wrapped(self, node: Node, state: State) -> State:
        """Return the state that a node stands in, if a script opened something hidden around it."""
        look = self.scripts.wrapped.get(node)
        if look is None or state.look.gone is not None:
            return state
        if id(look) not in self.wraps:
            self.wraps[id(look)] = replace(state, look=look, region=self.page.regions)
            self.page.regions += 1
        return self.wraps[id(look)]

    def changed(self, element: Element, state: State, look: Look) -> State:
        """Return the state inside an element that hides or paints, or whose name says something."""
        tag = element.tag
        if look is state.look and tag not in TRAITS and element not in self.late:
            return state
        region, origin = state.region, state.origin
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
        return State(
            look, origin, SECTIONS.get(tag, state.section), region, state.quoted or tag in QUOTING,
            state.read and tag not in UNREAD,
        )  # fmt: skip

    def words(self, node: Text, data: str) -> None:
        """Add a text node to the block that it belongs to."""
        parent = node.parent
        place = self.places.get(parent) or self.place_of(parent)
        owner, state, anchor = place
        if not state.read:
            return
        if self.waiting is not None:
            self.settle(anchor)
        if node not in self.moved:
            self.flow.put(node, data, 0, place)
        elif (late := self.late.get(node)) is None:
            self.flow.put(node, data, 0, (owner, self.wrapped(node, state), anchor))
        else:
            if late:
                self.flow.put(node, data[:late], 0, place)
            self.flow.put(node, data[late:], late, (owner, replace(state, origin="after-end"), anchor))

    def anchor(self, node: Element) -> None:
        """Wait for the words of a link."""
        if node.attr("href") is not None:
            self.settle(None)
            self.waiting = node
        if (node.attr("rel") or "").lower() == "alternate":
            self.head(node)

    def settle(self, anchor: Element | None) -> None:
        """Note the link that was waited for if the next words are not inside it: it has none."""
        waiting, self.waiting = self.waiting, None
        if waiting is not None and waiting is not anchor:
            place = self.place_of(waiting)
            if place[1].read:
                self.flow.put_empty(waiting, place)

    def part(self, node: Element) -> None:
        """Part the words before an element from those behind it."""
        self.flow.part(PARTING[node.tag])

    def head(self, node: Element) -> None:
        """Read descriptions and addresses that are written for search engines."""
        found = aside.meta_of(node) if node.tag == "meta" else aside.head_link_of(node)
        if found is not None:
            self.beside(found, self.place_of(node))

    def attributes(self, node: Element) -> None:
        """Read the attributes that hold words."""
        for found in aside.attributes_of(node, self.attribute_names):
            self.beside(found, self.place_of(node))

    def frame(self, node: Element) -> None:
        """Read the address and the content of a frame."""
        for found in aside.frame_of(node):
            self.beside(found, self.place_of(node))

    def script(self, node: Element) -> None:
        """Read the data, the template or the writing statements of a script."""
        place = self.place_of(node.parent)
        if found := aside.script_data_of(node):
            self.beside(found, place)
        for item in self.scripts.written.get(node, ()):
            pieces = [Piece(0, node, inside=statement, whole=True) for statement in item.statements]
            if item.technique == "script-redirect":
                link = Link(item.markup, host_of(item.markup), 0, 0, SENT_ON)
                self.beside(Aside("", "script", pieces, (link,)), place)
            else:
                self.flow.flush()
                self.beside(Aside(item.markup, "script", pieces, markup=True), place)

    def beside(self, found: Aside, place: Place) -> None:
        """Add something that stands beside the flow of text, without breaking a line in two."""
        owner, outer, _ = place
        if outer.section == "head":
            self.flow.flush()
        origin, pieces = found.origin, found.pieces
        if self.outside is not None:
            origin, pieces = outer.origin, self.outside
        state = State(outer.look, origin, outer.section, outer.region, outer.quoted)
        if not found.markup:
            self.page.add(found.text, (owner, state, None), found.links or text_links(found.text), pieces)
        elif self.depth < MARKUP_DEPTH:
            tree = turbohtml.parse(found.text, allow_declarative_shadow_roots=False)
            outside = (tree, state, None), pieces
            Walk(self.page, tree, found.text, outside=outside, depth=self.depth + 1).run()


HANDLERS: Mapping[str, Callable[[Walk, Element], None]] = {
    **dict.fromkeys(PARTING, Walk.part),
    **dict.fromkeys(("a", "area"), Walk.anchor),
    **dict.fromkeys(("meta", "link", "base", "xhtml:link"), Walk.head),
    **dict.fromkeys(("iframe", "frame", "noembed", "noframes", "object", "embed"), Walk.frame),
    "script": Walk.script,
}
