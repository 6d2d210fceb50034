"""Measures the shipped model and holds it to floors; `python tests/quality.py --update` pins them anew."""

import argparse
import hashlib
import sys
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from quality_cases import quality_cases

from spamdetect.check import default_model
from spamdetect.train.corpus import clean_pages
from spamdetect.train.evaluate import Outcome, judge_all, measure
from spamdetect.train.pages import infected_pages, relabelled
from spamdetect.train.samples import Labelled, digest

ROOT = Path(__file__).parents[1]
FLOORS = Path(__file__).parent / "quality_floors.toml"
# Clean outside pages that are looked at: enough that one false alarm shows, few enough for every run.
CLEAN_PAGES = 300
# How far a floor lies below what was measured when it was pinned. Pages are counted exactly; the ends of spans
# move by a word when the same model is trained again on another machine, and so do the shares of bytes.
NOISE = {"found": 0.0, "removed": 0.005, "quiet": 0.0, "kept": 0.0001}
HEAD = """\
# What the shipped model must reach; written by `python tests/quality.py --update`, not by hand.
#   found    share of infected pages in which something injected was found
#   removed  share of injected bytes that cleaning takes out, mean over pages
#   quiet    share of clean pages without any finding
#   kept     share of clean bytes that cleaning leaves, over all pages but those that are spam as a whole
"""

Figures = dict[str, dict[str, float]]  # By set of pages, by measure.
Floors = dict[str, dict[str, dict[str, float]]]  # The same; for each its floor, and what was measured.


def case_samples() -> list[Labelled]:
    return [case.sample for case in quality_cases()]


def outside_samples(data: Path) -> list[Labelled]:
    """All real infected pages, and clean pages chosen by the hash of their names."""
    wrong = relabelled(ROOT / "data")
    pages = (page for page in clean_pages(data) if page.name not in wrong)
    chosen = sorted(pages, key=lambda page: hashlib.sha256(page.name.encode()).digest())[:CLEAN_PAGES]
    return [
        *infected_pages(data),
        *(Labelled(page.name, page.content, None, "clean", (), page.group, page.language) for page in chosen),
    ]


def judged(samples: Sequence[Labelled]) -> list[Outcome]:
    return judge_all(samples, [default_model()], [0] * len(samples))


def shares(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """The measures as shares of what is right, so that more is always better."""
    found = measure(outcomes)
    bad = {"found": found.found, "removed": found.recall}
    good = {"quiet": found.alarms, "kept": found.lost}
    return {
        **{name: round(figure.value, 6) for name, figure in bad.items() if figure is not None},
        **{name: round(1 - figure.value, 6) for name, figure in good.items() if figure is not None},
    }


def figures(name: str, outcomes: Sequence[Outcome], parts: Mapping[str, Sequence[Outcome]]) -> Figures:
    return {name: shares(outcomes), **{f"{name}-{part}": shares(found) for part, found in parts.items()}}


def case_figures(outcomes: Sequence[Outcome]) -> Figures:
    languages = sorted({item.language for item in outcomes})
    return figures(
        "cases", outcomes,
        {language: [item for item in outcomes if item.language == language] for language in languages},
    )  # fmt: skip


def outside_figures(outcomes: Sequence[Outcome]) -> Figures:
    return figures("outside", outcomes, {"injected": [item for item in outcomes if item.truth == "injected"]})


def pinned() -> tuple[dict[str, str], Floors]:
    """The hashes of the pages that were measured, and the floors."""
    table = tomllib.loads(FLOORS.read_text("utf-8")) if FLOORS.exists() else {"sha256": {}}
    return table.pop("sha256"), table


def floors_of(measured: Figures) -> Floors:
    return {
        name: {
            key: {"floor": round(max(0.0, value - NOISE[key]), 6), "measured": value}
            for key, value in values.items()
        }
        for name, values in measured.items()
    }


def fallen(old: Floors, new: Floors) -> list[str]:
    """The floors that would be lower than they are, or gone."""
    return [
        f"{name} {key}: {below:.2%} instead of {entry['floor']:.2%}"
        for name, entries in old.items()
        for key, entry in entries.items()
        if (below := new.get(name, {}).get(key, {"floor": 0.0})["floor"]) < entry["floor"]
    ]


def written(hashes: Mapping[str, str], floors: Floors) -> str:
    """The file of floors."""
    lines = [HEAD, "[sha256]", *(f'{name} = "{value}"' for name, value in hashes.items())]
    for name, entries in floors.items():
        lines += ["", f"[{name}]"]
        lines += [
            f"{key} = {{ floor = {entry['floor']}, measured = {entry['measured']} }}"
            for key, entry in entries.items()
        ]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--update", action="store_true", help="pin what is measured now")
    parser.add_argument(
        "--allow-regression", action="store_true", help="pin floors that are lower than before"
    )
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="outside data")
    chosen = parser.parse_args()
    hashes, old = pinned()
    samples = case_samples()
    hashes["cases"] = digest(samples)
    # The floors of the outside pages stay as they are where those are not at hand.
    new = {name: entries for name, entries in old.items() if name.startswith("outside")}
    new |= floors_of(case_figures(judged(samples)))
    if chosen.data.is_dir():
        samples = outside_samples(chosen.data)
        hashes["outside"] = digest(samples)
        new |= floors_of(outside_figures(judged(samples)))
    text = written(hashes, new)
    print(text)
    if chosen.update:
        if (lower := fallen(old, new)) and not chosen.allow_regression:
            sys.exit("\n".join(["These would fall; --allow-regression pins them all the same:", *lower]))
        FLOORS.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
