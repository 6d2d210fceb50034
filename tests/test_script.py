"""What scripts write, where they lead, what they hide: decoded without running them, and cut by statement."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from growth import assert_in_proportion
from hypothesis import given, settings
from hypothesis import strategies as st

from spamdetect.clean import without
from spamdetect.parse import parse
from spamdetect.parse.document import Mark
from spamdetect.parse.expression import LARGEST_OUTPUT, Reader
from spamdetect.parse.script import written_by
from spamdetect.parse.script_hiding import hidden_by

CASES = tomllib.loads((Path(__file__).parent / "cases/parse/script.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES["writes"], ids=lambda case: str(case["name"]))
def test_what_a_script_writes_is_read_and_its_statement_goes(case: dict[str, Any]) -> None:
    # What the script does besides keeps it from going as a whole; see `test_rest.py`.
    before = f"<!doctype html><html><body><p>City library</p><script>startMenu();{case['before']}"
    after = f"{case['after']}</script><p>Opening hours</p></body></html>"
    page = before + case["cut"] + after
    document = parse(page)
    blocks = [block for block in document.blocks if block.origin == "script"]
    assert any(case["says"] in block.text for block in blocks)
    if case["href"]:
        assert any(link.href == case["href"] for block in blocks for link in block.links)
    cuts = document.places.cuts([Mark(block.index, 0, len(block.text)) for block in blocks])
    assert without(page, [cut.span for cut in cuts]) == before + after


@pytest.mark.parametrize("case", CASES["twins"], ids=lambda case: str(case["name"]))
def test_honest_scripts_say_nothing(case: dict[str, Any]) -> None:
    document = parse(f"<p>City library</p><script>{case['script']}</script>")
    assert [block for block in document.blocks if block.origin == "script"] == []


EXPRESSIONS = [
    ("'a' + \"b\" + `c`", "abc"),
    ("('a' + ('b'))", "ab"),
    ("'\\x41\\u0042\\u{43}\\104\\n'", "ABCD\n"),
    ("'a\\\nb'", "ab"),
    ("unknown + 'a'", "a"),
    ("['a','b'].join('-')", "a-b"),
    ("['a','b'].reverse().join('')", "ba"),
    ("'a,b'.split(',').join('')", "ab"),
    ("'cba'.split('').reverse().join('')", "abc"),
    ("'a-b-c'.replace(/-/g, '')", "abc"),
    ("'a[b|c&&d~~e'.replace(/[[|&~]/g, '')", "abcde"),
    (r"'a[b]c'.replace(/\[b\]/g, '')", "ac"),
    ("'a'.concat('b', 'c')", "abc"),
    ("String.fromCharCode(72, 0x69, 041)", "Hi!"),
    ("String.fromCharCode.apply(null, [72, 105])", "Hi"),
    ("String['fromCharCode'](72,105)", "Hi"),
    ("String.fromCharCode(73-1, 104+1)", "Hi"),
    ("[72,105].map(function(c){return String.fromCharCode(c)}).join('')", "Hi"),
    ("[74,107].map(c=>String.fromCharCode(c - 2)).join('')", "Hi"),
    ("unescape('%48%u0069')", "Hi"),
    ("decodeURIComponent('%D0%94%D0%B0')", "Да"),
    ("atob('SGk=')", "Hi"),
    ("atob('SGk')", "Hi"),
    ("atob('!!')", ""),
    ("atob(atob('U0drPQ=='))", "Hi"),
    ("/* a */ 'x' // b\n + 'y'", "xy"),
    ("'a' ++ 'b'", "a"),
    ("`${'a'}b`", "b"),
]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(("expression", "value"), EXPRESSIONS)
def test_expressions(expression: str, value: str) -> None:
    assert Reader(expression).text(0)[0] == value


HIDES = [
    ("document.getElementById('a').style.display='none'", [("#a", "display:none")]),
    ("document.querySelector('.x > p').style.fontSize = '0px';", [(".x > p", "font-size:0px")]),
    ("$('#a').hide();", [("#a", "display:none")]),
    ("jQuery('.a').css('text-indent', '-9999px')", [(".a", "text-indent:-9999px")]),
    ("document.getElementsByClassName('a')[0].style.visibility='hidden'", [(".a", "visibility:hidden")]),
    ("document.getElementById('a').style.setProperty('display', 'none')", [("#a", "display:none")]),
    ("(function(){ document.getElementById('a').style.display='none'; })()", [("#a", "display:none")]),
    ("function h(){document.getElementById('a').style.display='none'} h();", [("#a", "display:none")]),
    (
        "window.onload = function(){document.getElementById('a').style.display='none'}",
        [("#a", "display:none")],
    ),
    ("function h(){document.getElementById('a').style.display='none'}", []),
    ("b.onclick = function(){document.getElementById('a').style.display='none'}", []),
    ("if (x) {document.getElementById('a').style.display='none'}", []),
    ("other.style.display='none'", []),
]


@pytest.mark.parametrize(("script", "hides"), HIDES)
def test_what_a_script_hides_when_the_page_loads(script: str, hides: list[tuple[str, str]]) -> None:
    assert [(item.selector, item.declarations) for item in hidden_by(script)] == hides


@given(st.text(alphabet="docuent.wri(\"'`+)[]{};,\\x3caStrng=0/*%u ", max_size=300))
@settings(max_examples=300, deadline=None)
def test_any_script_is_read_to_an_end(script: str) -> None:
    for item in written_by(f"document.write({script}"):
        assert all(0 <= start <= end <= len(script) + 15 for start, end in item.statements)
    list(hidden_by(script))


HOSTILE: dict[str, Callable[[int], str]] = {
    "concatenation": lambda n: "document.write(" + "'a'+" * (n * 2500) + "'a')",
    "brackets": lambda n: "document.write(" + "(" * (n * 2500) + "'<b>spam spam</b>'",
    "arrays": lambda n: "document.write(" + "[" * (n * 2500) + "1",
    "variables in a circle": lambda n: "a=b+b;b=c+c;c=a+a;" * (n * 25) + "document.write(a)",
    "variables that double": lambda n: "".join(f"v{i}=v{i - 1}+v{i - 1};" for i in range(1, 40)).replace("v0", "'xxxxxxxx'") + "document.write(v39)",
    "many variables": lambda n: "".join(f"v{i}='x';" for i in range(n * 250)) + "document.write(" + "+".join(f"v{i}" for i in range(n * 250)) + ")",
    "statements": lambda n: "document.write('<b>spam spam</b>');" * (n * 1000),
    "open strings": lambda n: "document.write('" * (n * 1000),
    "open comments": lambda n: "document.write(/*" * (n * 1000),
    "nested evaluation": lambda n: "eval(" * (n * 1000),
    "redirects": lambda n: "location=" * (n * 2500),
    "codes": lambda n: "document.write(String.fromCharCode(" + "60," * (n * 5000) + "60))",
    "replacements": lambda n: "document.write(" + "'aaaaaaaaaaaa'.replace(/a/g,'aaaaaaaaaa')" * (n * 100) + ")",
    "replacing what was replaced": lambda n: "document.write('a'" + ".replace(/a/g,'aaaaaaaaaa')" * (n * 100) + ")",
    "packed": lambda n: "eval(function(p,a,c,k,e,d){}('" + "0 " * (n * 10_000) + "',62,1,'" + "spam" * 1000 + "'.split('|'),0,{}))",
    "unfinished packing": lambda n: "eval(function(p,a,c,k,e,d)" * (n * 1000),
    "dots": lambda n: "." * (n * 25000) + "document.write",
    "styles": lambda n: "x.style.display='none';" * (n * 40),
    "quotes": lambda n: "'" * (n * 10000) + "document.write",
    "slashes": lambda n: "document.write('a'.replace(" + "/[" * (n * 2500),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_scripts_cost_bounded_time(name: str) -> None:
    def read(script: str) -> None:
        assert sum(len(item.markup) for item in written_by(script)) <= LARGEST_OUTPUT
        list(hidden_by(script))

    assert_in_proportion(read, HOSTILE[name](5), HOSTILE[name](20))
