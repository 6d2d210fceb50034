"""The model: numbers in a `.npz` file, and what they mean in a `.json` file beside it."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spamdetect import features
from spamdetect.errors import ModelError
from spamdetect.features import whole
from spamdetect.features.domains import Hosts
from spamdetect.features.wording import Wording
from spamdetect.trees import Trees
from spamdetect.types import Reason

FORMAT = 1
# A model file larger than this, packed or unpacked, is not one of ours: guards against decompression bombs.
LARGEST = 256 * 1024 * 1024
# A reason that moves the log-odds by less than this is noise; such reasons are summed up as "everything else".
SMALLEST_REASON = 0.05


@dataclass(frozen=True)
class Calibration:
    """Platt scaling from log-odds to probability, fitted on sites that the trees had not seen.

    J. Platt, "Probabilistic outputs for support vector machines", 1999.
    """

    slope: float
    intercept: float

    def probability(self, log_odds: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return calibrated probabilities, same shape."""
        return np.asarray(1.0 / (1.0 + np.exp(-np.clip(self.slope * log_odds + self.intercept, -40, 40))))


@dataclass(frozen=True)
class Judge:
    """One trained classifier: trees, their calibration, and the thresholds of its decisions."""

    trees: Trees
    calibration: Calibration
    thresholds: tuple[tuple[float, float], ...]
    """Pairs of false-positive rate per clean page and the log-odds to reach for it, strictest first."""
    names: tuple[str, ...]
    sentences: Mapping[str, str]

    def threshold(self, rate: float) -> float:
        """Return the log-odds to reach for at most this share of clean pages with a false finding.

        Between the measured rates the threshold is interpolated in the logarithm of the rate, beyond the
        strictest one it stays.
        """
        rates = np.log10([known for known, _ in self.thresholds])
        values = [value for _, value in self.thresholds]
        return float(np.interp(np.log10(rate), rates, values))

    def reasons(self, rows: NDArray[np.float64]) -> list[tuple[Reason, ...]]:
        """Return for each row why it was judged so; the weights of a row add up to its log-odds."""
        contributions = self.trees.contributions(rows)
        return [self.named(row, parts) for row, parts in zip(rows, contributions, strict=True)]

    def named(self, row: NDArray[np.float64], parts: NDArray[np.float64]) -> tuple[Reason, ...]:
        """Return the contributions of a row as reasons, strongest first."""
        named = [
            Reason(
                name, self.sentences[name] if value > 0 else f"not: {self.sentences[name]}", round(weight, 4)
            )
            for name, value, weight in zip(self.names, row.tolist(), parts[:-1].tolist(), strict=True)
            if abs(weight) >= SMALLEST_REASON
        ]
        rest = float(parts.sum()) - sum(reason.weight for reason in named)
        named.sort(key=lambda reason: -abs(reason.weight))
        return (*named, Reason("other", "everything else together, and what is usual", round(rest, 4)))


@dataclass(frozen=True)
class Model:
    """A trained model. Immutable; may be shared between threads."""

    id: str
    version: str
    sha256: str
    wording: Wording
    hosts: Hosts
    places: Judge
    pages: Judge
    meta: Mapping[str, Any]

    @classmethod
    def load(cls, path: Path | str | None = None) -> Model:
        """Load a model folder, or the one that ships with the package.

        Raises:
            ModelError: the files are missing, damaged, do not belong together, or are of another format.
        """
        folder = default_folder() if path is None else Path(path)
        try:
            meta = json.loads((folder / "model.json").read_text("utf-8"))
            packed = (folder / "model.npz").read_bytes()
        except (OSError, ValueError, RecursionError) as error:
            raise ModelError(f"cannot read a model from {folder}: {error}") from error
        if not isinstance(meta, dict) or meta.get("format") != FORMAT:
            raise ModelError(f"{folder} is not a model of format {FORMAT}")
        digest = hashlib.sha256(packed).hexdigest()
        if digest != meta.get("sha256"):
            raise ModelError(f"{folder}/model.npz is not the file that model.json describes")
        try:
            return cls.from_arrays(read_arrays(packed), meta)
        except (KeyError, ValueError, TypeError, IndexError, OverflowError) as error:
            raise ModelError(f"the model in {folder} is damaged: {error}") from error

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]], meta: Mapping[str, Any]) -> Model:
        """Put a model together from its numbers and their description."""

        def judge(prefix: str, names: tuple[str, ...], sentences: Mapping[str, str]) -> Judge:
            about = meta[prefix]
            if tuple(about["features"]) != names:
                raise ValueError(f"it was trained for other {prefix} features than this version has")
            trees = Trees.from_arrays(part(arrays, prefix))
            if trees.feature.size and trees.feature.max() >= len(names):
                raise ValueError("its trees ask for features that do not exist")
            thresholds = tuple((float(rate), float(value)) for rate, value in about["thresholds"])
            slope, intercept = about["calibration"]
            return Judge(trees, Calibration(float(slope), float(intercept)), thresholds, names, sentences)

        return cls(
            str(meta["id"]), str(meta["version"]), str(meta["sha256"]),
            Wording.from_arrays(part(arrays, "wording")), Hosts.from_arrays(part(arrays, "hosts")),
            judge("places", features.NAMES, features.SENTENCES),
            judge("pages", whole.NAMES, whole.SENTENCES), meta,
        )  # fmt: skip


def part(arrays: Mapping[str, NDArray[Any]], prefix: str) -> dict[str, NDArray[Any]]:
    """Return the arrays whose names start with `prefix/`, without it."""
    return {
        name.removeprefix(f"{prefix}/"): array
        for name, array in arrays.items()
        if name.startswith(f"{prefix}/")
    }


def read_arrays(packed: bytes) -> dict[str, NDArray[Any]]:
    """Read the arrays of a `.npz` file without running anything that it may hold.

    Raises:
        ValueError: it is no such file, or larger than any model.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > LARGEST:
                raise ValueError("it is larger than any model")
        with np.load(io.BytesIO(packed), allow_pickle=False) as file:
            return {name: file[name] for name in file.files}
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, MemoryError) as error:
        # The last two: a member that is encrypted, or packed in a way that is not known; one that says it is larger
        # than it is and than there is memory.
        raise ValueError(str(error)) from error


def write_model(folder: Path, arrays: Mapping[str, NDArray[Any]], meta: Mapping[str, Any]) -> None:
    """Write a model folder; the same numbers give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(arrays):
            member = io.BytesIO()
            np.lib.format.write_array(member, np.asarray(arrays[name], order="C"), allow_pickle=False)
            # A fixed date: numpy's own writer stamps the clock and no two runs give the same file.
            entry = zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, member.getvalue())
    packed = buffer.getvalue()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.npz").write_bytes(packed)
    described = {**meta, "format": FORMAT, "sha256": hashlib.sha256(packed).hexdigest()}
    (folder / "model.json").write_text(json.dumps(described, indent=1, sort_keys=True) + "\n", "utf-8")


def default_folder() -> Path:
    """Return the folder of the shipped model: in the installed package, or in a checkout beside it."""
    installed = Path(str(resources.files("spamdetect"))) / "_model"
    return installed if installed.is_dir() else Path(__file__).parents[1] / "models" / "default"
