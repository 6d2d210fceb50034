import re
from pathlib import Path

import pytest

from spamdetect.config import Config, covers, find_config, read_config, shown_config
from spamdetect.errors import UsageError

FULL = """
sensitivity = "eager"
max-fpr = 0.001
url = "https://example.org/"
exclude = ["vendor", "public/old/*"]
allow-domains = ["*.Partner.example", "sister.example."]
expect = ["gambling"]
inline-ignores = false
baseline = "known.json"

[per-path-ignores]
"docs/*" = ["SD101", "SD108"]
"""


def test_every_key_is_read(tmp_path: Path) -> None:
    file = tmp_path / "spamdetect.toml"
    file.write_text(FULL)
    assert read_config(file) == Config(
        file, "eager", 0.001, "https://example.org/", ("vendor", "public/old/*"), {"docs/*": ("SD101", "SD108")},
        ("partner.example", "sister.example"), ("gambling",), False, "known.json",
    )  # fmt: skip


def test_shown_config_is_read_back_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "spamdetect.toml"
    file.write_text(FULL)
    config = read_config(file)
    assert config is not None
    file.write_text(shown_config(config))
    assert read_config(file) == config
    file.write_text(shown_config(Config()))
    assert read_config(file) == Config(file)


WRONG = [
    ('sensitivty = "eager"', "unknown key 'sensitivty'; did you mean 'sensitivity'?"),
    ("allow_domains = []", "did you mean 'allow-domains'?"),
    ("plugin = 'os'", "unknown key 'plugin'; choose one of sensitivity"),
    ('sensitivity = "eagre"', "did you mean 'eager'?"),
    ("sensitivity = 3", "sensitivity must be a string, not 3"),
    ("max-fpr = 1.5", "max-fpr must be a number between 0 and 1, not 1.5"),
    ("max-fpr = true", "max-fpr must be a number"),
    ('max-fpr = "0.1"', "max-fpr must be a number"),
    ("max-fpr = nan", "max-fpr must be a number"),
    ('exclude = "public"', "exclude must be a list of strings"),
    ("exclude = [1]", "exclude must be a list of strings"),
    ('expect = ["gamblng"]', "did you mean 'gambling'?"),
    ('expect = "gambling"', "expect must be a list of strings"),
    ('allow-domains = ["https://example.org/"]', "host names such as 'example.org'"),
    ('allow-domains = ["*"]', "host names such as 'example.org'"),
    ("inline-ignores = 1", "inline-ignores must be true or false"),
    ('[per-path-ignores]\n"a" = ["SD999"]', "'SD999', which is unknown"),
    ('[per-path-ignores]\n"a" = "SD101"', "must be a list of strings"),
    ("per-path-ignores = []", "must be a table"),
    ("a = [", "is no valid TOML"),
    ("a = " + "[" * 100_000, "is no valid TOML"),
    ("x = 1\n" + "#" * (1 << 20), "is larger than"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), WRONG, ids=[text[:40] for text, _ in WRONG])
def test_what_makes_no_sense_is_an_error(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "spamdetect.toml"
    file.write_text(text)
    with pytest.raises(UsageError, match=re.escape(message)):
        read_config(file)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", False),
        ("[tool.ruff]\nline-length = 110", False),
        ("[tool]\nspamdetect = {}", True),
        ("[tool.spamdetect]\nexpect = ['adult']", True),
        ("tool = 3", False),
    ],
)
def test_pyproject_needs_its_section(tmp_path: Path, text: str, found: bool) -> None:
    (tmp_path / "pyproject.toml").write_text(text)
    assert (read_config(tmp_path / "pyproject.toml") is not None) == found


def test_section_must_be_a_table(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool]\nspamdetect = 3")
    with pytest.raises(UsageError, match="must be a table"):
        find_config(tmp_path)


def test_is_found_upward_from_the_page(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.spamdetect]\nexpect = ['adult']")
    (tmp_path / "site" / "public").mkdir(parents=True)
    (tmp_path / "site" / "pyproject.toml").write_text("[project]\nname = 'x'")
    assert find_config(tmp_path / "site" / "public" / "a.html").expect == ("adult",)
    (tmp_path / "site" / "spamdetect.toml").write_text("expect = ['pharma']")
    assert find_config(tmp_path / "site" / "public").expect == ("pharma",)


def test_is_not_looked_for_outside_the_repository(tmp_path: Path) -> None:
    (tmp_path / "spamdetect.toml").write_text("expect = ['adult']")
    (tmp_path / "site" / ".git").mkdir(parents=True)
    assert find_config(tmp_path / "site" / "a.html") == Config()


COVERS = [
    ("vendor", "vendor/a.html", True),
    ("vendor", "public/vendor/deep/a.html", True),
    ("vendor", "public/vendors/a.html", False),
    ("*.txt", "a/b/c.txt", True),
    ("public/old", "public/old/2019/a.html", True),
    ("public/old/", "public/old/a.html", True),
    ("public/old/*", "public/old/2019/a.html", True),
    ("public/**/draft.html", "public/a/b/draft.html", True),
    ("/public/*", "public/a.html", True),
    ("public/*", "other/public/a.html", False),
    ("old/*", "public/old/a.html", False),
    ("PUBLIC/*", "public/a.html", False),
    ("a*" * 40 + "b/", "a" * 5_000, False),
]  # fmt: skip


@pytest.mark.parametrize(
    ("pattern", "path", "expected"), COVERS, ids=[pattern[:20] for pattern, _, _ in COVERS]
)
def test_patterns(pattern: str, path: str, expected: bool) -> None:
    assert covers(pattern, path) == expected


def test_patterns_count_from_the_folder_of_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = Config(
        tmp_path / "pyproject.toml", exclude=("public/old",), per_path_ignores={"docs/*": ("SD101",)}
    )
    (tmp_path / "public").mkdir()
    monkeypatch.chdir(tmp_path / "public")
    assert config.excluded(Path("old/a.html"))
    assert not config.excluded(Path("new/a.html"))
    assert config.ignored_rules(Path("../docs/./x/a.html")) == {"SD101"}
