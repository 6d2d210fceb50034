"""Ways in which spammers spell words so that filters miss them."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from spamdetect.train.inject.chance import by_weight

# First letters of A-Z, a-z and 0-9 (0 if the style has no digits), from the Unicode charts "Mathematical
# Alphanumeric Symbols", "Halfwidth and Fullwidth Forms" and "Enclosed Alphanumerics".
STYLES = {
    "bold": (0x1D400, 0x1D41A, 0x1D7CE), "sans-bold": (0x1D5D4, 0x1D5EE, 0x1D7EC),
    "bold-italic": (0x1D468, 0x1D482, 0x1D7CE),
    "sans": (0x1D5A0, 0x1D5BA, 0x1D7E2), "sans-italic": (0x1D608, 0x1D622, 0), "script": (0x1D4D0, 0x1D4EA, 0),
    "fraktur": (0x1D56C, 0x1D586, 0), "monospace": (0x1D670, 0x1D68A, 0x1D7F6),
    "double": (0x1D538, 0x1D552, 0x1D7D8),
    "wide": (0xFF21, 0xFF41, 0xFF10), "circled": (0x24B6, 0x24D0, 0), "squared": (0x1F130, 0x1F130, 0),
    "negative": (0x1F170, 0x1F170, 0),
}  # fmt: skip
# Double-struck letters that Unicode had encoded before, elsewhere.
HOLES = {0x1D53A: "ℂ", 0x1D53F: "ℍ", 0x1D545: "ℕ", 0x1D547: "ℙ", 0x1D548: "ℚ", 0x1D549: "ℝ", 0x1D551: "ℤ"}
CONFUSABLE = str.maketrans("aceopxyisABCEHKMOPTX", "асеорхуіѕАВСЕНКМОРТХ")
LEET = str.maketrans("aeiotsgAEIOTS", "4310759431075")
INVISIBLE = ("\u200b", "\u200c", "\u200d", "\u2060", "\ufeff")
WORD = re.compile(r"[^\W\d_]{4,}")


def styled(text: str, random: Random) -> str:
    """Write Latin letters and digits in one of Unicode's styles."""
    upper, lower, digit = STYLES[random.choice(list(STYLES))]
    result = []
    for letter in text:
        if "A" <= letter <= "Z":
            code = upper + ord(letter) - 65
        elif "a" <= letter <= "z":
            code = lower + ord(letter) - 97
        elif "0" <= letter <= "9" and digit:
            code = digit + ord(letter) - 48
        else:
            code = ord(letter)
        result.append(HOLES.get(code) or chr(code))
    return "".join(result)


def confusable(text: str, random: Random) -> str:
    """Replace some Latin letters by Cyrillic ones that look the same."""
    return "".join(letter.translate(CONFUSABLE) if random.random() < 0.5 else letter for letter in text)


def leet(text: str, random: Random) -> str:
    """Replace some letters by digits that resemble them."""
    return WORD.sub(
        lambda word: word.group().translate(LEET) if random.random() < 0.6 else word.group(), text
    )


def joined(text: str, random: Random, marks: tuple[str, ...], chance: float) -> str:
    """Put one kind of mark between the letters of words."""
    mark = random.choice(marks)
    return WORD.sub(
        lambda word: (
            "".join(letter + mark * (random.random() < chance) for letter in word.group()[:-1])
            + word.group()[-1]
        ),
        text,
    )


def zero_width(text: str, random: Random) -> str:
    """Put invisible characters into words."""
    return joined(text, random, INVISIBLE, 0.4)


def soft_hyphen(text: str, random: Random) -> str:
    """Put soft hyphens into words."""
    return joined(text, random, ("\u00ad",), 0.4)


def spaced(text: str, random: Random) -> str:
    """Set marks between all letters."""
    return joined(text, random, (" ", ".", "-", "*", "_", "·"), 1.0)


def combining(text: str, random: Random) -> str:
    """Put combining marks on letters, as comment spam does."""
    return joined(text, random, ("\u036f", "\u0332", "\u0336"), 0.8)


WAYS: dict[Callable[[str, Random], str], float] = {
    styled: 5, confusable: 3, zero_width: 2, leet: 2, spaced: 2, soft_hyphen: 1, combining: 0.5,
}  # fmt: skip


def obfuscation(random: Random) -> Callable[[str, Random], str]:
    """Return one way to obfuscate text."""
    return by_weight(random, WAYS)
