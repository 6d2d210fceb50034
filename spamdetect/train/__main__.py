"""`python -m spamdetect.train`: train the shipped model again from scratch."""

from __future__ import annotations

from pathlib import Path

from spamdetect.train.fit import train
from spamdetect.train.options import ROOT, chosen_material, options


def main() -> None:
    """Read the options and train."""
    parser = options("spamdetect.train", __doc__)
    parser.set_defaults(out=ROOT / "models" / "default")
    parser.add_argument("--folds", type=Path, help="where to write the model of each fold, for evaluation")
    chosen = parser.parse_args()
    train(chosen_material(chosen), chosen.out, seed=chosen.seed, jobs=chosen.jobs, folds_out=chosen.folds)


if __name__ == "__main__":
    main()
