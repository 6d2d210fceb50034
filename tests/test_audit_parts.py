"""The parts of an audit that need no server and no Scrapy process."""

import json
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_runs import DOORWAY, HIDDEN, LINKED, MODEL

from spamdetect.audit.address import absolute, file_type, host_and_port, kind_of, same, twins
from spamdetect.audit.challenge import is_challenge
from spamdetect.audit.evidence import doorways, listed_spam, taken_over
from spamdetect.audit.frontier import Frontier, Root
from spamdetect.audit.look import common, likeness
from spamdetect.audit.plan import Plan
from spamdetect.audit.record import (
    FORMAT,
    End,
    Header,
    Journal,
    Outside,
    Record,
    Rendered,
    Views,
    Visit,
    read,
    read_line,
    written,
)
from spamdetect.audit.run import redirect_circles, results_of
from spamdetect.audit.run import run_of as report_run
from spamdetect.audit.since import compared
from spamdetect.config import Config
from spamdetect.errors import UsageError
from spamdetect.types import Checked, Report, Run

SITE = "https://example.org"
PLAN = Plan(f"{SITE}/", twins("example.org"))
HEADER = Header(FORMAT, "0.0", "2026-11-24T10:15:00Z", PLAN, MODEL)
CLEAN = Report("scanned", None, "html", "utf-8", "clean", 0.01)
SPAM = replace(CLEAN, label="spam", probability=0.99, findings=(DOORWAY,))


def visit(path: str, *links: str, report: Report = CLEAN, **more: object) -> Visit:
    own = tuple(SITE + link for link in links)
    return Visit(SITE + path, "page", 1, report, 200, links=own, **more)  # type: ignore[arg-type]


def frontier(*records: Record) -> Frontier:
    known = Frontier(PLAN)
    for record in records:
        known.take(record)
    return known


def root(known: Frontier, path: str) -> Root:
    place = known.place(SITE + path)
    assert place is not None
    return place.root


# Addresses.

ADDRESSES = {
    "/a/../b?x=1#top": f"{SITE}/b?x=1",
    "HTTPS://EXAMPLE.ORG:443/": f"{SITE}/",
    "http://example.org:8080": "http://example.org:8080/",
    "//user:secret@example.org/x": f"{SITE}/x",
    "/müller straße": f"{SITE}/m%C3%BCller%20stra%C3%9Fe",
    "https://bücher.example/": "https://xn--bcher-kva.example/",
    "?page=2": f"{SITE}/folder/?page=2",
    "mailto:a@example.org": "",
    "javascript:alert(1)": "",
    "ftp://example.org/": "",
    "data:text/html,x": "",
    "file:///etc/passwd": "",
    "http://[::1": "",
    "http://example.org:99999/": "",
    "http://": "",
    "/" + "a" * 3000: "",
    "http://" + "a" * 70 + ".example/": "",
}


@pytest.mark.parametrize("href", ADDRESSES, ids=lambda href: href[:30])
def test_addresses_are_full_ascii_and_of_the_web(href: str) -> None:
    assert absolute(f"{SITE}/folder/", href) == ADDRESSES[href]


@given(st.text(max_size=60))
def test_no_link_breaks_the_reading_of_addresses(href: str) -> None:
    url = absolute(f"{SITE}/", href)
    assert url.isascii()
    if url:
        assert absolute(SITE, url) == url
        assert host_and_port(url)
        assert same(same(url)) == same(url)
        assert isinstance(file_type(url) + kind_of(url), str)


def test_pages_of_one_kind_are_those_of_a_folder() -> None:
    assert kind_of(f"{SITE}/news/2026/11/a.html") == kind_of(f"{SITE}/news/2025/03/b.html")
    assert kind_of(f"{SITE}/calendar?month=1&year=2") == kind_of(f"{SITE}/calendar?year=7&month=3")
    assert kind_of(f"{SITE}/calendar?month=1") != kind_of(f"{SITE}/calendar?id=1")
    assert same(f"{SITE}/a?x=1&y=2") == same(f"{SITE}/a?y=2&x=1")


