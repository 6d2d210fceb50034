"""CSS colours, and whether two of them can be told apart."""

from __future__ import annotations

from functools import lru_cache

from tinycss2.color4 import Color, parse_color

Colour = tuple[float, float, float, float]
"""Red, green, blue and alpha, each from 0 to 1."""

BLACK: Colour = (0.0, 0.0, 0.0, 1.0)
WHITE: Colour = (1.0, 1.0, 1.0, 1.0)
LINK: Colour = (0.0, 0.0, 238 / 255, 1.0)
# Contrast (WCAG 2.1, 1 to 21) below which text cannot be seen. Pale grey on white, as honest pages use it for
# small print, has 1.5 and more; #fefefe or #f9f9f9 on white, as kits write it, has 1.06 and less.
UNSEEN = 1.12
# Difference of red, green or blue (0 to 1) above which they are not alike whatever their contrast: red on green.
NEAR = 0.12

FUNCTIONS = ("rgb", "hsl", "hwb", "lab(", "lch(", "oklab(", "oklch(", "color(")
# From the colour spaces that CSS measures others against to linear sRGB (CSS Color 4, section 18).
XYZ_TO_RGB = {
    "xyz-d65": (
        (3.2409699, -1.5373832, -0.4986108),
        (-0.9692436, 1.8759675, 0.0415551),
        (0.0556301, -0.2039770, 1.0569715),
    ),
    "xyz-d50": (
        (3.1338561, -1.6168667, -0.4906146),
        (-0.9787684, 1.9161415, 0.0334540),
        (0.0719453, -0.2289914, 1.4052427),
    ),
}


def colour_of(value: str, current: Colour) -> Colour | None:
    """Return the colour that a CSS value names, or None if it is none.

    Args:
        value: the value; of a `background` shorthand the first word that is a colour counts.
        current: what `currentcolor` means here.
    """
    for word in [value] if value.endswith(")") and value.startswith(FUNCTIONS) else value.split():
        if word == "currentcolor":
            return current
        if (colour := written(word)) is not None:
            return colour
    return None


@lru_cache(maxsize=1024)
def written(word: str) -> Colour | None:
    """Return the colour that one word or function writes, or None; remembered, as pages use few colours."""
    if "(" in word and not word.startswith(FUNCTIONS):
        return None
    found = parse_color(word)
    if found is None or isinstance(found, str):
        return None
    red, green, blue = to_srgb(found)
    return red, green, blue, float(found.alpha)


def to_srgb(colour: Color) -> tuple[float, float, float]:
    """Return red, green and blue of a colour in any space; those of wide screens count as those of others."""
    if colour.space in ("srgb", "hsl", "hwb"):
        red, green, blue = (float(part or 0.0) for part in colour.to("srgb").coordinates)
        return red, green, blue
    for space, matrix in XYZ_TO_RGB.items():
        try:
            point = colour.to(space).coordinates
        except NotImplementedError:
            continue
        red, green, blue = (
            encoded(sum(factor * part for factor, part in zip(row, point, strict=True))) for row in matrix
        )
        return red, green, blue
    red, green, blue = (float(part or 0.0) for part in colour.coordinates[:3])
    return red, green, blue


def encoded(linear: float) -> float:
    """Return the sRGB value of an amount of light, 0 to 1."""
    linear = min(1.0, max(0.0, linear))
    return 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055


def luminance(colour: Colour) -> float:
    """Return the relative luminance of a colour, 0 to 1 (WCAG 2.1)."""
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
        for part in (min(1.0, max(0.0, channel)) for channel in colour[:3])
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def alike(colour: Colour, background: Colour) -> bool:
    """Tell whether text of a colour cannot be seen on a background."""
    red, green, blue, _ = colour
    if (
        abs(red - background[0]) > NEAR
        or abs(green - background[1]) > NEAR
        or abs(blue - background[2]) > NEAR
    ):
        return False
    light, dark = sorted((luminance(colour), luminance(background)), reverse=True)
    return (light + 0.05) / (dark + 0.05) < UNSEEN
