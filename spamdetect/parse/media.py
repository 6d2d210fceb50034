"""Whether the condition of a media, container or feature query holds on a desktop screen."""

from __future__ import annotations

import re

# The screen that pages are looked at on: 1280 by 800 pixels, light, with a mouse.
SIZES = {"width": 1280.0, "height": 800.0, "device-width": 1280.0, "device-height": 800.0}
STATES = {
    "orientation": "landscape", "hover": "hover", "any-hover": "hover", "pointer": "fine", "any-pointer": "fine",
    "prefers-color-scheme": "light", "prefers-reduced-motion": "no-preference", "prefers-contrast": "no-preference",
    "scripting": "enabled", "display-mode": "browser", "update": "fast", "forced-colors": "none", "grid": "0",
}  # fmt: skip
PIXELS = {"px": 1.0, "em": 16.0, "rem": 16.0, "pt": 4 / 3, "cm": 37.8, "mm": 3.78, "in": 96.0, "": 1.0}
FEATURE = re.compile(r"\(([^()]*)\)")
LENGTH = re.compile(r"([+-]?[\d.]+)\s*([a-z]*)$")
COMPARISON = re.compile(r"(<=|>=|<|>|=)")
# Features that only other browsers have, by which sheets tell them apart.
FOREIGN = re.compile(r"\(\s*-(?:moz|ms|o|khtml)-")
EXCEPTED = re.compile(r"(?:\(|\band\b|\bor\b)\s*not\b")


def applies(condition: str) -> bool:
    """Tell whether a list of media queries holds; an empty one does."""
    return any(query_holds(query.strip().lower()) for query in condition.split(","))


def query_holds(query: str) -> bool:
    """Tell whether one media query holds. A feature that is not known does not."""
    negated = query.startswith("not ")
    words = FEATURE.sub(" ", query).split()
    media = [word for word in words if word not in ("only", "not", "and", "or")]
    held = [feature_holds(feature.strip()) for feature in FEATURE.findall(query)]
    together = any(held) if " or " in query else all(held)
    return (all(word in ("all", "screen") for word in media) and together) != negated


def feature_holds(feature: str) -> bool:
    """Tell whether a media feature holds, as `max-width: 600px` or `400px <= width`."""
    if COMPARISON.search(feature):
        parts = [part.strip() for part in COMPARISON.split(feature)]
        values = [SIZES.get(part, pixels(part)) for part in parts[::2]]
        return all(
            left is not None and right is not None and compare(left, sign, right)
            for left, sign, right in zip(values, parts[1::2], values[1:], strict=False)
        )
    name, _, value = (part.strip() for part in feature.partition(":"))
    bound, _, size = name.partition("-")
    limit = pixels(value)
    if bound in ("min", "max") and size in SIZES and limit is not None:
        return SIZES[size] >= limit if bound == "min" else SIZES[size] <= limit
    if not value:
        return name in STATES or name in SIZES or name == "color"
    return STATES.get(name) == value


def compare(left: float, sign: str, right: float) -> bool:
    """Return what a comparison of a media query says."""
    if sign == "=":
        return left == right
    if sign.startswith("<"):
        left, right = right, left
    return left > right or (sign.endswith("=") and left == right)


def pixels(value: str) -> float | None:
    """Return a length of a media query in pixels."""
    found = LENGTH.match(value)
    if found is None or found.group(2) not in PIXELS:
        return None
    try:
        return float(found.group(1)) * PIXELS[found.group(2)]
    except ValueError:
        return None


def supported(condition: str) -> bool:
    """Tell whether a feature query holds in a browser that has every feature that sheets ask for."""
    condition = condition.strip().lower()
    if EXCEPTED.search(condition):
        return False
    return (FOREIGN.search(condition) is None) != condition.startswith("not")


def contained(condition: str) -> bool:
    """Tell whether a container query holds for a container as wide as the screen."""
    features = FEATURE.findall(condition.lower())
    return "style(" not in condition and query_holds(" and ".join(f"({feature})" for feature in features))
