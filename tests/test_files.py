import io
import os
from pathlib import Path

import pytest

from spamdetect.errors import UnreadableInput
from spamdetect.sources.files import find

TREE = (
    "site/index.html", "site/b/z.html", "site/b/a.HTM", "site/a/page.php", "site/a/feed.xml", "site/readme.md",
    "site/style.css", "site/logo.png", "site/.git/page.html", "site/.hidden.html", "bare", "[1].html",
    "assets/app.js",
)  # fmt: skip
IN_SITE = [
    "site/index.html", "site/readme.md", "site/a/feed.xml", "site/a/page.php", "site/b/a.HTM", "site/b/z.html",
]  # fmt: skip


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in TREE:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(name)
    (tmp_path / "empty").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("paths", "names"),
    [
        (["site"], IN_SITE),
        (["./site/"], IN_SITE),
        (["site/index.html", "bare"], ["site/index.html", "bare"]),
        (["bare", "site/style.css"], ["bare", "site/style.css"]),
        (["site/b", "site"], ["site/b/a.HTM", "site/b/z.html", *IN_SITE[:4]]),
        (["site/index.html", "./site/index.html", "site/index.html"], ["site/index.html"]),
        (["site/*.html"], ["site/index.html"]),
        (["site/**/*.html"], ["site/b/z.html", "site/index.html"]),
        (["site/[ab]"], [*IN_SITE[2:]]),
        (["[1].html"], ["[1].html"]),
        (["-"], ["-"]),
        ([], []),
    ],
)
def test_finds_each_page_once_in_order(tree: Path, paths: list[str], names: list[str]) -> None:
    found = find(paths)
    assert [item.name for item in found] == names
    assert not any(item.problem for item in found)
    assert all(item.read(1000) == item.name.encode() for item in found if item.file is not None)


@pytest.mark.parametrize(
    ("path", "reason", "skipped"),
    [
        ("nothing.html", "there is no such file", False),
        ("nothing/*.html", "there is no such file", False),
        ("empty", "the folder holds no pages", True),
        ("assets", "the folder holds no pages", True),
    ],
)
def test_what_is_not_there_is_an_entry(tree: Path, path: str, reason: str, skipped: bool) -> None:
    before, lost, after = find(["bare", path, "site/index.html"])
    assert (before.name, lost.name, after.name) == ("bare", path, "site/index.html")
    with pytest.raises(UnreadableInput) as caught:
        lost.read(1000)
    assert (caught.value.reason, caught.value.skipped) == (reason, skipped)


def test_links(tree: Path) -> None:
    (tree / "site/loop").symlink_to(tree / "site")
    (tree / "site/linked.html").symlink_to(tree / "bare")
    (tree / "site/broken.html").symlink_to(tree / "gone")
    assert [item.name for item in find(["site"])] == [IN_SITE[0], "site/linked.html", *IN_SITE[1:]]
    (broken,) = find(["site/broken.html"])
    with pytest.raises(UnreadableInput, match="cannot be read: No such file"):
        broken.read(1000)


def test_pipes_in_folders_are_left_alone_and_named_ones_are_read(tree: Path) -> None:
    os.mkfifo(tree / "site/pipe.html")
    assert [item.name for item in find(["site"])] == IN_SITE
    assert [item.name for item in find(["site/pipe.html"])] == ["site/pipe.html"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_no_permission(tree: Path) -> None:
    (tree / "site/b").chmod(0)
    (tree / "site/index.html").chmod(0)
    problems = {item.name: str(item.problem) for item in find(["site"]) if item.problem}
    assert problems == {"site/b": "cannot be read: Permission denied"}
    with pytest.raises(UnreadableInput, match="cannot be read: Permission denied"):
        find(["site/index.html"])[0].read(1000)


def test_name_that_is_no_text(tree: Path) -> None:
    name = os.fsdecode(b"caf\xe9.html")
    Path(name).write_bytes(b"page")
    (item,) = find([name])
    assert (item.name, item.read(1000)) == ("caf\ufffd.html", b"page")


def test_reads_no_more_than_it_must(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tree / "large.html").write_bytes(b"x" * 5000)
    assert len(find(["large.html"])[0].read(1000)) == 1001
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"x" * 5000)))
    assert len(find(["-"])[0].read(1000)) == 1001
