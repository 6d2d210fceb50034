import re
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spamdetect.clean import joined, without
from spamdetect.cli.diff import unified
from spamdetect.types import Span

PAGE = b"".join(b"line %d\n" % number for number in range(1, 31))
HUNK = re.compile(rb"@@ -(\d+),(\d+) \+(\d+),(\d+) @@\n")


def applied(page: bytes, patch: bytes) -> bytes:
    """Apply a unified diff the slow and simple way, checking everything that it says."""
    lines, result, position = page.splitlines(keepends=True), [], 0
    for head in HUNK.finditer(patch):
        start, old, new_start, new = map(int, head.groups())
        end = next((later.start() for later in HUNK.finditer(patch, head.end())), len(patch))
        signed: list[bytes] = []
        for line in patch[head.end() : end].splitlines(keepends=True):
            if line.startswith(b"\\"):
                signed[-1] = signed[-1][:-1]
            else:
                signed.append(line)
        first = start - (old > 0)
        result += lines[position:first]
        assert [line[1:] for line in signed if line[:1] in b" -"] == lines[first : first + old]
        left = [line[1:] for line in signed if line[:1] in b" +"]
        assert (new_start - (new > 0), new) == (len(result), len(left))
        result += left
        position = first + old
    return b"".join([*result, *lines[position:]])


def spans_in(page: bytes) -> st.SearchStrategy[list[Span]]:
    edge = st.integers(0, len(page))
    return st.lists(st.builds(lambda one, two: Span(min(one, two), max(one, two)), edge, edge)).map(joined)


@given(st.lists(st.sampled_from([b"a", b"b", b"\n", b"\n\n\n\n"]), max_size=60).map(b"".join), st.data())
def test_patch_gives_the_cleaned_page(page: bytes, data: st.DataObject) -> None:
    spans = data.draw(spans_in(page))
    patch = unified("page.html", page, spans)
    assert applied(page, patch) == without(page, spans)
    assert bool(patch) == bool(spans)


@pytest.mark.parametrize(
    "pieces",
    [[b"line 5\n"], [b"5"], [b"5\nline 6"], [b"line 1\n", b"line 30\n"], [b"9\n", b"line 10"], [b"0\n"], [PAGE]],
)  # fmt: skip
@pytest.mark.parametrize("end", [b"", b"last"])
def test_git_takes_it(tmp_path: Path, pieces: list[bytes], end: bytes) -> None:
    page = PAGE + end
    spans = [Span(page.index(piece), page.index(piece) + len(piece)) for piece in pieces]
    file = tmp_path / "a b.html"
    file.write_bytes(page)
    patch = unified(file.name, page, spans)
    subprocess.run(["git", "apply", "-"], input=patch, cwd=tmp_path, check=True)
    left = without(page, spans)
    assert (file.read_bytes() if file.exists() else b"") == left


def test_hunks_have_three_lines_around_and_join() -> None:
    spans = [Span(PAGE.index(b"5\n"), PAGE.index(b"5\n") + 1), Span(PAGE.index(b"10"), PAGE.index(b"10") + 2)]
    patch = unified("a.html", PAGE, spans).decode()
    assert patch.splitlines()[:8] == [
        "--- a/a.html", "+++ b/a.html", "@@ -2,12 +2,12 @@", " line 2", " line 3", " line 4", "-line 5", "+line ",
    ]  # fmt: skip
    assert patch.count("@@ -") == 1
