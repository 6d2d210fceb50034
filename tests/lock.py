"""Write `requirements.lock`: what is installed here of what developers need. `make lock` after `make test` passed.

It pins versions and neither hashes nor an index, so that it holds for every platform and every mirror.
"""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "tests" / "requirements.lock"


def named(name: str) -> str:
    """A name as every index writes it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def wanted(extras: tuple[str, ...] = ("dev",)) -> list[Requirement]:
    """What the project says that it needs, with some of its extras and those that they name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    found = [Requirement(line) for line in project["dependencies"]]
    waiting = list(extras)
    for extra in waiting:
        for requirement in map(Requirement, project["optional-dependencies"][extra]):
            if named(requirement.name) == project["name"]:
                waiting += requirement.extras
            else:
                found.append(requirement)
    return found


def locked() -> dict[str, str]:
    """Version by name, of everything in the lock."""
    lines = (line for line in LOCK.read_text("utf-8").splitlines() if line and not line.startswith("#"))
    return dict(line.split("==") for line in lines)


def installed() -> dict[str, str]:
    """The same of what is installed here, with all that it needs in turn."""
    found: dict[str, str] = {}
    waiting = [(requirement, "") for requirement in wanted()]
    for requirement, extra in waiting:
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": extra}):
            continue
        try:
            package = distribution(requirement.name)
        except PackageNotFoundError:  # Needed elsewhere, as its marker would say.
            continue
        extras = ["", *requirement.extras]
        if named(requirement.name) in found and len(extras) == 1:
            continue
        found[named(requirement.name)] = package.version
        waiting += [(Requirement(line), name) for line in package.requires or () for name in extras]
    return found


if __name__ == "__main__":
    pins = "".join(f"{name}=={version}\n" for name, version in sorted(installed().items()))
    LOCK.write_text(f"# Written by `make lock`: versions that `make test` passes with.\n{pins}", "utf-8")
