"""Settings of a project: `[tool.spamdetect]` in `pyproject.toml`, or `spamdetect.toml`.

The file is found upward from the first path that is checked, and no further than the root of the repository.
Every key and every value is checked. A setting names pages, rules, hosts and topics, and never code.
"""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, get_args

from spamdetect.errors import UsageError
from spamdetect.policy import FALSE_POSITIVE_RATES, RULES, Sensitivity
from spamdetect.types import Topic

OWN_FILE, SHARED_FILE = "spamdetect.toml", "pyproject.toml"
# Real files have a few kilobytes; the parser is not made for attackers.
LARGEST = 1 << 20
RULE_IDS = tuple(sorted(rule for rule, _, _ in RULES.values()))


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of a project; every field but `file` is a key, with hyphens for its underlines."""

    file: Path | None = None
    """Where they were read; None if there is no file. Paths and patterns count from its folder."""
    sensitivity: Sensitivity = "regular"
    """How many false findings to tolerate."""
    max_fpr: float | None = None
    """The same as a number: the tolerated share of clean pages with a finding."""
    url: str | None = None
    """Where the site is published; links to it count as its own."""
    exclude: tuple[str, ...] = ()
    """Patterns of pages and folders that are not looked at, unless they are named themselves."""
    per_path_ignores: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Rules that do not count, by pattern of the pages."""
    allow_domains: tuple[str, ...] = ()
    """Hosts that the site may link to: a finding does not count if all its links lead there."""
    expect: tuple[Topic, ...] = ()
    """Topics that the site is about: findings of these do not count."""
    inline_ignores: bool = True
    """Whether ignore marks in the pages count."""
    baseline: str | None = None
    """File with the findings that are known."""

    @property
    def folder(self) -> Path:
        """Return the folder that paths and patterns count from."""
        return self.file.parent if self.file is not None else Path.cwd()

    def excluded(self, path: Path) -> bool:
        """Tell whether a page or a folder is not to be looked at."""
        return any(covers(pattern, self.place(path)) for pattern in self.exclude)

    def ignored_rules(self, path: Path) -> frozenset[str]:
        """Return the rules that do not count for a page."""
        place = self.place(path) if self.per_path_ignores else ""
        return frozenset(
            rule
            for pattern, rules in self.per_path_ignores.items()
            if covers(pattern, place)
            for rule in rules
        )

    def place(self, path: Path) -> str:
        """Return a path as patterns see it: from the folder of the file, with forward slashes."""
        full, folder = straight(path), straight(self.folder)
        return full.relative_to(folder).as_posix() if full.is_relative_to(folder) else full.as_posix()


def straight(path: Path) -> Path:
    """Return an absolute path without `..`; links in it are not followed."""
    return Path(os.path.normpath(path.absolute()))


def covers(pattern: str, path: str) -> bool:
    """Tell whether a pattern names a page or a folder above it.

    `*` stands for anything, slashes too. A pattern without a slash names files and folders wherever they are.
    """
    names = path.split("/")
    if "/" not in pattern:
        return any(fnmatchcase(name, pattern) for name in names)
    pattern = pattern.strip("/")
    return any(fnmatchcase("/".join(names[:count]), pattern) for count in range(1, len(names) + 1))


def find_config(start: Path) -> Config:
    """Return the settings that hold for a page or folder; those without a file if there is none.

    Raises:
        UsageError: a file cannot be read, or makes no sense.
    """
    start = straight(start)
    for folder in (start, *start.parents):
        for name in (OWN_FILE, SHARED_FILE):
            if (folder / name).is_file() and (config := read_config(folder / name)) is not None:
                return config
        if (folder / ".git").exists():
            break
    return Config()


