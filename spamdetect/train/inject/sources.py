"""What the simulator writes with: spam by language and topic, and honest texts, sorted by length."""

from __future__ import annotations

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from spamdetect.train.corpus import TextRow
from spamdetect.types import TOPICS, Topic

# Shapes of a text by its width: letters, where one of a script without spaces counts as three.
LONGEST_ANCHOR = 48
LONGEST_TITLE = 110
LONGEST_SENTENCE = 300
LONGEST_PARAGRAPH = 2500
# One source of many rows must not be all that a language and topic says.
MOST_OF_GROUP = 250
FULL_STOPS = (".", "!", "?", "。", "！", "？", "…", "।", "؟")

LIST_MARK = re.compile(r"^(?:[#*•\-–>]+|\d{1,2}[.)])\s+")


@dataclass(slots=True)
class Pool:
    """Texts of one kind, by shape."""

    terms: list[str] = field(default_factory=list)
    """Terms of the lexicon."""
    anchors: list[str] = field(default_factory=list)
    """One to six words, as links and keywords have them."""
    titles: list[str] = field(default_factory=list)
    """Titles and headings."""
    sentences: list[str] = field(default_factory=list)
    """Whole sentences and short messages."""
    paragraphs: list[str] = field(default_factory=list)
    """Several sentences."""
    calls: list[str] = field(default_factory=list)
    """Calls to act, often with a chat handle."""

    def add(self, text: str) -> None:
        """Sort a text in by its shape."""
        text = LIST_MARK.sub("", " ".join(text.split()))
        wide = width(text)
        if wide <= LONGEST_ANCHOR and not text.endswith(FULL_STOPS):
            self.anchors.append(text)
        elif wide <= LONGEST_TITLE and not text.endswith(FULL_STOPS):
            self.titles.append(text)
        elif wide <= LONGEST_SENTENCE:
            self.sentences.append(text)
        elif wide <= LONGEST_PARAGRAPH:
            self.paragraphs.append(text)

    def short(self) -> list[str]:
        """Return the texts that a link or a keyword list can be made of."""
        return self.terms or self.anchors or self.titles

    def usable(self) -> bool:
        """Tell whether both phrases and prose can be made of it."""
        return bool(self.short()) and bool(self.sentences or self.paragraphs or self.titles)


def width(text: str) -> int:
    """Return how wide a text is, so that scripts with and without spaces compare."""
    return len(text) + 2 * sum(letter > "\u0e00" for letter in text)


@dataclass(frozen=True, slots=True)
class SpamSource:
    """The wording of campaigns. Hand in rows of the training folds only, or the test side leaks."""

    pools: Mapping[tuple[str, Topic], Pool]
    """By language and topic."""
    filler: Mapping[str, Sequence[str]]
    """Honest sentences by language, as spam steals them."""
    hosts: Sequence[str] = ()
    """Real hosts of campaigns."""
    victims: Sequence[str] = ()
    """Real honest hosts, which doorways stand on."""

    @classmethod
    def collect(
        cls,
        rows: Iterable[TextRow],
        data: Path | None = None,
        *,
        hosts: Sequence[str] = (),
        victims: Sequence[str] = (),
    ) -> SpamSource:
        """Sort texts into pools.

        Args:
            rows: spam rows give wording, clean ones the sentences that spam steals.
            data: the project's `data` folder, with `lexicon` and `templates`; None leaves it out.
            hosts: real hosts of campaigns, mixed in among generated ones.
            victims: real hosts of honest sites.
        """
        pools: dict[tuple[str, Topic], Pool] = defaultdict(Pool)
        filler: dict[str, list[str]] = defaultdict(list)
        taken: Counter[tuple[str, Topic, str]] = Counter()
        rows = list(rows)
        Random(0).shuffle(rows)
        for row in rows:
            key = base(row.language), row.topic
            if row.spam and taken[(*key, row.group)] < MOST_OF_GROUP:
                taken[(*key, row.group)] += 1
                pools[key].add(row.text)
            elif (
                not row.spam
                and "@" not in row.text
                and row.text.rstrip().endswith(FULL_STOPS)
                and 60 < width(row.text) <= LONGEST_SENTENCE
            ):
                filler[key[0]].append(" ".join(row.text.split()))
        if data is not None:
            for language, topic, term in lexicon(data):
                pools[language, topic].terms.append(term)
            for language, name, shape, texts in templates(data):
                if name in TOPICS and shape in Pool.__dataclass_fields__:
                    getattr(pools[language, name], shape).extend(texts)
        usable = {key: pool for key, pool in sorted(pools.items()) if pool.usable()}
        return cls(usable, dict(filler), hosts, victims)


@dataclass(frozen=True, slots=True)
class CleanSource:
    """Honest texts for the look-alikes."""

    pools: Mapping[str, Pool]
    """By language."""
    topical: Mapping[tuple[str, str], Sequence[str]]
    """Texts about what spam is about, by language and kind, see `TextRow.about`."""
    quotable: Sequence[str] = ()
    """Spam, for pages that quote it."""
    hosts: Sequence[str] = ()
    """Real honest hosts."""

    @classmethod
    def collect(cls, rows: Iterable[TextRow], *, hosts: Sequence[str] = ()) -> CleanSource:
        """Sort texts into pools.

        Args:
            rows: clean rows give texts, spam rows what security articles quote.
            hosts: real hosts of honest sites.
        """
        pools: dict[str, Pool] = defaultdict(Pool)
        topical: dict[tuple[str, str], list[str]] = defaultdict(list)
        quotable = []
        for row in rows:
            if not row.spam:
                pools[base(row.language)].add(row.text)
                if row.about:
                    topical[base(row.language), row.about].append(row.text)
            elif 20 < width(row.text) <= LONGEST_SENTENCE:
                quotable.append(" ".join(row.text.split()))
        usable = {name: pool for name, pool in sorted(pools.items()) if name and pool.usable()}
        return cls(usable, dict(topical), quotable, hosts)

    def languages(self) -> list[str]:
        """Return the languages that there is text in."""
        return list(self.pools)


def base(language: str) -> str:
    """Return a language without its region or script."""
    return language.lower().partition("-")[0].partition("_")[0]


def lexicon(data: Path) -> Iterator[tuple[str, Topic, str]]:
    """Yield language, topic and term of the project's own term lists."""
    for path in sorted((data / "lexicon").glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            topic, _, rest = line.partition("\t")
            term = rest.partition("\t")[0].strip()
            if term and topic in TOPICS:
                yield base(path.stem), TOPICS[TOPICS.index(topic)], term


def templates(data: Path) -> Iterator[tuple[str, str, str, list[str]]]:
    """Yield language, table, key and texts of the project's own templates."""
    for path in sorted((data / "templates").glob("*.toml")):
        for name, table in tomllib.loads(path.read_text(encoding="utf-8")).items():
            for shape, texts in table.items() if isinstance(table, dict) else ():
                if isinstance(texts, list):
                    yield base(path.stem), name, shape, [text for text in texts if isinstance(text, str)]
