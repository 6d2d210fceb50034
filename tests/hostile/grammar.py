"""Pages, style sheets, scripts and addresses from a grammar: mostly well formed, and wrong where it hurts."""

import base64
import json
from urllib.parse import quote

from hypothesis import strategies as st

SPAM = "https://spinmeridian24.net/no-deposit"


def one_of_words(text: str) -> st.SearchStrategy[str]:
    """One of the words of a text."""
    return st.sampled_from(text.split())


WORDS = st.sampled_from([
    "boats", "library", "casino", "slots", "bonus", "viagra", "cheap", "Öffnungszeiten", "бонус", "казино", "免费", "無料",
    "หมุนฟรี", "مكافأة", "canlı bahis", "𝐜𝐚𝐬𝐢𝐧𝐨", "c\u200bas\u200bino", "саsino", "😀", "\u202ereversed", "a\u0301", "\ufeff", "&",
    "<", ">", '"', "'", "\\", "`", "\0", "\r", "\n", "\t", "\x0b", "\x0c", "\x1b[31m", "\x7f", "\ufffd", "\u2028",
])  # fmt: skip
TEXT = st.lists(WORDS, max_size=6).map(" ".join)
REFERENCES = one_of_words(
    "&amp; &lt;b&gt; &#65; &#x1F600; &nbsp; &eacute &notit; &bogus; &#0; &#128; &#x110000; &#99999999999; & &# &#x"
)
HOSTS = st.sampled_from([
    "spinmeridian24.net", "x.example", "münchen.example", "xn--mnchen-3ya.example", "[::1]", "127.0.0.1", "a" * 300 + ".com",
    "co.uk", "user:password@evil.example", "evil.example:99999", "%65vil.example", "..", "", "a.b.c.d.e.f.g.h.example", "."
])  # fmt: skip
ADDRESSES = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["http://", "https://", "//", "\\\\", "/", "", "javascript:", "data:text/html,", "mailto:", "hTtP:/\\", "\n"]),
    HOSTS,
    st.sampled_from(["", "/", "/casino/bonus", "/%63asino", "/\u202e", "/" + "a" * 500, "/a b", "/..%2f.."]),
    st.one_of(
        st.just(""),
        st.sampled_from(["?a=1&b=2", "#x", "?q=%", "?" + "a=" * 99]),
        st.sampled_from([SPAM, quote(SPAM, ""), base64.b64encode(SPAM.encode()).decode()]).map("?url={}".format),
    ),
)  # fmt: skip

LENGTHS = one_of_words(
    "0 1px -1px -9999px -99196px 1e999px 0.0000001em 100% -100vw calc(1px-9999px) calc( var(--x) auto inherit 99999999999999px"
)
COLOURS = one_of_words(
    "#fff #ffffff00 white rgb(255,255,255) rgba(0,0,0,0) hsl(0 0% 100%) transparent currentcolor rgb( color(srgb 1 1 1)"
)
DECLARATIONS = st.one_of(
    st.builds("{}:{}".format, st.sampled_from(
        ["left", "top", "text-indent", "font-size", "height", "max-height", "width", "margin", "opacity", "z-index", "inset"]
    ), LENGTHS),
    st.builds("{}:{}".format, st.sampled_from(["color", "background", "background-color"]), COLOURS),
    st.sampled_from([
        "display:none", "DISPLAY : NONE !important", "visibility:hidden", "position:absolute", "overflow:hidden", "float:left",
        "dis\\70lay:none", "disp/**/lay:none", "content:'}'", "background:url(", "clip:rect(0,0,0,0)", "clip-path:inset(100%)",
        "transform:translate(-9999px,0) scale(0)", "filter:opacity(0)", "animation:x 1s", "--x:;", ";;", "a:b:c", "{", "}",
    ]),
)  # fmt: skip
STYLES = st.lists(DECLARATIONS, max_size=5).map(";".join)
SELECTORS = st.lists(
    st.sampled_from([
        "*", "p", "div", ".a", ".b", "#i", "[class]", "[class~=a]", ":not(.a)", ":nth-child(2)", "::before", ":hover", ">", "+",
        "~", ",", "a:not(:not(.b))", "\\", "[", ":is(", "@x",
    ]),
    min_size=1, max_size=4,
).map(" ".join)  # fmt: skip
RULES = st.builds("{}{{{}}}".format, SELECTORS, STYLES)
SHEETS = st.lists(
    st.one_of(
        RULES,
        st.builds("@{}{{{}}}".format, st.sampled_from(["media screen", "media print", "supports (a:b)", "layer x", "media ("]), RULES),
        st.sampled_from(["/*", "*/", "@import 'x';", "@charset 'x';", "<!--", "-->", "}", "{", '"', "\\", "\0"]),
    ),
    max_size=6,
).map("".join)  # fmt: skip


