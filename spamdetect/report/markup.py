"""HTML put together from elements: every text in it is escaped, unless it is markup made here."""

from __future__ import annotations

import html
import re

from spamdetect.report.untrusted import DOT, printable

VOID = frozenset(["meta", "link", "input", "wbr", "img"])
ADDRESS = re.compile(rf"(?<=:)(?=//)|(?<=\w)(?={DOT.pattern})")


class Markup(str):
    """HTML that is put into a page as it is."""

    __slots__ = ()


def escape(text: str) -> Markup:
    """Return text as HTML that shows it: no markup, no control characters, no commands to a build server."""
    lines = "\n".join(printable(line) for line in text.split("\n"))
    return Markup(html.escape(lines).replace("::", "&#58;:").replace("##", "&#35;#"))


def content(text: str) -> Markup:
    """Return text as content of an element; markup stays as it is.

    The text reads, is found and is copied as it was, but no address stands in it in one piece.
    """
    if isinstance(text, Markup):
        return text
    return Markup("<wbr>".join(escape(part) for part in ADDRESS.split(text)))


def element(name: str, /, *children: str, **attributes: str | bool | int | None) -> Markup:
    """Return an element.

    Args:
        name: its name.
        children: its content, text or markup.
        attributes: their values; `class_` and the like lose their last underline, other underlines become
            hyphens. True gives an attribute without a value, None and False give none.
    """
    given = "".join(
        f" {key.rstrip('_').replace('_', '-')}" + ("" if value is True else f'="{escape(str(value))}"')
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    inside = "".join(content(child) for child in children)
    return Markup(f"<{name}{given}>" if name in VOID else f"<{name}{given}>{inside}</{name}>")


def joined(*parts: str) -> Markup:
    """Return texts and markup one after the other."""
    return Markup("".join(content(part) for part in parts))


def prose(text: str) -> Markup:
    """Return our own words, in which backquotes stand around code."""
    parts = text.split("`")
    return joined(*(element("code", part) if number % 2 else part for number, part in enumerate(parts)))
