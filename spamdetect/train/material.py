"""What a model is trained on and measured with: the outside data where it is at hand, else the project's own."""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from random import Random

from spamdetect.train.corpus import FOLDS, TextRow, fold_of, linked_hosts
from spamdetect.train.hosts import HostRow, host_rows, host_rows_of
from spamdetect.train.inject import brands
from spamdetect.train.inject.hosts import honest_host, spam_host
from spamdetect.train.pages import DOORWAYS, in_fold, real_pages, simulated
from spamdetect.train.samples import Labelled
from spamdetect.train.texts import project_rows, wording_rows
from spamdetect.types import Kind

# Pages that are made of the project's own texts where there are no others. Two in three of them are used again
# with spam or a look-alike in it.
OWN_PAGES = 600
# Made-up hosts of each side, and links of a made-up page, for each of those pages.
OWN_HOSTS, OWN_LINKS = 5, 3
# How far made-up hosts of spam are trusted beside real ones: they teach the words of topics and languages that the
# lists lack. On a held-out fold, at one false alarm in 100 hosts, 50 of 100 hosts of spam pages are found instead of
# 39. Too little trust for the simulator to link to them.
MADE_TRUST = 0.4


@dataclass(frozen=True, slots=True)
class Material:
    """Everything that is learned from."""

    texts: list[TextRow]
    """For the wording model, and for the simulator to write with."""
    hosts: list[HostRow]
    """For the model of host names, and for the simulator to link to."""
    linked: list[str]
    """Hosts that honest pages link to."""
    pages: list[Labelled]
    """Pages as they were published: clean, infected, spam as a whole."""
    doorways: Mapping[Kind, int]
    """Pages that are spam as a whole to make up for each fold."""

    def simulated(self, *, seed: int) -> Iterator[Labelled]:
        """Yield the clean pages with spam and honest look-alikes put into them."""
        return simulated(
            self.pages, self.texts, self.hosts, self.linked, FOLDS, doorways=self.doorways, seed=seed
        )


def material(
    data: Path, project: Path, *, seed: int = 0, own_pages: int = OWN_PAGES,
    languages: Collection[str] | None = None,
) -> Material:  # fmt: skip
    """Read what there is.

    Args:
        data: folder of the outside data; where there is none, the project's own is all, and that is said.
        project: the project's own `data` folder.
        seed: of every draw.
        own_pages: clean pages to make of the project's own texts where there are no others.
        languages: languages of the project's own texts to use where there are no others; None for all.
    """
    if data.is_dir():
        linked, random = linked_hosts(data), Random(seed)
        made = [
            (made_host(random, row), True, MADE_TRUST) for row in project_rows(project, seed=seed) if row.spam
        ]
        return Material(
            wording_rows(data, project, seed=seed),
            [*host_rows(data, linked, seed=seed), *host_rows_of(made)], linked,
            list(real_pages(data, project, seed=seed)), DOORWAYS,
        )  # fmt: skip
    say(
        f"no outside data in {data}: training on the project's own alone, which is good for trying out the "
        "trainer and for nothing else"
    )
    random = Random(seed)
    texts = [
        row for row in project_rows(project, seed=seed) if languages is None or row.language in languages
    ]
    linked = [honest_host(random) for _ in range(OWN_HOSTS * own_pages)]
    named = [(made_host(random, random.choice(texts)), True, 1.0) for _ in range(OWN_HOSTS * own_pages)]
    pages = list(made_pages([row for row in texts if not row.spam], linked, own_pages, random))
    hosts = host_rows_of([*named, *((host, False, 1.0) for host in linked)])
    return Material(texts, hosts, linked, pages, dict.fromkeys(DOORWAYS, own_pages // 20))


def made_host(random: Random, row: TextRow) -> str:
    """Return a host as campaigns of a text's language and topic would name it."""
    return spam_host(random, brands.latin(random, row.topic), row.text, row.language, row.topic)


def made_pages(
    texts: Sequence[TextRow], linked: Sequence[str], count: int, random: Random
) -> Iterator[Labelled]:
    """Yield clean pages made of honest texts, each of one fold and language, half HTML and half text."""
    cells: dict[tuple[int, str], list[str]] = defaultdict(list)
    for row in texts:
        cells[fold_of(row.group, FOLDS), row.language].append(row.text)
    for number in range(count):
        fold, language = random.choice(list(cells))
        own = cells[fold, language]
        lines = random.sample(own, min(len(own), random.randint(2, 12)))
        kind: Kind = "text" if number % 2 else "html"
        page = "\n\n".join(lines) if kind == "text" else made_html(lines, linked, random)
        name = f"own:{number}"
        yield Labelled(name, page.encode(), kind, "clean", (), in_fold(name, fold, FOLDS), language)


def made_html(lines: Sequence[str], linked: Sequence[str], random: Random) -> str:
    """Return an ordinary page of some texts, with links to honest hosts."""
    title, links = escape(lines[0][:60]), random.sample(linked, OWN_LINKS)
    menu = "".join(
        f'<li><a href="/{number}">{escape(line[:20])}</a></li>' for number, line in enumerate(lines)
    )
    body = "\n".join(f"<p>{escape(line)}</p>" for line in lines)
    list_of_links = "".join(f'<li><a href="https://{host}/">{host}</a></li>' for host in links)
    return (
        f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>{title}</title></head><body>\n'
        f"<nav><ul>{menu}</ul></nav>\n<main><h1>{title}</h1>\n{body}\n</main>\n"
        f"<footer><ul>{list_of_links}</ul></footer>\n</body></html>\n"
    )


def say(line: str) -> None:
    """Tell the person who waits what is being done."""
    print(time.strftime("%H:%M:%S"), line, file=sys.stderr, flush=True)
