"""A progress bar for work that takes long."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")
# Seconds before a bar appears: work that is done by then needs none, and loading rich would slow it down.
PATIENCE = 1.0


def watched(items: Iterable[Item], total: int, *, show: bool = True) -> Iterator[Item]:
    """Yield the items; show on standard error how far it is, if that is a terminal."""
    iterator = iter(items)
    if not (show and sys.stderr.isatty()):
        yield from iterator
        return
    start, done = time.monotonic(), 0
    for item in iterator:
        yield item
        done += 1
        if time.monotonic() - start > PATIENCE:
            break
    if done == total:
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("checking"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=total, completed=done)
        for item in iterator:
            yield item
            progress.advance(task)
