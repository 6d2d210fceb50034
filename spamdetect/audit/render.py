"""Pages in a real browser: what scripts add to them, which findings nobody sees, and a picture of them.

Scripts of the pages run here, and only here: in a fresh profile that keeps nothing, and that reaches the site's own
hosts and public addresses only.
"""

from __future__ import annotations

import base64
import os
import shutil
import socket
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Error, Page, Route, sync_playwright

from spamdetect.audit.address import kind_of, split
from spamdetect.audit.numbers import is_public
from spamdetect.audit.plan import Plan
from spamdetect.audit.record import Rendered
from spamdetect.audit.run import Results
from spamdetect.check import check
from spamdetect.errors import UsageError
from spamdetect.pair import THERE, share, stretches, view
from spamdetect.types import Finding

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
ARGUMENTS = ("--force-webrtc-ip-handling-policy=disable_non_proxied_udp", "--disable-background-networking")
# Milliseconds that scripts have after a page has loaded: most lists and menus are there by then.
SETTLE = 1_500
# The window, and the largest part of a page that a picture shows, in pixels: a finding with what is around it.
WIDTH, HEIGHT = 1280, 900
AROUND = 300
# Quality of the pictures: text can be read, and a picture has about 60 KB.
QUALITY = 55

# Marks the element that holds a text, or the links to hosts; says whether it is seen, and where it is.
MARK = """([text, hosts]) => {
  const flat = (value) => value.replace(/\\s+/g, ' ').trim();
  let found = [...document.querySelectorAll('a[href]')].filter((link) => hosts.includes(link.hostname));
  if (!found.length && text) {
    const holds = [...document.querySelectorAll('body *')].filter((element) => flat(element.textContent).includes(text));
    found = holds.slice(-1);
  }
  if (!found.length) return null;
  const seen = found.some((element) => {
    const box = element.getBoundingClientRect();
    return element.checkVisibility({opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true})
      && box.width > 2 && box.height > 2 && box.right + scrollX > 0 && box.bottom + scrollY > 0
      && box.left < document.documentElement.scrollWidth && parseFloat(getComputedStyle(element).fontSize) > 3;
  });
  const shown = 'display:revert;visibility:visible;opacity:1;position:static;transform:none;clip:auto;clip-path:none;' +
    'width:auto;height:auto;max-height:none;overflow:visible;text-indent:0;margin:4px;font-size:14px;line-height:1.4;' +
    'filter:none;content-visibility:visible;';
  const show = (element) => { for (const rule of shown.split(';')) {
    const [name, value] = rule.split(':'); if (name) element.style.setProperty(name, value, 'important'); } };
  for (const element of found) {
    if (!seen) for (let up = element; up && up !== document.body; up = up.parentElement) {
      const style = getComputedStyle(up), box = up.getBoundingClientRect();
      if (style.display === 'none' || style.visibility !== 'visible' || style.opacity < 0.2 || box.right + scrollX <= 0
          || box.bottom + scrollY <= 0 || box.width < 3 || box.height < 3 || up === element) show(up);
    }
    element.style.setProperty('outline', '3px solid #d00', 'important');
    element.style.setProperty('outline-offset', '2px', 'important');
  }
  const box = found[0].getBoundingClientRect();
  return {seen, top: box.top + scrollY, height: Math.max(document.documentElement.scrollHeight, 1)};
}"""


def chosen(results: Results) -> list[str]:
    """Return the pages to be opened that were not yet: those with findings first, of every kind one, then others."""
    ranked = []
    kinds: set[tuple[bool, str]] = set()
    for visit in sorted(results.visits, key=lambda visit: visit.url):
        if visit.role == "page" and visit.report.status == "scanned":
            kind = not visit.report.findings, kind_of(visit.url)
            ranked.append((kind in kinds, kind[0], visit.url))
            kinds.add(kind)
    done = {record.url for record in results.rendered}
    return [url for *_, url in sorted(ranked)[: results.header.plan.rendered] if url not in done]


