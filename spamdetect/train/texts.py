"""The rows that the wording model learns from: outside texts, sampled, and the project's own."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

from spamdetect.train.corpus import (
    TextRow,
    clean_documents,
    clean_pages,
    clean_texts,
    crawl_rows,
    infected_rows,
    page_text,
    spam_texts,
    topic_of,
)  # fmt: skip
from spamdetect.train.inject.brands import latin
from spamdetect.train.inject.campaign import Campaign
from spamdetect.train.inject.sources import Pool, SpamSource, lexicon, templates
from spamdetect.types import TOPICS, Topic

# Times that a template is filled in with other names and numbers: its frame is what is to be learned.
FILLINGS = 3


def project_rows(folder: Path, *, seed: int = 0) -> Iterator[TextRow]:
    """Yield the terms and texts that this project wrote.

    Args:
        folder: the project's `data` folder.
        seed: of the names that fill the templates.
    """
    random = Random(seed)
    for language, topic, term in lexicon(folder):
        yield TextRow(term, language, True, topic, project_group(term))
    for language, table, shape, texts in templates(folder):
        topic = topic_of(table)
        names = tuple(latin(random, topic) for _ in range(20))
        campaign = Campaign(language, topic, Pool(), Pool(), SpamSource({}, {}), random, names, "own", None)
        for text in texts:
            for _ in range(FILLINGS if "{" in text else 1):
                yield TextRow(
                    campaign.fill(text), language, table in TOPICS, topic, project_group(text),
                    about=shape if table == "legitimate" else "",
                )  # fmt: skip


def project_group(text: str) -> str:
    """Return the group of a text of ours: a fifth of them is held out with each fold, whatever the language."""
    # Of so many groups each fold has about its share; of 16, one fold had six and another none.
    return f"project:{hashlib.sha256(text.encode()).hexdigest()[:2]}"


# How many clean rows of each language a collection gives, and of how many words: enough that ordinary words
# of all languages are known, few enough that training takes minutes.
CLEAN_ROWS = 2500
CRAWL_WORDS = 60
PAGE_LINES = 14
# Term lists of open detectors: file, section, topic. What honest pages say as well (loans) is left out.
KEYWORDS: tuple[tuple[str, str, Topic], ...] = (
    ("gambling_terms_36_languages", "casino_by_language", "gambling"),
    ("gambling_terms_36_languages", "betting_by_language", "gambling"),
    ("gambling_terms_36_languages", "casino_promo_slang_by_language", "gambling"),
    ("multilang_spam_terms_from_detectors", "gambling", "gambling"),
    ("multilang_spam_terms_from_detectors", "adult", "adult"),
    ("multilang_spam_terms_from_detectors", "pharma", "pharma"),
)
KEYWORD_TRUST = 0.5  # Half of these terms are names of games that honest pages use too.


def keyword_rows(data: Path) -> Iterator[TextRow]:
    """Yield the terms of open detectors as spam, a group each list."""
    for name, section, topic in KEYWORDS:
        lists = json.loads((data / "text/keywords" / f"{name}.json").read_text("utf-8"))[section]
        for language, terms in lists.items():
            for term in terms:
                yield TextRow(term, language[:2], True, topic, f"keywords:{name}", KEYWORD_TRUST)


def wording_rows(data: Path, project: Path, *, seed: int = 0) -> list[TextRow]:
    """Return all rows that the wording model learns from, a sample of the clean ones.

    Args:
        data: the folder of the outside data.
        project: the project's own `data` folder.
        seed: of the sampling.
    """
    random = Random(seed)
    rows = [*project_rows(project, seed=seed), *spam_texts(data), *keyword_rows(data)]
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
