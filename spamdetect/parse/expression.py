"""What an expression of a script comes to, where that can be told without running it.

Strings, concatenation, arrays, the usual decoders and the usual methods on strings and arrays; variables that
are built up from them. What is not known adds nothing. The work is bounded in steps, depth and output.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Sequence
from urllib.parse import unquote

# Brackets within brackets, and variables within variables, that are followed; kits nest about five.
DEPTH = 12
# Terms that are read per script, and characters that they may come to: enough for any kit, a second at most.
STEPS = 20_000
LARGEST_OUTPUT = 1_000_000
# Variables that are looked for per script; each costs one search through it. One that is set more often than
# the second number is a variable of a program and not a text in pieces.
VARIABLES = 40
SETTINGS = 400

STRING = r"\"(?:[^\"\\\n]|\\.)*+\"|'(?:[^'\\\n]|\\.)*+'|`(?:[^`\\]|\\.)*+`"
LITERAL = re.compile(STRING, re.S)
# Comments are short; the bound keeps many that are never closed from costing more than one.
BLANK = re.compile(r"(?>(?:\s+|/\*.{0,500}?\*/|//[^\n]{0,500}+\n)*)", re.S)
NUMBER = re.compile(r"-?(?:0[xX][0-9a-fA-F]+|0[oO]?[0-7]+(?![\d.])|\d+(?:\.\d+)?)")
NAME = re.compile(r"(?:(?:window|self|top|this|globalThis)\s*\.\s*)?([A-Za-z_$][\w$]{0,60})")
CHAR_CODES = re.compile(
    r"String\s*(?:\.\s*fromCharCode|\[\s*[\"']fromCharCode[\"']\s*\])(?:\s*\.\s*(apply|call))?\s*\("
)
METHOD = re.compile(r"\s*(?:\.\s*([A-Za-z]+)|\[\s*[\"']([A-Za-z]+)[\"']\s*\])\s*\(")
INDEX = re.compile(r"\s*\[\s*(\d+|[A-Za-z_$][\w$]*)\s*\]")
# Codes, each perhaps shifted by a number, made letters one by one.
MAPPED = re.compile(
    r"\s*\.\s*map\s*\(\s*(?:function\s*\(\s*(\w{1,20})[\w\s,]{0,40}\)\s*\{\s*return\b|\(?\s*(\w{1,20})\s*\)?\s*=>)\s*"
    r"String\s*\.\s*fromCharCode\s*\(\s*(\w{1,20})\s*(?:([-+^])\s*(0[xX][0-9a-fA-F]{1,6}|\d{1,7}))?\s*\)\s*;?\s*\}?\s*\)"
)
WORD = re.compile(r"[\w$.]")
SHIFT = re.compile(r"\s*([-+^])\s*(0[xX][0-9a-fA-F]+|\d+)")
PATTERN = re.compile(r"\s*/((?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*+\])++)/[gimsuy]*")
PLAIN_PATTERN = re.compile(r"(?:[^\\^$.|?*+()\[\]{}]|\\[^A-Za-z0-9]|\\x[0-9a-fA-F]{2}|\[[^\]\\^-]+\])+")
ESCAPE = re.compile(
    r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\}|([0-3]?[0-7]{1,2})|(\r?\n)|(.))", re.S
)
SIMPLE = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v"}
PLACEHOLDER = re.compile(r"\$\{([^{}]{0,200})\}")
PERCENT_U = re.compile(r"%u([0-9a-fA-F]{4})")

# A set of characters in a plain pattern, or an escape, in which no set begins.
PATTERN_SET = re.compile(r"(\\.)|\[([^\]]*)\]?", re.S)

Value = str | list["str | int"]


def unescaped(literal: str) -> str:
    """Return the value of a string literal, quotes taken off."""
    body = literal[1:-1]
    return ESCAPE.sub(meaning, body) if "\\" in body else body


def meaning(escape: re.Match[str]) -> str:
    """Return the character that an escape means."""
    hexadecimal, unicode, braced, octal, newline, other = escape.groups()
    if octal:
        return chr(int(octal, 8))
    code = hexadecimal or unicode or braced
    if code:
        number = int(code, 16)
        return chr(number) if number < 0x110000 else ""
    return "" if newline else SIMPLE.get(other, other)


class Reader:
    """Reads the expressions of one script."""

    def __init__(self, script: str) -> None:
        """Start with nothing known."""
        self.script = script
        self.steps = STEPS
        self.known: dict[str, Value] = {}
        self.encoded: list[str] = []

    def text(self, position: int) -> tuple[str, int]:
        """Return the text that the expression at a position comes to, and where it ends."""
        value, position = self.expression(position, 0)
        return joined(value, ""), position

    def expression(self, position: int, depth: int) -> tuple[Value, int]:
        """Return the value of a sum of terms, and where it ends."""
        value, position = self.term(position, depth)
        values = [value]
        while self.steps > 0:
            place = self.blank(position)
            if not self.script.startswith("+", place) or self.script.startswith("++", place):
                break
            value, position = self.term(place + 1, depth)
            values.append(value)
        if len(values) == 1:
            return values[0], position
        self.note("concatenation")
        return added(values), position

    def term(self, position: int, depth: int) -> tuple[Value, int]:
        """Return the value of a term with the methods called on it, and where it ends."""
        self.steps -= 1
        position = self.blank(position)
        if depth > DEPTH or self.steps <= 0:
            return "", position
        value, position = self.primary(position, depth + 1)
        if isinstance(value, list) and (each := MAPPED.match(self.script, position)):
            self.note("char-code")
            value, position = spelled(value, each.group(4), each.group(5)), each.end()
        while call := METHOD.match(self.script, position):
            name = call.group(1) or call.group(2)
            if name not in METHODS and name != "replace":
                break
            arguments, position = self.arguments(call.end(), depth + 1, pattern=name == "replace")
            self.steps -= 1 + len(value) // 100
            value = METHODS[name](value, arguments)
            if self.steps <= 0:
                break
        return value, position

    def primary(self, position: int, depth: int) -> tuple[Value, int]:
        """Return the value of a literal, a bracket, a decoder or a variable, and where it ends."""
        script = self.script
        char = script[position : position + 1]
        if char and char in "\"'`" and (literal := LITERAL.match(script, position)):
            return self.literal(literal.group(), depth), literal.end()
        if char == "(":
            value, position = self.expression(position + 1, depth)
            return value, self.behind(")", position)
        if char == "[":
            items, position = self.items(position + 1, depth)
            return items, self.behind("]", position)
        if number := NUMBER.match(script, position):
            return [code(number.group())], number.end()
        if codes := CHAR_CODES.match(script, position):
            return self.char_codes(codes, depth)
        if name := NAME.match(script, position):
            return self.named(name, depth)
        return "", position

    def literal(self, written: str, depth: int) -> str:
        """Return the value of a string literal; the variables of a template are put in."""
        if "\\x" in written or "\\u" in written or re.search(r"\\[0-7]", written):
            self.note("escape")
        text = unescaped(written)
        if written[0] == "`" and "${" in text:
            text = PLACEHOLDER.sub(
                lambda found: joined(self.variable(found.group(1).strip(), depth), ""), text
            )
        return text

    def named(self, name: re.Match[str], depth: int) -> tuple[Value, int]:
        """Return the value of a decoder's call or of a variable, and where it ends."""
        word, position = name.group(1), name.end()
        opening = self.blank(position)
        if word in DECODERS and self.script.startswith("(", opening):
            arguments, position = self.arguments(opening + 1, depth)
            self.note(DECODERS[word][0])
            return DECODERS[word][1](joined(arguments[0], "") if arguments else ""), position
        value = self.variable(word, depth)
        if index := INDEX.match(self.script, position):
            position = index.end()
            if isinstance(value, list) and index.group(1).isdigit():
                number = int(index.group(1))
                value = [value[number]] if number < len(value) else ""
        return value, position

    def variable(self, name: str, depth: int) -> Value:
        """Return what a variable is built up to, wherever in the script that is done."""
        if name in self.known:
            return self.known[name]
        if len(self.known) >= VARIABLES or depth > DEPTH or not NAME.fullmatch(name):
            return ""
        self.known[name] = ""
        script = self.script
        settings = re.compile(rf"{re.escape(name)}\s*(\+?=)(?![=>])")
        found = [
            setting
            for setting in settings.finditer(script)
            if not (setting.start() and WORD.match(script, setting.start() - 1))
        ]
        if len(found) <= SETTINGS:
            for setting in found:
                value, _ = self.expression(setting.end(), depth + 1)
                if setting.group(1) == "+=":
                    value = (joined(self.known[name], "") + joined(value, ""))[:LARGEST_OUTPUT]
                if value:
                    self.known[name] = value
        return self.known[name]

    def char_codes(self, call: re.Match[str], depth: int) -> tuple[Value, int]:
        """Return the text of character codes, each perhaps shifted by a number, and where the call ends."""
        arguments, position = self.arguments(call.end(), depth)
        if call.group(1):
            arguments = arguments[1:]
        codes = [item for argument in arguments for item in (argument if isinstance(argument, list) else [])]
        self.note("char-code")
        return "".join(chr(item) for item in codes if isinstance(item, int) and 0 < item < 0x110000), position

    def arguments(self, position: int, depth: int, *, pattern: bool = False) -> tuple[list[Value], int]:
        """Return the arguments of a call, and where it ends; the first may be a regular expression."""
        values: list[Value] = []
        if pattern and (found := PATTERN.match(self.script, position)):
            values.append(found.group(1) if PLAIN_PATTERN.fullmatch(found.group(1)) else "")
            position = self.behind(",", found.end())
        while self.steps > 0:
            position = self.blank(position)
            if self.script.startswith(")", position):
                return values, position + 1
            start = position
            value, position = self.expression(position, depth)
            if isinstance(value, list) and (shift := SHIFT.match(self.script, position)):
                value, position = shifted(value, shift.group(1), code(shift.group(2))), shift.end()
            values.append(value)
            position = self.blank(position)
            if not self.script.startswith(",", position):
                return values, self.closing(position if position > start else start)
            position += 1
        return values, position

    def items(self, position: int, depth: int) -> tuple[list[str | int], int]:
        """Return the items of an array, and where it ends."""
        items: list[str | int] = []
        while self.steps > 0:
            start = position = self.blank(position)
            value, position = self.expression(position, depth)
            items += value if isinstance(value, list) else [value] if position > start else []
            position = self.blank(position)
            if not self.script.startswith(",", position):
                break
            position += 1
        return items, position

    def blank(self, position: int) -> int:
        """Return the position behind white space and comments."""
        found = BLANK.match(self.script, position)
        return found.end() if found is not None else position

    def behind(self, mark: str, position: int) -> int:
        """Return the position behind a mark, if it comes next."""
        place = self.blank(position)
        return place + 1 if self.script.startswith(mark, place) else position

    def closing(self, position: int) -> int:
        """Return the position behind the next closing bracket, if it is near; what is before it is not known."""
        close = self.script.find(")", position, position + 200)
        return close + 1 if close >= 0 else position

    def note(self, what: str) -> None:
        """Note that something had to be decoded."""
        if what not in self.encoded:
            self.encoded.append(what)


