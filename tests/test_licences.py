"""Licences and versions of what is needed: all are known, and those that were written down are those that hold."""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, metadata

import pytest
from lock import ROOT, locked, named, wanted

LISTED = {
    named(name): licence
    for name, licence, _ in re.findall(
        r"^\| ([\w.-]+) \| ([\w.-]+) \| ([^|]+) \|$", (ROOT / "docs" / "licences.md").read_text("utf-8"), re.M
    )
}
EXTRAS = tuple(
    tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
)
# Nobody who uses or works on the project is bound by more than to keep notices, or to share changes of the package.
FITTING = re.compile(r"MIT|BSD|Apache|ISC|MPL-2\.0|PSF|0BSD|Zlib|CC0", re.I)


@pytest.mark.parametrize("name", sorted({named(requirement.name) for requirement in wanted(EXTRAS)}))
def test_licences_of_what_is_needed_are_known(name: str) -> None:
    assert name in LISTED, f"write the licence of {name} into docs/licences.md"
    assert FITTING.search(LISTED[name])
    try:
        said = metadata(name)
    except PackageNotFoundError:
        pytest.skip("not installed here")
    texts = [said.get("License-Expression"), said.get("License"), *(said.get_all("Classifier") or ())]
    assert LISTED[name].split("-")[0].casefold() in " ".join(filter(None, texts)).casefold()


def test_the_lock_holds_all_that_developers_need_in_versions_that_do() -> None:
    versions = locked()
    missing = [requirement.name for requirement in wanted() if named(requirement.name) not in versions]
    assert missing == [], "run `make lock`"
    outdated = [
        str(requirement)
        for requirement in wanted()
        if not requirement.specifier.contains(versions[named(requirement.name)])
    ]
    assert outdated == [], "run `make lock`"
