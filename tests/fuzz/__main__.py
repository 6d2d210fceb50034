"""Feed a target with bytes until something breaks: `cd tests && python -m fuzz TARGET [SECONDS]`.

Atheris (libFuzzer) chooses the bytes by the branches that they reach. What it found to reach new ones is kept in
`cache/fuzz/TARGET`, a crasher in `cache/fuzz/crash-TARGET-*`; one that was mended goes to `tests/cases/crashers`.
The number of executions is added to `cache/fuzz/executions.tsv`.
"""

import hashlib
import os
import re
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path

from fuzz.seeds import ROOT, WORDS, seeds

CACHE = ROOT / "cache" / "fuzz"
LONGEST = 1024  # Bytes: small inputs say as much and go ten times as fast.
DONE = re.compile(rb"^#(\d+)\s", re.M)


def prepare(target: str) -> tuple[Path, Path]:
    """Write seeds and words; return the folder of the one and the file of the others."""
    folder, words = CACHE / target, CACHE / f"{target}.dict"
    folder.mkdir(parents=True, exist_ok=True)
    for seed in seeds(target):
        (folder / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
    lines = ("".join(f"\\x{byte:02x}" for byte in word.encode()) for word in WORDS[target])
    words.write_text("".join(f'"{line}"\n' for line in lines))
    return folder, words


def run(target: str, seconds: int) -> int:
    """Fuzz a target in a process of its own, and note how often it was called."""
    folder, words = prepare(target)
    options = [
        f"-max_total_time={seconds}", f"-max_len={LONGEST}", f"-artifact_prefix={CACHE}/crash-{target}-",
        "-timeout=20", "-rss_limit_mb=4096", "-print_final_stats=1",
    ]  # fmt: skip
    if WORDS[target]:  # An empty file would be refused.
        options.append(f"-dict={words}")
    started = time.strftime("%F %T")
    log = CACHE / f"{target}.log"
    with log.open("wb") as stream:
        ended = subprocess.run(
            [sys.executable, "-m", "fuzz", "--inside", target, *options, os.fspath(folder)],
            stderr=stream,
            check=False,
        )
    executions = max((int(count) for count in DONE.findall(log.read_bytes())), default=0)
    with (CACHE / "executions.tsv").open("a") as table:
        table.write(f"{started}\t{target}\t{executions}\t{ended.returncode}\n")
    print(
        f"{target}: {executions:,} executions, " + ("nothing broke" if not ended.returncode else f"see {log}")
    )
    return ended.returncode


def inside(target: str, options: list[str]) -> None:
    """Be that process."""
    atheris = import_module(
        "atheris"
    )  # Only for who fuzzes: it has no types, and no wheels for every Python.

    with atheris.instrument_imports(include=["spamdetect"]):
        from fuzz.targets import TARGETS
    atheris.Setup([sys.argv[0], *options], TARGETS[target])
    atheris.Fuzz()


if sys.argv[1] == "--inside":
    inside(sys.argv[2], sys.argv[3:])
else:
    names = list(WORDS) if sys.argv[1] == "all" else [sys.argv[1]]
    sys.exit(max(run(name, int(sys.argv[2]) if len(sys.argv) > 2 else 60) for name in names))
