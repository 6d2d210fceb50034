"""`spamdetect clean`: the pages without the injected spam, every other byte as it was."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from spamdetect.check import removed_spans
from spamdetect.clean import without
from spamdetect.cli.diff import unified
from spamdetect.cli.options import judging
from spamdetect.errors import UnreadableInput
from spamdetect.parse.decode import codec_of
from spamdetect.report.entries import counted
from spamdetect.report.untrusted import plain, printable
from spamdetect.sources.files import STDIN, Input, Selection, find
from spamdetect.sources.scan import Options, lean, look
from spamdetect.sources.site import known
from spamdetect.types import EMPTY, Checked, Report
from spamdetect.writing import write_whole


@click.command("clean", short_help="Print or write pages without the injected spam.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--text", "mode", flag_value="text", help="Print the readable text of the cleaned page.")
@click.option("--diff", "mode", flag_value="diff", help="Print what would change as a patch.")
@click.option("--write", "mode", flag_value="write", help="Write the cleaned pages back to their files.")
@click.option(
    "--backup", metavar="SUFFIX", help="With --write: keep the old file under its name and this suffix."
)
@click.option("-q", "--quiet", is_flag=True, help="Do not say what was removed.")
@judging
@click.pass_context
def command(
    context: click.Context, *, paths: tuple[str, ...], mode: str | None, backup: str | None, quiet: bool,
    options: Options,
) -> None:  # fmt: skip
    """Print a page without the injected spam; every other byte is as it was.

    With --diff or --write there may be many pages. Exit codes: 0 done, whether or not anything was found,
    2 usage or internal error, 3 something could not be read or written.
    """
    inputs = find(paths, Selection(options.config))
    if backup is not None and mode != "write":
        raise click.UsageError("--backup needs --write")
    if mode == "write" and STDIN in paths:
        raise click.UsageError("standard input cannot be written back")
    if len(inputs) != 1 and mode not in ("diff", "write"):
        raise click.UsageError(f"{len(inputs)} pages were named; use --diff or --write, or name one")
    done = True
    for item, page, report in looks(inputs, options):
        try:
            message = cleaned(item, page, report, mode, backup)
        except UnreadableInput as error:
            done = done and error.reason == EMPTY
            click.echo(f"{plain(item.name)}: {plain(error.reason)}", err=True)
        else:
            if message and not quiet:
                click.echo(f"{plain(item.name)}: {message}", err=True)
    context.exit(0 if done else 3)


def looks(inputs: Sequence[Input], options: Options) -> Iterator[tuple[Input, bytes, Report]]:
    """Yield every page with its answer, and once more those in which the site as a whole shows something."""
    found = []
    for item in inputs:
        page, report = look(item, options)
        found.append(Checked(item.name, lean(report)))
        yield item, page, report
    if site := known(found, options):
        for number in site.suspects(inputs, found):
            page, report = look(inputs[number], site.options)
            if (vouched := site.vouched(report)).findings:
                yield inputs[number], page, vouched


def cleaned(item: Input, page: bytes, report: Report, mode: str | None, backup: str | None) -> str:
    """Clean one page, and return what is to be said about it.

    Raises:
        UnreadableInput: it was not read, or not written.
    """
    if report.status != "scanned":
        raise UnreadableInput(report.reason or report.status)
    spans = removed_spans(report.findings)
    if mode == "write":
        if spans and item.compressed:
            raise UnreadableInput("not written: clean the page that was compressed into it", skipped=False)
        if spans and item.file is not None:
            write_back(item.file, page, without(page, spans), backup)
    elif mode == "diff":
        show(unified(plain(item.name), page, spans), report.encoding)
    elif mode == "text":
        end = "\n" if report.kind == "html" else ""  # Plain text comes back with its own.
        show((report.clean_text + end).encode("utf-8", "replace"), None)
    else:
        show(without(page, spans), report.encoding)
    if not report.findings:
        return ""
    removed = sum(span.end - span.start for span in spans)
    spam = "; the page as a whole is spam, which no cleaning helps" if report.label == "spam" else ""
    return f"{counted(len(report.findings), 'finding')}, {counted(removed, 'byte')} removed{spam}"


def write_back(file: Path, page: bytes, clean_page: bytes, backup: str | None) -> None:
    """Put a cleaned page in place of the page that was read, if that is still what the file holds.

    Raises:
        UnreadableInput: the file has changed meanwhile, or cannot be written.
    """
    try:
        if file.read_bytes() != page:
            raise UnreadableInput("not written: the file has changed meanwhile", skipped=False)
        if backup is not None:
            write_whole(file.with_name(file.name + backup), page)
        write_whole(file, clean_page)
    except OSError as error:
        raise UnreadableInput(f"cannot be written: {error.strerror or error}", skipped=False) from error


def show(content: bytes, encoding: str | None) -> None:
    """Print bytes as they are; on a terminal print them as text that cannot steer it.

    Args:
        content: what to print.
        encoding: its encoding; None for UTF-8.
    """
    if not sys.stdout.isatty():
        click.echo(content, nl=False)
        return
    known = codec_of(encoding or "utf-8")
    text = content.decode(known[1] if known is not None else "latin-1", "replace")
    click.echo("\n".join(map(printable, text.splitlines())))
