"""Plain text and Markdown to blocks: a line each, with the links that it holds."""

from __future__ import annotations

import re

from spamdetect.parse.address import find_addresses, host_of
from spamdetect.types import Block, Link

MARKDOWN = re.compile(
    r"(?<!!)\[((?:[^\[\]\n]|!?\[[^\[\]\n]*\](?:\([^()\n]*\))?){0,1000})\]\(\s*<?([^\s()<>]+(?:\([^\s()]*\)[^\s()<>]*)?)>?"
    r"(?:\s+(?:\"[^\"\n]*\"|'[^'\n]*'))?\s*\)"
)
BBCODE = re.compile(r"\[url=[\"']?([^\[\]\"'\n]{1,2000})[\"']?\]([^\[\n]{0,1000})\[/url\]", re.I)
WIKI = re.compile(r"\[(https?://[^\s\]]{1,2000}) ([^\]\n]{1,500})\]")
FENCE = re.compile(r"\s{0,3}(```+|~~~+)")


def text_links(text: str) -> tuple[Link, ...]:
    """Return the links that a text writes out: Markdown, BBCode, wiki, addresses, bare domains; by start."""
    found: list[Link] = []
    if "." not in text and "](" not in text:
        return ()
    if "](" in text:
        found += [
            Link(match.group(2), host_of(match.group(2)), match.start(), match.end(), form="markdown")
            for match in MARKDOWN.finditer(text)
        ]
    if "[url=" in text or "[URL=" in text:
        found += [
            Link(match.group(1), host_of(match.group(1)), match.start(), match.end(), form="markdown")
            for match in BBCODE.finditer(text)
        ]
    if "[http" in text:
        found += [
            Link(match.group(1), host_of(match.group(1)), match.start(), match.end(), form="markdown")
            for match in WIKI.finditer(text)
            if not any(link.start <= match.start() < link.end for link in found)
        ]
    if "." in text:
        taken = sorted((link.start, link.end) for link in found)
        index = 0
        for start, end, address in find_addresses(text):
            while index < len(taken) and taken[index][1] <= start:
                index += 1
            if index < len(taken) and taken[index][0] < end:
                continue
            href = address if "://" in address else f"http://{address}"
            found.append(Link(href, host_of(href), start, end, form="bare"))
    return tuple(sorted(found, key=lambda link: link.start)) if len(found) > 1 else tuple(found)


def parse_text(text: str) -> tuple[list[Block], list[int]]:
    """Cut a text into blocks, a line each.

    Returns:
        The blocks, and where the text of each starts in `text`. Blank lines give no block.
    """
    blocks: list[Block] = []
    offsets: list[int] = []
    position, fence = 0, ""
    for line in text.split("\n"):
        opening = FENCE.match(line)
        quoted = bool(fence) or opening is not None or line.startswith((">", "    >"))
        if opening is not None:
            mark = opening.group(1)[:3]
            fence = "" if fence == mark else fence or mark
        if line.strip():
            blocks.append(Block(len(blocks), line, quoted=quoted, links=text_links(line)))
            offsets.append(position)
        position += len(line) + 1
    return blocks, offsets
