"""What a site's continuous integration does, end to end, on an example site with known infections and their twins."""

from __future__ import annotations

import gzip
import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result
from test_ci_docs import HOOKS, STEPS
from test_reports import SARIF

from spamdetect.cli import main
from spamdetect.testing import assert_no_injection

SITE = Path(__file__).parent / "site"
# Every infected page of the site, and the rules that it breaks. All other pages are honest, some of them on purpose
# about the same topics.
INFECTED = {
    "public/index.html": {"SD101"},
    "public/team/ada.html": {"SD101"},
    "public/team/ben.html": {"SD101"},
    "public/news/harbour.html": {"SD102"},
    "public/news/recovery.html": {"SD104"},
    "public/news/choir.md": {"SD102"},
    "public/minutes.txt": {"SD103"},
    "public/museum.html": {"SD105"},
    "public/old/outlet.html": {"SD201"},
}
MARK = "<!-- spamdetect: ignore[SD101] we show what was injected -->"


@pytest.fixture(autouse=True)
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the site in a git repository, with everything committed."""
    shutil.copytree(SITE, tmp_path / "site")
    monkeypatch.chdir(tmp_path / "site")
    for name in ("GITHUB_STEP_SUMMARY", "GITHUB_WORKSPACE", "CI_PROJECT_DIR", "GIT_DIR", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)
    git("init", "-q")
    commit()
    return tmp_path / "site"


def git(*arguments: str) -> None:
    identity = ("-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *identity, *arguments], check=True, capture_output=True)


def commit() -> None:
    git("add", "--all")
    git("commit", "-q", "--no-verify", "-m", "x")


def run(*arguments: str, stdin: bytes = b"") -> Result:
    return CliRunner().invoke(main, arguments, input=stdin)


def report(*arguments: str, stdin: bytes = b"") -> dict[str, Any]:
    result = run("check", "-f", "json", *arguments, stdin=stdin)
    assert result.exit_code in (0, 1, 3), result.output
    data: dict[str, Any] = json.loads(result.stdout)
    return data


def broken(data: dict[str, Any]) -> dict[str, set[str]]:
    return {
        document["path"]: {finding["rule"] for finding in document["findings"]}
        for document in data["documents"]
        if document["findings"]
    }


def paths(*arguments: str, stdin: bytes = b"") -> set[str]:
    return {document["path"] for document in report(*arguments, stdin=stdin)["documents"]}


def test_every_infection_and_nothing_else() -> None:
    found = broken(report("public"))
    assert set(found) == set(INFECTED)
    assert {path: rules & found[path] for path, rules in INFECTED.items()} == INFECTED


def test_the_same_block_on_three_pages_is_one_finding() -> None:
    markdown = run("check", "-f", "markdown", "public/index.html", "public/team").stdout
    assert markdown.count("### SD101") == 1
    assert all(
        f"` public/{name} ` line" in markdown for name in ("index.html", "team/ada.html", "team/ben.html")
    )


def test_cleaned_site_passes() -> None:
    assert run("clean", "--write", "public").exit_code == 0
    assert broken(report("public")) == {}


def test_every_format_in_one_run(tmp_path: Path) -> None:
    formats = ("json", "sarif", "github", "gitlab", "junit", "markdown", "html")
    outputs = [part for name in formats for part in ("-f", f"{name}:{tmp_path}/{name}")]
    assert run("check", "-f", "terminal", *outputs, "public").exit_code == 1
    assert all((tmp_path / name).stat().st_size > 100 for name in formats)
    log = json.loads((tmp_path / "sarif").read_text())
    jsonschema.Draft4Validator(SARIF).validate(log)
    for result in log["runs"][0]["results"]:
        place = result["locations"][0]["physicalLocation"]
        content = Path(place["artifactLocation"]["uri"]).read_bytes()
        start = place["region"]["byteOffset"]
        assert content[:start].count(b"\n") + 1 == place["region"]["startLine"]


def test_baseline() -> None:
    assert run("baseline", "public").exit_code == 0
    before = Path("spamdetect-baseline.json").read_text()
    check = ("check", "--baseline", "spamdetect-baseline.json", "public")
    assert run(*check).exit_code == 0
    Path("public/about.html").write_bytes(Path("public/index.html").read_bytes())
    assert run(*check).exit_code == 1
    Path("public/about.html").unlink()
    Path("public/index.html").unlink()
    stale = run(*check)
    assert (stale.exit_code, "public/index.html SD101 is not found any more" in stale.stdout) == (0, True)
    Path("spamdetect.toml").write_text('baseline = "spamdetect-baseline.json"')
    assert run("check", "public").exit_code == 0
    git("checkout", "-q", "public")
    assert run("baseline", "public").exit_code == 0
    assert Path("spamdetect-baseline.json").read_text() == before
    Path("spamdetect-baseline.json").unlink()
    assert run(*check).exit_code == 2


def test_ignore_marks_count_for_files_only_and_clean_keeps_what_they_cover() -> None:
    page = Path("public/index.html")
    marked = page.read_text().replace('<div style="pos', MARK + '\n<div style="pos')
    page.write_text(marked)
    data = report("public/index.html")
    assert (data["summary"]["findings"], data["summary"]["ignored"]) == (0, 1)
    assert run("check", "--no-inline-ignores", "public/index.html").exit_code == 1
    assert run("clean", "--write", "public/index.html").exit_code == 0
    assert page.read_text() == marked
    with pytest.raises(AssertionError, match="SD101"):
        assert_no_injection(marked)
    page.write_text(marked.replace("[SD101] we show what was injected", "[SD101]"))
    result = run("check", "public/index.html")
    assert (result.exit_code, "ignore mark gives no reason" in result.stdout) == (1, True)


INDEX, ADA = "public/index.html", "public/team/ada.html"
SETTINGS = [
    ('expect = ["gambling"]', set()),
    ('expect = ["loans"]', {INDEX, ADA}),
    ('allow-domains = ["example"]', set()),
    ('allow-domains = ["zebrabet7.example"]', {INDEX, ADA}),
    ('[per-path-ignores]\n"*/team/*" = ["SD101", "SD102", "SD103", "SD104", "SD201"]', {INDEX}),
    ('exclude = ["team"]', {INDEX}),
    ('exclude = ["public/*.html"]', set()),
]


@pytest.mark.parametrize(("text", "left"), SETTINGS, ids=[text[:25] for text, _ in SETTINGS])
def test_settings(text: str, left: set[str]) -> None:
    Path("spamdetect.toml").write_text(text)
    assert set(broken(report("public"))) & {INDEX, ADA} == left
    assert set(broken(report("--no-config", "public"))) >= {INDEX, ADA}


def test_settings_that_make_no_sense_are_usage_errors() -> None:
    Path("spamdetect.toml").write_text("sensitivty = 1")
    result = run("check", "public")
    assert (result.exit_code, "did you mean 'sensitivity'?" in result.output) == (2, True)
    assert run("check", "--config", "nothing.toml", "public").exit_code == 2


def test_show_config_says_what_holds() -> None:
    Path("spamdetect.toml").write_text('sensitivity = "strict"\nmax-fpr = 0.5')
    assert 'sensitivity = "strict"' in run("check", "--show-config", "public").stdout
    eager = run("check", "--show-config", "--sensitivity", "eager", "--exclude", "x", "public").stdout
    assert 'sensitivity = "eager"\n# max-fpr is not set' in eager
    assert 'exclude = ["x"]' in eager


def test_files_that_git_ignores_are_left_out_unless_they_are_named() -> None:
    Path(".gitignore").write_text("old/\nbuilt/\n")
    git("rm", "-r", "-q", "--cached", "public/old")
    assert "public/old/outlet.html" not in paths("public")
    assert "public/old/outlet.html" in paths("--no-gitignore", "public")
    assert paths("public/old") == paths("public/old/outlet.html") == {"public/old/outlet.html"}
    shutil.copytree("public/news", "built")
    assert len(paths("built")) == 5
    assert not any(path.startswith("built") for path in paths("."))


def test_changed_since() -> None:
    unchanged = run("check", "--changed-since", "HEAD", "public")
    assert (unchanged.exit_code, "0 scanned" in unchanged.stdout) == (0, True)
    Path("public/about.html").write_bytes(Path("public/index.html").read_bytes())
    Path("public/new page.html").write_text("<p>The pier is painted.</p>")
    git("rm", "-q", "public/museum.html")
    assert paths("--changed-since", "HEAD", "public") == {"public/about.html", "public/new page.html"}
    commit()
    assert paths("--changed-since", "HEAD~1", ".") == {"public/about.html", "public/new page.html"}
    assert run("check", "--changed-since", "nothing", "public").exit_code == 2
    assert run("check", "--changed-since", "--output=x", "public").exit_code == 2


def test_files_from_and_standard_input(tmp_path: Path) -> None:
    names = b"public/about.html\npublic/partners.html\n"
    assert len(paths("--files-from", "-", stdin=names)) == 2
    assert len(paths("--files-from", "-", stdin=names.replace(b"\n", b"\0"))) == 2
    assert run("check", "--files-from", os.devnull).exit_code == 0
    page = Path("public/index.html").read_bytes()
    assert set(broken(report("--stdin-filename", "public/x.html", "-", stdin=page))) == {"public/x.html"}
    Path("spamdetect.toml").write_text('[per-path-ignores]\n"public/*" = ["SD101"]')
    assert broken(report("--stdin-filename", "public/x.html", "-", stdin=page)) == {}
    assert run("check").exit_code == 2


def test_compressed_pages_are_unpacked_and_never_written() -> None:
    packed = Path("public/index.html.gz")
    packed.write_bytes(gzip.compress(Path("public/index.html").read_bytes()))
    assert broken(report("public/index.html.gz")) == {"public/index.html.gz": {"SD101"}}
    assert "public/index.html.gz" in paths("public")
    result = run("clean", "--write", "public/index.html.gz")
    assert (result.exit_code, "clean the page that was compressed" in result.output) == (3, True)
    packed.write_bytes(gzip.compress(b"<p>x</p>" + b" " * 100_000_000))
    assert report("public/index.html.gz")["documents"][0]["reason"].startswith("larger than")
    packed.write_bytes(packed.read_bytes()[:-20])
    assert report("--max-bytes", "200000000", "public/index.html.gz")["documents"][0]["status"] == "failed"


def command_line(folder: Path) -> Path:
    """Return a `spamdetect` program in a folder, as an installation would leave it."""
    program = folder / "spamdetect"
    folder.mkdir(parents=True, exist_ok=True)
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m spamdetect "$@"\n')
    program.chmod(0o755)
    return program


def environment(**others: str) -> dict[str, str]:
    root = str(Path(__file__).parents[1])
    return {**os.environ, "PYTHONPATH": root, **others}


@pytest.mark.parametrize(
    ("paths", "fail", "code"),
    [("public", "true", 1), ("public", "false", 0), ("public/about.html\npublic/partners.html\n", "true", 0)],
)
def test_action(site: Path, tmp_path: Path, paths: str, fail: str, code: int) -> None:
    """The script of the action as the runner runs it, but for the installation."""
    command_line(tmp_path / "runner" / "spamdetect" / "bin")
    (script,) = (step for step in STEPS if step.get("id") == "check")
    assert set(script["env"]) == {"PATHS", "ARGS", "FAIL"}
    files = {name: str(tmp_path / name) for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
    ran = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script["run"]], check=False, capture_output=True, text=True,
        env=environment(
            RUNNER_TEMP=str(tmp_path / "runner"), GITHUB_WORKSPACE=str(site), PATHS=paths, FAIL=fail,
            ARGS="--exclude=nothing here\n", **files,
        ),
    )  # fmt: skip
    assert ran.returncode == code, ran.stderr
    assert Path(files["GITHUB_OUTPUT"]).read_text() == f"sarif={tmp_path}/runner/spamdetect.sarif\n"
    log = json.loads((tmp_path / "runner" / "spamdetect.sarif").read_text())
    infected = paths == "public"
    assert bool(log["runs"][0]["results"]) == infected
    assert ("::error file=public/index.html,line=" in ran.stdout) == infected
    assert ("nothing found" in Path(files["GITHUB_STEP_SUMMARY"]).read_text()) == (not infected)


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (["public/index.html", "public/about.html"], 1),
        (["public/about.html"], 0),
        (["public/old/outlet.html"], 0),
    ],
)
def test_hook(tmp_path: Path, names: list[str], code: int) -> None:
    """The hook as pre-commit calls it: with the names of staged files."""
    Path("spamdetect.toml").write_text('exclude = ["old"]')
    program, *arguments = shlex.split(HOOKS[0]["entry"])
    command_line(tmp_path / "bin")
    ran = subprocess.run(
        [tmp_path / "bin" / program, *arguments, *names], check=False, capture_output=True, env=environment()
    )
    assert ran.returncode == code, ran.stderr


def test_hook_under_pre_commit(site: Path, tmp_path: Path) -> None:
    """pre-commit itself reads the hook, chooses files and calls it; only the installation is that of the tests."""
    (hook,) = HOOKS
    ran = pre_commit(tmp_path, "validate-manifest", str(Path(__file__).parents[1] / ".pre-commit-hooks.yaml"))
    assert ran.returncode == 0, ran.stdout
    program = command_line(tmp_path / "bin")
    local = {**hook, "language": "system", "entry": hook["entry"].replace("spamdetect", str(program), 1)}
    Path(".pre-commit-config.yaml").write_text(json.dumps({"repos": [{"repo": "local", "hooks": [local]}]}))
    git("add", ".pre-commit-config.yaml")
    assert "no files to check" in pre_commit(tmp_path, "run").stdout
    shutil.copy("public/index.html", "public/copy.html")
    Path("public/code.js").write_text("// nothing to read here")
    git("add", "public")
    found = pre_commit(tmp_path, "run")
    assert found.returncode == 1, found.stdout
    assert "public/copy.html" in found.stdout and "1 scanned" in found.stdout
    Path("public/copy.html").write_bytes(Path("public/about.html").read_bytes())
    git("add", "public")
    assert pre_commit(tmp_path, "run").returncode == 0


def pre_commit(tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run pre-commit in the working directory."""
    pytest.importorskip("pre_commit")
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", *arguments], check=False, capture_output=True, text=True,
        env=environment(PRE_COMMIT_HOME=str(tmp_path / "home"), PRE_COMMIT_COLOR="never"),
    )  # fmt: skip


def test_assertion_for_test_suites() -> None:
    assert_no_injection(Path("public/about.html").read_bytes())
    with pytest.raises(AssertionError, match=r"SD101 hidden-block[\s\S]*zebrabet"):
        assert_no_injection(Path("public/index.html").read_text())
    with pytest.raises(AssertionError, match="skipped: empty"):
        assert_no_injection(b"")


def test_shell_completion() -> None:
    env = environment(
        _SPAMDETECT_COMPLETE="bash_complete", COMP_WORDS="spamdetect check --base", COMP_CWORD="2"
    )
    code = "from spamdetect.cli import main; main(prog_name='spamdetect')"
    ran = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True, env=env)
    assert "plain,--baseline" in ran.stdout
