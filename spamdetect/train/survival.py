"""`python -m spamdetect.train.survival`: how much injected text is still there once the text has been extracted.

Extractors of main content are what people rely on instead: they drop menus and footers, and spam with them, but
neither what stands in the article nor, all too often, what is hidden in it. They drop much honest text as well, by
design; how much stands beside it. Text is compared in windows of some letters, so that line breaks, punctuation and
the language make no difference.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random

from spamdetect.check import check
from spamdetect.errors import UnreadableInput
from spamdetect.model import Model
from spamdetect.parse import parse
from spamdetect.train.adapt import labelled_parts
from spamdetect.train.corpus import FOLDS, fold_of
from spamdetect.train.evaluate import interval
from spamdetect.train.extractors import EXTRACTORS, Extractor, everything
from spamdetect.train.markdown import markdown, share
from spamdetect.train.options import chosen_material, options, publish
from spamdetect.train.samples import Labelled

WINDOW = 16  # Letters and digits that must come in the same order: two or three words.
# Places whose text no extractor looks at, so that it says nothing about them.
TEXT = frozenset(["body", "after-end", "noscript", "template"])


@dataclass(frozen=True, slots=True)
class Kept:
    """What an extractor leaves of a page."""

    group: str
    injected: float
    """Share of the injected text."""
    own: float
    """Share of the page's own text."""


def windows(texts: Sequence[str]) -> set[str]:
    """Return all windows of some texts."""
    found = set()
    for text in texts:
        letters = "".join(filter(str.isalnum, text.casefold()))
        found |= {letters[start : start + WINDOW] for start in range(max(1, len(letters) - WINDOW + 1))}
    return {window for window in found if len(window) == WINDOW}


def sides(sample: Labelled) -> tuple[set[str], set[str]]:
    """Return the windows of the injected text of a page and of its own; what both say is neither's."""
    try:
        document = parse(sample.page, kind=sample.kind)
    except UnreadableInput:
        return set(), set()
    texts: dict[bool, list[str]] = {True: [], False: []}
    for block, start, end, bad in labelled_parts(sample, document):
        if block.origin in TEXT:
            texts[bad].append(block.text[start:end])
    injected, own = windows(texts[True]), windows(texts[False])
    return injected - own, own - injected


def kept(extract: Callable[[Labelled], str], samples: Sequence[Labelled]) -> list[Kept]:
    """Return what an extractor leaves of pages with injected text."""
    found = []
    for sample in samples:
        injected, own = sides(sample)
        if not injected:
            continue
        left = windows([extract(sample)])
        found.append(
            Kept(sample.group, len(injected & left) / len(injected), len(own & left) / max(1, len(own)))
        )
    return found


def line(name: str, pages: Sequence[Kept]) -> list[str]:
    """Return a line of the table."""
    groups = [page.group for page in pages]
    cells = []
    for values in (
        [page.injected for page in pages],
        [float(page.injected > 0.5) for page in pages],
        [page.own for page in pages],
    ):
        cells.append(share(sum(values) / len(values), interval(values, groups), digits=1))
    return [name, str(len(pages)), *cells]


def of_page(extract: Extractor) -> Callable[[Labelled], str]:
    """Return an extractor that takes a labelled page; where it raises, it has extracted nothing."""

    def text(sample: Labelled) -> str:
        # Other people's libraries raise what they like on pages that they find nothing in.
        with suppress(Exception):
            return extract(sample.page)
        return ""

    return text


def survival(samples: Sequence[Labelled], clean_text: Callable[[Labelled], str]) -> str:
    """Return the table as Markdown.

    Args:
        samples: HTML pages with spans.
        clean_text: the readable text that this program leaves of a page.
    """
    lines = [line("all text", kept(of_page(everything()), samples))]
    for name, load in EXTRACTORS.items():
        try:
            extract = load()
        except ImportError:
            lines.append([name, "not installed", "", "", ""])
            continue
        lines.append(line(name, kept(of_page(extract), samples)))
    lines.append(line("spamdetect, clean text", kept(clean_text, samples)))
    header = ("text by", "pages", "injected text kept", "pages with half of it or more", "own text kept")
    return markdown(header, lines)


def main() -> None:
    """Extract, compare, and print a table for real pages and one for simulated ones."""
    parser = options("spamdetect.train.survival", __doc__)
    parser.add_argument("--folds", type=Path, required=True, help="folder with the model of each fold")
    parser.add_argument("--simulated", type=int, default=300, help="simulated pages to look at")
    chosen = parser.parse_args()
    material = chosen_material(chosen)
    models = [Model.load(chosen.folds / str(fold)) for fold in range(FOLDS)]

    def clean_text(sample: Labelled) -> str:
        model = models[fold_of(sample.group, FOLDS)]
        return check(sample.page, kind=sample.kind, model=model).clean_text

    def pages(samples: Sequence[Labelled]) -> list[Labelled]:
        return [sample for sample in samples if sample.spans and html(sample)]

    made = pages(list(material.simulated(seed=chosen.seed)))
    chosen_made = Random(chosen.seed).sample(made, min(chosen.simulated, len(made)))
    parts = {"Real pages": pages(material.pages), "Simulated pages": chosen_made}
    tables = [f"{title}:\n\n{survival(found, clean_text)}" for title, found in parts.items() if found]
    publish("\n\n".join(tables), chosen.out)


def html(sample: Labelled) -> bool:
    """Tell whether a page is HTML."""
    try:
        return parse(sample.page, kind=sample.kind).kind == "html"
    except UnreadableInput:
        return False


if __name__ == "__main__":
    main()
