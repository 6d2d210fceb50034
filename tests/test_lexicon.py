import re
import tomllib
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from spamdetect.types import TOPICS

DATA = Path(__file__).parent.parent / "data"
LEXICONS = sorted((DATA / "lexicon").glob("*.tsv"))
TEMPLATES = sorted((DATA / "templates").glob("*.toml"))
SPAM_LISTS = {"anchors", "titles", "sentences", "calls"}
CLEAN_LISTS = {
    "news", "regulation", "medical", "casino_hotel", "lottery", "shop", "finance", "security", "sponsor",
    "friends", "accessibility", "quotes",
}  # fmt: skip
PLACEHOLDERS = {"brand", "domain", "year", "number", "city", "handle"}
# Joins and shapes letters in Persian, Arabic and Hindi; every other format character is a mistake.
JOINERS = {"\u200c", "\u200d"}
ADDRESS = re.compile(
    r"https?:|www\.|\b[\w-]+\.(?:com|net|org|info|biz|vip|xyz|top|shop|site|club|online)\b", re.I
)


def flaws(texts: list[str]) -> list[tuple[str, str]]:
    """Name what must not stand in any text of ours."""
    found = []
    for text in texts:
        if not text or text != text.strip() or text != unicodedata.normalize("NFC", text):
            found.append(("empty, padded or not composed", text))
        if any(
            unicodedata.category(char) in ("Cc", "Cf", "Co", "Cn") and char not in JOINERS for char in text
        ):
            found.append(("control character", text))
        if ADDRESS.search(text):
            found.append(("address", text))
    return found


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"\{(.*?)\}", text)) | set(re.findall(r"[{}]", re.sub(r"\{\w+\}", "", text)))


def read_templates(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))


def test_both_sides_know_the_same_languages() -> None:
    assert LEXICONS
    assert [path.stem for path in LEXICONS] == [path.stem for path in TEMPLATES]


@pytest.mark.parametrize("path", LEXICONS, ids=lambda path: path.stem)
def test_lexicon(path: Path) -> None:
    rows = [line.split("\t") for line in path.read_text("utf-8").splitlines()]
    assert [row for row in rows if len(row) != 3 or not all(row)] == []
    assert {row[0] for row in rows} <= set(TOPICS)
    terms = [row[1] for row in rows]
    assert flaws(terms + [row[2] for row in rows]) == []
    assert [term for term in terms if "{" in term or "}" in term] == []
    repeated = Counter(term.casefold() for term in terms)
    assert [term for term, count in repeated.items() if count > 1] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_templates(path: Path) -> None:
    tables = read_templates(path)
    assert set(tables) == {*TOPICS, "legitimate"}
    for name, table in tables.items():
        assert set(table) == (CLEAN_LISTS if name == "legitimate" else SPAM_LISTS), name
        for key, texts in table.items():
            assert texts, (name, key)
            assert flaws(texts) == [], (name, key)
            assert [text for text in texts if not placeholders(text) <= PLACEHOLDERS] == [], (name, key)
            assert [text for text, count in Counter(texts).items() if count > 1] == [], (name, key)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_no_text_is_both_spam_and_clean(path: Path) -> None:
    tables = read_templates(path)
    clean = {text for texts in tables.pop("legitimate").values() for text in texts}
    spam = {text for table in tables.values() for texts in table.values() for text in texts}
    assert clean & spam == set()