def coded(text: str, way: str) -> str:
    """A text as an expression of a script, hidden in one of the usual ways."""
    raw = text.encode("utf-16", "replace").decode("utf-16")
    codes = [ord(char) for char in raw]
    return {
        "plain": json.dumps(raw),
        "hex": "'" + "".join(f"\\x{code:02x}" if code < 256 else f"\\u{{{code:x}}}" for code in codes) + "'",
        "codes": f"String.fromCharCode({','.join(map(str, codes))})",
        "shifted": f"String.fromCharCode({','.join(f'{code + 3}-3' for code in codes)})",
        "base64": f"atob('{base64.b64encode(raw.encode()).decode()}')",
        "percent": f"unescape('{quote(raw)}')",
        "wide": f"unescape('{''.join(f'%u{code:04x}' for code in codes if code < 0x10000)}')",
        "reversed": f"{json.dumps(raw[::-1])}.split('').reverse().join('')",
        "array": f"{json.dumps(list(raw))}.join('')",
        "half": json.dumps(raw)[:-1],
    }[way]


WAYS = st.sampled_from(
    ["plain", "hex", "codes", "shifted", "base64", "percent", "wide", "reversed", "array", "half"]
)
MARKUP_IN_SCRIPT = st.builds("<a href='{}'>{}</a>".format, ADDRESSES, TEXT)
EXPRESSIONS = st.recursive(
    st.one_of(
        st.builds(coded, st.one_of(TEXT, MARKUP_IN_SCRIPT), WAYS),
        st.sampled_from(["a", "b", "a[0]", "1", "-1e9", "'", "`${a}`", "/x/g", "", "(", "[", "/*", "undefined"]),
    ),
    lambda inner: st.one_of(
        st.builds("{}+{}".format, inner, inner),
        st.builds("({})".format, inner),
        st.builds("[{},{}]".format, inner, inner),
        st.builds("{}.replace(/{}/g,{})".format, inner, st.sampled_from(["a", ".", "[ab]", "(a+)+", "\\x41"]), inner),
        st.builds("{}.{}".format, inner, st.sampled_from(["join('')", "reverse()", "split('')", "charAt(0)", "concat(a)"])),
        st.builds("eval({})".format, inner),
    ),
    max_leaves=6,
)  # fmt: skip
STATEMENTS = st.one_of(
    st.builds("{}({});".format, st.sampled_from(["document.write", "eval", "$('#x').html", "document['writeln']", "setTimeout"]), EXPRESSIONS),
    st.builds("{}{}{};".format, st.sampled_from(["a", "b", "x.innerHTML", "location.href", "window.location", "x.style.display"]),
              st.sampled_from(["=", "+=", "=="]), EXPRESSIONS),
    st.builds("document.getElementById('i').{}='{}';".format, st.sampled_from(["style.display", "style.cssText", "className"]), STYLES),
    st.sampled_from(["if(1){", "}", "function a(){", "// x\n", "/*", "*/", "for(;;)", "</script", "<!--", ";", "\n"]),
)  # fmt: skip
SCRIPTS = st.lists(STATEMENTS, max_size=5).map("".join)

