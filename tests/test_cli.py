"""The commands, through click and as real processes."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from spamdetect import check
from spamdetect.cli import main
from spamdetect.errors import ModelError
from spamdetect.sources.scan import look

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "data" / "examples"
NEWS, CLUB, LIBRARY = (
    (EXAMPLES / name).read_bytes() for name in ("harbour-news.txt", "rowing-club.html", "library.html")
)
PAGES = {"news.txt": NEWS, "club.html": CLUB, "library.html": LIBRARY, "empty.html": b""}


@pytest.fixture(autouse=True)
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, content in PAGES.items():
        Path(name).write_bytes(content)
    return tmp_path


def run(*arguments: str, stdin: bytes = b"", **options: Any) -> Result:
    return CliRunner().invoke(main, arguments, input=stdin, **options)


def report(*arguments: str, stdin: bytes = b"") -> Any:
    return json.loads(run("check", "-f", "json", *arguments, stdin=stdin).stdout)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ("check library.html", 0),
        ("check club.html", 1),
        ("check news.txt library.html", 1),
        ("check .", 1),
        ("check empty.html", 3),
        ("check empty.html library.html", 0),
        ("check --exit-zero empty.html club.html", 0),
        ("check gone.html library.html", 3),
        ("check gone.html club.html", 1),
        ("check --exit-zero club.html", 0),
        ("check --exit-zero library.html", 0),
        ("check --exit-zero gone.html", 3),
        ("check --exit-zero gone.html club.html", 3),
        ("check -f json -f terminal:out.txt club.html", 1),
        ("check -j 2 .", 1),
        ("clean club.html", 0),
        ("clean library.html", 0),
        ("clean --diff .", 0),
        ("clean --diff . gone.html", 3),
        ("clean --diff club.html library.html", 0),
        ("clean empty.html", 0),
        ("explain empty.html library.html", 0),
        ("baseline -o known.json .", 0),
        ("baseline -o known.json . gone.html", 3),
        ("clean gone.html", 3),
        ("explain club.html", 0),
        ("explain gone.html club.html", 3),
        ("--help", 0),
        ("check --help", 0),
        ("--version", 0),
        ("", 2),
        ("chek club.html", 2),
        ("check", 2),
        ("check --no-such-option .", 2),
        ("check -f pdf club.html", 2),
        ("check -f json:no/folder/x.json club.html", 2),
        ("check --sensitivity high club.html", 2),
        ("check --max-fpr 0 club.html", 2),
        ("check --max-fpr 1 club.html", 2),
        ("check --kind pdf club.html", 2),
        ("check --encoding klingon club.html", 2),
        ("check --max-bytes 0 club.html", 2),
        ("clean", 2),
        ("clean club.html library.html", 2),
        ("clean --backup .old club.html", 2),
        ("clean --write -", 2),
    ],
)
def test_exit_codes(arguments: str, code: int) -> None:
    result = run(*arguments.split())
    assert (result.exit_code, "Traceback" in result.output) == (code, False)


@pytest.mark.parametrize(
    "error", [ModelError("no model"), OSError(28, "No space left"), ZeroDivisionError("bug")]
)
def test_what_breaks_is_never_taken_for_a_finding(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(folder: Path | None) -> None:
        raise error

    monkeypatch.setattr("spamdetect.cli.check.model_in", broken)
    result = run("check", "club.html")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Error: ")
    assert str(error) in result.stderr
    assert "Traceback" not in result.stderr


def test_library_and_command_agree() -> None:
    documents = report("club.html", "news.txt", "library.html")["documents"]
    for document, page in zip(documents, (CLUB, NEWS, LIBRARY), strict=True):
        expected = check(page)
        assert document["label"] == expected.label
        assert [finding["spans"] for finding in document["findings"]] == [
            [[span.start, span.end] for span in finding.spans] for finding in expected.findings
        ]


def test_spans_are_bytes_of_the_file() -> None:
    (found,) = report("club.html")["documents"][0]["findings"]
    ((start, end),) = found["spans"]
    assert CLUB[start:end].startswith(b'<div style="position:absolute;left:-9999px">')
    assert CLUB[start:end].endswith(b"</div>")
    assert (found["rule"], found["topic"], found["technique"]) == ("SD101", "gambling", "off-screen")


def test_order_and_processes_change_nothing() -> None:
    names = ["gone.html", "club.html", "empty.html", "library.html", "news.txt", "lost.html"]
    one, two = report(*names), report("-j", "2", *names)
    assert one == two
    assert [document["path"] for document in one["documents"]] == names
    assert one["summary"] == {
        "scanned": 3, "skipped": 1, "failed": 2, "findings": 2, "ignored": 0, "baselined": 0,
    }  # fmt: skip


def test_standard_input_is_a_file_called_minus() -> None:
    assert report("-", stdin=CLUB)["documents"] == [report("club.html")["documents"][0] | {"path": "-"}]
    assert run("clean", "-", stdin=CLUB).stdout_bytes == run("clean", "club.html").stdout_bytes


def test_several_reports_in_one_run() -> None:
    result = run("check", "-f", "terminal", "-f", "json:out.json", "-f", "terminal:out.txt", "club.html")
    assert Path("out.txt").read_text("utf-8") == result.stdout
    assert json.loads(Path("out.json").read_text("utf-8")) == report("club.html")


def test_quiet() -> None:
    assert run("check", "-q", "library.html").output == ""
    assert run("check", "-q", "-f", "json", "library.html").stdout != ""
    assert run("check", "-q", "club.html").stdout == run("check", "club.html").stdout
    assert run("check", "-q", "gone.html").stdout != ""


def test_options_reach_the_page() -> None:
    assert report("--kind", "text", "library.html")["documents"][0]["kind"] == "text"
    assert report("--encoding", "latin1", "club.html")["documents"][0]["encoding"] == "windows-1252"
    assert report("--url", "https://harwick.example/", "club.html")["documents"][0]["url"] is not None
    assert report("--max-bytes", "100", "club.html")["documents"][0]["status"] == "skipped"
    strict, eager = (
        report("--sensitivity", name, ".")["summary"]["findings"] for name in ("strict", "eager")
    )
    assert strict <= report(".")["summary"]["findings"] <= eager
    assert report("--max-fpr", "0.01", ".") == report("--sensitivity", "eager", ".")


@pytest.mark.parametrize(("name", "page"), [("club.html", CLUB), ("news.txt", NEWS)])
def test_clean(name: str, page: bytes) -> None:
    expected = check(page)
    result = run("clean", name)
    assert result.stdout_bytes == expected.clean_html
    assert result.stderr.startswith(f"{name}: 1 finding, ")
    assert run("clean", "-q", name).stderr == ""
    end = "\n" if name == "club.html" else ""
    assert run("clean", "--text", name).stdout == expected.clean_text + end
    assert Path(name).read_bytes() == page


def test_clean_page_comes_back_byte_for_byte() -> None:
    result = run("clean", "library.html")
    assert (result.stdout_bytes, result.stderr) == (LIBRARY, "")
    assert run("clean", "--diff", "library.html").output == ""


def test_diff_is_a_patch() -> None:
    patch = run("clean", "--diff", "club.html", "news.txt", "library.html").stdout_bytes
    subprocess.run(["git", "apply", "-"], input=patch, check=True)
    assert Path("club.html").read_bytes() == check(CLUB).clean_html
    assert Path("news.txt").read_bytes() == check(NEWS).clean_html


def test_write_and_backup() -> None:
    Path("empty.html").unlink()
    stamp = Path("library.html").stat().st_mtime_ns
    assert run("clean", "--write", "--backup", ".old", ".").exit_code == 0
    assert Path("club.html").read_bytes() == check(CLUB).clean_html
    assert Path("club.html.old").read_bytes() == CLUB
    assert Path("library.html").stat().st_mtime_ns == stamp
    assert not Path("library.html.old").exists()
    assert run("check", "club.html", "news.txt", "library.html").exit_code == 0


def test_write_refuses_a_file_that_has_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*arguments: Any, **options: Any) -> Any:
        answer = look(*arguments, **options)
        Path("club.html").write_bytes(b"edited meanwhile")
        return answer

    monkeypatch.setattr("spamdetect.cli.clean.look", slow)
    result = run("clean", "--write", "club.html")
    assert (result.exit_code, Path("club.html").read_bytes()) == (3, b"edited meanwhile")
    assert "changed meanwhile" in result.stderr


def test_explain_gives_every_judged_place() -> None:
    verdicts = check(CLUB, explain=True).verdicts
    text = run("explain", "club.html").stdout
    assert text.count("  score ") == len(verdicts) > 0
    assert text.count("injected  score") == sum(verdict.label == "injected" for verdict in verdicts)
    assert text.count("[other]") == len(verdicts)


def process(*arguments: str, **variables: str) -> subprocess.Popen[bytes]:
    """Start the command, with these environment variables, whether or not the package is installed."""
    return subprocess.Popen(
        [sys.executable, "-m", "spamdetect", *arguments], env=os.environ | {"PYTHONPATH": str(ROOT)} | variables,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def test_bytes_pass_through_a_real_pipe() -> None:
    page = CLUB.replace(b"\n", b"\r\n") + b"\xff\x00\x1b[31m"
    out, err = process("clean", "-").communicate(page)
    assert out == check(page).clean_html
    assert b"1 finding" in err


def test_speaks_utf8_whatever_the_locale() -> None:
    ascii_only = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    out, _ = process("check", "-f", "json", "news.txt", **ascii_only).communicate()
    assert "Canlı" in json.loads(out.decode("utf-8"))["documents"][0]["findings"][0]["excerpt"]


def test_reader_that_goes_away_and_interruption() -> None:
    for number in range(300):
        Path(f"copy{number}.html").write_bytes(CLUB)
    reader = process("check", ".")
    assert reader.stdout is not None
    reader.stdout.close()
    assert reader.wait(60) == 2
    assert reader.stderr is not None
    assert b"Traceback" not in reader.stderr.read()
    stopped = process("check", "-", "-f", "json:out.json")  # It waits for its standard input.
    with pytest.raises(subprocess.TimeoutExpired):
        stopped.wait(2)
    stopped.send_signal(signal.SIGINT)
    _, err = stopped.communicate(timeout=60)
    assert (stopped.returncode, Path("out.json").exists()) == (130, False)
    assert err == b"interrupted; nothing was reported\n"


# What takes long to import: scikit-learn's 1.5 s, and what brings an HTTP client along.
HEAVY = {"sklearn", "scipy", "joblib", "requests", "urllib3", "tldextract"}


@pytest.mark.parametrize(
    ("arguments", "allowed"),
    [(("--help",), set()), (("check", "club.html"), {"tldextract", "requests", "urllib3"})],
)
def test_starts_without_what_it_does_not_need(arguments: tuple[str, ...], allowed: set[str]) -> None:
    script = (
        "import sys, atexit; atexit.register(lambda: print(*sys.modules, file=sys.stderr)); "
        "from spamdetect.cli import main; main()"
    )
    finished = subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, check=False)
    loaded = set(finished.stderr.decode().split())
    assert "spamdetect.cli" in loaded
    assert loaded & HEAVY <= allowed


def test_every_command_and_option_has_a_help_text() -> None:
    for name, command in main.commands.items():
        assert command.help, name
        for option in command.params:
            assert option.param_type_name == "argument" or getattr(option, "help", None), (name, option.name)
