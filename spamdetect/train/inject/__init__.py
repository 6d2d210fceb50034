"""Put realistic spam into clean pages, with exact spans, and honest look-alikes the same way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from random import Random

from spamdetect.parse.decode import Source, decode
from spamdetect.train.inject import html, text
from spamdetect.train.inject.campaign import campaign
from spamdetect.train.inject.chance import by_weight, likely
from spamdetect.train.inject.content import Writer
from spamdetect.train.inject.edits import Edit, apply, holds
from spamdetect.train.inject.honest import Honest
from spamdetect.train.inject.outline import outline
from spamdetect.train.inject.sources import CleanSource, SpamSource
from spamdetect.train.inject.twins import TWINS, inside
from spamdetect.types import Kind, Topic

__all__ = ["LOOK_ALIKES", "TECHNIQUES", "CleanSource", "Injected", "SpamSource", "Twin", "inject", "twin"]

# Names of all techniques and of all look-alikes.
TECHNIQUES: dict[Kind, tuple[str, ...]] = {"html": tuple(html.TECHNIQUES), "text": tuple(text.TECHNIQUES)}
INSIDE = "inside"  # The look-alike that is put into running text.
LOOK_ALIKES = (*TWINS, INSIDE)
# Kits often leave more than one thing: how often there is a second technique, and a third.
MORE = (0.22, 0.06)
ATTEMPTS = 12  # Draws of a technique before a page counts as one without a place.


@dataclass(frozen=True, slots=True)
class Injected:
    """A page that spam was put into."""

    page: bytes
    """The page."""
    spans: tuple[tuple[int, int], ...]
    """Byte offsets of what was put in, by start."""
    removed: tuple[bytes, ...]
    """What stood in the place of each span before: nothing, but for replaced titles and the like."""
    language: str
    """Language of the spam."""
    topic: Topic
    """What it advertises."""
    technique: str
    """Names of the techniques, joined by `+`."""
    unlink: bool
    """True if honest words were linked: spans are the tags, the words between them are the page's own."""


def inject(
    page: bytes,
    kind: Kind,
    spam: SpamSource,
    random: Random,
    *,
    language: str = "",
    technique: str | None = None,
) -> Injected:
    """Put spam of one campaign into a clean page.

    Args:
        page: the page.
        kind: HTML or text.
        spam: the wording.
        random: what draws; the same state gives the same page.
        language: language of the page, which campaigns prefer; empty if unknown.
        technique: name of the only technique to use; drawn by weight if None.

    Raises:
        UnreadableInput: the page is empty or no text.
        ValueError: the technique finds no place in this page.
    """
    source = decode(page, kind=kind)
    foreign_bytes = kind == "html" and not source.codec.startswith("utf") and likely(random, 0.05)
    chosen = campaign(spam, language, random, lambda sample: kind == "html" or holds(sample, source))
    writer = Writer.of(chosen, random)
    table = techniques(kind, source, writer, random)
    names: list[str] = []
    edits: list[Edit] = []
    wanted = 1 if technique else 1 + sum(likely(random, chance) for chance in MORE)
    for _ in range(ATTEMPTS):
        name = technique or by_weight(random, {name: weight for name, (_, weight) in table.items()})
        found = table[name][0]() if name not in names else []
        if found:
            names.append(name)
            edits += found
        if len(names) == wanted:
            break
    edited = apply(source, edits, kind, foreign_bytes=foreign_bytes)
    if not edited.spans:
        raise ValueError(f"no place for {technique or 'any technique'}")
    return Injected(
        edited.page,
        edited.spans,
        edited.removed,
        chosen.language,
        chosen.topic,
        "+".join(names),
        "unlink" in names,
    )


def techniques(
    kind: Kind, source: Source, writer: Writer, random: Random
) -> dict[str, tuple[Callable[[], list[Edit]], float]]:
    """Return the techniques for a page by name, ready to run, with their weights."""
    if kind == "html":
        page = html.Attack(outline(source.text), writer, random)
        return {name: (partial(run, page), weight) for name, (run, weight) in html.TECHNIQUES.items()}
    target = text.attack_on(source.text, writer, writer.campaign, random)
    return {name: (partial(run, target), weight) for name, (run, weight) in text.TECHNIQUES.items()}


@dataclass(frozen=True, slots=True)
class Twin:
    """A clean page with an honest look-alike of spam in it."""

    page: bytes
    """The page."""
    name: str
    """What the look-alike is."""


def twin(
    page: bytes,
    kind: Kind,
    texts: CleanSource,
    random: Random,
    *,
    language: str = "",
    name: str | None = None,
) -> Twin:
    """Put an honest look-alike of spam into a clean page, where spam would stand.

    Args:
        page: the page.
        kind: HTML or text.
        texts: honest texts.
        random: what draws; the same state gives the same page.
        language: language of the page, which most texts are in; empty if unknown.
        name: the only look-alike to use; drawn by weight if None.

    Raises:
        UnreadableInput: the page is empty or no text.
        ValueError: there are no texts for the look-alike, or no place.
    """
    source = decode(page, kind=kind)
    honest = Honest(texts, language, random, kind == "html")
    weights = {known: weight for known, (_, weight) in TWINS.items()} | {INSIDE: 6.0}
    for _ in range(ATTEMPTS):
        chosen = name or by_weight(random, weights)
        edits = look_alike(chosen, honest, source)
        if edits and (kind == "html" or holds("".join(edit.text for edit in edits), source)):
            return Twin(apply(source, edits, kind).page, chosen)
    raise ValueError(f"no {name or 'look-alike'} for this page")


def look_alike(name: str, honest: Honest, source: Source) -> list[Edit]:
    """Return the edits that put a look-alike in; none if it cannot be."""
    random = honest.random
    if honest.markup:
        page = outline(source.text)
        runs, head = page.runs, page.head
        places = [
            random.choice(page.breaks),
            random.choice(page.article_breaks),
            page.body,
            page.body_end,
            *page.closing.get("footer", []),
        ]
    else:
        lines = text.lines_of(source.text)
        runs, head = text.long_lines(source.text, lines), 0
        places = [0, len(source.text), random.choice(lines)[0]]
    if name == INSIDE:
        return inside(honest, source.text, runs)
    content = TWINS[name][0](honest)
    if content is None:
        return []
    place = head if name == "alternates" else random.choice(places)
    return [Edit(place, f"\n{content}" if place == len(source.text) else f"{content}\n")]
