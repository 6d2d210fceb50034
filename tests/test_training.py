"""The whole training line on the project's own data: it runs without any other, and twice gives the same bytes."""

import sys
from importlib import import_module
from pathlib import Path

import pytest

from spamdetect.check import check
from spamdetect.model import Model
from spamdetect.train.fit import train
from spamdetect.train.material import material

ROOT = Path(__file__).parents[1]


def trained(folder: Path) -> bytes:
    """Train on a sample that takes seconds; wording is learned, thresholds of so few pages mean nothing."""
    train(material(folder / "nothing", ROOT / "data", own_pages=40, languages=("en", "tr")), folder, jobs=1)
    return (folder / "model.npz").read_bytes() + (folder / "model.json").read_bytes()


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("first")
    trained(folder)
    return folder


def test_twice_gives_the_same_bytes(first: Path, tmp_path: Path) -> None:
    assert trained(tmp_path) == (first / "model.npz").read_bytes() + (first / "model.json").read_bytes()


def test_what_was_trained_can_judge(first: Path) -> None:
    model = Model.load(first)
    said = model.wording.tokens(["The library opens again on Monday.", "best online casino free spins"])
    assert said.weight[said.text == 1].sum() > said.weight[said.text == 0].sum()
    assert check("The boats leave at nine.", model=model).status == "scanned"


def test_missing_data_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = material(tmp_path / "nothing", ROOT / "data", own_pages=10, languages=("en",))
    assert "no outside data" in capsys.readouterr().err
    assert {row.language for row in found.texts} == {"en"}
    assert len(found.pages) == 10
    assert len({page.group for page in found.pages}) == 10


@pytest.mark.parametrize(
    "module", ["__main__", "report", "baselines", "survival", "languages", "comparison", "data_card"]
)
def test_commands_say_what_they_do(
    module: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", [module, "--help"])
    with pytest.raises(SystemExit) as stopped:
        import_module(f"spamdetect.train.{module}").main()
    assert stopped.value.code == 0
    assert "--own-pages" in capsys.readouterr().out
