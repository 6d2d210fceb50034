"""The command line. One file a command; this one holds what they share: start, errors and exit codes.

Reports go to standard output, everything else to standard error. Exit codes: 0 nothing found, 1 findings,
2 usage or internal error, 3 something could not be scanned or there was nothing to scan, 130 interrupted.
"""

from __future__ import annotations

import io
import os
import sys
import traceback

import click

from spamdetect import __version__
from spamdetect.cli import (
    audit,
    baseline,
    check,
    clean,
    corpus,
    evaluate,
    explain,
    label,
    report,
    rules,
    train,
)  # fmt: skip
from spamdetect.errors import SpamdetectError

INTERRUPTED = 130  # What shells report for a program that was stopped by Ctrl-C.


class Failure(click.ClickException):
    """An error that is the user's or ours, but no finding: its exit code is 2."""

    exit_code = 2


class Commands(click.Group):
    """The commands, and the promise that exit code 1 means findings and nothing else."""

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; turn whatever goes wrong into a message and an exit code."""
        try:
            return super().invoke(ctx)
        except click.UsageError:
            raise
        except (click.ClickException, SpamdetectError) as error:
            raise Failure(str(error)) from error
        except (KeyboardInterrupt, click.Abort):
            click.echo("interrupted; nothing was reported", err=True)
            ctx.exit(INTERRUPTED)
        except click.exceptions.Exit:
            raise
        except BrokenPipeError:
            # The reader has gone; without this Python would complain about it once more at its end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(Failure.exit_code)
        except OSError as error:
            raise Failure(str(error)) from error
        except Exception as error:
            place = traceback.extract_tb(error.__traceback__)[-1]
            raise Failure(
                f"internal error, please report it: {type(error).__name__}: {error} "
                f"({place.filename}:{place.lineno})"
            ) from error


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
@click.pass_context
def main(context: click.Context) -> None:
    """Find spam that somebody put into web pages, and give the pages back without it."""
    if os.environ.get("NO_COLOR"):
        context.color = False
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # Pages speak every language, whatever the locale of the machine that reads them.
            stream.reconfigure(encoding="utf-8", errors="replace")


for module in (check, clean, audit, report, corpus, explain, baseline, rules, label, train, evaluate):
    main.add_command(module.command)
