"""Options that the commands of training share; each is a module to run with `python -m`."""

from __future__ import annotations

import argparse
from pathlib import Path

from spamdetect.train.material import OWN_PAGES, Material, material

ROOT = Path(__file__).parents[2]


def options(module: str, about: str | None) -> argparse.ArgumentParser:
    """Return a parser of the options that say what there is to learn from, and how much may run at once.

    Args:
        module: name of the module that is run.
        about: its docstring.
    """
    parser = argparse.ArgumentParser(prog=f"python -m {module}", description=about)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="outside data")
    parser.add_argument("--project", type=Path, default=ROOT / "data", help="the project's own data")
    parser.add_argument(
        "--own-pages", type=int, default=OWN_PAGES, help="pages to make up where there is no outside data"
    )
    parser.add_argument("--languages", help="languages to make them up in, such as en,tr; all by default")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2, help="number of processes")
    parser.add_argument("--out", type=Path, help="where to write the result to")
    return parser


def publish(table: str, out: Path | None) -> None:
    """Print a table, and write it to a file if one is named."""
    print(table)
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(table + "\n", "utf-8")


def chosen_material(chosen: argparse.Namespace) -> Material:
    """Read what the options name."""
    languages = chosen.languages.split(",") if chosen.languages else None
    return material(
        chosen.data, chosen.project, seed=chosen.seed, own_pages=chosen.own_pages, languages=languages
    )
