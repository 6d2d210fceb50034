"""What is shipped, and that it works without the checkout around it."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("wheel"))


def build(folder: Path) -> Path:
    """Build the wheel into a folder."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    (built,) = folder.glob("*.whl")
    return built


def test_wheel_holds_the_package_the_model_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    code = {
        f"spamdetect/{file.relative_to(ROOT / 'spamdetect')}" for file in (ROOT / "spamdetect").rglob("*.py")
    }
    assert code <= names
    assert {
        "spamdetect/_model/model.npz", "spamdetect/_model/model.json", "spamdetect/_rules/SD101.md",
        "spamdetect/py.typed",
        "spamdetect/report/report.schema.json",
    } <= names  # fmt: skip
    assert {name.split("/")[0].split("-")[0] for name in names} == {"spamdetect"}


def test_wheel_works_by_itself(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    page = (ROOT / "data/examples/rowing-club.html").read_bytes()
    ran = subprocess.run(
        [sys.executable, "-m", "spamdetect", "clean", "-"], input=page, cwd=tmp_path, capture_output=True
    )
    assert ran.returncode == 0, ran.stderr
    assert page.startswith(ran.stdout[:200])
    assert 0 < len(ran.stdout) < len(page)


def test_the_same_sources_give_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    assert build(tmp_path).read_bytes() == wheel.read_bytes()
