"""The style sheets of a site's own folder that a page links to. Nothing is fetched, nothing outside is read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import turbohtml

from spamdetect.parse.media import applies
from spamdetect.parse.stylesheet import LARGEST

# No tag reaches over the start of the next one: an unclosed one costs what it is long, and not the rest of the page.
LINK = re.compile(r"<(?:link|base)\b[^<>]*+>", re.I)
SHEETS = 30  # Sheets that are read per page; real pages link up to 25.


def linked_sheets(page: bytes | str, file: Path, root: Path) -> list[str]:
    """Return the texts of the local style sheets of a page, in order, for `check(..., sheets=...)`.

    A browser puts them and the page's own `<style>` in the order in which both stand in the page; `check` puts
    them before, where nearly all pages have them.

    Args:
        page: the page.
        file: where the page is stored; relative addresses start in its folder.
        root: folder of the site, or one above it; files outside of it are not read, however an address or a
            symbolic link leads to them. Addresses with a leading slash start there, or else in the topmost folder
            between it and the page that holds such a file.
    """
    texts: list[str] = []
    for address in sheet_addresses(page):
        place = inside(address, file, root)
        if place is not None and len(texts) < SHEETS:
            texts.append(read(place))
    return texts


def sheet_addresses(page: bytes | str) -> Iterator[str]:
    """Yield the addresses of the style sheets that hold on a desktop screen."""
    text = page if isinstance(page, str) else page.decode("latin-1")
    for tag in LINK.finditer(text):
        element = turbohtml.parse(tag.group()).select_one("link,base")
        if element is None:
            continue
        href = (element.attr("href") or "").strip()
        if element.tag == "base" and urlsplit_or_none(href) != ("", ""):
            return  # All addresses behind it start on another host.
        rel = (element.attr("rel") or "").lower().split()
        if "stylesheet" in rel and "alternate" not in rel and applies(element.attr("media") or "all"):
            yield href


def urlsplit_or_none(href: str) -> tuple[str, str] | None:
    """Return scheme and host of an address, or None if it is none."""
    try:
        parts = urlsplit(href)
    except ValueError:
        return None
    return parts.scheme, parts.netloc


def inside(address: str, file: Path, root: Path) -> Path | None:
    """Return the file that an address names if it is one inside the site's folder."""
    if urlsplit_or_none(address) != ("", ""):
        return None
    path = unquote(urlsplit(address).path)
    starts = [file.parent]
    if path.startswith("/"):
        # What is checked may be a folder above that of the site, such as the whole repository.
        above, top = reversed(file.absolute().parents), root.absolute()
        starts = [top, *(folder for folder in above if top in folder.parents)]
    try:
        for start in starts:
            place = (start / path.lstrip("/")).resolve()
            if place.is_relative_to(root.resolve()) and place.is_file():
                return place
    except (OSError, ValueError, RuntimeError):  # No path at all, or links that lead in a circle.
        pass
    return None


def read(place: Path) -> str:
    """Return the text of a style sheet, as much of it as counts; empty if it cannot be read."""
    try:
        with place.open("rb") as sheet:
            return sheet.read(LARGEST).decode("utf-8", "replace")
    except OSError:
        return ""