def read_config(file: Path) -> Config | None:
    """Return the settings in a file; None if it is a `pyproject.toml` that has none.

    Raises:
        UsageError: the file cannot be read, or makes no sense.
    """
    try:
        with file.open("rb") as stream:
            content = stream.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise UsageError(f"{file} is larger than {LARGEST:,} bytes")
        data: Any = tomllib.loads(content.decode("utf-8"))
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror or error}") from error
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{file} is no valid TOML: {error}") from error
    if file.name == SHARED_FILE:
        tool = data.get("tool", {})
        if not isinstance(tool, dict) or "spamdetect" not in tool:
            return None
        data = tool["spamdetect"]
    if not isinstance(data, dict):
        raise UsageError(f"{file}: [tool.spamdetect] must be a table")
    return Config(file, **{key.replace("-", "_"): value_of(file, key, value) for key, value in data.items()})


def value_of(file: Path, key: str, value: object) -> Any:
    """Return the value of a key as its field wants it.

    Raises:
        UsageError: there is no such key, or the value is not of its kind.
    """
    if key not in READERS:
        raise UsageError(f"{file}: unknown key {key!r}{suggestion(key, READERS)}")
    try:
        return READERS[key](value)
    except ValueError as error:
        raise UsageError(f"{file}: {key} {error}") from error


def suggestion(word: str, known: Iterable[str]) -> str:
    """Return a hint at what may have been meant."""
    names = list(known)
    close = get_close_matches(word, names, 1)
    return f"; did you mean {close[0]!r}?" if close else f"; choose one of {', '.join(names)}"


def text(value: object) -> str:
    """Read a string."""
    if not isinstance(value, str) or not value:
        raise ValueError(f"must be a string, not {value!r}")
    return value


def texts(value: object) -> tuple[str, ...]:
    """Read a list of strings."""
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        raise ValueError(f"must be a list of strings, not {value!r}")
    return tuple(value)


def flag(value: object) -> bool:
    """Read true or false."""
    if not isinstance(value, bool):
        raise ValueError(f"must be true or false, not {value!r}")
    return value


def rate(value: object) -> float:
    """Read a share."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1:
        raise ValueError(f"must be a number between 0 and 1, not {value!r}")
    return float(value)


def hosts(value: object) -> tuple[str, ...]:
    """Read a list of host names; each stands for the names below it too."""
    names = tuple(name.lower().removeprefix("*.").strip(".") for name in texts(value))
    for name in names:
        if not name or set(name) & set("*/: "):
            raise ValueError(f"must hold host names such as 'example.org', not {name!r}")
    return names


def one_of(known: Iterable[str]) -> Callable[[object], str]:
    """Return what reads one of some words."""

    def read(value: object) -> str:
        word = text(value)
        if word not in known:
            raise ValueError(f"is {word!r}, which is unknown{suggestion(word, known)}")
        return word

    return read


def some_of(known: Iterable[str]) -> Callable[[object], tuple[str, ...]]:
    """Return what reads a list of some words."""
    one = one_of(known)
    return lambda value: tuple(one(word) for word in texts(value))


def rules_by_path(value: object) -> dict[str, tuple[str, ...]]:
    """Read a table of patterns, each with a list of rules."""
    if not isinstance(value, dict):
        raise ValueError(f"must be a table of patterns and rules, not {value!r}")
    rules = some_of(RULE_IDS)
    return {pattern: rules(listed) for pattern, listed in value.items()}


READERS: dict[str, Callable[[object], object]] = {
    "sensitivity": one_of(FALSE_POSITIVE_RATES),
    "max-fpr": rate,
    "url": text,
    "exclude": texts,
    "per-path-ignores": rules_by_path,
    "allow-domains": hosts,
    "expect": some_of(get_args(Topic)),
    "inline-ignores": flag,
    "baseline": text,
}


def shown_config(config: Config) -> str:
    """Return settings as the TOML file that would say them."""
    lines = [f"# {config.file or 'no file was found; these are the defaults'}"]
    tables = []
    for item in fields(Config)[1:]:
        key, value = item.name.replace("_", "-"), getattr(config, item.name)
        if isinstance(value, Mapping):
            rows = [f"{json.dumps(pattern)} = {json.dumps(rules)}" for pattern, rules in value.items()]
            tables += ["", f"[{key}]", *rows] if rows else []
        else:
            lines.append(f"# {key} is not set" if value is None else f"{key} = {json.dumps(value)}")
    return "\n".join([*lines, *tables]) + "\n"
