"""Bytes or characters to text, and from any place of the text back to exactly the bytes it came from."""

from __future__ import annotations

import codecs
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from operator import lt

import webencodings

from spamdetect.errors import UnreadableInput
from spamdetect.types import EMPTY, Kind

BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16le"), (codecs.BOM_UTF16_BE, "utf-16be"))
META = re.compile(rb"<meta[^>]{0,400}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{1,40})", re.I)
XML = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_:.-]{1,40})", re.I)
PRESCAN = 1024  # Bytes in which a declaration counts, as in the HTML standard.
# Python codecs that decode what browsers decode under a label's standard name.
PYTHON_CODECS = {
    "gb18030": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "euc-kr": "cp949", "shift_jis": "cp932",
    "euc-jp": "euc_jp", "iso-2022-jp": "iso2022_jp_ext", "windows-874": "cp874", "iso-8859-8-i": "iso8859-8", "x-mac-cyrillic": "mac_cyrillic",
    "macintosh": "mac_roman", "windows-1252": "cp1252", "utf-16le": "utf-16-le", "utf-16be": "utf-16-be",
}  # fmt: skip
# Labels of what the guess calls by Python's names.
GUESSED = {
    "cp932": "shift_jis",
    "cp949": "euc-kr",
    "cp950": "big5",
    "big5hkscs": "big5",
    "cp874": "windows-874",
}
# Encodings in which the meaning of a byte depends on escape sequences before it.
STATEFUL = frozenset(["iso-2022-jp"])
# Characters of Big5 that share their bytes with the one before them.
SHARING = frozenset("\u0304\u030c")
MAGIC = (
    (b"\x89PNG", "PNG image"), (b"\xff\xd8\xff", "JPEG image"), (b"GIF8", "GIF image"), (b"%PDF-", "PDF document"),
    (b"PK\x03\x04", "ZIP archive"), (b"\x1f\x8b", "gzip archive"), (b"\x7fELF", "program"), (b"wOFF", "font"),
    (b"wOF2", "font"), (b"RIFF", "media file"), (b"OggS", "media file"), (b"ID3", "media file"), (b"BZh", "archive"),
    (b"\xfd7zXZ", "archive"), (b"7z\xbc\xaf", "archive"), (b"\x28\xb5\x2f\xfd", "archive"), (b"\xca\xfe\xba\xbe", "program"),
    (b"SQLite format", "database"), (b"\x00\x00\x01\x00", "icon"), (b"MZ\x90", "program"),
)  # fmt: skip
CONTROL = bytes(set(range(32)) - {8, 9, 10, 12, 13, 27})
# Share of control characters from which on the first 4 KB are no text. Text has none; a page with a few stray
# NUL bytes stays below, compressed or compiled data lies near 0.1.
BINARY_SHARE = 0.04
SAMPLE = 1 << 16  # Bytes that an encoding is guessed from: ample for statistics, bounded in time.
# Invalid UTF-8 sequences per 1,000 bytes from which on a page that says it is UTF-8 is not.
BROKEN_SHARE = 0.003

