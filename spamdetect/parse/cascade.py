"""Which declarations hold for an element: the last word of the cascade, as in a browser."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Literal

import turbohtml
from turbohtml import Element

from spamdetect.parse.colour import BLACK, LINK, WHITE, Colour, alike, colour_of
from spamdetect.parse.stylesheet import Rule, Values, declarations, rules_of

Source = Literal["inline", "stylesheet", "attribute", "element", "script"]
Declared = dict[str, tuple[str, Source]]
"""Value and source by property."""
Rank = tuple[bool, bool, tuple[int, int, int], int]
"""What outranks what: importance, style attribute, specificity, order."""

# One tag, class or id, or a tag with one of them: told by a look into an index. Most selectors are so.
SIMPLE = re.compile(r"([a-z][\w-]*)?(?:([.#])(-?[_a-z][\w-]*))?$", re.I)
# The class, id or tag that the last part of a selector asks for.
LAST = re.compile(
    r"(?:^|[\s>+~])([a-z][\w-]*)?(?:[.#][\w-]+)*([.#])(-?[_a-z][\w-]*)$|(?:^|[\s>+~])([a-z][\w-]*)$", re.I
)
# Checks of one element against one selector that a page may cost, and selectors that are looked for in the
# whole page. They bound the work on 10,000 rules for 10,000 elements; real pages need a tenth.
CHECKS = 100_000
SEARCHES = 300
# Times that a rule of a page is applied to an element; real pages come to 20,000.
APPLIED = 200_000


NOTHING = (None, "x")


class Index:
    """Elements by tag, class and id, and the answers to selectors."""

    def __init__(self, tree: turbohtml.Document, wanted: Iterable[Element] | None = None) -> None:
        """Sort the elements of a page, or only those that are wanted."""
        self.tree = tree
        self.wanted = None if wanted is None else frozenset(wanted)
        self.named: dict[str, list[Element]] = defaultdict(list)
        for element in tree.select("[class],[id]") if wanted is None else wanted:
            for name in set((element.attr("class") or "").split()):
                self.named[f".{name}"].append(element)
            if identity := element.attr("id"):
                self.named[f"#{identity}"].append(element)
        self.checks = CHECKS
        self.searches = SEARCHES

    def matching(self, selector: str) -> Sequence[Element]:
        """Return the elements that a selector applies to; none once the page has cost too much."""
        if simple := SIMPLE.match(selector):
            tag, mark, name = simple.groups()
            if not name:
                return self.among(selector)
            found: Sequence[Element] = self.named.get(mark + name, ())
            return [element for element in found if element.tag == tag.lower()] if tag and found else found
        last = LAST.search(selector) if ":" not in selector and "\\" not in selector else None
        if last is None:
            self.searches -= 1
            return self.among(selector) if self.searches >= 0 else ()
        _, mark, name, tag = last.groups()
        found = self.named.get(mark + name, ()) if mark else self.among(tag)
        self.checks -= len(found)
        if self.checks < 0:
            return ()
        return [element for element in found if element.matches(selector)]

    def among(self, selector: str) -> Sequence[Element]:
        """Look for a selector in the whole page."""
        found = self.tree.select(selector)
        return found if self.wanted is None else [element for element in found if element in self.wanted]


class Cascade:
    """The declarations of every element that a rule or its own style attribute may hide."""

    def __init__(
        self,
        tree: turbohtml.Document,
        sheets: Sequence[str],
        scripted: Sequence[str],
        special: Iterable[Element],
    ) -> None:
        """Match style sheets against a page.

        Args:
            tree: the page.
            sheets: texts of style sheets, in order.
            scripted: rules, as CSS, by which scripts hide something; they outrank sheets as style attributes do.
            special: elements that are hidden or painted without any style sheet, so that one may undo it.
        """
        self.ranked: dict[Element, dict[str, tuple[Rank, str, Source]]] = {element: {} for element in special}
        self.applied = 0
        inline: dict[str, Values] = {}
        for element in tree.select("[style]"):
            style = element.attr("style") or ""
            if style not in inline:
                inline[style] = declarations(style)
            if inline[style]:
                self.declare(element, inline[style], (True, (0, 0, 0), 0), "inline")
        rules, written = rules_of(sheets), rules_of(scripted)
        if rules or written:
            self.apply(tree, rules, written)

    def apply(self, tree: turbohtml.Document, rules: Sequence[Rule], written: Sequence[Rule]) -> None:
        """Give the elements their declarations: first those that may hide, then those that may undo it."""
        index = Index(tree)
        for rule in written:
            for element in index.matching(rule.selector):
                self.declare(element, rule.values, (True, (0, 0, 0), 1), "script")
        painting = fading(rules)
        hides = [rule.hides or number in painting for number, rule in enumerate(rules)]
        self.declare_all(index, rules, hides, wanted=True)
        others = index if self.anywhere() else Index(tree, list(self.ranked))
        self.declare_all(others, rules, hides, wanted=False)

    def anywhere(self) -> bool:
        """Tell whether something is hidden so that a rule for another element has a say in it.

        Small type is undone by a child's own size, and a layer is hidden by what an ancestor paints.
        """
        return any(
            known.get("font-size", NOTHING)[1][:1] in ("0", "1", "2", ".")
            or known.get("z-index", NOTHING)[1].startswith("-")
            for known in self.ranked.values()
        )

    def declare_all(
        self, index: Index, rules: Sequence[Rule], hides: Sequence[bool], *, wanted: bool
    ) -> None:
        """Give the elements of an index the declarations of the rules that may hide, or of the others."""
        for number, rule in enumerate(rules):
            if hides[number] is wanted:
                found = index.matching(rule.selector)
                self.applied += len(found)
                if self.applied > APPLIED:
                    return
                for element in found:
                    self.declare(element, rule.values, (False, rule.specificity, number), "stylesheet")

    def declare(
        self, element: Element, values: Values, rank: tuple[bool, tuple[int, int, int], int], source: Source
    ) -> None:
        """Keep the declarations that outrank what is known."""
        known = self.ranked.setdefault(element, {})
        for name, (value, important) in values.items():
            place: Rank = (important, *rank)
            if name not in known or known[name][0] <= place:
                known[name] = place, value, source

    def declared(self, element: Element) -> Declared:
        """Return what holds for an element."""
        return {name: (value, source) for name, (_, value, source) in self.ranked.get(element, {}).items()}


def fading(rules: Sequence[Rule]) -> set[int]:
    """Return the numbers of the rules by which text may get the colour of a background that the page has."""
    inks: dict[int, Colour] = {}
    grounds: dict[int, Colour] = {}
    for number, rule in enumerate(rules):
        if "color" in rule.body or "background" in rule.body:
            for name, found in (
                ("color", inks),
                ("-webkit-text-fill-color", inks),
                ("background-color", grounds),
            ):
                value = rule.values.get(name)
                if value is not None and (colour := colour_of(value[0], BLACK)) is not None:
                    found[number] = colour
    papers, pens = {WHITE, *grounds.values()}, {BLACK, LINK, *inks.values()}
    faint = {ink for ink in set(inks.values()) if ink[3] < 1 or any(alike(ink, paper) for paper in papers)}
    dark = {ground for ground in set(grounds.values()) if any(alike(pen, ground) for pen in pens)}
    return {number for number, ink in inks.items() if ink in faint} | {
        number for number, ground in grounds.items() if ground in dark
    }
