"""How the time that something takes grows with its input; never how many seconds it takes, which is the machine's business."""

import gc
import time
from collections.abc import Callable
from typing import TypeVar

Input = TypeVar("Input")

LEAST = 0.01  # Seconds: what takes less is not measured but taken for so much.
# Four times the input may take so many times as long: what grows with the square takes sixteen times.
MOST = 9.0
TRIES = 3  # The machine may have been busy with something else: the best of them counts.


def seconds(run: Callable[[Input], object], given: Input) -> float:
    """Return the CPU time of one call, without that of the garbage collector, which grows with the whole test run."""
    gc.disable()
    try:
        start = time.process_time()
        run(given)
        return time.process_time() - start
    finally:
        gc.enable()


def assert_in_proportion(run: Callable[[Input], object], quarter: Input, whole: Input) -> None:
    """Fail if four times the input takes much more than four times as long."""
    ratios: list[float] = []
    while len(ratios) < TRIES:
        ratios.append(seconds(run, whole) / max(seconds(run, quarter), LEAST))
        if ratios[-1] < MOST:
            return
    raise AssertionError(f"four times the input takes {ratios} times as long")
