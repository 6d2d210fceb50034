"""The cases of `cases/techniques`: a file for each row of the list of techniques; its README says how to write one."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Template

from quality_cases import FOLDER, KNOWN_FAILURES, Case, read

HERE = FOLDER / "techniques"
FAILING = FOLDER / KNOWN_FAILURES / "techniques.txt"
SLOTS = ("title", "head", "top", "inline", "middle", "bottom", "after")
# In these spam is what a case puts in, unless it is marked; in the others only what is marked.
BODY = frozenset(["top", "inline", "middle", "bottom", "after"])


@dataclass(frozen=True, slots=True)
class TechniqueCase:
    file: str
    """The file that it stands in, which is the technique's name in the table."""
    rules: tuple[str, ...]
    """The rules that may say so; none for a twin."""
    names: tuple[str, ...]
    """What findings may call it."""
    case: Case
    """The page."""

    @property
    def id(self) -> str:
        return self.case.id

    @property
    def twin(self) -> bool:
        return not self.case.spans


def put_together(table: dict[str, str], spam: dict[str, str], page: str, *, twin: bool) -> str:
    """The page of a case, with marks around its spam."""
    parts = {name: Template(table.get(name, "")).safe_substitute(spam) for name in SLOTS}
    marked = twin or any("⟦" in part for part in parts.values())
    if not marked:
        parts |= {name: f"⟦{parts[name]}⟧" for name in BODY if parts[name]}
    return Template(page).safe_substitute(parts)


def listed(value: str | list[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def cases_of(file: Path, pages: dict[str, str], spam: dict[str, str]) -> list[TechniqueCase]:
    rows = tomllib.loads(file.read_text("utf-8"))
    cases = []
    for key in ("spam", "twin"):
        for table in rows[key]:
            page = (
                Template(table["page"]).safe_substitute(spam)
                if "page" in table
                else put_together(table, spam, pages[table.get("in", "library")], twin=key == "twin")
            )
            facts = {
                "name": table["name"],
                "kind": "html",
                "topic": "other",
                "technique": file.stem,
                "page": page,
            }
            case = read("techniques", file.stem, facts)
            assert bool(case.spans) is (key == "spam"), case.id
            cases.append(
                TechniqueCase(
                    file.stem,
                    listed(table.get("rule", rows["rule"])) if key == "spam" else (),
                    listed(table.get("technique", rows["technique"])) if key == "spam" else (),
                    case,
                )
            )
    return cases


@cache
def technique_cases() -> tuple[TechniqueCase, ...]:
    shared = tomllib.loads((HERE / "pages.toml").read_text("utf-8"))
    return tuple(
        case
        for file in sorted(HERE.glob("[0-9]*.toml"))
        for case in cases_of(file, shared["pages"], shared["spam"])
    )


@cache
def titles() -> dict[str, str]:
    """What each file is about."""
    return {
        file.stem: tomllib.loads(file.read_text("utf-8"))["title"]
        for file in sorted(HERE.glob("[0-9]*.toml"))
    }


def known_failures() -> list[str]:
    """The ids of the cases that the shipped model gets wrong."""
    return FAILING.read_text("utf-8").splitlines() if FAILING.exists() else []
