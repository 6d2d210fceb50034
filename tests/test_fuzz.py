"""The targets of fuzzing on what they start from, on what broke one once, and on a little chance; `make fuzz` goes on."""

import pytest
from fuzz.seeds import CRASHERS, WORDS, seeds
from fuzz.targets import TARGETS
from hypothesis import given, settings
from hypothesis import strategies as st


@pytest.mark.parametrize("target", TARGETS)
def test_seeds_and_crashers_break_nothing(target: str) -> None:
    for seed in seeds(target):
        TARGETS[target](seed)


@pytest.mark.parametrize("target", TARGETS)
def test_chance_breaks_nothing(target: str) -> None:
    known = list(seeds(target))[:200]

    @given(
        st.lists(
            st.one_of(
                st.binary(max_size=40), st.sampled_from(known), st.sampled_from(WORDS[target] or ["x"])
            ),
            max_size=4,
        )
    )
    @settings(max_examples=50, deadline=None)
    def breaks_nothing(parts: list[bytes | str]) -> None:
        TARGETS[target](b"".join(part if isinstance(part, bytes) else part.encode() for part in parts))

    breaks_nothing()


def test_every_crasher_belongs_to_a_target() -> None:
    assert {folder.name for folder in CRASHERS.iterdir() if folder.is_dir()} <= TARGETS.keys()
    assert TARGETS.keys() == WORDS.keys()
