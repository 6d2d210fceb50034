"""What the names of HTML elements say about the text inside them."""

from __future__ import annotations

from spamdetect.types import Origin, Section

# Elements that flow inside a line of text. Everything else ends the block before it and starts one.
INLINE = frozenset([
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "blink", "br", "cite", "code", "data", "del", "dfn", "em", "font",
    "i", "img", "ins", "kbd", "label", "mark", "nobr", "q", "rb", "rp", "rt", "rtc", "ruby", "s", "samp", "small",
    "span", "strike", "strong", "sub", "sup", "time", "tspan", "tt", "u", "var", "wbr",
    "mi", "mo", "mn", "ms", "mtext", "mrow", "mfrac", "msqrt", "msup", "msub", "msubsup", "mover", "munder",
    "munderover", "mstyle", "mspace", "semantics",
])  # fmt: skip
# Their text is data for a program, not words of the page; `script.py` reads scripts. What the parser keeps as
# raw text in frames is markup, and walked as such.
UNREAD = frozenset(["style", "script", "annotation", "iframe", "noembed", "noframes"])
QUOTING = frozenset(["pre", "code", "blockquote", "textarea", "samp", "kbd", "xmp"])
SECTIONS: dict[str, Section] = {
    "main": "main", "article": "main", "header": "header", "nav": "nav", "footer": "footer",
    "aside": "aside", "head": "head",
}  # fmt: skip
ORIGINS: dict[str, Origin] = {
    "noscript": "noscript", "template": "template", "noframes": "frame", "noembed": "frame", "object": "frame",
    "iframe": "frame", "video": "frame", "audio": "frame", "canvas": "frame",
}  # fmt: skip
TRAITS = frozenset([*UNREAD, *QUOTING, *SECTIONS, *ORIGINS, "title"])
# By tag: whether it flows inside a line, and whether it changes the state of what is in it.
KINDS = {tag: (tag in INLINE, tag in TRAITS) for tag in INLINE | TRAITS}
BLOCK = (False, False)
# Elements without words of their own that part the words before them from those behind.
PARTING = {"br": "\n", "hr": "\n", "img": " ", "input": " ", "button": " ", "select": " ", "video": " "}
