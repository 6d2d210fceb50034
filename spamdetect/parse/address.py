"""Web addresses: their host, their words, the address hidden in them, and addresses in running text."""

from __future__ import annotations

import base64
import re
from urllib.parse import unquote

HOST = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?[/\\]{2,}([^/\\?#]*)", re.I)
PLAIN = re.compile(r"https?://([a-z0-9.-]*[a-z0-9])(?:/|\Z)")  # Nearly all that name a host.
SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.I)
BLANK = re.compile(r"[\t\n\r\x00-\x20]+")
SPLIT = re.compile(r"[\W_]+")
# A word of an address: letters, three at least where they are Latin, and the number of a mirror. All else is an id.
PATH_WORD = re.compile(r"(?<![^\W_])(?:[a-zA-Z]{3,}|[^\W\d_a-zA-Z][^\W\d_]+)\d{0,4}(?![^\W_])")
INNER = re.compile(
    r"[?&#;](?:url|u|q|to|go|goto|link|target|dest|destination|redirect|redirect_to|redirect_uri|return|"
    r"next|out|r|site|href)=([^&#]{8,2000})",
    re.I,
)
# The wording model reads so much of an address; the rest is ids and tracking.
PATH_LENGTH = 300
# Endings that are public suffixes but in running text nearly always a file or an attribute of code.
FILE_ENDINGS = frozenset([
    "py", "md", "sh", "rs", "pl", "ps", "so", "zip", "mov", "name", "id", "js", "ts", "java", "c", "h",
    "cc", "cpp", "cs", "rb", "go", "php", "asp", "html", "htm", "txt", "csv", "json", "xml", "css", "png",
    "jpg", "jpeg", "gif", "svg", "pdf", "doc", "docx", "xls", "xlsx", "exe", "dll", "zip", "tar", "gz",
    "log", "ini", "cfg", "conf", "yml", "yaml", "toml", "sql", "map", "vue", "as", "is", "it", "in", "to",
    "at", "be", "no", "me", "my", "so", "do",
])  # fmt: skip
# Suffixes in real use by sites, common ones and those that campaigns like. A bare domain must end in one: the
# public suffix list holds over a thousand more that words and file names in running text end in by chance.
SUFFIXES = (
    "com|net|org|info|biz|xyz|top|site|online|store|shop|club|vip|bet|casino|poker|games|game|win|live|life|"
    "pro|link|click|fun|icu|cyou|cfd|sbs|lol|buzz|rest|monster|quest|space|website|world|today|agency|company|"
    "tech|asia|mobi|tv|cc|co|io|app|dev|me|ws|pw|la|to|ag|bz|gg|eu|us|uk|de|fr|es|it|nl|be|ch|at|pl|cz|sk|hu|ro|bg|"
    "gr|ru|su|ua|by|kz|tr|ir|ae|sa|eg|il|in|id|my|sg|th|vn|ph|cn|hk|tw|jp|kr|br|mx|ar|cl|pe|ve|pt|se|no|fi|dk|ee|"
    "lv|lt|ie|is|au|nz|za|ng|ke|edu|gov|news|blog|wiki|red|blue|bar|cash|loans|money|credit|porn|sex|xxx|adult|"
    "dating|date|chat|party|bid|loan|trade|stream|download|racing|review|science|men|gdn|work|support|services|"
    "group|plus|zone|city|center|expert|guru|host|press|one|ltd|llc|inc|moe|sx|im|am|fm|ac|gs|tk|ml|ga|cf|gq|rocks|"
    "social|network|digital|media|studio|design|art|auto|boats|autos|homes|yachts|hair|beauty|skin|makeup"
)
ADDRESS = re.compile(
    r"https?://[^\s<>\"'`\]\[)(（）、，。]+|www\.[^\s<>\"'`\]\[)(（）、，。]+"
    r"|(?<![\w@./\\-])(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,4}(?:"
    + SUFFIXES
    + r")(?![\w@-]|\.[a-z0-9])"
    r"(?:/[^\s<>\"'`\]\[)(（）、，。]*)?",
    re.I,
)

# What may end a bare domain, and the endings that do: told much faster than the whole of it.
ENDING = re.compile(r"\.([A-Za-z]{2,9})(?![\w@-])")
ENDINGS = frozenset(SUFFIXES.split("|"))


def host_of(href: str) -> str:
    """Return the host that a browser would ask, lower case; empty for an address inside the site or no web address.

    Internationalised names stay as they are written.
    """
    href = href[:2048]
    if (plain := PLAIN.match(href)) is not None:
        return plain.group(1)
    if not href.isprintable() or " " in href:
        href = BLANK.sub("", href)
    if "//" not in href and "\\" not in href:
        return ""
    found = HOST.match(href)
    if found is None:
        return ""
    scheme = SCHEME.match(href)
    if scheme is not None and scheme.group(1).lower() not in ("http", "https", "ftp"):
        return ""
    host = found.group(1).rpartition("@")[2]
    if not host.startswith("["):
        host = host.partition(":")[0]
    if "%" in host:
        host = unquote(host)
    return host.strip(".").lower()


def readable_host(host: str) -> str:
    """Return the words of a host name, its last label and a leading `www` left out."""
    name = host.removeprefix("www.")
    return SPLIT.sub(" ", name.rpartition(".")[0] or name)


def readable_path(href: str) -> str:
    """Return the words of path, query and fragment of an address, each once; ids and numbers are none."""
    found = HOST.match(href)
    rest = href[found.end() :] if found is not None else href
    if len(rest) <= 1:
        return ""
    return " ".join(dict.fromkeys(PATH_WORD.findall(unquote(rest[: 3 * PATH_LENGTH])[:PATH_LENGTH])))


def inner_target(href: str) -> str:
    """Return the address that a redirector carries in its query, or nothing."""
    if "=" not in href:
        return ""
    found = INNER.search(href)
    if found is None:
        return ""
    value = unquote(found.group(1))
    if HOST.match(value):
        return value
    if value.startswith("aHR0c"):  # Base64 of "http".
        try:
            value = base64.b64decode(value + "=" * (-len(value) % 4), validate=True).decode("utf-8")
        except ValueError:  # No base64, not even ASCII, or no text in it.
            return ""
        return value if HOST.match(value) else ""
    return ""


def find_addresses(text: str) -> list[tuple[int, int, str]]:
    """Return start, end and address of every web address and bare domain in a text.

    Not: e-mail addresses, file names, code, sentences that lack a space after their full stop.
    """
    if (
        "://" not in text
        and not any(ending.lower() in ENDINGS for ending in ENDING.findall(text))
        and "www." not in text.lower()
    ):
        return []
    found = []
    for match in ADDRESS.finditer(text):
        start, address = match.start(), match.group().rstrip(".,;:!?*_~'\"»”’")
        if "://" not in address[:8] and not address.lower().startswith("www."):
            host = address.partition("/")[0]
            name, _, suffix = host.rpartition(".")
            if suffix.lower() in FILE_ENDINGS and name.count(".") == 0:
                continue
            if host != host.lower() and host != host.upper() and suffix[0].isupper():
                continue  # "word.Another": two sentences.
        found.append((start, start + len(address), address))
    return found
