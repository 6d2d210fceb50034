"""Work on many things: in this process or in several, in order either way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
# What a process takes at a time: enough pages to make up for the cost of sending them.
BATCH = 16


def in_order(function: Callable[[Item], Result], items: Iterable[Item], workers: int = 1) -> Iterator[Result]:
    """Yield what a function makes of each item, in the order of the items, which are taken as they are needed.

    Args:
        function: what to do; where there are several processes, it, its arguments and its results travel.
        items: what to do it with.
        workers: number of processes; -1 for all cores.
    """
    if workers == 1:
        yield from map(function, items)
        return
    # Imported here: it takes as long as checking a hundred pages, and one process has no use for it.
    from joblib import Parallel, delayed

    left = iter(items)
    batches = iter(lambda: list(islice(left, BATCH)), [])
    parallel = Parallel(n_jobs=workers, return_as="generator", batch_size=1)
    for results in parallel(delayed(each)(function, batch) for batch in batches):
        yield from results


def each(function: Callable[[Item], Result], batch: Sequence[Item]) -> list[Result]:
    """Return what a function makes of each item of a batch."""
    return [function(item) for item in batch]
