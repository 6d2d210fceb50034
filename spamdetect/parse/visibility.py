"""Whether the text inside an element can be seen: what every element hands down to its children."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

import turbohtml
from turbohtml import Element, NodeIterator, Text

from spamdetect.parse.cascade import Cascade, Declared
from spamdetect.parse.colour import BLACK, LINK, WHITE, Colour, alike, colour_of
from spamdetect.parse.covering import beneath
from spamdetect.parse.hiding import CLIPPING, FAINTEST, MOVING, SHRINKING, Box, Trick, moves_unseen, tricks
from spamdetect.parse.idiom import idiom_of
from spamdetect.parse.length import font_size, pixels
from spamdetect.types import Hiding

LIDS = 100  # Boxes laid over others that are looked at; real pages have up to 30.
TINY_FONT = 2.0  # Pixels; the smallest font that any reader can make out is about 5.
# Elements that look of themselves like no style sheet says.
PRESENTED = "font[color],font[size],[bgcolor],body[text],body[link],marquee,dialog,details,details>summary,datalist,[hidden],[popover]"
# Nothing without one of these is hidden with everything in it.
LAYOUT = MOVING | CLIPPING | SHRINKING | {"display", "opacity", "filter", "content-visibility", "z-index"}
# What shows a title without words, and how many nodes a title may have.
ICONS, TITLE, ELEMENTS_AND_TEXT = frozenset(["img", "svg"]), 50, 0x1 | 0x4
BOXES = frozenset(["flex", "grid", "inline-flex", "inline-grid"])


@dataclass(frozen=True, slots=True)
class Look:
    """What an element hands down to the text and the elements inside it."""

    hiding: Hiding | None = None
    """How text in it is hidden."""
    gone: Hiding | None = None
    """It is hidden so that nothing inside can be shown again."""
    unseen: Hiding | None = None
    """Its visibility is hidden; a child can be visible."""
    small: Hiding | None = None
    """Its type is too small; a child can have larger type."""
    faint: Hiding | None = None
    """Its colour is that of its background; a child can have another."""
    colour: Colour = BLACK
    """Colour of its text."""
    background: Colour | None = WHITE
    """Colour behind its text; None where an image or a gradient makes it unknown."""
    painted: bool = False
    """Something inside the page has a background of its own."""
    font: float = 16.0
    """Font size in pixels."""
    opacity: float = 1.0
    """Product of the opacities of it and everything around it."""
    blockifies: bool = False
    """Its children are boxes, whatever they are."""
    link: Colour = LINK
    """Colour of links that have none of their own."""
    summary: Look | None = None
    """What a closed `details` hands down to its summary."""
    colours_links: bool = False
    """A link in it looks another way than the text around it."""


ROOT = Look()


class Looks:
    """Finds the declarations that matter once, then answers for every element."""

    def __init__(
        self, tree: turbohtml.Document, sheets: Sequence[str] = (), hidden: Sequence[str] = ()
    ) -> None:
        """Match the rules of linked sheets, of the page's own, and of its scripts against its elements."""
        own = [style.text for style in tree.select("style") if (style.attr("media") or "all") != "print"]
        special = tree.select(PRESENTED)
        self.special = frozenset(special)
        self.cascade = Cascade(tree, [*sheets, *own], hidden, special)
        lids = self.cascade.lids[:LIDS]
        self.covered = frozenset(element for lid in lids for element in beneath(lid, self.cascade))
        for element in self.covered:
            self.cascade.entries.setdefault(element, [])
        self.styled = self.cascade.entries.keys()
        # Looks that follow from name and declarations alone, by the identity of parent and declarations; the
        # parents are kept with them, so that no identity comes twice.
        self.known: dict[tuple[int, str, int], tuple[Look, Look]] = {}

    def look(self, element: Element, parent: Look) -> Look:
        """Return what an element hands down; the parent's own look if it changes nothing."""
        if parent.gone is not None:
            inside_summary = parent.summary is not None and element.tag == "summary"
            if not (inside_summary and getattr(element.parent, "tag", "") == "details"):
                return parent
            parent = parent.summary or parent
        declared = self.cascade.declared(element)
        if element in self.special or element in self.covered:
            return self.worked_out(element, parent, declared)
        key = id(parent), element.tag, id(declared)
        if (known := self.known.get(key)) is None:
            look = self.worked_out(element, parent, declared)
            if look.hiding is not parent.hiding:
                return look  # The idiom is the element's own.
            known = self.known[key] = parent, look
        return known[1]

    def worked_out(self, element: Element, parent: Look, declared: Declared) -> Look:
        """Return what an element with some declarations hands down."""
        names = declared.keys()
        font = font_size(declared["font-size"][0], parent.font) if "font-size" in names else parent.font
        box = Box(element, declared, font, blockified=parent.blockifies)
        opacity, gone, small, unseen = parent.opacity, None, parent.small, parent.unseen
        if "opacity" in names and (own := pixels(box.get("opacity"), whole=1.0)) is not None:
            opacity *= min(1.0, max(0.0, own))
        if element in self.special or element in self.covered or not LAYOUT.isdisjoint(names):
            gone = self.gone(box, parent, opacity)
        if "font-size" in names:
            trick = box.trick("tiny-font", "font-size", extreme=declared["font-size"][1] == "inline")
            small = hiding(box, trick) if font <= TINY_FONT else None
        if (visibility := box.get("visibility", "inherit")) != "inherit":
            covered = visibility in ("hidden", "collapse")
            unseen = hiding(box, box.trick("visibility-hidden", "visibility")) if covered else None
        look = painted(box, parent)
        shown = replace(
            look, hiding=gone or unseen or small or look.faint, gone=gone, unseen=unseen, small=small, font=font,
            opacity=opacity, blockifies=box.get("display") in BOXES, summary=None,
            colours_links=look.faint is not None or look.link is not LINK,
        )  # fmt: skip
        if element.tag == "details" and element.attr("open") is None and gone is None:
            closed = Hiding("closed-details", "element", "accordion" if titled(element) else None)
            return replace(shown, hiding=closed, gone=closed, summary=shown)
        return shown if shown != parent else parent

    def gone(self, box: Box, parent: Look, opacity: float) -> Hiding | None:
        """Tell how an element is hidden so that nothing inside it can be shown again."""
        trick = next(tricks(box), None)
        if trick is None and opacity <= FAINTEST:
            trick = box.trick("opacity-zero", "opacity")
        layer = pixels(box.get("z-index"))
        if trick is None and box.placed and parent.painted and layer is not None and layer < 0:
            trick = box.trick("behind", "z-index")
        if trick is None and box.element in self.covered:
            trick = Trick("covered", "stylesheet")
        if trick is None and box.element.tag == "marquee" and moves_unseen(box.element, box.declared):
            trick = Trick("marquee", "element")
        return hiding(box, trick) if trick is not None else None


