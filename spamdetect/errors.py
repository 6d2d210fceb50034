"""Every error that spamdetect raises on purpose.

```
SpamdetectError
├── UnreadableInput   a page that cannot be judged; `reason` says why, in one sentence
├── ModelError        a model file that is missing, damaged, or of another format
└── UsageError        an option or configuration that makes no sense; the command line exits with 2
```
"""

from __future__ import annotations


class SpamdetectError(Exception):
    """The base of every error raised on purpose by this package."""


class UnreadableInput(SpamdetectError):
    """A page that cannot be judged.

    `skipped` is true where the page was left alone by choice (empty, binary, too large) and false
    where reading or parsing it went wrong.
    """

    def __init__(self, reason: str, *, skipped: bool = True) -> None:
        """Keep the reason, which becomes `Report.reason`."""
        super().__init__(reason)
        self.reason = reason
        self.skipped = skipped


class ModelError(SpamdetectError):
    """A model file that is missing, damaged, or written in a format this version cannot read."""


class UsageError(SpamdetectError):
    """An option or a configuration that makes no sense."""
