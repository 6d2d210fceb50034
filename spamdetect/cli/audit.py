"""`spamdetect audit`: crawl a live site and report what is wrong with it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import click

from spamdetect import __version__
from spamdetect.audit.address import absolute, host_and_port, twins
from spamdetect.audit.numbers import private_hosts
from spamdetect.audit.plan import Plan
from spamdetect.audit.record import FORMAT, End, Header, Journal, has_header
from spamdetect.audit.run import Results, results_of
from spamdetect.check import MAX_BYTES, default_model
from spamdetect.cli.options import Command, Option, with_options
from spamdetect.cli.report import reporting, tell
from spamdetect.config import Config
from spamdetect.errors import UsageError
from spamdetect.extras import extra
from spamdetect.policy import FALSE_POSITIVE_RATES
from spamdetect.report import Output
from spamdetect.types import ModelId

LIMITS: tuple[Option, ...] = (
    click.option("--results", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
                 help="Where results are kept as they come; an audit goes on from there.  [default: audit-HOST.jsonl]"),
    click.option("--host", "hosts", multiple=True, metavar="NAME", help="Another host of the same site. Repeatable."),
    click.option("--max-pages", type=click.IntRange(1), default=1_000, show_default=True, metavar="N",
                 help="Pages to fetch at most."),
    click.option("--max-depth", type=click.IntRange(0), default=20, show_default=True, metavar="N",
                 help="Links to follow from the start at most."),
    click.option("--max-minutes", type=click.FloatRange(0, min_open=True), metavar="N", help="Stop after this time."),
    click.option("--max-bytes", type=click.IntRange(1), default=MAX_BYTES, show_default=True, metavar="N",
                 help="Skip larger pages."),
    click.option("--timeout", type=click.FloatRange(0, min_open=True), default=30.0, show_default=True,
                 metavar="SECONDS", help="How long an answer may take."),
    click.option("--delay", type=click.FloatRange(0), default=0.5, show_default=True, metavar="SECONDS",
                 help="Time between requests at least."),
    click.option("--ignore-robots", is_flag=True, help="Look at what robots.txt forbids, too: for your own site."),
    click.option("--views", type=click.IntRange(0), default=60, show_default=True, metavar="N",
                 help="Pages to fetch as a search engine's crawler and as a visitor from a search, too; 0 for none."),
    click.option("--links", "outside", is_flag=False, flag_value=200, default=0, type=click.IntRange(0), metavar="N",
                 help="Look at N pages of other sites that this one links to (200 if no number is given)."),
    click.option("--render", "rendered", is_flag=False, flag_value=20, default=0, type=click.IntRange(0), metavar="N",
                 help="Open N pages in an installed Chromium, too (20 if no number is given)."),
    click.option("--sensitivity", type=click.Choice(list(FALSE_POSITIVE_RATES)), default="regular",
                 show_default=True, help="How many false findings to tolerate."),
    click.option("--max-fpr", type=click.FloatRange(0, 1, min_open=True, max_open=True), metavar="RATE",
                 help="The same as a number: the tolerated share of clean pages with a finding."),
    click.option("--no-progress", is_flag=True, help="No progress bar."),
)  # fmt: skip


def limited(command: Command) -> Command:
    """Give a command the options that say how far an audit goes."""
    return with_options(command, LIMITS)


@click.command("audit", short_help="Crawl a live site and report injected spam in it.")
@click.argument("url")
@limited
@reporting
@click.pass_context
def command(
    context: click.Context, /, *, url: str, results: Path | None, hosts: tuple[str, ...], max_minutes: float | None,
    ignore_robots: bool, no_progress: bool, outputs: tuple[Output, ...], config: Config, since: Path | None,
    exit_zero: bool, **limits: Any,
) -> None:  # fmt: skip
    """Crawl the live site at URL and report injected spam in it.

    Only the host of URL (with and without www) and those named by --host are crawled, one request at a time.
    Results are written as they come: after an interruption the same command goes on where it was. Exit codes
    are those of check.
    """
    with extra("audit"):
        from spamdetect.audit.crawl import crawl
    if limits["rendered"]:
        with extra("render"):
            from spamdetect.audit import render
    start, credentials = opened(url)
    site = host_and_port(start)
    plan = Plan(
        start, tuple(dict.fromkeys((*twins(site), *map(str.lower, hosts)))), robots=not ignore_robots,
        max_seconds=60 * (max_minutes or 0.0), **limits,
    )  # fmt: skip
    file = results or Path(f"audit-{site.replace(':', '-').strip('[]')}.jsonl")
    try:
        private = private_hosts(plan.sites)
    except OSError as error:
        raise UsageError(f"{site} cannot be found: {error.strerror or error}") from error
    state = known(file, plan)
    with Journal(file) as journal:
        state = begun(file, journal, plan, state)
        if state.end != "finished" or state.header.plan != plan:
            with bar(not no_progress) as watch:
                reason = crawl(state.frontier, journal, private=private, credentials=credentials, watch=watch)
            if reason == "shutdown":
                click.echo(f"the same command goes on from {file}", err=True)
                raise click.Abort
            if plan.rendered:
                for page in render.rendered(render.chosen(results_of(file)), plan, private, credentials):
                    journal.write(page)
            journal.write(End(reason))
    tell(context, file, outputs, config, since, exit_zero=exit_zero)


def opened(url: str) -> tuple[str, tuple[str, str] | None]:
    """Return the address that an audit starts at, and the name and password that it was given with.

    Raises:
        UsageError: it is no address of the web.
    """
    text = url if "://" in url else f"https://{url}"
    start = absolute(text, text)
    if not start:
        raise UsageError("an audit needs an address such as https://example.org")
    parts = urlsplit(text)
    if parts.username is None:
        return start, None
    return start, (unquote(parts.username), unquote(parts.password or ""))


def known(file: Path, plan: Plan) -> Results | None:
    """Return what an audit that was begun has in its results file; None if there is none. The file stays as it is.

    Raises:
        UsageError: it is something else, or the audit of another site.
    """
    if not has_header(file):
        return None
    state = results_of(file, plan)
    if state.header.plan.start != plan.start:
        raise UsageError(
            f"{file} holds the audit of {state.header.plan.start}; name another file with --results"
        )
    return state


def begun(file: Path, journal: Journal, plan: Plan, state: Results | None) -> Results:
    """Return where an audit stands; what it is to do is written down if that is new."""
    if state is None:
        model, now = default_model(), datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        journal.write(Header(FORMAT, __version__, now, plan, ModelId(model.id, model.version, model.sha256)))
        return results_of(file)
    if state.header.plan != plan:
        journal.write(replace(state.header, plan=plan))
    return state


@contextmanager
def bar(show: bool) -> Iterator[Callable[[int, int], None]]:
    """Give what is told about progress, and show it on standard error if that is a terminal."""
    if not (show and sys.stderr.isatty()):
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("auditing"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)