def rendered(
    urls: Iterable[str], plan: Plan, private: tuple[str, ...], credentials: tuple[str, str] | None
) -> Iterator[Rendered]:
    """Open pages in a browser, one after the other, and yield what is found there.

    Raises:
        UsageError: there is no browser, or it does not start.
    """
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        raise UsageError("--render needs Chromium or Chrome, and none is installed")
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(
                executable_path=program, args=ARGUMENTS, chromium_sandbox=not is_root()
            )
        except Error as error:
            raise UsageError(f"the browser does not start: {error.message.partition(chr(10))[0]}") from error
        for url in urls:
            yield opened(browser, url, plan, private, credentials)
        browser.close()


def is_root() -> bool:
    """Tell whether we may do everything; Chromium then has no sandbox, and refuses to start if it is to have one."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def opened(
    browser: Browser, url: str, plan: Plan, private: tuple[str, ...], credentials: tuple[str, str] | None
) -> Rendered:
    """Open one page in a profile of its own."""
    start = urlsplit(plan.start)
    context = browser.new_context(
        viewport={"width": WIDTH, "height": HEIGHT}, service_workers="block", accept_downloads=False,
        http_credentials={
            "username": credentials[0], "password": credentials[1], "origin": f"{start.scheme}://{start.netloc}",
        } if credentials else None,
    )  # fmt: skip
    context.set_default_timeout(1_000 * plan.timeout)
    try:
        guard(context, private)
        page = context.new_page()
        page.on("dialog", lambda dialog: dialog.dismiss())
        answer = page.goto(url, wait_until="load")
        page.wait_for_timeout(SETTLE)
        if answer is None or not answer.ok or page.url.partition("#")[0] != url:
            return Rendered(
                url, note=f"in a browser, it leads to {page.url}" if answer else "in a browser, it is empty"
            )
        return looked_at(page, url, answer.body(), plan)
    except Error as error:
        return Rendered(url, note=f"not opened in a browser: {error.message.partition(chr(10))[0]}")
    finally:
        context.close()


def guard(context: BrowserContext, private: tuple[str, ...]) -> None:
    """Let a browser reach public addresses and the site only."""

    @cache
    def allowed(host: str) -> bool:
        try:
            return host in private or all(
                is_public(str(entry[4][0]))
                for entry in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
            )
        except OSError:
            return False

    def decide(route: Route) -> None:
        parts = split(route.request.url)
        if parts is not None and allowed(parts.hostname or ""):
            route.continue_()
        else:
            route.abort("addressunreachable")

    context.route("**/*", decide)
    context.route_web_socket("**/*", lambda socket: socket.close())


def looked_at(page: Page, url: str, served: bytes, plan: Plan) -> Rendered:
    """Return what a page that is open holds beside what was served."""

    def found(content: bytes | str) -> tuple[Finding, ...]:
        return check(
            content, url=url, sensitivity=plan.sensitivity, max_fpr=plan.max_fpr, max_bytes=plan.max_bytes
        ).findings

    content = page.content()
    known = view(served, check(served, url=url, max_bytes=plan.max_bytes))
    added = [
        replace(finding, technique="script-added", action="review")
        for finding in found(content)
        if share(frozenset(stretches(finding.excerpt)), known.stretches) < THERE
    ]
    findings = [*found(served), *added]
    if not findings:
        return Rendered(url)
    marks = [mark for finding in findings if (mark := marked(page, finding))]
    seen = sum(bool(mark["seen"]) for mark in marks)
    note = f"in a browser, visitors see {seen} of its {len(findings)} findings"
    return Rendered(url, tuple(added), note, picture(page, marks[0]["top"] if marks else 0.0))


def marked(page: Page, finding: Finding) -> dict[str, float] | None:
    """Outline a finding in a page, uncovered if it is hidden; return whether it was seen, and where it is now."""
    text = " ".join(finding.excerpt.removesuffix("…").split())[:40]
    mark: dict[str, float] | None = page.evaluate(MARK, [text, list(finding.hosts)])
    return mark


def picture(page: Page, top: float) -> str:
    """Return a picture of a part of a page as JPEG in base 64."""
    clip = {"x": 0.0, "y": max(0.0, top - AROUND), "width": float(WIDTH), "height": float(HEIGHT)}
    image = page.screenshot(type="jpeg", quality=QUALITY, full_page=True, clip=clip, animations="disabled")  # type: ignore[arg-type]
    return base64.b64encode(image).decode("ascii")
