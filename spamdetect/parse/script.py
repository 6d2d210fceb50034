"""What a script would write into the page, or where it would send the visitor; decoded, never executed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from spamdetect.parse.expression import LARGEST_OUTPUT, Reader
from spamdetect.parse.packed import PACKED, unpacked

# Scripts are read so far (characters): kits are short, bundles of honest sites are megabytes long.
LARGEST = 1_000_000
# Scripts inside scripts that are opened; kits nest two. Bounds the work on base64 within base64 within ...
NESTING = 3
# A text shorter than this (characters) is not worth a look: an empty list, a class name.
SHORTEST = 8
WRITING = ("write", "innerHTML", "outerHTML", "insertAdjacentHTML", "innerText", "textContent", ".html(", ".append(", ".prepend(", ".before(", ".after(")  # fmt: skip
WRITES = re.compile(
    r"\bdocument\s*(?:\.\s*write(?:ln)?|\[\s*[\"']write(?:ln)?[\"']\s*\])\s*\(\s*"
    r"|\.\s*insertAdjacentHTML\s*\(\s*[\"'\w]+\s*,\s*"
    r"|\.(?:html|append|prepend|before|after)\s*\(\s*"
    r"|(?:\.\s*(?:innerHTML|outerHTML|innerText|textContent)|\[\s*[\"'](?:innerHTML|outerHTML)[\"']\s*\])\s*\+?=(?!=)\s*"
)
EVALUATES = re.compile(
    r"(?<![\w$.])(?:window\s*\.\s*)?(?:eval|(?:new\s+)?Function|setTimeout|execScript)\s*\(\s*"
)
REDIRECTS = re.compile(
    r"(?<![\w$.-])(?:(?:window|document|top|self|parent|globalThis)\s*(?:\.\s*|\[\s*[\"']))*location(?:[\"']\s*\])?"
    r"(?:\s*(?:\.\s*href|\[\s*[\"']href[\"']\s*\]))?"
    r"(?:\s*=(?!=)\s*|\s*(?:\.\s*|\[\s*[\"'])(?:replace|assign)(?:[\"']\s*\])?\s*\(\s*)"
)
ADDRESS = re.compile(r"(?:https?:)?//[^\s\"'<>]+\.")
GATES = (("referrer-gated", "document.referrer"), ("user-agent-gated", "navigator.userAgent"))
# What stands before the writing in its statement, such as a condition, is no longer than this (characters).
LONGEST_LEAD = 1000


@dataclass(frozen=True, slots=True)
class Written:
    """Something a script puts into the page."""

    markup: str
    """The decoded markup or text; of a redirect the address."""
    statements: tuple[tuple[int, int], ...]
    """Start and end in the script of the statements that write it, their semicolons included."""
    technique: str
    """`document-write`, `inner-html` or `script-redirect`."""
    encoded: tuple[str, ...] = ()
    """What had to be decoded, and on what a redirect depends."""


def written_by(script: str, depth: int = 0) -> list[Written]:
    """Return what a script writes or where it redirects to, by position; script within script included."""
    script = script[:LARGEST]
    reader = Reader(script)
    found: list[Written] = []
    if PACKED.search(script):
        found += inner(unpacked(script), 0, len(script), ("packed",), depth)
    elif "eval" in script or "Function" in script or "setTimeout" in script:
        for call in EVALUATES.finditer(script):
            code, end, encoded = read(reader, call)
            if len(code) >= SHORTEST:
                found += inner(code, start_of(script, call.start()), end, encoded, depth)
    opened = [statement for item in found for statement in item.statements]
    if any(word in script for word in WRITING):
        for start, end, text, encoded, beginning in statements(reader, WRITES, opened):
            if len(text.strip()) >= SHORTEST or "<" in text or ">" in text:
                technique = "document-write" if "write" in beginning else "inner-html"
                found.append(Written(text, ((start, end),), technique, encoded))
    if "location" in script:
        gates = tuple(name for name, sign in GATES if sign in script)
        for start, end, text, encoded, _ in statements(reader, REDIRECTS, opened):
            if ADDRESS.match(text.strip()):
                found.append(Written(text.strip(), ((start, end),), "script-redirect", (*encoded, *gates)))
    return continued(sorted(within(found), key=lambda item: item.statements))


def statements(
    reader: Reader, pattern: re.Pattern[str], opened: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int, str, tuple[str, ...], str]]:
    """Yield the statements of a kind that are not inside code opened already.

    Yields:
        Start, end, the text of the expression in it, what had to be decoded for that, how it begins.
    """
    for found in pattern.finditer(reader.script):
        if not any(start <= found.start() < end for start, end in opened):
            text, end, encoded = read(reader, found)
            yield start_of(reader.script, found.start()), end, text, encoded, found.group()


def read(reader: Reader, beginning: re.Match[str]) -> tuple[str, int, tuple[str, ...]]:
    """Return the text of the expression behind a beginning, where its statement ends, and what had to be decoded."""
    reader.encoded = []
    text, end = reader.text(beginning.end())
    if "(" in beginning.group():
        end = reader.closing(end)
    return text, statement_end(reader.script, end), tuple(reader.encoded)


def inner(code: str, start: int, end: int, encoded: tuple[str, ...], depth: int) -> list[Written]:
    """Return what a script inside a script writes, with the place of the statement that holds it."""
    if depth >= NESTING:
        return []
    return [
        Written(item.markup, ((start, end),), item.technique, (*encoded, *item.encoded))
        for item in written_by(code, depth + 1)
    ]


def within(found: list[Written]) -> list[Written]:
    """Return as much as all writing together may come to."""
    budget, kept = LARGEST_OUTPUT, []
    for item in found:
        budget -= len(item.markup)
        if budget >= 0:
            kept.append(item)
    return kept


def continued(found: Sequence[Written]) -> list[Written]:
    """Return what is written with a tag that one statement begins and the next ends put together."""
    result: list[Written] = []
    for item in found:
        last = result[-1] if result else None
        if (
            last is not None
            and last.technique == item.technique == "document-write"
            and unfinished(last.markup)
        ):
            statements = tuple(dict.fromkeys((*last.statements, *item.statements)))
            result[-1] = replace(last, markup=last.markup + item.markup, statements=statements)
        else:
            result.append(item)
    return result


def unfinished(markup: str) -> bool:
    """Tell whether a text ends inside a tag."""
    return markup.rfind("<") > markup.rfind(">")


def start_of(script: str, position: int) -> int:
    """Return where the statement starts that a position lies in, white space left out."""
    low = max(0, position - LONGEST_LEAD)
    start = max(script.rfind(mark, low, position) for mark in ";{}\n") + 1
    before = script[start:position] if start or not low else ""
    return position - len(before.lstrip())


def statement_end(script: str, position: int) -> int:
    """Return where the statement ends whose expression ends at a position, its brackets and semicolon included."""
    size = len(script)
    while position < size and script[position] in " \t)]":
        position += 1
    return position + 1 if position < size and script[position] == ";" else position
