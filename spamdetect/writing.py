"""Writing a file so that it is either the old one or the new one, and never half of either."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Write a file under another name beside it, then put it in its place; its permissions stay.

    What is no plain file (a device, a pipe) is written to directly. A link stays, its target is replaced.

    Raises:
        OSError: it cannot be written; the old file is still there.
    """
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file():
        target.write_bytes(content)
        return
    with replacing(target) as beside:
        beside.write_bytes(content)


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Give a name beside a file to write to, and put what was written in its place at the end, or nothing on error.

    Raises:
        OSError: it cannot be put there; the old file is still there.
    """
    beside = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    # Whoever can put files into the folder may have left a link by this name that leads elsewhere.
    beside.unlink(missing_ok=True)
    beside.touch(exist_ok=False)
    try:
        yield beside
        if target.exists():
            shutil.copymode(target, beside)
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
