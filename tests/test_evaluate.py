"""What is counted of judged pages, and `spamdetect evaluate`."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from spamdetect.check import check, default_model
from spamdetect.cli.evaluate import command
from spamdetect.train.evaluate import LEAST, OTHERS, Outcome, interval, measure, outcome, parts_of
from spamdetect.train.samples import Labelled

EXAMPLES = Path(__file__).parents[1] / "data" / "examples"
CLUB, LIBRARY = ((EXAMPLES / name).read_bytes() for name in ("rowing-club.html", "library.html"))
START = CLUB.index(b"<div style")
SPAN = (START, CLUB.index(b"</div>", START) + len(b"</div>"))


def judged(page: bytes, truth: Any, *spans: tuple[int, int], **known: Any) -> Outcome:
    sample = Labelled(
        "page", page, None, truth, spans, known.pop("group", "a"), known.pop("language", "tr"), **known
    )
    return outcome(sample, default_model())


def test_what_was_put_in_is_counted() -> None:
    found = judged(CLUB, "injected", SPAN)
    assert (found.found, found.injected, found.removed, found.lost) == (
        True,
        SPAN[1] - SPAN[0],
        SPAN[1] - SPAN[0],
        0,
    )
    assert (found.blocks, found.blocks_removed, found.blocks_lost) == (1, 1, 0)


def test_clean_text_that_goes_is_counted() -> None:
    found = judged(CLUB, "clean")
    assert (found.false_alarm, found.missed, found.lost) == (True, False, SPAN[1] - SPAN[0])
    assert (found.blocks, found.blocks_removed, found.blocks_lost) == (0, 0, 1)


def test_without_spans_a_page_is_found_or_missed_and_no_more() -> None:
    found = judged(CLUB, "injected")
    assert (found.found, found.injected, found.removed, found.clean, found.lost) == (True, 0, 0, 0, 0)
    assert judged(LIBRARY, "injected").missed


def test_a_miss_names_the_places_that_came_near() -> None:
    spans = tuple((LIBRARY.index(b"<p>"), LIBRARY.index(b"</p>")) for _ in range(1))
    missed = judged(LIBRARY, "injected", *spans)
    assert missed.missed
    assert missed.excerpts
    assert all(line.startswith(("passed", "no place")) for line in missed.excerpts)
    judged_there = any(verdict.probability for verdict in check(LIBRARY, explain=True).verdicts)
    assert judged_there or missed.excerpts[0].startswith("no place")


def test_measures_add_up() -> None:
    outcomes = [
        judged(CLUB, "injected", SPAN),
        judged(LIBRARY, "clean", group="b"),
        judged(CLUB, "clean", group="c"),
    ]
    found = measure(outcomes)
    assert found.found and found.recall and found.blocks and found.precision and found.alarms and found.lost
    assert (found.infected, found.clean) == (1, 2)
    assert (found.found.value, found.recall.value, found.blocks.value) == (1.0, 1.0, 1.0)
    assert (found.alarms.value, found.precision.value) == (0.5, 0.5)
    clean = len(CLUB) - (SPAN[1] - SPAN[0]) + len(LIBRARY) + len(CLUB)
    assert found.lost.value == pytest.approx((SPAN[1] - SPAN[0]) / clean)


@pytest.mark.parametrize(
    ("values", "groups", "low", "high"),
    [
        ([0.0] * 10, "abcdefghij", 0.0, 1 - 0.025 ** (1 / 10)),
        ([0.0] * 10, "aaaaaaaaaa", 0.0, 1 - 0.025),
        ([1.0] * 4, "abcd", 0.025 ** (1 / 4), 1.0),
    ],
)
def test_all_or_nothing_is_not_certain(values: list[float], groups: str, low: float, high: float) -> None:
    assert interval(values, groups) == pytest.approx((low, high))


def test_intervals_are_drawn_by_group() -> None:
    values = [1.0, 0.0] * 50
    alone = interval(values, [str(number) for number in range(100)])
    together = interval(values, [str(number % 4) for number in range(100)])
    assert together[1] - together[0] > 2 * (alone[1] - alone[0])
    assert interval(values, ["a"] * 100) == (0.5, 0.5)


def test_small_parts_are_put_together_unless_asked_for() -> None:
    outcomes = [judged(LIBRARY, "injected", language=language) for language in ("tr",) * LEAST + ("id", "th")]
    parts, detailed = parts_of(outcomes), parts_of(outcomes, detailed=True)
    assert len(parts["language of the spam: tr"]) == LEAST
    assert len(parts[f"language of the spam: {OTHERS}"]) == 2
    assert {"language of the spam: id", "language of the spam: th", "site with a mistake: a"} <= set(detailed)
    assert not any(name.startswith("site") for name in parts)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "club.html").write_bytes(CLUB)
    (tmp_path / "library.html").write_bytes(LIBRARY)
    rows: list[dict[str, object]] = [
        {
            "file": "club.html",
            "label": "injected",
            "spans": [SPAN],
            "language": "tr",
            "technique": "off-screen",
        },
        {
            "file": "library.html",
            "label": "injected",
            "id": "a miss \x1b[31m https://casino.example/",
            "site": "b",
        },
        {"file": "club.html", "label": "clean", "id": "a false alarm", "site": "c"},
    ]
    file = tmp_path / "pages.jsonl"
    file.write_text("\n".join(json.dumps({"format": 1, **row}) for row in rows), "utf-8")
    return file


def test_the_command_prints_figures_and_every_mistake(data: Path) -> None:
    result = CliRunner().invoke(command, [str(data)])
    assert result.exit_code == 0, result.output
    assert "| all real pages | 2 |" in result.stdout
    assert "| site with a mistake: c | 0 |" in result.stdout
    missed, alarms = result.stdout.split("## Missed: 1")[1].split("## False alarms: 1")
    assert "a miss" in missed and "a false alarm" in alarms and "SD101" in alarms
    assert "\x1b" not in result.stdout and "casino.example" not in result.stdout


def test_the_command_prints_figures_for_programs(data: Path) -> None:
    found = json.loads(CliRunner().invoke(command, [str(data), "-f", "json", "--max-fpr", "0.01"]).stdout)
    assert (found["format"], found["max_fpr"]) == (1, 0.01)
    assert found["parts"]["all real pages"]["infected"] == 2
    assert found["parts"]["all real pages"]["found"]["value"] == 0.5


def test_a_page_that_cannot_be_scanned_shows(data: Path) -> None:
    (data.parent / "binary.html").write_bytes(bytes(range(256)) * 8)
    with data.open("a", encoding="utf-8") as file:
        file.write('\n{"format": 1, "file": "binary.html", "label": "clean"}')
    result = CliRunner().invoke(command, [str(data)])
    assert result.exit_code == 3
    assert "## Not scanned: 1\n- binary[.]html" in result.stdout
