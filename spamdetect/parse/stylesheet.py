"""The rules of style sheets that may hide an element."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import tinycss2
import turbohtml
from turbohtml import Element

# Declarations that can hide; rules without any of them are never matched.
RELEVANT = frozenset([
    "display", "visibility", "opacity", "filter", "position", "left", "right", "top", "bottom", "margin",
    "margin-left", "margin-right", "margin-top", "text-indent", "transform", "height", "width",
    "max-height", "max-width", "line-height", "overflow", "overflow-x", "overflow-y", "clip", "clip-path",
    "font-size", "color", "background", "background-color", "background-image", "z-index",
    "content-visibility", "zoom",
])  # fmt: skip
# Only these can hide by themselves; the others say how they work. A rule is kept if it has one of them.
DECISIVE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*[:(=]\s*0(?!\.[1-9])|:\s*-\s*[\d.]+|\(\s*-[\d.]+|"
    r"(?:height|width)\s*:\s*[01](?:px)?\s*(?:[;!}]|$)|font-size\s*:\s*[012](?:\.\d+)?(?:px|pt|em|rem|%)?\s*(?:[;!}]|$)|clip|scale\(\s*0|"
    r"zoom\s*:\s*0|content-visibility|z-index\s*:\s*-|color\s*:|font\s*:",
    re.I,
)
# Selectors that need a look at the whole page each (all but plain tag, class and id); the rest is left out. With
# 10,000 rules on 10,000 elements it keeps the work linear; real pages have up to 400 rules that hide.
FULL_SELECTORS = 400
SIMPLE = re.compile(r"(?:[a-z][\w-]*)?(?:[.#]-?[_a-z][\w-]*)?$", re.I)
UNMATCHED = re.compile(r":(?!not\(|first-child|last-child|nth-child\(|root|empty)|@|\\")
MEDIA_NEVER = re.compile(
    r"\bprint\b|\bspeech\b|\bnot\s+(?:all|screen)\b|max-(?:device-)?width\s*:\s*(?:[1-9]\d{0,2}|1[01]\d\d)(?:\.\d+)?px|prefers-|orientation|hover|min-width\s*:\s*(?:1[3-9]\d\d|[2-9]\d{3})px",
    re.I,
)
# A style sheet beyond this (characters) is cut: the largest of real sites have half a megabyte.
LARGEST = 1_000_000
COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.S)
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Rule:
    """One selector with the declarations that matter."""

    selector: str
    specificity: tuple[int, int, int]
    declarations: dict[str, tuple[str, bool]]

    def matches(self, tree: turbohtml.Document) -> Sequence[Element]:
        """Return the elements that it applies to."""
        try:
            return tree.select(self.selector)
        except (turbohtml.SelectorSyntaxError, ValueError, RecursionError):
            return ()


def declarations(text: str) -> dict[str, tuple[str, bool]]:
    """Return the relevant declarations of a style attribute or a rule's body: value and `!important`."""
    found: dict[str, tuple[str, bool]] = {}
    if "\\" in text or "/*" in text or "(" in text:
        parts = [
            (part.lower_name, tinycss2.serialize(part.value).strip().lower(), part.important)
            for part in tinycss2.parse_blocks_contents(text[:LARGEST])
            if part.type == "declaration"
        ]
    else:
        parts = []
        for piece in text.split(";"):
            name, _, value = piece.partition(":")
            value = value.strip().lower()
            important = value.endswith("important")
            parts.append(
                (name.strip().lower(), value.partition("!")[0].strip() if important else value, important)
            )
    for name, value, important in parts:
        if name in RELEVANT and value and (important or not found.get(name, ("", False))[1]):
            found[name] = (value, important)
        elif name == "font" and (size := re.search(r"(?:^|\s)(0|[012](?:\.\d+)?px)(?:/|\s)", value)):
            found["font-size"] = (size.group(1), important)
    return found


def specificity_of(selector: str) -> tuple[int, int, int]:
    """Return the numbers of ids, of classes and attributes, and of elements in a selector."""
    return (
        selector.count("#"),
        selector.count(".") + selector.count("[") + selector.count(":"),
        len(re.findall(r"(?:^|[\s>+~])[a-z]", selector, re.I)),
    )


def rules_of(sheets: Iterable[str]) -> list[Rule]:
    """Return the rules that can hide something on a desktop screen, in order."""
    rules: list[Rule] = []
    full = 0
    for sheet in sheets:
        if not DECISIVE.search(sheet[:LARGEST]):
            continue
        for prelude, body in flat(COMMENT.sub(" ", sheet[:LARGEST])):
            if not DECISIVE.search(body):
                continue
            found = declarations(body)
            if not found:
                continue
            for selector in prelude.split(","):
                selector = selector.strip()
                if not selector or UNMATCHED.search(selector):
                    continue
                if not SIMPLE.match(selector):
                    full += 1
                if full <= FULL_SELECTORS or SIMPLE.match(selector):
                    rules.append(Rule(selector, specificity_of(selector), found))
    return rules[: 4 * FULL_SELECTORS]


def flat(sheet: str) -> Iterable[tuple[str, str]]:
    """Yield selector lists and bodies of rules, out of the media blocks that apply to a desktop screen."""
    if "@" not in sheet:
        for match in RULE.finditer(sheet):
            yield match.group(1).strip(), match.group(2)
        return
    position, stack, start, size = 0, [True], 0, len(sheet)
    brace = re.compile(r"[{};]")
    while position < size:
        found = brace.search(sheet, position)
        if found is None:
            return
        mark, position = found.group(), found.end()
        head = sheet[start : found.start()].strip()
        if mark == ";":
            start = position
        elif mark == "}":
            if len(stack) > 1:
                stack.pop()
            start = position
        elif head.startswith("@"):
            if head[:10].lower().startswith(("@media", "@supports", "@layer", "@container")):
                stack.append(stack[-1] and not MEDIA_NEVER.search(head))
                start = position
            else:
                close = sheet.find("}", position)
                if head[:12].lower().lstrip("@-").startswith(("keyframes", "webkit-keyf", "moz-keyframes")):
                    ending = re.compile(r"\}\s*\}").search(sheet, position)
                    close = ending.end() - 1 if ending else -1
                if close < 0:
                    return
                position = start = close + 1
        else:
            close = sheet.find("}", position)
            close = size if close < 0 else close
            if stack[-1]:
                yield head, sheet[position:close]
            position = start = close + 1