# The frontier.


def test_pages_are_rooted_by_honest_links_only() -> None:
    known = frontier(
        visit("/", "/news"),
        visit("/news", "/article", report=replace(CLEAN, label="injected", findings=(HIDDEN,)),
              planted=(f"{SITE}/wp/x.html",)),
        Visit(f"{SITE}/sitemap.xml", "sitemap", 0, CLEAN, 200, listed=(f"{SITE}/old", f"{SITE}/wp/y.html")),
        visit("/wp/x.html", "/wp/z.html", "/news", report=SPAM),
    )  # fmt: skip
    assert root(known, "/article") == Root.ROOTED
    assert root(known, "/news") == Root.ROOTED
    assert root(known, "/old") == root(known, "/wp/y.html") == Root.LISTED
    assert root(known, "/wp/x.html") == root(known, "/wp/z.html") == Root.LOOSE


def test_what_a_page_links_to_is_rooted_once_the_page_is() -> None:
    known = frontier(visit("/lost", "/child"), visit("/child", "/grandchild"))
    assert root(known, "/grandchild") == Root.LOOSE
    known.take(visit("/", "/lost"))
    assert root(known, "/grandchild") == Root.ROOTED


def test_calendar_without_end_waits_for_the_rest_of_the_site() -> None:
    known = frontier(visit("/", *(f"/calendar?month={month}" for month in range(200)), "/news/1", "/club/2"))
    order = [place.url.removeprefix(SITE) for _ in range(80) if (place := known.next()) is not None]
    assert order.index("/club/2") < 40
    assert sum("calendar" in path for path in order) > 60


def test_other_sites_and_files_are_not_asked_for() -> None:
    known = frontier(visit("/", "/a.pdf", "/b.jpg", "/c.html"))
    known.take(Visit(f"{SITE}/c.html", "page", 1, CLEAN, 200, links=("https://elsewhere.example/x",)))
    asked = [place.url for _ in range(20) if (place := known.next()) is not None]
    assert asked == [f"{SITE}/robots.txt", f"{SITE}/sitemap.xml"]


# Evidence.

SHARED = tuple(range(100, 140))
OWN = [visit(f"/p{number}", look=SHARED) for number in range(12)]


def test_doorways_are_strange_unlinked_and_suspect_all_at_once() -> None:
    strange, suspect = (1, 2, 3), (HIDDEN,)
    cases = {
        "/doorway": visit("/doorway", look=strange, suspects=suspect),
        "/looks-like-the-site": visit("/looks-like-the-site", look=SHARED, suspects=suspect),
        "/says-nothing": visit("/says-nothing", look=strange),
        "/linked": visit("/linked", look=strange, suspects=suspect),
    }
    start = visit("/", *(f"/p{number}" for number in range(12)), "/linked", look=SHARED)
    visits = [start, *OWN, *cases.values()]
    found = dict(doorways(visits, frontier(*visits)))
    assert set(found) == {f"{SITE}/doorway"}
    finding = found[f"{SITE}/doorway"]
    assert (finding.rule, finding.action, finding.probability) == ("SD302", "review", HIDDEN.probability)


def test_a_site_of_few_pages_has_no_look() -> None:
    assert common([SHARED] * 3) == frozenset()
    assert likeness((1, 2), frozenset()) == 1.0
    assert likeness(SHARED, common([SHARED] * 10)) == 1.0
    assert likeness((1, 2), common([SHARED] * 10)) == 0.0


def test_lists_that_name_spam_are_found_up_to_robots() -> None:
    files = [
        Visit(f"{SITE}/robots.txt", "robots", 0, CLEAN, 200, listed=(f"{SITE}/index.xml",)),
        Visit(f"{SITE}/index.xml", "sitemap", 0, CLEAN, 200, listed=(f"{SITE}/good.xml", f"{SITE}/bad.xml")),
        Visit(f"{SITE}/good.xml", "sitemap", 1, CLEAN, 200, listed=(f"{SITE}/",)),
        Visit(f"{SITE}/bad.xml", "sitemap", 1, CLEAN, 200, listed=(f"{SITE}/x?b=1&a=2", f"{SITE}/")),
    ]
    found = dict(listed_spam(files, frozenset([f"{SITE}/x?a=2&b=1"])))
    assert set(found) == {f"{SITE}/robots.txt", f"{SITE}/index.xml", f"{SITE}/bad.xml"}
    assert found[f"{SITE}/bad.xml"].reasons[0].sentence == "1 of its 2 entries are pages that are spam"
    assert dict(listed_spam(files, frozenset())) == {}


