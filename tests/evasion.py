"""What it costs to hide: an adversary who knows the program tries its tricks on our own infected pages.

`python tests/evasion.py` writes `docs/evasion.md`: how many of the injections that are found plain are still found, trick
by trick, after random tricks, and after the tricks that a greedy attacker picks who sees every probability.
"""

import base64
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from random import Random

from quality_cases import Case, quality_cases

from spamdetect import check

TABLE = Path(__file__).parents[1] / "docs" / "evasion.md"
BUDGET = 3  # Tricks that an attacker may put on top of each other.
PIECE = re.compile(r"<[^>]*>|[^<]+")
WORD = re.compile(r"[^\W\d_]{3,}")
ANCHOR = re.compile(r"<a\b[^>]*>(.*?)</a>", re.S | re.I)
MARKDOWN = re.compile(r"\[([^\]]*)\]\([^)]*\)")
ADDRESS = re.compile(r"https?://[^\s\"'<>/)]+|(?<![\w.@])(?:[\w-]+\.)+(?:com|net|org|vip|info|xyz)\b")
LETTERS = str.maketrans("aceopxyiACEOPXTHKMB", "асеорхуіАСЕОРХТНКМВ")
DIGITS = str.maketrans("oeiastOEIAST", "031457031457")
BOLD = {ord(plain): 0x1D41A + number for number, plain in enumerate("abcdefghijklmnopqrstuvwxyz")}
HARMLESS = (
    "The library opens at nine and closes at six. ", "Please bring warm clothes and a packed lunch. ",
    "The next meeting is on Thursday in the small hall. ", "Thank you to everybody who helped with the fair. ",
)  # fmt: skip


@dataclass(frozen=True)
class Attack:
    """An infected page, as the attacker puts it together."""

    html: bool
    before: str
    """The page up to the first thing that was put in."""
    injected: tuple[str, ...]
    between: tuple[str, ...]
    """The page behind each of them."""
    random: Random

    @property
    def page(self) -> str:
        """The page."""
        pieces = zip(self.injected, self.between, strict=True)
        return self.before + "".join(spam + honest for spam, honest in pieces)

    def with_spam(self, change: Callable[[str], str]) -> "Attack":
        """The same with everything that is put in changed."""
        return Attack(self.html, self.before, tuple(map(change, self.injected)), self.between, self.random)

    def with_words(self, change: Callable[[str], str]) -> "Attack":
        """The same with the words of what is put in changed, and its tags and addresses as they are."""
        if not self.html:
            return self.with_spam(lambda spam: changed_outside(ADDRESS, spam, change))
        return self.with_spam(
            lambda spam: PIECE.sub(
                lambda found: found.group() if found.group()[0] == "<" else change(found.group()), spam
            )
        )

    def found(self) -> tuple[bool, float]:
        """Whether anything that was put in is found, and the highest probability of anything in the page."""
        report = check(self.page, explain=True)
        place, stretches = len(self.before), []
        for spam, honest in zip(self.injected, self.between, strict=True):
            stretches.append((place, place + len(spam)))
            place += len(spam) + len(honest)
        hit = report.label == "spam" or any(
            span.start < end and start < span.end
            for finding in report.findings for span in finding.spans for start, end in stretches
        )  # fmt: skip
        return hit, report.probability


def changed_outside(kept: re.Pattern[str], text: str, change: Callable[[str], str]) -> str:
    """A text with all changed but what a pattern finds."""
    ends = [0, *(end for found in kept.finditer(text) for end in found.span()), len(text)]
    return "".join(
        change(text[start:end]) if number % 2 == 0 else text[start:end]
        for number, (start, end) in enumerate(pairwise(ends))
    )


def in_words(insert: str) -> Callable[[str], str]:
    """What puts something into the middle of every word."""
    return lambda text: WORD.sub(lambda word: word.group()[:2] + insert + word.group()[2:], text)


