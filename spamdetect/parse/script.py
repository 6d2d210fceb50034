"""What a script would write into the page, or where it would send the visitor; decoded, never executed."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from urllib.parse import unquote

# Scripts are read so far (characters): kits are short, bundles of honest sites are megabytes long.
LARGEST = 1_000_000
# Encodings inside encodings that are opened; kits nest two. Bounds the work on base64 within base64 within ...
NESTING = 3
# A script may write so much (characters) in all.
LARGEST_OUTPUT = 1_000_000
GATE = re.compile(
    r"write|innerHTML|outerHTML|insertAdjacentHTML|fromCharCode|atob|unescape|eval|location|\.style|\.hide\(|\.css\(|\.(?:html|append|prepend|before|after)\("
)
STRING = r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`"
TOKEN = re.compile(STRING, re.S)
WRITES = re.compile(
    r"(?:document\s*(?:\.\s*write(?:ln)?|\[\s*[\"']write(?:ln)?[\"']\s*\])\s*\(|\.(?:insertAdjacentHTML|html|append|prepend|before|after)\s*\(|"
    r"\.(?:innerHTML|outerHTML)\s*\+?=(?!=))"
)
EVAL = re.compile(r"\beval\s*\(")
REDIRECTS = re.compile(
    r"(?:(?:window|document|top|self|parent)\s*\.\s*)?\blocation(?:\s*\.\s*href)?\s*=(?!=)\s*|"
    r"\blocation\s*\.\s*(?:replace|assign)\s*\(\s*"
)
CALL = re.compile(
    r"\s*(?:window\.)?(unescape|decodeURIComponent|decodeURI|atob|eval|String\s*\.\s*fromCharCode(?:\s*\.\s*apply)?)\s*\("
)
NUMBERS = re.compile(r"-?(?:0x[0-9a-fA-F]+|\d+)")
VARIABLE = re.compile(r"(?:var|let|const)\s+([A-Za-z_$][\w$]{0,60})\s*=\s*(" + STRING + r")\s*[;,\n]", re.S)
NAME = re.compile(r"\s*([A-Za-z_$][\w$]{0,60})")
ESCAPE = re.compile(
    r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\}|([0-3]?[0-7]{1,2})|(\n)|(.))", re.S
)
PERCENT_U = re.compile(r"%u([0-9a-fA-F]{4})")
SIMPLE = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v"}
PACKED = re.compile(r"eval\s*\(\s*function\s*\(\s*p\s*,\s*a\s*,\s*c\s*,\s*k\s*,\s*e\s*,\s*[dr]\s*\)")
PACKED_ARGUMENTS = re.compile(
    r"\}\s*\(\s*("
    + STRING
    + r")\s*,\s*(\d{1,3})\s*,\s*(\d{1,6})\s*,\s*("
    + STRING
    + r")\s*\.\s*split\(\s*[\"']\|[\"']\s*\)",
    re.S,
)


@dataclass(frozen=True, slots=True)
class Written:
    """Something a script puts into the page."""

    markup: str
    """The decoded markup or text; of a redirect the address."""
    start: int
    """Where the statement starts in the script."""
    end: int
    """Where it ends, its semicolon included."""
    technique: str
    """`document-write`, `inner-html` or `script-redirect`."""
    encoded: tuple[str, ...] = ()
    """What had to be decoded."""


def unescaped(literal: str) -> str:
    """Return the value of a string literal, quotes taken off."""
    body = literal[1:-1]
    if "\\" not in body:
        return body

    def value(match: re.Match[str]) -> str:
        hexadecimal, unicode, braced, octal, newline, other = match.groups()
        if octal:
            return chr(int(octal, 8))
        code = hexadecimal or unicode or braced
        if code:
            number = int(code, 16)
            return chr(number) if number < 0x110000 else ""
        return "" if newline else SIMPLE.get(other, other)

    return ESCAPE.sub(value, body)


class Reader:
    """Reads expressions made of strings, concatenation, and the usual decoders."""

    def __init__(self, script: str) -> None:
        """Note variables that hold one string."""
        self.script = script
        self.variables = {match.group(1): unescaped(match.group(2)) for match in VARIABLE.finditer(script)}
        self.encoded: list[str] = []

    def expression(self, position: int, depth: int = 0) -> tuple[str, int]:
        """Return the text of the expression at a position, and where it ends. What is not known adds nothing."""
        parts: list[str] = []
        script, size = self.script, len(self.script)
        while position < size:
            char = script[position]
            if char in " \t\r\n+(":
                position += 1
                continue
            if char in "\"'`" and (literal := TOKEN.match(script, position)):
                if len(parts) == 1:
                    self.encoded.append("concatenation")
                if "\\x" in literal.group() or "\\u" in literal.group():
                    self.encoded.append("hex-escape")
                parts.append(unescaped(literal.group()))
                position = literal.end()
                if reverse := re.compile(
                    r"\s*\.split\(\s*(?:''|\"\")\s*\)\s*\.reverse\(\)\s*\.join\(\s*(?:''|\"\")\s*\)"
                ).match(script, position):
                    parts[-1] = parts[-1][::-1]
                    self.encoded.append("reversed")
                    position = reverse.end()
                continue
            if (
                char == "["
                and (close := script.find("]", position)) > 0
                and script[close + 1 : close + 7].lstrip().startswith(".join")
            ):
                parts.append(
                    "".join(unescaped(item.group()) for item in TOKEN.finditer(script, position, close))
                )
                position = script.find(")", close) + 1 or size
                continue
            if (call := CALL.match(script, position)) and depth < NESTING:
                text, position = self.call(call, depth)
                parts.append(text)
                continue
            if (name := NAME.match(script, position)) and name.group(1) in self.variables:
                parts.append(self.variables[name.group(1)])
                position = name.end()
                continue
            break
        return "".join(parts)[:LARGEST_OUTPUT], position

    def call(self, call: re.Match[str], depth: int) -> tuple[str, int]:
        """Return what a decoder gives for its arguments, and where the call ends."""
        name = call.group(1)
        if name.startswith("String"):
            close = self.script.find(")", call.end())
            close = len(self.script) if close < 0 else close
            codes = [
                int(number, 0) if not number.lstrip("-").startswith("0") or "x" in number else int(number)
                for number in NUMBERS.findall(self.script, call.end(), close)
            ]
            if "apply" in name and codes:
                codes = (
                    codes[1:] if self.script[call.end() : call.end() + 2].strip().startswith("0") else codes
                )
            self.encoded.append("char-code")
            return "".join(chr(code) for code in codes if 0 < code < 0x110000), close + 1
        text, position = self.expression(call.end(), depth + 1)
        close = self.script.find(")", position, position + 200)
        position = close + 1 if close >= 0 else position
        if name == "atob":
            self.encoded.append("base64")
            try:
                return base64.b64decode(text + "=" * (-len(text) % 4)).decode("utf-8", "replace"), position
            except (binascii.Error, ValueError):
                return "", position
        if name in ("unescape", "decodeURIComponent", "decodeURI"):
            self.encoded.append("unescape")
            text = PERCENT_U.sub(lambda match: chr(int(match.group(1), 16)), text)
            return unquote(text), position
        return text, position


def unpacked(script: str) -> str:
    """Return what code packed by Dean Edwards' packer stands for, or nothing."""
    found = PACKED_ARGUMENTS.search(script)
    if found is None:
        return ""
    payload, base, words = (
        unescaped(found.group(1)),
        int(found.group(2)),
        unescaped(found.group(4)).split("|"),
    )
    digits = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    if not 2 <= base <= 62:
        return ""

    def word(match: re.Match[str]) -> str:
        number = 0
        for char in match.group():
            digit = digits.find(char)
            if not 0 <= digit < base or number > len(words):
                return match.group()
            number = number * base + digit
        return words[number] if number < len(words) and words[number] else match.group()

    return re.sub(r"\b\w{1,6}\b", word, payload)[:LARGEST_OUTPUT]


