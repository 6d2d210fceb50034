"""What a script hides of the page that it is in; read from its text, never executed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# Longer scripts (characters) are programs and not read: what hides injected links is a line, on real pages
# at most 2,000 characters with all that is around it.
LARGEST = 20_000
LOOKING_UP = ("getElement", "querySelector", "$(", "jQuery(")
SETTING = (".style", "hidden", "classList", "className", ".hide(", ".css(", "setAttribute", "addClass")
QUOTED = r"[\"']([^\"'\\\n]{1,80})[\"']"
# The ways to an element, each with its id, class or selector.
TARGET = (
    rf"(?:document\s*\.\s*(getElementById|querySelector|querySelectorAll|getElementsByClassName)|\$|jQuery)\s*\(\s*{QUOTED}\s*\)"
    r"(?:\s*\[\s*\w{1,20}\s*\])?"
)
LOOKED_UP = re.compile(TARGET)
ASSIGNED = re.compile(r"([\w$]{1,40})\s*=\s*$")
EACH = re.compile(
    r"\s*\.\s*(?:forEach|each)\s*\(\s*(?:function\s*\(\s*([\w$]{1,40})|\(?\s*([\w$]{1,40})\s*\)?\s*=>)"
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
    r"(?:\(\s*(?:async\s+)?function\s*\w*\s*\([^()]*\)|\(\s*\(?[\w, ]*\)?\s*=>|\btry|\bif\s*\(\s*(?:true|!0|[1-9]\d*|(\d+)\s*={2,3}\s*\1)\s*\)|[\"'](?:DOMContentLoaded|load)[\"']\s*,\s*"
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
    if len(script) > LARGEST or not any(map(script.__contains__, LOOKING_UP)):
        return
    if not any(map(script.__contains__, SETTING)):
        return
    bound: dict[str, str] | None = None
    at_once = AtOnce(script)
    for action in ACTION.finditer(script):
        site = BEFORE.search(script, max(0, action.start() - REACH), action.start())
        if site is None:
            continue
        way, what, name = site.groups()
        if not what and bound is None:
            bound = bindings(script)
        selector = selector_of(way, what) if what else (bound or {}).get(name, "")
        if selector and at_once.at(action.start()):
            yield Hides(selector, css_of(action), tuple((action["added"] or action["named"] or "").split()))


def bindings(script: str) -> dict[str, str]:
    """Return the selectors of the elements that variables stand for."""
    bound: dict[str, str] = {}
    for found in LOOKED_UP.finditer(script):
        selector = selector_of(found.group(1), found.group(2))
        if name := ASSIGNED.search(script, max(0, found.start() - REACH), found.start()):
            bound[name.group(1)] = selector
        elif name := EACH.match(script, found.end()):
            bound[name.group(1) or name.group(2)] = selector
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


class AtOnce:
    """Tells, going forward through a script, what runs when the page loads: no brace around it waits."""

    def __init__(self, script: str) -> None:
        """Start at the beginning."""
        self.script = script
        self.braces = BRACE.finditer(script)
        self.next = next(self.braces, None)
        self.running = [True]

    def at(self, position: int) -> bool:
        """Tell it for a position that is behind those asked for before."""
        while self.next is not None and self.next.start() < position:
            if self.next.group() == "{":
                self.running.append(self.running[-1] and self.enters(self.next.start()))
            elif self.next.group() == "}" and len(self.running) > 1:
                self.running.pop()
            self.next = next(self.braces, None)
        return self.running[-1]

    def enters(self, start: int) -> bool:
        """Tell whether the code behind an opening brace runs when what is around it does."""
        head = self.script[max(0, start - REACH) : start]
        named = FUNCTION.search(head)
        if named is not None and len(re.findall(rf"\b{re.escape(named.group(1))}\s*\(", self.script)) > 1:
            return True
        return AT_ONCE.search(head) is not None
