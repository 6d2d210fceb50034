"""Every rule has its page in the documentation, and every page its rule."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from spamdetect import check
from spamdetect.cli import main
from spamdetect.report.rules import RULES, Rule

FOLDER = Path(__file__).parents[1] / "docs" / "rules"
SECTIONS = (
    "What it flags", "What it does not flag", "How it is hidden", "How to fix it", "Where it was seen",
    "If it is wrong",
)  # fmt: skip


def test_rules_and_pages_are_the_same() -> None:
    assert {file.stem for file in FOLDER.glob("*.md")} - {"README"} == set(RULES)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_page_says_what_reports_say(rule: Rule) -> None:
    text = (FOLDER / f"{rule.id}.md").read_text("utf-8")
    assert text.startswith(f"# {rule.id} {rule.name}\n\n{rule.what}\n")
    assert f"\n| {rule.severity} | " in text
    headings = re.findall(r"^## (.+)$", text, re.M)
    assert [name for name in headings if name != "Example"] == list(SECTIONS)
    assert all(len(part.strip()) > 40 for part in re.split(r"^## .+$", text, flags=re.M))
    assert rule.page.startswith(f"# {rule.id} {rule.name}\n") and "](" not in rule.page


EXAMPLE = re.compile(
    r"^## Example\n\n```html\n(.*?)^```\n\nAfter `spamdetect clean`:\n\n```html\n(.*?)^```\n", re.M | re.S
)
# Rules about one place of one page; the others speak of whole pages and sites.
SHOWN = [rule for rule in RULES if rule < "SD2"]


@pytest.mark.parametrize("rule", SHOWN)
def test_example_is_found_and_cleaned_as_the_page_says(rule: str) -> None:
    found = EXAMPLE.search((FOLDER / f"{rule}.md").read_text("utf-8"))
    assert found is not None
    report = check(found.group(1))
    assert {finding.rule for finding in report.findings} == {rule}
    assert report.clean_html == found.group(2)


def test_command_lists_every_rule() -> None:
    result = CliRunner().invoke(main, ["rules"])
    assert result.exit_code == 0
    assert re.findall(r"^(SD\d+) ", result.stdout, re.M) == list(RULES)
    assert all(rule.advice.split()[0] in result.stdout for rule in RULES.values())


def test_command_prints_the_page_of_a_rule() -> None:
    for name in ("SD101", "sd101", "hidden-block"):
        assert CliRunner().invoke(main, ["rules", name]).stdout == RULES["SD101"].page
    wrong = CliRunner().invoke(main, ["rules", "hiden-block"])
    assert (wrong.exit_code, "did you mean 'hidden-block'?" in wrong.stderr) == (2, True)


def test_index_lists_every_rule() -> None:
    rows = re.findall(
        r"^\| \[(SD\d+)\]\((SD\d+)\.md\) \| (\S+) \| (\w+) \| (.+) \|$",
        (FOLDER / "README.md").read_text("utf-8"),
        re.M,
    )
    assert rows == [(rule.id, rule.id, rule.name, rule.severity, rule.what) for rule in RULES.values()]
