"""Readers of the training data: texts, host names, pages. Nothing here is shipped; see `data/sources.toml`."""

from __future__ import annotations

import gzip
import hashlib
import json
import tarfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
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
    """Yield the rows of the crawl sample with the language as two or three letters."""
    for row in lines(data / "crawl_texts.jsonl.gz"):
        yield {**row, "lang": row["lang"].split("_")[0]}


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


# How many clean rows of each language a collection gives, and of how many words: enough that ordinary words
# of all languages are known, few enough that training takes minutes.
CLEAN_ROWS = 2500
CRAWL_WORDS = 60
PAGE_LINES = 14


def wording_rows(data: Path, *, seed: int = 0) -> list[TextRow]:
    """Return all rows that the wording model learns from, a sample of the clean ones."""
    random = Random(seed)
    rows = list(spam_texts(data))
    by_language: dict[tuple[str, str], list[TextRow]] = defaultdict(list)
    for row in clean_texts(data):
        by_language[row.group.split(":")[1], row.language].append(row)
    for key in sorted(by_language):
        found = by_language[key]
        rows += found if len(found) <= CLEAN_ROWS else random.sample(found, CLEAN_ROWS)
    for row in clean_documents(data):
        rows.append(replace(row, text=some_words(row.text, 2 * CRAWL_WORDS, random)))
    for raw in crawl_rows(data):
        group = f"crawl:{raw['id']}"
        text, label, spans = raw["text"], raw["label"], raw.get("spans") or []
        if label in ("presumed_clean", "clean", "topic_site"):
            weight = 0.5 if label == "topic_site" else 1.0
            size = CRAWL_WORDS if label == "presumed_clean" else len(text)
            rows.append(TextRow(some_words(text, size, random), raw["lang"], False, "other", group, weight))
        elif label == "spam_page":
            rows.append(TextRow(text, raw["lang"], True, topic_of(raw.get("topic")), group, 0.5))
        else:
            rows += split_rows(text, [(a, b) for a, b in spans], raw["lang"], raw.get("topic"), group)
    for raw in infected_rows(data):
        group = f"site:{raw.get('site') or raw['id']}"
        text = raw["content"].decode("utf-8", "replace")
        if raw["kind"] == "injected" and not raw["file"].endswith(".html"):
            ends = [
                (
                    len(raw["content"][:a].decode("utf-8", "replace")),
                    len(raw["content"][:b].decode("utf-8", "replace")),
                )
                for a, b in raw["spans"]
            ]
            rows += split_rows(text, ends, raw["lang"], raw["topic"], group)
        elif raw["kind"] != "injected":
            body = page_text(raw["content"]) if raw["file"].endswith(".html") else text
            rows.append(TextRow(body[:20_000], raw["lang"], True, topic_of(raw["topic"]), group, 0.3))
    for page in clean_pages(data):
        kept = [line.strip() for line in page_text(page.content).split("\n") if line.strip()]
        for line in kept if len(kept) <= PAGE_LINES else random.sample(kept, PAGE_LINES):
            rows.append(TextRow(line[:400], page.language, False, "other", page.group))
    return rows


def split_rows(
    text: str, spans: list[tuple[int, int]], language: str, topic: str | None, group: str
) -> list[TextRow]:
    """Return the injected stretches of a text as spam rows and what is between them as clean rows."""
    rows, position = [], 0
    for start, end in sorted(spans):
        rows.append(TextRow(text[position:start], language, False, "other", group))
        rows.append(TextRow(text[start:end], language, True, topic_of(topic), group))
        position = max(position, end)
    rows.append(TextRow(text[position:], language, False, "other", group))
    return [row for row in rows if row.text.strip()]


def some_words(text: str, count: int, random: Random) -> str:
    """Return a random stretch of a text, about `count` words long."""
    size = count * 7
    if len(text) <= size:
        return text
    start = random.randrange(len(text) - size)
    return text[start : start + size].partition(" ")[2] or text[start : start + size]


def page_text(content: bytes) -> str:
    """Return the words of an HTML page, a line each block."""
    return turbohtml.parse(content).to_text()
