"""Honest pages about what spam is about: news of a raid, a leaflet of a pharmacy, a bank on its loans."""

from __future__ import annotations

from html import escape
from random import Random

from spamdetect.train.inject.chance import likely, size
from spamdetect.train.inject.honest import Honest
from spamdetect.train.inject.sources import CleanSource
from spamdetect.types import Kind

# Kinds of text that one page may hold.
SUBJECTS = (
    ("news", "regulation"), ("medical",), ("finance",), ("lottery", "news"), ("casino_hotel",), ("shop",),
    ("security", "news"), ("news", "sponsor"), ("regulation",),
)  # fmt: skip
ABOUT = 0.6  # Share of its paragraphs that are about the subject; the others are any honest text.


def topical_page(texts: CleanSource, kind: Kind, random: Random) -> tuple[bytes, str] | None:
    """Write an honest page about one of these subjects.

    Args:
        texts: the wording.
        kind: HTML or text.
        random: what draws; the same state gives the same page.

    Returns:
        The page, UTF-8, and its language; None if there is no text about the subject that was drawn.
    """
    subject = random.choice(SUBJECTS)
    languages = sorted({language for language, about in texts.topical if about in subject})
    usable = [language for language in languages if language in texts.pools]
    if not usable:
        return None
    honest = Honest(texts, random.choice(usable), random, kind == "html")
    lines = [
        (honest.about(*subject) if likely(random, ABOUT) else None) or honest.sentence()
        for _ in range(size(random, 2, 14))
    ]
    title = (honest.about(*subject) if likely(random, ABOUT) else None) or honest.title()
    title = title[: random.randint(40, 110)]
    if kind == "text":
        return random.choice(("\n", "\n\n", " ")).join([title, *lines]).encode(), honest.language
    menu = honest.listed([honest.link(honest.label()) for _ in range(size(random, 2, 12))])
    body = "\n".join(f"<p>{honest.escape(line)}</p>" for line in lines)
    head = f'<meta charset="utf-8"><title>{honest.escape(title)}</title>'
    if likely(random, 0.6):
        head += f'<meta name="description" content="{escape(lines[0][:160])}">'
    page = (
        f'<!DOCTYPE html>\n<html lang="{honest.language}"><head>{head}</head>\n<body><nav>{menu}</nav>\n'
        f"<main><h1>{honest.escape(title)}</h1>\n{body}\n</main></body></html>\n"
    )
    return page.encode("utf-8", "replace"), honest.language
