"""What git says of files: which are ignored, which have changed.

git itself is asked, since nothing else reads its rules right. It may run no program that a repository names.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from spamdetect.errors import UsageError

IGNORED = 0  # Exit code of `git check-ignore`; every other means that nothing is, or that it could not tell.
LOCAL = frozenset(["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"])


def git(folder: Path, *arguments: str, content: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run git in a folder.

    Raises:
        FileNotFoundError: there is no git.
    """
    command = [
        "git",
        "-C",
        os.fspath(folder),
        "-c",
        "core.fsmonitor=false",
        "-c",
        "safe.bareRepository=explicit",
    ]
    # Of a hook these speak of another folder than ours; git finds the repository by the folder.
    environment = {name: value for name, value in os.environ.items() if name not in LOCAL}
    return subprocess.run(  # noqa: S603
        [*command, *arguments], input=content, capture_output=True, check=False, env=environment
    )


def ignored(folder: Path, names: Sequence[str]) -> frozenset[str]:
    """Return which of the files below a folder git ignores; none if the folder itself is ignored, or no repository.

    Args:
        folder: a folder that the user named.
        names: paths of files, from that folder.
    """
    if not names:
        return frozenset()
    try:
        whole = git(folder.absolute().parent, "check-ignore", "-q", "--", folder.absolute().name)
        if whole.returncode == IGNORED:
            return frozenset()
        given = b"".join(os.fsencode(name) + b"\0" for name in names)
        listed = git(folder, "check-ignore", "-z", "--stdin", content=given)
    except FileNotFoundError:
        return frozenset()
    return frozenset(paths(listed.stdout)) if listed.returncode == IGNORED else frozenset()


def changes(reference: str, folder: Path) -> frozenset[Path]:
    """Return the files of the repository around a folder that differ from a commit, with those git does not know yet.

    Raises:
        UsageError: there is no git, no repository, or no such commit.
    """
    try:
        top = git(folder, "rev-parse", "--show-toplevel")
        commit = git(
            folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{reference}^{{commit}}"
        )
    except FileNotFoundError as error:
        raise UsageError("--changed-since needs git, which is not installed") from error
    if top.returncode:
        raise UsageError(f"--changed-since needs a git repository, and {folder} is in none")
    if commit.returncode:
        raise UsageError(f"--changed-since: there is no commit {reference!r} (a shallow clone may lack it)")
    root = Path(os.fsdecode(top.stdout.rstrip(b"\n")))
    kinds = ("--diff-filter=d", "--no-ext-diff", "--no-textconv")
    differing = git(root, "diff", "--name-only", "-z", *kinds, os.fsdecode(commit.stdout.strip()), "--")
    unknown = git(root, "ls-files", "-z", "--others", "--exclude-standard")
    return frozenset((root / name).resolve() for name in (*paths(differing.stdout), *paths(unknown.stdout)))


def paths(output: bytes) -> list[str]:
    """Return the paths in output with zeros between them."""
    return [os.fsdecode(name) for name in output.split(b"\0") if name]
