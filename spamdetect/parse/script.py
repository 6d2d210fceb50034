"""What a script would write into the page, or where it would send the visitor; decoded, never executed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from spamdetect.parse.expression import LARGEST_OUTPUT, Reader, unescaped
from spamdetect.parse.packed import PACKED, unpacked

# Scripts are read so far (characters): kits are short, bundles of honest sites are megabytes long.
LARGEST = 1_000_000
# Scripts inside scripts that are opened; kits nest two. Bounds the work on base64 within base64 within ...
NESTING = 3
# A text shorter than this (characters) is not worth a look: an empty list, a class name.
SHORTEST = 8
ADDRESS = re.compile(r"(?:https?:)?//[^\s\"'<>]+\.")
GATES = (("referrer-gated", "document.referrer"), ("user-agent-gated", "navigator.userAgent"))
# The name of a member written in escapes.
ESCAPED_NAME = re.compile(r"\[\s*([\"'](?:\\x[0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\w){2,30}[\"'])\s*\]")
# Elements that kits open in one statement and close in another.
BOX = re.compile(
    r"<(/?)(?:div|span|font|section|article|aside|ul|ol|table|center|marquee|noscript|style|a)\b", re.I
)
# What stands before the writing in its statement, such as a condition, is no longer than this (characters).
LONGEST_LEAD = 1000


@dataclass(frozen=True, slots=True)
class Form:
    """A way to write, to evaluate or to redirect."""

    word: str
    """What a script without it is not searched for at all."""
    beginning: re.Pattern[str]
    """The statement from that word up to the expression."""
    before: re.Pattern[str]
    """What must stand right before the word."""
    technique: str
    """Its name."""


def form(technique: str, before: str, word: str, rest: str) -> Form:
    """Return a form; its pattern starts with the plain word, which makes the search for it fast."""
    return Form(word, re.compile(word + rest), re.compile(f"(?:{before})$"), technique)


MEMBER = r"\.\s*|\[\s*[\"']"
CLOSED = r"(?:[\"']\s*\])?"
WRITING = (
    form("document-write", rf"\bdocument\s*(?:{MEMBER})", "write", rf"(?:ln)?{CLOSED}\s*\(\s*"),
    form("inner-html", MEMBER, "insertAdjacentHTML", rf"{CLOSED}\s*\(\s*[\"'\w]+\s*,\s*"),
    *(form("inner-html", MEMBER, word, rf"{CLOSED}\s*\+?=(?!=)\s*") for word in ("innerHTML", "outerHTML")),
    *(form("inner-html", MEMBER, word, r"\s*\+?=(?!=)\s*") for word in ("innerText", "textContent")),
    *(form("inner-html", r"\.", word, r"\(\s*") for word in ("html", "append", "prepend", "before", "after")),
)
REDIRECTING = form(
    "script-redirect",
    rf"(?:^|[^\w$.\"'-])(?:(?:window|document|top|self|parent|globalThis)\s*(?:{MEMBER})){{0,3}}",
    "location",
    rf"{CLOSED}(?:\s*(?:{MEMBER})href{CLOSED})?(?:\s*=(?!=)\s*|\s*(?:{MEMBER})(?:replace|assign){CLOSED}\s*\(\s*)",
)
EVALUATING = tuple(
    form("evaluated", r"^|[^\w$.]|\bwindow\s*\.\s*", word, r"\s*\(\s*")
    for word in ("eval", "Function", "setTimeout", "execScript")
)
REACH = 80  # Characters before a word in which is looked for what must stand there.


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
    if "\\x" in script or "\\u" in script:
        script = ESCAPED_NAME.sub(plain_name, script)
    reader = Reader(script)
    found: list[Written] = []
    if "eval" in script and (packer := PACKED.search(script)):
        code, end = unpacked(script, packer.start())
        found += inner(code, ((packer.start(), statement_end(script, end)),), ("packed",), depth)
    for item in statements(reader, EVALUATING, ()):
        if len(item.markup) >= SHORTEST:
            found += inner(item.markup, item.statements, item.encoded, depth)
    opened = [statement for item in found for statement in item.statements]
    for item in statements(reader, WRITING, opened):
        if len(item.markup.strip()) >= SHORTEST or "<" in item.markup or ">" in item.markup:
            found.append(item)
    gates = tuple(name for name, sign in GATES if sign in script)
    for item in statements(reader, (REDIRECTING,), opened):
        if ADDRESS.match(item.markup.strip()):
            found.append(replace(item, markup=item.markup.strip(), encoded=(*item.encoded, *gates)))
    return continued(sorted(within(found), key=lambda item: item.statements))


def plain_name(member: re.Match[str]) -> str:
    """Return the name of a member without escapes, with blanks to the length that it had."""
    return f'["{unescaped(member.group(1))}"'.ljust(len(member.group()) - 1) + "]"


def statements(reader: Reader, forms: Sequence[Form], opened: Sequence[tuple[int, int]]) -> Iterator[Written]:
    """Yield the statements of some forms that are not inside code opened already."""
    script = reader.script
    for kind in forms:
        if kind.word not in script:
            continue
        for found in kind.beginning.finditer(script):
            place = found.start()
            if kind.before.search(script, max(0, place - REACH), place) is None:
                continue
            if not any(start <= place < end for start, end in opened):
                text, end, encoded = read(reader, found)
                yield Written(text, ((start_of(script, place), end),), kind.technique, encoded)


def read(reader: Reader, beginning: re.Match[str]) -> tuple[str, int, tuple[str, ...]]:
    """Return the text of the expression behind a beginning, where its statement ends, and what had to be decoded."""
    reader.encoded = []
    text, end = reader.text(beginning.end())
    if "(" in beginning.group():
        end = reader.closing(end)
    return text, statement_end(reader.script, end), tuple(reader.encoded)


def inner(
    code: str, statements: tuple[tuple[int, int], ...], encoded: tuple[str, ...], depth: int
) -> list[Written]:
    """Return what a script inside a script writes, with the place of the statement that holds it."""
    if depth >= NESTING:
        return []
    return [
        replace(item, statements=statements, encoded=(*encoded, *item.encoded))
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
    """Return what is written with what `document.write` leaves open and the next one goes on with put together."""
    result: list[Written] = []
    together: list[Written] = []
    depth, in_tag = 0, False
    for item in found:
        writing = item.technique == "document-write"
        if together and not (writing and (depth > 0 or in_tag)):
            result.append(joined(together))
            together, depth, in_tag = [], 0, False
        together.append(item)
        if writing:
            depth += opened(item.markup)
            in_tag = unfinished(item.markup) or (in_tag and ">" not in item.markup)
    return [*result, joined(together)] if together else result


def joined(items: Sequence[Written]) -> Written:
    """Return statements that write one thing as one."""
    if len(items) == 1:
        return items[0]
    statements = dict.fromkeys(statement for item in items for statement in item.statements)
    return replace(items[0], markup="".join(item.markup for item in items), statements=tuple(statements))


def opened(markup: str) -> int:
    """Return how many more elements a text opens than it closes, of those that hold a part of a page."""
    return sum(-1 if closing else 1 for closing in BOX.findall(markup)) if "<" in markup else 0


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
