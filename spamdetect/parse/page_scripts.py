"""What the scripts of a page do to it: what they write, what they hide, and what they wrap in something hidden."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import turbohtml
from turbohtml import Element, Node
from turbohtml.convert import SelectorSyntaxError

from spamdetect.parse.aside import is_code
from spamdetect.parse.script import Written, written_by
from spamdetect.parse.script_hiding import Hides, hidden_by
from spamdetect.parse.visibility import ROOT, Look, Looks


@dataclass(slots=True)
class Scripts:
    """What the scripts of a page do to it."""

    written: dict[Node, list[Written]] = field(default_factory=dict)
    """What each script writes, and where it leads."""
    sheets: list[str] = field(default_factory=list)
    """Style sheets that are written into the page."""
    rules: list[str] = field(default_factory=list)
    """Rules, as CSS, by which they hide something."""
    wrapped: dict[Node, Look] = field(default_factory=dict)
    """What stands between a script that opens a hidden element and one that closes it, and how it looks there."""


def scripts_of(tree: turbohtml.Document) -> Scripts:
    """Read the scripts of a page. Classes that they give to elements are put into the tree."""
    found = Scripts()
    for script in tree.select("script"):
        if not is_code(script):
            continue
        code = script.text
        if written := written_by(code):
            found.written[script] = written
            found.sheets += written_styles(written)
            if (look := opened_by(written)) is not None:
                found.wrapped |= dict.fromkeys(siblings_within(script), look)
        for hides in hidden_by(code):
            found.rules.append(f"{hides.selector}{{{hides.declarations}}}")
            set_classes(tree, hides)
    return found


def written_styles(written: Sequence[Written]) -> Iterator[str]:
    """Yield the style sheets that a script writes into the page."""
    for item in written:
        if "<style" in item.markup:
            yield from (style.text for style in turbohtml.parse(item.markup).select("style"))


def opened_by(written: Sequence[Written]) -> Look | None:
    """Return the look of the hidden element that a script opens with `document.write` and leaves open."""
    for item in written:
        opening = item.markup.strip()
        if item.technique == "document-write" and opening.startswith("<") and "</" not in opening:
            tree = turbohtml.parse(opening)
            looks, look = Looks(tree), ROOT
            for element in tree.select("body *"):
                look = looks.look(element, look)
            if look.hiding is not None:
                return look
    return None


def siblings_within(script: Element) -> Iterator[Node]:
    """Yield what follows a script up to the script that closes what it opened, or to the end of their parent."""
    for node in script.next_siblings:
        if isinstance(node, Element) and node.tag == "script" and "</" in node.text:
            return
        yield node


def set_classes(tree: turbohtml.Document, hides: Hides) -> None:
    """Give elements the classes that a script gives them."""
    if hides.classes:
        try:
            elements = tree.select(hides.selector)
        except SelectorSyntaxError:
            return
        for element in elements:
            for name in hides.classes:
                element.add_class(name)
