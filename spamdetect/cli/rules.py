"""`spamdetect rules`: what every rule means."""

from __future__ import annotations

import click

from spamdetect.config import suggestion
from spamdetect.errors import UsageError
from spamdetect.report.rules import RULES, Rule
from spamdetect.report.terminal import indented


@click.command("rules", short_help="List what is found, and what to do about it.")
@click.argument("names", nargs=-1, metavar="[RULE]...")
def command(names: tuple[str, ...]) -> None:
    """List every rule with what was found and what to do, or print all that there is to know of some rules."""
    for name in names:
        click.echo(named(name).page, nl=False)
    if names:
        return
    for rule in RULES.values():
        click.echo(f"{click.style(f'{rule.id} {rule.name}', bold=True)} ({rule.severity} severity)")
        for text in (rule.what, rule.advice):
            click.echo(indented("", text))


def named(name: str) -> Rule:
    """Return the rule of an id or a name.

    Raises:
        UsageError: there is none.
    """
    for rule in RULES.values():
        if name.casefold() in (rule.id.casefold(), rule.name):
            return rule
    raise UsageError(
        f"there is no rule {name!r}{suggestion(name, [word for rule in RULES.values() for word in (rule.id, rule.name)])}"
    )
