import click
from report_runs import ATTACK, CLEAN, INFECTED, NOTHING

from spamdetect.report import terminal
from spamdetect.types import Run


def plain(run: Run) -> str:
    return click.unstyle(terminal.render(run))


def test_says_what_where_and_why() -> None:
    page = plain(INFECTED).split("\n\n")[0]
    assert page == (
        "public/index.html  injected, probability 0.999\n"
        "  12:5  SD101 hidden-block  gambling, display-none (high severity, high confidence)\n"
        "      Zebrabet yeni giriş adresi | Zebrabet bonus | canlı bahis siteleri 2026\n"
        "      to:  zebrabet-giris7[.]example, zebrabet[.]example\n"
        "      why: its words are those of spam (+5.2); it links to 3 other sites (+2.4); it is hidden from\n"
        "           readers (+1.9)\n"
        "      on 6 pages, also public/news/2026/11/recovery.html, public/team/ada.html, public/team/ben.html\n"
        "      and 2 more"
    )


def test_what_is_on_many_pages_is_told_once() -> None:
    text = plain(INFECTED)
    assert text.count("Zebrabet yeni giriş adresi") == 1
    assert "public/team/dan.html" not in text
    (few,) = [page for page in text.split("\n\n") if page.startswith("public/news/2026/11/recovery.html")]
    assert few.count("  SD10") == 1


def test_says_what_to_do_once_a_rule() -> None:
    text = plain(INFECTED)
    section = text.split("What to do\n")[1].split("\n\n")[0]
    heads = [line.split(":")[0].strip() for line in section.splitlines() if line.startswith("  SD")]
    assert heads == ["SD101 hidden-block", "SD104 linked-words", "SD108 comment", "SD201 spam-page"]
    assert section.count("spamdetect clean --write") == 3
    assert "What to do" not in plain(CLEAN)


def test_counts_everything() -> None:
    text = plain(INFECTED)
    assert "public/logo.html  skipped: binary content (PNG image)" in text
    assert "public/broken.html  failed: cannot be read: Permission denied" in text
    assert text.endswith(
        "9 findings, 1 ignored, 1 baselined. Pages: 11 scanned, 1 skipped, 1 failed. "
        "Model default 2026.11 (8d1f0c6e).\n"
    )


def test_clean_is_said_of_nothing_that_was_not_looked_at() -> None:
    assert plain(CLEAN).startswith("0 findings. Pages: 2 scanned, 0 skipped, 0 failed.")
    assert plain(NOTHING).startswith("0 findings. Pages: 0 scanned, 0 skipped, 0 failed.")


def test_page_cannot_steer_the_terminal() -> None:
    text = plain(ATTACK)
    assert all(char.isprintable() or char == "\n" for char in text)
    assert not any(line.lstrip().startswith("::") for line in text.splitlines())
    colours = set(terminal.render(ATTACK).split("\x1b")[1:])
    assert all(code.startswith("[") and code[1].isdigit() for code in colours)
