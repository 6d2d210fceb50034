"""Features of how a place is kept from readers' eyes."""

from __future__ import annotations

from math import log1p

from spamdetect.features.page import PageFacts

# Tricks that work alike and are told apart badly by so few examples are one feature.
GROUPS = {
    "display-none": "hidden_display", "hidden-attribute": "hidden_display", "content-visibility": "hidden_display",
    "closed-details": "hidden_display", "closed-dialog": "hidden_display",
    "off-screen": "hidden_off_screen", "behind": "hidden_off_screen", "covered": "hidden_off_screen",
    "marquee": "hidden_off_screen",
    "zero-size": "hidden_size", "clipped": "hidden_size", "tiny-font": "hidden_size",
    "same-colour": "hidden_paint", "opacity-zero": "hidden_paint", "visibility-hidden": "hidden_paint",
    "filter": "hidden_paint",
}  # fmt: skip
NAMES = {
    "hidden_display": "it is not displayed",
    "hidden_off_screen": "it is moved out of the screen",
    "hidden_size": "it is shrunk or clipped to nothing",
    "hidden_paint": "it is painted so that it cannot be seen",
    "hidden_inline": "the hiding is written into the element itself",
    "hidden_extreme": "it is hidden by a value that no honest style sheet uses",
    "hidden_idiom": "it is hidden the way ordinary page parts are",
    "hidden_words": "that many words are hidden with it",
    "hidden_external": "hidden links lead to other sites and the hiding looks like no ordinary page part",
    "hidden_elsewhere": "links hidden in other places of the page lead to other sites as well",
}


def hiding(page: PageFacts, number: int, text: str) -> tuple[float, ...]:
    """Return the features in the order of `NAMES`."""
    candidate = page.candidates[number]
    block = page.evidence.document.blocks[candidate.marks[0].block]
    how = block.hiding
    own = int(page.hidden_links[number])
    elsewhere = log1p(page.hidden_total - own)
    if how is None:
        return (0.0,) * (len(NAMES) - 1) + (elsewhere,)
    group = GROUPS.get(how.technique, "")
    return (
        *(float(group == name) for name in list(NAMES)[:4]),
        float(how.source == "inline"),
        float(how.extreme),
        float(how.idiom is not None),
        log1p(int(page.counts[number])) if candidate.kind == "region" else 0.0,
        log1p(own),
        elsewhere,
    )
