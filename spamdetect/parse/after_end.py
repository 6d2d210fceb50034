"""What stands behind the end of the page, where templates end and injected code is appended."""

from __future__ import annotations

import re

import turbohtml
from turbohtml import Element, Node, Text

from spamdetect.parse.position import HtmlPlaces

END = re.compile(r"</(?:body|html)\b[^>]*>", re.I)
# What honest pages have behind their end.
NOTHING = re.compile(
    r"(?>(?:\s+|</(?:body|html)\s*>|<!--.*?-->|<script\b[^>]*+>.*?</script\s*>)*)",
    re.I | re.S,
)


def nodes_after_end(tree: turbohtml.Document, places: HtmlPlaces) -> dict[Node, int]:
    """Return the children of the body that stand behind `</body>` or `</html>` in the source.

    Returns:
        The nodes, each with the position in its text from which it is behind the end: the parser joins the
        text before and behind.
    """
    body = tree.select_one("body")
    limit = end_of(body, tree.root, places.source)
    nothing = NOTHING.match(places.source, limit) if limit is not None else None
    if body is None or limit is None or nothing is None or nothing.end() == len(places.source):
        return {}
    late: dict[Node, int] = {}
    for child in reversed(body.children):
        if isinstance(child, Element):
            place = child.source_location
            if place is not None and place.start_tag.start_offset < limit:
                break
            late[child] = 0
        elif isinstance(child, Text) and (stand := places.stand(child)) is not None:
            kept = stand.count_before(limit)
            late[child] = kept if child.data[:kept].strip() else 0
            if kept:
                break
    return {
        node: start for node, start in late.items() if not isinstance(node, Text) or start < len(node.data)
    }


def end_of(body: Element | None, root: Element | None, text: str) -> int | None:
    """Return where the end tag of the page ends, or None if there is none."""
    for element in (body, root):
        place = element.source_location if element is not None else None
        if place is not None and place.end_tag is not None:
            return place.end_tag.end_offset
    last = max(map(text.rfind, ("</body", "</html", "</BODY", "</HTML")))
    found = END.match(text, last) if last >= 0 else None
    return found.end() if found is not None else None
