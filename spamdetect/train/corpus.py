"""Readers of the training data: texts, host names, pages. Nothing here is shipped; see `data/sources.toml`."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import turbohtml

from spamdetect.types import Topic

# The sources name topics in their own words.
TOPIC_NAMES: dict[str, Topic] = {
    "gambling": "gambling", "betting": "gambling", "casino": "gambling", "escort": "adult", "adult": "adult",
    "dating": "adult", "pharma": "pharma", "replica": "replica", "loans": "loans", "essay": "essay",
    "crypto": "crypto", "telegram_scam": "crypto", "piracy": "piracy", "software": "piracy", "seo": "seo",
    "comment_spam": "other",
}  # fmt: skip
# The crawl sample names languages by ISO 639-3, the other collections by two letters where there are two.
TWO_LETTERS = {
    "eng": "en", "tur": "tr", "pes": "fa", "ind": "id", "zsm": "ms", "tha": "th", "vie": "vi", "zho": "zh",
    "jpn": "ja", "kor": "ko", "rus": "ru", "arb": "ar", "por": "pt", "spa": "es", "deu": "de", "fra": "fr",
    "ita": "it", "nld": "nl", "pol": "pl", "ukr": "uk", "hin": "hi", "ell": "el", "ron": "ro", "hun": "hu",
    "ces": "cs", "swe": "sv", "dan": "da", "nob": "nb", "fin": "fi", "bul": "bg", "heb": "he", "ben": "bn",
    "slk": "sk", "slv": "sl", "hrv": "hr", "srp": "sr", "lit": "lt", "lvs": "lv", "est": "et", "cat": "ca",
    "kaz": "kk", "azj": "az", "uzn": "uz", "urd": "ur", "tam": "ta",
}  # fmt: skip


# Parts that everything is split into by site, source and campaign: each is judged by what the others taught.
FOLDS = 5


@dataclass(frozen=True, slots=True)
class TextRow:
    """A piece of text and what it is."""

    text: str
    language: str
    """Two or three letters, or empty."""
    spam: bool
    topic: Topic
    """What it advertises; "other" for clean text."""
    group: str
    """Source, site or campaign; a group is never split."""
    weight: float = 1.0
    """How far its label is trusted."""
    about: str = ""
    """Kind of an honest text of ours about what spam is about: `news`, `regulation`, `medical`, `lottery`, ..."""


@dataclass(frozen=True, slots=True)
class PageRow:
    """A real page."""

    name: str
    content: bytes
    group: str
    language: str
    hard: str
    """Why it looks like spam though it is clean; empty for an ordinary page."""


def topic_of(name: str | None) -> Topic:
    """Return our name of a source's topic."""
    first = (name or "").split("/")[0].split(" ")[0].lower()
    return TOPIC_NAMES.get(first, "other")


def fold_of(group: str, folds: int) -> int:
    """Return the fold of a group; stable over runs and machines."""
    return int.from_bytes(hashlib.sha256(group.encode()).digest()[:4], "big") % folds


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of a JSON-lines file, packed or not."""
    with (
        gzip.open(path, "rt", encoding="utf-8")
        if path.suffix == ".gz"
        else path.open(encoding="utf-8") as file
    ):
        for line in file:
            yield json.loads(line)


def spam_texts(data: Path) -> Iterator[TextRow]:
    """Yield the spam rows; neutral words of spam pages are left out, they are neither spam nor clean."""
    for path in sorted([*(data / "text/spam").glob("*.gz"), *(data / "text/spam2").glob("*.gz")]):
        for row in lines(path):
            if row["label"] == "spam":
                yield TextRow(
                    row["text"], row["lang"], True, topic_of(row.get("topic")), f"text:{row['source']}"
                )


def clean_texts(data: Path) -> Iterator[TextRow]:
    """Yield the clean rows of the text collections."""
    for path in sorted((data / "text/clean").glob("*.gz")):
        for row in lines(path):
            if row["label"] == "clean":
                group = f"text:{row['source']}:{hashlib.sha256(row['text'].encode()).hexdigest()[:2]}"
                yield TextRow(row["text"], row.get("lang") or "", False, "other", group)


def clean_documents(data: Path) -> Iterator[TextRow]:
    """Yield whole clean texts of the web."""
    for row in lines(data / "clean_texts.jsonl.gz"):
        yield TextRow(
            row["text"],
            row["lang"],
            False,
            "other",
            f"doc:{row['source']}:{row['path'].rsplit(':', 1)[0]}:{row['id'][:2]}",
        )


def crawl_rows(data: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of the crawl sample with the language named as in the other collections."""
    for row in lines(data / "crawl_texts.jsonl.gz"):
        name = row["lang"].split("_")[0]
        yield {**row, "lang": TWO_LETTERS.get(name, name)}


def infected_rows(data: Path) -> Iterator[dict[str, Any]]:
    """Yield the real infected pages with their bytes under `content`."""
    for row in lines(data / "infected.jsonl"):
        yield {**row, "content": (data / row["file"]).read_bytes()}


def clean_pages(data: Path) -> Iterator[PageRow]:
    """Yield the real clean pages in the order of the archive."""
    about = {row["file"]: row for row in lines(data / "clean_pages.jsonl.gz")}
    with tarfile.open(data / "clean_pages.tar.xz", "r:xz") as archive:
        for member in archive:
            file = archive.extractfile(member) if member.isfile() else None
            row = about.get(member.name)
            if file is not None and row is not None:
                yield PageRow(
                    member.name,
                    file.read(),
                    f"site:{row['site']}",
                    row["lang"] or "",
                    row["hard_negative"] or "",
                )


def host_lists(data: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield the host lists: name, hosts."""
    for path in sorted([*(data / "text/domains").glob("*.gz"), *(data / "text/domains2").glob("*.gz")]):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            yield path.name.removesuffix(".txt.gz"), [line.strip().lower() for line in file if line.strip()]


def page_text(content: bytes) -> str:
    """Return the words of an HTML page, a line each block."""
    return turbohtml.parse(content).to_text()


LINK = re.compile(rb"<a\s[^>]{0,400}?href\s*=\s*[\"']?https?://([A-Za-z0-9.-]{4,200})", re.I)


def linked_hosts(data: Path) -> list[str]:
    """Return the hosts that real clean pages link to, once for each site that does."""
    found: set[tuple[str, str]] = set()
    for page in clean_pages(data):
        site = page.group.removeprefix("site:")
        for match in LINK.finditer(page.content):
            host = match.group(1).decode("ascii").lower().strip(".")
            if site not in host:
                found.add((site, host))
    return sorted(host for _, host in found)
