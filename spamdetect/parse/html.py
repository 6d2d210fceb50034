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
# Elements without words of their own that part the words before them from those behind.
PARTING = {"br": "\n", "hr": "\n", "img": " ", "input": " ", "button": " ", "select": " ", "video": " "}
# Markup inside markup (srcdoc, document.write that writes a script, ...): how deep it is read. Real kits nest
# two levels; the limit bounds the work that a hostile page can cause.
MARKUP_DEPTH = 3
# An anchor with one of these shows something to click on although it has no words.
PICTURE = "img,svg,picture,video,canvas,object,input,[class]"
EMPTY: Mapping[Node, int] = MappingProxyType({})


@dataclass(slots=True)
class Context:
    """What an element hands down to the text inside it."""

    owner: Node
    tag: str
    look: Look
    origin: Origin = "body"
    section: Section = "none"
    region: int = -1
    quoted: bool = False
    anchor: Element | None = None
    read: bool = True


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

    def add(self, text: str, context: Context, links: tuple[Link, ...], pieces: list[Piece]) -> None:
        """Append a finished block."""
        index, hiding = len(self.blocks), context.look.hiding
        block = Block(
            index, text, context.origin, context.section, context.tag, context.region, hiding, context.quoted, links
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
        outside: tuple[Context, Piece] | None = None,
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
        base = Context(tree, "html", ROOT) if outside is None else outside[0]
        self.contexts: dict[Node | None, Context] = {tree: base}
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
        self.notes: dict[Node, list[Callable[[Element], None]]] = {}
        self.take_notes(aside.attribute_names(text))
        # The block under construction.
        self.context: Context | None = None
        self.text: list[str] = []
        self.length = 0
        self.space = ""
        self.pieces: list[Piece] = []
        self.links: list[Draft] = []
        self.waiting: Element | None = None

    def take_notes(self, attributes: Sequence[str]) -> None:
        """Note what is to be done at which element."""
        handlers: dict[str, Callable[[Element], None]] = {
            ",".join(PARTING): self.part,
            "a[href],area[href]": self.anchor,
            "meta,link,base,[rel=alternate]": self.head,
            "script": self.script,
            "iframe,frame,noembed,noframes,object[data],embed[src]": self.frame,
        }
        for selector, handler in handlers.items():
            for element in self.tree.select(selector):
                self.notes.setdefault(element, []).append(handler)
        for element in self.tree.select(",".join(f"[{name}]" for name in attributes)):
            self.notes.setdefault(element, []).append(lambda node: self.attributes(node, attributes))

    def run(self) -> None:
        """Walk the tree and add its blocks to the page."""
        notes = self.notes
        for node in NodeIterator(self.tree, READ):
            if type(node) is Text:
                data = node.data
                if data.isspace():
                    self.space += data
                else:
                    self.words(node, data)
            elif node in notes and isinstance(node, Element):
                for handler in notes[node]:
                    handler(node)
            elif type(node) is Comment and (found := aside.comment_of(node)):
                self.beside(found, self.context_of(node.parent))
        self.settle(None)
        self.flush()

    def context_of(self, node: Node | None) -> Context:
        """Return what a node hands down; worked out for it and for everything above it, once."""
        above: list[Node] = []
        while (context := self.contexts.get(node)) is None:
            if node is None:
                return self.contexts[self.tree]
            above.append(node)
            node = node.parent
        for inner in reversed(above):
            context = self.handed_down(inner, context) if isinstance(inner, Element) else context
            self.contexts[inner] = context
        return context

    def handed_down(self, element: Element, parent: Context) -> Context:
        """Return what an element hands down, given what its parent does."""
        tag, look = element.tag, parent.look
        if element in self.looks.styled or (tag == "a" and look.colours_links):
            look = self.looks.look(element, look)
        inline = tag in INLINE or parent.tag == "math"
        trait = tag in TRAITS
        if inline and not trait and look is parent.look:
            return parent
        context = Context(
            parent.owner if inline else element, parent.tag if inline else tag, look, parent.origin, parent.section,
            parent.region, parent.quoted, parent.anchor, parent.read,
        )  # fmt: skip
        if (look.hiding is None) != (parent.look.hiding is None):
            context.owner, context.region = element, -1
            if look.hiding is not None:
                context.region = self.page.regions
                self.page.regions += 1
        if element in self.late:
            context.origin = "after-end"
        if trait:
            self.add_traits(element, context)
        return context

    def add_traits(self, element: Element, context: Context) -> None:
        """Add what the name of an element says about the text inside it."""
        tag = element.tag
        context.section = SECTIONS.get(tag, context.section)
        context.quoted = context.quoted or tag in QUOTING
        context.read = context.read and tag not in UNREAD
        if tag == "a" and element.attr("href"):
            context.anchor = element
        if context.origin == "body":
            context.origin = ORIGINS.get(tag, "body")
            if tag == "title":
                context.origin = "title" if element.namespace is Namespace.HTML else "attribute"

    def words(self, node: Text, data: str) -> None:
        """Add a text node to the block that it belongs to."""
        context = self.contexts.get(node.parent) or self.context_of(node.parent)
        if not context.read:
            return
        if self.waiting is not None:
            self.settle(context.anchor)
        late = self.late.get(node) if self.late else None
        if late is not None:
            self.put(node, data[:late], 0, context)
            self.put(node, data[late:], late, replace(context, origin="after-end"))
        else:
            self.put(node, data, 0, context)

    def put(self, node: Text, data: str, skip: int, context: Context) -> None:
        """Add a part of a text node, `skip` characters into it, to the block of a context."""
        if not data:
            return
        if context is not self.context:
            self.enter(context)
        if self.pieces:
            if not self.space and not data[0].isspace():
                before = node.previous_sibling
                if isinstance(before, Element) and before.tag not in INLINE:
                    self.space = "\n"
            self.text.append(self.space)
            self.length += len(self.space)
        self.space = ""
        start = self.length
        self.pieces.append(Piece(start, node, skip))
        self.text.append(data)
        self.length = start + len(data)
        if context.anchor is not None:
            if self.links and self.links[-1].anchor is context.anchor:
                self.links[-1].end = self.length
            else:
                self.links.append(Draft(start, self.length, context.anchor))

    def enter(self, context: Context) -> None:
        """Make sure that the block under construction is the one of this context."""
        now = self.context
        if now is not None and (
            now.owner is not context.owner
            or now.region != context.region
            or now.origin != context.origin
            or now.quoted != context.quoted
        ):
            self.flush()
        self.context = context

    def flush(self) -> None:
        """Finish the block under construction, if it says or links anything."""
        context, drafts = self.context, self.links
        if context is not None and (self.pieces or drafts):
            text = "".join(self.text)
            links = text_links(text)
            if drafts:
                links = merged([link_of(draft) for draft in drafts], links)
            empty = [
                Piece(draft.start, draft.anchor, whole=True) for draft in drafts if draft.start == draft.end
            ]
            pieces = (
                sorted([*self.pieces, *empty], key=lambda piece: (piece.start, not piece.whole))
                if empty
                else self.pieces
            )
            self.page.add(text, context, links, pieces if self.outside is None else [self.outside[1]])
        self.context, self.space = None, ""
        self.text, self.pieces, self.links, self.length = [], [], [], 0

    def anchor(self, node: Element) -> None:
        """Wait for the words of a link."""
        self.settle(None)
        self.waiting = node

    def settle(self, anchor: Element | None) -> None:
        """Note the link that was waited for if the next words are not inside it: it has none."""
        waiting, self.waiting = self.waiting, None
        if waiting is not None and waiting is not anchor:
            context = self.context_of(waiting)
            if context.read:
                self.enter(context)
                self.links.append(Draft(self.length, self.length, waiting))

    def part(self, node: Element) -> None:
        """Part the words before an element from those behind it."""
        self.space += PARTING[node.tag]

    def head(self, node: Element) -> None:
        """Read descriptions and addresses that are written for search engines."""
        found = aside.meta_of(node) if node.tag == "meta" else aside.head_link_of(node)
        if found is not None:
            self.beside(found, self.context_of(node))

    def attributes(self, node: Element, names: Sequence[str]) -> None:
        """Read the attributes that hold words."""
        for found in aside.attributes_of(node, names):
            self.beside(found, self.context_of(node))

    def script(self, node: Element) -> None:
        """Read the data, the template or the writing statements of a script."""
        context = self.context_of(node.parent)
        if found := aside.script_data_of(node):
            self.beside(found, context)
        for item in self.written.get(node, ()):
            piece = Piece(0, node, inside=(item.start, item.end), whole=True)
            if item.technique == "script-redirect":
                link = Link(item.markup, host_of(item.markup), 0, 0, "refresh")
                self.beside(Aside("", "script", [piece], (link,)), context)
            else:
                self.flush()
                self.nested(item.markup, piece, replace(context, origin="script"))

    def frame(self, node: Element) -> None:
        """Read the address and the content of a frame."""
        for found in aside.frame_of(node):
            self.beside(found, self.context_of(node))

    def beside(self, found: Aside, context: Context) -> None:
        """Add something that stands beside the flow of text, without breaking a line in two."""
        if context.section == "head":
            self.flush()
        inner = replace(context, origin=found.origin, anchor=None, read=True)
        if self.outside is not None:
            inner.origin, found = context.origin, replace(found, pieces=[self.outside[1]])
        if found.markup:
            self.nested(found.text, found.pieces[0], inner)
        else:
            self.page.add(found.text, inner, found.links or text_links(found.text), found.pieces)

    def nested(self, markup: str, piece: Piece, context: Context) -> None:
        """Walk markup that is not part of this tree."""
        if self.depth < MARKUP_DEPTH:
            tree = turbohtml.parse(markup, allow_declarative_shadow_roots=False)
            outside = context, self.outside[1] if self.outside is not None else piece
            Walk(self.page, tree, markup, outside=outside, depth=self.depth + 1).run()


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
