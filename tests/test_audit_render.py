"""Pages in a real browser: what scripts add is found, and nothing private is reached."""

import base64
import shutil
from collections.abc import Iterator

import pytest
from click import unstyle
from hacked_site import Site
from report_runs import MODEL

pytest.importorskip(
    "playwright", reason="Playwright is not installed; the extra spamdetect[render] brings it"
)

from spamdetect.audit.plan import Plan
from spamdetect.audit.record import Rendered
from spamdetect.audit.render import PROGRAMS, rendered
from spamdetect.report.html import render
from spamdetect.types import Checked, Report, Run

pytestmark = pytest.mark.browser
PATHS = ("/scripted", "/news/1.html", "/club/boats", "/NEWS-OLD", "/members", "/nowhere")


@pytest.fixture(scope="module")
def other() -> Iterator[Site]:
    with Site(1, hacked=True, address="127.0.0.2") as site:
        yield site


@pytest.fixture(scope="module")
def pages(other: Site) -> dict[str, Rendered]:
    """What is found in pages of the hacked site."""
    if not any(map(shutil.which, PROGRAMS)):
        pytest.skip("Chromium is not installed")
    with Site(3, hacked=True) as site:
        site.others = [f"{other.url}/beacon.png"]
        plan = Plan(f"{site.url}/", (site.host,), timeout=20.0)
        urls = [site.url + path for path in PATHS]
        return dict(zip(PATHS, rendered(urls, plan, ("127.0.0.1",), None), strict=True))


def test_what_a_script_adds_is_found(pages: dict[str, Rendered]) -> None:
    page = pages["/scripted"]
    assert page.findings
    assert {finding.technique for finding in page.findings} == {"script-added"}
    assert "visitors see 0 of its" in page.note


def test_what_is_in_the_page_as_served_is_no_new_finding_but_is_shown(pages: dict[str, Rendered]) -> None:
    page = pages["/news/1.html"]
    assert page.findings == ()
    assert page.note == "in a browser, visitors see 0 of its 1 findings"
    assert base64.b64decode(page.picture).startswith(b"\xff\xd8\xff")


def test_clean_pages_have_no_findings_and_others_say_why(pages: dict[str, Rendered]) -> None:
    assert pages["/club/boats"] == Rendered(pages["/club/boats"].url)
    for path in ("/NEWS-OLD", "/members", "/nowhere"):
        assert pages[path].findings == ()
        assert pages[path].note.startswith(("in a browser, it leads to", "not opened"))


def test_the_browser_reaches_no_private_address(pages: dict[str, Rendered], other: Site) -> None:
    assert pages["/scripted"].findings
    assert not other.paths


def test_the_picture_is_in_the_report(pages: dict[str, Rendered]) -> None:
    page = pages["/scripted"]
    report = Report("scanned", None, "html", "utf-8", "injected", 0.99, page.findings)
    text = unstyle(render(Run((Checked(page.url, report, picture=page.picture),), MODEL)))
    assert f'src="data:image/jpeg;base64,{page.picture}"' in text
    assert "img-src data:" in text
