"""Which elements of a page a selector applies to, by a look into an index where that is enough."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

import turbohtml
from turbohtml import Element

# One tag, class or id, or a tag with one of them. Most selectors are so.
SIMPLE = re.compile(r"([a-z][\w-]*)?(?:([.#])(-?[_a-z][\w-]*))?$", re.I)
# The class or id at the very end of a selector, and the tag there.
NAME = re.compile(r"[.#]-?[^\W\d][\w-]*$")
TAG = re.compile(r"[\s>+~]([a-z][\w-]*)$", re.I)
# A class or an id anywhere in a selector, if no escape is in it.
REQUIRED = re.compile(r"(?<!\\)[.#]-?[^\W\d][\w-]*(?![\\\w-])")
# Checks of one element against one selector that a page may cost, and selectors that are looked for in the
# whole page. They bound the work on 10,000 rules for 10,000 elements; real pages need a tenth.
CHECKS = 100_000
SEARCHES = 300


class Index:
    """Elements by class and id, and the answers to selectors."""

    def __init__(self, tree: turbohtml.Document, wanted: Iterable[Element] | None = None) -> None:
        """Sort the elements of a page, or only those that are wanted."""
        self.tree = tree
        self.wanted = None if wanted is None else frozenset(wanted)
        self.named: dict[str, list[Element]] = defaultdict(list)
        by_classes: dict[str, list[Element]] = defaultdict(list)
        for element in tree.select("[class],[id]") if wanted is None else wanted:
            by_classes[element.attr("class") or ""].append(element)
            if identity := element.attr("id"):
                self.named[f"#{identity}"].append(element)
        for classes, elements in by_classes.items():
            for name in set(classes.split()):
                self.named[f".{name}"] += elements
        # In lower case, as pages in quirks mode are matched so.
        self.names = frozenset(map(str.lower, self.named))
        self.checks = CHECKS
        self.searches = SEARCHES

    def may_match(self, selector: str) -> bool:
        """Tell quickly whether a selector may apply to anything; false only if it cannot."""
        name = NAME.match(selector, max(selector.rfind("."), selector.rfind("#"), 0))
        if name is not None and name.group() not in self.named:
            return False
        head = selector.partition("[")[0]
        if "(" in head and ("," in head or ":not" in head):
            head = head.partition("(")[0]  # Not all that follows has to match.
        return self.names.issuperset(REQUIRED.findall(head.lower()))

    def matching(self, selector: str) -> Sequence[Element]:
        """Return the elements that a selector applies to; none once the page has cost too much."""
        if simple := SIMPLE.match(selector):
            tag, mark, name = simple.groups()
            if not name:
                return self.among(selector)
            found: Sequence[Element] = self.named.get(mark + name, ())
            return [element for element in found if element.tag == tag.lower()] if tag and found else found
        if ":" in selector or "\\" in selector:
            return self.searched(selector)
        if last := NAME.match(selector, max(selector.rfind("."), selector.rfind("#"), 0)):
            found = self.named.get(last.group(), ())
        elif last := TAG.search(selector):
            found = self.among(last.group(1))
        else:
            return self.searched(selector)
        self.checks -= len(found)
        return [element for element in found if element.matches(selector)] if self.checks >= 0 else ()

    def searched(self, selector: str) -> Sequence[Element]:
        """Look for a selector in the whole page, unless that was done too often."""
        self.searches -= 1
        return self.among(selector) if self.searches >= 0 else ()

    def among(self, selector: str) -> Sequence[Element]:
        """Look for a selector in the whole page."""
        found = self.tree.select(selector)
        return found if self.wanted is None else [element for element in found if element in self.wanted]
