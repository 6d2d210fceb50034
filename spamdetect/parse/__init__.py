"""From bytes or characters to a `Document`. The only folder that knows an HTML parser."""

from __future__ import annotations

from collections.abc import Sequence

from spamdetect.parse.decode import decode, sniff_kind
from spamdetect.parse.document import Document
from spamdetect.parse.feed import FeedPlaces, is_feed, opened
from spamdetect.parse.html import parse_html
from spamdetect.parse.text import parse_text
from spamdetect.parse.text_position import TextPlaces
from spamdetect.types import Kind


def parse(
    page: bytes | str,
    *,
    kind: Kind | None = None,
    encoding: str | None = None,
    sheets: Sequence[str] = (),
) -> Document:
    """Decode a page, find out what it is, and cut it into blocks.

    Args:
        page: the page as it was stored or served.
        kind: what it is; found out from its content if None.
        encoding: how it is encoded, if that is known better than the page says.
        sheets: the texts of linked style sheets, in order; nothing is ever fetched.

    Raises:
        UnreadableInput: the page is empty or no text at all.
    """
    source = decode(page, encoding=encoding, kind=kind)
    if (kind or sniff_kind(source.text)) == "html":
        if is_feed(source.text):
            feed = opened(source.text)
            blocks, places = parse_html(feed.text)
            return Document(source, "html", blocks, FeedPlaces(places, feed))
        blocks, places = parse_html(source.text, sheets=sheets)
        return Document(source, "html", blocks, places)
    text_blocks, offsets = parse_text(source.text)
    return Document(source, "text", tuple(text_blocks), TextPlaces(source.text, text_blocks, offsets))
