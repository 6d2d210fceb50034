"""Markdown tables, as the reports on a model have them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def markdown(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table of names in the first column and figures in the others."""
    rule = ["---", *("---:" for _ in header[1:])]
    return "\n".join(f"| {' | '.join(line)} |" for line in (header, rule, *rows))


def share(value: float | None, bounds: tuple[float, float] | None = None, *, digits: int = 2) -> str:
    """Return a share in per cent, its 95 % interval behind it; nothing if there is none."""
    if value is None:
        return ""
    interval = f" ({bounds[0]:.1%}-{bounds[1]:.1%})" if bounds else ""
    return f"{value:.{digits}%}{interval}"
