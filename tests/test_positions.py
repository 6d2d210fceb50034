"""From the text of a block back to the source: on any markup, and on real pages."""

import html
import random
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import turbohtml
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from spamdetect.clean import without
from spamdetect.errors import UnreadableInput
from spamdetect.parse import parse
from spamdetect.parse.align import MARKUP, align
from spamdetect.parse.document import Document, Mark
from spamdetect.types import Block

# What the parser hands over as text of the page, in the order of the source.
READ = ("body", "title", "noscript", "after-end")


def squeezed(text: str) -> str:
    """Return a text without white space, which parsers drop and join in many places."""
    return "".join(text.split())


def reread(document: Document, block: Block) -> str:
    """Return the text that the source says where a block is cut."""
    cuts = document.places.cuts([Mark(block.index, 0, len(block.text))])
    source = " ".join(document.source.text[cut.span.start : cut.span.end] for cut in cuts)
    if block.tag in ("td", "th", "tr", "tbody"):
        source = f"<table>{source}</table>"
    if block.tag in ("title", "textarea") and not source.startswith(f"<{block.tag}"):
        source = f"<{block.tag}>{source}</{block.tag}>"
    return turbohtml.parse(source).text


TAGS = st.sampled_from([
    "<p>", "</p>", "<div>", "</div>", "<b>", "</b>", "<i>", "<a href=/x>", "</a>", "<table>", "<tr>", "<td>", "</table>",
    "<ul>", "<li>", "</ul>", "<br>", "<!-- c -->", "<!bogus>", "</x>", "<?pi?>", "<h1>", "</h1>", "<span title='>'>",
    "</span>", "<img alt=\"a>b\">", "<title>", "</title>", "<pre>\n", "</pre>", "<svg>", "</svg>", "<textarea>",
    "</textarea>", "</body>", "</html>", "<head>", "<body>", "<select>", "<option>", "</select>", "<font>", "<p", ">",
    "<div style='display:none'>", "<noscript>", "</noscript>", "<form>", "</form>", "<a href='x'", "<x-y z=\"'\" w>",
])  # fmt: skip
WORDS = st.text(
    alphabet=st.sampled_from("ab cd\n\r\t<>&;\"'=!/-\0éßж中😀\u200b\u0301\ufffd"), min_size=1, max_size=8
)
REFERENCES = st.sampled_from(
    [
        "&amp;",
        "&lt;",
        "&#65;",
        "&#x1F600;",
        "&nbsp;",
        "&eacute",
        "&notit;",
        "&bogus;",
        "&#0;",
        "&#128;",
        "&amp;lt;",
        "&",
    ]
)
MARKUPS = st.lists(st.one_of(TAGS, WORDS, REFERENCES), max_size=25).map("".join)


@given(MARKUPS)
@settings(max_examples=500, deadline=None)
def test_cuts_stay_inside_the_source_in_order_and_apart(page: str) -> None:
    try:
        document = parse(page, kind="html")
    except UnreadableInput:
        return
    marks = [Mark(block.index, 0, len(block.text)) for block in document.blocks]
    for chosen in (marks, marks[::2], marks[:1]):
        end = 0
        for cut in document.places.cuts(chosen):
            assert end <= cut.span.start < cut.span.end <= len(document.source.text)
            end = cut.span.end


@given(MARKUPS)
@settings(max_examples=500, deadline=None)
def test_str_and_bytes_agree(page: str) -> None:
    encoded = page.encode("utf-8", "replace")
    try:
        one, two = parse(page, kind="html"), parse(encoded, kind="html", encoding="utf-8")
    except UnreadableInput:
        return
    assert one.blocks == two.blocks
    marks = [Mark(block.index, 0, len(block.text)) for block in one.blocks[::2]]
    left_of_text = page
    left_of_bytes = encoded
    for cut in reversed(one.places.cuts(marks)):
        start, end = one.source.to_given([cut.span.start, cut.span.end])
        left_of_text = left_of_text[:start] + left_of_text[end:]
        start, end = two.source.to_given([cut.span.start, cut.span.end])
        left_of_bytes = left_of_bytes[:start] + left_of_bytes[end:]
    assert left_of_text.encode("utf-8", "replace") == left_of_bytes


@given(st.lists(st.tuples(WORDS, st.booleans()), min_size=1, max_size=8))
@settings(max_examples=300, deadline=None)
def test_what_is_written_in_well_formed_markup_is_cut_to_the_character(parts: list[tuple[str, bool]]) -> None:
    clean = [(squeezed(word.replace("\0", "")), marked) for word, marked in parts]
    clean = [(word, marked) for word, marked in clean if word]
    page = "<html><body>" + "".join(f"<p>{html.escape(word)}</p>" for word, _ in clean) + "</body></html>"
    document = parse(page, kind="html")
    assert [block.text for block in document.blocks] == [word for word, _ in clean]
    marks = [Mark(number, 0, len(word)) for number, (word, marked) in enumerate(clean) if marked]
    rest = without(page, [cut.span for cut in document.places.cuts(marks)])
    kept = "".join(f"<p>{html.escape(word)}</p>" for word, marked in clean if not marked)
    assert rest == f"<html><body>{kept}</body></html>"


