"""What lies under an opaque box that is laid over its parent: nobody sees it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from turbohtml import Element

from spamdetect.parse.cascade import Cascade
from spamdetect.parse.colour import BLACK, colour_of
from spamdetect.parse.hiding import Box
from spamdetect.parse.length import pixels

# Elements that are opaque without a background.
OPAQUE = frozenset(["img", "iframe", "video", "embed", "object"])
URL = re.compile(r"\burl\(")
SIBLINGS = 200  # Elements beside a lid that are looked at; real pages have a dozen.


def beneath(lid: Element, cascade: Cascade) -> Iterator[Element]:
    """Yield the elements beside a box that it covers; none if it is no lid.

    Args:
        lid: an element that is placed absolutely.
        cascade: the declarations of all elements.
    """
    box, parent = Box(lid, cascade.declared(lid), 16.0, blockified=False), lid.parent
    if not (isinstance(parent, Element) and box.position == "absolute" and fills(box) and opaque(box)):
        return
    around = cascade.declared(parent).get("position")
    layer = pixels(box.get("z-index")) or 0.0
    if around is None or around[0] == "static" or layer < 0:
        return
    passed = False
    for sibling in islice(parent.children, SIBLINGS):
        if sibling is lid:
            passed = True
        elif isinstance(sibling, Element):
            other = Box(sibling, cascade.declared(sibling), 16.0, blockified=False)
            own = (pixels(other.get("z-index")) or 0.0) if other.placed else -0.5
            if own < layer or (own == layer and not passed):
                yield sibling


def fills(box: Box) -> bool:
    """Tell whether a box reaches from edge to edge of its parent."""
    for start, end, side, whole in (("left", "right", "width", 1280.0), ("top", "bottom", "height", 800.0)):
        first, last, size = box.size(start, whole), box.size(end, whole), box.size(side, whole)
        if (
            first is None
            or first > 0
            or not ((last is not None and last <= 0) or (size is not None and size >= whole))
        ):
            return False
    return True


def opaque(box: Box) -> bool:
    """Tell whether nothing can be seen through a box that is shown itself."""
    shown = box.get("display") != "none" and box.get("visibility") not in ("hidden", "collapse")
    if (
        not shown
        or "hidden" in box.element.attrs
        or (pixels(box.get("opacity", "1"), whole=1.0) or 0.0) < 0.99
    ):
        return False
    if box.element.tag in OPAQUE or URL.search(box.get("background-image")):
        return True
    colour = colour_of(box.get("background-color", "transparent"), BLACK)
    return colour is not None and colour[3] >= 0.99
