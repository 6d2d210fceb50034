"""The pages of `cases/synthetic`, `cases/negative` and `cases/known_failures`; `cases/README.md` says how to write one."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from spamdetect.train.samples import Labelled
from spamdetect.types import Kind

FOLDER = Path(__file__).parent / "cases"
KNOWN_FAILURES = "known_failures"
MARK = re.compile("[⟦⟧]")


@dataclass(frozen=True, slots=True)
class Case:
    folder: str
    kind: Kind
    text: str
    """The page with its spam, without the marks."""
    spans: tuple[tuple[int, int], ...]
    """Where the spam is, in characters; nowhere in a clean page."""
    sample: Labelled
    """The same in bytes, as the trainer and its measures know pages."""

    @property
    def id(self) -> str:
        return self.sample.id

    @property
    def original(self) -> str:
        """The page before the spam was put in."""
        ends = [0, *(end for span in self.spans for end in span), len(self.text)]
        return "".join(self.text[start:end] for start, end in zip(ends[::2], ends[1::2], strict=True))


def read(folder: str, language: str, table: dict[str, str]) -> Case:
    # Every second piece stood between marks.
    pieces, ends = MARK.split(table["page"]), [0]
    for piece in pieces:
        ends.append(ends[-1] + len(piece))
    spans = tuple(zip(ends[1:-1:2], ends[2:-1:2], strict=True))
    text = "".join(pieces)
    sample = Labelled(
        f"{language}: {table['name']}", text.encode(), None, "injected" if spans else "clean",
        tuple((len(text[:start].encode()), len(text[:end].encode())) for start, end in spans),
        table["name"], language, table["topic"], table["technique"], real=False, hard=not spans,
    )  # fmt: skip
    return Case(folder, "html" if table["kind"] == "html" else "text", text, spans, sample)


@cache
def quality_cases() -> tuple[Case, ...]:
    return tuple(
        read(folder, file.stem, table)
        for folder in ("synthetic", "negative", KNOWN_FAILURES)
        for file in sorted((FOLDER / folder).glob("*.toml"))
        for table in tomllib.loads(file.read_text("utf-8"))["case"]
    )
