"""Scrapy: an item pipeline that says of every item what is in its page, and may clean or drop it.

```python
ITEM_PIPELINES = {"spamdetect.integrations.scrapy.SpamPipeline": 300}
SPAMDETECT_FIELD = "html"         # field of the page, text or bytes; "text" if not set
SPAMDETECT_URL_FIELD = "url"
SPAMDETECT_INTO = "spam"          # field for the annotation; items with declared fields must declare it
SPAMDETECT_MODE = "annotate"      # or "clean", "text", as in `spamdetect.corpus.settings`
SPAMDETECT_DROP = False           # drop items that are not clean; if they are cleaned, those that are spam as a whole
SPAMDETECT_SENSITIVITY = "regular"
```
"""

from __future__ import annotations

from typing import Any, Self, cast

from spamdetect.check import Page
from spamdetect.corpus.annotation import annotation, replacement
from spamdetect.corpus.settings import URL, Mode, Settings
from spamdetect.extras import extra
from spamdetect.policy import Sensitivity, rate_of

with extra("scrapy"):
    from itemadapter import ItemAdapter
    from scrapy.crawler import Crawler
    from scrapy.exceptions import DropItem


class SpamPipeline:
    """Checks the page of every item that has one, and counts in the crawl's statistics what was found."""

    def __init__(self, crawler: Crawler) -> None:
        """Read the settings of a crawl.

        Raises:
            UsageError: the sensitivity is none.
        """
        given = crawler.settings
        self.stats = crawler.stats
        self.drop: bool = given.getbool("SPAMDETECT_DROP")
        self.settings = Settings(
            text=given.get("SPAMDETECT_FIELD", "text"),
            url=given.get("SPAMDETECT_URL_FIELD", URL),
            into=given.get("SPAMDETECT_INTO", "spam"),
            mode=cast(Mode, given.get("SPAMDETECT_MODE", "annotate")),
            sensitivity=cast(Sensitivity, given.get("SPAMDETECT_SENSITIVITY", "regular")),
        )
        rate_of(self.settings.sensitivity, None)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the pipeline of a crawl, as Scrapy asks for it."""
        return cls(crawler)

    def process_item(self, item: Any) -> Any:
        """Return an item with what is said of its page; one that has no page is returned as it is.

        Raises:
            scrapy.exceptions.DropItem: it is left out.
        """
        fields, settings = ItemAdapter(item), self.settings
        page = fields.get(settings.text)
        if not isinstance(page, str | bytes):
            return item
        (report,) = settings.check_many([Page(page, fields.get(settings.url), settings.kind)])
        outcome = report.label if report.status == "scanned" else report.status
        self.stats.inc_value(f"spamdetect/{outcome}")
        if self.drop and settings.rejects(report):
            raise DropItem(f"{outcome}: {report.url}")
        fields[settings.into] = annotation(report)
        if settings.mode != "annotate":
            fields[settings.text] = replacement(report, settings.mode)
        return item
