"""What is measured: bare parsers, the package and its stages, and what people run today."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.pages import sentences
from spamdetect.check import check, own_host, readable
from spamdetect.clean import without
from spamdetect.features import extract
from spamdetect.features.evidence import Evidence, gather
from spamdetect.features.localise import Candidate, candidates
from spamdetect.features.page import PageFacts
from spamdetect.features.whole import extract_page, with_places
from spamdetect.model import Model
from spamdetect.parse import parse
from spamdetect.parse.decode import decode
from spamdetect.parse.document import Document
from spamdetect.policy import FALSE_POSITIVE_RATES, decide
from spamdetect.train.extractors import EXTRACTORS

RATE = FALSE_POSITIVE_RATES["regular"]


@dataclass(frozen=True, slots=True)
class Staged:
    """A page and what every stage makes of it, so that each stage can run by itself."""

    page: bytes
    document: Document
    evidence: Evidence
    found: list[Candidate]
    matrix: NDArray[np.float64]
    facts: PageFacts
    whole: NDArray[np.float64]
    complete: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Case:
    """One row of the table."""

    name: str
    run: Callable[[Staged], object] | None
    """What is timed; None if something that it needs is not installed."""


def staged(page: bytes, model: Model) -> Staged:
    """Return what every stage makes of a page.

    Raises:
        UnreadableInput: there is nothing to read in it.
    """
    document = parse(page)
    evidence = gather(document, model.wording, model.hosts)
    found = candidates(evidence)
    matrix, facts = extract(evidence, found)
    whole = extract_page(evidence, own_host(evidence, model))
    complete = with_places(whole, model.places.trees.log_odds(matrix), facts.counts, len(evidence.wording))
    return Staged(page, document, evidence, found, matrix, facts, whole, complete)


STEPS: Mapping[str, Callable[[Model, Staged], object]] = {
    "check: verdict, findings, cleaned page and text": lambda model, item: check(item.page, model=model),
    "· decode": lambda model, item: decode(item.page),
    "· parse, decode included: tree, blocks, visibility, links": lambda model, item: parse(item.page),
    "· evidence of words and links": lambda model, item: gather(item.document, model.wording, model.hosts),
    "·· of which wording": lambda model, item: model.wording.tokens([b.text for b in item.document.blocks]),
    "· candidates": lambda model, item: candidates(item.evidence),
    "· features of places": lambda model, item: extract(item.evidence, item.found),
    "· features of the page": lambda model, item: extract_page(item.evidence, own_host(item.evidence, model)),
    "· decision and findings": lambda model, item: decide(
        model, item.facts, item.matrix, item.whole, rate=RATE, explain=False
    ),
    "·· of which classifier": lambda model, item: (
        model.places.trees.log_odds(item.matrix),
        model.pages.trees.log_odds(item.complete[None, :]),
    ),
    "· output: cleaned page and text": lambda model, item: readable(item.document, without(item.page, [])),
}


def lexbor() -> Callable[[bytes], object]:
    """Parse into a tree with the fastest parser of HTML5; all else is measured in it."""
    from selectolax.lexbor import LexborHTMLParser

    return LexborHTMLParser


def turbohtml() -> Callable[[bytes], object]:
    """Parse into a tree that knows the place of every tag, with the parser that the package uses."""
    import turbohtml

    return lambda page: turbohtml.parse(page, source_locations=True)


def obvious() -> Callable[[bytes], object]:
    """Classify the lines of a page with scikit-learn; fitted for its cost, not for what it would find."""
    from selectolax.lexbor import LexborHTMLParser
    from sklearn.feature_extraction.text import HashingVectorizer
    from sklearn.linear_model import LogisticRegression

    hashing = HashingVectorizer(analyzer="char_wb", ngram_range=(2, 5), n_features=2**18)
    some = sentences()
    learner = LogisticRegression().fit(hashing.transform(some), np.arange(len(some)) % 2)

    def classified(page: bytes) -> object:
        body = LexborHTMLParser(page).body
        lines = body.text(separator="\n", strip=True).splitlines() if body else []
        return learner.predict_proba(hashing.transform(lines or [""]))

    return classified


PARSERS = {"bare parse, selectolax (Lexbor)": lexbor, "bare parse, turbohtml with positions": turbohtml}
OTHERS: Mapping[str, Callable[[], Callable[[bytes], object]]] = {
    **EXTRACTORS,
    "scikit-learn, HashingVectorizer + LogisticRegression": obvious,
}


def cases(model: Model) -> list[Case]:
    """Return all cases; the first is the one that the others are measured in."""

    def outside(name: str, load: Callable[[], Callable[[bytes], object]]) -> Case:
        try:
            run = load()
        except ImportError:
            return Case(name, None)
        return Case(name, lambda item: run(item.page))

    def step(name: str, run: Callable[[Model, Staged], object]) -> Case:
        return Case(name, lambda item: run(model, item))

    return [
        *(outside(name, load) for name, load in PARSERS.items()),
        *(step(name, run) for name, run in STEPS.items()),
        *(outside(name, load) for name, load in OTHERS.items()),
    ]
