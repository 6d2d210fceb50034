import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The outside development data, which is not part of the project."""
    folder = Path(os.environ.get("SPAMDETECT_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("the outside data is not here; SPAMDETECT_DATA may name its folder")
    return folder
