"""What people take the text of a page with today, each as a function from a page to its text.

The libraries are none of ours and come with the extra `bench`; those that are not installed are left out by whoever
asks, and named.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import turbohtml

Extractor = Callable[[bytes], str]


def resiliparse() -> Extractor:
    """Extract the main content."""
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding

    return lambda page: str(
        extract_plain_text(bytes_to_str(page, detect_encoding(page) or "utf-8"), main_content=True)
    )


def trafilatura() -> Extractor:
    """Extract the main content."""
    from trafilatura import extract

    return lambda page: extract(page) or ""


def fast_trafilatura() -> Extractor:
    """Extract the main content without the slower fallbacks."""
    from trafilatura import extract

    return lambda page: extract(page, fast=True) or ""


def readability() -> Extractor:
    """Extract the article."""
    from readability import Document as Article

    return lambda page: turbohtml.parse(Article(page).summary()).to_text()


def justext() -> Extractor:
    """Tell paragraphs from boilerplate, in any language: without stop words it goes by length and links."""
    import justext

    def extract(page: bytes) -> str:
        found = justext.justext(page, frozenset(), stopwords_low=0, stopwords_high=0)
        return "\n".join(paragraph.text for paragraph in found if not paragraph.is_boilerplate)

    return extract


def everything() -> Extractor:
    """Take all text of the page."""
    return lambda page: turbohtml.parse(page).to_text()


EXTRACTORS: Mapping[str, Callable[[], Extractor]] = {
    "resiliparse, main content": resiliparse,
    "trafilatura, fast": fast_trafilatura,
    "trafilatura": trafilatura,
    "readability-lxml": readability,
    "jusText": justext,
}
