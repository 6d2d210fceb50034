"""The whole line on pages made to cost: four times the page is about four times the time, and memory is bounded.

Time is compared with time, so that no busy machine fails a test. `test_parse_bounds.py` does the same for parsing alone,
with many more pages.
"""

import base64
import gzip
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from growth import assert_in_proportion

from spamdetect import check
from spamdetect.check import MAX_BYTES
from spamdetect.sources.files import Input
from spamdetect.sources.scan import Options, look


def nested_base64(count: int) -> str:
    """A script in a script in a script, each in base64, as large as the count says."""
    code = f"document.write('{'<a href=//x.example>x</a>' * (count // 60)}')"
    while len(code) < 20 * count:
        code = f"eval(atob('{base64.b64encode(code.encode()).decode()}'))"
    return f"<p>x<script>{code}</script>"


LINK = "<a href='https://spin{}.example/casino'>casino bonus {}</a> "
PAGES: dict[str, Callable[[int], str]] = {
    "rules for elements": lambda n: (
        "<style>"
        + "".join(f".a{i} .b{i % 9}{{display:none}}" for i in range(n))
        + "</style>"
        + "".join(f"<p class='a{i} b{i % 9}'>x" for i in range(n))
    ),
    "attributes": lambda n: "<p " + "".join(f"a{i}='some words' " for i in range(10 * n)) + ">x",
    "giant attribute": lambda n: f"<p title='{'casino bonus ' * (10 * n)}'>x",
    "giant style": lambda n: f"<p style='{'left:-9999px;' * (10 * n)}'>casino bonus",
    "references": lambda n: "<p>" + "&amp;&#99;&bogus;" * (10 * n),
    "nesting": lambda n: "<div>" * (10 * n) + "casino bonus",
    "hidden in hidden": lambda n: "<div style='display:none'>casino bonus" * n,
    "links": lambda n: "<p>" + "".join(LINK.format(i, i) for i in range(n)),
    "links to a host": lambda n: "".join(f"<p>{LINK.format(1, 1)}" for _ in range(n)),
    "links in a text": lambda n: "casino bonus https://spin.example/x " * (2 * n),
    "addresses without end": lambda n: "<p>" + "http://a.com/" * (10 * n),
    "base64 in base64": nested_base64,
    "data address": lambda n: f"<p><a href='data:text/html;base64,{'QUFB' * (20 * n)}'>x</a><img src='data:,{'a' * (20 * n)}'>",
    "structured data": lambda n: '<script type=application/ld+json>["a"' + ',"casino bonus"' * (10 * n) + "]</script>x",
    "words": lambda n: "casino bonus slots " * (4 * n),
    "a word": lambda n: "casino" * (20 * n),
    "words of letters": lambda n: "c a s i n o " * (5 * n),
    "zero width": lambda n: "c\u200b\u200ba" * (10 * n),
    "stops": lambda n: "casino." * (5 * n),
    "lines": lambda n: "casino bonus\n" * (3 * n),
    "frames": lambda n: "<iframe srcdoc='<p>casino bonus'></iframe>" * n,
    "comments": lambda n: "<!-- casino bonus slots -->" * n,
}  # fmt: skip
SIZE = 1000  # Small enough for a test; the smaller page takes some hundredths of a second, the larger some tenths.


def scanned(page: str) -> None:
    report = check(page)
    assert report.status == "scanned", report.reason


@pytest.mark.parametrize("name", PAGES)
def test_four_times_the_page_takes_about_four_times_as_long(name: str) -> None:
    assert_in_proportion(scanned, PAGES[name](SIZE), PAGES[name](4 * SIZE))


# Bytes of memory that a byte of any page may take. The pages that take most of all of these and of those in
# `test_parse_bounds.py` take 300.
MEMORY = 600
MEASURE = """
import resource, sys
from spamdetect import check
check("The boats leave at nine.")
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for page in ("<p>x</body></html>" + "<p>y</p>z" * {n}, "casino bonus slots " * {n}, "<div>" * {n} + "x", "<!x>y" * {n}):
    assert check(page).status == "scanned"
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere memory is counted in other units")
def test_memory_grows_with_the_page_and_no_faster() -> None:
    count = 40_000
    ran = subprocess.run(
        [sys.executable, "-c", MEASURE.format(n=count)], check=True, capture_output=True, text=True
    )
    assert int(ran.stdout) * 1024 < MEMORY * len("<p>y</p>z") * count


def test_limits_answer_with_a_reason(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.html.gz"
    bomb.write_bytes(gzip.compress(bytes(5 * MAX_BYTES), 1))
    assert bomb.stat().st_size < MAX_BYTES // 10
    assert len(Input("bomb.html.gz", bomb).read(1000)) == 1001
    for report in (look(Input("bomb.html.gz", bomb), Options())[1], check("x" * (MAX_BYTES + 1))):
        assert (report.status, report.reason) == ("skipped", f"larger than {MAX_BYTES:,} bytes")
    assert (check("x " * 99, max_bytes=100).reason, check("x " * 50, max_bytes=100).status) == (
        "larger than 100 bytes",
        "scanned",
    )
