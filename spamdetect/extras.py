"""What to install where a library is missing that only a part of the users needs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from spamdetect.errors import UsageError


@contextmanager
def extra(name: str) -> Iterator[None]:
    """Import inside of this what the extra of this name installs.

    Raises:
        UsageError: something is not installed; the text has the command that installs it.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        raise UsageError(f"{error.name} is not installed; run: pip install 'spamdetect[{name}]'") from error
