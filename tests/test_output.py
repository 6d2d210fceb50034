import json
from pathlib import Path

import pytest
from report_runs import INFECTED

from spamdetect.errors import UsageError
from spamdetect.report import FORMATS, Output


@pytest.mark.parametrize("name", FORMATS)
def test_reads_format_and_path(name: str, tmp_path: Path) -> None:
    assert Output.parse(name) == Output(name)
    assert Output.parse(f"{name}:-") == Output(name)
    assert Output.parse(f"{name}:{tmp_path}/a:b") == Output(name, f"{tmp_path}/a:b")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("jsn", "did you mean json?"),
        ("pdf", "choose one of terminal, json"),
        ("", "choose one of"),
        ("json:", "no file is named"),
        ("json:no/such/folder/out.json", "no folder to write"),
    ],
)
def test_says_what_is_wrong(text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message.replace("?", r"\?")):
        Output.parse(text)


def test_files_get_the_same_report_without_colours(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("terminal", "json"):
        Output(name, str(tmp_path / name)).write(INFECTED)
        Output(name).write(INFECTED)
        assert (tmp_path / name).read_text("utf-8") == capsys.readouterr().out
    assert "\x1b" not in (tmp_path / "terminal").read_text("utf-8")
    assert json.loads((tmp_path / "json").read_text("utf-8"))["summary"]["findings"] == INFECTED.findings
