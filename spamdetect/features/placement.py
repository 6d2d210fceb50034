"""Features of where in the page a place is."""

from __future__ import annotations

import re
from math import log1p

from spamdetect.features.page import PageFacts

NAMES = {
    "in_head": "it stands in the title or a description",
    "in_data": "it stands in structured data",
    "in_attribute": "it stands in an attribute",
    "in_comment": "it stands in a comment",
    "in_script": "a script writes it",
    "in_fallback": "it stands in markup for browsers without scripts or frames",
    "after_end": "it stands behind the end of the page",
    "quoted": "the page quotes it",
    "in_frame_of_page": "it stands in the header, footer or navigation",
    "in_main": "it stands in the main content",
    "position": "it stands this far down the page",
    "at_edge": "it is the first or the last thing on the page",
    "share_of_block": "it is this much of its paragraph or line",
    "inside_text": "it stands in the middle of other text",
    "paragraph": "the paragraph around it is this long",
}
ORIGINS = {
    "title": "in_head", "meta": "in_head", "structured-data": "in_data", "attribute": "in_attribute",
    "comment": "in_comment", "script": "in_script", "noscript": "in_fallback", "template": "in_fallback",
    "frame": "in_fallback", "after-end": "after_end",
}  # fmt: skip
SECTIONS = {"header": "in_frame_of_page", "footer": "in_frame_of_page", "nav": "in_frame_of_page",
            "aside": "in_frame_of_page", "main": "in_main"}  # fmt: skip
PLACES = tuple(NAMES)[:10]
EDGE = (
    3  # Blocks from either end of the page that count as its edge: a menu title or a date may stand before.
)
DARK = re.compile(r"[^ \t]")
ENDINGS = frozenset('.!?:;。！？…\n"”»|')


def placement(page: PageFacts, number: int, text: str) -> tuple[float, ...]:
    """Return the features in the order of `NAMES`."""
    marks = page.candidates[number].marks
    first, last = marks[0], marks[-1]
    blocks = page.evidence.document.blocks
    block = blocks[first.block]
    here = {ORIGINS.get(block.origin, ""), SECTIONS.get(block.section, "")}
    if block.quoted:
        here.add("quoted")
    around = sum(len(blocks[mark.block].text) for mark in marks)
    rest = max(0, around - sum(mark.end - mark.start for mark in marks))
    before = last_before(block.text, first.start)
    inside = (bool(before) and before not in ENDINGS) + bool(DARK.search(blocks[last.block].text, last.end))
    return (
        *[float(name in here) for name in PLACES],
        float(page.offsets[first.block] + first.start) / max(1, page.length),
        float(first.block < EDGE or last.block >= len(blocks) - EDGE),
        1.0 - rest / max(1, around),
        inside / 2.0,
        log1p(rest),
    )


def last_before(text: str, position: int) -> str:
    """Return the last character before a position that is no blank, or nothing."""
    while position and text[position - 1] in " \t":
        position -= 1
    return text[position - 1 : position]
