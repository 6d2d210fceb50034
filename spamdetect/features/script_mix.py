"""Features of the writing systems and characters of a place."""

from __future__ import annotations

import re

from spamdetect.features.characters import SCRIPTS
from spamdetect.features.page import PageFacts

NAMES = {
    "foreign_script": "it is written in a script that the rest of the page does not use",
    "styled_letters": "it uses letters styled to slip past filters",
    "invisible_characters": "it is laced with invisible characters",
    "mixed_words": "words mix look-alike letters of two scripts",
    "not_latin": "it is not written in Latin letters",
}
STYLED = SCRIPTS - 1
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]")
MIXED = re.compile(r"[A-Za-z][\u0400-\u04ff\u0370-\u03ff]|[\u0400-\u04ff\u0370-\u03ff][A-Za-z]")


def script_mix(page: PageFacts, number: int, text: str) -> tuple[float, ...]:
    """Return the features in the order of `NAMES`."""
    counts = page.scripts[number]
    letters = max(1, sum(counts[1:]))
    rest = [there - here for there, here in zip(page.evidence.scripts, counts, strict=True)]
    rare = 0.03 * max(1, sum(rest[1:]))
    foreign = sum(counts[script] for script in range(1, SCRIPTS) if rest[script] < rare)
    return (
        foreign / letters,
        counts[STYLED] / letters,
        len(INVISIBLE.findall(text)) / max(1, len(text)),
        len(MIXED.findall(text)) / max(1, len(text)),
        1.0 - counts[1] / letters,
    )
