"""`python -m spamdetect.train.report`: judge the outside pages, print the table, write the model card.

With `--folds DIR` every page is judged by the model of its own fold, which never saw its site, source or campaign;
else all are judged by one model.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

from spamdetect.model import Model
from spamdetect.train.card import card
from spamdetect.train.corpus import FOLDS
from spamdetect.train.evaluate import judge_all, mistakes, table
from spamdetect.train.options import chosen_material, options, publish
from spamdetect.train.pages import folds_of


def main() -> None:
    """Judge the outside pages and print the table."""
    parser = options("spamdetect.train.report", __doc__)
    parser.add_argument("--folds", type=Path, help="folder with the model of each fold")
    parser.add_argument(
        "--model", type=Path, help="one model for all pages; the shipped one if neither is given"
    )
    parser.add_argument("--simulated", type=float, default=0.1, help="share of the simulated pages to judge")
    parser.add_argument("--max-fpr", type=float, help="tolerated share of clean pages with a finding")
    parser.add_argument("--card", type=Path, help="file to write the model card to")
    parser.add_argument("--mistakes", type=Path, help="file to list every miss and false alarm in")
    chosen = parser.parse_args()
    material, random = chosen_material(chosen), Random(chosen.seed)
    samples = [
        *material.pages,
        *(sample for sample in material.simulated(seed=chosen.seed) if random.random() < chosen.simulated),
    ]
    if chosen.folds is None:
        models, numbers = [Model.load(chosen.model)], [0] * len(samples)
    else:
        models = [Model.load(chosen.folds / str(fold)) for fold in range(FOLDS)]
        numbers = folds_of(samples, FOLDS)
    outcomes = judge_all(samples, models, numbers, jobs=chosen.jobs, rate=chosen.max_fpr)
    publish(table(outcomes), chosen.out)
    if chosen.card is not None:
        shipped = Model.load(chosen.model)
        tables = chosen.card.parent / "tables"
        text = card(shipped, samples, outcomes, held_out=chosen.folds is not None, tables=tables)
        chosen.card.write_text(text, "utf-8")
    if chosen.mistakes is not None:
        chosen.mistakes.write_text(mistakes(outcomes) + "\n", "utf-8")


if __name__ == "__main__":
    main()
