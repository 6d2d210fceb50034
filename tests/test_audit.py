"""An audit of a site that was hacked, of the same site when it was clean, and of one that is killed again and again."""

from __future__ import annotations

import json
import random
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from hacked_site import Site

from spamdetect.cli import main

pytest.importorskip("scrapy", reason="Scrapy is not installed; the extra spamdetect[audit] brings it")

from audits import QUICK, Ran, killed, records, run

PAGES = 120


class Audited:
    """A finished audit of a site."""

    def __init__(self, folder: Path, *, hacked: bool) -> None:
        self.file = folder / "results.jsonl"
        with Site(PAGES, hacked=hacked) as site, Site(3, hacked=True, address="127.0.0.2") as other:
            self.site, self.other = site, other
            by_name = site.url.replace("127.0.0.1", "localhost")
            site.others = [
                f"{other.url}/lost-domain",
                f"{other.url}/honest",
                f"{other.url}/jump",
                f"{by_name}/named",
            ]
            self.ran = run(
                "audit", site.url.replace("://", "://name:geheim@"), "--results", str(self.file), *QUICK,
                "--max-depth", "6", "--links", "6", "-f", "terminal", "-f", f"json:{folder / 'report.json'}",
                "-f", f"sarif:{folder / 'report.sarif'}", "-f", f"html:{folder / 'report.html'}",
                public=["127.0.0.2"],
            )  # fmt: skip
        self.folder = folder
        data = json.loads((folder / "report.json").read_text("utf-8"))
        self.notes = data["notes"]
        self.pages = {page["path"].removeprefix(site.url): page for page in data["documents"]}

    def rules(self, path: str) -> set[str]:
        """The rules of the findings of a page."""
        return {finding["rule"] for finding in self.pages[path]["findings"]}

    def techniques(self, path: str) -> set[str]:
        """The techniques of the findings of a page."""
        return {finding["technique"] for finding in self.pages[path]["findings"]}


@pytest.fixture(scope="module")
def hacked(tmp_path_factory: pytest.TempPathFactory) -> Audited:
    return Audited(tmp_path_factory.mktemp("hacked"), hacked=True)


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Audited:
    return Audited(tmp_path_factory.mktemp("clean"), hacked=False)


# The clean twin.


def test_clean_twin_has_no_findings(clean: Audited) -> None:
    found = {
        path: page["findings"]
        for path, page in clean.pages.items()
        if page["findings"] and {finding["rule"] for finding in page["findings"]} != {"SD304"}
    }
    assert found == {}
    assert sum(page["status"] == "scanned" for page in clean.pages.values()) > PAGES


# What is found on the hacked one.


def test_strip_of_a_template_is_one_finding_on_all_its_pages(hacked: Audited) -> None:
    with_strip = [path for path in hacked.pages if path.startswith("/news/")]
    assert len(with_strip) == PAGES + 1
    blocks = {
        finding["fingerprint"]: finding for path in with_strip for finding in hacked.pages[path]["findings"]
    }
    assert {finding["rule"] for finding in blocks.values()} == {"SD101"}
    assert {finding["technique"] for finding in blocks.values()} == {
        "off-screen"
    }  # By the fetched style sheet.
    assert len(blocks) == 1
    assert hacked.ran.out.count("tavernabet giriş") == 1
    assert f"on {PAGES + 1} pages" in hacked.ran.out


def test_doorways_are_spam_and_so_are_the_lists_that_name_them(hacked: Audited) -> None:
    doorways = [path for path in hacked.pages if path.startswith("/wp-content/x7/")]
    assert len(doorways) == 6
    assert all(hacked.pages[path]["label"] == "spam" for path in doorways)
    assert hacked.rules("/wp-content/map-x.xml") == {"SD303"}
    assert hacked.techniques("/sitemaps.xml") == {"sitemap"}
    assert hacked.techniques("/robots.txt") == {"robots"}
    assert "/sitemap-a.xml.gz" not in hacked.pages


def test_cloaking_by_user_agent_and_by_referrer(hacked: Audited) -> None:
    assert hacked.rules("/club/history") == {"SD301"}
    assert hacked.techniques("/club/history") == {"crawler-only"}
    assert hacked.techniques("/club/contact") == {"search-visitor-only"}
    assert hacked.techniques("/shop/slot-1.html") == {"crawler-only"}
    cloaked = {path for path in hacked.pages if "SD301" in hacked.rules(path)}
    assert cloaked == {"/club/history", "/club/contact", "/shop/slot-1.html"}