def titled(details: Element) -> bool:
    """Tell whether a `details` says or shows what is in it, so that a reader may open it."""
    summary = next((child for child in details.children if getattr(child, "tag", "") == "summary"), None)
    return summary is not None and any(
        any(map(str.isalnum, node.data[:100]))
        if isinstance(node, Text)
        else getattr(node, "tag", "") in ICONS
        for node in islice(NodeIterator(summary, ELEMENTS_AND_TEXT), TITLE)
    )


def hiding(box: Box, trick: Trick) -> Hiding:
    """Put a trick together with the honest practice that it looks like."""
    idiom = idiom_of(box.element)
    if trick.technique == "opacity-zero" and (
        "transition" in box.declared or "animation-name" in box.declared
    ):
        idiom = "fade-in"
    elif (
        trick.technique in ("clipped", "zero-size")
        and box.afloat
        and box.size("width") == box.size("height") == 1
    ):
        idiom = idiom or "screen-reader"
    return Hiding(trick.technique, trick.source, idiom, trick.extreme)


def painted(box: Box, parent: Look) -> Look:
    """Return the parent's look with an element's own colours, and whether its text can be told from them."""
    element, declared, tag = box.element, box.declared, box.element.tag
    colour, background, link, inner = parent.colour, parent.background, parent.link, parent.painted
    ink, source = declared.get("-webkit-text-fill-color") or declared.get("color") or (None, "attribute")
    if ink is None and tag in ("font", "body"):
        ink = element.attr("color" if tag == "font" else "text")
    if ink is None and tag == "a" and element.attr("href"):
        colour = parent.link
    if tag == "body" and (value := element.attr("link")):
        link = colour_of(value, colour) or link
    if ink is not None:
        colour = colour_of(ink, parent.colour) or colour
    ground = box.get("background-color") or element.attr("bgcolor") or ""
    if any(sign in box.get("background-image", ground) for sign in ("url(", "gradient", "image(")):
        background, inner = None, True
    elif ground and (known := colour_of(ground, colour)) is not None and known[3] > 0.5:
        background, inner = known, inner or tag not in ("html", "body")
    faint = parent.faint
    if ink is not None or (colour, background) != (parent.colour, parent.background):
        faint = None
        drawn = "text" in box.get("background-clip") or box.get("text-shadow", "none") != "none"
        if not drawn and unseen_on(colour, background):
            faint = hiding(
                box, Trick("same-colour", source if ink else box.trick("", "background-color").source)
            )
    return replace(parent, colour=colour, background=background, link=link, painted=inner, faint=faint)


def unseen_on(colour: Colour, background: Colour | None) -> bool:
    """Tell whether text of a colour, which may be partly transparent, cannot be seen on a background."""
    alpha = colour[3]
    if alpha <= FAINTEST or background is None:
        return alpha <= FAINTEST
    mixed = [alpha * ink + (1 - alpha) * ground for ink, ground in zip(colour, background, strict=True)]
    return alike((mixed[0], mixed[1], mixed[2], 1.0), background)
