"""The file of labelled pages: what is read, what is refused, and that the schema says the same."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from spamdetect.errors import UsageError
from spamdetect.train import labelled
from spamdetect.train.labelled import line_of, read_labelled
from spamdetect.types import Span

SCHEMA = json.loads(Path(labelled.__file__).with_name("labelled.schema.json").read_text("utf-8"))
PAGE = "<p>Kütüphane açık.</p><p>Slots!</p>".encode()
DIGEST = sha256(PAGE).hexdigest()
GOOD: list[dict[str, Any]] = [
    {"file": "a.html", "label": "clean"},
    {"file": "a.html", "label": "injected", "spans": [[26, 39]], "sha256": DIGEST, "kind": "html"},
    {"file": "a.html", "label": "injected"},
    {"text": "Spam, spam.", "label": "spam", "site": "a.example", "language": "en", "topic": "other"},
    {"text": "Kütüphane. Slots!", "label": "injected", "spans": [[11, 17]], "technique": "x", "new key": 1},
]
# What is wrong, and what is said about it; the last column: whether the schema sees it, too.
BAD: list[tuple[dict[str, Any], str, bool]] = [
    ({"file": "a.html"}, "the label is one of", True),
    ({"file": "a.html", "label": "good"}, "the label is one of", True),
    ({"label": "clean"}, "either a file or a text", True),
    ({"file": "a.html", "text": "a", "label": "clean"}, "either a file or a text", True),
    ({"file": "a.html", "label": "clean", "kind": "pdf"}, "the kind one of", True),
    ({"file": "a.html", "label": "clean", "site": 7}, "are texts", True),
    ({"file": "a.html", "label": "injected", "spans": [[1]]}, "pair of numbers", True),
    ({"file": "a.html", "label": "injected", "spans": [[1, True]]}, "pair of numbers", True),
    ({"file": "a.html", "label": "injected", "spans": [[-1, 4]]}, "behind its start", True),
    ({"file": "a.html", "label": "injected", "spans": [[4, 4]]}, "behind its start", False),
    ({"file": "a.html", "label": "injected", "spans": [[4, 4000]]}, "the page at", False),
    ({"file": "a.html", "label": "clean", "spans": [[1, 4]]}, "only an injected page", False),
    ({"file": "a.html", "label": "clean", "sha256": "0" * 64}, "has changed", False),
    ({"file": "b.html", "label": "clean"}, "is no file", False),
    ({"file": ".", "label": "clean"}, "is no file", False),
    ({"format": 2, "file": "a.html", "label": "clean"}, "no page of format 1", True),
]  # fmt: skip


def write(folder: Path, *rows: dict[str, Any]) -> Path:
    (folder / "a.html").write_bytes(PAGE)
    file = folder / "pages.jsonl"
    file.write_text("\n".join(json.dumps({"format": 1, **row}) for row in rows) + "\n\n", "utf-8")
    return file


@pytest.mark.parametrize("row", GOOD)
def test_good_rows_are_read_and_fit_the_schema(row: dict[str, Any], tmp_path: Path) -> None:
    jsonschema.validate({"format": 1, **row}, SCHEMA)
    (page,) = read_labelled(write(tmp_path, row))
    assert page.truth == row["label"]
    assert page.page == (PAGE if "file" in row else row["text"].encode())
    assert page.group == row.get("site", row.get("file", "line 1"))
    assert len(page.spans) == len(row.get("spans", []))
    assert all(page.page[start:end].endswith((b"Slots!", b"Slots!</p>")) for start, end in page.spans)


@pytest.mark.parametrize(("row", "message", "seen"), BAD)
def test_bad_rows_are_refused(row: dict[str, Any], message: str, seen: bool, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=f"line 1: .*{message}"):
        read_labelled(write(tmp_path, row))
    assert jsonschema.Draft202012Validator(SCHEMA).is_valid({"format": 1, **row}) != seen


@pytest.mark.parametrize("content", [b"", b"\n\n", b"[]\n", b"{\n", b"\xff\n", b"[" * 100_000])
def test_files_that_are_something_else_are_refused(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "pages.jsonl"
    file.write_bytes(content)
    with pytest.raises(UsageError):
        read_labelled(file)


def test_two_pages_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"two pages are called a\.html"):
        read_labelled(write(tmp_path, GOOD[0], GOOD[0]))


def test_a_page_that_is_too_large_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="larger than 10 bytes"):
        read_labelled(write(tmp_path, GOOD[0]), max_bytes=10)


def test_touching_spans_are_one(tmp_path: Path) -> None:
    row = {"file": "a.html", "label": "injected", "spans": [[30, 32], [26, 30], [31, 39]]}
    assert read_labelled(write(tmp_path, row))[0].spans == ((26, 39),)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    file = write(tmp_path)
    below = tmp_path / "site" / "b.html"
    below.parent.mkdir()
    below.write_bytes(PAGE)
    line = line_of(below, tmp_path, PAGE, "injected", [Span(26, 39)], site="a.example", topic="gambling")
    jsonschema.validate(json.loads(line), SCHEMA)
    file.write_text(line, "utf-8")
    (page,) = read_labelled(file)
    assert (page.id, page.spans, page.group, page.topic) == (
        "site/b.html", ((26, 39),), "a.example", "gambling"
    )  # fmt: skip


def test_folders_are_labels(tmp_path: Path) -> None:
    for name in ("clean/a.example/x.html", "clean/y.html", "spam/z.txt", "other/w.html"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(PAGE)
    found = {page.id: (page.truth, page.group) for page in read_labelled(tmp_path)}
    assert found == {
        "clean/a.example/x.html": ("clean", "a.example"),
        "clean/y.html": ("clean", "clean/y.html"),
        "spam/z.txt": ("spam", "spam/z.txt"),
    }


def test_the_examples_of_the_docs_fit_the_schema_and_its_keys() -> None:
    text = (Path(__file__).parents[1] / "docs" / "training.md").read_text("utf-8")
    lines = text.split("```json\n")[1].split("```")[0].splitlines()
    assert len(lines) == 2
    for line in lines:
        jsonschema.validate(json.loads(line), SCHEMA)
    assert all(f"`{key}`" in text for key in SCHEMA["properties"])