def test_links_to_taken_over_sites(hacked: Audited) -> None:
    assert hacked.rules("/") == {"SD304"}
    (finding,) = hacked.pages["/"]["findings"]
    assert finding["hosts"] == [hacked.other.host]


# What was not looked at.

LEFT = {
    "/private/list": ("skipped", "robots.txt forbids it"),
    "/members": ("skipped", "blocked: a challenge or block page (HTTP 403) stands in its place"),
    "/picture": ("skipped", "binary content (PNG image)"),
    "/loop/a": ("failed", "redirects in a circle"),
    "/loop/b": ("failed", "redirects in a circle"),
    "/down": ("failed", "HTTP 503 Service Unavailable"),
    "/cut": ("failed", "the answer is cut short"),
    "/calendar?month=7": ("skipped", "more than 6 links from the start"),
}


@pytest.mark.parametrize("path", LEFT)
def test_what_was_not_looked_at_is_listed_with_its_reason(hacked: Audited, clean: Audited, path: str) -> None:
    for audited in (hacked, clean):
        page = audited.pages[path]
        assert (page["status"], page["reason"]) == LEFT[path]
        assert (page["findings"], page["label"]) == ([], "clean")


def test_notes_say_what_else_there_is(clean: Audited) -> None:
    notes = "\n".join(clean.notes)
    url = clean.site.url
    assert f"No pages by their names, not fetched (.pdf 1): {url}/files/map.pdf" in notes
    assert f"Not there (HTTP 404 or 410): {url}/shop/slot-1.html" in notes
    assert f"Redirecting within the site: {url}/NEWS-OLD" in notes
    assert (
        f"Only in a sitemap or behind a redirect; no page links to them: {url}/feed.xml, {url}/old-notice.html"
        in notes
    )
    assert "169.254.169.254" in notes
    assert "cannot be seen from outside" in notes


@pytest.mark.parametrize(
    "path", ["/packed", "/cyrillic", "/plain.asp", "/busy", "/from-feed.html", "/auth-link"]
)
def test_whatever_way_it_is_served_a_page_is_read(clean: Audited, path: str) -> None:
    assert clean.pages[path]["status"] == "scanned"


def test_encodings_are_those_of_the_page_where_the_header_is_wrong(clean: Audited) -> None:
    assert clean.pages["/cyrillic"]["encoding"] == "windows-1251"


# How it is fetched.


def test_every_address_is_asked_once(hacked: Audited) -> None:
    again = {path: count for path, count in hacked.site.asked.items() if count > 1}
    # Once for Scrapy's robots middleware; three tries, and two, where the answer asks for them.
    assert again == {"/robots.txt": 2, "/down": 3, "/busy": 2, "/cut": 3}


def test_robots_are_kept_to_and_no_cookie_is_kept(hacked: Audited) -> None:
    assert "/private/list" not in hacked.site.asked
    assert hacked.site.cookies == []


def test_no_request_goes_to_a_private_address(hacked: Audited) -> None:
    asked = {record["url"]: record["report"]["reason"] for record in records(hacked.file, "outside")
             if "reason" in record["report"]}  # fmt: skip
    assert asked["http://169.254.169.254/latest/meta-data"] == (
        "not asked: 169.254.169.254 is a private address"
    )
    # A name that leads to one; the site itself may be asked by its number only, as the user wrote it.
    (named,) = [reason for url, reason in asked.items() if url.endswith("/named")]
    assert named == "the host is not known, or has a private address"
    assert "/named" not in hacked.site.paths
    assert hacked.ran.err == ""
    assert asked[f"{hacked.other.url}/jump"] == "not asked: 10.0.0.1 is a private address"


def test_credentials_are_sent_to_the_site_and_written_nowhere(hacked: Audited) -> None:
    assert hacked.site.credentials == {"Basic bmFtZTpnZWhlaW0="}
    assert hacked.other.credentials == set()
    for file in hacked.folder.iterdir():
        assert "geheim" not in file.read_text("utf-8")
    assert "geheim" not in hacked.ran.out + hacked.ran.err


# Reports.


