"""CSS lengths in pixels, on a screen of 1280 by 800."""

from __future__ import annotations

import re

NUMBER = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?)\s*([a-z%]*)")
LENGTH = re.compile(NUMBER.pattern + r"$")
CALCULATION = re.compile(r"calc\(([^()]*)\)$")
TERM = re.compile(r"\s([+-])\s")
UNITS = {
    "": 1.0, "px": 1.0, "vw": 12.8, "vh": 8.0, "vmin": 8.0, "vmax": 12.8, "svh": 8.0, "lvh": 8.0, "dvh": 8.0,
    "rem": 16.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 37.8, "mm": 3.78, "q": 0.945,
}  # fmt: skip
# Units that follow the size of the type, as parts of it.
RELATIVE = {"em": 1.0, "ex": 0.5, "ch": 0.5, "lh": 1.2, "ic": 1.0}
SIZES = {
    "xx-small": 9.0, "x-small": 10.0, "small": 13.0, "medium": 16.0, "large": 18.0, "x-large": 24.0, "xx-large": 32.0,
}  # fmt: skip


def pixels(value: str, font: float = 16.0, whole: float = 1280.0) -> float | None:
    """Return a CSS length in pixels, or None for a keyword or what cannot be told.

    Args:
        value: the value, lower case.
        font: size of the type in pixels.
        whole: what 100 % is.
    """
    if value.startswith("calc("):
        return calculated(value, font, whole)
    found = LENGTH.match(value)
    if found is None:
        return None
    number, unit = float(found.group(1)), found.group(2)
    if unit == "%":
        return number * whole / 100
    size = UNITS.get(unit)
    return (
        number * (size if size is not None else RELATIVE[unit] * font) if size or unit in RELATIVE else None
    )


def calculated(value: str, font: float, whole: float) -> float | None:
    """Return what a sum of lengths, each perhaps times a number, comes to."""
    found = CALCULATION.match(value)
    if found is None:
        return None
    parts = TERM.split(f" + {found.group(1).strip()}")
    total = 0.0
    for sign, term in zip(parts[1::2], parts[2::2], strict=True):
        product = 1.0
        for factor in term.split("*"):
            size = pixels(factor.strip(), font, whole)
            if size is None:
                return None
            product *= size
        total += product if sign == "+" else -product
    return total


def font_size(value: str, parent: float) -> float:
    """Return a font size in pixels; that of the parent if it cannot be told."""
    if value in SIZES:
        return SIZES[value]
    if value in ("smaller", "larger"):
        return parent / 1.2 if value == "smaller" else parent * 1.2
    if value in ("initial", "unset", "revert"):
        return 16.0 if value == "initial" else parent
    size = pixels(value, parent, parent)
    return size if size is not None and size >= 0 else parent
