"""Scripts that write spam where a plain reading does not see it, or that send visitors away."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from random import Random
from urllib.parse import quote

from spamdetect.train.inject.chance import by_weight


def literal(content: str) -> str:
    """Return content as a string of JavaScript, ASCII only, safe inside a script element."""
    return json.dumps(content).replace("</", "<\\/")


def codes(content: str, form: str) -> str:
    """Return content as a string of escapes, one for each UTF-16 unit."""
    units = content.encode("utf-16-be")
    return "".join(form.format(units[index] * 256 + units[index + 1]) for index in range(0, len(units), 2))


def char_codes(content: str) -> str:
    """Return content as a call that puts it together from character codes."""
    return f"String.fromCharCode({codes(content, '{},').rstrip(',')})"


def packed(content: str) -> str:
    """Return content as a call that unpacks Base64 of it; other than ASCII goes as references."""
    data = content.encode("ascii", "xmlcharrefreplace")
    return f'atob("{base64.b64encode(data).decode()}")'


def escaped(content: str) -> str:
    """Return content as a call that undoes percent signs; `unescape` knows no UTF-8."""
    return f"unescape('{quote(content.encode('ascii', 'xmlcharrefreplace').decode(), safe='')}')"


def split(content: str) -> str:
    """Return content as strings added together."""
    third = max(1, len(content) // 3)
    return " + ".join(literal(content[start : start + third]) for start in range(0, len(content), third))


def unicode_escapes(content: str) -> str:
    """Return content as a string of four-digit escapes."""
    return f'"{codes(content, chr(92) + "u{:04x}")}"'


def hex_escapes(content: str) -> str:
    """Return content as a string of two-digit escapes."""
    return '"' + "".join(f"\\x{byte:02x}" for byte in content.encode("ascii", "xmlcharrefreplace")) + '"'


CODERS: dict[Callable[[str], str], float] = {
    literal: 4, split: 1, escaped: 1.5, char_codes: 2, packed: 2, unicode_escapes: 1, hex_escapes: 1.5,
}  # fmt: skip


def writing(content: str, random: Random) -> str:
    """Return a script element that writes HTML into the page."""
    value = by_weight(random, CODERS)(content)
    name = "".join(random.choices("abcdefghijklmnopqrstuvwxyz_", k=random.randint(1, 7)))
    body = random.choice((
        f"document.write({value});", f"document.write({value})",
        f"var _{name}={value};document.write(_{name});",
        f"document.body.insertAdjacentHTML('beforeend',{value});",
        f"var _{name}=document.createElement('div');_{name}.innerHTML={value};document.body.appendChild(_{name});",
        f"document.getElementsByTagName('body')[0].innerHTML+={value};",
        f"eval({char_codes(f'document.write({literal(content)})')});",
    ))  # fmt: skip
    return element(body, random)


def redirect(address: str, random: Random) -> str:
    """Return an element that sends visitors to an address: all, those from searches, or those on phones."""
    value = by_weight(random, CODERS)(address)
    go = random.choice(
        (
            f"window.location.href={value};",
            f"window.location={value};",
            f"location.replace({value});",
            f"top.location.href={value};",
        )
    )
    how = by_weight(random, {"refresh": 2, "plain": 2, "referrer": 2, "mobile": 1, "timer": 0.7})
    if how == "refresh":
        return f'<meta http-equiv="refresh" content="{random.choice((0, 0, 1, 3))};url={address}">'
    return element(
        {
            "plain": go,
            "referrer": f"if(/google|bing|yahoo|yandex|baidu/i.test(document.referrer)){{{go}}}",
            "mobile": f"if(/Android|iPhone|Mobile/i.test(navigator.userAgent)){{{go}}}",
            "timer": f"setTimeout(function(){{{go}}},{random.choice((0, 100, 1500, 3000))});",
        }[how],
        random,
    )


def element(body: str, random: Random) -> str:
    """Return a script element around code."""
    mark = random.choice(("", ' type="text/javascript"', ' language="javascript"'))
    return f"<script{mark}>{body}</script>"
