"""Web addresses of a site: which are its own, which are the same, and which are of one kind."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, quote, urljoin, urlsplit

DIGITS = re.compile(r"\d+")
# Files that hold no page: pictures, sound, films, programs, archives, fonts, documents in other formats. A page
# behind such a name is rare; what an audit leaves out for its name is counted in the report.
FILES = frozenset([
    "jpg", "jpeg", "png", "gif", "webp", "avif", "svg", "ico", "bmp", "tif", "tiff", "psd", "mp3", "wav", "ogg",
    "m4a", "flac", "mp4", "webm", "avi", "mov", "mkv", "wmv", "css", "js", "mjs", "json", "map", "woff", "woff2",
    "ttf", "otf", "eot", "zip", "gz", "tgz", "bz2", "xz", "7z", "rar", "tar", "exe", "msi", "dmg", "apk", "deb",
    "rpm", "iso", "jar", "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods", "odp", "epub", "csv",
    "ics", "vcf", "swf",
])  # fmt: skip
# Characters of a path that are sent as they are; percent signs stand for themselves or are escapes already.
PATH = "/%~!$&'()*+,;=:@-._[]|"
PORTS = {"http": 80, "https": 443}
# Longer addresses are refused by many servers; those of traps grow without end.
LONGEST = 2_000


def split(url: str) -> SplitResult | None:
    """Return the parts of an address; None for what is none that the web is asked for."""
    try:
        parts = urlsplit(url)
        # Reading the port raises where it is no number.
        known = parts.scheme in PORTS and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return None
    return parts if known and len(url) <= LONGEST else None


def absolute(base: str, href: str) -> str:
    """Return the full address of a link as it is asked for; empty if the web is not asked for it.

    Fragment and user name are left out, and everything is ASCII, as in a request.
    """
    try:
        parts = split(urljoin(base, href.strip()))
        if parts is None:
            return ""
        netloc = site_of(parts).encode("idna").decode("ascii")
    except ValueError:
        return ""
    path, query = quote(parts.path or "/", safe=PATH), quote(parts.query, safe=PATH + "?")
    return parts._replace(netloc=netloc, path=path, query=query, fragment="").geturl()


def same(url: str) -> str:
    """Return what addresses of one and the same page have in common: the order of a query says nothing."""
    start, mark, query = url.partition("?")
    return start + mark + "&".join(sorted(query.split("&")))


def site_of(parts: SplitResult) -> str:
    """Return host and port, lower case; the port is left out where the scheme says it."""
    host = (parts.hostname or "").rstrip(".")
    host = f"[{host}]" if ":" in host else host
    return host if parts.port in (None, PORTS.get(parts.scheme)) else f"{host}:{parts.port}"


def host_and_port(url: str) -> str:
    """Return host and port of an address; empty if it is none."""
    parts = split(url)
    return site_of(parts) if parts else ""


def twins(site: str) -> tuple[str, ...]:
    """Return a host with and without `www`: the two are one site, and one redirects to the other."""
    return (site, site.removeprefix("www.")) if site.startswith("www.") else (site, f"www.{site}")


def file_type(url: str) -> str:
    """Return the ending of an address that names a file and no page; empty for a page."""
    name = urlsplit(url).path.rpartition("/")[2]
    ending = name.rpartition(".")[2].lower()
    return ending if "." in name and ending in FILES else ""


def kind_of(url: str) -> str:
    """Return what addresses of one kind have in common: the folder, with its numbers left out, and the names of a query."""
    parts = urlsplit(url)
    names = sorted(part.partition("=")[0] for part in parts.query.split("&") if part)
    return DIGITS.sub("0", parts.path.rpartition("/")[0]) + "?" * bool(names) + "&".join(names)
