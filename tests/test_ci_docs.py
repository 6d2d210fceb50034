"""docs/ci.md, action.yml and the pre-commit hook say what the program does."""

import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import yaml

from spamdetect.cli import baseline, check, clean
from spamdetect.config import READERS, Config, read_config
from spamdetect.policy import FALSE_POSITIVE_RATES
from spamdetect.report import FORMATS
from spamdetect.sources.files import COMPRESSED, ENDINGS
from spamdetect.types import Run

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / "docs" / "ci.md").read_text("utf-8")
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))


def section(title: str) -> str:
    found = re.search(rf"^#+ {re.escape(title)}$(.*?)(?=^##|\Z)", GUIDE, re.M | re.S)
    assert found is not None, title
    return found.group(1)


def table(title: str) -> list[tuple[str, ...]]:
    rows = [row for row in section(title).splitlines() if row.startswith("|")][2:]
    return [tuple(cell.strip().strip("`") for cell in row.strip("|").split("|")) for row in rows]


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", GUIDE, re.M | re.S)


def test_every_key_and_its_default() -> None:
    defaults = {name: default for name, default, _ in table("Settings")}
    assert list(defaults) == list(READERS) == [item.name.replace("_", "-") for item in fields(Config)[1:]]
    for key, default in defaults.items():
        value = getattr(Config(), key.replace("-", "_"))
        said: object = {"": None, "[]": (), "{}": {}, "true": True}.get(default, default.strip('"'))
        assert value == said, key


def test_sensitivities() -> None:
    said = re.findall(r"`(\w+)` one (?:clean page )?in ([\d,]+)", section("Settings"))
    assert {name: 1 / int(number.replace(",", "")) for name, number in said} == FALSE_POSITIVE_RATES


def test_every_format() -> None:
    assert [row[0] for row in table("Report formats")] == list(FORMATS)


def test_exit_codes() -> None:
    assert [row[0] for row in table("Exit codes")] == ["0", "1", "2", "3"]
    assert Run((), None).exit_code == 3  # type: ignore[arg-type]


def test_every_option_exists() -> None:
    known = {
        option
        for command in (check.command, baseline.command, clean.command)
        for item in command.params
        for option in item.opts
    }
    known |= {"--help"}
    said = set(re.findall(r"(?<![\w-])--[a-z][a-z0-9-]+", GUIDE))
    assert said <= known


def test_links_lead_somewhere() -> None:
    anchors = {
        re.sub(r"[^\w -]", "", title).lower().replace(" ", "-")
        for title in re.findall(r"^#+ (.+)$", GUIDE, re.M)
    }
    for target in re.findall(r"\]\((.+?)\)", GUIDE):
        assert target.startswith("#") and target[1:] in anchors


@pytest.mark.parametrize("text", blocks("toml"))
def test_settings_examples(text: str, tmp_path: Path) -> None:
    (tmp_path / "spamdetect.toml").write_text(text)
    assert read_config(tmp_path / "spamdetect.toml") is not None


def test_workflow_examples() -> None:
    github, gitlab, hook = (yaml.safe_load(text) for text in blocks("yaml"))
    step = github["jobs"]["spamdetect"]["steps"][-1]
    assert set(step["with"]) <= set(ACTION["inputs"])
    assert gitlab["spamdetect"]["artifacts"]["reports"] == {"codequality": "codequality.json"}
    assert hook["repos"][0]["hooks"] == [{"id": HOOKS[0]["id"]}]


def test_action_inputs_are_written_about() -> None:
    rows = {name: default for name, default, _ in table("GitHub")}
    assert rows == {name: value["default"] for name, value in ACTION["inputs"].items()}


def test_action_is_pinned_and_has_no_input_in_its_scripts() -> None:
    assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", step["uses"]) for step in STEPS if "uses" in step)
    assert not any("${{" in step["run"] for step in STEPS if "run" in step)
    pinned = re.findall(r"uses: actions/(\S+) #", GUIDE)
    assert pinned and all(re.fullmatch(r"\w+@[0-9a-f]{40}", use) for use in pinned)


def test_hook_takes_what_a_folder_scan_takes() -> None:
    pattern = re.compile(HOOKS[0]["files"])
    assert all(pattern.search(f"a/b{ending}{more}") for ending in ENDINGS for more in ("", COMPRESSED))
    assert not any(pattern.search(f"a/b{ending}") for ending in (".css", ".png", ".html.png", ".gz", "html"))