MARKUP = re.compile(
    r"<!doctype\s+html|<\?xml\s|<(?:rss|feed|urlset|sitemapindex|rdf:rdf|html|head|body|title|meta|div|p|span|a|font|table|ul|ol|li|br|img|script|style|iframe|"
    r"h[1-6]|strong|em|b|i|u|section|article|marquee|noscript|center|form|td|tr)(?:\s[^<>]{0,2000})?/?>",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Source:
    """A page as text, with the way back."""

    given: bytes | str
    """The page as it was given."""
    text: str
    """What parsers see: no byte order mark, every kind of newline as one line feed, undecodable bytes as U+FFFD."""
    encoding: str | None
    """Standard name of the encoding; None for `str`."""
    exact: str
    """The text before folding, undecodable bytes as lone surrogates."""
    codec: str
    """Python's name of the encoding; empty for `str`."""
    skipped: int
    """Length of the byte order mark, in units of `given`."""
    starts: Sequence[int] | None = None
    """Byte where each character of `exact` starts, behind the byte order mark; None if encoding it tells."""

    @property
    def decoded(self) -> str:
        """Return the whole page decoded, newlines as they were."""
        return without_surrogates(self.exact)

    def to_given(self, offsets: Sequence[int]) -> list[int]:
        """Turn offsets in `text` into offsets in `given`; sorted or not.

        An offset before a folded newline means its carriage return.
        """
        returns: list[int] = []  # folded position of each folded newline
        if len(self.text) != len(self.exact):
            found = re.finditer("\r\n", self.exact)
            returns = [match.start() - number for number, match in enumerate(found)]
        exacts = {offset: offset + bisect_left(returns, offset) for offset in offsets}
        if self.starts is not None:
            bytes_of = [*self.starts, len(self.given) - self.skipped]
            return [self.skipped + bytes_of[exacts[offset]] for offset in offsets]
        result: dict[int, int] = {}
        position, given = 0, self.skipped
        for offset, exact in sorted(exacts.items()):
            given += self.size(self.exact[position:exact])
            position = exact
            result[offset] = min(given, len(self.given))
        return [result[offset] for offset in offsets]

    def size(self, piece: str) -> int:
        """Return how many units of `given` a piece of `exact` takes."""
        if not self.codec:
            return len(piece)
        if self.codec == "utf-8" and piece.isascii():
            return len(piece)
        return len(piece.encode(self.codec, errors_for(self.codec)))

    def from_given(self, positions: Sequence[int]) -> list[int]:
        """Return the offset in `text` of positions of `given` (the next one, inside a character)."""
        low, high = [0] * len(positions), [len(self.text)] * len(positions)
        # All are searched for at once: every step costs a walk over the page, and there may be thousands.
        while any(map(lt, low, high)):
            middle = [(start + end) // 2 for start, end in zip(low, high, strict=True)]
            for number, found in enumerate(self.to_given(middle)):
                if found < positions[number]:
                    low[number] = min(middle[number] + 1, high[number])
                else:
                    high[number] = middle[number]
        return low

    def line_columns(self, offsets: Sequence[int]) -> list[tuple[int, int]]:
        """Return the 1-based lines, and the 1-based columns in characters, of offsets in `text`; sorted or not."""
        result: dict[int, tuple[int, int]] = {}
        position, line, start = 0, 1, 0
        for offset in sorted(set(offsets)):
            if newlines := self.text.count("\n", position, offset):
                line, start = line + newlines, self.text.rfind("\n", position, offset) + 1
            position = offset
            result[offset] = line, offset - start + 1
        return [result[offset] for offset in offsets]

    def line_column(self, offset: int) -> tuple[int, int]:
        """Return the 1-based line, and the 1-based column in characters, of an offset in `text`."""
        return self.line_columns([offset])[0]


def errors_for(codec: str) -> str:
    """Return the error handler under which a codec gives back every byte."""
    return "surrogatepass" if codec.startswith("utf-16") else "surrogateescape"


def without_surrogates(text: str) -> str:
    """Return the text with every lone surrogate as U+FFFD."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return re.sub("[\ud800-\udfff]", "\ufffd", text)
    return text


def codec_of(label: str) -> tuple[str, str] | None:
    """Return the standard name and Python's codec of an encoding label, or None if there is none."""
    found = webencodings.lookup(label)
    if found is None:
        return None
    name = PYTHON_CODECS.get(found.name, found.codec_info.name)
    return found.name, name


def decode(page: bytes | str, *, encoding: str | None = None, kind: Kind | None = None) -> Source:
    """Decode a page.

    Args:
        page: the page as it was given.
        encoding: its encoding, if that is known better than the page says; a byte order mark outranks it.
        kind: a declaration inside the page counts for HTML only; None means it may be HTML.

    Raises:
        UnreadableInput: the page is empty, or no text.
    """
    if not page.strip():
        raise UnreadableInput(EMPTY)
    if isinstance(page, str):
        mark = page.startswith("\ufeff")
        return build(page, page[mark:], None, "", int(mark))
    for mark_bytes, name in BOMS:
        if page.startswith(mark_bytes):
            return build_from(
                page, page[len(mark_bytes) :], name, PYTHON_CODECS.get(name, name), len(mark_bytes)
            )
    wide = wide_codec(page)
    if wide is not None:
        return build_from(page, page, wide, PYTHON_CODECS[wide], 0)
    refuse_binary(page)
    name, codec = choose(page, encoding, kind)
    return build_from(page, page, name, codec, 0)


def wide_codec(page: bytes) -> str | None:
    """Tell UTF-16 without a mark by its zeros: nearly every other byte of Western text is one."""
    head = page[:512]
    half = len(head) // 2
    if half < 8:
        return None
    if head[1::2].count(0) > 0.8 * half and head[0::2].count(0) < 0.1 * half:
        return "utf-16le"
    if head[0::2].count(0) > 0.8 * half and head[1::2].count(0) < 0.1 * half:
        return "utf-16be"
    return None


def refuse_binary(page: bytes) -> None:
    """Raise `UnreadableInput` for content that is no text."""
    for magic, what in MAGIC:
        if page.startswith(magic):
            raise UnreadableInput(f"binary content ({what})")
    head = page[:4096]
    if len(head) - len(head.translate(None, CONTROL)) > BINARY_SHARE * len(head):
        raise UnreadableInput("binary content")


def choose(page: bytes, encoding: str | None, kind: Kind | None) -> tuple[str, str]:
    """Return name and codec of a page without a byte order mark."""
    if encoding is not None:
        known = codec_of(encoding)
        if known is not None:
            return known
    declared = None
    if kind != "text":
        found = META.search(page[:PRESCAN]) or XML.match(page[:PRESCAN]) or META.search(page[: 16 * PRESCAN])
        if found is not None:
            declared = codec_of(found.group(1).decode("ascii"))
    if declared is not None and declared[0].startswith("utf-16"):
        # A page that could be read this far is not UTF-16; the standard says so.
        declared = "utf-8", "utf-8"
    if declared is not None and declared[0] not in ("utf-8", "replacement", "x-user-defined"):
        if valid_utf8(page) and not page.isascii():
            return "utf-8", "utf-8"
        return declared
    if page.isascii() or valid_utf8(page):
        return (
            ("iso-2022-jp", PYTHON_CODECS["iso-2022-jp"]) if b"\x1b$" in page[:SAMPLE] else ("utf-8", "utf-8")
        )
    broken = page.decode("utf-8", "replace").count("\ufffd")
    if (
        broken <= max(3, BROKEN_SHARE * len(page))
        and len(re.findall(rb"[\x80-\xff]", page[:SAMPLE])) > 4 * broken
    ):
        return "utf-8", "utf-8"
    return guess(page)


def valid_utf8(page: bytes) -> bool:
    """Tell whether a page is UTF-8, a character cut off at its end aside."""
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(page)
    except UnicodeDecodeError:
        return False
    return not text.isascii() or page.isascii()


def guess(page: bytes) -> tuple[str, str]:
    """Guess the encoding of a page that does not say it from its bytes."""
    # Imported here: 30 ms that pages which declare their encoding need not pay.
    from charset_normalizer import from_bytes

    best = from_bytes(page[:SAMPLE]).best()
    if best is None or best.encoding.startswith("utf"):
        return "windows-1252", "cp1252"
    label = GUESSED.get(best.encoding, best.encoding.replace("_", "-"))
    return codec_of(label) or (label, best.encoding)


def build_from(given: bytes, body: bytes, name: str, codec: str, skipped: int) -> Source:
    """Decode the body of a page so that every byte can be found again."""
    if codec.startswith("utf"):
        exact = body.decode(codec, "replace" if codec.startswith("utf-16") else "surrogateescape")
        return build(given, exact, name, codec, skipped)
    if name not in STATEFUL:
        try:
            exact = body.decode(codec, "surrogateescape")
        except UnicodeDecodeError:
            exact = ""
        if gives_back(exact, body, codec):
            return build(given, exact, name, codec, skipped)
    exact, starts = decode_bytewise(body, codec)
    return build(given, exact, name, codec, skipped, starts)


def gives_back(exact: str, body: bytes, codec: str) -> bool:
    """Tell whether encoding the text again gives the same bytes; then it tells where each character stands."""
    if codec == "big5hkscs" and not SHARING.isdisjoint(exact):
        return False
    try:
        return exact.encode(codec, "surrogateescape") == body
    except UnicodeEncodeError:
        return False


def decode_bytewise(body: bytes, codec: str) -> tuple[str, Sequence[int]]:
    """Decode byte by byte, and note where each character starts; an escape sequence belongs to the next one."""
    decoder = codecs.getincrementaldecoder(codec)("replace")
    parts: list[str] = []
    starts: list[int] = []
    done = 0
    for position in range(1, len(body) + 1):
        try:
            found = decoder.decode(body[position - 1 : position], position == len(body))
        except UnicodeError:  # More bytes wait for their end than any character has.
            found = "\ufffd" * (position - done)
            decoder.reset()
        if found:
            apart = len(found) == position - done
            starts += range(done, position) if apart else [done] * len(found)
            parts.append(found)
            done = position
    return "".join(parts), starts


def build(
    given: bytes | str,
    exact: str,
    name: str | None,
    codec: str,
    skipped: int,
    starts: Sequence[int] | None = None,
) -> Source:
    """Put a source together."""
    text = without_surrogates(exact)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise UnreadableInput(EMPTY)
    return Source(given, text, name, exact, codec, skipped, starts)


def sniff_kind(text: str) -> Kind:
    """Tell HTML from plain text: HTML has at least one real tag."""
    return "html" if MARKUP.search(text) else "text"
