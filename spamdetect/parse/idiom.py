"""The honest practices that hiding may be part of. They excuse nothing; they are one sign among others."""

from __future__ import annotations

import re
from itertools import islice

from turbohtml import Element, Node, NodeIterator

# Class names, ids and roles of ordinary parts of pages, as common frameworks and themes call them.
NAMES = re.compile(
    r"(?P<screen_reader>(?:^|[\s_-])(?:sr|visually-?hidden|screen-?reader|assistive|a11y|offscreen|element-invisible|skip|accessib))"
    r"|(?P<menu>menu|nav|dropdown|drop-down|off-?canvas|sidebar|drawer|flyout)"
    r"|(?P<modal>modal|dialog|popup|pop-up|lightbox|overlay|cookie|consent|gdpr|banner)"
    r"|(?P<tab>(?:^|[\s_-])tabs?(?:$|[\s_-])|tab-?pane|tab-?content|panel)"
    r"|(?P<accordion>accordion|collaps|toggle|expand|spoiler|faq|more|details)"
    r"|(?P<carousel>carousel|slide|swiper|slick|gallery|owl)"
    r"|(?P<tooltip>tooltip|hint|popover|tip(?:$|[\s_-]))"
    r"|(?P<loading>load|spinner|skeleton|lazy|placeholder|preload)"
    r"|(?P<print>print)"
    r"|(?P<responsive>mobile|desktop|tablet|hidden-(?:xs|sm|md|lg)|d-none|hide-(?:for|on)|show-(?:for|on)|(?:^|\s)(?:xs|sm|md|lg):)"
    r"|(?P<image_replacement>logo|brand|icon|ico(?:$|[\s_-])|sprite|image-?replace)"
    r"|(?P<form>form|field|input|valid|error|message|alert|search|comment|reply|respond|captcha|honeypot)"
    r"|(?P<javascript>(?:^|[\s_-])(?:js|no-?js|noscript)(?:$|[\s_-])|cloak|hydrat|template)"
    r"|(?P<share>share|social|follow)"
    r"|(?P<fade_in>fade|animat|reveal|wow|aos)",
    re.I,
)
TAGS = {
    "dialog": "modal", "nav": "menu", "form": "form", "label": "form", "details": "accordion", "button": "form",
    "datalist": "form",
}  # fmt: skip
CLOSING = frozenset(["button", "form", "input"])  # Without one of these nobody can leave a dialog.
INSIDE = 200  # Elements of a dialog that are looked at for it.
# Attributes by which scripts and assistive technology find their elements.
HOOKS = ("aria-", "data-", "x-", "v-", "ng-", "@")
ABOVE = 2  # How far up the names of an idiom are looked for: a panel within its wrapper.


def idiom_of(element: Element) -> str | None:
    """Return the honest practice that an element's names speak of, its own or those right above it."""
    current: Node | None = element
    for _ in range(ABOVE + 1):
        if not isinstance(current, Element) or current.tag in ("body", "html"):
            return None
        names = " ".join(current.attr(name) or "" for name in ("class", "id", "role", "aria-label"))
        if found := NAMES.search(names[:500]):
            return (found.lastgroup or "").replace("_", "-")
        if current.tag in TAGS and (
            current is not element or current.tag != "dialog" or can_be_left(current)
        ):
            return TAGS[current.tag]
        if any(name.startswith(HOOKS) for name in current.attrs):
            return "javascript"
        current = current.parent
    return None


def can_be_left(dialog: Element) -> bool:
    """Tell whether something in a dialog closes it."""
    return any(
        isinstance(node, Element) and (node.tag in CLOSING or "onclick" in node.attrs)
        for node in islice(NodeIterator(dialog, 0x1), INSIDE)
    )
