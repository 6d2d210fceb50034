"""Draws that the simulator makes everywhere: by weight, and of sizes over orders of magnitude."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import TypeVar

Key = TypeVar("Key")


def by_weight(random: Random, table: Mapping[Key, float]) -> Key:
    """Return a key of a table with a chance that is its value's share of the sum."""
    return random.choices(list(table), weights=list(table.values()))[0]


def size(random: Random, least: int, most: int) -> int:
    """Return a number from `least` to `most`, log-uniform: 1 to 10 as often as 10 to 100."""
    return min(most, int(least * ((most + 1) / least) ** random.random()))


def likely(random: Random, chance: float) -> bool:
    """Return true with a chance between 0 and 1."""
    return random.random() < chance


def words(text: str) -> tuple[str, ...]:
    """Return the words of a table that is written as running text."""
    return tuple(text.split())
