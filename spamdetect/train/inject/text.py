"""Techniques for plain text and Markdown, as extractors leave hacked pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from spamdetect.train.inject.campaign import Campaign, fragments
from spamdetect.train.inject.chance import by_weight, likely, size
from spamdetect.train.inject.content import Writer, bare_words, halves
from spamdetect.train.inject.edits import Edit
from spamdetect.train.inject.hiding import inline
from spamdetect.train.inject.outline import cut_points
from spamdetect.train.inject.sources import width

LONG_LINE = 80  # Width from which a line is running text.


@dataclass(frozen=True, slots=True)
class Attack:
    """A text under attack."""

    text: str
    """The page."""
    lines: list[tuple[int, int]]
    """Start and end of its lines that hold anything."""
    writer: Writer
    """Markup of the rest of hacked HTML that survives in Markdown."""
    campaign: Campaign
    """What is put in."""
    random: Random
    """What draws."""

    def between(self) -> int:
        """Return the start of a line."""
        return self.random.choice(self.lines)[0] if self.lines else 0

    def long_line(self) -> tuple[int, int] | None:
        """Return a line of running text, or None."""
        found = long_lines(self.text, self.lines)
        return self.random.choice(found) if found else None

    def link(self) -> str:
        """Return a link in Markdown, or what is left of one."""
        phrase = self.campaign.phrase().translate({91: None, 93: None})
        address = self.campaign.address(phrase)
        how = by_weight(self.random, {"markdown": 5, "itself": 1.2, "bare": 1, "behind": 0.7, "bbcode": 0.3})
        return {
            "markdown": f"[{phrase}]({address})", "itself": f"[{address}]({address})", "bare": address,
            "behind": f"{phrase} {address}",
            "bbcode": f"[url={address}]{phrase}[/url]",
        }[how]  # fmt: skip

    def phrase(self) -> str:
        """Return a phrase, at times with a host, a contact or a second phrase."""
        how = by_weight(self.random, {"phrase": 6, "two": 2, "host": 1.5, "contact": 0.7, "sentence": 1.5})
        phrase = self.campaign.keyword()
        return {
            "two": lambda: f"{phrase} {self.campaign.phrase()}",
            "host": lambda: f"{phrase} {self.campaign.host(phrase)}",
            "contact": lambda: f"{phrase} {self.campaign.handle()}", "sentence": self.campaign.sentence,
        }.get(how, lambda: phrase)()  # fmt: skip

    def run(self) -> str:
        """Return a line of keywords and domains."""
        return bare_words(
            self.campaign, self.random, self.random.choice((" ", " ", " ", ", ", " | ", " - ", "、"))
        )

    def prose(self) -> str:
        """Return running text: sentences, salad with links, or honest sentences with phrases in them."""
        how = by_weight(self.random, {"paragraph": 6, "salad": 1.5, "stuffed": 1})
        if how == "paragraph":
            return self.campaign.paragraph()
        if how == "salad":
            pieces = fragments(
                [self.campaign.stolen() for _ in range(4)], self.random, size(self.random, 3, 20)
            )
            return " ".join(f"{piece} {self.link()}" for piece in pieces)
        return " ".join(
            self.phrase().join(halves(self.campaign.stolen(), self.random))
            for _ in range(self.random.randint(2, 6))
        )


def first_line(attack: Attack) -> list[Edit]:
    """Put a line of keywords before everything."""
    start = attack.lines[0][0] if attack.lines else 0
    return [Edit(start, attack.run() + attack.random.choice(("\n", "\n", "\n\n")))]


def last_lines(attack: Attack) -> list[Edit]:
    """Put lines behind everything."""
    end = attack.lines[-1][1] if attack.lines else len(attack.text)
    makers = (attack.run, attack.phrase, attack.link, attack.campaign.title)
    maker = attack.random.choice(makers)
    count = 1 if maker == attack.run else size(attack.random, 1, 12)
    return [Edit(end, "".join("\n" + maker() for _ in range(count)))]


def line_between(attack: Attack) -> list[Edit]:
    """Put a line between two lines."""
    return [
        Edit(
            attack.between(),
            attack.random.choice((attack.phrase, attack.campaign.title, attack.run, attack.link))()
            + attack.random.choice(("\n", "\n\n")),
        )
    ]


def lines_between(attack: Attack) -> list[Edit]:
    """Put several lines in a row: a list of links or titles."""
    maker = attack.random.choice(
        (
            attack.phrase,
            attack.link,
            attack.campaign.title,
            lambda: attack.campaign.host(attack.campaign.phrase()),
        )
    )
    bullet = attack.random.choice(("", "", "", "- ", "* ", "• "))
    return [
        Edit(attack.between(), "".join(f"{bullet}{maker()}\n" for _ in range(size(attack.random, 2, 25))))
    ]


def paragraph(attack: Attack) -> list[Edit]:
    """Put paragraphs between two lines."""
    text = "\n\n".join(attack.prose() for _ in range(size(attack.random, 1, 4)))
    if likely(attack.random, 0.15):
        text = f"{attack.campaign.title()}\n\n{text}"
    return [Edit(attack.between(), text + "\n\n")]


def inside(attack: Attack) -> list[Edit]:
    """Put phrases into a line of running text."""
    edits = []
    for _ in range(size(attack.random, 1, 4)):
        line = attack.long_line()
        points = cut_points(attack.text, *line) if line else []
        if points:
            text = attack.phrase() if likely(attack.random, 0.6) else attack.link()
            edits.append(Edit(attack.random.choice(points), text + " "))
    return edits


def head_of_line(attack: Attack) -> list[Edit]:
    """Put phrases before a line of running text."""
    line = attack.long_line()
    return (
        [Edit(line[0], attack.random.choice((attack.phrase, attack.run, attack.link))() + " ")]
        if line
        else []
    )


def tail_of_line(attack: Attack) -> list[Edit]:
    """Put phrases or prose behind a line of running text."""
    line = attack.long_line()
    return (
        [Edit(line[1], " " + attack.random.choice((attack.phrase, attack.run, attack.link, attack.prose))())]
        if line
        else []
    )


def unlink(attack: Attack) -> list[Edit]:
    """Link honest words of a line to the campaign: only brackets and address are put in."""
    line = attack.long_line()
    points = cut_points(attack.text, *line) if line else []
    if len(points) < 4:
        return []
    first = attack.random.randrange(len(points) - 2)
    words = attack.text[points[first] : points[first + attack.random.randint(1, 2)]].rstrip()
    if not words or "[" in words or "]" in words:
        return []
    return [
        Edit(points[first], "["),
        Edit(points[first] + len(words), f"]({attack.campaign.address(words)})"),
    ]


def rewritten(attack: Attack) -> list[Edit]:
    """Put a phrase in the place of words of a line."""
    line = attack.long_line()
    points = cut_points(attack.text, *line) if line else []
    if len(points) < 4:
        return []
    first = attack.random.randrange(len(points) - 2)
    words = attack.text[points[first] : points[first + attack.random.randint(1, 2)]].rstrip()
    return [Edit(points[first], attack.phrase(), points[first] + len(words))] if words else []


def hidden_markup(attack: Attack) -> list[Edit]:
    """Put in hidden HTML that an export to Markdown kept."""
    return [
        Edit(attack.between(), inline(attack.writer.single(), attack.random).markup + "\n")
        for _ in range(size(attack.random, 1, 3))
    ]


TECHNIQUES: dict[str, tuple[Callable[[Attack], list[Edit]], float]] = {
    "first-line": (first_line, 6), "last-lines": (last_lines, 6), "line-between": (line_between, 5),
    "lines-between": (lines_between, 4),
    "paragraph": (paragraph, 6), "inside-line": (inside, 7), "head-of-line": (head_of_line, 2),
    "tail-of-line": (tail_of_line, 4),
    "hidden-markup": (hidden_markup, 1), "unlink": (unlink, 1), "rewritten": (rewritten, 0.7),
}  # fmt: skip


def attack_on(text: str, writer: Writer, campaign: Campaign, random: Random) -> Attack:
    """Look at a text before it is attacked."""
    return Attack(text, lines_of(text), writer, campaign, random)


def lines_of(text: str) -> list[tuple[int, int]]:
    """Return start and end of the lines that hold anything."""
    return [match.span() for match in re.finditer(r"\S(?:[^\n]*\S)?", text)]


def long_lines(text: str, lines: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the lines that are running text."""
    return [(start, end) for start, end in lines if width(text[start:end]) >= LONG_LINE]