TAGS = one_of_words(
    "p div span a b i font table tr td ul li select option h1 section svg math title textarea pre template noscript form "
    "iframe button details summary marquee center body html head x-y frameset plaintext xmp object dialog"
)
VALUES = st.one_of(TEXT, STYLES, ADDRESSES)
ATTRIBUTES = st.one_of(
    st.builds(' style="{}"'.format, STYLES),
    st.builds(' href="{}"'.format, ADDRESSES),
    st.builds(" {}='{}'".format, st.sampled_from(["class", "id", "title", "alt", "hidden", "data-x", "srcdoc", "rel", "dir"]), VALUES),
    st.builds(" {}={}".format, st.sampled_from(["class", "id", "colour", "onclick"]), st.sampled_from(["a", "b", "i", '"', "'", "x y", ">"])),
)  # fmt: skip
OPENED = st.builds("<{}{}>".format, TAGS, st.lists(ATTRIBUTES, max_size=3).map("".join))
ASIDES = st.one_of(
    st.builds("<style>{}</style>".format, SHEETS),
    st.builds("<script>{}</script>".format, SCRIPTS),
    st.builds(
        '<script type="application/ld+json">{}</script>'.format, st.lists(TEXT, max_size=3).map(json.dumps)
    ),
    st.builds("<!--{}-->".format, TEXT),
    st.builds(
        '<meta name="{}" content="{}">'.format, st.sampled_from(["description", "keywords", "og:title"]), TEXT
    ),
    st.builds('<meta http-equiv="refresh" content="0;url={}">'.format, ADDRESSES),
    st.builds("<![CDATA[{}]]>".format, TEXT),
)
BROKEN = st.sampled_from(
    [
        "<",
        "</",
        "<!",
        "<!--",
        "-->",
        "<p",
        "<a href='",
        "</body></html>",
        "<?",
        "<!DOCTYPE",
        "<script>",
        "<style>",
        "<title>",
        "\0",
        ">",
    ]
)
MARKUP = st.recursive(
    st.one_of(TEXT, REFERENCES, ASIDES, BROKEN),
    lambda inner: st.one_of(
        st.builds("{}{}</{}>".format, OPENED, inner, TAGS),  # The end tag may be another's.
        st.builds("<{0}>{1}</{0}>".format, TAGS, inner),
        st.lists(inner, max_size=4).map("".join),
    ),
    max_leaves=12,
)
FEEDS = st.builds("<rss><channel><item><title>{}</title><description>{}</description></item></channel></rss>".format,
                  MARKUP, st.one_of(MARKUP, MARKUP.map("<![CDATA[{}]]>".format)))  # fmt: skip
PAGES = st.one_of(
    MARKUP, st.builds("<!doctype html><html><head>{}</head><body>{}</body></html>{}".format, ASIDES, MARKUP, MARKUP),
    FEEDS, TEXT,
)  # fmt: skip
# Python's codec and the label under which a page may say it; in some a page says what it is not.
ENCODINGS = st.sampled_from([
    ("utf-8", "utf-8"), ("utf-8-sig", "koi8-r"), ("cp1252", "iso-8859-1"), ("cp1254", "windows-1254"), ("cp932", "shift_jis"),
    ("gb18030", "gbk"), ("big5hkscs", "big5"), ("cp949", "euc-kr"), ("iso2022_jp", "iso-2022-jp"), ("utf-16", ""),
    ("utf-16-be", "utf-8"), ("koi8-r", "no-such"), ("utf-8", "utf-7"), ("latin-1", "utf-16"), ("utf-8", "replacement"),
])  # fmt: skip


def encoded(page: str, codec: str, label: str) -> bytes:
    """A page in bytes, with what it says of them."""
    return f"<meta charset={label}>{page}".encode(codec, "replace")


ENCODED = st.builds(lambda page, encoding: encoded(page, *encoding), PAGES, ENCODINGS)
