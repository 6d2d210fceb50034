"""What a script hides of the page that it is in; read from its text, never executed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# Longer scripts (characters) are programs and not read: what hides injected links is a line, on real pages
# at most 2,000 characters with all that is around it.
LARGEST = 20_000
NEEDED = (".style", "hidden", "classList", "className", ".hide(", ".css(", "setAttribute", "addClass")
QUOTED = r"[\"']([^\"'\\\n]{1,80})[\"']"
# The ways to an element, each with its id, class or selector.
TARGET = (
    rf"(?:document\s*\.\s*(getElementById|querySelector|querySelectorAll|getElementsByClassName)|\$|jQuery)\s*\(\s*{QUOTED}\s*\)"
    r"(?:\s*\[\s*\w{1,20}\s*\])?"
)
BOUND = re.compile(
    rf"([\w$]{{1,40}})\s*=\s*{TARGET}\s*(?=[;,\n])"
    rf"|{TARGET}\s*\.\s*(?:forEach|each)\s*\(\s*(?:function\s*\(\s*([\w$]{{1,40}})|\(?\s*([\w$]{{1,40}})\s*\)?\s*=>)"
)
ACTION = re.compile(
    rf"\.\s*(?:style\s*\.\s*(?P<property>\w{{3,20}})\s*=\s*{QUOTED.replace('(', '(?P<value>', 1)}"
    r"|(?:style\s*\.\s*setProperty|css)\s*\(\s*[\"'](?P<set>[\w-]{3,20})[\"']\s*,\s*[\"'](?P<to>[^\"'\\\n]{1,80})[\"']"
    r"|setAttribute\s*\(\s*[\"']style[\"']\s*,\s*[\"'](?P<style>[^\"'\\\n]{1,200})[\"']"
    r"|(?P<hide>hide\s*\(\s*\)|hidden\s*=\s*(?:true|!0)|setAttribute\s*\(\s*[\"']hidden[\"'])"
    r"|(?:classList\s*\.\s*add|addClass)\s*\(\s*[\"'](?P<added>[\w -]{1,80})[\"']|className\s*\+?=\s*[\"'](?P<named>[\w -]{1,80})[\"'])"
)
# What an action is done to, right before it: an element that is looked up there, or a variable.
BEFORE = re.compile(rf"(?:{TARGET}|(?<![\w$.])([\w$]{{1,40}})(?:\s*\[\s*\w{{1,20}}\s*\])?)\s*$")
REACH = 160  # Characters before an action in which its element is looked for.
CAPITAL = re.compile(r"[A-Z]")
BRACE = re.compile(r"\"(?:[^\"\\\n]|\\.)*+\"?|'(?:[^'\\\n]|\\.)*+'?|[{}]")
# Code in these braces runs when the page loads; code in others waits for something, and may never run.
AT_ONCE = re.compile(
    r"(?:\(\s*(?:async\s+)?function\s*\w*\s*\([^()]*\)|\(\s*\(?[\w, ]*\)?\s*=>|\btry|[\"'](?:DOMContentLoaded|load)[\"']\s*,\s*"
    r"(?:function\s*\w*\s*\([^()]*\)|\([^()]*\)\s*=>)|onload\s*=\s*(?:function\s*\w*\s*\([^()]*\)|\([^()]*\)\s*=>))\s*$"
)
FUNCTION = re.compile(r"function\s+([\w$]+)\s*\([^()]*\)\s*$")


@dataclass(frozen=True, slots=True)
class Hides:
    """A script that hides a part of the page."""

    selector: str
    """What it takes hold of, as a CSS selector."""
    declarations: str
    """What it sets, as CSS; empty if it sets a class."""
    classes: tuple[str, ...] = ()
    """Names of classes that it sets."""


def hidden_by(script: str) -> Iterator[Hides]:
    """Yield what a script sets on elements of the page when the page loads."""
    if len(script) > LARGEST or not any(word in script for word in NEEDED):
        return
    bound: dict[str, str] | None = None
    running: list[bool] = []
    for action in ACTION.finditer(script):
        if bound is None:
            bound, running = bindings(script), runs_at_once(script)
        site = BEFORE.search(script, max(0, action.start() - REACH), action.start())
        if site is not None and running[action.start()]:
            way, what, name = site.groups()
            selector = selector_of(way, what) if what else bound.get(name, "")
            if selector:
                yield Hides(
                    selector, css_of(action), tuple((action["added"] or action["named"] or "").split())
                )


def bindings(script: str) -> dict[str, str]:
    """Return the selectors of the elements that variables stand for."""
    bound: dict[str, str] = {}
    for found in BOUND.finditer(script):
        name, way, what, other_way, other, first, second = found.groups()
        bound[name or first or second] = selector_of(way or other_way, what or other)
    return bound


def selector_of(way: str | None, what: str) -> str:
    """Return the CSS selector of an element that is looked up in some way."""
    marks = {"getElementById": "#", "getElementsByClassName": "."}
    return marks.get(way or "", "") + what


def css_of(action: re.Match[str]) -> str:
    """Return what an action sets, as CSS."""
    if action["hide"]:
        return "display:none"
    if action["style"]:
        return action["style"]
    name, value = action["property"] or action["set"], action["value"] or action["to"]
    if not name:
        return ""
    return (
        value
        if name == "cssText"
        else f"{CAPITAL.sub(lambda found: '-' + found.group().lower(), name)}:{value}"
    )


def runs_at_once(script: str) -> list[bool]:
    """Tell for every position of a script whether what stands there runs when the page loads."""
    running: list[bool] = []
    stack = [True]
    for brace in BRACE.finditer(script):
        if brace.group() not in "{}":
            continue
        running += [stack[-1]] * (brace.start() - len(running))
        if brace.group() == "}":
            if len(stack) > 1:
                stack.pop()
            continue
        head = script[max(0, brace.start() - 120) : brace.start()]
        named = FUNCTION.search(head)
        called = named is not None and len(re.findall(rf"\b{re.escape(named.group(1))}\s*\(", script)) > 1
        stack.append(stack[-1] and (called or AT_ONCE.search(head) is not None))
    return running + [stack[-1]] * (len(script) + 1 - len(running))
