"""The `@import` statements at the start of a style sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from spamdetect.parse.media import applies, supported

# What may stand before and between them, and one of them.
STATEMENT = re.compile(
    r"[\s;]*+(?:/\*.*?\*/|<!--|-->|@charset\b[^;{}]*+;|@layer\b[^;{}]*+;"
    r"|@import\s*+(?:url\(\s*+(?P<bare>[^\"'()\s]++)\s*+\)|url\(\s*+[\"'](?P<url>[^\"'\n]*+)[\"']\s*+\)|[\"'](?P<quoted>[^\"'\n]*+)[\"'])"
    r"(?P<condition>[^;{}]*+)(?:;|\Z))",
    re.I | re.S,
)
LAYER = re.compile(r"\s*layer(?:\(([^()]*)\))?(?=\s|$)", re.I)
SUPPORTS = re.compile(r"\s*supports\(((?:[^()]|\([^()]*\))*)\)", re.I)


@dataclass(frozen=True, slots=True)
class Import:
    """A sheet that another one takes in."""

    address: str
    """Where it is."""
    layer: str | None
    """Name of the cascade layer that its rules are in, empty for one without a name; None for no layer."""

    def wrapped(self, sheet: str) -> str:
        """Return the text of the imported sheet as rules of the one that takes it in."""
        return sheet if self.layer is None else f"@layer {self.layer}{{{sheet}}}"


def imports_of(sheet: str) -> Iterator[tuple[int, int, Import]]:
    """Yield start, end and content of the imports of a sheet that hold on a desktop screen."""
    position = 0
    while (found := STATEMENT.match(sheet, position)) is not None:
        position = found.end()
        address = found["bare"] or found["url"] or found["quoted"]
        if not address:
            continue
        condition, layer = found["condition"].strip(), None
        if named := LAYER.match(condition):
            layer, condition = (named.group(1) or "").strip(), condition[named.end() :]
        if asked := SUPPORTS.match(condition):
            condition = condition[asked.end() :]
            if not supported(f"({asked.group(1)})"):
                continue
        if applies(condition.strip() or "all"):
            yield *found.span(), Import(address, layer)
