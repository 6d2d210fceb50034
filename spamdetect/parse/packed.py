"""Scripts packed by Dean Edwards' packer, `eval(function(p,a,c,k,e,d){...}('...'))`: the kits' favourite."""

from __future__ import annotations

import re

from spamdetect.parse.expression import LARGEST_OUTPUT, STRING, unescaped

PACKED = re.compile(r"eval\s*\(\s*function\s*\(\s*p\s*,\s*a\s*,\s*c\s*,\s*k\s*,\s*e\s*,\s*[dr]\s*\)")
ARGUMENTS = re.compile(
    rf"\}}\s*\(\s*({STRING})\s*,\s*(\d{{1,3}})\s*,\s*(\d{{1,6}})\s*,\s*({STRING})\s*\.\s*split\(\s*[\"']\|[\"']\s*\)"
    r"(?:\s*,\s*[\w{}]{1,8})*\s*\)",
    re.S,
)
WORD = re.compile(r"\b\w{1,6}\b")
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


def unpacked(script: str, position: int) -> tuple[str, int]:
    """Return the code that a packed script stands for, and where its arguments end; nothing if it is not packed so.

    Args:
        script: the script.
        position: where `PACKED` was found in it.
    """
    found = ARGUMENTS.search(script, position)
    if found is None:
        return "", position
    payload, base, words = (
        unescaped(found.group(1)),
        int(found.group(2)),
        unescaped(found.group(4)).split("|"),
    )
    if not 2 <= base <= len(DIGITS):
        return "", position

    def word(match: re.Match[str]) -> str:
        """Return the word whose number is written in the packer's own digits."""
        number = 0
        for char in match.group():
            digit = DIGITS.find(char)
            if not 0 <= digit < base:
                return match.group()
            number = number * base + digit
        return words[number] if number < len(words) and words[number] else match.group()

    return WORD.sub(word, payload)[:LARGEST_OUTPUT], found.end()
