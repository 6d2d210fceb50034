"""What an audit is to do."""

from __future__ import annotations

from dataclasses import dataclass

from spamdetect.policy import Sensitivity


@dataclass(frozen=True, slots=True)
class Plan:
    """The site, and how far the audit goes."""

    start: str
    """The address that the crawl starts at, without credentials."""
    sites: tuple[str, ...]
    """Hosts (with their port, if it is not the usual one) whose pages are looked at; the first is the start's."""
    max_pages: int = 1_000
    """Pages that are fetched at most."""
    max_depth: int = 20
    """Links that are followed from the start at most."""
    max_seconds: float = 0.0
    """Time that one call may take; 0 for no limit."""
    max_bytes: int = 10_000_000
    """Size of a page at most, unpacked."""
    timeout: float = 30.0
    """Seconds that a server may take for an answer, from the first byte to the last."""
    delay: float = 0.5
    """Seconds between two requests at least; slow servers are given more."""
    robots: bool = True
    """Whether to keep to `robots.txt`."""
    views: int = 60
    """Pages that are fetched as a search engine's crawler and as a visitor from a search, too."""
    outside: int = 0
    """Addresses of other sites that are looked at, to find taken-over ones."""
    rendered: int = 0
    """Pages that are opened in a browser."""
    sensitivity: Sensitivity = "regular"
    """How many false findings to tolerate."""
    max_fpr: float | None = None
    """The same as a number."""
