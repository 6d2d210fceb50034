"""Whatever a page is encoded in, it is read, and a cut is exact to the byte."""

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spamdetect.clean import without
from spamdetect.errors import UnreadableInput
from spamdetect.parse import parse
from spamdetect.parse.decode import decode
from spamdetect.parse.document import Mark
from spamdetect.types import Span

# Label in the page, Python's codec, injected words, honest words.
SCRIPTS = [
    ("windows-1252", "cp1252", "Bonus gratuit à gagner", "Bibliothèque – horaires"),
    ("iso-8859-1", "cp1252", "Bonus “gratuit”", "Bibliothèque à Évry"),
    ("windows-1254", "cp1254", "Bedava çevrim şansı", "Kütüphane saatleri ığüş"),
    ("windows-1256", "cp1256", "مكافأة مجانية", "مكتبة المدينة"),
    ("windows-1251", "cp1251", "бесплатные бонусы", "часы работы"),
    ("koi8-r", "koi8-r", "бесплатные бонусы", "часы работы"),
    ("windows-874", "cp874", "หมุนฟรีวันนี้", "ห้องสมุดเมือง"),
    ("gb2312", "gb18030", "免费旋转奖金", "图书馆开放时间"),
    ("gb18030", "gb18030", "免费旋转奖金𠀀", "图书馆开放时间"),
    ("big5", "big5hkscs", "免費旋轉獎金", "圖書館開放時間"),
    ("shift_jis", "cp932", "無料スピン表示ソ", "図書館の時間ｱｲ"),
    ("euc-jp", "euc_jp", "無料スピン", "図書館の時間"),
    ("euc-kr", "cp949", "무료 회전 똠방", "도서관 이용 시간"),
    ("iso-2022-jp", "iso2022_jp", "無料スピン", "図書館の時間"),
    ("utf-8", "utf-8", "ücretsiz 🎰 dönüş", "Kütüphané 🏛 saatleri"),
    ("utf-8", "utf-8-sig", "ücretsiz 🎰", "Kütüphane"),
    ("utf-16", "utf-16", "бонусы 🎰", "часы работы"),
    ("utf-16le", "utf-16-le", "free spins 🎰", "opening hours of the city library"),
]  # fmt: skip
NEWLINES = ["\n", "\r\n", "\r"]


@pytest.mark.parametrize("newline", NEWLINES, ids=["lf", "crlf", "cr"])
@pytest.mark.parametrize(
    ("label", "codec", "spam", "honest"), SCRIPTS, ids=[f"{row[0]}-{row[1]}" for row in SCRIPTS]
)
def test_a_cut_is_exact_to_the_byte(label: str, codec: str, spam: str, honest: str, newline: str) -> None:
    cut = f'<div style="display:none">{spam}{newline}<a href="https://reels.example/">{spam} x</a></div>'
    before = f'<html><head><meta charset="{label}"></head>{newline}<body><p>{honest}</p>{newline}'
    after = f"{newline}<p>{honest}&amp;{honest}</p></body></html>{newline}"
    page = (before + cut + after).encode(codec)
    document = parse(page)
    (block,) = [block for block in document.blocks if block.hiding is not None]
    assert "".join(block.text.split()) == "".join(f"{spam}{spam}x".split())
    assert any(honest in other.text for other in document.blocks)
    (found,) = document.places.cuts([Mark(block.index, 0, len(block.text))])
    start, end = document.source.to_given([found.span.start, found.span.end])
    left = page[:start] + page[end:]
    assert left == (before + after).encode(codec)
    text_document = parse(before + cut + after)
    (same,) = text_document.places.cuts([Mark(block.index, 0, len(block.text))])
    ends = text_document.source.to_given([same.span.start, same.span.end])
    assert without(before + cut + after, [Span(*ends)]) == before + after


