"""Run all measurements and print them as Markdown."""

from __future__ import annotations

import argparse
import gc
import platform
from collections.abc import Sequence
from contextlib import suppress

from benchmarks.cases import STEPS, Case, Staged, cases, staged
from benchmarks.pages import samples, texts
from benchmarks.scaling import grown, memory, shared
from benchmarks.table import compared, timed
from spamdetect import __version__
from spamdetect.errors import UnreadableInput
from spamdetect.model import Model
from spamdetect.train.markdown import markdown


def main() -> None:
    """Measure and print, section by section."""
    options = argparse.ArgumentParser("python -m benchmarks", description=__doc__)
    options.add_argument("--model", help="folder of the model; by default the one that ships")
    options.add_argument("--pages", type=int, default=100, help="clean pages; half as many infected ones")
    options.add_argument("--rounds", type=int, default=5, help="how often everything is timed")
    options.add_argument("--many", type=int, default=2_000, help="pages over which memory must stay flat")
    asked = options.parse_args()
    model = Model.load(asked.model)
    say(
        f"# spamdetect {__version__}, model {model.version}",
        f"Python {platform.python_version()}, {platform.machine()}, {platform.system()}. CPU time on one core, "
        f"medians of {asked.rounds} rounds; every round runs every row. Trust the ratios: the machine may be busy.",
    )
    rows = cases(model)
    pages: list[bytes] = []
    for name, sample in samples(asked.pages).items():
        pages += sample
        section(name, sample, rows, model, asked.rounds)
    plain = [case for case in rows if case.name in STEPS]
    section("plain text", texts(5 * asked.pages), plain, model, asked.rounds)
    say(
        "## Growth",
        markdown(["what grows", "milliseconds at each size", "exponent"], grown(model)),
        "## Workers",
        markdown(["workers", "pages a second", "spread"], shared(pages, (1, 2), asked.rounds, model)),
    )
    by_size, over = memory(asked.many, asked.model)
    say(
        "## Memory",
        markdown(
            ["bytes of the page", "peak before, MB", "peak after, MB", "bytes for each of the page"], by_size
        ),
        markdown(["pages so far", "peak, MB"], over),
    )


def section(name: str, sample: Sequence[bytes], rows: Sequence[Case], model: Model, rounds: int) -> None:
    """Measure and print the cases on a sample of pages."""
    pages: list[Staged] = []
    for page in sample:
        with suppress(UnreadableInput):
            pages.append(staged(page, model))
    gc.freeze()  # What is only kept to be measured must not be searched for garbage over and over.
    seconds = timed(rows, pages, rounds, model.hosts.memory.clear)
    gc.unfreeze()
    size = sum(len(item.page) for item in pages)
    say(
        f"## {name}: {len(pages)} pages, {size / len(pages) / 1000:.0f} KB each",
        markdown(["", "ms a page", "MB/s", f"× {rows[0].name}", "spread"], compared(rows, seconds, pages)),
    )


def say(*paragraphs: str) -> None:
    """Print paragraphs at once, so that one sees how far it is."""
    print("\n\n".join(paragraphs), end="\n\n", flush=True)


if __name__ == "__main__":
    main()
