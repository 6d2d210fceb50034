"""Every report format: its golden file, its own rules, and what it makes of hostile text."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
import turbohtml
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from report_runs import (
    ATTACK,
    CLEAN,
    GOLDEN,
    HIDDEN,
    INFECTED,
    LINKED,
    MODEL,
    NOTHING,
    TRICKS,
    page,
    rendered,
)

from spamdetect.report import FORMATS, Output
from spamdetect.report.github import LIMIT
from spamdetect.report.untrusted import as_json, defanged
from spamdetect.types import Piece, Run

RUNS = {"infected": INFECTED, "clean": CLEAN, "nothing": NOTHING, "attack": ATTACK}
SARIF = json.loads((Path(__file__).parent / "schemas" / "sarif-2.1.0.json").read_text())


@pytest.mark.parametrize("name", FORMATS)
def test_golden(name: str) -> None:
    assert (GOLDEN / f"report.{name}").read_text(encoding="utf-8") == rendered(INFECTED, name)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)
def test_ends_with_a_newline_and_is_utf8(run: Run, name: str) -> None:
    text = rendered(run, name)
    assert text.endswith("\n")
    text.encode("utf-8")


@pytest.mark.parametrize("name", FORMATS)
def test_hostile_text_steers_nothing(name: str) -> None:
    text = rendered(ATTACK, name)
    assert [char for char in text if not (char.isprintable() or char == "\n")] == []
    assert re.findall(r"##[\w.-]*\[", text) == []
    commands = [line for line in text.splitlines() if line.lstrip().startswith("::")]
    assert [
        line for line in commands if not (name == "github" and re.match(r"::(error|notice) ", line))
    ] == []


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "json"])
def test_no_address_stands_in_one_piece(name: str) -> None:
    """The JSON report is for programs and keeps excerpts as they are."""
    run = Run((page("index.html", ATTACK.documents[0].report.findings[0]),), MODEL)
    text = rendered(run, name)
    assert "zebrabet" in text
    assert re.findall(r"https?://zebrabet|www\.zebrabet|zebrabet\.example", text) == []


@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)
def test_sarif_is_valid(run: Run) -> None:
    jsonschema.Draft4Validator(SARIF).validate(json.loads(rendered(run, "sarif")))


def sarif_results(run: Run) -> list[dict[str, Any]]:
    results: list[dict[str, Any]] = json.loads(rendered(run, "sarif"))["runs"][0]["results"]
    return results


def identities(run: Run) -> list[str]:
    return [result["partialFingerprints"]["spamdetect/v1"] for result in sarif_results(run)]


def test_sarif_points_at_line_column_and_bytes() -> None:
    region = sarif_results(INFECTED)[0]["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 12, "startColumn": 5, "byteOffset": 412, "byteLength": 243}


def test_sarif_carries_the_fix() -> None:
    linked = next(result for result in sarif_results(INFECTED) if result["ruleId"] == "SD104")
    (change,) = linked["fixes"][0]["artifactChanges"]
    assert [item["deletedRegion"] for item in change["replacements"]] == [
        {"byteOffset": 90, "byteLength": 41},
        {"byteOffset": 139, "byteLength": 4},
    ]
    doorway = next(result for result in sarif_results(INFECTED) if result["ruleId"] == "SD201")
    assert "fixes" not in doorway


def test_identities_are_unique_even_for_the_same_text_twice_in_a_file() -> None:
    run = Run((page("a.html", HIDDEN, replace(HIDDEN, line=99)), page("b.html", HIDDEN)), MODEL)
    assert len(set(identities(run))) == 3


def test_identities_survive_moves_and_neighbours() -> None:
    before = Run((page("a.html", HIDDEN),), MODEL)
    after = Run((page("0.html", LINKED), page("a.html", replace(HIDDEN, line=500, column=9), LINKED)), MODEL)
    assert identities(before)[0] == identities(after)[1]


PATHS = [
    # named, working directory, root, expected
    ("public/a b.html", "/site", None, "public/a%20b.html"),
    ("./public/../x.html", "/site", None, "x.html"),
    ("/site/x.html", "/site", None, "x.html"),
    ("x.html", "/repo/site", "/repo", "site/x.html"),
    ("../y.html", "/repo/site", "/repo", "y.html"),
    ("/elsewhere/x.html", "/site", None, "file:///elsewhere/x.html"),
    ("c:evil.html", "/site", None, "c%3Aevil.html"),
]  # fmt: skip


@pytest.mark.parametrize(("named", "here", "root", "expected"), PATHS)
def test_paths_are_relative_to_the_repository(
    monkeypatch: pytest.MonkeyPatch, named: str, here: str, root: str | None, expected: str
) -> None:
    monkeypatch.setattr("spamdetect.report.entries.Path.cwd", lambda: Path(here))
    monkeypatch.delenv("CI_PROJECT_DIR", raising=False)
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)
    if root:
        monkeypatch.setenv("GITHUB_WORKSPACE", root)
    log = json.loads(FORMATS["sarif"](Run((page(named, HIDDEN),), MODEL)))
    location = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert location["uri"] == expected
    assert ("uriBaseId" in location) == (not expected.startswith("file:"))


def commands_of(text: str) -> list[tuple[str, dict[str, str], str]]:
    """Read workflow commands as the runner does."""
    found = []
    for line in text.splitlines():
        match = re.fullmatch(r"::(\w+) (.*?)::(.*)", line)
        assert match is not None, line
        fields = dict(field.split("=", 1) for field in match.group(2).split(","))
        found.append(
            (
                match.group(1),
                {key: unescaped(value) for key, value in fields.items()},
                unescaped(match.group(3)),
            )
        )
    return found


def unescaped(text: str) -> str:
    for code, char in (("%2C", ","), ("%3A", ":"), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
        text = text.replace(code, char)
    return text


def test_github_respects_the_caps_and_says_so() -> None:
    findings = [
        replace(HIDDEN, severity=severity, fingerprint=f"{severity}{number}")
        for severity in ("low", "medium", "high")
        for number in range(15)
    ]
    run = Run(tuple(page(f"{number}.html", finding) for number, finding in enumerate(findings)), MODEL)
    lines = commands_of(rendered(run, "github"))
    kinds = Counter(kind for kind, _, _ in lines)
    assert kinds == {"error": LIMIT, "warning": LIMIT, "notice": LIMIT}
    assert lines[0][0] == "error"
    assert "45 findings in 45 pages" in lines[-1][2]
    assert "16 more are not shown" in lines[-1][2]


def test_github_gives_a_text_on_many_pages_one_annotation() -> None:
    run = Run(tuple(page(f"{number}.html", HIDDEN) for number in range(50)), MODEL)
    first, count = commands_of(rendered(run, "github"))
    assert first[1] == {"file": "0.html", "line": "12", "col": "5", "title": "SD101 hidden-block"}
    assert "(and in 49 more files)" in first[2]
    assert "not shown" not in count[2]


def test_github_escapes_names_that_look_like_properties() -> None:
    run = Run((page("a,line=1::error title=x::%0A.html", HIDDEN),), MODEL)
    (_, fields, _), _ = commands_of(rendered(run, "github"))
    assert fields["file"] == "a,line=1: :error title=x: :%0A.html"


def test_github_writes_a_job_summary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    summary = tmp_path / "summary.md"
    summary.write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", os.fspath(summary))
    Output("github", os.fspath(tmp_path / "log")).write(INFECTED)
    assert summary.read_text(encoding="utf-8") == "before\n" + FORMATS["markdown"](INFECTED)


def test_gitlab_fields() -> None:
    issues = json.loads(rendered(INFECTED, "gitlab"))
    assert len(issues) == INFECTED.findings == len({issue["fingerprint"] for issue in issues})
    assert {issue["severity"] for issue in issues} <= {"info", "minor", "major", "critical", "blocker"}
    assert all(not issue["location"]["path"].startswith((".", "/")) for issue in issues)


@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)
def test_junit_counts(run: Run) -> None:
    suite = ElementTree.fromstring(rendered(run, "junit")).find("testsuite")
    assert suite is not None
    assert int(suite.attrib["tests"]) == len(run.documents) == len(suite)
    assert int(suite.attrib["failures"]) == len(suite.findall(".//failure"))
    assert int(suite.attrib["errors"]) == len(suite.findall(".//error")) == run.count("failed")
    assert int(suite.attrib["skipped"]) == len(suite.findall(".//skipped")) == run.count("skipped")


def test_markdown_renders_no_markup_of_the_page() -> None:
    tree = turbohtml.parse(MarkdownIt("commonmark").enable("table").render(rendered(ATTACK, "markdown")))
    assert {item.tag for item in tree.find_all()} <= {
        "html", "head", "body", "h2", "h3", "p", "ul", "li", "strong", "code",
    }  # fmt: skip


def test_html_holds_no_markup_of_the_page() -> None:
    text = rendered(ATTACK, "html")
    tree = turbohtml.parse(text)
    own = {item.tag for item in turbohtml.parse(rendered(INFECTED, "html")).find_all()}
    assert {item.tag for item in tree.find_all()} <= own
    assert len(tree.find_all("script")) == len(tree.find_all("style")) == 1
    assert [
        key
        for item in tree.find_all()
        for key in item.attrs
        if key.startswith("on") or key in ("src", "style")
    ] == []
    links = {link.attr("href") or "" for link in tree.find_all("a")}
    assert [link for link in links if not link.startswith("#")] == []
    assert "&lt;script&gt;" in text


@pytest.mark.parametrize("name", ["html", "markdown", "terminal", "junit"])
def test_nothing_scanned_is_not_called_clean(name: str) -> None:
    text = rendered(NOTHING, name).lower()
    assert "nothing found" not in text
    assert "nothing was scanned" in text or "0 scanned" in text or 'tests="0"' in text


def test_ignored_and_baselined_are_counted_everywhere_they_can_be() -> None:
    assert "1 finding ignored, 1 in the baseline" in rendered(INFECTED, "markdown")
    assert json.loads(rendered(INFECTED, "json"))["summary"]["ignored"] == 1
    properties = json.loads(rendered(INFECTED, "sarif"))["runs"][0]["properties"]
    assert (properties["ignored"], properties["baselined"]) == (1, 1)
    assert len(turbohtml.parse(rendered(INFECTED, "html")).find_all("article")) == 6


WEIRD = st.text(st.characters() | st.sampled_from("<>&\"'`|[]()#:%\r\n\x1b.\u202e"), max_size=60)


@settings(max_examples=60, deadline=None)
@given(WEIRD, WEIRD, WEIRD)
def test_whatever_a_page_says_is_shown_and_nothing_more(name: str, excerpt: str, source: str) -> None:
    finding = replace(
        HIDDEN, excerpt=excerpt, technique=excerpt, hosts=(name,), source=(Piece(source, True),)
    )
    run = Run((page(name or "x", finding),), MODEL, (source,))
    tags = [
        item.tag
        for item in turbohtml.parse(rendered(Run((page("x", HIDDEN),), MODEL, ("x",)), "html")).find_all()
    ]
    for kind in FORMATS:
        text = rendered(run, kind)
        assert all(char.isprintable() or char == "\n" for char in text)
        assert re.findall(r"##[\w.-]*\[", text) == []
    shown = [item.tag for item in turbohtml.parse(rendered(run, "html")).find_all()]
    assert Counter(shown) - Counter(tags) <= Counter({"wbr": len(name + excerpt + source) * 4})
    json.loads(rendered(run, "sarif"))
    ElementTree.fromstring(rendered(run, "junit"))


DEFANGED = [
    ("https://spam.example/x?a=1", "https[:]//spam[.]example/x?a=1"),
    ("see zebrabet7.co.uk now. And then.", "see zebrabet7[.]co[.]uk now. And then."),
    ("казино.рф", "казино[.]рф"),
    ("version 2.5 of 3.1", "version 2.5 of 3.1"),
    ("a  b\n\tc", "a b c"),
    ("\x1b[31mred\x1b[0m", "[31mred [0m"),
    ("##[debug]x ## [y]", "# #[debug]x ## [y]"),
    ("a::b", "a: :b"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), DEFANGED)
def test_defanged(text: str, expected: str) -> None:
    assert defanged(text) == expected


@pytest.mark.parametrize("text", [*TRICKS, "ok", "ش", "\U0001f600"])
def test_as_json_is_read_back_as_it_was(text: str) -> None:
    assert json.loads(as_json({"x": [text]})) == {"x": [text]}
