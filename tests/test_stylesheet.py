"""Style sheets as a browser reads them: queries, nesting, broken syntax, lengths, colours."""

import pytest

from spamdetect.parse.colour import BLACK, WHITE, alike, colour_of
from spamdetect.parse.length import font_size, pixels
from spamdetect.parse.media import applies
from spamdetect.parse.stylesheet import declarations, rules_of

QUERIES = [
    ("", True), ("all", True), ("screen", True), ("only screen", True), ("print", False), ("speech", False),
    ("screen, print", True), ("not print", True), ("not screen", False), ("not all and (monochrome)", True),
    ("(max-width: 600px)", False), ("(max-width:1280px)", True), ("(min-width: 48em)", True), ("(min-width:1281px)", False),
    ("screen and (min-width: 600px) and (max-width: 900px)", False), ("(min-width: 600px) and (max-width: 1400px)", True),
    ("(width >= 600px)", True), ("(width < 600px)", False), ("(400px <= width <= 700px)", False), ("(400px < width < 2000px)", True),
    ("(min-height: 900px)", False), ("(orientation: landscape)", True), ("(orientation: portrait)", False), ("(hover: none)", False),
    ("(prefers-color-scheme: dark)", False), ("(prefers-reduced-motion: no-preference)", True), ("(hover)", True), ("(color)", True),
    ("(min-width:2000px) or (hover: hover)", True), ("(what-ever: 1)", False), ("(min-width: )", False), ("(max-width: 1..2px)", False),
]  # fmt: skip


@pytest.mark.parametrize(("query", "holds"), QUERIES)
def test_media_queries_on_a_desktop_screen(query: str, holds: bool) -> None:
    assert applies(query) is holds


SHEETS = [
    # Sheet, the selectors of the rules that are kept, in order.
    (".a{display:none} .b , .c{left:0}", [".a", ".b", ".c"]),
    ("/* .x{} */.a{display:none}/* open", [".a"]),
    ("@import url(x.css);@charset 'utf-8';.a{top:0}", [".a"]),
    ("@media print{.a{top:0}}.b{top:0}", [".b"]),
    ("@media screen{@media (min-width:1px){.a{top:0}}.b{top:0}}.c{top:0}", [".a", ".b", ".c"]),
    ("@supports (display:grid){.a{top:0}} @supports not (display:grid){.b{top:0}}", [".a"]),
    ("@layer base{.a{top:0}} @layer x, y; .b{top:0}", [".a", ".b"]),
    ("@font-face{src:url(x)} @keyframes k{from{top:0}to{top:1px}} @page{margin:0}.a{top:0}", [".a"]),
    ("@container (min-width:1px){.a{top:0}} @container c (max-width:99px){.b{top:0}}.c{top:0}", [".a", ".c"]),
    ("@starting-style{.a{top:0}} @-moz-document url-prefix(){.b{top:0}}.c{top:0}", [".c"]),
    ("@supports (-moz-x:y){.a{top:0}} @supports not (-ms-x:y){.b{top:0}}", [".b"]),
    ("@scope (.s) to (.t){.a{top:0} :scope > .b{top:0}}", [":where(.s) .a", ":where(.s) > .b"]),
    (".a{content:'}';top:0}.b{background:url(\"}\")}", [".a", ".b"]),
    (".a:is(.b, .c) > p{top:0}", [".a:is(.b, .c) > p"]),
    ("a[href*=',']{top:0}", ["a[href*=',']"]),
    (".a:hover{top:0}.b::before{top:0}.c:not(:hover){top:0}", [".c:not(:hover)"]),
    (".a{top:0; .b{top:1px} & > p{top:2px}} .c{top:0}", [".a", ".a .b", ".a > p", ".c"]),
    (".a,.b{.c &{top:0} &.d,.e{top:0}}", [".c :is(.a,.b)", ":is(.a,.b).d", ":is(.a,.b) .e"]),
    (
        ".a{.b{top:0}left:0;@media print{.c{top:0}}@media screen{top:1px;.d{top:0}}}",
        [".a .b", ".a", ".a", ".a .d"],
    ),
    (".a{--x:{top:0};top:0;.b{top:0", [".a", ".a .b"]),
    (".a{top:0", [".a"]),
    ("}}}.a{top:0}", [".a"]),
    ("..broken{top:0}.a{top:0}", [".a"]),
]


@pytest.mark.parametrize(("sheet", "selectors"), SHEETS)
def test_rules_are_those_that_a_browser_keeps(sheet: str, selectors: list[str]) -> None:
    assert [rule.selector for rule in rules_of([sheet], lambda _: True)] == selectors


