"""`python -m spamdetect.train.report`: judge the outside pages, print the table, write the model card.

With `--folds DIR` every page is judged by the model of its own fold, which never saw its site, source or campaign;
else all are judged by one model.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from random import Random

from spamdetect.model import Model
from spamdetect.train.card import card
from spamdetect.train.corpus import linked_hosts
from spamdetect.train.evaluate import judge_all, mistakes, table
from spamdetect.train.fit import FOLDS
from spamdetect.train.hosts import host_rows
from spamdetect.train.pages import folds_of, real_pages, simulated
from spamdetect.train.texts import wording_rows


def main() -> None:
    """Judge the outside pages and print the table."""
    root = Path(__file__).parents[2]
    parser = argparse.ArgumentParser(prog="python -m spamdetect.train.report", description=__doc__)
    parser.add_argument("--data", type=Path, default=root.parent / "shared" / "data", help="outside data")
    parser.add_argument("--project", type=Path, default=root / "data", help="the project's own data")
    parser.add_argument("--folds", type=Path, help="folder with the model of each fold")
    parser.add_argument(
        "--model", type=Path, help="one model for all pages; the shipped one if neither is given"
    )
    parser.add_argument("--simulated", type=float, default=0.1, help="share of the simulated pages to judge")
    parser.add_argument("--max-fpr", type=float, help="tolerated share of clean pages with a finding")
    parser.add_argument("--card", type=Path, help="file to write the model card to")
    parser.add_argument("--mistakes", type=Path, help="file to list every miss and false alarm in")
    parser.add_argument("--jobs", type=int, default=2, help="number of processes")
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    samples = list(real_pages(chosen.data, chosen.project, seed=chosen.seed))
    if chosen.simulated:
        rows = wording_rows(chosen.data, chosen.project, seed=chosen.seed)
        linked = linked_hosts(chosen.data)
        names = host_rows(chosen.data, linked, seed=chosen.seed)
        random = Random(chosen.seed)
        made = simulated(samples, rows, names, linked, FOLDS, seed=chosen.seed)
        samples += [sample for sample in made if random.random() < chosen.simulated]
    if chosen.folds is None:
        models, numbers = [Model.load(chosen.model)], [0] * len(samples)
    else:
        models = [Model.load(chosen.folds / str(fold)) for fold in range(FOLDS)]
        numbers = folds_of(samples, FOLDS)
    outcomes = judge_all(samples, models, numbers, jobs=chosen.jobs, rate=chosen.max_fpr)
    print(table(outcomes))
    if chosen.card is not None:
        shipped = Model.load(chosen.model)
        chosen.card.write_text(card(shipped, outcomes, held_out=chosen.folds is not None), "utf-8")
    if chosen.mistakes is not None:
        chosen.mistakes.write_text(mistakes(outcomes) + "\n", "utf-8")


if __name__ == "__main__":
    main()
