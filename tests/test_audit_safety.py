"""No request on behalf of a page goes where it must not, and none comes faster than the site wants."""

from types import SimpleNamespace
from typing import Any

import pytest

from spamdetect.audit.numbers import is_public, private_hosts
from spamdetect.audit.plan import Plan

pytest.importorskip("scrapy", reason="Scrapy is not installed; the extra spamdetect[audit] brings it")

from scrapy import Request
from scrapy.http import Headers, Response
from twisted.internet.error import DNSLookupError

from spamdetect.audit.answer import FORBIDDEN, Answer, answer_of, no_answer
from spamdetect.audit.crawl import settings
from spamdetect.audit.credentials import Credentials
from spamdetect.audit.guard import Guard, GuardedResolver, Refused
from spamdetect.audit.pace import Pace, wanted
from spamdetect.audit.sitemap import entries, robots_sitemaps
from spamdetect.audit.views import compared

PRIVATE = [
    "127.0.0.1", "127.8.9.1", "10.0.0.1", "172.16.5.4", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1",
    "224.0.0.1", "255.255.255.255", "198.18.0.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1", "2001:db8::1",
]  # fmt: skip
PUBLIC = ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]


@pytest.mark.parametrize("number", [*PRIVATE, *PUBLIC])
def test_numbers_are_public_or_not(number: str) -> None:
    assert is_public(number) == (number in PUBLIC)


@pytest.mark.parametrize("number", PRIVATE)
def test_private_numbers_are_refused_however_they_are_written(number: str) -> None:
    host = f"[{number}]" if ":" in number else number
    if "%" not in host:
        with pytest.raises(Refused, match="private"):
            Guard([]).process_request(Request(f"http://{host}/"))
    resolver = GuardedResolver(SimpleNamespace(), 0, 1.0, ["intranet.example"])  # type: ignore[arg-type]
    with pytest.raises(DNSLookupError, match="private address"):
        resolver.checked(number, "rebinding.example")
    assert resolver.checked(number, "intranet.example") == number


@pytest.mark.parametrize(
    "url", ["ftp://example.org/", "file:///etc/passwd", "data:,x", "gopher://example.org/"]
)
def test_other_schemes_are_refused(url: str) -> None:
    with pytest.raises(Refused):
        Guard([]).process_request(Request(url))


def test_public_ones_and_the_named_site_are_asked() -> None:
    guard = Guard(["127.0.0.1"])
    for url in (
        "http://127.0.0.1:8000/",
        "https://example.org/",
        "http://8.8.8.8/",
        "http://[2606:4700::1111]/",
    ):
        guard.process_request(Request(url))
    with pytest.raises(Refused):
        guard.process_request(Request("http://127.0.0.2/"))


def test_only_a_private_start_makes_its_hosts_private_ones() -> None:
    assert private_hosts(["127.0.0.1:8000", "localhost:8000"]) == ("127.0.0.1", "localhost")
    assert private_hosts(["8.8.8.8", "10.0.0.1"]) == ()


def test_credentials_go_to_the_site_alone_and_never_less_protected() -> None:
    middleware = Credentials(b"Basic x", "https", ["example.org", "www.example.org"])
    cases = {
        "https://example.org/a": True, "https://www.example.org/": True, "http://example.org/": False,
        "https://other.example.org/": False, "https://example.org.evil.example/": False,
        "https://example.org:8443/": False,
    }  # fmt: skip
    for url, sent in cases.items():
        request = Request(url)
        middleware.process_request(request)
        assert ("Authorization" in request.headers) == sent, url


def test_settings_keep_nothing_and_listen_to_nobody() -> None:
    made = settings(Plan("https://example.org/", ("example.org",)), (), ("name", "secret"))
    off = ("COOKIES_ENABLED", "REFERER_ENABLED", "REDIRECT_ENABLED", "METAREFRESH_ENABLED", "HTTPPROXY_ENABLED",
           "TELNETCONSOLE_ENABLED", "REMOTE_CONTROL_ENABLED", "LOG_ENABLED")  # fmt: skip
    assert all(made[name] is False for name in off)
    assert made["ROBOTSTXT_OBEY"] is made["AUTOTHROTTLE_ENABLED"] is True
    assert made["CONCURRENT_REQUESTS_PER_DOMAIN"] == 1


# How fast.


def paced(status: int, delay: float, headers: dict[str, str] | None = None, least: float = 0.0) -> float:
    """The delay of a host after an answer."""
    slot = SimpleNamespace(delay=delay)
    downloader = SimpleNamespace(slots={"h": slot}, get_slot_key=lambda request: "h")
    crawler: Any = SimpleNamespace(
        engine=SimpleNamespace(downloader=downloader), settings={"ROBOTSTXT_USER_AGENT": "spamdetect"}
    )
    pace = Pace(crawler)
    request = Request("http://h/", meta={"download_slot": "h"})
    rules = SimpleNamespace(rp=SimpleNamespace(crawl_delay=lambda agent: least or None))
    pace.robots_parsed(rules, request)
    pace.process_response(request, Response("http://h/", status=status, headers=Headers(headers or {})))
    return float(slot.delay)


def test_a_busy_server_is_asked_less_often() -> None:
    assert paced(200, 0.5) == 0.5
    assert paced(429, 0.0) == 1.0
    assert paced(503, 3.0) == 6.0
    assert paced(429, 0.5, {"Retry-After": "7"}) == 7.0
    assert paced(429, 0.5, {"Retry-After": "100000"}) == 60.0
    assert paced(200, 0.5, least=4.0) == 4.0
    assert paced(200, 0.5, least=4000.0) == 60.0


