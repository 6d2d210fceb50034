"""The promises of `SECURITY.md` that are about the code itself, and that every promise names a test that exists."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "spamdetect"
PROMISES = (ROOT / "SECURITY.md").read_text("utf-8")
NAMED = re.compile(r"`(tests/\w+\.py)::(test_\w+)`")
MODULES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize(("file", "name"), sorted(set(NAMED.findall(PROMISES))))
def test_every_named_test_exists(file: str, name: str) -> None:
    defined = {
        node.name for node in ast.parse((ROOT / file).read_bytes()).body if isinstance(node, ast.FunctionDef)
    }
    assert name in defined


def test_every_promise_names_a_test() -> None:
    rows = [line for line in PROMISES.splitlines() if line.startswith("| ") and "---" not in line][1:]
    assert len(rows) > 10
    assert [row for row in rows if not NAMED.search(row)] == []


# Modules that reach the network, start programs, or make code or objects of data; and the only places that may.
REACHING = {
    "network": (
        {"socket", "ssl", "http", "urllib.request", "ftplib", "smtplib", "asyncio", "requests", "httpx", "aiohttp", "webbrowser"},
        {"audit"},  # The command that looks at live sites, as its user tells it to.
    ),
    "programs": ({"subprocess", "pty"}, {"sources/git.py"}),
    "code": ({"pickle", "marshal", "shelve", "dill", "cloudpickle", "code", "codeop", "runpy", "ctypes", "imp"}, set[str]()),
}  # fmt: skip
CALLS = {
    "eval",
    "exec",
    "compile",
    "__import__",
    "import_module",
    "system",
    "popen",
    "literal_eval",
    "Template",
}


def imported(tree: ast.AST) -> set[str]:
    """The modules that a file imports, with those that they are in."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            names |= {node.module or ""} | {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    return names | {name.partition(".")[0] for name in names}


@pytest.mark.parametrize("what", REACHING)
def test_only_named_places_reach_outside(what: str) -> None:
    modules, places = REACHING[what]
    users = {
        file.relative_to(PACKAGE).as_posix()
        for file in MODULES
        if imported(ast.parse(file.read_bytes())) & modules
    }
    assert [user for user in users if user not in places and user.split("/")[0] not in places] == []


@pytest.mark.parametrize("file", MODULES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_no_code_is_made_of_data(file: Path) -> None:
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.Call):
            called = node.func
            name = called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")
            of_re = (
                isinstance(called, ast.Attribute)
                and isinstance(called.value, ast.Name)
                and called.value.id == "re"
            )
            assert name not in CALLS or of_re, f"{name} in line {node.lineno}"
            assert not any(
                word.arg == "allow_pickle" and getattr(word.value, "value", True) for word in node.keywords
            )


# What the interpreter tells of a process that judges hostile pages. `id` is asked by copies and caches.
WATCHED = """
import json, sys
from fuzz.seeds import seeds
from spamdetect import check
pages = list(seeds("check"))[::3]
for page in (*pages[:5], "café déjà vu, à bientôt ".encode("latin-1") * 9):
    check(page)  # Loads the model, and what is imported when it is needed first.
seen = set()
sys.addaudithook(lambda event, arguments: seen.add(event))
for page in pages:
    check(page, explain=True, url="https://example.org/")
print(json.dumps(sorted(seen - {"builtins.id"})))
"""


def test_judging_a_page_opens_nothing_asks_nobody_and_runs_nothing() -> None:
    """Neither file nor socket nor program nor code: the interpreter would have said so."""
    ran = subprocess.run(
        [sys.executable, "-c", WATCHED], cwd=ROOT / "tests", capture_output=True, text=True,
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}", "PATH": ""},
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout) == []
