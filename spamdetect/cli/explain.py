"""`spamdetect explain`: every place of a page that was judged, its score, and what made the score."""

from __future__ import annotations

from collections.abc import Iterator

import click

from spamdetect.cli.options import judging
from spamdetect.parse import parse
from spamdetect.policy import excerpt
from spamdetect.report.terminal import indented
from spamdetect.report.untrusted import defanged, plain
from spamdetect.sources.files import Input, Selection, find
from spamdetect.sources.scan import Options, look, sheets_of
from spamdetect.types import EMPTY, Report, Verdict


@click.command("explain", short_help="Print every judged place of pages with its score and reasons.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@judging
@click.pass_context
def command(context: click.Context, *, paths: tuple[str, ...], options: Options) -> None:
    """Print every judged place of pages with its score and the reasons that add up to it.

    Places that the cheap first look finds sure clean are not judged. Exit codes: 0 done, whatever was found,
    2 usage or internal error, 3 something could not be scanned.
    """
    done = True
    for item in find(paths, Selection(options.config)):
        page, report = look(item, options, explain=True)
        if report.status == "scanned":
            click.echo("\n".join(explained(item, page, report)))
        else:
            done = done and report.reason == EMPTY
            click.echo(f"{plain(item.name)}: {plain(report.reason or report.status)}", err=True)
    context.exit(0 if done else 3)


def explained(item: Input, page: bytes, report: Report) -> Iterator[str]:
    """Yield the lines about one page."""
    document = parse(page, kind=report.kind, encoding=report.encoding, sheets=sheets_of(item, page))
    yield click.style(plain(item.name), bold=True) + (
        f"  {report.label}, probability {report.probability:.3f}; {report.kind}, {report.encoding}; "
        f"{len(report.verdicts)} places of {len(document.blocks)} blocks judged"
    )
    for verdict in report.verdicts:
        offset = document.places.offset(verdict.block, verdict.span.start)
        line, column = document.source.line_column(offset)
        text = document.blocks[verdict.block].text[verdict.span.start : verdict.span.end]
        yield f"\n{line}:{column}  {judged(verdict)}"
        yield click.style(indented("", defanged(excerpt(text, ()))), bold=True)
        for reason in verdict.reasons:
            yield f"      {reason.weight:+8.2f}  {reason.sentence} [{reason.feature}]"


def judged(verdict: Verdict) -> str:
    """Return the decision about a place."""
    score = sum(reason.weight for reason in verdict.reasons)
    label = click.style(verdict.label, fg="red" if verdict.label != "clean" else "green", bold=True)
    return f"{label}  score {score:+.2f}, probability {verdict.probability:.3f}, {verdict.topic}, {verdict.technique}"
