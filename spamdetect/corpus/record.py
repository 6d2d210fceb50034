"""What readers yield and writers take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from spamdetect.check import Page
from spamdetect.types import Report


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a shard: a page, or why there is none."""

    number: int
    """Position in the shard, from 1."""
    position: int
    """Bytes of the shard that were read by then, as they lie on the disk."""
    page: Page | None
    """What to check."""
    fields: Any = None
    """What the writer of its format puts out again; None for a record that nothing can be made of."""
    id: str | None = None
    """What its archive or folder calls it."""
    problem: str | None = None
    """Why there is no page; None also for records that are none by nature, such as pictures."""


Add = Callable[[Record, Report], None]
"""Writes a record and what is said of it."""