def test_retry_after_is_read_as_seconds_or_as_a_date() -> None:
    assert wanted("12") == 12.0
    assert wanted("Wed, 21 Oct 2015 07:28:00 GMT") == 0.0
    assert wanted("soon") is wanted("") is wanted("-1") is None


# What servers send.


def test_sitemaps_of_every_kind_are_read_and_broken_ones_give_what_is_whole() -> None:
    url = "https://example.org/map.xml"
    urlset = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc> https://example.org/a </loc></url>'
    assert entries(f"{urlset}</urlset>".encode(), url) == (False, ("https://example.org/a",))
    assert entries(urlset.encode(), url) == (False, ("https://example.org/a",))
    index = b"<sitemapindex><sitemap><loc>https://example.org/b.xml</loc></sitemap></sitemapindex>"
    assert entries(index, url) == (True, ("https://example.org/b.xml",))
    assert entries(b"https://example.org/c\nftp://x/\nhttps://example.org/c\n", url) == (
        False,
        ("https://example.org/c",),
    )
    for broken in (
        b"",
        b"\x1f\x8b\x08broken",
        b"<",
        b"<urlset",
        b"\x00\xff" * 50,
        b"<html><p>no sitemap</html>",
    ):
        assert entries(broken, url) == (False, ())


def test_a_bomb_is_not_unpacked() -> None:
    import gzip

    bomb = gzip.compress(bytes(80_000_000), 1)
    assert len(bomb) < 1_000_000
    assert entries(bomb, "https://example.org/map.xml.gz") == (False, ())


def test_entities_in_a_sitemap_are_not_followed() -> None:
    page = b"""<!DOCTYPE urlset [<!ENTITY a SYSTEM "file:///etc/passwd"><!ENTITY b "https://x.example/">]>
<urlset><url><loc>https://example.org/&a;</loc></url><url><loc>&b;</loc></url></urlset>"""
    assert all("root" not in url for url in entries(page, "https://example.org/map.xml")[1])


def test_robots_may_name_sitemaps() -> None:
    body = b"User-agent: *\nsitemap: /a.xml\n  Sitemap:https://example.org/b.xml\nSitemap: javascript:1\n"
    assert robots_sitemaps(body, "https://example.org/robots.txt") == (
        "https://example.org/a.xml", "https://example.org/b.xml",
    )  # fmt: skip


def test_what_went_wrong_is_said_in_words() -> None:
    from scrapy.exceptions import CannotResolveHostError, DownloadTimeoutError, IgnoreRequest

    said = {
        DownloadTimeoutError("x"): "no complete answer in time",
        CannotResolveHostError("x"): "the host is not known, or has a private address",
        IgnoreRequest("Forbidden by robots.txt"): FORBIDDEN,
        Refused("10.0.0.1 is a private address"): "not asked: 10.0.0.1 is a private address",
        OSError("x"): "no answer (OSError)",
    }
    for error, words in said.items():
        assert no_answer("http://h/", error).trouble == words


def test_answers_say_where_they_lead_and_in_what_encoding() -> None:
    moved = answer_of(Response("https://example.org/a/", 301, headers=Headers({"Location": "../b"})))
    assert (moved.moved, moved.trouble) == ("https://example.org/b", "redirects to https://example.org/b")
    lost = answer_of(Response("https://example.org/a/", 302, headers=Headers({"Location": "javascript:1"})))
    assert lost.trouble == "redirects to nowhere"
    page = answer_of(
        Response("https://example.org/", 200, headers=Headers({"Content-Type": "text/html; charset=Big5"}))
    )
    assert page.charset == "big5hkscs" or page.charset.startswith("big5")


# Views.

PLAN = Plan("https://example.org/", ("example.org", "www.example.org"))
HERE = Answer("https://example.org/", 200, b"<p>The ferry runs on Sundays.</p>")


def away(url: str) -> Answer:
    return Answer("https://example.org/", 302, headers={"location": url})


VIEWS = {
    "all alike": ((HERE, HERE, HERE), set()),
    "crawlers sent away": ((HERE, away("https://casino.example/"), HERE), {"crawler-only"}),
    "visitors from a search sent away": ((HERE, HERE, away("https://casino.example/")), {"search-visitor-only"}),
    "all sent to one place": ((away("https://new.example/"),) * 3, set()),
    "sent within the site": ((HERE, away("https://www.example.org/x"), HERE), set()),
    "crawlers blocked": ((HERE, Answer(HERE.url, 403, headers={"cf-mitigated": "challenge"}), HERE), set()),
    "crawlers refused": ((HERE, Answer(HERE.url, 403), Answer(HERE.url, error="no complete answer in time")), set()),
    "the browser failed": ((Answer(HERE.url, 503), HERE, HERE), set()),
    "only browsers sent away": ((away("https://casino.example/"), HERE, HERE), {"browser-only"}),
}  # fmt: skip


@pytest.mark.parametrize("name", VIEWS)
def test_who_is_sent_where(name: str) -> None:
    (browser, crawler, search), techniques = VIEWS[name]
    record = compared(HERE.url, {"browser": browser, "crawler": crawler, "search": search}, PLAN)
    assert {finding.technique for finding in record.findings} == techniques
    assert all(finding.rule == "SD301" for finding in record.findings)
    if "blocked" in name or "refused" in name or "failed" in name:
        assert "not compared" in record.note
