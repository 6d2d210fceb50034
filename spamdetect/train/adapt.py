"""Adapt a trained model to labelled pages of a user, without the data that it was trained on.

What is learned anew is what words and hosts say: a change of the two tables, as small as the labelled pages allow.
Each weight has the trained one for its expected value (a Gaussian prior, so that what no labelled page says stays
as it was), and is fitted to the labelled stretches by logistic regression. The classifier on top is left alone: it
can only be fitted on thousands of pages. It never falls where a place's own words or hosts become more suspicious, so
that what they say now reaches its score. Calibration and thresholds stay those that were measured for the trained model.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from scipy.special import expit

from spamdetect.errors import UnreadableInput
from spamdetect.features.domains import Hosts
from spamdetect.features.evidence import gather
from spamdetect.features.wording import BITS, Wording
from spamdetect.model import Model, write_model
from spamdetect.parse import parse
from spamdetect.parse.document import Document
from spamdetect.train.corpus import FOLDS, TextRow
from spamdetect.train.evaluate import HEAD, judge_all, row
from spamdetect.train.fit import assemble
from spamdetect.train.hosts import HostRow, host_matrix, host_rows_of
from spamdetect.train.logistic import evened
from spamdetect.train.markdown import markdown
from spamdetect.train.samples import Labelled
from spamdetect.train.stretches import share_in, stretches_of
from spamdetect.train.wording import matrix, pieces
from spamdetect.types import Block

# How far the tables may move: variance of a weight's change in the prior, that of the fit from scratch. With half of
# the infected pages of four real sites learned and the other half judged (16 pages, no model had seen the sites), the
# share of injected bytes removed rose from 50 % to 60 %, and 3 instead of 5 of 960 clean pages had a finding at 1e-2.
WORDING_FREEDOM = 0.3
HOST_FREEDOM = 0.3
# A page that is spam as a whole has many neutral words; each of its pieces counts as so much of a marked one.
WHOLE_TRUST = 0.3
WORD = re.compile(r"\S{1,8}")  # Scripts without spaces are cut, so that a stretch may end inside a sentence.


@dataclass(frozen=True, slots=True)
class Lessons:
    """What labelled pages say about words and hosts."""

    texts: list[TextRow]
    hosts: list[HostRow]


def adapt(model: Model, pages: Sequence[Labelled], out: Path, name: str) -> None:
    """Write a model that is adapted to labelled pages; the same pages give the same bytes.

    Args:
        model: the trained model.
        pages: the labelled pages.
        out: folder of the new model.
        name: what to call it.
    """
    new = adapted(model, pages)
    about = {"id": name, "adapted": {"from": model.sha256, "pages": len(pages)}}
    arrays, _ = assemble(new.wording, new.hosts, model.places.trees, model.pages.trees, dict(model.meta))
    write_model(out, arrays, {**model.meta, **about})


def before_and_after(model: Model, pages: Sequence[Labelled], *, jobs: int) -> str:
    """Return the figures of a model and of its adaptations, each judged on sites that it was not adapted to.

    Args:
        model: the trained model.
        pages: the labelled pages.
        jobs: number of processes.
    """
    sites = sorted({page.group for page in pages})
    if len(sites) < 2:
        return "All pages are of one site: nothing is left to measure with."
    folds = [sites.index(page.group) % FOLDS for page in pages]
    models = [model]
    for fold in range(min(FOLDS, len(sites))):
        models.append(adapted(model, [page for page, own in zip(pages, folds, strict=True) if own != fold]))
    after = [1 + fold for fold in folds]
    lines = [
        row(name, judge_all(pages, models, numbers, jobs=jobs))
        for name, numbers in (("before", [0] * len(pages)), ("after", after))
    ]
    return markdown(HEAD, lines)


def adapted(model: Model, pages: Sequence[Labelled]) -> Model:
    """Return a model whose tables of wording and hosts fit labelled pages better.

    Args:
        model: the trained model.
        pages: the labelled pages; those that cannot be read teach nothing.
    """
    lessons = [lessons_of(page, model) for page in pages]
    texts = pieces([row for lesson in lessons for row in lesson.texts], Random(0))
    hosts = [row for lesson in lessons for row in lesson.hosts]
    return replace(
        model, wording=adapted_wording(model.wording, texts), hosts=adapted_hosts(model.hosts, hosts)
    )


def adapted_wording(wording: Wording, rows: Sequence[TextRow]) -> Wording:
    """Return the wording table moved towards labelled pieces of text."""
    if not rows:
        return wording
    counts, tokens = matrix([row.text for row in rows], wording.fold, wording.unspaced, BITS)
    known = wording.units * wording.scale
    weights = known + change(counts, counts @ known + wording.bias * tokens, rows, WORDING_FREEDOM)
    scale = np.float32(max(wording.scale, np.abs(weights).max() / 127))
    return replace(wording, units=np.rint(weights / scale).astype(np.int8), scale=scale)


def adapted_hosts(hosts: Hosts, rows: Sequence[HostRow]) -> Hosts:
    """Return the table of host names moved towards labelled hosts."""
    if not rows:
        return hosts
    features = host_matrix(rows)
    weight = hosts.weight + change(features, features @ hosts.weight + hosts.bias, rows, HOST_FREEDOM)
    return Hosts(weight.astype(np.float16).astype(np.float32), hosts.bias)


def change(
    features: csr_matrix, known: NDArray[Any], rows: Sequence[TextRow] | Sequence[HostRow], freedom: float
) -> NDArray[np.float64]:
    """Return the most likely change of a table's weights, zero where no row has a feature; shape (columns,).

    Args:
        features: of each row, shape (rows, columns).
        known: log-odds of each row by the table as it is, shape (rows,).
        rows: what each is, and how far that is trusted; spam and clean rows weigh the same in all.
        freedom: variance of the change in the prior.
    """
    labels = np.array([row.spam for row in rows])
    weights, sign = evened(labels, np.array([row.weight for row in rows])), np.where(labels, 1.0, -1.0)
    used = np.unique(features.indices)
    narrow = features.tocsc()[:, used].tocsr()

    def loss(moved: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margin = sign * (known + narrow @ moved)
        slope = -sign * weights * expit(-margin)
        value = float(weights @ np.logaddexp(0.0, -margin)) + float(moved @ moved) / (2 * freedom)
        return value, narrow.T @ slope + moved / freedom

    found = np.zeros(features.shape[1])
    found[used] = minimize(loss, np.zeros(len(used)), jac=True, method="L-BFGS-B").x
    return found


def lessons_of(page: Labelled, model: Model) -> Lessons:
    """Return what a page says; nothing if it cannot be read or it is not known which of it is spam."""
    texts: list[TextRow] = []
    hosts: dict[str, bool] = {}
    try:
        document = parse(page.page, kind=page.kind)
    except UnreadableInput:
        return Lessons([], [])
    if page.truth == "injected" and not page.spans:
        return Lessons([], [])
    trust = WHOLE_TRUST if page.truth == "spam" else 1.0
    links = defaultdict(list)
    for item in gather(document, model.wording, model.hosts).links:
        if item.external:
            links[item.block].append(item.link)
    for block, start, end, bad in labelled_parts(page, document):
        texts.append(TextRow(block.text[start:end], page.language, bad, "other", page.group, trust))
        for link in links[block.index]:
            if start <= link.start <= end:
                hosts[link.host] = hosts.get(link.host, False) or bad
    return Lessons(texts, host_rows_of([(host, bad, trust) for host, bad in hosts.items()]))


Part = tuple[Block, int, int, bool]
"""A block, the start and end of a stretch of its text, and whether that is spam."""


def labelled_parts(page: Labelled, document: Document) -> Iterator[Part]:
    """Yield the text of a page in stretches that are all spam or all clean."""
    blocks = [block for block in document.blocks if block.text.strip() or block.links]
    if not page.spans:
        for block in blocks:
            yield block, 0, len(block.text), page.truth == "spam"
        return
    for block, stretch in zip(blocks, stretches_of(document, blocks), strict=True):
        share = share_in(stretch, page.spans)
        if share in (0.0, 1.0):
            yield block, 0, len(block.text), share == 1.0
        else:
            yield from mixed_parts(page, document, block)


def mixed_parts(page: Labelled, document: Document, block: Block) -> Iterator[Part]:
    """Yield the stretches of a block of which a part is spam."""
    starts = [word.start() for word in WORD.finditer(block.text)]
    given = document.source.to_given([document.places.offset(block.index, start) for start in starts])
    bad = [share_in((position, position + 1), page.spans) > 0 for position in given]
    turns = [0, *(n for n in range(1, len(bad)) if bad[n] != bad[n - 1]), len(bad)]
    ends = [*starts, len(block.text)]
    for low, high in pairwise(turns):
        yield block, ends[low], ends[high], bad[low]
