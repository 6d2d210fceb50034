"""What a page has in common with the other pages of its site: its menu, its style sheets, its frame of short texts."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from spamdetect.types import Block

# Features kept of a page: the smallest hashes, so that two pages keep the same of what both have. A menu, a
# footer and the style sheets of a site make up thirty to a hundred.
KEPT = 64
# Longest text that counts as part of the frame; longer ones are what the page is about.
SHORT = 60
# Share of the site's pages that have a feature for it to be the site's.
COMMON = 0.5
# A site of fewer pages, or with fewer features in common, has no look that a page could fall short of.
FEWEST_PAGES, FEWEST_FEATURES = 8, 5


def look_of(blocks: Iterable[Block], links: Iterable[str], sheets: Iterable[str]) -> tuple[int, ...]:
    """Return the hashes of what a page may share with its site, sorted.

    Args:
        blocks: the blocks of the page.
        links: the addresses on its own site that it links to.
        sheets: the addresses of its style sheets.
    """
    features = {f"link {urlsplit(link).path}" for link in links} | {f"sheet {sheet}" for sheet in sheets}
    features |= {
        f"{block.section} {block.tag} {block.text.strip()}"
        for block in blocks
        if block.section in ("header", "nav", "footer", "aside") and 0 < len(block.text) <= SHORT
    }
    return tuple(sorted({zlib.crc32(feature.encode("utf-8", "replace")) for feature in features})[:KEPT])


def common(looks: Sequence[tuple[int, ...]]) -> frozenset[int]:
    """Return what the pages of a site have in common; nothing if that is no look."""
    counts = Counter(feature for look in looks for feature in look)
    shared = frozenset(feature for feature, count in counts.items() if count >= COMMON * len(looks))
    return shared if len(looks) >= FEWEST_PAGES and len(shared) >= FEWEST_FEATURES else frozenset()


def likeness(look: tuple[int, ...], site: frozenset[int]) -> float:
    """Return the share of the site's look that a page has; 1 where the site has none."""
    if len(look) == KEPT:
        # Of what hashes larger than the last one kept, nothing is known.
        site = frozenset(feature for feature in site if feature <= look[-1])
    return len(site.intersection(look)) / len(site) if site else 1.0
