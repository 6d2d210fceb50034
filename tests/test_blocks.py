"""Every place in a page where text can stand is read, named, and cut out alone."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from spamdetect.clean import without
from spamdetect.parse import parse
from spamdetect.parse.document import Document, Mark
from spamdetect.types import Block, Span

PLACES = tomllib.loads((Path(__file__).parent / "cases/parse/places.toml").read_text(encoding="utf-8"))[
    "place"
]


def marks_of(block: Block, document: Document, case: dict[str, Any]) -> list[Mark]:
    """Return the marks that mean what the case is about."""
    if case.get("region"):
        return [Mark(b.index, 0, len(b.text)) for b in document.blocks if b.region == block.region]
    if case.get("empty"):
        link = next(link for link in block.links if link.href == case["href"])
        return [Mark(block.index, link.start, link.end)]
    start = block.text.index(case["says"]) if case["origin"] == "structured-data" else 0
    return [Mark(block.index, start, start + len(case["says"]) if start else len(block.text))]


@pytest.mark.parametrize("case", PLACES, ids=lambda case: str(case["name"]))
def test_the_place_is_read_and_cut_alone(case: dict[str, Any]) -> None:
    before = case["before"] + case.get("lead", "")
    page = before + case["cut"] + case["after"]
    document = parse(page, kind="html")
    found = [
        block
        for block in document.blocks
        if block.origin == case["origin"]
        and case["says"] in block.text
        and (not case.get("href") or any(link.href == case["href"] for link in block.links))
    ]
    assert found, [(block.origin, block.text) for block in document.blocks]
    block = found[-1]
    if "rel" in case:
        assert block.links[0].rel == case["rel"]
    cuts = document.places.cuts(marks_of(block, document, case))
    assert without(page, [cut.span for cut in cuts]) == case.get("left", before + case["after"])


READ = [
    ("a<hr>b", ["a\nb"]),
    ("one<br>two", ["one\ntwo"]),
    ("one<br><br>two", ["one\n\ntwo"]),
    ("x<div></div>y", ["x\ny"]),
    ("<p>one <b>two</b> <i>three</i></p>", ["one two three"]),
    ("<p>one<img src=x>two</p>", ["one two"]),
    ("<ul><li>one<li>two</ul>", ["one", "two"]),
    ("<div>a<p>b</p>c</div>", ["a", "b", "c"]),
    ("<p>one\n two</p>\n\n<p>three</p>", ["one\n two", "three"]),
    ("<table><tr><td>a</td><td>b</td></tr></table>", ["a", "b"]),
    ("<p>&lt;b&gt; &amp; &euro; &#x1F600; &notit;</p>", ["<b> & € 😀 ¬it;"]),
    ("<script>var a = 'one two three';</script><style>p{color:red}</style><p>x", ["x"]),
    ("<a href=/x><div>one</div><div>two</div></a>", ["one", "two"]),
    ("<p><!--[if IE]><![endif]-->x</p>", ["x"]),
    ("<pre>\n a\n  b</pre>", [" a\n  b"]),
    ("<math><mi>a</mi><mo>+</mo><mi>b</mi><annotation>a+b</annotation></math>", ["a+b"]),
    ("<p>fi&shy;ne ne\u200bver</p>", ["fi\xadne ne\u200bver"]),
    ("<select><option>one<option>two</select>", ["one", "two"]),
]


@pytest.mark.parametrize(("page", "texts"), READ)
def test_text_is_cut_into_blocks_as_it_is_laid_out(page: str, texts: list[str]) -> None:
    assert [block.text for block in parse(page, kind="html").blocks] == texts


LINKS = [
    ('<p>see <a href=" HTTP://X.example/a ">this <b>one</b></a> now', [("HTTP://X.example/a", "x.example", 4, 12, "element")]),
    ('<a href="/in">in</a>', [("/in", "", 0, 2, "element")]),
    ('<a rel="NoFollow" href="//x.example">x</a>', [("//x.example", "x.example", 0, 1, "element")]),
    ('<a href="https://x.example/"><img src=logo.png alt=""></a>', [("https://x.example/", "x.example", 0, 0, "image")]),
    ('<a href="https://x.example/"><i class="icon"></i></a>', [("https://x.example/", "x.example", 0, 0, "image")]),
    ('<a href="https://x.example/"><img src=t.gif width=1 height=1></a>', [("https://x.example/", "x.example", 0, 0, "element")]),
    ('<a href="https://x.example/"></a>', [("https://x.example/", "x.example", 0, 0, "element")]),
    ('<map><area href="https://x.example/" alt="x"></map>', [("https://x.example/", "x.example", 0, 0, "element")]),
    ("<p>go to www.x.example.com or x-y.com today", [("http://www.x.example.com", "www.x.example.com", 6, 23, "bare"), ("http://x-y.com", "x-y.com", 27, 34, "bare")]),
    ('<p><a href="https://a.example">a.com</a> b.com', [("https://a.example", "a.example", 0, 5, "element"), ("http://b.com", "b.com", 6, 11, "bare")]),
    ("<p>name.surname wrote file.txt, main.py. Next sentence.It ends", []),
    ('<a name="top">x</a>', []),
    ("<a href='https://x.example/'><p>one</p><p>two</p></a>", [("https://x.example/", "x.example", 0, 3, "element"), ("https://x.example/", "x.example", 0, 3, "element")]),
]  # fmt: skip


@pytest.mark.parametrize(("page", "links"), LINKS)
def test_links_are_found_where_they_stand(page: str, links: list[tuple[str, str, int, int, str]]) -> None:
    blocks = parse(page, kind="html").blocks
    found = [
        (link.href, link.host, link.start, link.end, link.form) for block in blocks for link in block.links
    ]
    assert found == links


SECTIONS = [
    ("<header><p>x</p></header>", "header", False),
    ("<nav><ul><li>x</ul></nav>", "nav", False),
    ("<main><div>x</div></main>", "main", False),
    ("<article>x</article>", "main", False),
    ("<footer>x</footer>", "footer", False),
    ("<aside>x</aside>", "aside", False),
    ("<blockquote><p>x</p></blockquote>", "none", True),
    ("<pre><code>x</code></pre>", "none", True),
    ("<div>x</div>", "none", False),
]


@pytest.mark.parametrize(("page", "section", "quoted"), SECTIONS)
def test_landmarks_and_quotations_are_handed_down(page: str, section: str, quoted: bool) -> None:
    (block,) = parse(page, kind="html").blocks
    assert (block.section, block.quoted) == (section, quoted)


UNLINKED = [
    (
        '<p>see <a href="https://x.example/">this one</a> now</p>',
        "see this one now",
        "<p>see this one now</p>",
    ),
    ("<p><b><a href=x>a</a></b> c <a href=y>b</a></p>", "a c b", "<p><b>a</b> c b</p>"),
]


@pytest.mark.parametrize(("page", "text", "rest"), UNLINKED)
def test_a_link_can_lose_its_tags_and_keep_its_words(page: str, text: str, rest: str) -> None:
    document = parse(page, kind="html")
    (block,) = document.blocks
    assert block.text == text
    marks = [Mark(0, link.start, link.end, unlink=True) for link in block.links]
    assert without(page, [cut.span for cut in document.places.cuts(marks)]) == rest


KEPT = [
    # Words marked, page, what is left.
    ("bad words", "<p>good bad words good</p>", "<p>good  good</p>"),
    ("bad words", "<p>good <b>bad</b> words</p>", "<p>good </p>"),
    ("bad", '<div><img src="a.jpg">bad</div>', '<div><img src="a.jpg"></div>'),
    ("bad", "<ul><li>good</li><li>bad</li></ul>", "<ul><li>good</li></ul>"),
    ("bad", "<ul><li>bad</li></ul><p>x", "<p>x"),
    ("bad", "<p>good | <a href=x>bad</a></p>", "<p>good | </p>"),
    ("a, b", "<p><a href=x>a</a>, <a href=y>b</a> good</p>", "<p> good</p>"),
]


@pytest.mark.parametrize(("words", "page", "rest"), KEPT)
def test_a_cut_takes_whole_elements_and_never_more(words: str, page: str, rest: str) -> None:
    document = parse(page, kind="html")
    block = next(block for block in document.blocks if words in block.text)
    start = block.text.index(words)
    cuts = document.places.cuts([Mark(block.index, start, start + len(words))])
    assert without(page, [cut.span for cut in cuts]) == rest


def test_cuts_name_the_marks_that_asked_for_them() -> None:
    document = parse("<p>one</p><p>two</p><p>three</p>", kind="html")
    cuts = document.places.cuts([Mark(0, 0, 3), Mark(2, 0, 5)])
    assert [(cut.span, cut.marks) for cut in cuts] == [(Span(0, 10), (0,)), (Span(20, 32), (1,))]
