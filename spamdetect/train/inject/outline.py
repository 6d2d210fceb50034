"""The places of an HTML page at which something can be put in."""

from __future__ import annotations

import re
from dataclasses import dataclass

from spamdetect.train.inject.chance import words
from spamdetect.train.inject.sources import width

TOKEN = re.compile(
    r"<!--.*?-->"
    r"|<(?P<closed>script|style|textarea|select|svg|noscript|template|title|iframe|pre|code|button|object)\b[^>]*>.*?</(?P=closed)\s*>"
    r"|<(?P<slash>/?)(?P<name>[a-z][a-z0-9]*)\b[^<>]*>",
    re.S | re.I,
)
# After the end of one of these another block can stand.
BLOCKS = frozenset(words("p div li ul ol table h1 h2 h3 h4 h5 h6 section article blockquote figure hr"))
META = re.compile(
    r"<meta\b[^<>]*\b(?:name|property)\s*=\s*[\"']?(?P<name>description|keywords|og:title|og:description|twitter:title)[\"']?[^<>]*"
    r"\bcontent\s*=\s*(?P<quote>[\"'])(?P<content>[^\"'<>]*)(?P=quote)",
    re.I,
)
ATTRIBUTE = re.compile(
    r"<(?:img|a)\b[^<>]*?\b(?:alt|title)\s*=\s*(?P<quote>[\"'])(?P<content>[^\"'<>]*)(?P=quote)", re.I
)
ENTITY_TAIL = re.compile(r"&#?\w*$")
# Shorter stretches of text are labels and menu items: nobody writes a sentence into them.
SHORTEST_TEXT = 60


@dataclass(frozen=True, slots=True)
class Outline:
    """Offsets in the text of a page."""

    text: str
    """The page."""
    head: int
    """Before `</head>`, or where the body starts."""
    body: int
    """Behind `<body>`, or the start of the page."""
    body_end: int
    """Before `</body>`, or the end of the page."""
    after_body: int
    """Behind `</body>`."""
    after_html: int
    """Behind `</html>`."""
    title: tuple[int, int] | None
    """The content of `<title>`."""
    before: dict[str, list[int]]
    """By name of element: before its start tags in the body."""
    within: dict[str, list[int]]
    """By name of element: behind its start tags in the body."""
    behind: dict[str, list[int]]
    """By name of element: behind its end tags in the body."""
    closing: dict[str, list[int]]
    """By name of element: before its end tags in the body."""
    runs: list[tuple[int, int]]
    """Stretches of text without a tag, long enough for a sentence, outside of links."""

    @property
    def breaks(self) -> list[int]:
        """Return the places between blocks of the body."""
        found = [place for name in BLOCKS for place in self.behind.get(name, ())]
        return sorted(found) or [self.body]

    @property
    def article(self) -> tuple[int, int]:
        """Return start and end of the stretch that holds the middle of the running text."""
        if not self.runs:
            return self.body, self.body_end
        return self.runs[len(self.runs) // 5][0], self.runs[-1 - len(self.runs) // 5][1]

    @property
    def article_breaks(self) -> list[int]:
        """Return the places between blocks near running text."""
        start, end = self.article
        return [place for place in self.breaks if start <= place <= end + 200] or self.breaks

    def metas(self) -> list[tuple[str, int, int]]:
        """Return name, start and end of the content of meta tags that rank."""
        return [
            (m["name"].lower(), *m.span("content")) for m in META.finditer(self.text, 0, self.body or 100_000)
        ]

    def attributes(self) -> list[tuple[int, int]]:
        """Return start and end of the alt and title texts in the body."""
        return [m.span("content") for m in ATTRIBUTE.finditer(self.text, self.body, self.body_end)]


def outline(text: str) -> Outline:
    """Find the places of a page."""
    head = body = after_body = after_html = body_end = -1
    title = None
    before: dict[str, list[int]] = {}
    within: dict[str, list[int]] = {}
    behind: dict[str, list[int]] = {}
    closing: dict[str, list[int]] = {}
    runs = []
    position, link = 0, False
    for token in TOKEN.finditer(text):
        start, end = token.span()
        if not link and 3 * (start - position) >= SHORTEST_TEXT:
            piece = text[position:start]
            if width(piece.strip()) >= SHORTEST_TEXT and (body >= 0 or head < 0):
                runs.append((position + len(piece) - len(piece.lstrip()), position + len(piece.rstrip())))
        position = end
        name = (token["name"] or "").lower()
        if name == "":
            if (token["closed"] or "").lower() == "title" and title is None:
                title = text.index(">", start) + 1, text.rindex("<", start, end)
            continue
        if name == "a":
            link = not token["slash"]
        if token["slash"]:
            if name == "head" and head < 0:
                head = start
            elif name == "body":
                body_end, after_body = start, end
            elif name == "html":
                after_html = end
            else:
                behind.setdefault(name, []).append(end)
                closing.setdefault(name, []).append(start)
        elif name == "body" and body < 0:
            body = end
            before, within, behind, closing, runs = {}, {}, {}, {}, []
        else:
            before.setdefault(name, []).append(start)
            within.setdefault(name, []).append(end)
    size = len(text)
    body = max(body, head, 0)
    return Outline(
        text,
        head if head >= 0 else body,
        body,
        body_end if body_end > body else size,
        after_body if after_body > body else size,
        after_html if after_html > body else size,
        title,
        before,
        within,
        behind,
        closing,
        runs,
    )


def cut_points(text: str, start: int, end: int) -> list[int]:
    """Return the places inside a stretch of text at which a phrase can be put in.

    They are between words, or anywhere where no spaces are written.
    """
    found = [m.end() for m in re.finditer(r"\s+", text[start:end])]
    if len(found) * 15 < end - start:  # Words of fifteen letters: a script without spaces.
        found += [m.end() for m in re.finditer(r"[。、，．！？]|[^\x00-\u0250]", text[start:end])]
    return [
        start + place
        for place in found
        if 0 < place < end - start
        and not ENTITY_TAIL.search(text[max(start, start + place - 9) : start + place])
    ]
