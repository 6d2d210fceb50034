"""What fuzzing starts from: our own cases, examples and model, and the words that mean something to a target."""

import gzip
import io
import json
import tomllib
import zipfile
from collections.abc import Iterator
from functools import cache
from itertools import cycle
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "cases"
# Inputs that broke something once, by target.
CRASHERS = CASES / "crashers"

LISTS = tomllib.loads((ROOT / "tests" / "fuzz" / "words.toml").read_text("utf-8"))
WORDS: dict[str, list[str]] = {
    target: [word for name in names for word in LISTS["words"][name].split()]
    for target, names in LISTS["targets"].items()
}


@cache
def pages() -> tuple[str, ...]:
    """Our own pages, infected and clean, and all that is said in the other cases."""
    files = sorted(CASES.glob("*/*.toml"))
    examples = [file.read_text("utf-8") for file in sorted((ROOT / "data" / "examples").iterdir())]
    return (*examples, *(text for file in files for text in strings(tomllib.loads(file.read_text("utf-8")))))


def strings(value: object) -> Iterator[str]:
    """Yield the strings in a TOML document that may be pages or pieces of them."""
    if isinstance(value, str) and len(value) > 20:
        yield value.translate({ord(mark): None for mark in "⟦⟧"})
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from strings(item)


def between(opening: str, closing: str) -> Iterator[str]:
    """Yield what stands between two marks in our pages."""
    for page in pages():
        for piece in page.split(opening)[1:]:
            yield piece.partition(closing)[0]


def small_archive() -> bytes:
    """Return a model file with two trees and nothing else."""
    trees: dict[str, object] = {
        "feature": [[0, -1, -1], [1, -1, -1]], "threshold": [[0.5, 0, 0], [1.5, 0, 0]],
        "left": [[1, 1, 2], [1, 1, 2]], "right": [[2, 1, 2], [2, 1, 2]],
        "value": [[0.0, -1, 1], [0.0, 0.5, 2]], "depth": 1, "baseline": 0.1,
    }  # fmt: skip
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, values in trees.items():
            member = io.BytesIO()
            np.lib.format.write_array(member, np.asarray(values), allow_pickle=False)
            archive.writestr(f"trees/{name}.npy", member.getvalue())
    return buffer.getvalue()


def response(body: bytes, header: bytes = b"X: y") -> bytes:
    """Return a record of an archive with a page in it."""
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n%b\r\n\r\n%b" % (header, body)
    return (
        b"WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http; msgtype=response\r\n"
        b"WARC-Target-URI: https://x.example/\r\nContent-Length: %d\r\n\r\n%b\r\n\r\n" % (len(answer), answer)
    )


def seeds(target: str) -> Iterator[bytes]:
    """Yield what the fuzzing of a target starts from."""
    if target in ("check", "marks", "parse"):
        yield from (page.encode() for page in pages())
    elif target == "address":
        yield from (address.encode() for address in between('href="', '"'))
        yield from (page.encode()[:400] for page in pages())
    elif target == "css":
        yield from (style.encode() for style in (*between("<style>", "</style>"), *between('style="', '"')))
    elif target == "script":
        yield from (script.encode() for script in between("<script>", "</script>"))
        cases = tomllib.loads((CASES / "parse" / "script.toml").read_text("utf-8"))
        yield from (text.encode() for text in strings(cases))
    elif target == "decode":
        for label, page in zip(cycle(WORDS[target]), pages(), strict=False):
            yield f"{label}\n".encode() + page[:200].encode(label.replace("windows-", "cp"), "replace")
    elif target == "config":
        yield b'sensitivity = "strict"\nexclude = ["a/*"]\n[per-path-ignores]\n"x" = ["SD101"]\n'
        yield b"[tool.spamdetect]\nmax-fpr = 0.001\nexpect = ['gambling']\n"
        yield b'{"format": 1, "findings": [{"path": "a", "rule": "SD101", "fingerprint": "00", "count": 2}]}'
    elif target == "clean":
        yield bytes(range(64))
    elif target == "model":
        yield small_archive()
    elif target == "model-folder":
        meta = json.loads((ROOT / "models" / "default" / "model.json").read_text("utf-8"))
        yield json.dumps(meta).encode() + b"\0" + small_archive()
        yield b'{"format": 1, "sha256": ""}\0' + small_archive()
    elif target == "warc":
        archive = response(b"<p>The boats leave at nine.") + response(
            gzip.compress(b"x" * 5000), b"Content-Encoding: gzip"
        )
        yield from (archive, gzip.compress(archive), archive[:-20])
    yield from (file.read_bytes() for file in sorted((CRASHERS / target).glob("*")))
