"""For test suites of sites: `assert_no_injection(page)`."""

from __future__ import annotations

import click

from spamdetect.check import check, default_model
from spamdetect.policy import Sensitivity
from spamdetect.report.terminal import render
from spamdetect.types import Checked, ModelId, Run


def assert_no_injection(
    page: bytes | str,
    *,
    url: str | None = None,
    sensitivity: Sensitivity = "regular",
    max_fpr: float | None = None,
) -> None:
    """Pass if no spam is found in a page.

    Args:
        page: the page as it is stored or served.
        url: where it is from; links to the same site count as its own.
        sensitivity: see `spamdetect.check`.
        max_fpr: see `spamdetect.check`.

    Raises:
        AssertionError: something was found, or the page could not be scanned; the text says what and why.
        UsageError: an option makes no sense.
        ModelError: the model cannot be loaded.
    """
    model = default_model()
    report = check(page, url=url, sensitivity=sensitivity, max_fpr=max_fpr, model=model)
    if report.findings or report.status != "scanned":
        run = Run((Checked(url or "page", report),), ModelId(model.id, model.version, model.sha256))
        raise AssertionError("\n" + click.unstyle(render(run)))
