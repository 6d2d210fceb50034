"""The benchmarks still run; what they measure is no test's business."""

from collections.abc import Callable

import numpy as np
import pytest

from benchmarks.cases import PARSERS, STEPS, cases, staged
from benchmarks.pages import infected, sized
from benchmarks.scaling import GROWTH
from benchmarks.table import compared, timed
from spamdetect.check import check, default_model
from spamdetect.train.markdown import markdown


def test_every_case_is_timed_or_said_to_be_missing() -> None:
    model = default_model()
    rows = cases(model)
    pages = [staged(infected(sized(4_000)), model)]
    own = [case for case in rows if case.name in (*STEPS, *PARSERS)]
    seconds = timed(own, pages, 1, model.hosts.memory.clear)
    assert all(np.isnan(time) == (case.run is None) for case, time in zip(own, seconds[0], strict=True))
    table = markdown(["", "ms", "MB/s", "ratio", "spread"], compared(own, seconds, pages))
    assert len(table.splitlines()) == 2 + len(own)


@pytest.mark.parametrize(("name", "make", "sizes"), GROWTH, ids=[name for name, _, _ in GROWTH])
def test_pages_that_grow_are_scanned(name: str, make: Callable[[int], bytes], sizes: tuple[int, ...]) -> None:
    small, large = make(sizes[0]), make(2 * sizes[0])
    assert len(small) < len(large) < 3 * len(small)
    assert check(small).status == "scanned"


def test_an_infected_page_is_found_to_be_one() -> None:
    assert check(infected(sized(20_000))).label == "injected"
