import os

import pytest

from spamdetect.workers import BATCH, in_order


@pytest.mark.parametrize("deadly", [[], [0], [3, 40], [BATCH - 1, BATCH], [49]])
def test_an_item_that_kills_its_process_is_lost_and_no_other(deadly: list[int]) -> None:
    def squared(number: int) -> int:
        if number in deadly:
            os._exit(1)
        return number * number

    found = list(in_order(squared, range(50), 2, lost=lambda number: -number - 1))
    assert found == [-number - 1 if number in deadly else number * number for number in range(50)]
