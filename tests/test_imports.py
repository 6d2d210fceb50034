"""Imports run one way; the heavy ones only where they are needed."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "spamdetect"
# From left to right; a module may import from its own layer and from those before it.
LAYERS: tuple[tuple[str, ...], ...] = (
    ("types", "errors", "extras", "writing", "workers"),
    ("parse", "quote"),
    ("features", "trees"),
    ("model",),
    ("gaps", "policy", "clean"),
    ("check", "config"),
    ("aside", "baseline", "marks", "fact"),
    ("pair",),
    ("report", "sources", "train", "audit", "corpus", "integrations", "testing", "cli"),
)
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}
MODULES = sorted(PACKAGE.rglob("*.py"))
# What may import the public API, which is the package itself.
USERS = {"integrations", "cli"}


def part_of(module: str) -> str:
    """The part of the package that a module belongs to; empty for the package itself."""
    return module.split(".")[1] if "." in module else ""


def imports(file: Path) -> set[str]:
    """Every module of the package that a file imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            names = {node.module or ""}
            if node.module == "spamdetect":
                # The version is a fact about the distribution, not a part of the code.
                names = {
                    f"spamdetect.{alias.name}" if alias.name in RANK else "spamdetect"
                    for alias in node.names
                    if alias.name != "__version__"
                }
            found |= names
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return {name for name in found if name.split(".")[0] == "spamdetect"}


@pytest.mark.parametrize("file", MODULES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_nothing_imports_to_its_right(file: Path) -> None:
    part = file.relative_to(PACKAGE).with_suffix("").parts[0]
    if part in ("__init__", "__main__"):
        return
    for module in imports(file):
        target = part_of(module)
        if target:
            assert RANK[target] <= RANK[part], f"{part} imports {module}"
        else:
            assert part in USERS, f"{part} imports the public API"


def modules_after(code: str) -> set[str]:
    """The modules that are loaded once a fresh interpreter has run some code."""
    code += "\nimport sys; print('\\n'.join(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return set(ran.stdout.splitlines())


def test_judging_a_page_needs_no_training_library() -> None:
    loaded = modules_after(
        "from click.testing import CliRunner\n"
        "from spamdetect.cli import main\n"
        "result = CliRunner().invoke(main, ['check', '-f', 'json', '-'], input='The boats leave at nine.')\n"
        "assert result.exit_code == 0, result.output"
    )
    heavy = {"sklearn", "scipy", "joblib", "rich", "pandas", "matplotlib", "asyncio", "multiprocessing"}
    assert loaded & heavy == set()
