"""Changes to a page, and the page with them made: bytes in its own encoding, with the exact spans."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from spamdetect.parse.decode import Source, codec_of
from spamdetect.types import Kind


@dataclass(frozen=True, slots=True)
class Edit:
    """A piece of text put into a page."""

    at: int
    """Where it goes, in `Source.text`."""
    text: str
    """What goes there."""
    until: int = -1
    """End of the stretch that it replaces; nothing is replaced if this is not behind `at`."""

    @property
    def end(self) -> int:
        """Return the end of what is replaced."""
        return max(self.at, self.until)


@dataclass(frozen=True, slots=True)
class Edited:
    """A page with edits made."""

    page: bytes
    """The new page."""
    spans: tuple[tuple[int, int], ...]
    """Byte offsets of what was put in, by start."""
    removed: tuple[bytes, ...]
    """What stood in the place of each span before; empty if it was only put in."""


def apply(source: Source, edits: Iterable[Edit], kind: Kind, *, foreign_bytes: bool = False) -> Edited:
    """Make edits; of two that overlap the later one is dropped.

    Args:
        source: the page, decoded from bytes.
        edits: what to put in; those with equal places keep their order.
        kind: in HTML a character that the page's encoding lacks becomes a reference, in text it is left out.
        foreign_bytes: write UTF-8 whatever the page's encoding is, as careless kits do.
    """
    given = source.given
    if not isinstance(given, bytes):
        raise TypeError("only pages given as bytes can be edited")
    chosen: list[Edit] = []
    for edit in sorted(edits, key=lambda edit: edit.at):
        if edit.text and (not chosen or edit.at >= chosen[-1].end):
            chosen.append(edit)
    places = source.to_given([place for edit in chosen for place in (edit.at, edit.end)])
    parts, spans, removed = [], [], []
    position = length = 0
    for edit, start, end in zip(chosen, places[::2], places[1::2], strict=True):
        new = encoded(edit.text, source, kind, foreign_bytes)
        if not new:
            continue
        parts += [given[position:start], new]
        length += start - position
        spans.append((length, length + len(new)))
        removed.append(given[start:end])
        length += len(new)
        position = end
    parts.append(given[position:])
    return Edited(b"".join(parts), tuple(spans), tuple(removed))


def encoded(text: str, source: Source, kind: Kind, foreign_bytes: bool = False) -> bytes:
    """Return text as bytes of the page."""
    if foreign_bytes and not source.codec.startswith("utf-16"):
        return text.encode("utf-8", "ignore")
    codec = source.codec
    if codec == "latin-1":  # It may stand for an encoding that cannot be reversed.
        known = codec_of(source.encoding or "")
        codec = known[1] if known is not None else codec
    return text.encode(codec, "xmlcharrefreplace" if kind == "html" else "ignore")


def holds(text: str, source: Source) -> bool:
    """Tell whether nearly all of a text can be written in the page's encoding."""
    if source.codec.startswith("utf"):
        return True
    return len(encoded(text, source, "text").decode(source.codec, "ignore")) >= 0.9 * len(text)
