"""What goes wrong around the program: no room, no permission, a kill, a process that dies. Nothing is half written."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

import spamdetect.sources.scan as scan_module
from spamdetect.cli import main
from spamdetect.sources.files import Input, find
from spamdetect.sources.scan import Options, scan
from spamdetect.types import Checked

resource = pytest.importorskip("resource", reason="limits are set in another way here")
ROOT = Path(__file__).parents[1]
CLUB = (ROOT / "data" / "examples" / "rowing-club.html").read_bytes()
LONG = CLUB.replace(
    b"</main>", b"<p>The boats leave the jetty at nine in the morning.</p>" * 200 + b"</main>"
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("a.html").write_bytes(CLUB)
    return tmp_path


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """Let no file become larger than this; for who writes it is as if the disk were full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("before", [None, b"old"])
@pytest.mark.parametrize(
    "arguments", [("check", "-f", "json:out"), ("baseline", "-o", "out")], ids=lambda a: a[0]
)
def test_full_disk_leaves_the_old_report_and_is_no_success(
    arguments: tuple[str, ...], before: bytes | None
) -> None:
    out = Path("out")
    if before is not None:
        out.write_bytes(before)
    with room_for(50):
        result = CliRunner().invoke(main, [*arguments, "a.html"])
    assert result.exit_code == 2, result.output
    assert "File too large" in result.stderr
    assert (out.read_bytes() if out.exists() else None) == before
    assert {path.name for path in Path().iterdir()} <= {"a.html", "out"}


def test_full_disk_costs_the_page_that_does_not_fit_and_no_other() -> None:
    Path("b.html").write_bytes(LONG)
    Path("c.html").write_bytes(CLUB)
    with room_for(len(CLUB)):
        result = CliRunner().invoke(main, ["clean", "--write", "a.html", "b.html", "c.html"])
    assert result.exit_code == 3
    assert "b.html: cannot be written: File too large" in result.stderr
    assert Path("b.html").read_bytes() == LONG
    assert Path("a.html").read_bytes() == Path("c.html").read_bytes() != CLUB
    assert {path.name for path in Path().iterdir()} == {"a.html", "b.html", "c.html"}


KILLED = """
import os, signal, sys
from pathlib import Path
Path.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
from spamdetect.cli import main
main(sys.argv[1:])
"""


def test_killed_while_writing_leaves_the_old_file_and_no_page() -> None:
    ran = subprocess.run([sys.executable, "-c", KILLED, "clean", "--write", "a.html"], capture_output=True)
    assert ran.returncode == -signal.SIGKILL
    assert Path("a.html").read_bytes() == CLUB
    # What was left is no page for the next run, and in nobody's way.
    assert [item.name for item in find(["."])] == ["a.html"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read and write everything")
def test_what_may_not_be_read_or_written_costs_one_entry(folder: Path) -> None:
    Path("b.html").write_bytes(CLUB)
    Path("b.html").chmod(0)
    result = CliRunner().invoke(main, ["check", "-f", "json", "a.html", "b.html"])
    assert [entry["status"] for entry in json.loads(result.stdout)["documents"]] == ["scanned", "failed"]
    assert result.exit_code == 1
    folder.chmod(0o500)
    result = CliRunner().invoke(main, ["clean", "--write", "a.html"])
    folder.chmod(0o700)
    assert result.exit_code == 3
    assert Path("a.html").read_bytes() == CLUB


def test_page_whose_process_dies_is_a_failed_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"{number}.html" for number in range(20)]
    for name in names:
        Path(name).write_bytes(LONG if name == "7.html" else CLUB)
    judged = scan_module.checked

    def deadly(item: Input, options: Options) -> Checked:
        if item.name == "7.html":
            os.kill(os.getpid(), signal.SIGKILL)  # As the kernel does where memory is short.
        return judged(item, options)

    monkeypatch.setattr(scan_module, "checked", deadly)
    found = list(scan(find(names), Options(), workers=2))
    assert [one.path for one in found] == names
    assert [one.report.status for one in found] == ["failed" if n == 7 else "scanned" for n in range(20)]
    assert "died" in str(found[7].report.reason)
    assert all(one.report.findings for number, one in enumerate(found) if number != 7)
