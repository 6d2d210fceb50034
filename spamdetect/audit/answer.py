"""What a server answered, or why it did not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Response, TextResponse
from scrapy.utils.response import get_base_url
from w3lib.encoding import http_content_type_encoding

from spamdetect.audit.address import absolute
from spamdetect.audit.challenge import is_challenge
from spamdetect.audit.guard import Refused

FORBIDDEN = "robots.txt forbids it"
# What failed, in words; the first that fits counts.
ERRORS: tuple[tuple[type[Exception], str], ...] = (
    (DownloadTimeoutError, "no complete answer in time"),
    (CannotResolveHostError, "the host is not known, or has a private address"),
    (DownloadConnectionRefusedError, "the connection was refused"),
    (DownloadCancelledError, "too large"),
    (ResponseDataLossError, "the answer is cut short"),
    (IgnoreRequest, "too large once unpacked"),
)


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one request."""

    url: str
    """What was asked for."""
    code: int = 0
    """The status code; 0 if there was no answer."""
    body: bytes = field(default=b"", repr=False)
    """The content, unpacked."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """The headers by their lower-case names."""
    base: str = ""
    """What relative addresses start from."""
    error: str = ""
    """Why there was no answer."""

    @property
    def moved(self) -> str:
        """Return where a redirect leads; empty for other answers."""
        location = self.headers.get("location", "")
        return absolute(self.url, location) if 300 <= self.code < 400 and location else ""

    @property
    def blocked(self) -> bool:
        """Tell whether it is a challenge or a block page."""
        return is_challenge(self.code, self.headers, self.body)

    @property
    def charset(self) -> str:
        """Return the encoding that the header names."""
        return http_content_type_encoding(self.headers.get("content-type", "")) or ""

    @property
    def trouble(self) -> str:
        """Return why there is no page in it; empty if there is one."""
        if self.error:
            return self.error
        if self.blocked:
            return f"blocked: a challenge or block page (HTTP {self.code}) stands in its place"
        if 300 <= self.code < 400:
            return f"redirects to {self.moved or 'nowhere'}"
        return "" if 200 <= self.code < 300 else f"HTTP {self.code} {phrase(self.code)}".rstrip()


def phrase(code: int) -> str:
    """Return the words for a status code; none for one that is not known."""
    try:
        return HTTPStatus(code).phrase
    except ValueError:
        return ""


def answer_of(response: Response) -> Answer:
    """Return the answer in a response."""
    names = {
        name.decode("latin-1").lower(): values[-1].decode("latin-1")
        for name, values in response.headers.items()
        if values
    }
    base = get_base_url(response) if isinstance(response, TextResponse) else response.url
    return Answer(response.url, response.status, response.body, names, base)


def no_answer(url: str, error: BaseException) -> Answer:
    """Return why there was none."""
    if isinstance(error, Refused):
        return Answer(url, error=f"not asked: {error}")
    if isinstance(error, IgnoreRequest) and "robots.txt" in str(error):
        return Answer(url, error=FORBIDDEN)
    for kind, words in ERRORS:
        if isinstance(error, kind):
            return Answer(url, error=words)
    return Answer(url, error=f"no answer ({type(error).__name__})")
