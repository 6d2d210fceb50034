"""Features of the writing systems and characters of a place."""

from __future__ import annotations

import re

from spamdetect.features.page import SCRIPTS, PageFacts, script_counts

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
    counts = script_counts(text)
    letters = max(1, int(counts[1:].sum()))
    rest = page.scripts - counts
    rest_letters = max(1, int(rest[1:].sum()))
    foreign = sum(int(counts[script]) for script in range(1, SCRIPTS) if rest[script] < 0.03 * rest_letters)
    return (
        foreign / letters,
        int(counts[STYLED]) / letters,
        len(INVISIBLE.findall(text)) / max(1, len(text)),
        len(MIXED.findall(text)) / max(1, len(text)),
        1.0 - int(counts[1]) / letters,
    )
