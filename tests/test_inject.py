"""The simulator: exact spans, every technique, every encoding, reproducible."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from spamdetect.parse import parse
from spamdetect.parse.address import host_of
from spamdetect.parse.decode import decode
from spamdetect.train.corpus import TextRow
from spamdetect.train.inject import (
    LOOK_ALIKES,
    TECHNIQUES,
    CleanSource,
    SpamSource,
    brands,
    hosts,
    inject,
    twin,
)
from spamdetect.train.inject.hiding import hide
from spamdetect.train.inject.obfuscate import (
    combining,
    confusable,
    leet,
    soft_hyphen,
    spaced,
    styled,
    zero_width,
)
from spamdetect.train.texts import project_rows
from spamdetect.types import Kind

DATA = Path(__file__).parent.parent / "data"
HONEST = {
    "en": "The library opens again on Monday after the roof was repaired. Visitors may use the side entrance until then.",
    "tr": "Kütüphane çatı onarıldıktan sonra pazartesi günü yeniden açılıyor. Ziyaretçiler yan girişi kullanabilir.",
    "ja": "図書館は屋根の修理が終わり、月曜日に再び開館します。それまでは横の入口をご利用ください。詳しくは窓口までお問い合わせください。",
    "ru": "Библиотека снова откроется в понедельник после ремонта крыши. До этого можно пользоваться боковым входом.",
    "zh": "图书馆屋顶修好后将于星期一重新开放。在此之前请使用侧门。详情请咨询服务台工作人员。",
}
SPAM = {
    "en": ["best online casino", "casino bonus", "The best online casino gives a welcome bonus of 500 euros to every new player."],
    "tr": ["canlı bahis siteleri", "deneme bonusu", "En iyi bahis siteleri arasında yerini alan sitemizde güncel giriş adresi burada."],
    "th": ["เว็บพนันออนไลน์", "สล็อตเว็บตรง", "เว็บสล็อตที่ดีที่สุดสมัครฟรีวันนี้รับโบนัสทันทีไม่ต้องทำเทิร์นถอนได้จริง."],
    "fa": ["سایت شرط بندی", "بونوس رایگان", "بهترین سایت شرط بندی با درگاه مستقیم و واریز سریع برای کاربران ایرانی است."],
}  # fmt: skip
ENCODINGS = [("utf-8", "en"), ("windows-1254", "tr"), ("shift_jis", "ja"), ("euc-jp", "ja"), ("windows-1251", "ru"), ("koi8-r", "ru"), ("gb2312", "zh"), ("big5", "en"), ("utf-16", "tr")]  # fmt: skip
# Look-alikes that plain text cannot show: what is hidden, scripts, pixels, the head.
HTML_ONLY = ("alternates", "folded", "oddly-hidden", "tracking", "commented", "written", "structured")
PAGE = """<!DOCTYPE html>
<html><head><meta http-equiv="Content-Type" content="text/html; charset={encoding}">
<title>{title}</title><meta name="description" content="{title}"></head>
<body><header><h1>{title}</h1></header>
<div class="entry-content"><p>{text}</p>
<p>{text} {text}</p><p><img src="a.png" alt="{title}"> {text}</p></div>
<script>var a = "<p>no place</p>";</script><footer><p>2024</p></footer></body></html>
"""


def page(kind: Kind, encoding: str, language: str, newline: str = "\n") -> bytes:
    text = HONEST[language]
    whole = (
        PAGE.format(encoding=encoding, title=text[:20], text=text)
        if kind == "html"
        else f"{text[:20]}\n\n{text}\n\n{text}\n" * 8
    )
    return whole.replace("\n", newline).encode(encoding)


@pytest.fixture(scope="module")
def rows() -> list[TextRow]:
    spam = [
        TextRow(text, language, True, "gambling", "a") for language, texts in SPAM.items() for text in texts
    ]
    return spam + [
        TextRow(text, language, False, "other", "b")
        for language, text in HONEST.items()
        for text in (text, text[:30])
    ]


@pytest.fixture(scope="module")
def spam(rows: list[TextRow]) -> SpamSource:
    return SpamSource.collect(rows, DATA)


@pytest.fixture(scope="module")
def texts(rows: list[TextRow]) -> CleanSource:
    return CleanSource.collect([*rows, *project_rows(DATA)])


@pytest.mark.parametrize(("encoding", "language"), ENCODINGS)
@pytest.mark.parametrize(
    ("kind", "technique"), [(kind, name) for kind in ("html", "text") for name in TECHNIQUES[kind]]
)
def test_putting_back_what_was_removed_gives_the_page_byte_for_byte(
    kind: Kind, technique: str, encoding: str, language: str, spam: SpamSource
) -> None:
    if kind == "text" and encoding == "euc-jp":
        pytest.skip("text that does not say its encoding is guessed, and this one wrongly")
    for seed, newline in enumerate(("\n", "\r\n")):
        original = page(kind, encoding, language, newline)
        found = inject(
            original,
            kind,
            spam,
            Random(f"{technique}{encoding}{seed}"),
            language=language,
            technique=technique,
        )
        rebuilt, position = b"", 0
        for (start, end), removed in zip(found.spans, found.removed, strict=True):
            assert start < end
            assert start >= position
            rebuilt += found.page[position:start] + removed
            position = end
        assert rebuilt + found.page[position:] == original
        assert found.technique == technique
        assert found.unlink == (technique == "unlink")
        assert any(found.removed) <= (technique in ("hijack", "attribute", "rewritten"))


@pytest.mark.parametrize("kind", ["html", "text"])
def test_the_same_seed_gives_the_same_page(kind: Kind, spam: SpamSource, texts: CleanSource) -> None:
    original = page(kind, "utf-8", "en")
    assert inject(original, kind, spam, Random(7)) == inject(original, kind, spam, Random(7))
    assert inject(original, kind, spam, Random(7)) != inject(original, kind, spam, Random(8))
    assert twin(original, kind, texts, Random(7)) == twin(original, kind, texts, Random(7))


@pytest.mark.parametrize("technique", ["strip", "prose", "in-sentence", "article", "hidden"])
def test_inserted_text_is_readable_in_the_encoding_of_the_page(technique: str, spam: SpamSource) -> None:
    readable = 0
    for seed in range(12):
        original = page("html", "windows-1254", "tr")
        found = inject(original, "html", spam, Random(seed), language="tr", technique=technique)
        source = decode(found.page)
        assert source.codec == "cp1254"
        readable += not {"Ä", "Å", "Ã", "Ø"} & set(
            "".join(found.page[a:b].decode("cp1254", "replace") for a, b in found.spans)
        )
    assert readable >= 9  # One kit in twenty writes UTF-8 whatever the page says.


def test_nothing_is_put_into_scripts(spam: SpamSource) -> None:
    for seed in range(60):
        found = inject(page("html", "utf-8", "en"), "html", spam, Random(seed))
        assert b'<script>var a = "<p>no place</p>";</script>' in found.page


@pytest.mark.parametrize("kind", ["html", "text"])
@pytest.mark.parametrize("name", LOOK_ALIKES)
def test_twins_only_add(kind: Kind, name: str, texts: CleanSource) -> None:
    original = page(kind, "utf-8", "en")
    try:
        found = twin(original, kind, texts, Random(3), language="en", name=name)
    except ValueError:
        assert kind == "text"
        assert name in HTML_ONLY
        return
    assert found.name == name
    pairs = zip(original + b"\0", found.page, strict=False)
    start = next(index for index, (one, other) in enumerate(pairs) if one != other)
    added = len(found.page) - len(original)
    assert added > 0
    assert original[:start] + found.page[start + added :] == original


def test_hosts_are_hosts_and_brands_have_their_script() -> None:
    random = Random(4)
    for language in ("tr", "th", "zh", "en", "fa"):
        for topic in ("gambling", "pharma", "adult"):
            for _ in range(40):
                host = hosts.spam_host(
                    random, brands.latin(random, topic), "canlı bahis สล็อต", language, topic
                )
                assert re.fullmatch(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?\.[a-z.]+", host), host
    for language, (lowest, highest) in {
        "ru": ("а", "я"),
        "fa": ("ء", "ی"),
        "ko": ("가", "힣"),
        "th": ("ก", "๙"),
        "ja": ("ァ", "ー"),
    }.items():
        name = brands.native(random, language)
        assert name is not None
        assert sum(lowest <= letter.lower() <= highest for letter in name) >= len(name) / 2
    assert brands.native(random, "tr") is None


@pytest.mark.parametrize("make", [hosts.hacked_address, lambda random, phrase: hosts.platform_address(random, "brand", phrase), lambda random, phrase: hosts.redirected(random, "https://spam.example/", ())])  # fmt: skip
def test_addresses_are_addresses(make: Callable[[Random, str], str]) -> None:
    for seed in range(50):
        address = make(Random(seed), "เว็บพนัน casino online")
        assert host_of(address).count(".") >= 1
        assert " " not in address
        assert address.isascii()


@pytest.mark.parametrize("way", [styled, spaced, soft_hyphen, zero_width, confusable, leet, combining])
def test_obfuscation_changes_the_spelling_and_no_more(way: Callable[[str, Random], str]) -> None:
    result = way("casino bonus 2026", Random(1))
    assert result != "casino bonus 2026"
    plain = unicodedata.normalize("NFKC", result)
    kept = sum(letter in plain for letter in "casinobonus")
    assert kept >= 5


def test_no_placeholder_is_left(spam: SpamSource, texts: CleanSource) -> None:
    left = re.compile(rb"\{(?:brand|domain|year|number|city|handle)\}")
    for seed in range(150):
        kind: Kind = "html" if seed % 2 else "text"
        assert not left.search(inject(page(kind, "utf-8", "en"), kind, spam, Random(seed)).page)
        assert not left.search(twin(page(kind, "utf-8", "en"), kind, texts, Random(seed), language="fa").page)


def test_the_parser_sees_nearly_all_hidden_content_as_hidden() -> None:
    seen: dict[str, list[bool]] = {}
    for seed in range(400):
        hidden = hide(
            "<b>needle</b>", Random(seed)
        )  # A link has a colour of its own, and is seen in white text.
        document = parse(f"<html><body><p>Text.</p>{hidden.head}{hidden.markup}</body></html>", kind="html")
        found = [block for block in document.blocks if "needle" in block.text]
        assert found, hidden.markup
        seen.setdefault(hidden.name, []).append(found[0].hiding is not None)
    for name in ("pushed", "details"):  # One can scroll, and one can click.
        seen.pop(name, None)
    assert sum(sum(one) for one in seen.values()) >= 0.9 * sum(len(one) for one in seen.values())
    assert len(seen) >= 20


def test_text_is_written_in_a_language_that_its_encoding_holds(spam: SpamSource) -> None:
    for seed in range(40):
        found = inject(page("text", "windows-1254", "tr"), "text", spam, Random(seed), language="tr")
        assert found.language not in ("th", "fa", "ko", "ar", "ja", "zh", "ru")