def joined(value: Value, separator: str) -> str:
    """Return a value as text."""
    return value if isinstance(value, str) else separator.join(str(item) for item in value)


def added(values: Sequence[Value]) -> Value:
    """Return the sum of numbers, or values one behind the other as text."""
    numbers = [value[0] for value in values if isinstance(value, list) and len(value) == 1]
    if len(numbers) == len(values) and all(isinstance(number, int) for number in numbers):
        return [sum(number for number in numbers if isinstance(number, int))]
    return "".join(joined(value, ",") for value in values)[:LARGEST_OUTPUT]


def code(number: str) -> int:
    """Return the value of a number."""
    if number.lower().lstrip("-").startswith("0x"):
        return int(number, 16)
    digits = number.lstrip("-")
    if (
        digits.startswith("0")
        and len(digits) > 1
        and digits.isdigit()
        and "8" not in digits
        and "9" not in digits
    ):
        return int(number, 8)
    return int(float(number)) if len(number) < 20 else 0


def shifted(items: list[str | int], sign: str, by: int) -> list[str | int]:
    """Return numbers, each with another added, taken away or mixed in."""
    if sign == "^":
        return [item ^ by if isinstance(item, int) else item for item in items]
    return [item + (by if sign == "+" else -by) if isinstance(item, int) else item for item in items]


