"""Whether a script does nothing any more once its writing statements are cut out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from spamdetect.parse.expression import STRING

# Longer scripts (characters) are programs and stay; kits are short.
LARGEST = 200_000
# Comments, strings, and regular expressions where no division can stand.
LITERAL = re.compile(
    rf"/\*.*?(?:\*/|\Z)|//[^\n]*+|{STRING}"
    r"|(?<=[(=,!&|:;?])\s*+/(?![/*])(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*+\])++/[gimsuy]*+",
    re.S,
)
# Members of things that are set, as in `location.href =`, `box["id"] =`.
SETTING = re.compile(r"(?:\.\s*[\w$]++|\])\s*+(?:[-+*/|&^%]|\*\*|<<|>>>?)?=(?![=>])")
ASSIGNED = re.compile(r"(?<![.\w$])([A-Za-z_$][\w$]*+)\s*+[-+]?=(?![=>])")
FUNCTION = re.compile(r"\bfunction\s++([\w$]++)")
CALL = re.compile(r"(?<![\w$])([\w$]++)\s*+\(")
NAME = re.compile(r"[A-Za-z_$][\w$]*+")
# Calls that change nothing by themselves, or only put what was made here into the page.
IDLE = frozenset([
    "if", "for", "while", "switch", "catch", "function", "return", "typeof", "String", "Number", "Array", "Date",
    "RegExp", "parseInt", "getElementById", "getElementsByTagName", "getElementsByClassName", "querySelector",
    "querySelectorAll", "createElement", "createTextNode", "appendChild", "insertBefore", "fromCharCode",
    "charCodeAt", "charAt", "atob", "unescape", "decodeURIComponent", "decodeURI", "join", "split", "reverse",
    "replace", "replaceAll", "slice", "substr", "substring", "concat", "map", "forEach", "push", "shift", "trim",
    "toString", "toLowerCase", "toUpperCase", "test", "match", "indexOf", "includes", "search", "setTimeout",
    "addEventListener", "ready", "jQuery", "$", "getTime", "random", "floor", "round",
])  # fmt: skip


def is_husk(script: str, cuts: Sequence[tuple[int, int]]) -> bool:
    """Tell whether a script is of no use without some stretches.

    What is left may look at things, decide, and put variables together that it uses itself; it may not set
    anything of the page, call anything unknown, or make a variable that only other scripts could use.

    Args:
        script: the script.
        cuts: start and end of what is cut out, in any order.
    """
    if len(script) > LARGEST:
        return False
    used = Counter(NAME.findall(script))
    rest, position = [], 0
    for start, end in sorted(cuts):
        rest.append(script[position:start])
        position = max(position, end)
    left = LITERAL.sub(" 0 ", "".join([*rest, script[position:]]))
    if SETTING.search(left):
        return False
    functions = FUNCTION.findall(left)
    return all(used[name] > 1 for name in [*functions, *ASSIGNED.findall(left)]) and IDLE.union(
        functions
    ).issuperset(CALL.findall(left))
