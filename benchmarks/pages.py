"""Pages to measure with: real ones where the outside data is at hand, and made ones of any size and shape."""

from __future__ import annotations

import os
from functools import cache
from itertools import cycle, islice
from pathlib import Path
from random import Random
from typing import TypeVar

from spamdetect.parse import parse
from spamdetect.train.corpus import clean_documents, clean_pages, infected_rows

Item = TypeVar("Item")
ROOT = Path(__file__).parents[1]
DATA = Path(os.environ.get("SPAMDETECT_DATA", ROOT.parent / "shared" / "data"))
EXAMPLES = ROOT / "data" / "examples"
# Sizes of made pages, bytes: the quantiles of 8,000 real pages, whose mean is 97 KB.
SIZES = (4_000, 12_000, 39_000, 110_000, 320_000)


def samples(count: int) -> dict[str, list[bytes]]:
    """Return clean and infected pages by the name of the sample: real ones, or made ones without the data."""
    if not DATA.is_dir():
        return {"made, clean": made(count), "made, infected": [infected(page) for page in made(count // 2)]}
    clean = [page.content for page in clean_pages(DATA)]
    spam = [row["content"] for row in infected_rows(DATA) if row["file"].endswith(".html")]
    return {"real, clean": spread(clean, count), "real, infected": spread(spam, count // 2)}


def texts(count: int) -> list[bytes]:
    """Return plain texts."""
    if not DATA.is_dir():
        return [" ".join(islice(cycle(sentences()), size // 100)).encode() for size in SIZES]
    return [row.text.encode() for row in spread(list(clean_documents(DATA)), count)]


def spread(items: list[Item], count: int) -> list[Item]:
    """Return so many of the items, evenly over the list, which is sorted by site or source."""
    return items[:: max(1, len(items) // count)][:count]


def made(count: int) -> list[bytes]:
    """Return so many different pages of the sizes of real ones."""
    return [sized(size, seed) for seed, size in zip(range(count), cycle(SIZES), strict=False)]


@cache
def sentences() -> list[str]:
    """Return the longer honest blocks of the project's own example pages; the spam in them is hidden."""
    blocks = [block for path in sorted(EXAMPLES.glob("*.html")) for block in parse(path.read_bytes()).blocks]
    return [block.text for block in blocks if block.hiding is None and len(block.text) > 40]


def infected(page: bytes) -> bytes:
    """Return a page with the hidden links of an example page in it."""
    example = (EXAMPLES / "rowing-club.html").read_bytes()
    start = example.index(b"<div style")
    return page.replace(b"</main>", example[start : example.index(b"</div>", start) + 6] + b"</main>")


def framed(body: str, head: str = "") -> bytes:
    """Return a page with this body."""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page</title>{head}</head>\n'
        f"<body><main>\n{body}\n</main></body></html>"
    ).encode()


def sized(size: int, seed: int = 0) -> bytes:
    """Return an ordinary page of about so many bytes: headings, paragraphs, menus, links to other sites."""
    random, parts, length = Random(seed), list[str](), 0
    while length < size:
        host = (
            f"{random.choice(['harbour', 'museum', 'rowing', 'library'])}-{random.randrange(10**6)}.example"
        )
        words = random.choice(sentences()).split()
        random.shuffle(words)
        parts.append(
            f'<div class="card"><h3>{" ".join(words[:4])}</h3><p>{" ".join(words)} '
            f'<a href="https://{host}/{words[0]}">{words[0]}</a>.</p>'
            f'<ul class="menu"><li><a href="/{words[1]}">{words[1]}</a></li></ul></div>\n'
        )
        length += len(parts[-1])
    return framed("".join(parts))


def linked(count: int) -> bytes:
    """Return a page with so many honest links to other sites."""
    return framed("".join(f'<li><a href="https://site{n}.example/a">Club {n}</a>\n' for n in range(count)))


def stuffed(count: int, before: str = "<p>") -> bytes:
    """Return a page with so many spam links, with some markup before each."""
    link = '{}<a href="https://betslot{}.example/giris">canlı bahis casino giriş</a>.\n'
    return framed("".join(link.format(before, number) for number in range(count)))


def crammed(count: int) -> bytes:
    """Return a page with so many spam links in one paragraph, apart from each other."""
    return stuffed(
        count, 4 * "Lunch was served on the lawn behind the church, and the mayor thanked the volunteers. "
    )


def blocked(count: int) -> bytes:
    """Return a page with so many short paragraphs."""
    return framed("".join(f"<p>Boats leave at {n % 12}.\n" for n in range(count)))


def ruled(count: int) -> bytes:
    """Return a page with so many style rules that hide something, and an element for every tenth."""
    rules = "".join(f".c{n} .d{n % 7}{{display:none}}\n" for n in range(count))
    body = "".join(f'<p class="c{n}">Lunch is in the boat house.\n' for n in range(0, count, 10))
    return framed(body, f"<style>{rules}</style>")


def nested(count: int) -> bytes:
    """Return a page with so many elements inside each other."""
    return framed("<div>" * count + "Boats leave at nine." + "</div>" * count)
