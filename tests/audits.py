"""Runs audits as a user does, each in a process of its own that has everything loaded already."""

from __future__ import annotations

import io
import json
import multiprocessing
import os
import signal
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from unittest.mock import patch

# Twisted's reactor runs once in a process. A fork of a process that has the libraries in memory takes a moment, a
# fresh interpreter takes seconds.
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(
    ["spamdetect.cli", "spamdetect.audit.crawl", "scrapy.core.downloader.handlers.http11", "scrapy.core.scheduler",
     "scrapy.extensions.throttle", "scrapy.downloadermiddlewares.robotstxt"]
)  # fmt: skip
QUICK = ("--delay", "0", "--timeout", "60", "--no-config")


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str


def main_in(pipe: Connection, arguments: Sequence[str], public: Sequence[str]) -> None:
    """Run a command and send what it did. `public` hosts count as public: the only ones here are loopback."""
    from spamdetect.audit import guard, numbers
    from spamdetect.cli import main

    os.setpgid(0, 0)
    out, err = io.StringIO(), io.StringIO()
    code = 0
    is_public = numbers.is_public

    def public_here(number: str) -> bool:
        return number in public or is_public(number)

    with (
        redirect_stdout(out), redirect_stderr(err),
        patch.object(numbers, "is_public", public_here), patch.object(guard, "is_public", public_here),
    ):  # fmt: skip
        try:
            main(list(arguments), standalone_mode=True)
        except SystemExit as left:
            code = int(left.code or 0)
    pipe.send((code, out.getvalue(), err.getvalue()))


def run(*arguments: str, public: Sequence[str] = ()) -> Ran:
    """Run a command to its end."""
    ours, theirs = FORKS.Pipe()
    process = FORKS.Process(target=main_in, args=(theirs, arguments, public))
    process.start()
    theirs.close()
    try:
        return Ran(*ours.recv())
    finally:
        process.join()


def killed(file: Path, records: int, *arguments: str, how: signal.Signals = signal.SIGKILL) -> int:
    """Run an audit and kill it as soon as its results have so many records; return how many they had then."""
    _, theirs = FORKS.Pipe()
    process = FORKS.Process(target=main_in, args=(theirs, arguments, ()))
    process.start()
    theirs.close()
    while process.is_alive() and len(lines(file)) < records:
        process.join(0.01)
    if process.is_alive() and process.pid:
        os.kill(process.pid, how)
    process.join()
    return len(lines(file))


def lines(file: Path) -> list[str]:
    """Return the whole lines of a results file."""
    text = file.read_text("utf-8") if file.exists() else ""
    return text[: text.rfind("\n") + 1].splitlines()


def records(file: Path, kind: str) -> list[dict[str, Any]]:
    """Return the records of a kind."""
    return [data for data in map(json.loads, lines(file)) if data["kind"] == kind]