ALIGNED = [
    ("plain", "plain", "plain"),
    ("a & b", "a &amp; b", "a &amp; b"),
    ("a & b", "a & b", "a & b"),
    ("&amp;", "&amp;amp;", "&amp;amp;"),
    ("¬it;", "&notit;", "&notit;"),
    ("ab", "a</x>b", "a</x>b"),
    ("ab", "a<!-- > -->b", "a<!-- > -->b"),
    ("x", "<i title='>'>x", "x"),
    ("x", '<i a="b"">x', "x"),
    ("ab", "a\0b", "a\0b"),
    ("\ufffd", "&#0;", "&#0;"),
    ("a < b", "a < b", "a < b"),
    ("😀x", "&#x1F600;x", "&#x1F600;x"),
]


@pytest.mark.parametrize(("text", "source", "said"), ALIGNED)
def test_text_is_aligned_with_its_source(text: str, source: str, said: str) -> None:
    stand = align(text, source, 0)
    assert stand is not None
    span = stand.span(0, len(text))
    assert source[span.start : span.end] == said


def test_text_that_is_not_there_has_no_place() -> None:
    assert align("other", "text", 0) is None


@given(st.text(alphabet="<>!-/ab \"'=&", max_size=40))
@settings(max_examples=300)
def test_a_tag_ends_where_the_parser_says(text: str) -> None:
    page = f"<b {text}"
    (element, *_) = turbohtml.parse(page, source_locations=True).select("b") or [None]  # type: ignore[list-item]
    if element is not None and element.source_location is not None:
        found = MARKUP.match(page)
        assert found is not None
        assert found.end() == element.source_location.start_tag.end_offset


def real_pages(shared: Path, count: int) -> Iterator[tuple[str, bytes]]:
    """Yield a sample of real pages, one a site."""
    chosen, seen = random.Random(5), set()
    with tarfile.open(shared / "clean_pages.tar.xz", "r:xz") as archive:
        for member in archive:
            site = member.name.split("/")[1] if member.isfile() else ""
            if not site or site in seen or chosen.random() > 0.2:
                continue
            file = archive.extractfile(member)
            if file is not None:
                seen.add(site)
                yield member.name, file.read()
            if len(seen) == count:
                return


@pytest.mark.shared
def test_real_pages_reread_to_the_text_of_their_blocks(shared: Path) -> None:
    blocks = wrong = 0
    apart: list[str] = []
    for name, content in real_pages(shared, 150):
        try:
            document = parse(content)
        except UnreadableInput:
            continue
        if document.kind == "text" or content.lstrip().startswith(b"<?xml"):
            continue
        for block in document.blocks:
            if block.origin in READ and block.text.strip():
                blocks += 1
                if squeezed(reread(document, block)) != squeezed(block.text):
                    wrong += 1
                    apart.append(f"{name}: {block.text[:60]!r}")
    assert blocks > 10_000
    # What is left is text that the parser moves across elements, or says twice, in misnested markup.
    assert wrong <= blocks / 2000, apart[:10]


@pytest.mark.shared
def test_real_pages_are_cut_to_the_byte(shared: Path) -> None:
    chosen = random.Random(3)
    for name, content in real_pages(shared, 60):
        try:
            document = parse(content)
        except UnreadableInput:
            continue
        picked = chosen.sample(document.blocks, min(5, len(document.blocks)))
        marks = sorted(Mark(block.index, 0, len(block.text)) for block in picked)
        cuts = document.places.cuts(marks)
        ends = document.source.to_given([end for cut in cuts for end in (cut.span.start, cut.span.end)])
        start, kept = 0, []
        for low, high in zip(ends[::2], ends[1::2], strict=True):
            assert start <= low <= high <= len(content), name
            kept.append(content[start:low])
            start = high
        kept.append(content[start:])
        left = b"".join(kept)
        said = document.source.text
        rest, position = [], 0
        for cut in cuts:
            rest.append(said[position : cut.span.start])
            position = cut.span.end
        rest.append(said[position:])
        if document.source.codec == "utf-8" and "\ufffd" not in said:
            assert left.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n") == "".join(rest), name


@pytest.mark.shared
def test_text_agrees_with_another_parser(shared: Path) -> None:
    pages = agreed = 0
    apart = []
    for name, content in real_pages(shared, 120):
        try:
            document = parse(content)
        except UnreadableInput:
            continue
        if document.kind == "text" or content.lstrip().startswith(b"<?xml"):
            continue
        other = LexborHTMLParser(document.source.text)
        other.strip_tags(["script", "style", "iframe", "noembed", "noframes", "template", "annotation"])
        ours = "".join(
            block.text
            for block in document.blocks
            if block.origin in (*READ, "frame") and block.tag != "iframe"
        )
        pages += 1
        same = squeezed(other.root.text() if other.root is not None else "") == squeezed(ours)
        agreed += same
        if not same:
            apart.append(name)
    assert agreed >= 0.95 * pages, apart
