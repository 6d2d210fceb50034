"""Pages that are spam through and through: doorways, defacements, link farms."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from spamdetect.train.inject.campaign import Campaign, campaign
from spamdetect.train.inject.chance import by_weight, likely, size
from spamdetect.train.inject.content import Writer, strip
from spamdetect.train.inject.sources import SpamSource
from spamdetect.types import Kind, Topic

# What such a page is mostly made of.
BUILDS = {"articles": 5.0, "strips": 2.0, "sentences": 2.0, "titles": 1.0}


@dataclass(frozen=True, slots=True)
class Doorway:
    """A page that is spam as a whole."""

    page: bytes
    """The page, UTF-8."""
    language: str
    """Its language."""
    topic: Topic
    """What it advertises."""


def doorway(spam: SpamSource, kind: Kind, random: Random) -> Doorway:
    """Write a page of one campaign.

    Args:
        spam: the wording.
        kind: HTML or text.
        random: what draws; the same state gives the same page.
    """
    chosen = campaign(spam, "", random)
    build = by_weight(random, BUILDS)
    if kind == "text":
        return Doorway(plain(chosen, build, random).encode(), chosen.language, chosen.topic)
    writer = Writer.of(chosen, random)
    parts = [f"<h1>{writer.escape(chosen.title())}</h1>"]
    for _ in range(size(random, 1, 6)):
        if build == "articles":
            parts.append(writer.article())
        elif build == "strips":
            parts.append(f"<div>{strip(writer)}</div>")
        elif build == "titles":
            parts.append(f"<h2>{writer.escape(chosen.title())}</h2><p>{writer.escape(chosen.sentence())}</p>")
        else:
            parts += [f"<p>{writer.escape(chosen.paragraph())}</p>" for _ in range(3)]
    if likely(random, 0.5):
        items = "".join(
            f'<li><a href="/{number}/">{writer.escape(chosen.phrase())}</a></li>' for number in range(6)
        )
        parts.insert(0, f"<nav><ul>{items}</ul></nav>")
    head = f"<title>{writer.escape(chosen.title())}</title>"
    if likely(random, 0.7):
        head += f'<meta name="description" content="{writer.escape(chosen.sentence())}">'
    body = "\n".join(parts)
    page = f'<!DOCTYPE html>\n<html lang="{chosen.language}"><head><meta charset="utf-8">{head}</head><body>\n{body}\n</body></html>\n'
    return Doorway(page.encode("utf-8", "replace"), chosen.language, chosen.topic)


def plain(chosen: Campaign, build: str, random: Random) -> str:
    """Return the text of such a page as an extractor leaves it."""
    lines = [chosen.title()]
    for _ in range(size(random, 2, 12)):
        if build == "strips":
            lines.append(" ".join(chosen.phrase() for _ in range(size(random, 3, 40))))
        elif build == "titles":
            lines.append(chosen.title())
        else:
            lines.append(chosen.paragraph())
    return random.choice(("\n", "\n\n", " ")).join(lines)
