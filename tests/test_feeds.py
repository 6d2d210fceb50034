"""Feeds and sitemaps: markup inside markup is walked, and cut where it stands."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from growth import assert_in_proportion
from hypothesis import given
from hypothesis import strategies as st

from spamdetect.clean import without
from spamdetect.parse import parse
from spamdetect.parse.document import Mark
from spamdetect.parse.feed import is_feed, opened
from spamdetect.types import Span

CASES = tomllib.loads((Path(__file__).parent / "cases/parse/feeds.toml").read_text(encoding="utf-8"))["feed"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_entries_are_read_and_cut_alone(case: dict[str, Any]) -> None:
    page = case["before"] + case["cut"] + case["after"]
    for given_page in (page, page.encode()):
        document = parse(given_page)
        assert document.kind == "html"
        found = [
            block
            for block in document.blocks
            if case["says"] in block.text and (not case.get("href") or block.links[0].href == case["href"])
        ]
        block = found[-1]
        assert (block.hiding is not None) == case.get("hidden", False)
        start = block.text.index(case["says"])
        marks = [Mark(block.index, start, start + len(case["says"]))]
        if "also" in case:
            marks += [Mark(b.index, 0, len(b.text)) for b in document.blocks if b.text == case["also"]]
        cuts = document.places.cuts(marks)
        assert without(page, [cut.span for cut in cuts]) == case["before"] + case["after"]


KINDS = [
    ('<?xml version="1.0"?>\n<rss version="2.0">', True),
    ("<!-- made by hand -->\n<feed xmlns='http://www.w3.org/2005/Atom'>", True),
    ("<?xml version='1.0'?><?xml-stylesheet href='a.xsl'?><urlset>", True),
    ("\ufeff".strip("\ufeff") + "<sitemapindex>", True),
    ('<?xml version="1.0"?><!DOCTYPE html><html>', False),
    ("<p>rss</p><rss>", False),
    ("<feedback>", False),
]


@pytest.mark.parametrize(("text", "feed"), KINDS)
def test_feeds_are_told_from_pages(text: str, feed: bool) -> None:
    assert is_feed(text) is feed


PARTS = st.lists(
    st.sampled_from(
        [
            "<item>",
            "</item>",
            "<![CDATA[",
            "]]>",
            "&lt;b&gt;",
            "&amp;",
            "&",
            "]]",
            "<link>",
            "x",
            " ",
            "é",
            "<a/>",
            "&#38;",
        ]
    )
)


@given(PARTS)
def test_every_place_of_an_opened_feed_leads_back(parts: list[str]) -> None:
    feed = "<rss>" + "".join(parts)
    open_feed = opened(feed)
    places = [open_feed.position(place, end=False) for place in range(len(open_feed.text) + 1)]
    assert places == sorted(places)
    assert all(0 <= place <= len(feed) for place in places)
    for place, char in enumerate(open_feed.text):
        span = open_feed.back(Span(place, place + 1))
        said = feed[span.start : span.end]
        assert span.start <= span.end
        assert char in said or said.startswith("&") or said[:1] in ("<", "")


@pytest.mark.parametrize("part", ["<![CDATA[", "&lt;", "<", "]]>", "<item>", "&", "<!--", "<?"])
def test_opening_is_linear(part: str) -> None:
    def read(count: int) -> None:
        opened("<rss>" + part * count)
        is_feed(part * count)

    assert_in_proportion(read, 25_000, 100_000)
