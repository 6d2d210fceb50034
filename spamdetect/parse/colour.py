"""CSS colours, and whether two of them can be told apart."""

from __future__ import annotations

from tinycss2.color4 import parse_color

Colour = tuple[float, float, float, float]
"""Red, green, blue and alpha, each from 0 to 1."""

BLACK: Colour = (0.0, 0.0, 0.0, 1.0)
WHITE: Colour = (1.0, 1.0, 1.0, 1.0)
# Contrast (WCAG 2.1, 1 to 21) below which text cannot be seen. Pale grey on white, as honest pages use it for
# small print, has 1.5 and more; #fefefe or #f9f9f9 on white, as kits write it, has 1.06 and less.
UNSEEN = 1.12


def colour_of(value: str, current: Colour) -> Colour | None:
    """Return the colour that a CSS value names, or None if it is none.

    Args:
        value: the value; of a `background` shorthand the first word that is a colour counts.
        current: what `currentcolor` means here.
    """
    for word in [value, *value.split()]:
        if "#" in word and len(word) in (3, 6) and word[0] != "#":
            word = f"#{word}"
        found = parse_color(word)
        if found is None:
            continue
        if found == "currentcolor":
            return current
        try:
            red, green, blue = found.to("srgb").coordinates
            return float(red), float(green), float(blue), float(found.alpha)
        except (NotImplementedError, TypeError, ValueError):
            return None
    return None


def luminance(colour: Colour) -> float:
    """Return the relative luminance of a colour, 0 to 1 (WCAG 2.1)."""
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
        for part in (min(1.0, max(0.0, channel)) for channel in colour[:3])
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def alike(colour: Colour, background: Colour) -> bool:
    """Tell whether text of a colour cannot be seen on a background."""
    if max(abs(one - two) for one, two in zip(colour[:3], background[:3], strict=True)) > 0.12:
        return False
    light, dark = sorted((luminance(colour), luminance(background)), reverse=True)
    return (light + 0.05) / (dark + 0.05) < UNSEEN
