"""HTML to blocks: one walk over the tree, in the order of the source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import turbohtml
from turbohtml import Comment, Element, Node, NodeIterator, Text

from spamdetect.parse.address import host_of
from spamdetect.parse.position import HtmlPlaces, Piece
from spamdetect.parse.script import Written, written_by
from spamdetect.parse.text import text_links
from spamdetect.parse.visibility import ROOT, Look, Looks
from spamdetect.types import Block, Hiding, Link, Origin, Section

# What the walk asks the parser for: elements, text and comments (bits of the DOM's whatToShow).
SHOWN_NODES = 0x1 | 0x4 | 0x80

# Elements that flow inside a line of text. Everything else ends the block before it and starts one.
INLINE = frozenset([
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "blink", "cite", "data", "del", "dfn", "em", "font",
    "i", "ins", "kbd", "label", "mark", "q", "ruby", "rb", "rp", "rt", "rtc", "s", "samp", "small", "span",
    "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "nobr", "img", "br",
])  # fmt: skip
# Their text is data for a program, not words of the page. Scripts are read by `script.py`.
UNREAD = frozenset(["style", "script", "math", "svg"])
QUOTING = frozenset(["pre", "code", "blockquote", "textarea", "samp", "kbd", "xmp"])
SECTIONS: dict[str, Section] = {
    "main": "main", "article": "main", "header": "header", "nav": "nav", "footer": "footer",
    "aside": "aside", "head": "head",
}  # fmt: skip
ORIGINS: dict[str, Origin] = {
    "noscript": "noscript", "template": "template", "noframes": "frame", "object": "frame",
    "iframe": "frame", "title": "title",
}  # fmt: skip
META_NAMES = frozenset([
    "description", "keywords", "og:title", "og:description", "og:site_name", "twitter:title",
    "twitter:description", "title", "abstract", "subject", "name", "headline",
])  # fmt: skip
HEAD_LINKS = frozenset(["canonical", "amphtml", "alternate"])
# An attribute shorter than this (characters) is a label, not a place to put spam; as long as "cheap viagra".
ATTRIBUTE_LENGTH = 12
ATTRIBUTES = ("alt", "title", "aria-label", "data-content", "value", "placeholder")
ATTRIBUTE_SELECTOR = ",".join(f"[{name}]" for name in ATTRIBUTES)
# Markup inside markup (srcdoc, document.write that writes a script, ...): how deep it is read. Real kits nest
# two levels; the limit bounds the work that a hostile page can cause.
MARKUP_DEPTH = 3


@dataclass(slots=True)
class Context:
    """What an element hands down to the text inside it."""

    owner: Element
    tag: str
    look: Look
    origin: Origin = "body"
    section: Section = "none"
    region: int = -1
    quoted: bool = False
    anchor: Element | None = None


@dataclass(slots=True)
class Draft:
    """A link of the block under construction."""

    start: int
    end: int
    anchor: Element


def parse_html(text: str, *, sheets: Sequence[str] = ()) -> tuple[tuple[Block, ...], HtmlPlaces]:
    """Cut an HTML page into blocks.

    Args:
        text: the page, newlines folded to one character.
        sheets: texts of linked style sheets.
    """
    walk = Walk()
    walk.markup(text, sheets=sheets)
    return tuple(walk.blocks), HtmlPlaces(text, walk.tree, walk.pieces)


class Walk:
    """One pass over a page; markup that scripts and frames hold is walked in place."""

    def __init__(self) -> None:
        """Start with nothing."""
        self.tree: turbohtml.Document
        self.blocks: list[Block] = []
        self.pieces: list[list[Piece]] = []
        self.regions = 0
        self.depth = 0
        self.outer: tuple[Piece, Origin, Hiding | None] | None = None
        self.text: list[str] = []
        self.length = 0
        self.nodes: list[Piece] = []
        self.links: list[Draft] = []
        self.context: Context | None = None

    def markup(self, text: str, *, sheets: Sequence[str] = ()) -> None:
        """Walk a whole page, or a piece of markup found inside one."""
        tree = turbohtml.parse(text, source_locations=self.depth == 0, allow_declarative_shadow_roots=False)
        if self.depth == 0:
            self.tree = tree
        scripts: dict[Element, list[Written]] = {}
        hidden_by_script: list[str] = []
        for script in tree.select("script"):
            written, hides = written_by(script.text)
            if written:
                scripts[script] = written
            hidden_by_script += [f"{hide.selector}{{{hide.declarations}}}" for hide in hides]
        looks = Looks(tree, [*sheets, *hidden_by_script])
        attributed = set(tree.select(ATTRIBUTE_SELECTOR))
        late = self.after_end(tree)
        contexts: dict[Node | None, Context] = {}
        root = tree.root
        if root is None:
            return
        contexts[root.parent] = Context(root, "html", ROOT)
        for node in NodeIterator(tree, SHOWN_NODES):
            if type(node) is Text:
                context = contexts.get(node.parent)
                if context is not None:
                    self.words(node, context)
            elif type(node) is Comment:
                self.comment(node, contexts.get(node.parent))
            elif isinstance(node, Element):
                context = contexts.get(node.parent)
                if context is not None:
                    self.element(node, context, contexts, looks, late)
                    if node in attributed:
                        self.attributes(node, contexts.get(node, context))
                    if node in scripts:
                        self.scripts(node, scripts[node])
        self.flush()

    def after_end(self, tree: turbohtml.Document) -> frozenset[Element]:
        """Return the children of the body that stand behind `</body>` or `</html>` in the source."""
        body = tree.select_one("body")
        if body is None or body.source_location is None or body.source_location.end_tag is None:
            return frozenset()
        limit = body.source_location.end_tag.start_offset
        late = []
        child = body.children[-1] if body.children else None
        while child is not None:
            if isinstance(child, Element) and (place := child.source_location) is not None:
                if place.start_tag.start_offset < limit:
                    break
                late.append(child)
            child = child.previous_sibling
        return frozenset(late)

    def element(
        self,
        node: Element,
        parent: Context,
        contexts: dict[Node | None, Context],
        looks: Looks,
        late: frozenset[Element],
    ) -> None:
        """Work out what an element hands down, and note links and line breaks."""
        tag = node.tag
        look = looks.look(node, parent.look)
        inline = tag in INLINE
        if tag in UNREAD:
            if tag == "script" and (node.attr("type") or "").lower() == "application/ld+json":
                contexts[node] = replace(parent, owner=node, tag=tag, origin="structured-data", anchor=None)
            return
        if inline and look is parent.look and tag != "a" and tag not in QUOTING:
            contexts[node] = parent
            if tag == "br":
                self.text.append("\n")
                self.length += 1
            return
        context = Context(
            parent.owner if inline else node, parent.tag if inline else tag, look, parent.origin,
            SECTIONS.get(tag, parent.section), parent.region, parent.quoted or tag in QUOTING, parent.anchor,
        )  # fmt: skip
        contexts[node] = context
        if look.hiding is not None and parent.look.hiding is None:
            context.region = self.regions
            self.regions += 1
            context.owner = node
        if tag in ORIGINS and parent.origin == "body":
            context.origin = ORIGINS[tag]
        if node in late:
            context.origin = "after-end"
        if tag == "a" and node.attr("href"):
            context.anchor = node
            self.enter(context)
            self.links.append(Draft(self.length, self.length, node))
        elif tag == "meta":
            self.meta(node, context)
        elif tag == "link":
            self.head_link(node, context)
        elif tag == "iframe" and (markup := node.attr("srcdoc")):
            self.nested(markup, Piece(0, node, attribute="srcdoc"), "frame", look.hiding)

    def words(self, node: Text, context: Context) -> None:
        """Add a text node to the block that it belongs to."""
        data = node.data
        if not data:
            return
        if data.isspace():
            if context is self.context or (self.context and self.context.owner is context.owner):
                self.text.append(data)
                self.length += len(data)
            return
        self.enter(context)
        start = self.length
        self.nodes.append(Piece(start, node))
        self.text.append(data)
        self.length = start + len(data)
        if context.anchor is not None:
            last = self.links[-1] if self.links else None
            if last is not None and last.anchor is context.anchor:
                if last.start == last.end:
                    last.start = start
                last.end = self.length
            else:
                self.links.append(Draft(start, self.length, context.anchor))

    def enter(self, context: Context) -> None:
        """Make sure that the block under construction is the one of this context."""
        now = self.context
        if now is context:
            return
        if now is None or (
            now.owner is not context.owner
            or now.region != context.region
            or now.origin != context.origin
            or now.quoted != context.quoted
        ):
            self.flush()
        self.context = context

    def flush(self) -> None:
        """Finish the block under construction, if it says or links anything."""
        context, links = self.context, self.links
        if context is not None and (self.nodes or links):
            text = "".join(self.text)
            found = [self.link(draft) for draft in links]
            found += [
                link
                for link in text_links(text)
                if not any(known.start < link.end and link.start < known.end for known in found)
            ]
            empty = [
                Piece(draft.start, draft.anchor, whole=True) for draft in links if draft.start == draft.end
            ]
            nodes = sorted([*self.nodes, *empty], key=lambda piece: piece.start) if empty else self.nodes
            self.add(text, context, tuple(sorted(found, key=lambda link: link.start)), nodes)
        self.context = None
        self.text, self.nodes, self.links, self.length = [], [], [], 0

    def add(self, text: str, context: Context, links: tuple[Link, ...], pieces: list[Piece]) -> None:
        """Append a finished block; one from nested markup belongs to the place that holds it."""
        origin, hiding, region = context.origin, context.look.hiding, context.region
        if self.outer is not None:
            piece, origin, outer_hiding = self.outer
            hiding = hiding or outer_hiding
            pieces = [replace(piece, start=0)]
        self.blocks.append(
            Block(
                len(self.blocks),
                text,
                origin,
                context.section,
                context.tag,
                region,
                hiding,
                context.quoted,
                links,
            )
        )
        self.pieces.append(pieces)

    @staticmethod
    def link(draft: Draft) -> Link:
        """Turn a draft into a link."""
        href = (draft.anchor.attr("href") or "").strip()
        rel = (draft.anchor.attr("rel") or "").lower()
        return Link(href, host_of(href), draft.start, draft.end, rel)

    def meta(self, node: Element, context: Context) -> None:
        """Read the descriptions that search engines show."""
        name = (node.attr("name") or node.attr("property") or node.attr("itemprop") or "").lower()
        content = node.attr("content") or ""
        if name in META_NAMES and content.strip():
            self.aside(content, context, "meta", Piece(0, node, attribute="content"))
        elif (node.attr("http-equiv") or "").lower() == "refresh" and "url" in content.lower():
            address = content[content.lower().index("url") + 3 :].strip(" =\"'\t\n")
            link = Link(address, host_of(address), 0, 0, "refresh")
            self.flush()
            self.add("", replace(context, origin="meta"), (link,), [Piece(0, node, whole=True)])

    def head_link(self, node: Element, context: Context) -> None:
        """Read the addresses that tell a search engine where the page lives."""
        rel = (node.attr("rel") or "").lower()
        href = (node.attr("href") or "").strip()
        if rel in HEAD_LINKS and (host := host_of(href)):
            self.flush()
            link = Link(href, host, 0, 0, rel)
            self.add("", replace(context, origin="meta"), (link,), [Piece(0, node, whole=True)])

    def attributes(self, node: Element, context: Context) -> None:
        """Read attributes that hold words."""
        if node.tag == "a" and self.links and self.links[-1].anchor is node:
            return  # The title of a link repeats its text; the block would break the line in two.
        for name in ATTRIBUTES:
            value = node.attr(name)
            if value and len(value) >= ATTRIBUTE_LENGTH and " " in value.strip():
                self.aside(value, context, "attribute", Piece(0, node, attribute=name))

    def aside(self, text: str, context: Context, origin: Origin, piece: Piece) -> None:
        """Add a block that stands inside a line without breaking that line in two."""
        self.add(text, replace(context, origin=origin, anchor=None), text_links(text), [piece])

    def comment(self, node: Comment, context: Context | None) -> None:
        """Read a comment that holds links or markup; what people write to each other stays unread."""
        data = node.data
        if context is not None and ("href" in data or "http" in data):
            self.aside(data, context, "comment", Piece(0, node))

    def scripts(self, node: Element, written: list[Written]) -> None:
        """Walk the markup that a script would write."""
        for item in written:
            piece = Piece(0, node, statement=(item.start, item.end))
            if item.technique == "script-redirect":
                self.flush()
                link = Link(item.markup, host_of(item.markup), 0, 0, "refresh")
                self.add("", Context(node, "script", ROOT, "script"), (link,), [piece])
            else:
                self.nested(item.markup, piece, "script", None)

    def nested(self, markup: str, piece: Piece, origin: Origin, hiding: Hiding | None) -> None:
        """Walk markup that is not part of the page's own tree."""
        if self.depth >= MARKUP_DEPTH:
            return
        self.flush()
        outer, self.outer = self.outer, self.outer or (piece, origin, hiding)
        self.depth += 1
        self.markup(markup)
        self.depth -= 1
        self.outer = outer
