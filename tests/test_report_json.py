import json
from importlib import resources
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from report_runs import ATTACK, CLEAN, INFECTED, NOTHING

from spamdetect.report.json import as_data, render
from spamdetect.types import Run

SCHEMA = json.loads(resources.files("spamdetect.report").joinpath("report.schema.json").read_text("utf-8"))
RUNS = {"infected": INFECTED, "clean": CLEAN, "nothing": NOTHING, "attack": ATTACK}


def described(schema: dict[str, Any]) -> set[str]:
    """Every key that a part of the schema knows; the schema itself allows more, for later versions."""
    assert set(schema["required"]) == set(schema["properties"])
    return set(schema["properties"])


@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)
def test_follows_its_schema(run: Run) -> None:
    data = json.loads(render(run))
    Draft202012Validator.check_schema(SCHEMA)
    Draft202012Validator(SCHEMA).validate(data)
    assert set(data) == described(SCHEMA)
    assert set(data["summary"]) == described(SCHEMA["properties"]["summary"])
    for document in data["documents"]:
        assert set(document) == described(SCHEMA["$defs"]["document"])
        for finding in document["findings"]:
            assert set(finding) == described(SCHEMA["$defs"]["finding"])


def test_loses_nothing() -> None:
    assert json.loads(render(INFECTED)) == as_data(INFECTED)
    assert as_data(INFECTED)["summary"] == {
        "scanned": 11, "skipped": 1, "failed": 1, "findings": 9, "ignored": 1, "baselined": 1,
    }  # fmt: skip


@pytest.mark.parametrize("broken", [{"format": 2}, {"documents": [{}]}, {"summary": {}}])
def test_schema_refuses_other_documents(broken: dict[str, Any]) -> None:
    assert not Draft202012Validator(SCHEMA).is_valid(as_data(INFECTED) | broken)