FOUND = [
    # Page, what it is taken for.
    (b"<p>plain ascii</p>", "utf-8"),
    ("<p>grün</p>".encode(), "utf-8"),
    (codecs.BOM_UTF8 + b"<meta charset=koi8-r><p>x", "utf-8"),
    ("<p>x</p>".encode("utf-16"), "utf-16le"),
    ("<p>hours of the library</p>".encode("utf-16-be"), "utf-16be"),
    (b'<?xml version="1.0" encoding="ISO-8859-9"?><rss><title>\xfd\xfe</title></rss>', "windows-1254"),
    (b'<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS"><p>\x83X', "shift_jis"),
    (b"<meta charset=latin1><p>caf\xe9", "windows-1252"),
    ("<meta charset=windows-1252><p>grün und schön</p>".encode(), "utf-8"),
    (b"<meta charset=utf-16><p>x\xc3\xbc", "utf-8"),
    (b"<meta charset=no-such><p>x\xc3\xbc", "utf-8"),
    (b"<p>" + "библиотека города открыта каждый день для всех читателей ".encode("cp1251") * 9, "windows-1251"),
    (b"<p>" + "図書館は毎日開いています。本を借りることができます。".encode("cp932") * 9, "shift_jis"),
    ("<p>ein paar kaputte Bytes, sonst gut grün schön</p>".encode() * 40 + b"\xff", "utf-8"),
    (b"<p>\x1b$B?^=q4[\x1b(B</p>", "iso-2022-jp"),
]  # fmt: skip


@pytest.mark.parametrize(("page", "encoding"), FOUND)
def test_the_encoding_is_found_as_a_browser_would(page: bytes, encoding: str) -> None:
    assert decode(page).encoding == encoding


def test_a_caller_knows_better_than_the_page() -> None:
    page = "<meta charset=utf-8><p>часы".encode("koi8-r")
    assert decode(page, encoding="KOI8-R").text.endswith("часы")


REFUSED = [
    b"",
    b" \n",
    b"\x89PNG\r\n\x1a\n" + b"\0" * 50,
    b"%PDF-1.7 x",
    b"\x1f\x8b\x08x",
    bytes(range(32)) * 50,
    "",
    "\ufeff",
]


@pytest.mark.parametrize("page", REFUSED)
def test_what_is_no_text_is_refused(page: bytes | str) -> None:
    with pytest.raises(UnreadableInput):
        decode(page)


BROKEN = [
    b"<p>NUL \0 inside a text of the page that is long enough</p>",
    b"<p>\xff\xfe broken</p><p>\xc3</p>",
    b"<meta charset=gbk><p>\x81 \xff\xff \xd6\xd0</p>",
    b"<meta charset=shift_jis><p>\xfa\x54 \xee\xf9 \x81\xca \x87\x9c</p>",
    b"<meta charset=big5><p>\x88\x62\x88\x64 \x80\xff</p>",
    b"<meta charset=euc-jp><p>\xad\xa1 \x8f\xa2</p>",
    b"<meta charset=iso-2022-jp><p>\x1b$B?^\x1b(J\\ \x1b(I1\x1b(B \x1b$ x</p>",
    "<p>lone \ud800 surrogate</p>".encode("utf-16", "surrogatepass"),
    b"\xff\xfe<\0p\0>\0x\0\x41",
]  # fmt: skip


@pytest.mark.parametrize("page", BROKEN)
def test_every_byte_of_a_broken_page_keeps_its_place(page: bytes) -> None:
    source = decode(page)
    places = source.to_given(range(len(source.text) + 1))
    assert places == sorted(places)
    assert places[-1] == len(page)
    assert places[0] == source.skipped


CODECS = [
    "cp1254",
    "cp1256",
    "gb18030",
    "big5hkscs",
    "cp932",
    "euc_jp",
    "cp949",
    "koi8-r",
    "utf-8",
    "iso2022_jp",
]


@given(st.binary(max_size=60), st.sampled_from(CODECS))
@settings(max_examples=300)
def test_any_bytes_lead_back(body: bytes, codec: str) -> None:
    label = {"big5hkscs": "big5", "cp932": "shift_jis", "cp949": "euc-kr", "iso2022_jp": "iso-2022-jp"}.get(
        codec, codec
    )
    page = b"<p>words of the page, enough of them to be text: " + body + b"</p> end of it"
    try:
        source = decode(page, encoding=label)
    except UnreadableInput:
        return
    places = source.to_given(range(len(source.text) + 1))
    assert places == sorted(places)
    assert places[-1] == len(page)
    if source.codec != "utf-16-le":
        end = source.text.index("words of the page")
        assert page[places[end] :].startswith(b"words of the page")


def test_lines_and_columns_are_those_of_an_editor() -> None:
    source = decode(b"ab\r\ncd\nef")
    assert [source.line_column(place) for place in (0, 1, 3, 4, 6)] == [
        (1, 1),
        (1, 2),
        (2, 1),
        (2, 2),
        (3, 1),
    ]


def test_places_of_the_page_are_found_in_the_text() -> None:
    source = decode("é\r\nü€x".encode())
    assert source.from_given([0, 2, 4, 6, 9]) == [0, 1, 2, 3, 4]
