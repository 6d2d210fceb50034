"""What is fuzzed: each target takes any bytes and raises where a promise is broken.

A target lets the errors pass that are meant for such input and nothing else, so that every other one is a finding.
"""

import hashlib
import json
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from spamdetect import check
from spamdetect.baseline import read_baseline
from spamdetect.check import removed_spans
from spamdetect.clean import joined, restored, without
from spamdetect.config import read_config
from spamdetect.errors import ModelError, UnreadableInput, UsageError
from spamdetect.marks import ignore_marks, may_hold_marks
from spamdetect.model import Model, part, read_arrays
from spamdetect.parse import parse
from spamdetect.parse.address import find_addresses, host_of, inner_target, readable_host, readable_path
from spamdetect.parse.colour import BLACK, colour_of
from spamdetect.parse.decode import decode
from spamdetect.parse.document import Document, Mark
from spamdetect.parse.expression import LARGEST_OUTPUT
from spamdetect.parse.length import pixels
from spamdetect.parse.linked_sheets import sheet_addresses
from spamdetect.parse.media import applies
from spamdetect.parse.script import written_by
from spamdetect.parse.script_hiding import hidden_by
from spamdetect.parse.stylesheet import declarations, rules_of
from spamdetect.parse.text import text_links
from spamdetect.report.untrusted import as_json, defanged, plain
from spamdetect.trees import Trees
from spamdetect.types import Span

SEPARATOR = re.compile(r"[;,]")


def text_of(data: bytes) -> str:
    """Text of which any part may be strange: what is no UTF-8 becomes lone surrogates, as in a decoded page."""
    return data.decode("utf-8", "surrogateescape")


def ordered(spans: list[Span], size: int) -> None:
    """Spans are not empty, in order, apart, and inside of what they are about."""
    ends = [position for span in spans for position in (span.start, span.end)]
    assert ends == sorted(ends), ends
    assert not ends or 0 <= ends[0] <= ends[-1] <= size, (ends, size)
    assert all(span.start < span.end for span in spans), spans


def decoding(data: bytes) -> None:
    """Every place of the text leads to a byte, in order, and the end to the end."""
    label, _, page = data.partition(b"\n")
    try:
        source = decode(page, encoding=label.decode("latin-1") or None)
    except UnreadableInput:
        return
    places = source.to_given(range(len(source.text) + 1))
    assert places == sorted(places)
    assert places[0] == source.skipped
    assert places[-1] == len(page)
    # A character cut in two belongs to the next place; a place leads back to itself or to one with the same byte.
    back = source.from_given(places)
    assert [places[offset] for offset in back] == places
    source.text.encode("utf-8")


def whole(document: Document) -> None:
    """Blocks are numbered, their links lie inside of them and lead somewhere."""
    for number, block in enumerate(document.blocks):
        assert block.index == number
        assert block.region >= -1
        for link in block.links:
            assert 0 <= link.start <= link.end <= len(block.text)


