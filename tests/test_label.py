"""`spamdetect label`: what is asked, and what is written down."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from spamdetect import check
from spamdetect.cli.label import command
from spamdetect.train.labelled import read_labelled

EXAMPLES = Path(__file__).parents[1] / "data" / "examples"
CLUB, NEWS, LIBRARY = (
    (EXAMPLES / name).read_bytes() for name in ("rowing-club.html", "harbour-news.txt", "library.html")
)


@pytest.fixture(autouse=True)
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("site").mkdir()
    for name, content in {"a.html": CLUB, "b.txt": NEWS, "c.html": LIBRARY}.items():
        Path("site", name).write_bytes(content)
    return tmp_path


def label(*arguments: str, answers: str) -> Result:
    return CliRunner().invoke(command, ["-o", "out.jsonl", *arguments], input="\n".join(answers) + "\n")


def test_answers_become_labels() -> None:
    result = label("site", "--language", "tr", answers="yn")
    assert result.exit_code == 0, result.output
    assert result.stdout.count("Is it spam?") == 2
    club, news = read_labelled(Path("out.jsonl"))
    assert (club.id, club.truth, club.page, club.language) == ("site/a.html", "injected", CLUB, "tr")
    assert club.spans == tuple((span.start, span.end) for span in check(CLUB).findings[0].spans)
    assert (club.topic, club.technique, club.kind) == ("gambling", "off-screen", "html")
    assert (news.id, news.truth, news.spans, news.topic) == ("site/b.txt", "clean", (), "")
    assert club.group == news.group == "site"


def test_pages_that_were_answered_are_not_asked_about_again() -> None:
    label("site/a.html", answers="y")
    result = label("site", "--site", "b.example", answers="y")
    assert result.stdout.count("Is it spam?") == 1
    assert [(page.id, page.group) for page in read_labelled(Path("out.jsonl"))] == [
        ("site/a.html", "site"), ("site/b.txt", "b.example"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("answers", "asked", "written"),
    [
        ("sy", 2, ["site/b.txt"]),
        ("q", 1, []),
        ("yq", 2, ["site/a.html"]),
        ("xyn", 3, ["site/a.html", "site/b.txt"]),
    ],
)
def test_a_page_can_be_left_out_and_the_walk_be_stopped(answers: str, asked: int, written: list[str]) -> None:
    result = label("site", answers=answers)
    assert result.stdout.count("Is it spam?") == asked
    lines = Path("out.jsonl").read_text("utf-8").splitlines() if written else []
    assert [json.loads(line)["file"] for line in lines] == written
    assert Path("out.jsonl").exists() == bool(written)


def test_what_cannot_be_scanned_shows() -> None:
    Path("site", "d.html").write_bytes(b"")
    result = label("site", answers="yy")
    assert result.exit_code == 3
    assert "site/d.html: " in result.stderr
    assert len(read_labelled(Path("out.jsonl"))) == 2


def test_standard_input_is_no_page() -> None:
    result = CliRunner().invoke(command, ["-"])
    assert result.exception is not None
    assert "standard input is for the answers" in str(result.exception)
