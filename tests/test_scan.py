from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from spamdetect.errors import UnreadableInput
from spamdetect.sources.files import Input, find
from spamdetect.sources.scan import Options, look, scan, sheets_of

ROOT = Path(__file__).parents[1]
PAGE = b"<!doctype html><title>Boats</title><p>The boats leave the jetty at nine in the morning.</p>"
GONE = UnreadableInput("there is no such file", skipped=False)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "page.html"
    file.write_bytes(PAGE)
    return file


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("pattern", ["", "x", "ox", "xo", "oxxoo", "xxx", "ooxx", "xoxoxoxo" * 5])
def test_keeps_the_order_whatever_cannot_be_read(pattern: str, workers: int, file: Path) -> None:
    inputs = [
        Input(f"{number}{sign}", file if sign == "o" else None, None if sign == "o" else GONE)
        for number, sign in enumerate(pattern)
    ]
    checked = list(scan(inputs, Options(), workers=workers))
    assert [one.path for one in checked] == [item.name for item in inputs]
    assert [one.report.status for one in checked] == [
        "scanned" if sign == "o" else "failed" for sign in pattern
    ]


def test_reads_one_page_at_a_time_and_keeps_none(file: Path) -> None:
    asked = 0

    def inputs() -> Iterator[Input]:
        nonlocal asked
        for number in range(10):
            asked += 1
            yield Input(str(number), file)

    for number, checked in enumerate(scan(inputs(), Options()), 1):
        assert asked == number
        report = checked.report
        assert (report.clean_html, report.clean_text, report.verdicts) == (b"", "", ())


def test_reads_a_file_once(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = []
    plain_open = Path.open

    def counted(self: Path, mode: str = "r") -> object:
        opened.append(self)
        return plain_open(self, mode)

    monkeypatch.setattr(Path, "open", counted)
    page, report = look(Input("page.html", file), Options())
    assert (page, report.status) == (PAGE, "scanned")
    list(scan([Input("page.html", file)], Options()))
    assert opened.count(file) == 2


@pytest.mark.parametrize("workers", [1, 2])
def test_style_sheets_of_the_site_are_read(tmp_path: Path, workers: int) -> None:
    page = (ROOT / "data/examples/rowing-club.html").read_bytes()
    page = page.replace(b'style="position:absolute;left:-9999px"', b'class="x1"')
    page = page.replace(b"<head>", b'<head><link rel="stylesheet" href="/css/site.css">')
    (tmp_path / "css").mkdir()
    (tmp_path / "news").mkdir()
    (tmp_path / "css" / "site.css").write_text(".x1 { text-indent: -9999px; overflow: hidden }")
    (tmp_path / "news" / "page.html").write_bytes(page)
    (checked,) = scan(find([str(tmp_path)]), Options(), workers=workers)
    (finding,) = checked.report.findings
    assert (finding.rule, finding.technique) == ("SD101", "off-screen")
    (item,) = find([str(tmp_path)])
    (above,) = scan([replace(item, root=tmp_path.parent)], Options(), workers=workers)
    assert above.report.findings[0].technique == "off-screen"
    (alone,) = scan([Input("page.html", tmp_path / "news" / "page.html")], Options(), workers=workers)
    assert all(found.rule != "SD101" for found in alone.report.findings)


def test_root_of_a_named_file_is_the_folder_that_one_is_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "site" / "news").mkdir(parents=True)
    for name in ("news/page.html", "about.html"):
        (tmp_path / "site" / name).write_bytes(PAGE)
    monkeypatch.chdir(tmp_path / "site")
    roots = [
        find([path])[0].root for path in ("news/page.html", str(tmp_path / "site/news/page.html"), "news")
    ]
    assert roots == [tmp_path / "site", tmp_path / "site", Path("news")]
    (tmp_path / "site" / "news" / "day.css").touch()
    link = b'<link rel="stylesheet" href="/day.css">'
    assert sheets_of(find(["news/page.html"])[0], link) == [""]
    assert sheets_of(find(["about.html"])[0], link) == []
    monkeypatch.chdir("news")
    roots = [find([path])[0].root for path in ("page.html", "../news/page.html", "../about.html")]
    assert roots == [tmp_path / "site/news", tmp_path / "site/news", None]
