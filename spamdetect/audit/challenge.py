"""Answers that stand in place of a page: challenges, captchas and block pages. They say nothing about the page."""

from __future__ import annotations

from collections.abc import Mapping

# Headers that only such answers have, and a part of their value.
HEADERS = (
    ("cf-mitigated", "challenge"), ("x-amzn-waf-action", ""), ("sg-captcha", ""), ("x-sucuri-block", ""),
    ("x-datadome", "protected"), ("x-vercel-mitigated", "challenge"),
)  # fmt: skip
# Stretches of such pages, lower case, by the services that send them.
MARKS = (
    b"/cdn-cgi/challenge-platform", b"<title>just a moment...", b"<title>attention required! | cloudflare",
    b"cf-error-details", b"_incapsula_resource", b"/.well-known/sgcaptcha", b"sgcaptcha", b"ddos-guard",
    b"sucuri website firewall", b"captcha-delivery.com", b"px-captcha", b"<title>pardon our interruption",
    b"awswafcookiedomainlist", b"<title>making sure you&#39;re not a bot", b"<title>making sure you're not a bot",
    b"checking your browser before accessing", b"<title>human verification", b"<title>access denied",
    b"<title>bot verification", b"<title>are you a robot", b"wordfence", b"<title>one moment, please...",
)  # fmt: skip
# Answers that may be a block page; 200, 202 and 405 are used for challenges as well.
REFUSED = frozenset([401, 403, 405, 406, 409, 418, 429, 444, 498, 503])
# A page with more in it than this is a page, even if it loads the script of a service or writes about it. The
# challenges of these services have 1 to 25 KB.
LARGEST = 40_000
# Paragraphs and links, at most, of a challenge that is served as if it were a page.
FEW = 3


def is_challenge(code: int, headers: Mapping[str, str], body: bytes) -> bool:
    """Tell whether an answer is a challenge or a block page and not what was asked for.

    Args:
        code: its status code.
        headers: its headers by their lower-case names.
        body: its content, unpacked.
    """
    if any(value in headers[name].lower() for name, value in HEADERS if name in headers):
        return True
    if len(body) > LARGEST or not (code in REFUSED or 200 <= code < 300):
        return False
    text = body.lower()
    marked = [mark for mark in MARKS if mark in text]
    # A page that is served as such may have one of these words in it; a challenge has no text besides.
    return bool(marked) and (code in REFUSED or (text.count(b"<p") <= FEW and text.count(b"<a ") <= FEW))