def mixed(attack: Attack) -> Attack:
    """The page's own words between the words."""
    own = WORD.findall(
        PIECE.sub(
            lambda piece: piece.group() if piece.group()[0] != "<" else " ",
            attack.before + attack.between[-1],
        )
    )
    return attack.with_words(
        lambda text: WORD.sub(lambda word: f"{word.group()} {attack.random.choice(own or ['x'])}", text)
    )


def padded_inside(count: int) -> Callable[[Attack], Attack]:
    """Harmless sentences in the same place, after the first tag."""

    def pad(attack: Attack) -> Attack:
        text = "".join(attack.random.choices(HARMLESS, k=count))
        return attack.with_spam(
            lambda spam: re.sub(r"^\s*(<[^a!][^>]*>)?", lambda found: found.group() + text, spam, count=1)
        )

    return pad


def padded_around(count: int) -> Callable[[Attack], Attack]:
    """Harmless paragraphs right before what is put in and behind it."""

    def pad(attack: Attack) -> Attack:
        template = "<p>{}</p>\n" if attack.html else "{}\n"
        text = "".join(template.format(attack.random.choice(HARMLESS)) for _ in range(count))
        return Attack(
            attack.html, attack.before + text, attack.injected, (text + attack.between[0], *attack.between[1:]), attack.random
        )  # fmt: skip

    return pad


def fewer_links(spam: str) -> str:
    """The first link and none of the others."""
    for form in (ANCHOR, MARKDOWN):
        first = True

        def kept(found: re.Match[str]) -> str:
            nonlocal first
            here, first = first, False
            return found.group() if here else ""

        spam = form.sub(kept, spam)
    return spam


def no_links(spam: str) -> str:
    """The words of links without the links."""
    return MARKDOWN.sub(r"\1", ANCHOR.sub(r"\1", spam))


def other_hosts(attack: Attack) -> Attack:
    """Links that lead to sites with honest names, as of sites that were hacked, too."""
    names = ("https://www.harwick-choir.org", "https://stannes-school.org", "https://oldmill-museum.org")
    return attack.with_spam(lambda spam: ADDRESS.sub(lambda _: attack.random.choice(names), spam))


def only_html(change: Callable[[str], str]) -> Callable[[Attack], Attack]:
    """A change that a plain text does not know."""
    return lambda attack: attack.with_spam(change) if attack.html else attack


def as_script(spam: str) -> str:
    """Written by a script, in base64."""
    return f"<script>document.write(atob('{base64.b64encode(spam.encode()).decode()}'))</script>"


TRICKS: dict[str, tuple[str, Callable[[Attack], Attack]]] = {
    "zero width in every word": ("search engines see other words", lambda attack: attack.with_words(in_words("\u200b"))),
    "soft hyphen in every word": ("nothing", lambda attack: attack.with_words(in_words("\u00ad"))),
    "letters of another script": ("search engines see other words", lambda attack: attack.with_words(lambda text: text.translate(LETTERS))),
    "digits for letters": ("other words for all", lambda attack: attack.with_words(lambda text: text.translate(DIGITS))),
    "mathematical letters": ("search engines may see other words", lambda attack: attack.with_words(lambda text: text.lower().translate(BOLD))),
    "references for letters": ("nothing", only_html(lambda spam: PIECE.sub(
        lambda piece: piece.group() if piece.group()[0] == "<" else "".join(f"&#{ord(char)};" for char in piece.group()), spam))),
    "words split over elements": ("nothing", lambda attack: attack.with_words(in_words("<i></i>")) if attack.html else attack),
    "words of the page in between": ("half of the words", mixed),
    "3 harmless sentences in the same place": ("dilutes it", padded_inside(3)),
    "30 harmless sentences in the same place": ("dilutes it", padded_inside(30)),
    "5 harmless paragraphs on either side": ("seen, if shown", padded_around(5)),
    "100 harmless paragraphs on either side": ("seen, if shown", padded_around(100)),
    "one link only": ("all links but one", lambda attack: attack.with_spam(fewer_links)),
    "no links": ("all links", lambda attack: attack.with_spam(no_links)),
    "links to sites with honest names": ("needs such sites", other_hosts),
    "ten times": ("is seen sooner", lambda attack: attack.with_spam(lambda spam: spam * 10)),
    "moved into a comment": ("all effect", only_html(lambda spam: f"<!--{spam}-->")),
    "moved into noscript": ("little effect", only_html(lambda spam: f"<noscript>{spam}</noscript>")),
    "written by a script": ("effect where scripts run", only_html(as_script)),
    "hidden": ("effect where hidden text counts less", only_html(lambda spam: f'<div style="display:none">{spam}</div>')),
}  # fmt: skip