def test_only_spam_as_a_whole_is_a_taken_over_site() -> None:
    injected = replace(CLEAN, label="injected", findings=(HIDDEN,))
    pages = [
        Outside("https://lost.example/a", f"{SITE}/links", SPAM, "https://casino.example/"),
        Outside("https://fine.example/", f"{SITE}/links", CLEAN),
        Outside("https://hacked.example/", f"{SITE}/links", injected),
    ]
    ((source, finding),) = taken_over(pages)
    assert (source, finding.rule) == (f"{SITE}/links", "SD304")
    assert finding.hosts == ("casino.example", "lost.example")


def test_redirects_in_a_circle_are_told_from_long_ways() -> None:
    way = [visit(f"/{n}", moved=f"{SITE}/{n + 1}") for n in range(30)]
    circle = [visit("/a", moved=f"{SITE}/b"), visit("/b", moved=f"{SITE}/c"), visit("/c", moved=f"{SITE}/b")]
    assert redirect_circles(way) == frozenset()
    assert redirect_circles([*way, *circle]) == {f"{SITE}/b", f"{SITE}/c"}
    assert redirect_circles([visit("/self", moved=f"{SITE}/self")]) == {f"{SITE}/self"}


def run_of_records(tmp_path: Path, *made: Record) -> Run:
    file = tmp_path / "results.jsonl"
    file.write_bytes(b"".join(map(written, (HEADER, *made, End("finished")))))
    return report_run(results_of(file), Config())


def test_what_is_found_on_other_pages_vouches_for_a_weak_suspicion(tmp_path: Path) -> None:
    injected = replace(CLEAN, label="injected", probability=0.99, findings=(HIDDEN,))
    weak = replace(LINKED, probability=0.1)
    run = run_of_records(
        tmp_path, visit("/", "/a", "/b", report=injected, modified="Tue, 03 Nov 2026 10:15:00 GMT"),
        visit("/a", suspects=(HIDDEN,)), visit("/b", suspects=(weak,)), visit("/c", report=injected),
    )  # fmt: skip
    found = {checked.path.removeprefix(SITE): checked.report.findings for checked in run.documents}
    assert (found["/a"], found["/b"]) == ((HIDDEN,), ())
    assert any("between 2026-11-03 and 2026-11-03" in note for note in run.notes)
    quiet = run_of_records(tmp_path, visit("/a", suspects=(HIDDEN,)), visit("/b", suspects=(weak,)))
    assert quiet.findings == 0


# What was known before.


def run_of(*pages: tuple[str, Report]) -> Run:
    return Run(tuple(Checked(SITE + path, report) for path, report in pages), MODEL)


def test_new_gone_and_unchanged() -> None:
    both = replace(CLEAN, label="injected", findings=(HIDDEN, LINKED))
    one = replace(CLEAN, label="injected", findings=(HIDDEN,))
    failed = Report("failed", "HTTP 503", "html", None, "clean", 0.0)
    earlier = run_of(("/a", both), ("/b", one), ("/deleted", one), ("/down", one))
    now = compared(run_of(("/a", one), ("/b", both), ("/down", failed)), earlier, "2026-11-01")
    states = [(len(page.report.findings), len(page.baselined), page.report.label) for page in now.documents]
    assert states == [(0, 1, "clean"), (1, 1, "injected"), (0, 0, "clean")]
    assert now.notes == (
        "since 2026-11-01: 1 new, 2 unchanged, 2 gone",
        f"gone since 2026-11-01: {SITE}/a {LINKED.rule}",
        f"gone since 2026-11-01: {SITE}/deleted {HIDDEN.rule}",
    )


