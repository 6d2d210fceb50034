"""Model files from somebody else: what is damaged or not what it says is refused, and nothing in it runs."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from spamdetect import Model, ModelError
from spamdetect.model import default_folder, read_arrays

META: dict[str, Any] = json.loads((default_folder() / "model.json").read_text("utf-8"))
PACKED = (default_folder() / "model.npz").read_bytes()
ARRAYS = read_arrays(PACKED)


def archive(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as file:
        for name, content in members.items():
            file.writestr(f"{name}.npy", content)
    return buffer.getvalue()


def member(array: Any, *, objects: bool = False) -> bytes:
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, np.asarray(array), allow_pickle=objects)
    return buffer.getvalue()


def flipped(content: bytes, place: int) -> bytes:
    return content[:place] + bytes([content[place] ^ 0x55]) + content[place + 1 :]


def load(folder: Path, packed: bytes, meta: object = None, *, signed: bool = True) -> Model:
    """Load a model, described by default as what it is: who writes one file can write the other."""
    described = {**META, "sha256": hashlib.sha256(packed).hexdigest()} if signed else META
    text = json.dumps(described if meta is None else meta) if not isinstance(meta, str) else meta
    (folder / "model.json").write_text(text, "utf-8")
    (folder / "model.npz").write_bytes(packed)
    return Model.load(folder)


@pytest.mark.parametrize(
    ("packed", "meta"),
    [
        (flipped(PACKED, len(PACKED) // 2), None),
        (PACKED + b"x", None),
        (PACKED[:-1], None),
        (b"", None),
        (PACKED, {**META, "sha256": "0" * 64}),
        (PACKED, {**META, "sha256": None}),
        (PACKED, {**META, "format": 99}),
        (PACKED, []),
        (PACKED, "no JSON"),
        (PACKED, "[" * 100_000),
    ],
)
def test_a_model_that_is_not_what_it_says_is_refused(packed: bytes, meta: object, tmp_path: Path) -> None:
    with pytest.raises(ModelError):
        load(tmp_path, packed, meta, signed=False)


# Whatever calls this on loading would write the file.
class Armed:
    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self) -> tuple[Callable[..., object], tuple[Path, str]]:
        return Path.write_text, (self.file, "ran")


def test_nothing_in_a_model_file_runs(tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    objects = np.array([Armed(trap)], dtype=object)
    packed = archive({"places/trees": member(objects, objects=True)})
    with pytest.raises(ModelError):
        load(tmp_path, packed)
    assert not trap.exists()
    # The trap works: with pickles allowed it goes off.
    with np.load(io.BytesIO(packed), allow_pickle=True) as file, pytest.raises(TypeError):
        len(file["places/trees"][0])
    assert trap.exists()


def shaped(shape: str) -> bytes:
    """An array that says it is larger than it is."""
    header = f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}".ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header.encode()


DAMAGED = {
    "no archive": b"PK\x03\x04 nothing",
    "broken packing": flipped(archive({"a": member(np.zeros(9999))}), 60),
    "unknown packing": archive({"a": member([1.0])}, zipfile.ZIP_STORED).replace(b"\x14\x00\x00\x00\x00\x00", b"\x14\x00\x00\x00\x63\x00"),
    "encrypted": archive({"a": member([1.0])}, zipfile.ZIP_STORED).replace(b"\x14\x00\x00\x00\x00\x00", b"\x14\x00\x01\x00\x00\x00"),
    "no array": archive({"a": b"words"}),
    "larger than it is": archive({"a": shaped("(1000,)")}),
    "larger than memory": archive({"a": shaped("(10**15,)".replace("10**15", "1" + "0" * 15))}),
    "negative": archive({"a": shaped("(-1,)")}),
    "code for a shape": archive({"a": shaped("(__import__('os'),)")}),
    "nothing in it": archive({}),
}  # fmt: skip


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_model_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(ModelError):
        load(tmp_path, DAMAGED[name])


def broken(name: str, change: Callable[[Any], Any]) -> bytes:
    """The shipped model with one array changed."""
    return archive(
        {key: member(change(array) if key == name else array) for key, array in ARRAYS.items()},
        zipfile.ZIP_STORED,
    )


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("places/left", lambda array: array + 30_000),
        ("places/left", lambda array: array - 30_000),
        ("places/feature", lambda array: np.full_like(array, 20_000)),
        ("places/threshold", lambda array: array[:1]),
        ("places/depth", lambda _: 10**9),
        ("places/depth", lambda _: [1, 2]),
        ("hosts/weight", lambda array: array[:7]),
        ("wording/weight", lambda array: array.ravel()[:7]),
        ("places/value", lambda _: "words"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(name: str, change: Callable[[Any], Any], tmp_path: Path) -> None:
    assert name in ARRAYS
    with pytest.raises(ModelError):
        load(tmp_path, broken(name, change))


def test_the_shipped_model_written_in_another_way_is_the_same(tmp_path: Path) -> None:
    model = load(tmp_path, broken("", lambda array: array))
    assert model.places.thresholds == Model.load().places.thresholds
