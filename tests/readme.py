"""Runs the commands of the README; `python tests/readme.py` writes what they print into it."""

import os
import re
import shlex
from pathlib import Path

from click.testing import CliRunner

from spamdetect.cli import main

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)


def blocks(text: str, language: str) -> list[str]:
    """The fenced blocks of a language."""
    return [code for kind, code in BLOCK.findall(text) if kind == language]


def printed(command: str) -> str:
    """A command line and what it prints."""
    program, *arguments = shlex.split(command)
    assert program == "spamdetect"
    result = CliRunner().invoke(main, arguments, prog_name=program, terminal_width=80)
    return f"$ {command}\n{result.output}"


def rerun(text: str) -> str:
    """The text with every `console` block as its commands print it now."""

    def fresh(block: re.Match[str]) -> str:
        if block[1] != "console":
            return block[0]
        commands = [line[2:] for line in block[2].splitlines() if line.startswith("$ ")]
        return f"```console\n{''.join(map(printed, commands))}```"

    return BLOCK.sub(fresh, text)


if __name__ == "__main__":
    os.chdir(ROOT)
    README.write_text(rerun(README.read_text("utf-8")), "utf-8")
