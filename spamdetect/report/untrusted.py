"""Text that somebody else wrote, made harmless before it goes into a report.

Excerpts, sources, host names, file names and reasons for failure may all come from an attacker. A report is read
in terminals, in the logs of build servers, in merge requests and browsers; in none of them may such a text do
more than be read.
"""

from __future__ import annotations

import json
import re
from typing import Any

SPACE = re.compile(r"\s+")
# GitHub, Azure and TeamCity obey `##[command]` anywhere in a line of a log and `::command::` at its start.
COMMAND = re.compile(r"##(?=[\w.-]*\[)|::")
# A dot that may stand in a domain name: mail, chat and issue trackers turn `name.tld` into a link by themselves.
DOT = re.compile(r"(?<=\w)\.(?=[^\W\d_]{2})")
STRANGE = re.compile(r"[^\n\x20-\x7e]")


def printable(text: str) -> str:
    """Return the text with every character that is not seen (controls, bidi marks, zero width) as a space."""
    return "".join(char if char.isprintable() else " " for char in text)


def plain(text: str) -> str:
    """Return the text as one line that steers neither a terminal nor a build server."""
    line = SPACE.sub(" ", printable(text)).strip()
    return COMMAND.sub(lambda match: " ".join(match.group()), line)


def defanged(text: str) -> str:
    """Return the text as such a line, with addresses that nothing turns into links."""
    return DOT.sub("[.]", plain(text)).replace("://", "[:]//")


def as_json(value: Any) -> str:
    """Return a value as JSON that reads the same for a parser and does nothing to what shows it."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return STRANGE.sub(escaped, text).replace("##", r"\u0023#") + "\n"


def escaped(match: re.Match[str]) -> str:
    """Return a character as it is if it is seen, as a JSON escape if not."""
    return match.group() if match.group().isprintable() else json.dumps(match.group())[1:-1]
