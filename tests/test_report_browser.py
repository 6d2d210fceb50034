"""The HTML report in a real browser: it opens, filters, asks for nothing, and runs nothing of the page."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Literal

import pytest
from playwright import sync_api
from report_runs import ATTACK, CLEAN, INFECTED, TRICKS, rendered

from spamdetect.types import Run

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.browser


@dataclass
class Opened:
    """A report in the browser, and what it said and asked for while it was open."""

    page: sync_api.Page
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def cards(self) -> int:
        return int(self.page.locator(".card:visible").count())


Show = Callable[..., Opened]


@pytest.fixture(scope="module")
def browser() -> Iterator[sync_api.Browser]:
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def show(browser: sync_api.Browser, tmp_path: Path) -> Iterator[Show]:
    context = browser.new_context()

    def show(run: Run, suffix: str = "") -> Opened:
        file = tmp_path / "report.html"
        file.write_text(rendered(run, "html"), encoding="utf-8")
        opened = Opened(context.new_page())
        opened.page.on("console", lambda message: opened.said.append(message.text))
        opened.page.on("pageerror", lambda error: opened.said.append(str(error)))
        opened.page.on("dialog", lambda dialog: opened.said.append(dialog.message))
        opened.page.on("request", lambda request: opened.asked.append(request.url))
        opened.page.goto(file.as_uri() + suffix)
        return opened

    yield show
    context.close()


@pytest.mark.parametrize("run", [INFECTED, CLEAN, ATTACK], ids=["infected", "clean", "attack"])
def test_opens_without_errors_or_requests(show: Show, run: Run) -> None:
    opened = show(run)
    assert opened.said == []
    assert [url for url in opened.asked if not url.startswith(("file:", "data:,"))] == []
    assert len([url for url in opened.asked if url.startswith("file:")]) == 1
    assert "pwned" not in opened.page.title()
    assert opened.page.title().endswith("- spamdetect")


def test_filters_and_search(show: Show) -> None:
    opened = show(INFECTED)
    page = opened.page
    assert opened.cards() == 4
    page.select_option("[data-filter=severity]", "high")
    assert opened.cards() == 2
    page.select_option("[data-filter=topic]", "replica")
    assert opened.cards() == 1
    assert page.locator("#shown").inner_text() == "1 of 6 different findings shown"
    page.click("button[type=reset]")
    page.wait_for_function("document.getElementById('shown').textContent.startsWith('4 ')")
    page.fill("#search", "TEAM/CLEO")
    assert (opened.cards(), page.locator(".pages tbody tr:visible").count()) == (1, 1)
    page.fill("#search", "https://zebrabet.example/bonus")
    assert opened.cards() == 1
    page.fill("#search", "zebrabet-giris7.example")
    assert opened.cards() == 1
    page.fill("#search", "زبرابت")
    assert opened.cards() == 1
    page.fill("#search", "no such thing")
    assert opened.cards() == 0
    assert page.locator("#nothing").is_visible()
    assert opened.said == []


def test_ignored_findings_are_shown_on_request(show: Show) -> None:
    opened = show(INFECTED)
    opened.page.select_option("[data-filter=state]", "ignored")
    assert opened.cards() == 1
    opened.page.select_option("[data-filter=state]", "")
    assert opened.cards() == 6


def test_a_link_to_a_filtered_card_shows_it(show: Show) -> None:
    assert show(INFECTED, "#baselined-" + "beef" * 4).page.locator(f"#baselined-{'beef' * 4}").is_visible()


def test_hostile_text_stays_text(show: Show) -> None:
    opened = show(ATTACK)
    shown = opened.page.locator(".card").first.inner_text()
    assert "<script>document.title='pwned'</script>" in shown
    assert (
        opened.page.evaluate("document.querySelectorAll('img, svg, iframe, [onload], [onerror]').length") == 0
    )
    assert opened.page.evaluate("document.scripts.length") == 1
    # Source is found and copied as it stands in the page.
    assert "https://zebrabet.example/?a=1&b=2" in opened.page.locator("pre").first.inner_text()
    assert len(TRICKS) + 2 == opened.page.locator(".card").count()


def test_works_by_keyboard_and_is_named_for_screen_readers(show: Show) -> None:
    page = show(INFECTED).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "search"
    unnamed = page.evaluate(
        """[...document.querySelectorAll('a, button, input, select, [role=region], article')]
           .filter((e) => !(e.textContent.trim() || e.getAttribute('aria-label') || e.labels?.length))
           .map((e) => e.outerHTML)"""
    )
    assert unnamed == []
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map((e) => +e.tagName[1])")
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((e) => e.id)")
    assert len(ids) == len(set(ids))


CONTRAST = """() => {
  const parse = (c) => c.match(/[\\d.]+/g).map(Number);
  const light = (c) => { const [r, g, b] = c.map((v) => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; });
    return .2126 * r + .7152 * g + .0722 * b; };
  const bad = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility() || element.closest('.permalink, script, .unseen')) continue;
    let back = element, colour;
    while (back && (colour = parse(getComputedStyle(back).backgroundColor)).length === 4 && colour[3] === 0) back = back.parentElement;
    const pair = [light(parse(getComputedStyle(element).color)), light(back ? colour : [255, 255, 255])].sort((a, b) => b - a);
    const ratio = (pair[0] + .05) / (pair[1] + .05);
    if (ratio < 4.5) bad.push([element.className || element.tagName, walker.currentNode.data.slice(0, 30), ratio]);
  }
  return bad;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast_is_enough_for_everybody(show: Show, scheme: Literal["light", "dark"]) -> None:
    """WCAG 2 asks for 4.5 to 1 for text of this size."""
    page = show(INFECTED).page
    page.emulate_media(color_scheme=scheme)
    assert page.evaluate(CONTRAST) == []


@pytest.mark.parametrize("width", [320, 768, 1440])
def test_nothing_runs_out_of_the_window(show: Show, width: int) -> None:
    for run in (INFECTED, ATTACK):
        page = show(run).page
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_print_shows_everything_but_the_tools(show: Show) -> None:
    page = show(INFECTED).page
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert not page.locator(".tools").is_visible()
    assert page.locator("details li").last.is_visible()