def parsing(data: bytes) -> None:
    """Any page is read; whatever is marked in it is cut inside the page, in order, and what is left is read too."""
    try:
        document = parse(data, encoding="utf-8")  # To guess it would take ten times as long as all the rest.
    except UnreadableInput:
        return
    whole(document)
    size = len(document.source.text)
    every = [Mark(block.index, 0, len(block.text)) for block in document.blocks]
    half = [Mark(block.index, len(block.text) // 2, len(block.text)) for block in document.blocks[::2]]
    unlinked = [
        Mark(block.index, link.start, link.end, unlink=True)
        for block in document.blocks
        for link in block.links
    ]
    for marks in (every, half, unlinked):
        cuts = document.places.cuts(marks)
        ordered([cut.span for cut in cuts], size)
        assert all(0 <= mark < len(marks) for cut in cuts for mark in cut.marks)
        given = document.source.to_given([end for cut in cuts for end in (cut.span.start, cut.span.end)])
        assert given == sorted(given)
    assert all(0 <= document.places.offset(block.index, 0) <= size for block in document.blocks)


def styling(data: bytes) -> None:
    """Any style sheet is read, and any declarations."""
    text = text_of(data)
    assert all(rule.selector for rule in rules_of([text], lambda _: True))
    for value, _ in declarations(text).values():
        pixels(value)
        colour_of(value, BLACK)
    for word in SEPARATOR.split(text)[:8]:
        pixels(word.lower())
        colour_of(word.lower(), BLACK)
        applies(word)


def scripting(data: bytes) -> None:
    """Any script is read; what it writes is bounded, and stands in it."""
    script = text_of(data)
    written = written_by(script)
    assert sum(len(item.markup) for item in written) <= LARGEST_OUTPUT
    for item in written:
        for start, end in item.statements:
            assert 0 <= start <= end <= len(script), (start, end, len(script))
    for hides in hidden_by(script):
        assert hides.selector


def addressing(data: bytes) -> None:
    """Any address and any text with addresses is read."""
    text = text_of(data)
    host = host_of(text)
    assert host == host.lower()
    readable_host(host)
    readable_path(text)
    inner_target(text)
    for start, end, address in find_addresses(text):
        assert text[start:end] == address
    links = text_links(text)
    assert list(links) == sorted(links, key=lambda link: link.start)
    assert all(0 <= link.start <= link.end <= len(text) for link in links)
    list(sheet_addresses(text))


def cleaning(data: bytes) -> None:
    """Cutting spans and finding the way back are exact, whatever the spans."""
    size = len(data)
    numbers = [int.from_bytes(data[start : start + 2], "big") % (size + 1) for start in range(0, size - 3, 2)]
    spans = joined([Span(min(pair), max(pair)) for pair in zip(numbers[::2], numbers[1::2], strict=False)])
    ordered(spans, size)
    gone = {place for span in spans for place in range(span.start, span.end)}
    left = bytes(byte for place, byte in enumerate(data) if place not in gone)
    assert without(data, spans) == left
    # Each stretch of what is left is found again, with nothing of the page in it but itself and what was cut.
    pieces = [Span(start, min(start + 3, len(left))) for start in range(0, len(left), 5)]
    for piece, back in zip(pieces, restored(pieces, spans), strict=True):
        kept = bytes(data[place] for place in range(back.start, back.end) if place not in gone)
        assert kept == left[piece.start : piece.end]


def checking(data: bytes) -> None:
    """The whole line: spans in order, the page less exactly them, and never an error."""
    report = check(data, encoding="utf-8")
    assert report.status != "failed", report.reason
    spans = removed_spans(report.findings)
    ordered(spans, len(data))
    assert report.clean_html == without(data, spans)
    assert 0.0 <= report.probability <= 1.0
    for finding in report.findings:
        for line in (plain(finding.excerpt), defanged(finding.excerpt), *map(defanged, finding.hosts)):
            assert line.isprintable()
        assert as_json([piece.text for piece in finding.source]).isascii() or finding.source


def marking(data: bytes) -> None:
    """Ignore marks are read from any page, inside of it."""
    page = data.replace(b"\1", b"<!-- spamdetect: ignore[SD101] x -->")
    kind = "html" if data[:1] != b"#" else "text"
    if not may_hold_marks(page):
        return
    try:
        found = ignore_marks(page, kind, None)  # type: ignore[arg-type]
    except UnreadableInput:
        return
    for mark in found:
        assert 0 <= mark.span.start <= mark.span.end <= len(page)


def modelling(data: bytes) -> None:
    """A model file is refused or read: nothing in it runs, and its trees end."""
    try:
        arrays = read_arrays(data)
    except ValueError:
        arrays = {}
    # The trees as the bytes have them, too: nearly no mutated archive gets that far.
    count = max(1, len(data) // 6)
    numbers = np.frombuffer(data.ljust(count * 6, b"\0")[: count * 6], dtype=np.int8).reshape(6, 1, count)
    made = dict(zip(("feature", "threshold", "left", "right", "value"), numbers, strict=False))
    for trees in (
        part(arrays, "places/trees"),
        part(arrays, "trees"),
        {**made, "depth": numbers[5, 0, 0], "baseline": 0},
    ):
        try:
            found = Trees.from_arrays(trees)
        except (KeyError, ValueError, TypeError, IndexError, OverflowError):
            continue
        if not found.feature.size or found.feature.size > 4096 or found.feature.max() > 64:
            continue
        rows = np.zeros((2, 65))
        np.testing.assert_allclose(found.log_odds(rows), found.contributions(rows).sum(axis=1), atol=1e-6)


MEMORY = Path("/dev/shm")  # Files that live for a moment need no disk.
FOLDER = TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None)


def model_folders(data: bytes) -> None:
    """A folder that says it is a model is loaded or refused with `ModelError`."""
    described, _, packed = data.partition(b"\0")
    folder = Path(FOLDER.name)
    try:
        meta = json.loads(described)
        if isinstance(meta, dict) and "sha256" in meta:
            # As an attacker would who writes both files.
            meta["sha256"] = hashlib.sha256(packed).hexdigest()
            described = json.dumps(meta).encode()
    except (ValueError, RecursionError):
        pass
    (folder / "model.json").write_bytes(described)
    (folder / "model.npz").write_bytes(packed)
    with suppress(ModelError):
        Model.load(folder)


def configuring(data: bytes) -> None:
    """Settings and baselines are read or refused with `UsageError`."""
    for name, read in (
        ("spamdetect.toml", read_config),
        ("pyproject.toml", read_config),
        ("b.json", read_baseline),
    ):
        file = Path(FOLDER.name, name)
        file.write_bytes(data)
        with suppress(UsageError):
            read(file)


def unpacking(data: bytes) -> None:
    """An archive is refused or read, and no page of it is unpacked further than it may be."""
    from spamdetect.corpus import archives  # It needs what only the extra `corpus` brings.
    from spamdetect.corpus.settings import Settings
    from spamdetect.corpus.shards import Shard

    file = Path(FOLDER.name, "a.warc")
    file.write_bytes(data)
    limit = 1000
    with suppress(UnreadableInput):
        for record in archives.read(Shard(file, "archive", "a"), Settings(max_bytes=limit)):
            assert record.page is None or len(record.page.content) <= limit + 1


TARGETS: dict[str, Callable[[bytes], None]] = {
    "address": addressing,
    "check": checking,
    "clean": cleaning,
    "config": configuring,
    "css": styling,
    "decode": decoding,
    "marks": marking,
    "model": modelling,
    "model-folder": model_folders,
    "parse": parsing,
    "script": scripting,
    "warc": unpacking,
}
