"""Work on many things: in this process or in several, in order either way."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
# What a process takes at a time: enough pages to make up for the cost of sending them.
BATCH = 16


def in_order(
    function: Callable[[Item], Result],
    items: Iterable[Item],
    workers: int = 1,
    *,
    lost: Callable[[Item], Result],
) -> Iterator[Result]:
    """Yield what a function makes of each item, in the order of the items, which are taken as they are needed.

    Args:
        function: what to do; where there are several processes, it, its arguments and its results travel.
        items: what to do it with.
        workers: number of processes; -1 for all cores.
        lost: what becomes of an item whose process dies of it.
    """
    if workers == 1:
        yield from map(function, items)
        return
    # Imported here: they take as long as checking a hundred pages, and one process has no use for them.
    from concurrent.futures import BrokenExecutor

    from joblib import Parallel, delayed

    left = iter(items)
    given: deque[Sequence[Item]] = deque()  # What has no answer yet.

    def batches() -> Iterator[Sequence[Item]]:
        while batch := list(islice(left, BATCH)):
            given.append(batch)
            yield batch

    parallel = Parallel(n_jobs=workers, return_as="generator", batch_size=1)
    while True:
        try:
            for results in parallel(delayed(each)(function, batch) for batch in batches()):
                given.popleft()
                yield from results
            return
        except BrokenExecutor:
            # A process has died, most likely for want of memory, and took the others with it. What they were at
            # is done again one by one.
            again = [item for batch in given for item in batch]
            given.clear()
        for item in again:
            try:
                # Of two processes one has nothing to do; with one the work would be done in this process.
                yield from Parallel(n_jobs=2)([delayed(function)(item)])
            except BrokenExecutor:
                yield lost(item)


def each(function: Callable[[Item], Result], batch: Sequence[Item]) -> list[Result]:
    """Return what a function makes of each item of a batch."""
    return [function(item) for item in batch]
