"""A style sheet to plain rules: nested rules written out, layers numbered, what does not apply on a screen left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import inf

from spamdetect.parse.media import applies, contained, supported

STRING = r"\"(?:[^\"\\\n]|\\.)*+\"?|'(?:[^'\\\n]|\\.)*+'?"
ITEM = re.compile(
    rf"[\s;]*+(?:@([\w-]++)((?:[^{{}};\"']++|{STRING})*+)([{{;]|\Z)"
    rf"|((?:[^{{}};\"'@]++|{STRING})++)\{{((?:[^{{}}\"']++|{STRING})*+)(\}}|\{{|\Z)|(\}}))",
    re.S,
)
# What stands in a rule that holds others, up to the next mark.
PART = re.compile(rf"((?:[^{{}};\"']++|{STRING})*+)([{{}};]|\Z)", re.S)
BRACE = re.compile(rf"{STRING}|[{{}}]", re.S)
AT_RULE = re.compile(r"\s*+@([\w-]++)")
SELECTOR = re.compile(r"(?:[^,()\[\]]++|\([^()]*+(?:\([^()]*+\)[^()]*+)*+\)|\[[^\]]*+\]|[()\[\]])++")
SCOPE = re.compile(r"\s*\(([^()]++)\)")
# A selector list that nesting has made longer than this (characters) is left out with all that is in it: it grows
# with every level. Honest sheets nest four levels.
LONGEST = 1000
# Layers within layers that are told apart; honest sheets nest two.
DEEPEST = 8

Layer = tuple[float, ...]
"""Where a rule's cascade layer stands: numbers of the layers around it, and infinity for what is in no further one."""
UNLAYERED: Layer = (inf,)


class Layers:
    """The cascade layers of a page, numbered as they are met first."""

    def __init__(self) -> None:
        """Start with none."""
        self.numbers: dict[Layer, dict[str, int]] = {}

    def named(self, around: Layer, name: str) -> Layer:
        """Return the layer of a name, dots in it included, inside another; a new one for an empty name."""
        layer = around[:-1]
        for part in (
            name.split(".")[: max(0, DEEPEST - len(layer))] if name else [""] * (len(layer) < DEEPEST)
        ):
            known = self.numbers.setdefault(layer, {})
            number = known.setdefault(part.strip() or f" {len(known)}", len(known))
            layer = (*layer, float(number))
        return (*layer, inf)


@dataclass(slots=True)
class Frame:
    """A block that is open."""

    selectors: str
    """The selectors that declarations in it are for; empty outside of rules."""
    layer: Layer
    """The cascade layer."""
    written: list[str] = field(default_factory=list)
    """Declarations in it that were not handed out yet."""


def plain_rules(sheet: str, layers: Layers) -> Iterator[tuple[str, str, Layer]]:
    """Yield selector list, declarations and layer of the rules that apply on a desktop screen, in order.

    Args:
        sheet: the style sheet without comments.
        layers: the layers of the sheets before; those of this one are added.
    """
    position, stack = 0, [Frame("", UNLAYERED)]
    while True:
        here = stack[-1]
        if here.selectors:
            part = PART.match(sheet, position)
            if part is None:
                return
            text, mark = part.groups()
            if mark != "{" and text.strip():
                here.written.append(text)
            if mark != ";" and here.written:
                yield here.selectors, ";".join(here.written), here.layer
                here.written = []
            if mark == "{":
                at_rule = AT_RULE.match(text)
                name, condition = (at_rule.group(1), text[at_rule.end() :]) if at_rule else ("", text)
                position = enter(sheet, part.end(), stack, name, condition, layers)
            else:
                position = part.end()
                if not mark:
                    return
                if mark == "}":
                    stack.pop()
            continue
        item = ITEM.match(sheet, position)
        if item is None:
            return
        position = item.end()
        at_rule_name, condition, opening, selectors, body, ending, closing = item.groups()
        if at_rule_name and opening == "{":
            position = enter(sheet, position, stack, at_rule_name, condition, layers)
        elif at_rule_name and at_rule_name.lower() == "layer":
            for name in condition.split(","):
                layers.named(here.layer, name.strip())
        elif selectors and ending == "{":
            position = item.start(5)
            stack.append(Frame(selectors.strip(), here.layer))
        elif selectors:
            yield selectors.strip(), body, here.layer
        elif closing and len(stack) > 1:
            stack.pop()


def enter(sheet: str, position: int, stack: list[Frame], name: str, condition: str, layers: Layers) -> int:
    """Open a block, or pass over one that does not apply; return where the sheet goes on.

    Args:
        sheet: the style sheet.
        position: the position behind the opening brace.
        stack: the open blocks.
        name: name of an at-rule, or nothing for a rule.
        condition: what stands behind the name; the selectors of a rule.
        layers: all layers.
    """
    here = stack[-1]
    selectors: str | None = here.selectors
    layer = here.layer
    match name.lower():
        case "":
            selectors = nested(here.selectors, condition)
        case "media":
            selectors = selectors if applies(condition) else None
        case "supports":
            selectors = selectors if supported(condition) else None
        case "container":
            selectors = selectors if contained(condition) else None
        case "layer":
            layer = layers.named(here.layer, condition.strip())
        case "scope":
            root = SCOPE.match(condition)
            selectors = f":where({root.group(1).strip()})" if root is not None else selectors
        case _:
            selectors = None
    if selectors is None:
        return close_of(sheet, position)
    stack.append(Frame(selectors, layer))
    return position


def nested(around: str, selectors: str) -> str | None:
    """Return the selectors of a rule inside a rule written out, None if they get too long."""
    several = "," in around
    anywhere = f":is({around})"
    found = []
    for selector in map(str.strip, selectors_of(selectors)):
        selector = selector.replace(":scope", "&")
        if "&" not in selector:
            selector = f"& {selector}"
        if selector.startswith("&") and not several:
            selector = around + selector[1:]
        found.append(selector.replace("&", anywhere))
        if sum(map(len, found)) > LONGEST:
            return None
    return ", ".join(found)


def selectors_of(prelude: str) -> Sequence[str]:
    """Return the selectors of a list."""
    return SELECTOR.findall(prelude) if "(" in prelude or "[" in prelude else prelude.split(",")


def close_of(sheet: str, position: int) -> int:
    """Return the position behind the brace that closes the block which `position` is in."""
    depth = 1
    for match in BRACE.finditer(sheet, position):
        if match.group() == "{":
            depth += 1
        elif match.group() == "}":
            depth -= 1
            if not depth:
                return match.end()
    return len(sheet)