DECLARED = [
    ("display:none", {"display": "none"}),
    ("DISPLAY : None ! IMPORTANT", {"display": "none"}),
    ("d\\69splay:n\\6f ne", {"display": "none"}),
    ("display/**/:/* x */none", {"display": "none"}),
    ("left:1px;left:2px", {"left": "2px"}),
    ("left:1px!important;left:2px", {"left": "1px"}),
    (
        "background:url(data:image/png;base64,x) #fff",
        {"background-color": "url(data:image/png;base64,x) #fff"},
    ),
    ("margin:1px 2px 3px 4px", {"margin-top": "1px", "margin-left": "4px"}),
    ("margin:1px 2px", {"margin-top": "1px", "margin-left": "2px"}),
    ("margin:0;margin-left:-9px", {"margin-top": "0", "margin-left": "-9px"}),
    ("margin-left:-9px;margin:0", {"margin-left": "0"}),
    ("inset:1px auto", {"top": "1px", "left": "auto"}),
    ("overflow:hidden auto", {"overflow-x": "hidden", "overflow-y": "auto"}),
    ("font:italic bold 0/1.2 Arial, sans-serif", {"font-size": "0", "line-height": "1.2"}),
    ("font:12px Arial", {"font-size": "12px"}),
    ("*display:none; _height:0; color", {}),
    ("unknown:1;--x:display:none", {}),
]


@pytest.mark.parametrize(("text", "values"), DECLARED)
def test_declarations_are_read_and_spelled_out(text: str, values: dict[str, str]) -> None:
    found = {name: value for name, (value, _) in declarations(text).items()}
    assert values.items() <= found.items()
    assert bool(values) == bool(found)


LENGTHS = [
    ("0", 0.0), ("10px", 10.0), ("-9999px", -9999.0), ("1.5em", 30.0), ("2rem", 32.0), ("50%", 640.0), ("10vw", 128.0),
    ("1e3px", 1000.0), (".5px", 0.5), ("calc(10px - 20px)", -10.0), ("calc(-1 * 9999px)", -9999.0), ("calc(50% + 1em)", 660.0),
    ("auto", None), ("none", None), ("10foo", None), ("calc(1px + var(--x))", None), ("", None), ("--", None),
]  # fmt: skip


@pytest.mark.parametrize(("value", "length"), LENGTHS)
def test_lengths(value: str, length: float | None) -> None:
    assert pixels(value, font=20.0) == length


SIZES = [
    ("0", 0.0),
    ("12px", 12.0),
    ("2em", 40.0),
    ("50%", 10.0),
    ("smaller", 20 / 1.2),
    ("x-small", 10.0),
    ("inherit", 20.0),
    ("-1px", 20.0),
]


@pytest.mark.parametrize(("value", "size"), SIZES)
def test_font_sizes(value: str, size: float) -> None:
    assert font_size(value, 20.0) == pytest.approx(size)


COLOURS = [
    ("white", WHITE), ("#fff", WHITE), ("#FFFFFFFF", WHITE), ("rgb(255,255,255)", WHITE), ("rgb(100% 100% 100%)", WHITE),
    ("hsl(0, 0%, 100%)", WHITE), ("hwb(0 100% 0)", WHITE), ("lab(100 0 0)", WHITE), ("oklch(1 0 0)", WHITE), ("oklab(1 0 0)", WHITE),
    ("color(srgb 1 1 1)", WHITE), ("color(display-p3 1 1 1)", WHITE), ("black", BLACK), ("currentcolor", BLACK),
    ("url(x.png) #fff no-repeat", WHITE), ("rgba(0,0,0,0)", (0.0, 0.0, 0.0, 0.0)), ("transparent", (0.0, 0.0, 0.0, 0.0)),
]  # fmt: skip


@pytest.mark.parametrize(("value", "colour"), COLOURS)
def test_colours(value: str, colour: tuple[float, float, float, float]) -> None:
    found = colour_of(value, BLACK)
    assert found == pytest.approx(colour, abs=0.003)


@pytest.mark.parametrize("value", ["none", "inherit", "url(x)", "rgb(", "#ggg", "var(--x)", ""])
def test_what_is_no_colour(value: str) -> None:
    assert colour_of(value, BLACK) is None


ALIKE = [
    ("#fff", "#fdfdfd", True),
    ("#fff", "#eee", False),
    ("#000", "#010101", True),
    ("#f00", "#080", False),
    ("#777", "#787878", True),
]


@pytest.mark.parametrize(("one", "two", "same"), ALIKE)
def test_colours_that_cannot_be_told_apart(one: str, two: str, same: bool) -> None:
    first, second = colour_of(one, BLACK), colour_of(two, BLACK)
    assert first is not None
    assert second is not None
    assert alike(first, second) is same
