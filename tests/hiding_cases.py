"""The cases of `cases/hiding`: a file each technique, with what hides so and with its honest twins."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

import turbohtml
from turbohtml import Element

FOLDER = Path(__file__).parent / "cases" / "hiding"


@dataclass(frozen=True, slots=True)
class HidingCase:
    id: str
    technique: str
    html: str
    twin: bool
    browser: bool

    @property
    def page(self) -> str:
        return f"<!doctype html><html>{self.html}"

    @property
    def marked(self) -> list[Element]:
        return turbohtml.parse(self.page).select("[mark]")


def hiding_cases() -> list[HidingCase]:
    cases = []
    for file in sorted(FOLDER.glob("*.toml")):
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        for kind in ("hides", "twins"):
            cases += [
                HidingCase(
                    f"{file.stem}: {case['name']}", case.get("technique", table["technique"]), case["html"],
                    kind == "twins", case.get("browser", True),
                )
                for case in table[kind]
            ]  # fmt: skip
    return cases
