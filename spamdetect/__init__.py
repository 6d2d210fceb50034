"""Find spam and SEO injection in web pages, HTML or plain text.

```python
import spamdetect

report = spamdetect.check(open("page.html", "rb").read())
report.label          # "clean", "injected" or "spam"
report.findings       # what, where, how hidden, and why
report.clean_html     # the page without it, every other byte as it was
```
"""

from spamdetect.check import Page, check, check_many
from spamdetect.errors import ModelError, SpamdetectError, UnreadableInput, UsageError
from spamdetect.model import Model
from spamdetect.pair import Pair, check_pair
from spamdetect.types import (
    Block,
    Finding,
    Hiding,
    Link,
    Reason,
    Report,
    Span,
    Verdict,
)

__version__ = "0.1.0"

__all__ = [
    "Block",
    "Finding",
    "Hiding",
    "Link",
    "Model",
    "ModelError",
    "Page",
    "Pair",
    "Reason",
    "Report",
    "SpamdetectError",
    "Span",
    "UnreadableInput",
    "UsageError",
    "Verdict",
    "__version__",
    "check",
    "check_many",
    "check_pair",
]
