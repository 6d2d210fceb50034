"""`python -m spamdetect.train.languages`: how well spam is found in a language of which training saw no spam at all.

For each language the wording is learned again without a single spam text in it, real or ours, and put into the model
of a fold; its pages in that fold are judged with and without. Hosts and the classifier on top stay: a host list does
not say which language its sites are in, and the classifier sees no words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

from joblib import Parallel, delayed

from spamdetect.features.wording import Wording
from spamdetect.model import Model
from spamdetect.train.corpus import FOLDS, TextRow, fold_of
from spamdetect.train.evaluate import Figure, judge_all, measure
from spamdetect.train.inject.sources import base
from spamdetect.train.markdown import markdown, share
from spamdetect.train.options import chosen_material, options, publish
from spamdetect.train.samples import Labelled
from spamdetect.train.wording import fit_wording

# Languages of most campaigns.
LANGUAGES = ("tr", "fa", "id", "th", "vi", "zh", "ja", "ko", "ru", "ar", "pt", "es", "en")
PAGES = 60  # Infected pages of each language that are judged.


def without_spam(rows: Sequence[TextRow], language: str) -> list[TextRow]:
    """Return the rows less the spam of a language."""
    return [row for row in rows if not (row.spam and base(row.language) == language)]


def lines_of(samples: Sequence[Labelled], model: Model, language: str, wording: Wording) -> list[str]:
    """Return a line of the table: the pages of a language, judged with its spam known and unknown."""
    pages = [page for page in samples if page.truth == "injected" and base(page.language) == language]
    pages = Random(0).sample(pages, min(PAGES, len(pages)))
    found = [
        measure(judge_all(pages, [judge], [0] * len(pages), jobs=1))
        for judge in (model, replace(model, wording=wording))
    ]
    cells = [cell(figure) for measures in found for figure in (measures.found, measures.recall)]
    return [language, str(len(pages)), *cells]


def cell(figure: Figure | None) -> str:
    """Return a share and its interval."""
    return share(figure.value, figure.interval, digits=1) if figure else ""


def left_out(
    rows: Sequence[TextRow],
    samples: Sequence[Labelled],
    model: Model,
    languages: Sequence[str],
    *,
    seed: int,
    jobs: int,
) -> str:
    """Return the table as Markdown.

    Args:
        rows: texts to learn from, none of the fold that is judged.
        samples: pages of that fold.
        model: the model of that fold.
        languages: the languages to leave out, one at a time.
        seed: of the fits.
        jobs: number of processes.
    """
    full, *less = Parallel(n_jobs=jobs)(
        delayed(fit_wording)(part, seed=seed)
        for part in (rows, *(without_spam(rows, language) for language in languages))
    )
    known = replace(model, wording=full)
    header = (
        "language", "pages", "found, its spam known", "bytes removed", "found, its spam unknown", "bytes removed"
    )  # fmt: skip
    lines = [
        lines_of(samples, known, language, wording) for language, wording in zip(languages, less, strict=True)
    ]
    return markdown(header, lines)


def main() -> None:
    """Leave out one language after the other, and print the table."""
    parser = options("spamdetect.train.languages", __doc__)
    parser.add_argument("--folds", type=Path, required=True, help="folder with the model of each fold")
    parser.add_argument("--fold", type=int, default=0, help="the fold to judge")
    parser.add_argument("--leave-out", default=",".join(LANGUAGES), help="languages to leave out")
    parser.add_argument(
        "--clean-share", type=float, default=1.0, help="share of the clean texts to learn from"
    )
    chosen = parser.parse_args()
    material, random = chosen_material(chosen), Random(chosen.seed)
    rows = [
        row
        for row in material.texts
        if fold_of(row.group, FOLDS) != chosen.fold and (row.spam or random.random() < chosen.clean_share)
    ]
    pages = [*material.pages, *material.simulated(seed=chosen.seed)]
    samples = [page for page in pages if fold_of(page.group, FOLDS) == chosen.fold]
    model = Model.load(chosen.folds / str(chosen.fold))
    languages = chosen.leave_out.split(",")
    found = left_out(rows, samples, model, languages, seed=chosen.seed, jobs=chosen.jobs)
    publish(found, chosen.out)


if __name__ == "__main__":
    main()
