"""Which declarations hold for an element: the last word of the cascade, as in a browser."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Literal

import turbohtml
from turbohtml import Element

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


class Index:
    """The elements of a page by tag, class and id, and the answers to selectors."""

    def __init__(self, tree: turbohtml.Document) -> None:
        """Sort the elements."""
        self.tree = tree
        self.named: dict[str, list[Element]] = defaultdict(list)
        for element in tree.select("[class]"):
            for name in set((element.attr("class") or "").split()):
                self.named[f".{name}"].append(element)
        for element in tree.select("[id]"):
            self.named[f"#{element.attr('id')}"].append(element)
        self.checks = CHECKS
        self.searches = SEARCHES

    def matching(self, selector: str) -> Iterable[Element]:
        """Return the elements that a selector applies to; none once the page has cost too much."""
        if simple := SIMPLE.match(selector):
            tag, mark, name = simple.groups()
            if not name:
                return self.tree.select(selector)
            found = self.named.get(mark + name, ())
            return [element for element in found if element.tag == tag.lower()] if tag else found
        last = LAST.search(selector) if ":" not in selector and "\\" not in selector else None
        if last is None:
            return self.search(selector)
        _, mark, name, tag = last.groups()
        found = self.named.get(mark + name, ()) if mark else self.tree.select(tag)
        self.checks -= len(found)
        if self.checks < 0:
            return ()
        return [element for element in found if element.matches(selector)]

    def search(self, selector: str) -> Iterable[Element]:
        """Look for a selector in the whole page."""
        self.searches -= 1
        return self.tree.select(selector) if self.searches >= 0 else ()


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
        inline: dict[str, Values] = {}
        for element in tree.select("[style]"):
            style = element.attr("style") or ""
            if style not in inline:
                inline[style] = declarations(style)
            if inline[style]:
                self.declare(element, inline[style], (True, (0, 0, 0), 0), "inline")
        rules, written = rules_of(sheets), rules_of(scripted)
        if rules or written:
            self.apply(Index(tree), rules, written)

    def apply(self, index: Index, rules: Sequence[Rule], written: Sequence[Rule]) -> None:
        """Give the elements their declarations: first those that may hide, then those that may undo it."""
        for rule in written:
            for element in index.matching(rule.selector):
                self.declare(element, rule.values, (True, (0, 0, 0), 1), "script")
        for number, rule in enumerate(rules):
            if rule.hides:
                for element in index.matching(rule.selector):
                    self.declare(element, rule.values, (False, rule.specificity, number), "stylesheet")
        # Small type is undone by a child's own size, all else only where it is done.
        small = any(
            known.get("font-size", ("", ""))[1][:1] in ("0", "1", "2", ".") for known in self.ranked.values()
        )
        for number, rule in enumerate(rules):
            if not rule.hides:
                anywhere = small and "font" in rule.body
                for element in index.matching(rule.selector):
                    if anywhere or element in self.ranked:
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
