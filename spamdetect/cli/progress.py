"""A progress bar for work that takes long."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")
# Seconds before a bar appears: work that is done by then needs none, and loading rich would slow it down.
PATIENCE = 1.0


def watched(
    items: Iterable[Item], total: int, *, show: bool = True, size: Callable[[Item], int] | None = None
) -> Iterator[Item]:
    """Yield the items; show on standard error how far it is, if that is a terminal.

    Args:
        items: what is worked on, or what is done of it.
        total: how many there are, or the sum of their sizes.
        show: whether to show anything.
        size: how many bytes of work an item stands for; items are counted if None.
    """
    iterator, weight = iter(items), size or (lambda _: 1)
    if not (show and sys.stderr.isatty()):
        yield from iterator
        return
    start, done = time.monotonic(), 0
    for item in iterator:
        yield item
        done += weight(item)
        if time.monotonic() - start > PATIENCE:
            break
    if done == total:
        yield from iterator
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    amount = (MofNCompleteColumn(),) if size is None else (DownloadColumn(), TransferSpeedColumn())
    columns = (TextColumn("checking"), BarColumn(), *amount, TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=total, completed=done)
        for item in iterator:
            yield item
            progress.advance(task, weight(item))
