"""How the cost grows with a page, with workers, and over many pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter, process_time

import numpy as np

from benchmarks.pages import blocked, crammed, linked, nested, ruled, sized, stuffed
from spamdetect.check import check, check_many
from spamdetect.model import Model

# What grows, how a page of that size is made, and the sizes.
GROWTH: tuple[tuple[str, Callable[[int], bytes], tuple[int, ...]], ...] = (
    ("bytes", sized, (1_000, 10_000, 100_000, 1_000_000, 9_900_000)),
    ("links", linked, (100, 1_000, 10_000, 100_000)),
    ("spam links", stuffed, (20, 200, 2_000, 20_000)),
    ("spam links in one block", crammed, (20, 200, 2_000, 20_000)),
    ("blocks", blocked, (100, 1_000, 10_000, 100_000)),
    ("style rules", ruled, (100, 1_000, 10_000, 100_000)),
    ("nesting", nested, (100, 1_000, 10_000, 100_000)),
)
# The exponent is read off the largest sizes, where what every page costs weighs nothing.
FITTED = 3


def grown(model: Model) -> list[list[str]]:
    """Return rows of what grows, milliseconds at each size, and the exponent of the growth."""
    rows = []
    for name, make, sizes in GROWTH:
        seconds = [quickest(make(size), model) for size in sizes]
        exponent = np.polyfit(np.log(sizes[-FITTED:]), np.log(seconds[-FITTED:]), 1)[0]
        times = "; ".join(f"{size:,}: {1000 * time:.1f}" for size, time in zip(sizes, seconds, strict=True))
        rows.append([name, times, f"{exponent:.2f}"])
    return rows


def quickest(page: bytes, model: Model) -> float:
    """Return the CPU seconds of `check`, the best of three runs."""
    times = []
    for _ in range(3):
        start = process_time()
        report = check(page, model=model)
        times.append(process_time() - start)
        if report.status != "scanned":
            raise RuntimeError(f"a made page was not scanned: {report.reason}")
    return min(times)


def shared(pages: Sequence[bytes], workers: Sequence[int], rounds: int, model: Model) -> list[list[str]]:
    """Return rows of workers, pages a second by the clock, and the spread over the rounds."""
    rows = []
    for count in workers:
        rates = []
        for _ in range(rounds + 1):
            start = perf_counter()
            done = sum(1 for _ in check_many(pages, workers=count, model=model))
            rates.append(done / (perf_counter() - start))
        rates = rates[1:]  # The first round starts the processes.
        rows.append([str(count), f"{np.median(rates):.0f}", f"{min(rates):.0f} to {max(rates):.0f}"])
    return rows


def peak() -> float:
    """Return the most memory that this process ever had, MB."""
    # Not `resource.getrusage`: what it says is handed on from the process that started this one.
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1000


def peak_of(size: int, folder: str | None) -> tuple[float, float]:
    """Return the most memory before and after a page of this size, MB."""
    model = Model.load(folder)
    check(sized(1_000), model=model)
    page, before = sized(size), peak()
    check(page, model=model)
    return before, peak()


def peaks_over(count: int, folder: str | None) -> list[tuple[int, float]]:
    """Return the most memory, MB, after each tenth of so many different pages."""
    model, found = Model.load(folder), []
    for done in range(1, count + 1):
        check(sized(8_000, seed=done), model=model)
        if done % (count // 10) == 0:
            found.append((done, peak()))
    return found


def memory(count: int, folder: str | None) -> tuple[list[list[str]], list[list[str]]]:
    """Return rows of memory by page size, and over many pages; each measured in a process of its own."""
    with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as fresh:
        running = [(size, fresh.submit(peak_of, size, folder)) for size in (100_000, 1_000_000, 9_900_000)]
        over = fresh.submit(peaks_over, count, folder)
        by_size = []
        for size, future in running:
            before, after = future.result()
            by_size.append(
                [f"{size:,}", f"{before:.0f}", f"{after:.0f}", f"{(after - before) * 1e6 / size:.0f}"]
            )
        return by_size, [[f"{pages:,}", f"{most:.0f}"] for pages, most in over.result()]
