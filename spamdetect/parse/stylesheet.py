"""Style sheets to rules: only what can hide or unhide something on a desktop screen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property

from turbohtml.convert import SelectorSyntaxError, css_specificity

from spamdetect.parse.plain_rules import STRING, UNLAYERED, Layer, Layers, plain_rules, selectors_of

# A style sheet beyond this (characters) is cut: the largest of real sites have half a megabyte.
LARGEST = 1_000_000
# Selectors that are read per page; real pages have up to 9,000. What is beyond is left out.
SELECTORS = 20_000
RELEVANT = frozenset([
    "animation", "animation-name", "background", "background-clip", "background-color", "background-image", "bottom",
    "clip", "clip-path", "color", "content-visibility", "display", "filter", "float", "font", "font-size", "height",
    "inset", "left", "line-height", "margin", "margin-left", "margin-top", "max-height", "max-width", "min-height",
    "min-width", "opacity", "overflow", "overflow-x", "overflow-y", "padding", "padding-bottom", "padding-left",
    "padding-top", "position", "right", "rotate", "scale", "text-indent", "text-shadow", "top", "transform",
    "transition", "translate", "visibility", "-webkit-background-clip", "-webkit-text-fill-color", "width", "z-index",
    "zoom",
])  # fmt: skip
# Only these can hide by themselves; the others say how they work, or undo them. To be sought in lower case: every
# alternative begins with a plain character, so that the search passes over all others.
HIDING = re.compile(
    r"display\s*:\s*none|visibility|opacity\s*[:(]\s*(?:0?\.[0-2]|0(?!\.))|scale(?:3d|[xyz])?\s*[:(]\s*0|"
    r"-\s*\d\d(?:\d|(?:\.\d+)?(?:r?em|v[wh]|%))|z-index\s*:\s*-|\d\d{3}(?:\.\d+)?(?:px|pt|r?em|v[wh]|%)|"
    r"[2-9]\d\d(?:v[wh]|r?em|%)|indent\s*:\s*\d{3}|calc|90deg|flex|grid|clip(?<![\w-]clip)|"
    r"height\s*:\s*(?:0(?![.\d])|[12](?:\.\d+)?(?:px|(?![\w.%]))|0?\.\d+px)|"
    r"width\s*:\s*(?:0(?![.\d])|[12](?:\.\d+)?(?:px|(?![\w.%]))|0?\.\d+px)|"
    r"font-size\s*:\s*(?:0(?!\.[1-9])|[12](?:\.\d+)?(?:px|pt)|\d%|0?\.[01])|"
    r"font\s*:[^;]{0,300}?(?<![\d.#/])[0-2](?:px|pt)?\s*[/ ]|/\*|\\"
)
# From edge to edge; all other ways to write it are left to the declarations.
COVERING = re.compile(r"inset\s*:\s*0|bottom\s*:\s*0|height\s*:\s*100%")
PAINTING = re.compile(r"color|background")
COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.S)
DECLARATION = re.compile(
    rf"(?<![-\w\\*])([-\w\\]++)\s*+:\s*+((?>(?:[^;\"'()]++|{STRING}|\((?>(?:[^()\"']++|{STRING}|\((?>(?:[^()\"']++|{STRING})*)\))*)\))*))",
    re.S,
)
ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))", re.S)
IMPORTANT = re.compile(r"!\s*+important\s*+$", re.I)
FONT_SIZE = re.compile(
    r"(?:^|\s)([\d.]++[a-z%]*+|(?:xx?-)?(?:small|large)|medium|smaller|larger)(?:\s*+/\s*+([\w.%]++))?\s",
    re.I,
)
# States that no element is in while the page is only looked at, and parts that are no elements.
UNMATCHED = re.compile(
    r"(?<!\()::?(?:hover|focus|active|visited|target|checked|disabled|invalid|valid|before|after|selection|placeholder|"
    r"first-l|-moz-|-webkit-|-ms-|-o-|file-|marker|backdrop|open|popover-open|fullscreen|host|has)"
)

Values = dict[str, tuple[str, bool]]
"""Value, lower case, and whether it is `!important`, by property; shorthands are spelled out."""


@dataclass(frozen=True)
class Body:
    """The declarations of a style attribute, or of a rule and all its selectors."""

    text: str
    """As written."""

    @cached_property
    def hides(self) -> bool:
        """They may hide something; else they may only undo that."""
        return HIDING.search(self.text.lower()) is not None

    @cached_property
    def paints(self) -> bool:
        """They set colours."""
        return PAINTING.search(self.text.lower()) is not None

    @cached_property
    def covers(self) -> bool:
        """They may lay a box over its parent."""
        return "absolute" in self.text and COVERING.search(self.text) is not None

    @cached_property
    def values(self) -> Values:
        """Those that are relevant."""
        return declarations(self.text)


@dataclass(frozen=True, slots=True)
class Rule:
    """One selector with its declarations."""

    selector: str
    """The selector; one that the parser understands."""
    body: Body = field(repr=False)
    """Its declarations."""
    specificity: tuple[int, int, int]
    """Numbers of ids, of classes, and of elements."""
    layer: Layer = UNLAYERED
    """The cascade layer that it is in."""


def declarations(text: str) -> Values:
    """Return the relevant declarations of a style attribute or of the body of a rule."""
    if "/*" in text:
        text = COMMENT.sub(" ", text)
    if "\\" in text:
        text = ESCAPE.sub(unescaped, text)
    found: Values = {}
    for match in DECLARATION.finditer(text):
        name = match.group(1).lower()
        if name not in RELEVANT:
            continue
        value = match.group(2).strip().lower()
        important = False
        if "!" in value:
            value, important = IMPORTANT.sub("", value).strip(), IMPORTANT.search(value) is not None
        for part, meaning in spelled_out(name, value):
            if meaning and (important or not found.get(part, ("", False))[1]):
                found[part] = meaning, important
    return found


def unescaped(match: re.Match[str]) -> str:
    """Return the character that a CSS escape means."""
    if match.group(1):
        code = int(match.group(1), 16)
        return chr(code) if 0 < code < 0x110000 else "\ufffd"
    return match.group(2)


def spelled_out(name: str, value: str) -> Iterable[tuple[str, str]]:
    """Return the properties that a declaration sets; a shorthand sets several."""
    if name in ("margin", "padding", "inset"):
        parts = value.split() if "(" not in value else [value]
        prefix = "" if name == "inset" else f"{name}-"
        if not 1 <= len(parts) <= 4:
            return ()
        top, right, bottom, left = (parts * 4)[:4] if len(parts) in (1, 2) else (*parts, parts[1])[:4]
        return ((f"{prefix}{side}", size) for side, size in
                (("top", top), ("right", right), ("bottom", bottom), ("left", left)))  # fmt: skip
    if name == "overflow":
        words = value.split()
        return (("overflow-x", words[0]), ("overflow-y", words[-1])) if words else ()
    if name == "font":
        size = FONT_SIZE.search(value + " ")
        return (("font-size", size.group(1)), ("line-height", size.group(2) or "normal")) if size else ()
    if name == "background":
        clip = "text" if re.search(r"\btext\b", value) else "border-box"
        return (("background-color", value), ("background-image", value), ("background-clip", clip))
    if name == "animation":
        return (("animation-name", value),)
    return ((name.removeprefix("-webkit-") if name == "-webkit-background-clip" else name, value),)


def rules_of(sheets: Iterable[str], may_match: Callable[[str], bool]) -> list[Rule]:
    """Return the rules of style sheets that may match something in the page, in order."""
    rules: list[Rule] = []
    layers = Layers()
    for sheet in sheets:
        sheet = sheet[:LARGEST]
        for prelude, written, layer in plain_rules(
            COMMENT.sub(" ", sheet) if "/*" in sheet else sheet, layers
        ):
            body = Body(written)
            for selector in map(str.strip, selectors_of(prelude)):
                if not may_match(selector) or (":" in selector and UNMATCHED.search(selector)):
                    continue
                try:
                    specificity = css_specificity(selector)[0]
                except (SelectorSyntaxError, ValueError, RecursionError):
                    continue
                rules.append(Rule(selector, body, specificity, layer))
            if len(rules) > SELECTORS:
                return rules[:SELECTORS]
    return rules
