"""Hostile pages cost time and memory in proportion to their size; four times the page is about four times the time."""

import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest
from growth import assert_in_proportion, seconds

import spamdetect.parse
from spamdetect.errors import UnreadableInput
from spamdetect.parse import parse
from spamdetect.parse.document import Mark

SIZE = 50_000


def rules(count: int) -> str:
    """Many rules for many elements of many classes."""
    names = range(count // 10)
    sheet = "".join(
        f".c{n}{{display:none}} div.c{n}.d .e{n}{{color:red}} p:nth-child({n + 2}){{left:-9999px}}"
        for n in names
    )
    return f"<style>{sheet}</style>" + "".join(
        f'<div class="c{n} d"><p class=e{n}>x</p></div>' for n in names
    )


def same_class(count: int) -> str:
    """Every rule applies to every element."""
    sheet = "".join(f".x.y{n % 7}{{display:none;top:{n}px}} .x{{margin:{n}px}}" for n in range(count // 20))
    return f"<style>{sheet}</style>" + '<p class="x y1 y2">a' * (count // 20)


PAGES: dict[str, Callable[[int], str]] = {
    "nested elements": lambda n: "<div>" * n + "x",
    "nested hidden elements": lambda n: "<div style='display:none'>" * n + "x",
    "nested inline elements": lambda n: "<p>" + "<b><i>" * (n // 2) + "x",
    "nested fonts with colours": lambda n: "<font color=red>" * n + "x",
    "misnested formatting": lambda n: "<b><p></b>x" * (n // 4),
    "nested links": lambda n: "<a href=//x.example/>a" * n,
    "links without words": lambda n: "<p>x" + "<a href=//x.example/></a>" * n,
    "links around blocks": lambda n: "<a href=//x.example/><div>" * (n // 4),
    "links in one block": lambda n: "<p>" + "<a href=//x.example/>a</a> b.com " * (n // 2),
    "attributes": lambda n: "<p " + "".join(f"a{i}=b " for i in range(n)) + ">x",
    "data attributes": lambda n: "".join(f"<p data-n{i}='some words of it'>x" for i in range(n // 4)),
    "open tags": lambda n: "<" * (n * 10),
    "open tags with names": lambda n: "<a " * n,
    "open attributes": lambda n: "<p>x" + "<a b=\"" * n,
    "open comments": lambda n: "<!--" * n,
    "comments": lambda n: "<!-- some words of it -->" * n,
    "comments with markup": lambda n: "<!-- <a href=//x.example/>x</a> -->" * (n // 10),
    "bogus comments": lambda n: "<!x>y" * n,
    "open declarations": lambda n: "<!x " * n,
    "references": lambda n: "<p>" + "&amp;&#x41;&bogus;" * n,
    "ampersands": lambda n: "<p>" + "&" * (n * 10),
    "breaks": lambda n: "<p>x" + "<br>" * n + "y",
    "blanks between tags": lambda n: "<p>x" + "<i> </i>" * n + "y",
    "one line": lambda n: "<p>" + "some words and more of it, " * n,
    "dots": lambda n: "<p>" + "a." * (n * 5),
    "suffixes": lambda n: "<p>" + ".com" * (n * 2),
    "brackets": lambda n: "<p>" + "[" * n + "](" * n,
    "markdown": lambda n: "<p>" + "[a](http://x.example) " * (n // 2),
    "open markdown": lambda n: "<p>" + "[a![b](" * n,
    "forum links": lambda n: "<p>" + "[url=x]" * n,
    "hyphens": lambda n: "<p>" + "a-" * (n * 5) + ".com",
    "letters": lambda n: "<p>" + "a" * (n * 20) + ".com",
    "rules": rules,
    "rules for every element": same_class,
    "selectors in a rule": lambda n: "<style>" + ",".join(f".a{i}" for i in range(n // 2)) + "{display:none}</style><p class=a1>x",
    "open rules": lambda n: "<style>" + "a{" * n + "</style><p>x",
    "nested rules": lambda n: "<style>" + ".a{& .b,&{" * n + "</style><p class='a b'>x",
    "rules in one rule": lambda n: "<style>.a{" + "top:0;.b{left:0}" * n + "</style><p class='a b'>x",
    "open layers": lambda n: "<style>" + "@layer a{" * n + "</style><p>x",
    "layers": lambda n: "<style>" + "".join(f"@layer l{i};" for i in range(n)) + "</style><p>x",
    "open media": lambda n: "<style>" + "@media x{" * n + "</style><p>x",
    "media conditions": lambda n: "<style>@media " + "(min-width:1px) and " * n + "all{a{display:none}}</style><p>x",
    "at rules": lambda n: "<style>" + "@import 'x';" * n + "</style><p>x",
    "open style strings": lambda n: "<style>" + "a{content:'" * n + "</style><p>x",
    "style comments": lambda n: "<style>" + "/*" * n + "</style><p>x",
    "declarations": lambda n: "<p style='" + "top:1px;" * n + "'>x",
    "brackets in a style": lambda n: "<p style='left:" + "calc(" * n + "'>x",
    "colours": lambda n: "".join(f"<p style='color:rgb({i % 256} 0 0)'>x" for i in range(n // 10)),
    "transforms": lambda n: "<p style='transform:" + "translate(1px," * n + "'>x",
    "polygons": lambda n: "<p style='clip-path:polygon(" + "0 0," * n + "'>x",
    "deep selectors": lambda n: "<style>" + "div " * 200 + ".x{display:none}</style>" + "<div>" * (n // 10) + "<p class=x>x",
    "not in not": lambda n: "<style>" + ":not(" * 300 + ".x" + ")" * 300 + "{display:none}</style><p class=x>x" + "<p>" * (n // 10),
    "frames in frames": lambda n: "<iframe srcdoc='" + "<iframe srcdoc=" * n + "'></iframe>x",
    "noscript in noscript": lambda n: "<noscript>" * n + "x",
    "templates": lambda n: "<template>" * (n // 10) + "x",
    "tables": lambda n: "<table>x<tr>" * (n // 4),
    "drawings": lambda n: "<svg><text>x" * (n // 4),
    "selects": lambda n: "<select><option>x" * (n // 4),
    "details": lambda n: "<details><summary>x" * (n // 4),
    "structured data": lambda n: "<script type=application/ld+json>[" + '"some words",' * n + "]</script>x",
    "open structured data": lambda n: "<script type=application/ld+json>" + '"\\' * n + "</script>x",
    "scripts": lambda n: "<script>document.write('<p>some words</p>')</script>" * (n // 40) + "x",
    "feed": lambda n: "<rss>" + "<item><description>&lt;p&gt;x&lt;/p&gt;</description></item>" * (n // 4),
    "open feed": lambda n: "<rss>" + "<item><a>" * (n // 2),
    "behind the end": lambda n: "<p>x</body></html>" + "<p>y</p>z" * (n // 4),
    "ends": lambda n: "<p>x" + "</body></html>y" * (n // 4),
    "text": lambda n: ("word " * 9 + "x.com\n") * (n // 10),
}  # fmt: skip


def read_and_cut(page: str) -> None:
    """Read a page and cut all of it."""
    try:
        document = parse(page)
    except UnreadableInput:
        return
    document.places.cuts([Mark(block.index, 0, len(block.text)) for block in document.blocks])


@pytest.mark.parametrize("name", PAGES)
def test_time_grows_with_the_page_and_no_faster(name: str) -> None:
    whole = PAGES[name](SIZE)
    # What grows with the square takes far longer than this at that size; what does not need not be run again.
    if seconds(read_and_cut, whole) > 1.0:
        assert_in_proportion(read_and_cut, PAGES[name](SIZE // 4), whole)


MODULES = [
    import_module(f"spamdetect.parse.{found.name}") for found in iter_modules(spamdetect.parse.__path__)
]
PATTERNS = {
    f"{module.__name__.rsplit('.', 1)[1]}.{name}": (
        pattern,
        Path(str(module.__file__)).read_text(encoding="utf-8"),
    )
    for module in MODULES
    for name, pattern in vars(module).items()
    if isinstance(pattern, re.Pattern) and isinstance(pattern.pattern, str)
}
# Pieces of which inputs for every pattern are made: each repeated, alone and in pairs.
PIECES = [
    "a", "-", ".", " ", "0", "<", ">", "<!--", "--", "<a ", "<link ", "<script ", "</", "=", "'", '"', "\\", "(", ")", "[", "]", "{", "}", "/", "/*", "*",
    ";", ":", ",", "@", "&", "&#", "%u", "data-a=", "http://", "a.com", "document.write(", "location.", "eval(function(p,a,c,k,e,d)",
    "translate(", "rect(", "inset(", "polygon(", "function a(", "a=b", "\n", "![", "](", "[url=", "url(", "@media ", "<?", "<![CDATA[",
    "$('a').", "style.", "é", "中",
]  # fmt: skip
LENGTH = 6000  # Characters: a pattern that goes over all of them again for each takes a tenth of a second and more.
LONG = 0.05  # Seconds that are too long if the time grows faster than the input.


@pytest.mark.parametrize("name", PATTERNS)
def test_no_pattern_goes_over_its_input_again_and_again(name: str) -> None:
    pattern, source = PATTERNS[name]
    searched = re.search(rf"\b{name.split('.')[1]}\.(?:search|finditer|findall|sub|split)\(", source)
    run: Callable[[str], object] = pattern.search if searched else pattern.match
    for unit in [one + two for one in PIECES for two in ("", *PIECES[::6])]:
        page = unit * (LENGTH // len(unit))
        if seconds(run, page) > LONG:
            assert_in_proportion(run, page[: LENGTH // 4], page)
