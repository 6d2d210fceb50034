import io

import pytest

from spamdetect.cli import progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("patience", [0.0, 60.0])
@pytest.mark.parametrize("show", [True, False])
@pytest.mark.parametrize("terminal", [True, False])
def test_yields_everything_and_draws_only_for_long_work_on_a_terminal(
    patience: float, show: bool, terminal: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = Terminal() if terminal else io.StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    monkeypatch.setattr(progress, "PATIENCE", patience)
    monkeypatch.setenv("TERM", "xterm")
    assert list(progress.watched(iter(range(5)), 5, show=show)) == list(range(5))
    assert ("5/5" in stream.getvalue()) == (show and terminal and patience == 0.0)
