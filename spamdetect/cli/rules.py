"""`spamdetect rules`: what every rule means."""

from __future__ import annotations

import click

from spamdetect.report.rules import RULES
from spamdetect.report.terminal import indented


@click.command("rules", short_help="List what is found, and what to do about it.")
def command() -> None:
    """List every rule: what was found, what to do, and where to read more."""
    for rule in RULES.values():
        click.echo(f"{click.style(f'{rule.id} {rule.name}', bold=True)} ({rule.severity} severity)")
        for text in (rule.what, rule.advice, rule.help):
            click.echo(indented("", text))
