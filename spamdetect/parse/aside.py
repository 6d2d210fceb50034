"""What stands beside the flow of text: descriptions, attributes, comments, data, frames."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from turbohtml import Comment, Element

from spamdetect.parse.address import host_of
from spamdetect.parse.position import Piece
from spamdetect.parse.text import text_links
from spamdetect.types import Link, Origin

# Descriptions for search engines and previews; the last part of names such as `og:title` and `DC.subject`.
DESCRIPTION = re.compile(
    r"(?:^|[:._-])(?:description|keywords|title|site_name|abstract|subject|name|headline|tag|section|summary|"
    r"topic|category|classification|copyright|author|alt)$",
    re.I,
)
HEAD_ADDRESSES = frozenset(["canonical", "amphtml", "alternate"])
META_ADDRESSES = frozenset(["og:url", "twitter:url", "al:web:url"])
# What links are called that the page itself sends its visitors to.
SENT_ON = "refresh"
REFRESH = re.compile(r"\burl\s*=\s*[\"']?\s*([^\"'\s]+)", re.I)
ATTRIBUTES = ("alt", "title", "aria-label", "placeholder", "value", "label", "summary")
# An attribute shorter than this (characters) is a label, not a place to put spam; as long as "cheap viagra".
# Scripts without spaces between words say as much in half the length.
ATTRIBUTE_LENGTH = 12
DATA_ATTRIBUTE = re.compile(
    r"data-([a-z][a-z0-9-]{0,40})\s*=\s*(?:\"(?![{\[])[^\"\s]+ [^\"]*+\"|'(?![{\[])[^'\s]+ [^']*+')"
)
# A page may name so many data attributes; each makes the search for them longer. Real pages have up to 40.
DATA_ATTRIBUTES = 60
TAG = re.compile(r"<[^<>]*>")
WORDS = re.compile(
    r"\b[^\W\d_]{2,}+(?:[^\w<>]++[^\W\d_]{2,}+){2}|[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{4}"
)
CONDITION = re.compile(r"\[if[^\]<>]*\]>(?:<!-->)?|(?:<!--)?<!\[endif\]", re.I)
CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
CODE_TYPES = re.compile(r"(?:|module|(?:text|application)/(?:x-)?(?:java|ecma|j)script\b.*)\s*", re.I)
TEMPLATE_TYPES = ("text/html", "text/x-", "text/ng-")
JSON_STRING = re.compile(r"\"((?:[^\"\\]|\\.)*+)(?:\"(\s*:)?|\\?\Z)", re.S)
SMALL = re.compile(r"\s*[0-2](?:\.\d+)?\s*(?:px)?\s*$")


@dataclass(frozen=True, slots=True)
class Aside:
    """A text that stands beside the flow."""

    text: str
    """What it says."""
    origin: Origin
    """What kind of place it stands in."""
    pieces: Sequence[Piece]
    """Where it comes from."""
    links: tuple[Link, ...] = ()
    """Its links; those written out in the text if there are none."""
    markup: bool = False
    """The text is markup, to be read as such."""


def meta_of(node: Element) -> Aside | None:
    """Read a description or an address that a search engine is told."""
    name = (node.attr("name") or node.attr("property") or node.attr("itemprop") or "").lower()
    content = (node.attr("content") or "").strip()
    if not content:
        return None
    if name in META_ADDRESSES:
        return address(node, content, name)
    if name and DESCRIPTION.search(name):
        return Aside(node.attr("content") or "", "meta", [Piece(0, node, attribute="content")])
    if (node.attr("http-equiv") or "").lower() == "refresh" and (found := REFRESH.search(content)):
        link = Link(found.group(1), host_of(found.group(1)), 0, 0, SENT_ON)
        return Aside("", "meta", [Piece(0, node, whole=True)], (link,))
    return None


def head_link_of(node: Element) -> Aside | None:
    """Read an address that tells a search engine where the page lives, or the base of all addresses."""
    href = (node.attr("href") or "").strip()
    if node.tag == "base":
        return address(node, href, "base")
    for name in (node.attr("rel") or "").lower().split():
        if name in HEAD_ADDRESSES:
            return address(node, href, name)
    return None


def address(node: Element, href: str, rel: str) -> Aside | None:
    """Return the address of an element without words, if it names a host."""
    host = host_of(href)
    return Aside("", "meta", [Piece(0, node, whole=True)], (Link(href, host, 0, 0, rel),)) if host else None


def frame_of(node: Element) -> Iterator[Aside]:
    """Read the address of a frame, the page written into it, and what is there for browsers without frames."""
    if markup := node.attr("srcdoc"):
        yield Aside(markup, "frame", [Piece(0, node, attribute="srcdoc", whole=True)], markup=True)
    href = (node.attr("src") or node.attr("data") or "").strip()
    if host := host_of(href):
        yield Aside("", "frame", [Piece(0, node, whole=True)], (Link(href, host, 0, 0, "frame"),))
    if node.tag in ("iframe", "noembed", "noframes") and (text := node.text).strip():
        yield Aside(text, "frame", [Piece(0, node, whole=True)], markup=True)


def attribute_names(text: str) -> list[str]:
    """Return the attributes of a page that may hold words."""
    if "data-" not in text:
        return list(ATTRIBUTES)
    names = dict.fromkeys(f"data-{found.group(1).lower()}" for found in DATA_ATTRIBUTE.finditer(text))
    return [*ATTRIBUTES, *list(names)[:DATA_ATTRIBUTES]]


def attributes_of(node: Element, names: Sequence[str]) -> Iterator[Aside]:
    """Read the attributes of an element that hold words or markup."""
    written = frozenset(node.attrs)
    for name in names:
        if name not in written or not (value := node.attr(name)):
            continue
        if "<a " in value:
            yield Aside(value, "attribute", [Piece(0, node, attribute=name, whole=True)], markup=True)
        elif says_something(value) and not (
            name == "title" and node.tag == "a" and value.strip() in node.text
        ):
            yield Aside(value, "attribute", [Piece(0, node, attribute=name)])


def says_something(value: str) -> bool:
    """Tell whether an attribute is long enough to advertise."""
    if len(value) >= ATTRIBUTE_LENGTH:
        return " " in value.strip() or not value.isascii()
    return len(value) >= ATTRIBUTE_LENGTH // 2 and not value.isascii()


def comment_of(node: Comment) -> Aside | None:
    """Read a comment that holds links, markup, or at least three words."""
    data = node.data
    if "<" in data:
        markup = CONDITION.sub("", data) if "[if" in data else data
        if "href" in markup or WORDS.search(TAG.sub(" ", markup)):
            return Aside(markup, "comment", [Piece(0, node, whole=True)], markup=True)
    elif WORDS.search(data) or "http" in data:
        return Aside(data, "comment", [Piece(0, node, whole=True)])
    return None


def is_code(script: Element) -> bool:
    """Tell whether a script element holds a program."""
    return CODE_TYPES.fullmatch(script.attr("type") or "") is not None


def script_data_of(script: Element) -> Aside | None:
    """Read structured data or a template out of a script element that holds no program."""
    kind = (script.attr("type") or "").lower()
    if "ld+json" in kind:
        return structured_data(script)
    if (kind.startswith(TEMPLATE_TYPES) or "template" in kind) and "<" in (text := script.text):
        return Aside(CDATA.sub("", text), "template", [Piece(0, script, whole=True)], markup=True)
    return None


def structured_data(script: Element) -> Aside | None:
    """Read the values that say something out of JSON-LD, a line each."""
    lines: list[str] = []
    pieces: list[Piece] = []
    length = 0
    code = script.text
    for found in JSON_STRING.finditer(code):
        written = found.group(1)
        if found.group(2) or not (
            " " in written or "." in written or "\\" in written or not written.isascii()
        ):
            continue
        value = json_value(written)
        if value.strip():
            pieces.append(Piece(length, script, inside=found.span(1), whole=value != written))
            lines.append(value)
            length += len(value) + 1
    text = "\n".join(lines)
    return Aside(text, "structured-data", pieces, text_links(text)) if pieces else None


def json_value(written: str) -> str:
    """Return what a JSON string stands for; as written if it is no proper one."""
    if "\\" not in written:
        return written
    try:
        return str(json.loads(f'"{written}"', strict=False))
    except ValueError:
        return written


def is_seen(picture: Element) -> bool:
    """Tell whether a picture is large enough to be seen."""
    return not any(SMALL.match(picture.attr(side) or "") for side in ("width", "height"))