def test_report_makes_every_format_from_the_results(hacked: Audited, tmp_path: Path) -> None:
    formats = ("json", "sarif", "html")
    outputs = [text for name in formats for text in ("-f", f"{name}:{tmp_path / f'report.{name}'}")]
    result = CliRunner().invoke(main, ["report", str(hacked.file), "--no-config", "-f", "terminal", *outputs])
    assert result.exit_code == hacked.ran.code == 1
    assert result.stdout == hacked.ran.out
    for name in formats:
        again = (tmp_path / f"report.{name}").read_text("utf-8")
        assert again == (hacked.folder / f"report.{name}").read_text("utf-8")


def test_sarif_names_pages_by_their_addresses(hacked: Audited) -> None:
    log = json.loads((hacked.folder / "report.sarif").read_text("utf-8"))
    places = {
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for result in log["runs"][0]["results"]
    }
    assert f"{hacked.site.url}/club/history" in places


def test_since_counts_what_is_new(hacked: Audited, clean: Audited, tmp_path: Path) -> None:
    earlier = ["--since", str(hacked.file), "--no-config"]
    same = CliRunner().invoke(main, ["report", str(hacked.file), *earlier])
    assert same.exit_code == 3
    total = sum(len(page["findings"]) for page in hacked.pages.values())
    assert f": 0 new, {total} unchanged, 0 gone" in same.stdout.replace("\n", " ")
    # The other site has other addresses: everything of the earlier one is gone, by name.
    gone = CliRunner().invoke(main, ["report", str(clean.file), *earlier])
    assert f" 0 unchanged, {total} gone" in gone.stdout.replace("\n", " ")


def test_settings_and_not_marks_say_what_is_ignored(hacked: Audited, tmp_path: Path) -> None:
    config = tmp_path / "spamdetect.toml"
    config.write_text('allow-domains = ["tavernabet-giris9.example", "kelebahis4.example", "korsanslot-tr2.example"]\n'
                      '[per-path-ignores]\n"club/history" = ["SD301"]\n"wp-content" = ["SD201"]\n')  # fmt: skip
    report = tmp_path / "report.json"
    CliRunner().invoke(main, ["report", str(hacked.file), "--config", str(config), "-f", f"json:{report}"])
    pages = {page["path"]: page for page in json.loads(report.read_text("utf-8"))["documents"]}
    assert pages[f"{hacked.site.url}/club/history"]["findings"] == []
    assert pages[f"{hacked.site.url}/club/history"]["ignored"]


# Going on.

# Asked again by one run: by Scrapy's middleware, and where the answers fail.
RETRIED = ("/robots.txt", "/down", "/cut", "/busy")

SMALL = (*QUICK, "--max-depth", "4", "--views", "4")


@pytest.fixture(scope="module")
def small() -> Iterator[Site]:
    with Site(6, hacked=True) as site:
        yield site


def audit(site: Site, file: Path, *more: str) -> Ran:
    return run("audit", site.url, "--results", str(file), *SMALL, *more)


def test_killed_and_gone_on_nothing_is_lost_and_nothing_is_asked_twice(small: Site, tmp_path: Path) -> None:
    whole = audit(small, tmp_path / "whole.jsonl")
    urls = [record["url"] for record in records(tmp_path / "whole.jsonl", "visit")]
    file = tmp_path / "killed.jsonl"
    chance = random.Random(6)
    stops = sorted(chance.sample(range(3, len(urls)), 3))
    small.asked.clear()
    for stop in stops:
        assert killed(file, stop, "audit", small.url, "--results", str(file), *SMALL) >= stop
    resumed = audit(small, file)
    assert (resumed.code, resumed.out) == (whole.code, whole.out)
    visited = [record["url"] for record in records(file, "visit")]
    assert len(visited) == len(set(visited))
    assert set(visited) == set(urls)
    # What was under way when it was killed had no answer that was kept: two requests at most for every kill.
    twice = sum(count - 1 for path, count in small.asked.items() if path not in RETRIED)
    assert twice <= 2 * len(stops)


