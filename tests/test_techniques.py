"""Every technique of the list: what was put in is found, cut alone and named, and its honest twins are quiet."""

from collections import Counter

import pytest
from technique_cases import known_failures, technique_cases, titles
from techniques import TABLE, answers, table


def params() -> list[object]:
    # Strict, as in the quality gate: a known failure that starts to pass must leave the list.
    failing = pytest.mark.xfail(strict=True, raises=AssertionError, reason="a known failure")
    known = set(known_failures())
    return [
        pytest.param(number, id=case.id, marks=[failing] if case.id in known else [])
        for number, case in enumerate(technique_cases())
    ]


@pytest.mark.parametrize("number", params())
def test_is_found_cut_and_named_and_its_twin_is_quiet(number: int) -> None:
    answer = answers()[number]
    assert answer.right, str(answer)


def test_every_technique_has_three_cases_and_three_twins() -> None:
    spam = Counter(case.file for case in technique_cases() if not case.twin)
    twins = Counter(case.file for case in technique_cases() if case.twin)
    assert min(spam[file] for file in titles()) >= 3
    assert min(twins[file] for file in titles()) >= 3


def test_every_name_is_a_case_and_no_known_failure_is_forgotten() -> None:
    names = [case.id for case in technique_cases()]
    assert len(set(names)) == len(names)
    assert set(known_failures()) <= set(names), "run `python tests/techniques.py --update`"


def test_the_table_is_of_these_cases_and_this_model() -> None:
    written = TABLE.read_text("utf-8").splitlines()
    rows = table(answers(), {}).splitlines()
    first = next(number for number, line in enumerate(written) if line.startswith(rows[0]))
    for row, line in zip(rows, written[first:], strict=False):
        # Behind them come the columns of other people's extractors.
        assert line.startswith(row), "run `python tests/techniques.py --update`"
