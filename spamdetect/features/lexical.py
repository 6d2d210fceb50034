"""Features of what a place says."""

from __future__ import annotations

import re
from math import log1p

from spamdetect.features.page import PageFacts

NAMES = {
    "wording": "its words are those of advertising spam",
    "wording_density": "word by word it reads like advertising spam",
    "wording_peak": "it holds a phrase that is typical of spam",
    "words": "it is this long",
    "separators": "it is a list of phrases rather than sentences",
    "digits": "it is full of digits",
    "sentences": "it reads like whole sentences",
}
SEPARATOR = re.compile(r"[|,;•·/»–—\n]")
SENTENCE = re.compile(r"\w[.!?。！？।؟](?:\s|$)")


def signed_log(value: float) -> float:
    """Squeeze a sum of log-odds so that long places do not outweigh all else."""
    return log1p(value) if value >= 0 else -log1p(-value)


def lexical(page: PageFacts, number: int, text: str) -> tuple[float, ...]:
    """Return the features in the order of `NAMES`."""
    score, count = float(page.scores[number]), int(page.counts[number])
    size = max(1, len(text))
    return (
        signed_log(score),
        score / max(1, count),
        float(page.peaks[number]),
        log1p(count),
        len(SEPARATOR.findall(text)) / max(1, count),
        sum(map(str.isdigit, text)) / size,
        len(SENTENCE.findall(text)) / max(1.0, count / 12),
    )