def spelled(items: list[str | int], sign: str | None, by: str | None) -> Value:
    """Return the letters that numbers stand for, each with another added, taken away or mixed in before."""
    numbers = shifted(items, sign, code(by)) if sign and by else items
    return [chr(item) for item in numbers if isinstance(item, int) and 0 < item < 0x110000]


def from_base64(text: str) -> str:
    """Return what base64 stands for, or nothing."""
    text = "".join(text.split()).rstrip("=")
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4)).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""


def from_percent(text: str) -> str:
    """Return what percent escapes stand for, the old `%u` ones too."""
    return unquote(PERCENT_U.sub(lambda found: chr(int(found.group(1), 16)), text))


def replaced(value: Value, arguments: list[Value]) -> Value:
    """Return a text with every occurrence of a plain pattern replaced."""
    if len(arguments) < 2 or not isinstance(arguments[0], str) or not arguments[0]:
        return value
    if PLAIN_PATTERN.fullmatch(arguments[0]):
        # Python wants what it may once read as an operation on sets escaped.
        pattern = PATTERN_SET.sub(lambda found: found[1] or f"[{re.escape(found[2])}]", arguments[0])
    else:
        pattern = re.escape(arguments[0])
    by = joined(arguments[1], "")
    most = max(1, LARGEST_OUTPUT // max(1, len(by)))
    return re.sub(pattern, lambda _: by, joined(value, ","), count=most)[:LARGEST_OUTPUT]


def split(value: Value, arguments: list[Value]) -> Value:
    """Return a text split at a separator."""
    separator, text = joined(arguments[0], "") if arguments else "", joined(value, ",")
    return list(text.split(separator) if separator else text)


def first(arguments: list[Value], default: str) -> str:
    """Return the first argument as text."""
    return joined(arguments[0], ",") if arguments else default


DECODERS: dict[str, tuple[str, Callable[[str], str]]] = {
    "atob": ("base64", from_base64), "unescape": ("unescape", from_percent),
    "decodeURIComponent": ("unescape", from_percent), "decodeURI": ("unescape", from_percent),
    "escape": ("unescape", str), "encodeURIComponent": ("unescape", str), "String": ("string", str),
    "eval": ("eval", str),
}  # fmt: skip
METHODS: dict[str, Callable[[Value, list[Value]], Value]] = {
    "join": lambda value, arguments: joined(value, first(arguments, ",")),
    "split": split,
    "reverse": lambda value, _: value[::-1],
    "concat": lambda value, arguments: joined(value, "") + "".join(joined(item, "") for item in arguments),
    "replace": replaced,
    "replaceAll": replaced,
    "trim": lambda value, _: joined(value, ",").strip(),
    "toString": lambda value, _: joined(value, ","),
    "toLowerCase": lambda value, _: joined(value, ",").lower(),
}
