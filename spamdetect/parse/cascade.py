"""Which declarations hold for an element: the last word of the cascade, as in a browser."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import turbohtml
from turbohtml import Element

from spamdetect.parse.colour import BLACK, LINK, WHITE, alike, colour_of
from spamdetect.parse.plain_rules import UNLAYERED, Layer
from spamdetect.parse.selector_index import Index
from spamdetect.parse.stylesheet import Body, Rule, Values, rules_of

Source = Literal["inline", "stylesheet", "attribute", "element", "script"]
Declared = dict[str, tuple[str, Source]]
"""Value and source by property."""
Rank = tuple[bool, Layer, tuple[int, int, int], int]
"""What outranks what, importance aside: style attribute, layer, specificity, order."""
INLINE: Rank = (True, UNLAYERED, (0, 0, 0), 0)
SCRIPTED: Rank = (True, UNLAYERED, (0, 0, 0), 1)

# Times that a rule of a page is applied to an element; real pages come to 20,000.
APPLIED = 200_000


@dataclass(frozen=True, slots=True)
class Entry:
    """Declarations that were made together, for one element or many."""

    rank: Rank
    """What they outrank."""
    values: Values
    """The declarations."""
    source: Source
    """Where they are written."""


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
        self.entries: dict[Element, list[Entry]] = {element: [] for element in special}
        self.merged: dict[tuple[int, ...], Declared] = {}
        self.applied = 0
        # Something is hidden so that a rule for another element has a say in it.
        self.reaches = False
        # Elements that may be laid over what is beside them.
        self.lids: list[Element] = []
        inline: dict[str, list[Element]] = defaultdict(list)
        for element in tree.select("[style]"):
            inline[element.attr("style") or ""].append(element)
        harmless: list[tuple[Body, list[Element]]] = []
        for style, elements in inline.items():
            body = Body(style)
            if body.hides or body.paints or body.covers:
                self.declare(elements, INLINE, body.values, "inline")
            else:
                harmless.append((body, elements))
        if sheets or scripted:
            index = Index(tree)
            self.apply(tree, index, rules_of(sheets, index.may_match), rules_of(scripted, index.may_match))
        for body, elements in harmless:
            touched = [element for element in elements if self.reaches or element in self.entries]
            if touched:
                self.declare(touched, INLINE, body.values, "inline")

    def apply(
        self, tree: turbohtml.Document, index: Index, rules: Sequence[Rule], written: Sequence[Rule]
    ) -> None:
        """Give the elements their declarations: first those that may hide, then those that may undo it."""
        for rule in written:
            self.declare(index.matching(rule.selector), SCRIPTED, rule.body.values, "script")
        paints = bool(self.entries) or may_fade(rules)
        hides = [rule.body.hides or rule.body.covers or (paints and rule.body.paints) for rule in rules]
        self.declare_all(index, rules, hides, wanted=True)
        others = index if self.reaches else Index(tree, list(self.entries))
        self.declare_all(others, rules, hides, wanted=False)

    def declare_all(
        self, index: Index, rules: Sequence[Rule], hides: Sequence[bool], *, wanted: bool
    ) -> None:
        """Give the elements of an index the declarations of the rules that may hide, or of the others."""
        for number, rule in enumerate(rules):
            if hides[number] is wanted and (found := index.matching(rule.selector)):
                self.applied += len(found)
                if self.applied > APPLIED:
                    return
                rank = False, rule.layer, rule.specificity, number
                self.declare(found, rank, rule.body.values, "stylesheet")

    def declare(self, elements: Sequence[Element], rank: Rank, values: Values, source: Source) -> None:
        """Note declarations of some elements."""
        if not values:
            return
        entry = Entry(rank, values, source)
        for element in elements:
            self.entries.setdefault(element, []).append(entry)
        if values.get("position", NOTHING)[0] == "absolute" and values.get("top", NOTHING)[0][:1] == "0":
            self.lids += elements
            self.reaches = True  # Whether it covers anything is a matter of its parent's position.
        # Small type is undone by a child's own size, and a layer is hidden by what an ancestor paints.
        small = values.get("font-size", NOTHING)[0][:1] in ("0", "1", "2", ".")
        self.reaches = self.reaches or small or values.get("z-index", NOTHING)[0].startswith("-")

    def declared(self, element: Element) -> Declared:
        """Return what holds for an element; the same object for all that the same rules apply to."""
        entries = self.entries.get(element, [])
        key = tuple(map(id, entries))
        if key not in self.merged:
            ranked = sorted(entries, key=lambda entry: entry.rank)
            found = {
                name: (value, entry.source) for entry in ranked for name, (value, _) in entry.values.items()
            }
            found |= {
                name: (value, entry.source)
                for entry in by_importance(ranked)
                for name, (value, important) in entry.values.items()
                if important
            }
            self.merged[key] = found
        return self.merged[key]


NOTHING = ("x", False)


def by_importance(ranked: list[Entry]) -> list[Entry]:
    """Return entries in the order in which what is important in them counts: the first layer has the last word."""
    if all(entry.rank[1] is UNLAYERED for entry in ranked):
        return ranked

    def turned(entry: Entry) -> Rank:
        inline, layer, specificity, order = entry.rank
        return inline, tuple(-number for number in layer), specificity, order

    return sorted(ranked, key=turned)


def may_fade(rules: Sequence[Rule]) -> bool:
    """Tell whether rules may give text the colour of a background: then the colours of all of them matter."""
    inks, grounds = {BLACK, LINK}, {WHITE}
    for rule in rules:
        if rule.body.paints:
            for name, found in (
                ("color", inks),
                ("-webkit-text-fill-color", inks),
                ("background-color", grounds),
            ):
                value = rule.body.values.get(name)
                if value is not None and (colour := colour_of(value[0], BLACK)) is not None:
                    found.add(colour)
    return any(ink[3] < 1 for ink in inks) or any(alike(ink, ground) for ink in inks for ground in grounds)
