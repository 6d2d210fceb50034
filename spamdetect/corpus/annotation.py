"""What is said of a record, the same in every format and engine."""

from __future__ import annotations

from typing import Any

from spamdetect.check import removed_spans
from spamdetect.corpus.settings import Mode
from spamdetect.parse.decode import codec_of
from spamdetect.report.json import rounded
from spamdetect.types import Report, Topic


def annotation(report: Report) -> dict[str, Any]:
    """Return the answer for a record as plain values.

    Keys: `status` and `reason` as in `Report`; `label`, `score` (the probability that the page is not clean) and
    `topic`, which are None where they mean nothing: the page was not scanned, nothing was found; `spans`, a list of
    `[start, end)` that cleaning removes, in characters of a page that is `str` and in bytes of one that is `bytes`.
    """
    scanned = report.status == "scanned"
    return {
        "status": report.status,
        "reason": report.reason,
        "label": report.label if scanned else None,
        "score": rounded(report.probability) if scanned else None,
        "topic": topic_of(report),
        "spans": [[span.start, span.end] for span in removed_spans(report.findings)],
    }


def topic_of(report: Report) -> Topic | None:
    """Return what the surest finding advertises, or None."""
    surest = max(report.findings, key=lambda finding: finding.probability, default=None)
    return surest.topic if surest is not None else None


def replacement(report: Report, mode: Mode) -> bytes | str:
    """Return what a record holds in place of its page, of the type that the page had, or `str` for its text."""
    return report.clean_text if mode == "text" else report.clean_html


def as_text(content: bytes | str, encoding: str | None) -> str:
    """Return a page as text; one of which no encoding is known holds none."""
    if isinstance(content, str):
        return content
    known = codec_of(encoding) if encoding is not None else None
    return content.decode(known[1], "replace") if known is not None else ""
