"""What goes along with values that are cut out of JSON, so that the rest is valid and says nothing by halves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

# A string that is never closed is a token too, marked by its group: else it would be read again from each quote in it.
TOKEN = re.compile(r"\"(?:[^\"\\]|\\.)*+(?:\"|(\\?\Z))|[{}\[\],:]|[^\s{}\[\],:\"]++", re.S)
# Keys whose values say what kind of thing is described, and not what it is.
NAMING = frozenset(['"@context"', '"@type"', '"@id"'])


@dataclass(slots=True)
class Item:
    """A value in an array, or a member of an object with its key."""

    start: int
    """Where it starts."""
    end: int
    """Where it ends."""
    words: int = 0
    """Texts in it."""
    addresses: int = 0
    """Addresses in it."""
    words_cut: int = 0
    """Texts in it that are cut out."""
    addresses_cut: int = 0
    """Addresses in it that are cut out."""

    def gone(self) -> bool:
        """Tell whether nothing is left that tells of anything; addresses tell only where there are no texts."""
        if self.words:
            return self.words_cut == self.words
        return 0 < self.addresses == self.addresses_cut

    def clear(self) -> None:
        """Forget what was counted: it was a key."""
        self.words = self.addresses = self.words_cut = self.addresses_cut = 0

    def take_in(self, other: Item) -> None:
        """Count what an inner item says."""
        self.end = max(self.end, other.end)
        self.words += other.words
        self.addresses += other.addresses
        self.words_cut += other.words_cut
        self.addresses_cut += other.addresses_cut


@dataclass(slots=True)
class Container:
    """An array or object that is not closed yet."""

    around: Item
    """The item that it is the value of."""
    items: list[Item] = field(default_factory=list)
    key: str | None = None
    """The key that was read last, until its value ends."""
    open: Item | None = None
    """The item that is being read."""


def gone_with(code: str, cuts: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the stretches that must go if the contents of some strings go: values, members, whole objects.

    An object goes with its last text, an item or a member with its comma. One pass, however deep the nesting.

    Args:
        code: the JSON; if it is none, nothing goes along.
        cuts: start and end of what is cut inside strings, in any order.

    Returns:
        Stretches in order, without overlap; one over all of the value if nothing is left of it.
    """
    cut = set(cuts)
    root = Item(len(code) - len(code.lstrip()), len(code.rstrip()))
    stack = [Container(root)]
    found: list[tuple[int, int]] = []
    for token in TOKEN.finditer(code):
        text, here = token.group(), stack[-1]
        if token.group(1) is not None:
            return []
        if text in "}]":
            if len(stack) == 1:
                return []
            finish(here)
            found += removed(here)
            stack.pop()
            here.around.end = token.end()
            for item in here.items:
                here.around.take_in(item)
        elif text == ",":
            finish(here)
        elif text == ":" and here.open is not None:
            here.key = code[here.open.start : here.open.end]
            here.open.clear()
        else:
            if here.open is None:
                here.open = Item(token.start(), token.end())
            here.open.end = token.end()
            if text in "{[":
                stack.append(Container(here.open))
            elif text[0] == '"':
                count(here, text, (token.start() + 1, token.end() - 1) in cut)
    finish(stack[0])
    if len(stack) > 1 or len(stack[0].items) != 1:
        return []
    if stack[0].items[0].gone():
        return [(root.start, root.end)]
    return outermost(found)


def count(here: Container, text: str, is_cut: bool) -> None:
    """Note a string in the item that is being read; a key counts as one until its colon is read."""
    item = here.open
    if item is not None and here.key not in NAMING:
        address = " " not in text and text.isascii()
        item.words, item.addresses = int(not address), int(address and "." in text)
        item.words_cut, item.addresses_cut = item.words * is_cut, item.addresses * is_cut


def finish(here: Container) -> None:
    """End the item that is being read."""
    if here.open is not None:
        here.items.append(here.open)
    here.open, here.key = None, None


def removed(here: Container) -> list[tuple[int, int]]:
    """Return what goes out of a container, each run of items with the commas that would be too many."""
    found, items, first = [], here.items, 0
    while first < len(items):
        last = first
        while last < len(items) and items[last].gone():
            last += 1
        if last > first:
            if first > 0:
                found.append((items[first - 1].end, items[last - 1].end))
            elif last < len(items):
                found.append((items[first].start, items[last].start))
        first = last + 1
    return found


def outermost(stretches: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the stretches that lie in no other."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(stretches, key=lambda stretch: (stretch[0], -stretch[1])):
        if not found or start >= found[-1][1]:
            found.append((start, end))
    return found