def written_by(script: str, depth: int = 0) -> list[Written]:
    """Return what a script writes or where it redirects to."""
    script = script[:LARGEST]
    if not GATE.search(script):
        return []
    written: list[Written] = []
    budget = LARGEST_OUTPUT
    gated = tuple(
        name
        for name, sign in (
            ("referrer-gated", "document.referrer"),
            ("user-agent-gated", "navigator.userAgent"),
        )
        if sign in script
    )
    reader = Reader(script)
    if PACKED.search(script) and depth < NESTING:
        inner = written_by(unpacked(script), depth + 1)
        written += [
            Written(item.markup, 0, len(script), item.technique, (*item.encoded, "packed")) for item in inner
        ]
    for match in EVAL.finditer(script):
        reader.encoded = []
        text, end = reader.expression(match.end())
        if text and depth < NESTING:
            inner = written_by(text, depth + 1)
            close = statement_end(script, end)
            written += [
                Written(item.markup, match.start(), close, item.technique, (*reader.encoded, *item.encoded))
                for item in inner
            ]
    for match in WRITES.finditer(script):
        reader.encoded = []
        text, end = reader.expression(match.end())
        if "insertAdjacentHTML" in match.group():
            comma = script.find(",", match.end(), match.end() + 40)
            text, end = reader.expression(comma + 1) if comma > 0 else ("", end)
        if len(text.strip()) < 8 or budget <= 0:
            continue
        budget -= len(text)
        technique = "inner-html" if "HTML" in match.group() or match.group()[0] == "." else "document-write"
        start = max(script.rfind(mark, 0, match.start()) for mark in ";{}\n") + 1
        written.append(Written(text, start, statement_end(script, end), technique, tuple(reader.encoded)))
    for match in REDIRECTS.finditer(script):
        reader.encoded = []
        text, end = reader.expression(match.end())
        if re.match(r"(?:https?:)?//[^\s\"'<>]+\.", text):
            written.append(
                Written(
                    text.strip(),
                    match.start(),
                    statement_end(script, end),
                    "script-redirect",
                    (*reader.encoded, *gated),
                )
            )
    return written


def statement_end(script: str, position: int) -> int:
    """Return where the statement ends whose expression ends at a position, its brackets and semicolon included."""
    size = len(script)
    while position < size and script[position] in " \t)]":
        position += 1
    return position + 1 if position < size and script[position] == ";" else position
