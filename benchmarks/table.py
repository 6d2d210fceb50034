"""Cases timed side by side, and tables of what came out."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from contextlib import suppress
from time import process_time

import numpy as np
from numpy.typing import NDArray

from benchmarks.cases import Case, Staged


def timed(
    cases: Sequence[Case], pages: Sequence[Staged], rounds: int, forget: Callable[[], None]
) -> NDArray[np.float64]:
    """Return the CPU seconds of each round and case over all pages, shape (rounds, cases).

    Every round runs every case, so that what disturbs the machine disturbs all of them. The time of a case that
    is not installed is not a number.

    Args:
        cases: what to run.
        pages: on which pages.
        rounds: how often.
        forget: called before each case, to forget hosts that a crawl would meet for the first time.
    """
    seconds = np.full((rounds, len(cases)), np.nan)
    runs = [(number, case.run) for number, case in enumerate(cases) if case.run is not None]
    for _, run in runs:
        run(pages[0])  # Whatever is imported late or set up once; and a case that cannot work fails here.
    for turn in range(rounds):
        for number, run in runs:
            forget()
            gc.collect()
            start = process_time()
            for page in pages:
                # Some extractors raise on pages that they find nothing in. That is an answer, too.
                with suppress(Exception):
                    run(page)
            seconds[turn, number] = process_time() - start
    return seconds


def compared(cases: Sequence[Case], seconds: NDArray[np.float64], pages: Sequence[Staged]) -> list[list[str]]:
    """Return a row for each case: milliseconds a page, MB a second, ratio to the first case in the same round."""
    size = sum(len(item.page) for item in pages)
    rows = []
    for case, times, ratios in zip(cases, seconds.T, (seconds / seconds[:, :1]).T, strict=True):
        if case.run is None:
            rows.append([case.name, "not installed", "", "", ""])
            continue
        middle = float(np.median(times))
        rows.append(
            [
                case.name, f"{1000 * middle / len(pages):.2f}", f"{size / middle / 1e6:.1f}",
                f"{np.median(ratios):.2f}", f"{ratios.min():.2f} to {ratios.max():.2f}",
            ]
        )  # fmt: skip
    return rows
