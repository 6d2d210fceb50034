"""Style sheets of the site's own folder: found where a browser would look, and never outside."""

import os
from pathlib import Path

import pytest
from growth import assert_in_proportion

from spamdetect.parse import parse
from spamdetect.parse.linked_sheets import SHEETS, linked_sheets
from spamdetect.parse.stylesheet import LARGEST


@pytest.fixture
def site(tmp_path: Path) -> Path:
    root = tmp_path / "site"
    (root / "css").mkdir(parents=True)
    (root / "news" / "2024").mkdir(parents=True)
    (root / "css" / "site.css").write_text(".a{display:none}")
    (root / "css" / "späte regeln.css").write_text(".b{display:none}")
    (root / "news" / "news.css").write_text(".c{display:none}")
    (tmp_path / "secret.css").write_text(".secret{}")
    (root / "css" / "out.css").symlink_to(tmp_path / "secret.css")
    (root / "css" / "loop.css").symlink_to(root / "css" / "loop.css")
    (root / "css" / "folder.css").mkdir()
    return root


FOUND = [
    ('<link rel="stylesheet" href="/css/site.css">', [".a{display:none}"]),
    ("<link href=../news.css rel='StyleSheet'>", [".c{display:none}"]),
    ('<LINK REL=stylesheet HREF="../../css/site.css?v=3#x">', [".a{display:none}"]),
    ('<link rel="stylesheet" href="/css/sp%C3%A4te%20regeln.css">', [".b{display:none}"]),
    ('<link rel=stylesheet href="/css/site.css"><link rel=stylesheet href="../news.css">', [".a{display:none}", ".c{display:none}"]),
    ('<link rel="stylesheet" media="screen" href="/css/site.css">', [".a{display:none}"]),
    ('<link rel="stylesheet" media="print" href="/css/site.css">', []),
    ('<link rel="alternate stylesheet" href="/css/site.css">', []),
    ('<link rel="preload" as="style" href="/css/site.css">', []),
    ('<link rel="stylesheet" href="https://library.example/css/site.css">', []),
    ('<link rel="stylesheet" href="//library.example/css/site.css">', []),
    ('<link rel="stylesheet" href="file:///etc/passwd">', []),
    ('<base href="https://library.example/"><link rel="stylesheet" href="/css/site.css">', []),
    ('<base href="/"><link rel="stylesheet" href="/css/site.css">', [".a{display:none}"]),
    ('<link rel="stylesheet" href="/news.css">', [".c{display:none}"]),
    ('<link rel="stylesheet" href="/2024/../../secret.css">', []),
    ('<link rel="stylesheet" href="../../../secret.css">', []),
    ('<link rel="stylesheet" href="/../secret.css">', []),
    ('<link rel="stylesheet" href="/css/%2e%2e/%2e%2e/secret.css">', []),
    ('<link rel="stylesheet" href="/css/out.css">', []),
    ('<link rel="stylesheet" href="/css/loop.css">', []),
    ('<link rel="stylesheet" href="/css/folder.css">', []),
    ('<link rel="stylesheet" href="/css/missing.css">', []),
    ('<link rel="stylesheet" href="/css/site.css%00">', []),
    ('<link rel="stylesheet" href="">', []),
    ('<link rel="stylesheet">', []),
    ('<link rel="stylesheet" href="http://[bad">', []),
]  # fmt: skip


@pytest.mark.parametrize(("page", "texts"), FOUND)
def test_sheets_are_those_of_the_site(site: Path, page: str, texts: list[str]) -> None:
    file = site / "news" / "2024" / "page.html"
    assert linked_sheets(page, file, site) == texts
    assert linked_sheets(page.encode(), file, site) == texts


def test_a_sheet_hides_what_it_says(site: Path) -> None:
    page = '<link rel="stylesheet" href="/css/site.css"><p class="a">Lucky reels</p>'
    (block,) = parse(page, sheets=linked_sheets(page, site / "index.html", site)).blocks
    assert block.hiding is not None
    assert block.hiding.source == "stylesheet"


def test_the_page_has_the_last_word(site: Path) -> None:
    page = (
        '<link rel="stylesheet" href="/css/site.css"><style>.a{display:block}</style><p class="a">Hours</p>'
    )
    (block,) = parse(page, sheets=linked_sheets(page, site / "index.html", site)).blocks
    assert block.hiding is None


IMPORTED = [
    # The sheet that is linked; what is read of it and of `site.css`, which it imports or not.
    ('@import "site.css";.b{}', ".a{display:none}.b{}"),
    (
        "@charset 'utf-8';/* x */ @import url(/css/site.css) screen;",
        "@charset 'utf-8';/* x */.a{display:none}",
    ),
    ("@IMPORT URL( 'site.css' ) layer(kit);", "@layer kit{.a{display:none}}"),
    ("@import 'site.css' layer supports(display:grid);", "@layer {.a{display:none}}"),
    ("@layer x;@import 'site.css'", "@layer x;.a{display:none}"),
    ("@import 'site.css' print;.b{}", "@import 'site.css' print;.b{}"),
    ("@import 'site.css' supports(not (display:grid));", "@import 'site.css' supports(not (display:grid));"),
    ("@import 'https://other.example/site.css';.b{}", ".b{}"),
    ("@import '../../secret.css';.b{}", ".b{}"),
    ("@import 'own.css';.b{}", ".b{}" * 5),
    (".b{}@import 'site.css';", ".b{}@import 'site.css';"),
]


@pytest.mark.parametrize(("sheet", "text"), IMPORTED)
def test_a_sheet_takes_in_those_of_the_site_that_it_imports(site: Path, sheet: str, text: str) -> None:
    (site / "css" / "own.css").write_text(sheet)
    page = '<link rel="stylesheet" href="/css/own.css">'
    (found,) = linked_sheets(page, site / "index.html", site)
    assert "".join(found.split()) == "".join(text.split())


def test_a_style_element_imports_too(site: Path) -> None:
    page = '<style>@import "/css/site.css";</style><p class="a">Lucky reels</p>'
    (block,) = parse(page, sheets=linked_sheets(page, site / "index.html", site)).blocks
    assert block.hiding is not None


def test_sheets_are_bounded(site: Path) -> None:
    (site / "css" / "large.css").write_text("a{}" * LARGEST)
    page = '<link rel="stylesheet" href="/css/large.css">' * (2 * SHEETS)
    texts = linked_sheets(page, site / "index.html", site)
    assert len(texts) == SHEETS
    assert len(texts[0]) == LARGEST


def test_unclosed_tags_take_linear_time(site: Path) -> None:
    def read(count: int) -> None:
        assert linked_sheets(b"<link " * count, site / "index.html", site) == []

    assert_in_proportion(read, 5_000, 20_000)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs files that cannot be read")
def test_a_sheet_that_cannot_be_read_is_empty(site: Path) -> None:
    (site / "css" / "site.css").chmod(0)
    assert linked_sheets('<link rel=stylesheet href="/css/site.css">', site / "index.html", site) == [""]