def test_from_any_moment_the_report_is_the_same(small: Site, tmp_path: Path) -> None:
    """A kill leaves a part of the file, and nothing else is kept: so any part of it is a kill."""
    file = tmp_path / "whole.jsonl"
    whole = audit(small, file)
    content = file.read_bytes()
    chance = random.Random(7)
    for number in range(3):
        part = tmp_path / f"part{number}.jsonl"
        part.write_bytes(content[: chance.randrange(len(content))])
        kept = {record["url"] for record in records(part, "visit")}
        small.asked.clear()
        resumed = audit(small, part)
        assert (resumed.code, resumed.out) == (whole.code, whole.out)
        assert {f"{small.url}{path}" for path in small.asked} & kept <= {f"{small.url}/robots.txt"}


def test_interrupted_with_ctrl_c_it_says_how_to_go_on(small: Site, tmp_path: Path) -> None:
    file = tmp_path / "results.jsonl"
    arguments = ("audit", small.url, "--results", str(file), *SMALL)
    assert killed(file, 5, *arguments, how=signal.SIGINT) >= 5
    assert not records(file, "end")
    assert all(
        record["report"].get("reason") != "no answer (RuntimeError)" for record in records(file, "visit")
    )
    assert run(*arguments).code == 1
    assert records(file, "end") == [{"kind": "end", "reason": "finished"}]


def test_an_answer_that_never_comes_is_not_waited_for(tmp_path: Path) -> None:
    file = tmp_path / "results.jsonl"
    with Site(0, hacked=False, slow=True) as site:
        run(
            "audit",
            f"{site.url}/slow",
            "--results",
            str(file),
            *QUICK,
            "--timeout",
            "0.3",
            "--max-pages",
            "1",
        )
    (record,) = [record for record in records(file, "visit") if record["role"] == "page"]
    assert record["report"]["reason"] == "no complete answer in time"


def test_limits_are_told_and_can_be_raised(small: Site, tmp_path: Path) -> None:
    file = tmp_path / "results.jsonl"
    few = audit(small, file, "--max-pages", "4")
    assert sum(record["role"] == "page" for record in records(file, "visit")) == 4
    assert "skipped: the page limit was reached" in few.out
    small.asked.clear()
    more = audit(small, file, "--max-pages", "500")
    assert "page limit" not in more.out
    assert not [path for path, count in small.asked.items() if count > 1 and path not in RETRIED]


def test_finished_audit_is_not_fetched_again(small: Site, tmp_path: Path) -> None:
    file = tmp_path / "results.jsonl"
    first = audit(small, file)
    small.asked.clear()
    assert audit(small, file) == first
    assert not small.asked


# Wrong use.


def test_address_of_no_web_site_is_refused() -> None:
    for address in ("ftp://example.org/", "file:///etc/passwd", "https://", "http://[::1"):
        result = CliRunner().invoke(main, ["audit", address])
        assert (result.exit_code, "an audit needs an address" in result.stderr) == (2, True), address


def test_results_of_another_site_are_not_gone_on_with(clean: Audited, small: Site) -> None:
    before = clean.file.read_bytes()
    ran = audit(small, clean.file)
    assert ran.code == 2
    assert "name another file with --results" in ran.err
    assert clean.file.read_bytes() == before


@pytest.mark.parametrize(
    "content", [b"notes without an end", b"{}", b"one\ntwo", b'{"kind":"visit"}\n', b"\xff"]
)
def test_a_file_of_somebody_else_is_left_alone(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "notes.txt"
    file.write_bytes(content)
    result = CliRunner().invoke(main, ["audit", "http://127.0.0.1:1/", "--results", str(file), "--no-config"])
    assert (result.exit_code, "name another file" in result.stderr) == (2, True)
    assert file.read_bytes() == content


@pytest.mark.parametrize(
    "content", [b"", b"{}\n", b"[1]\n", b"no json\n", b'{"kind":"visit","url":"x"}\n', b"\xff\xfe\n"]
)
def test_what_is_no_results_file_is_an_error(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "results.jsonl"
    file.write_bytes(content)
    result = CliRunner().invoke(main, ["report", str(file)])
    assert result.exit_code == 2
    assert "results" in result.stderr


def test_without_scrapy_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "spamdetect.audit.crawl", None)
    monkeypatch.setitem(sys.modules, "scrapy", None)
    result = CliRunner().invoke(
        main, ["audit", "http://127.0.0.1:1/", "--results", str(tmp_path / "r.jsonl")]
    )
    assert result.exit_code == 2
    assert "pip install 'spamdetect[audit]'" in result.stderr
