"""The table that folds code points before n-grams are taken."""

from __future__ import annotations

import unicodedata

import numpy as np
from numpy.typing import NDArray

from spamdetect.features.wording import DROPPED, SPACE

# The table ends behind the styled letters and digits of the supplementary planes and the emoji.
POINTS = 0x20000
# Letters that campaigns in one language write in several ways.
ALIKE = {"ı": "i", "İ": "i", "ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "ё": "е", "أ": "ا", "إ": "ا", "آ": "ا"}
UNSPACED = ((0x0E00, 0x0EFF), (0x0F00, 0x0FFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3040, 0x30FF),
            (0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF))  # fmt: skip


def fold_table() -> NDArray[np.uint32]:
    """Return what each code point is folded to, shape (POINTS,).

    Lower case, compatibility forms (full width, mathematical bold, circled) as plain letters, digits of all
    scripts as "0", punctuation and symbols as a space, invisible characters dropped. One code point gives
    one, so that positions are kept.
    """
    table = np.arange(POINTS, dtype=np.uint32)
    for point in range(POINTS):
        char = chr(point)
        if char in ALIKE:
            table[point] = ord(ALIKE[char])
            continue
        category = unicodedata.category(char)
        if category in ("Cf", "Mn", "Me") and not 0x0900 <= point <= 0x1FFF:
            # Vowel signs of Indic and South-East Asian scripts are letters of the word; accents set apart,
            # Arabic vowel signs, joiners and direction marks are not.
            table[point] = DROPPED
        elif point == 0x0640:
            table[point] = DROPPED  # Arabic tatweel stretches a word without changing it.
        elif category == "Nd" or category == "No":
            table[point] = ord("0") if category == "Nd" else folded_letter(char)
        elif category[0] in "PSZC" and point not in (0x30FB, 0x30FC):
            table[point] = folded_letter(char)
        else:
            table[point] = folded_letter(char)
    return table


def folded_letter(char: str) -> int:
    """Return the code point that a character is folded to by case and compatibility."""
    plain = unicodedata.normalize("NFKC", char).lower()
    plain = plain[0] if plain else char
    plain = {"ı": "i", "̇": "i"}.get(plain, plain)
    category = unicodedata.category(plain)
    if category[0] in "PSZC" and plain != "ー":
        return SPACE
    return ord("0") if category == "Nd" else ord(plain)


def unspaced_ranges() -> NDArray[np.uint64]:
    """Return first and last code points of the scripts written without spaces, shape (ranges, 2)."""
    return np.array(UNSPACED, dtype=np.uint64)
