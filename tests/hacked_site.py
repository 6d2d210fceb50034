"""A web server on the loopback that plays a site, hacked or clean. Nothing in it is a real name or address."""

from __future__ import annotations

import gzip
import json
import random
import threading
import time
import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

STRIP = """<div class="off"><a href="https://tavernabet-giris9.example/">tavernabet giriş</a>
<a href="https://kelebahis4.example/">canlı bahis siteleri</a>
<a href="https://korsanslot-tr2.example/">deneme bonusu veren slot siteleri</a>
<a href="/wp-content/x7/slot-0.html">güvenilir bahis siteleri</a></div>"""
PILLS = """<p><a href="https://cheap-pills-24.example/viagra">buy viagra online without prescription</a>
<a href="https://cheap-pills-24.example/cialis">cheap cialis generic canadian pharmacy</a>
<a href="https://rx-discount-meds.example/">order kamagra tramadol cheap online pharmacy</a></p>"""
SENTENCES = (
    "The {a} meets in the {b} on the first {day} of the month, and guests are welcome to listen.",
    "Work on the {b} begins in spring, once the frost has left the ground and the bridge is open.",
    "Members of the {a} collected for the {b} and thanked all who lent a hand with tables and chairs.",
    "The minutes of the {a} are kept in the {b}, where anybody may read them on a {day}.",
    "On {day} the {a} shows photographs of the {b} from the years before the harbour was built.",
    "A new roof for the {b} was paid for by the county; the {a} gave the paint and the brushes.",
    "Children who want to help the {a} can bring their boots to the {b} after school on {day}.",
    "The {a} has chosen a new treasurer, who will look after the {b} until next autumn.",
    "Nobody was hurt when a branch fell on the {b}; the {a} cut it up for firewood the same {day}.",
    "Please leave your bicycles behind the {b}, since the {a} needs the yard on {day}.",
)
GROUPS = ("rowing club", "choir", "parish council", "history circle", "allotment society", "fire brigade",
          "youth section", "library committee")  # fmt: skip
PLACES = ("boat house", "town hall", "old school", "village green", "mill pond", "reading room", "market cross",
          "footbridge")  # fmt: skip
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
MENU = ("/", "/news/", "/club/history", "/club/boats", "/club/contact", "/calendar?month=1", "/members")
SHEET = "nav a { padding: 2px } .off { position: absolute; left: -9000px } footer { color: #333 }"
KEYWORDS = ("slot gacor maxwin", "judi bola online", "togel hongkong", "casino bonus new member", "slot88 login",
            "poker online terpercaya")  # fmt: skip


@dataclass(slots=True)
class Answer:
    """What the server sends."""

    body: bytes = b""
    code: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "text/html; charset=utf-8"})
    length: int | None = None


def article(seed: str, paragraphs: int = 4) -> str:
    """Return a text that is the same for the same seed."""
    chance = random.Random(seed)
    return "".join(
        "<p>"
        + " ".join(
            chance.choice(SENTENCES).format(
                a=chance.choice(GROUPS), b=chance.choice(PLACES), day=chance.choice(DAYS)
            )
            for _ in range(4)
        )
        + "</p>\n"
        for _ in range(paragraphs)
    )


