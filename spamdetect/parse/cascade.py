"""Which declarations hold for an element: the last word of the cascade, as in a browser."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Literal

import turbohtml
from turbohtml import Element

from spamdetect.parse.colour import BLACK, LINK, WHITE, alike, colour_of
from spamdetect.parse.selector_index import Index
from spamdetect.parse.stylesheet import HIDING, PAINTING, Rule, Values, declarations, rules_of

Source = Literal["inline", "stylesheet", "attribute", "element", "script"]
Declared = dict[str, tuple[str, Source]]
"""Value and source by property."""
Rank = tuple[bool, bool, tuple[int, int, int], int]
"""What outranks what: importance, style attribute, specificity, order."""

# Times that a rule of a page is applied to an element; real pages come to 20,000.
APPLIED = 200_000


NOTHING = (None, "x")


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
        inline: dict[str, list[Element]] = defaultdict(list)
        for element in tree.select("[style]"):
            inline[element.attr("style") or ""].append(element)
        harmless = [style for style in inline if not (HIDING.search(style) or PAINTING.search(style))]
        for style in inline.keys() - set(harmless):
            self.declare_inline(inline[style], style)
        if sheets or scripted:
            index = Index(tree)
            self.apply(tree, index, rules_of(sheets, index.may_match), rules_of(scripted, index.may_match))
        everywhere = self.anywhere()
        for style in harmless:
            touched = [element for element in inline[style] if everywhere or element in self.ranked]
            self.declare_inline(touched, style)

    def declare_inline(self, elements: Sequence[Element], style: str) -> None:
        """Give elements the declarations of their style attribute."""
        if elements and (values := declarations(style)):
            for element in elements:
                self.declare(element, values, (True, (0, 0, 0), 0), "inline")

    def apply(
        self, tree: turbohtml.Document, index: Index, rules: Sequence[Rule], written: Sequence[Rule]
    ) -> None:
        """Give the elements their declarations: first those that may hide, then those that may undo it."""
        for rule in written:
            for element in index.matching(rule.selector):
                self.declare(element, rule.values, (True, (0, 0, 0), 1), "script")
        paints = bool(self.ranked) or may_fade(rules)
        hides = [rule.hides or (paints and PAINTING.search(rule.body) is not None) for rule in rules]
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


def may_fade(rules: Sequence[Rule]) -> bool:
    """Tell whether rules may give text the colour of a background: then the colours of all of them matter."""
    inks, grounds = {BLACK, LINK}, {WHITE}
    for rule in rules:
        if PAINTING.search(rule.body):
            for name, found in (
                ("color", inks),
                ("-webkit-text-fill-color", inks),
                ("background-color", grounds),
            ):
                value = rule.values.get(name)
                if value is not None and (colour := colour_of(value[0], BLACK)) is not None:
                    found.add(colour)
    return any(ink[3] < 1 for ink in inks) or any(alike(ink, ground) for ink in inks for ground in grounds)