def attack_on(case: Case) -> Attack:
    """The case, as its attacker put it together."""
    ends = [position for span in case.spans for position in span] + [len(case.text)]
    pieces = [case.text[start:end] for start, end in pairwise(ends)]
    return Attack(
        case.kind == "html", case.text[: ends[0]], tuple(pieces[::2]), tuple(pieces[1::2]), Random(case.id)
    )


def greedy(attack: Attack) -> tuple[bool, list[str]]:
    """Whether it is found after the best tricks of an attacker who sees every probability, and which they were."""
    chosen: list[str] = []
    hit, best = attack.found()
    while hit and len(chosen) < BUDGET:
        tried = {name: trick(attack) for name, (_, trick) in TRICKS.items() if name not in chosen}
        seen = {name: each.found() for name, each in tried.items()}
        name = min(seen, key=lambda name: seen[name])
        if seen[name] >= (hit, best):
            break
        hit, best = seen[name]
        attack = tried[name]
        chosen.append(name)
    return hit, chosen


def drawn(attack: Attack) -> bool:
    """Whether it is found after as many tricks at random."""
    for name in attack.random.sample(sorted(TRICKS), BUDGET):
        attack = TRICKS[name][1](attack)
    return attack.found()[0]


def share(hits: Sequence[bool]) -> str:
    """Found of all, as people read it."""
    return f"{sum(hits)} of {len(hits)} ({sum(hits) / max(1, len(hits)):.0%})"


def main() -> None:
    """Write the table."""
    attacks = [attack_on(case) for case in quality_cases() if case.folder == "synthetic"]
    attacks = [attack for attack in attacks if attack.found()[0]]
    rows = []
    for name, (cost, trick) in TRICKS.items():
        changed = [(attack, trick(attack)) for attack in attacks]
        hits = [after.found()[0] for before, after in changed if before.page != after.page]
        rows.append((sum(hits) / max(1, len(hits)), f"| {name} | {cost} | {share(hits)} |"))
        print(rows[-1][1], flush=True)
    chance = [drawn(attack) for attack in attacks]
    ends = [greedy(attack) for attack in attacks]
    picked = [names for hit, names in ends if not hit]
    one = sum(len(names) == 1 for names in picked)
    lines = [
        "# What it costs to hide", "",
        "Written by `python tests/evasion.py`; do not edit. An attacker who knows the program tries tricks on our own",
        f"infected pages ({len(attacks)} of `tests/cases/synthetic`, all found as they are). Our pages are plain spam, so these",
        "figures say how the tricks compare, not how often spam in the wild gets through.", "",
        "| trick | what the attacker loses | still found |", "|---|---|---|",
        *(row for _, row in sorted(rows)),
        f"| {BUDGET} tricks at random | | {share(chance)} |",
        f"| up to {BUDGET} tricks, the best for each page, with all probabilities seen | | {share([hit for hit, _ in ends])} |",
        "", f"Of the {len(picked)} pages that the last attacker hides, {one} need one trick.",
    ]  # fmt: skip
    for number in range(BUDGET):
        names = [names[number] for names in picked if len(names) > number]
        most = sorted(set(names), key=lambda name: (-names.count(name), name))[:3]
        if most:
            lines.append(
                f"Most picked as number {number + 1}: {', '.join(f'{name} ({names.count(name)})' for name in most)}."
            )
    TABLE.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
