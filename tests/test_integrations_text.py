"""Engines that hand over one page at a time."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from corpus_files import EXAMPLES, HARBOUR, LIBRARY, ROWING, rows_of

from spamdetect import Report, check
from spamdetect.corpus.annotation import annotation

DOCUMENTS = [
    ("rowing", ROWING, "https://rowing.example/"),
    ("library", LIBRARY, None),
    ("harbour", HARBOUR, None),
]
REPORTS: dict[str, Report] = {name: check(text, url=url) for name, text, url in DOCUMENTS}


def ran(steps: list[Any], folder: Path) -> list[dict[str, Any]]:
    """What a pipeline of datatrove writes for the documents."""
    from datatrove.data import Document
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.writers import JsonlWriter

    documents = [Document(text, name, metadata={"url": url} if url else {}) for name, text, url in DOCUMENTS]
    pipeline = [documents, *steps, JsonlWriter(str(folder / "kept"), compression=None)]
    LocalPipelineExecutor(pipeline, logging_dir=str(folder / "logs"), skip_completed=False).run()
    return rows_of(folder / "kept/00000.jsonl")


def test_datatrove_filter(tmp_path: Path) -> None:
    pytest.importorskip("datatrove")
    from datatrove.pipeline.writers import JsonlWriter

    from spamdetect.integrations.datatrove import SpamFilter

    dropped = JsonlWriter(str(tmp_path / "dropped"), compression=None)
    kept = ran([SpamFilter(exclusion_writer=dropped)], tmp_path)
    rows = {row["id"]: row for row in [*kept, *rows_of(tmp_path / "dropped/00000.jsonl")]}
    assert [row["id"] for row in kept] == [
        name for name, report in REPORTS.items() if report.label == "clean"
    ]
    assert {name: row["metadata"]["spam"] for name, row in rows.items()} == {
        name: annotation(report) for name, report in REPORTS.items()
    }
    assert rows["rowing"]["metadata"]["filter_reason"] == "injected"
    stats = json.loads((tmp_path / "logs/stats.json").read_text())
    assert stats[0]["stats"]["dropped_injected"] == 2


def test_datatrove_formatter(tmp_path: Path) -> None:
    pytest.importorskip("datatrove")
    from spamdetect.integrations.datatrove import SpamFilter, SpamFormatter

    kept = ran([SpamFilter(labels=["spam"]), SpamFormatter()], tmp_path)
    assert [(row["id"], row["text"], row["metadata"]["spam"]) for row in kept] == [
        (name, report.clean_html, annotation(report)) for name, report in REPORTS.items()
    ]
    assert SpamFormatter().format(HARBOUR) == check(HARBOUR).clean_html


SPIDER = """
import json, sys
import scrapy
from scrapy.crawler import CrawlerProcess

settings, urls, output = json.loads(sys.argv[1])

class Spider(scrapy.Spider):
    name = "pages"
    start_urls = urls

    def parse(self, response):
        yield {"url": response.url, "page": response.text}
        yield {"url": response.url, "title": "no page in here"}

process = CrawlerProcess({
    "ITEM_PIPELINES": {"spamdetect.integrations.scrapy.SpamPipeline": 300}, "SPAMDETECT_FIELD": "page",
    "LOG_LEVEL": "ERROR", "TELNETCONSOLE_ENABLED": False, "FEEDS": {output: {"format": "jsonl"}}, **settings,
})
crawler = process.create_crawler(Spider)
process.crawl(crawler)
process.start()
print(json.dumps({key: value for key, value in crawler.stats.get_stats().items() if key.startswith("spamdetect")}))
"""
FILES = ("rowing-club.html", "library.html", "harbour-news.txt")


@pytest.mark.parametrize(
    ("settings", "mode", "drop"),
    [
        ({}, "annotate", False),
        ({"SPAMDETECT_MODE": "clean"}, "clean", False),
        ({"SPAMDETECT_DROP": True}, "annotate", True),
    ],
)
def test_scrapy(settings: dict[str, object], mode: str, drop: bool, tmp_path: Path) -> None:
    pytest.importorskip("scrapy")
    urls = [(EXAMPLES / name).as_uri() for name in FILES]
    given = json.dumps([settings, urls, str(tmp_path / "items.jsonl")])
    run = subprocess.run([sys.executable, "-c", SPIDER, given], check=True, capture_output=True, text=True)
    items = rows_of(tmp_path / "items.jsonl")
    assert sum("title" in item for item in items) == len(urls)
    found = {item["url"]: (item["page"], item["spam"]) for item in items if "page" in item}
    wanted, labels = {}, []
    for url, name in zip(urls, FILES, strict=True):
        text = (EXAMPLES / name).read_text("utf-8")
        report = check(text, url=url)
        labels.append(report.label)
        if not (drop and report.label != "clean"):
            wanted[url] = (report.clean_html if mode == "clean" else text, annotation(report))
    assert found == wanted
    assert json.loads(run.stdout) == {f"spamdetect/{label}": labels.count(label) for label in labels}
