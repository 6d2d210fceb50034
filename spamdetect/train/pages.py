"""The pages that the classifiers learn from: real ones, clean and infected, and clean ones with spam put in."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

from spamdetect.errors import UnreadableInput
from spamdetect.train.corpus import (
    TextRow,
    clean_documents,
    clean_pages,
    crawl_rows,
    fold_of,
    infected_rows,
)  # fmt: skip
from spamdetect.train.hosts import HostRow
from spamdetect.train.inject import CleanSource, SpamSource, inject, twin
from spamdetect.train.inject.doorway import doorway
from spamdetect.train.inject.topical import topical_page
from spamdetect.train.samples import Labelled
from spamdetect.types import Kind

# Clean texts of the web that are judged as documents; the crawl sample is in pieces of 1,000 characters.
DOCUMENTS = 6000
CRAWL_PIECES = 8000
# Real infected pages are few and are what it is all about: each weighs as many simulated ones.
REAL_WEIGHT = 10.0
# Techniques that leave next to nothing to see in a saved page: an honest word linked to an honest-looking host, an
# iframe, a redirect. With full weight they teach that any lone link is spam.
FAINT = frozenset(
    ["unlink", "hidden-goods", "redirect", "head-links", "frame", "reader", "rewritten", "beacon"]
)
FAINT_WEIGHT = 0.15
# Sources of clean texts out of Common Crawl: unflagged by rough scans, unread, and known to hold some spam.
UNREAD = ("doc:TurkuNLP/",)
# Pages made up for each fold: so many are spam as a whole, since real ones are some hundred of a few campaigns, and
# as many are honest pages about the same subjects, which nothing but their wording tells apart.
DOORWAYS: dict[Kind, int] = {"html": 250, "text": 250}


def relabelled(project: Path) -> frozenset[str]:
    """Return the names of outside pages that are not what their source says."""
    return frozenset(
        page["name"] for page in tomllib.loads((project / "relabelled.toml").read_text("utf-8"))["page"]
    )


def real_pages(data: Path, project: Path, *, seed: int = 0) -> Iterator[Labelled]:
    """Yield the real pages and texts: clean, infected, and spam as a whole.

    Args:
        data: folder of the outside data.
        project: the project's own `data` folder, which says which outside labels are wrong.
        seed: of the sampling of texts.
    """
    wrong = relabelled(project)
    for page in clean_pages(data):
        if page.name in wrong:
            continue
        yield Labelled(
            page.name, page.content, "html", "clean", (), page.group, page.language, hard=bool(page.hard),
            technique=page.hard.split(";")[0].split(":")[0],
        )  # fmt: skip
    yield from infected_pages(data)
    random = Random(seed)
    documents = list(clean_documents(data))
    for number, row in enumerate(random.sample(documents, min(DOCUMENTS, len(documents)))):
        name = f"{row.group}#{number}"
        yield Labelled(
            name, row.text.encode(), "text", "clean", (), row.group, row.language,
            vetted=not row.group.startswith(UNREAD),
        )  # fmt: skip
    pieces = list(crawl_rows(data))
    presumed = [piece for piece in pieces if piece["label"] == "presumed_clean"]
    kept = {piece["id"] for piece in random.sample(presumed, min(CRAWL_PIECES, len(presumed)))}
    for piece in pieces:
        if piece["label"] != "presumed_clean" or piece["id"] in kept:
            yield crawl_sample(piece)


def crawl_sample(row: dict[str, object]) -> Labelled:
    """Return a row of the crawl sample; its spans count characters."""
    text, label, spans = str(row["text"]), str(row["label"]), row.get("spans")
    found = []
    for start, end in spans if isinstance(spans, list) else []:
        found.append((len(text[:start].encode()), len(text[:end].encode())))
    return Labelled(
        f"crawl:{row['id']}", text.encode(), "text",
        "injected" if label == "injected" else "spam" if label == "spam_page" else "clean",
        tuple(sorted(found)), f"crawl:{row['id']}", str(row["lang"]), str(row.get("topic") or ""),
        hard=label in ("clean", "topic_site"), vetted=label != "presumed_clean", weight=REAL_WEIGHT if label == "injected" else 1.0,
    )  # fmt: skip


def infected_pages(data: Path) -> Iterator[Labelled]:
    """Yield the real infected pages; pages that are spam as a whole have no spans."""
    for row in infected_rows(data):
        injected = row["kind"] == "injected"
        yield Labelled(
            row["id"], row["content"], None, "injected" if injected else "spam",
            tuple(sorted((start, end) for start, end in row.get("spans") or ())) if injected else (),
            f"site:{row.get('site') or row['id']}", row["lang"], row["topic"], row["technique"],
            weight=REAL_WEIGHT,
        )  # fmt: skip


def folds_of(samples: Sequence[Labelled], folds: int) -> list[int]:
    """Return the fold of each sample; pages of a site, source or campaign share one."""
    return [fold_of(sample.group, folds) for sample in samples]


# Name of the look-alike that is a whole honest page about a subject of spam.
ABOUT = "about"
# How often a clean page of a kind is used once more with spam in it, and with an honest look-alike in it.
INJECTED = {"html": 1.0, "text": 0.6}
TWINS = {"html": 0.8, "text": 0.5}


def simulated(
    real: Sequence[Labelled],
    rows: Sequence[TextRow],
    names: Sequence[HostRow],
    linked: Sequence[str],
    folds: int,
    *,
    doorways: Mapping[Kind, int] = DOORWAYS,
    seed: int = 0,
) -> Iterator[Labelled]:
    """Yield clean pages with spam, and with honest look-alikes, put into them.

    Args:
        real: real pages; the clean ones are used.
        rows: texts to write with; a page is only written into with texts of its own fold, which the wording
            model that will judge it has never seen.
        names: host names, which are used like the texts.
        linked: hosts that honest pages link to.
        folds: number of folds.
        doorways: pages to make up for each fold that are spam as a whole, and honest ones about its subjects.
        seed: of every draw.
    """
    for fold in range(folds):
        random = Random(f"{seed}:{fold}")
        own = [row for row in rows if fold_of(row.group, folds) == fold]
        bad = [name.host for name in names if name.spam and name.weight >= 0.5 and of_fold(name, fold, folds)]
        good = [host for host in linked if fold_of(host, folds) == fold]
        spam = SpamSource.collect(own, hosts=bad, victims=good)
        honest = CleanSource.collect(own, hosts=good)
        for build, count in doorways.items():
            for number in range(count):
                made = doorway(spam, build, random)
                name = f"doorway:{fold}:{build}:{number}"
                yield Labelled(
                    name, made.page, build, "spam", (), in_fold(name, fold, folds), made.language, made.topic,
                    "doorway", real=False,
                )  # fmt: skip
                if honestly := topical_page(honest, build, random):
                    page, language = honestly
                    yield Labelled(
                        f"{ABOUT}:{name}", page, build, "clean", (), in_fold(name, fold, folds), language,
                        technique=ABOUT, real=False, hard=True,
                    )  # fmt: skip
        for sample in real:
            if sample.truth != "clean" or fold_of(sample.group, folds) != fold:
                continue
            kind = sample.kind or "text"
            if random.random() < INJECTED[kind] and (found := attacked(sample, spam, random)):
                yield found
            if random.random() < TWINS[kind] and (found := resembling(sample, honest, random)):
                yield found


def of_fold(name: HostRow, fold: int, folds: int) -> bool:
    """Tell whether a host belongs to a fold."""
    return fold_of(name.group, folds) == fold


def in_fold(name: str, fold: int, folds: int) -> str:
    """Return a group for a page made up for a fold."""
    return next(
        group for group in (f"{name}:{salt}" for salt in range(1000)) if fold_of(group, folds) == fold
    )


def attacked(sample: Labelled, spam: SpamSource, random: Random) -> Labelled | None:
    """Return a page with spam in it, or None if it cannot be read or has no place for any."""
    try:
        made = inject(sample.page, sample.kind or "text", spam, random, language=sample.language)
    except (UnreadableInput, ValueError):
        return None
    return replace(
        sample, id=f"{sample.id}+spam", page=made.page, truth="injected", spans=made.spans,
        language=made.language, topic=made.topic, technique=made.technique, real=False, hard=False,
        weight=FAINT_WEIGHT if FAINT.intersection(made.technique.split("+")) else 1.0,
    )  # fmt: skip


def resembling(sample: Labelled, honest: CleanSource, random: Random) -> Labelled | None:
    """Return a page with an honest look-alike in it, or None if there is no place for one."""
    try:
        made = twin(sample.page, sample.kind or "text", honest, random, language=sample.language)
    except (UnreadableInput, ValueError):
        return None
    return replace(
        sample, id=f"{sample.id}+{made.name}", page=made.page, technique=made.name, real=False, hard=True
    )
