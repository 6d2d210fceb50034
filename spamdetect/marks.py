"""Ignore marks: what the owner of a page says is no spam, in the page itself.

    <!-- spamdetect: ignore[SD102] our partners, agreed on 2026-03-01 -->   before the element or paragraph
    <div data-spamdetect-ignore="SD102: our partners">                      on the element

In plain text and Markdown the mark is a comment line before the paragraph. Whoever can write into a page can write
such a mark, so they are for files that the user owns and for nothing that was fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from turbohtml import Comment, Element, NodeIterator, Text

from spamdetect.parse import parse
from spamdetect.parse.document import Document
from spamdetect.parse.position import SHOW_ALL, HtmlPlaces
from spamdetect.types import Kind, Span

NAME = b"spamdetect"
ATTRIBUTE = "data-spamdetect-ignore"
MARK = re.compile(r"\s*+spamdetect:\s*+ignore\b(?:\[([^\]\n]*+)\])?+([^\n]*+)", re.I)
# A line that holds a mark and nothing before it but the signs of a comment.
LINE = re.compile(r"^[^\w\n]{0,8}?spamdetect:[^\n]*+$", re.I | re.M)
CLOSING = re.compile(r"\s*(?:--!?>|\*/|#\}|%>|\]::?)?\s*$")
PARAGRAPH_END = re.compile(r"\n[^\S\n]*+\n|\Z")
# Marks that count in one page: more than anybody writes, and a bound for pages made to have many.
MOST = 1_000
# Nodes between a mark and what it stands before: space, other marks, elements that the source does not have.
STEPS = 20
BLANK = re.compile(r"\s*+")


@dataclass(frozen=True, slots=True)
class IgnoreMark:
    """One mark."""

    rules: tuple[str, ...]
    """The rules that it names, as written; empty if it names none."""
    reason: str
    """Why; empty if it does not say."""
    span: Span
    """What it covers, in offsets of the page as it was given: the mark and what comes after it."""
    line: int
    """1-based line of the mark."""


def ignore_marks(page: bytes, kind: Kind, encoding: str | None) -> list[IgnoreMark]:
    """Return the marks in a page, by position.

    Args:
        page: the page, which was scanned before.
        kind: what it was read as.
        encoding: how it was decoded.

    Raises:
        UnreadableInput: the page is empty or no text.
    """
    if not may_hold_marks(page):
        return []
    document = parse(page, kind=kind, encoding=encoding)
    places = document.places
    found = in_html(places) if isinstance(places, HtmlPlaces) else in_text(document.source.text)
    return [placed(document, rules, reason, span) for rules, reason, span in islice(found, MOST)]


def may_hold_marks(page: bytes) -> bool:
    """Tell whether a page has the word that every mark has; in UTF-16 there are zeros between its letters."""
    return NAME in page.replace(b"\0", b"").lower()


def placed(document: Document, rules: str, reason: str, span: Span) -> IgnoreMark:
    """Return a mark, with its span in offsets of the page as it was given."""
    start, end = document.source.to_given([span.start, span.end])
    line, _ = document.source.line_column(span.start)
    names = tuple(name.strip() for name in rules.split(",") if name.strip())
    return IgnoreMark(names, reason.strip(" \t:-"), Span(start, end), line)


def in_html(places: HtmlPlaces) -> Iterator[tuple[str, str, Span]]:
    """Yield rules, reason and span of the marks of an HTML page."""
    places.survey()
    for node in NodeIterator(places.tree, SHOW_ALL):
        if isinstance(node, Comment) and (found := MARK.match(node.data)) is not None:
            stand = places.stand(node)
            if stand is not None:
                end = end_of_next(places, node, stand.end)
                yield found.group(1) or "", found.group(2), Span(stand.start, end)
        elif isinstance(node, Element) and (value := node.attr(ATTRIBUTE)) is not None:
            span = places.element_span(node)
            if span is not None:
                rules, _, reason = value.partition(":")
                yield rules, reason, span


def end_of_next(places: HtmlPlaces, comment: Comment, end: int) -> int:
    """Return where that ends which a mark stands before: an element, or a paragraph of bare text."""
    node = comment.next_sibling
    for _ in range(STEPS):
        if isinstance(node, Element):
            span = places.element_span(node)
            if span is not None:
                return span.end
            # An element that the source does not have, such as the body of a page without tags for it.
            node = next(iter(node.children), node.next_sibling)
        elif isinstance(node, Text) and node.data.strip():
            stand = places.stand(node)
            return min(stand.end, paragraph_end(places.source, end)) if stand is not None else end
        elif node is not None:
            node = node.next_sibling
    return end


def in_text(source: str) -> Iterator[tuple[str, str, Span]]:
    """Yield rules, reason and span of the marks of a plain text."""
    for line in LINE.finditer(source):
        found = MARK.search(source, line.start(), line.end())
        if found is not None:
            reason = CLOSING.sub("", found.group(2))
            yield found.group(1) or "", reason, Span(line.start(), paragraph_end(source, line.end()))


def paragraph_end(source: str, position: int) -> int:
    """Return where the next paragraph ends."""
    start = BLANK.match(source, position).end()  # type: ignore[union-attr]  # It matches anywhere.
    found = PARAGRAPH_END.search(source, start)
    return found.start() if found is not None else len(source)