# Challenges.

PAGE = b"<html><body>" + b"<p>The ferry runs on Sundays.</p><a href='/x'>x</a>" * 20 + b"</body></html>"
CHALLENGES = {
    "a header": (403, {"cf-mitigated": "challenge"}, b""),
    "a header with 200": (200, {"x-amzn-waf-action": "captcha"}, b"<html></html>"),
    "just a moment": (503, {}, b"<html><title>Just a moment...</title></html>"),
    "a script with 200": (200, {}, b'<html><script src="/.well-known/sgcaptcha/?r=1"></script></html>'),
    "denied": (403, {}, b"<HTML><TITLE>Access Denied</TITLE><H1>Access Denied</H1></HTML>"),
}
PAGES = {
    "a page": (200, {"cf-ray": "1"}, PAGE),
    "a page about it": (200, {}, PAGE.replace(b"ferry", b"sgcaptcha")),
    "not there": (404, {}, b"<title>Not found</title>"),
    "forbidden": (403, {}, b"<title>403 Forbidden</title>"),
    "down": (503, {}, b"<h1>Back soon</h1>"),
    "a long page with the script": (403, {}, PAGE * 40 + b"px-captcha"),
}


@pytest.mark.parametrize("name", [*CHALLENGES, *PAGES])
def test_challenges_are_told_from_pages(name: str) -> None:
    assert is_challenge(*{**CHALLENGES, **PAGES}[name]) == (name in CHALLENGES)


# The results file.

RECORDS: tuple[Record, ...] = (
    HEADER,
    visit("/", "/a", report=replace(CLEAN, label="injected", findings=(HIDDEN, LINKED)), outside=("https://x.example/",)),
    Visit(f"{SITE}/robots.txt", "robots", 0, Report("skipped", "robots.txt", "html", None, "clean", 0.0), 200),
    visit("/b", look=(1, 2, 3), suspects=(DOORWAY,), modified="Tue, 24 Nov 2026 10:15:00 GMT", blocked=True),
    Views(f"{SITE}/a", (LINKED,), "not compared: \ud800 \u2028 x"),
    Outside("https://x.example/", f"{SITE}/", SPAM, "https://y.example/"),
    Rendered(f"{SITE}/", (HIDDEN,), "", "AAAA"),
    End("finished"),
)  # fmt: skip


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: type(record).__name__)
def test_a_record_comes_back_as_it_was(record: Record) -> None:
    line = written(record)
    assert line.count(b"\n") == 1
    assert line.isascii()
    assert read_line(line) == record


def test_a_line_that_was_cut_short_is_taken_off_and_nothing_else(tmp_path: Path) -> None:
    whole = b"".join(map(written, RECORDS))
    ends = [len(b"".join(map(written, RECORDS[:count]))) for count in range(len(RECORDS) + 1)]
    file = tmp_path / "results.jsonl"
    for length in range(0, len(whole), 97):
        file.write_bytes(whole[:length])
        count = max(number for number, end in enumerate(ends) if end <= length)
        assert tuple(read(file)) == RECORDS[:count]
        with Journal(file) as journal:
            journal.write(RECORDS[0] if count == 0 else RECORDS[-1])
        assert tuple(read(file)) == (*RECORDS[:count], RECORDS[0] if count == 0 else RECORDS[-1])


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=9),
                    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
                    max_leaves=8), st.sampled_from(RECORDS), st.randoms(use_true_random=False))  # fmt: skip
def test_damaged_records_are_told_and_never_raise_anything_else(
    value: object, record: Record, chance: object
) -> None:
    data = json.loads(written(record))
    key = chance.choice(sorted(data))  # type: ignore[attr-defined]
    data[key] = value
    with suppress(ValueError):
        read_line(json.dumps(data).encode())


def test_a_file_of_another_format_is_told(tmp_path: Path) -> None:
    file = tmp_path / "results.jsonl"
    file.write_bytes(written(replace(HEADER, format=99)))
    with pytest.raises(UsageError, match="has format 99"):
        results_of(file)
