"""`spamdetect label`: say of every finding whether it is spam, and write down what was said."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, get_args

import click

from spamdetect.cli.options import judging
from spamdetect.errors import UsageError
from spamdetect.report.entries import counted
from spamdetect.report.terminal import finding_lines
from spamdetect.report.untrusted import defanged, plain
from spamdetect.sources.files import STDIN, Input, Selection, find
from spamdetect.sources.scan import Options, look
from spamdetect.train.labelled import line_of, named_from, read_labelled
from spamdetect.train.samples import Truth
from spamdetect.types import Finding, Report

FILE = "labelled.jsonl"
Answer = Literal["y", "n", "s", "q"]
QUESTION = "  Is it spam? [y]es, [n]o, [s]kip this page, [q]uit"


@click.command("label", short_help="Say of findings whether they are spam, for train and evaluate.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), default=FILE, show_default=True,
    metavar="FILE", help="The file of labelled pages to add to; pages that are in it are not asked about again.",
)  # fmt: skip
@click.option(
    "--site", metavar="NAME", help="Site that the pages are from; the folder they are in by default."
)
@click.option("--language", metavar="CODE", help="Language of what is found, such as tr.")
@judging
@click.pass_context
def command(
    context: click.Context, *, paths: tuple[str, ...], output: Path, site: str | None, language: str | None,
    options: Options,
) -> None:  # fmt: skip
    """Walk through the findings in files and folders and say of each whether it is spam.

    A page is written down once all its findings are answered: injected with the stretches that are spam, spam as
    a whole, or clean if nothing was. What the program does not find is not asked about, so look with
    --sensitivity eager. Pages without a finding are left out. Exit codes: 0 done, 2 usage or internal error,
    3 some page could not be scanned.
    """
    if STDIN in paths:
        raise UsageError("standard input is for the answers: name files and folders")
    known = {page.id for page in read_labelled(output)} if output.exists() else set()
    output.parent.mkdir(parents=True, exist_ok=True)
    done, written = True, 0
    for item in find(paths, Selection(options.config)):
        if item.file is not None and named_from(output.parent, item.file) in known:
            continue
        page, report = look(item, options)
        if report.status != "scanned" or item.file is None:
            done = False
            click.echo(f"{plain(item.name)}: {defanged(report.reason or report.status)}", err=True)
            continue
        answers = asked(item, report)
        if answers is None:
            break
        if len(answers) < len(report.findings) or not answers:
            continue
        line = labelled(item, item.file, page, report, answers, output.parent, site, language)
        with output.open("a", encoding="utf-8") as file:
            file.write(line + "\n")
        written += 1
    click.echo(f"{counted(written, 'page')} added to {plain(str(output))}", err=True)
    context.exit(0 if done else 3)


def asked(item: Input, report: Report) -> list[Answer] | None:
    """Ask about the findings of a page.

    Returns:
        The answers, fewer than findings if the page is to be left out; None if the user has had enough.
    """
    answers: list[Answer] = []
    for number, finding in enumerate(report.findings, 1):
        click.echo(click.style(f"\n{plain(item.name)}", bold=True) + f"  {number} of {len(report.findings)}")
        click.echo(finding_lines(finding))
        answer: Answer = click.prompt(QUESTION, type=click.Choice(get_args(Answer)), show_choices=False)
        if answer == "q":
            return None
        if answer == "s":
            return answers
        answers.append(answer)
    return answers


def labelled(
    item: Input, file: Path, page: bytes, report: Report, answers: list[Answer], folder: Path,
    site: str | None, language: str | None,
) -> str:  # fmt: skip
    """Return the line of a page whose findings were answered."""
    bad = [finding for finding, answer in zip(report.findings, answers, strict=True) if answer == "y"]
    about = max(bad, key=lambda finding: finding.probability) if bad else None
    # A file that was named by itself has the folder of the command for its root.
    home = item.root if item.root not in (None, Path.cwd()) else file.parent
    known = {
        "kind": report.kind,
        "site": site or home.resolve().name,
        **({"language": language} if language else {}),
        **({"topic": about.topic, "technique": about.technique} if about else {}),
    }
    spans = [span for finding in bad for span in finding.spans]
    return line_of(file, folder, page, truth_of(bad), spans, **known)


def truth_of(bad: list[Finding]) -> Truth:
    """Return what a page with these confirmed findings is."""
    if any(finding.action == "review" for finding in bad):
        return "spam"
    return "injected" if bad else "clean"
