"""The pages that lie in a folder, one file each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from spamdetect.check import Page
from spamdetect.corpus.record import Record
from spamdetect.corpus.settings import Settings
from spamdetect.corpus.shards import Shard
from spamdetect.errors import UnreadableInput
from spamdetect.sources.files import readable as named


def read(shard: Shard, settings: Settings) -> Iterator[Record]:
    """Yield the pages of a folder; what cannot be read is a record with a problem."""
    position = 0
    for number, item in enumerate(shard.pages, 1):
        name = named(Path(item.path.name))
        try:
            content = item.read(settings.max_bytes)
            position += item.path.stat().st_size
        except (OSError, UnreadableInput) as error:
            yield Record(number, position, None, {"path": name}, name, str(error))
        else:
            yield Record(number, position, Page(content, kind=settings.kind), {"path": name}, name)
