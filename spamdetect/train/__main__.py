"""`python -m spamdetect.train`: train the shipped model again from scratch."""

from __future__ import annotations

import argparse
from pathlib import Path

from spamdetect.train.fit import train

ROOT = Path(__file__).parents[2]


def main() -> None:
    """Read the options and train."""
    parser = argparse.ArgumentParser(prog="python -m spamdetect.train", description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="outside data")
    parser.add_argument("--project", type=Path, default=ROOT / "data", help="the project's own data")
    parser.add_argument("--out", type=Path, default=ROOT / "models" / "default", help="folder of the model")
    parser.add_argument("--folds", type=Path, help="where to write the model of each fold, for evaluation")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2, help="number of processes")
    chosen = parser.parse_args()
    train(chosen.data, chosen.project, chosen.out, seed=chosen.seed, jobs=chosen.jobs, folds_out=chosen.folds)


if __name__ == "__main__":
    main()
