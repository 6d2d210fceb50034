"""What a process has in memory that audits are forked from; see `audits`."""

import scrapy.core.downloader.handlers.http11
import scrapy.core.engine
import scrapy.extensions.throttle
import scrapy.squeues  # noqa: F401

import spamdetect.audit.crawl
import spamdetect.cli  # noqa: F401
from spamdetect.check import check

# Loads the model and the list of suffixes.
check("<p>The ferry runs on Sundays.</p>", url="https://harwick.example/")