class Site:
    """The pages of the site, and what was asked of it."""

    def __init__(self, pages: int, *, hacked: bool, slow: bool = False, address: str = "127.0.0.1") -> None:
        """Make a site with so many news; a slow one has an answer that never comes."""
        self.address = address
        self.pages, self.hacked, self.slow_too = pages, hacked, slow
        self.asked: Counter[str] = Counter()
        self.paths: Counter[str] = Counter()
        self.cookies: list[str] = []
        self.busy = 1
        self.lock = threading.Lock()
        self.cleaned = False
        self.others: list[str] = []
        self.credentials: set[str] = set()

    @property
    def infected(self) -> bool:
        """Tell whether the spam is (still) there."""
        return self.hacked and not self.cleaned

    def page(self, title: str, body: str, *, strip: str = "") -> Answer:
        """Return a page in the frame of the site. Every load has another date, token and advertisement."""
        chance = random.Random()
        menu = " ".join(f'<a href="{link}">{link.strip("/?=1") or "Start"}</a>' for link in MENU)
        teaser = chance.choice(
            ("New tables for the reading room", "The ferry runs on Sundays", "Apples are ripe")
        )
        return Answer(
            f"""<!DOCTYPE html><html lang="en"><head><title>{title} - Harwick</title>
<link rel="stylesheet" href="/css/site.css"><meta name="csrf" content="{chance.getrandbits(64):x}"></head>
<body><header><p>Harwick by the river</p><nav>{menu}</nav>{strip}</header>
<main><h1>{title}</h1>{body}</main>
<aside><a href="/ads?id={chance.randrange(3)}">{teaser}</a></aside>
<footer><p>Harwick parish office, Quay 4. Printed {time.time():.3f}</p>
<a href="mailto:office@harwick.example">office</a> <a href="javascript:void(0)">top</a>
<a href="ftp://files.harwick.example/">files</a> <a href="/files/map.pdf">map</a></footer></body></html>""".encode()
        )

    def doorway(self, number: int) -> Answer:
        """Return a page that is made for search engines."""
        word = KEYWORDS[number % len(KEYWORDS)]
        link = f'<a href="https://slotpark-tr8.example/{number}">{word}</a>'
        text = (
            f"<p>Situs {word} hari ini, daftar {word} terpercaya, link alternatif {word} bonus 100% {link}</p>"
            * 8
        )
        more = "".join(
            f'<a href="/wp-content/x7/slot-{other}.html">{KEYWORDS[other % 6]}</a> ' for other in range(6)
        )
        return Answer(
            f"<html><head><title>{word} terpercaya</title></head><body>{text}{more}</body></html>".encode()
        )

    def answer(self, path: str, query: str, agent: str, referrer: str) -> Answer:
        """Return the answer to a request."""
        crawler, search = "Googlebot" in agent, "google." in referrer
        strip = STRIP if self.infected else ""
        if path == "/":
            body = article("start") + "".join(f'<a href="{link}">{link}</a> ' for link in self.links())
            return self.page("Welcome", body)
        if path == "/news/":
            links = "".join(
                f'<li><a href="/news/{n}.html">News {n}</a></li>' for n in range(1, self.pages + 1)
            )
            return self.page("News", f"<ul>{links}</ul>", strip=strip)
        if path.startswith("/news/") and path.endswith(".html"):
            return self.page(f"News of {path[6:-5]}", article(path), strip=strip)
        if path == "/club/history":
            return self.page("History", article(path), strip=PILLS if self.infected and crawler else "")
        if path == "/club/contact" and self.infected and search:
            return Answer(code=302, headers={"Location": "https://korsanslot-tr2.example/giris"})
        if path == "/shop/slot-1.html":
            return self.doorway(1) if self.infected and crawler else self.missing()
        if path.startswith("/wp-content/x7/") and self.infected:
            return self.doorway(int(path[20:-5] or 0))
        if path == "/calendar":
            month = int(parse_qs(query)["month"][0])
            links = f'<a href="?month={month + 1}">next</a> <a href="?month={max(1, month - 1)}">back</a>'
            return self.page(f"Month {month}", f"<p>No events are planned.</p>{links}")
        if path == "/ads":
            return self.page("Notice board", article(query, 1))
        make: Callable[[], Answer] | None = self.special().get(path)
        return make() if make else self.missing()

    def links(self) -> list[str]:
        """Return the links of the start page beside the menu."""
        links = ["/news/1.html#top", "/NEWS-OLD", "/loop/a", "/packed", "/cyrillic", "/plain.asp", "/picture",
                 "/private/list", "/broken-html", "/down", "/busy", "/cut", "http://user:secret@{host}/auth-link",
                 "https://www.harwick-county.example/sport", "http://169.254.169.254/latest/meta-data"]  # fmt: skip
        return links + self.others + ["/slow"] * self.slow_too

    def special(self) -> dict[str, Callable[[], Answer]]:
        """Return the odd corners of the site."""
        html = "text/html"
        text = article("club", 3)
        russian = "<html><head><meta charset=windows-1251><title>Клуб</title></head><body><p>" + (
            "Общее собрание гребного клуба состоится в понедельник вечером в старой школе. " * 5
        )
        sitemaps = ["/sitemap-a.xml.gz", "/sitemap-b.xml"] + ["/wp-content/map-x.xml"] * self.infected
        return {
            "/robots.txt": lambda: Answer(
                f"User-agent: *\nDisallow: /private/\nSitemap: {self.url}/sitemaps.xml\n".encode(),
                headers={"Content-Type": "text/plain"},
            ),
            "/sitemaps.xml": lambda: self.xml("sitemapindex", "sitemap", sitemaps),
            "/sitemap-a.xml.gz": lambda: Answer(
                gzip.compress(self.xml("urlset", "url", ["/", "/old-notice.html", "/feed.xml"]).body),
                headers={"Content-Type": "application/octet-stream"},
            ),
            "/sitemap-b.xml": lambda: self.xml("urlset", "url", ["/club/boats", "/shop/slot-1.html"]),
            "/wp-content/map-x.xml": lambda: self.xml(
                "urlset", "url", [f"/wp-content/x7/slot-{number}.html" for number in range(6)]
            ),
            "/feed.xml": lambda: Answer(
                f"""<?xml version="1.0"?><rss version="2.0"><channel><title>Harwick</title><link>{self.url}/</link>
<item><title>Boats</title><link>{self.url}/from-feed.html</link><description>{"The boats are back. " * 9}</description>
</item></channel></rss>""".encode(),
                headers={"Content-Type": "application/rss+xml"},
            ),
            "/from-feed.html": lambda: self.page("Boats", text),
            "/old-notice.html": lambda: self.page("Old notice", article("old")),
            "/club/boats": lambda: self.page("Boats", article("boats")),
            "/club/contact": lambda: self.page("Contact", article("contact")),
            "/auth-link": lambda: self.page("Notes", article("auth")),
            "/members": lambda: Answer(
                b"<html><head><title>Just a moment...</title></head><body><p>Checking</p>" + PILLS.encode(),
                403, {"Content-Type": html, "cf-mitigated": "challenge"},
            ),
            "/NEWS-OLD": lambda: Answer(code=301, headers={"Location": "/news/1.html"}),
            "/loop/a": lambda: Answer(code=302, headers={"Location": "/loop/b"}),
            "/loop/b": lambda: Answer(code=302, headers={"Location": "/loop/a"}),
            "/packed": lambda: Answer(
                zlib.compress(self.page("Packed", text).body),
                headers={"Content-Type": html, "Content-Encoding": "deflate"},
            ),
            "/cyrillic": lambda: Answer(
                russian.encode("windows-1251"), headers={"Content-Type": f"{html}; charset=utf-8"}
            ),
            "/plain.asp": lambda: Answer(
                self.page("Wrongly declared", text).body, headers={"Content-Type": "text/plain"}
            ),
            "/picture": lambda: Answer(b"\x89PNG\r\n\x1a\n" + bytes(500), headers={"Content-Type": html}),
            "/private/list": lambda: self.page("Private", text),
            "/broken-html": lambda: Answer(self.page("Broken", text).body[:-40] + b"<div <<p><a href=>", 200),
            "/down": lambda: Answer(b"down", 503, {"Retry-After": "0"}),
            "/busy": self.once_busy,
            "/slow": self.slow,
            "/cut": lambda: Answer(b"<html><body>cut", length=5000),
            "/css/site.css": lambda: Answer(SHEET.encode(), headers={"Content-Type": "text/css"}),
            "/scripted": lambda: self.page(
                "Scripted",
                text + '<script src="/js/menu.js"></script>' + "".join(f'<img src="{url}">' for url in self.others),
            ),
            "/js/menu.js": lambda: Answer(
                f"document.querySelector('main').insertAdjacentHTML('beforeend', {json.dumps(STRIP)})".encode()
                if self.infected
                else b"0",
                headers={"Content-Type": "text/javascript"},
            ),
            "/jump": lambda: Answer(code=302, headers={"Location": "http://10.0.0.1/"}),
            "/lost-domain": lambda: self.doorway(0),
            "/honest": lambda: self.page("Honest", text),
        }  # fmt: skip

    def xml(self, root: str, entry: str, paths: list[str]) -> Answer:
        """Return a sitemap."""
        listed = "".join(f"<{entry}><loc>{self.url}{path}</loc></{entry}>" for path in paths)
        return Answer(
            f'<?xml version="1.0"?><{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}</{root}>'.encode(),
            headers={"Content-Type": "application/xml"},
        )

    def missing(self) -> Answer:
        """Return the page for what is not there."""
        return Answer(self.page("Not there", "<p>There is no such page.</p>").body, 404)

    def once_busy(self) -> Answer:
        """Return 429 to the first request, and then the page."""
        with self.lock:
            self.busy -= 1
        if self.busy >= 0:
            return Answer(b"busy", 429, {"Retry-After": "0"})
        return self.page("Busy", article("busy"))

    def slow(self) -> Answer:
        """Return an answer that comes too late."""
        self.stopped.wait(60)
        return self.page("Slow", article("slow"))

    def __enter__(self) -> Site:
        """Start the server."""
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site.serve(self)

            def log_message(self, *_: object) -> None:
                pass

        self.stopped = threading.Event()
        self.server = ThreadingHTTPServer((self.address, 0), Handler)
        self.server.daemon_threads = True
        self.host = f"{self.address}:{self.server.server_port}"
        self.url = f"http://{self.host}"
        threading.Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        ).start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the server."""
        self.stopped.set()
        self.server.shutdown()
        self.server.server_close()

    def serve(self, request: BaseHTTPRequestHandler) -> None:
        """Answer a request, and take note of it."""
        parts = urlsplit(request.path)
        agent, referrer = request.headers.get("User-Agent", ""), request.headers.get("Referer", "")
        answer = self.answer(parts.path, parts.query, agent, referrer)
        with self.lock:
            if "spamdetect" in agent:
                self.asked[request.path] += 1
            self.paths[request.path] += 1
            self.credentials.update(filter(None, [request.headers.get("Authorization")]))
            self.cookies += filter(None, [request.headers.get("Cookie")])
        request.send_response(answer.code)
        body = answer.body.replace(b"{host}", self.host.encode())
        for name, value in {**answer.headers, "Set-Cookie": "seen=1; Path=/"}.items():
            request.send_header(name, value)
        request.send_header("Content-Length", str(answer.length or len(body)))
        if answer.length:
            request.send_header("Connection", "close")
        request.end_headers()
        try:
            request.wfile.write(body)
        except OSError:
            return
