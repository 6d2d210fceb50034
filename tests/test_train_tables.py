"""The tables beside the model card: simple methods, extractors, languages left out, other judges."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from spamdetect import features
from spamdetect.check import default_model
from spamdetect.features import whole
from spamdetect.parse import parse
from spamdetect.train import baselines, card, comparison, data_card, survival
from spamdetect.train.baselines import Judged, blocklist, keywords, link_density, tfidf
from spamdetect.train.corpus import FOLDS, TextRow
from spamdetect.train.evaluate import Outcome, measure
from spamdetect.train.fit import Scored, place_table
from spamdetect.train.languages import lines_of, without_spam
from spamdetect.train.markdown import share
from spamdetect.train.samples import Labelled, Rows, Truth

EXAMPLES = Path(__file__).parents[1] / "data" / "examples"
CLUB = (EXAMPLES / "rowing-club.html").read_bytes()
SPAN = (CLUB.index(b"<div style"), CLUB.index(b"</div>", CLUB.index(b"<div style")) + len(b"</div>"))
INFECTED = Labelled("club", CLUB, "html", "injected", (SPAN,), "club", "tr")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("The boats leave at nine.", 0),
        ("Online CASINO, bets", 1),
        ("casinos", 0),
        ("free spins; online casino and free spins", 2),
        ("澳门赌场开户", 1),
        ("สมัครเว็บพนันวันนี้", 1),
    ],
)
def test_keywords_are_whole_words_where_there_are_words(text: str, count: int) -> None:
    score = keywords(["online casino", "Free-Spins", "赌场", "เว็บพนัน"])
    assert max(score(parse(text.encode(), kind="text").blocks)) == count


def test_listed_hosts_are_counted_by_domain() -> None:
    page = '<p><a href="https://a.bad.example/">x</a> <a href="//www.worse.example/1">y</a></p><p>bad.example.org</p>'
    blocks = parse(page.encode(), kind="html").blocks
    assert list(blocklist(["a.bad.example", "worse.example"])(blocks)) == [2.0, 0.0]


def test_link_density_grows_with_links_and_their_share() -> None:
    page = '<p><a href="//a.example">one two</a></p><p>one two <a href="//a.example">three</a></p><p>one</p>'
    all_links, some, none = link_density(parse(page.encode(), kind="html").blocks)
    assert all_links > some > none == 0.0


def test_tfidf_tells_spam_from_clean() -> None:
    rows = [TextRow("best online casino bonus", "en", True, "gambling", "a")] * 4
    rows += [TextRow("the library opens on monday", "en", False, "other", "b")] * 4
    blocks = parse(b"casino bonus online\n\nthe library on monday", kind="text").blocks
    spam, clean = tfidf(rows, seed=0)(blocks)
    assert spam > 0 > clean


def test_thresholds_come_from_the_other_folds() -> None:
    truths: list[Truth] = ["clean", "clean", "clean", "injected", "clean"]
    samples = [Labelled(f"{n}", b"Boats.\n", "text", truth, (), f"{n}", "") for n, truth in enumerate(truths)]
    highest = [1.0, 2.0, 9.0, 3.0, 2.5]
    pages = [Judged(np.array([score], dtype=np.float32), score) for score in highest]
    found = list(baselines.outcomes(samples, pages, np.arange(FOLDS), rate=1e-3))
    # In fold 2 stands the only page above all others; from the other folds it is above every threshold.
    assert [item.findings for item in found] == [0, 0, 1, 0, 0]


def test_what_is_taken_out_is_the_whole_block() -> None:
    blocks = parse(CLUB, kind="html").blocks
    scores = np.array(
        [float("casino" in block.text or "bahis" in block.text) for block in blocks], dtype=np.float32
    )
    found = baselines.outcome(INFECTED, scores, 0.5)
    assert found.found and 0 < found.removed < found.injected and found.lost == 0
    assert not baselines.outcome(INFECTED, scores, 1.0).found


@pytest.mark.parametrize(
    ("text", "injected", "own"),
    [("all", 1.0, 1.0), ("honest", 0.0, 1.0), ("spam", 1.0, 0.0), ("", 0.0, 0.0)],
)
def test_survival_counts_what_is_left_of_each_side(text: str, injected: float, own: float) -> None:
    document = parse(CLUB, kind="html")
    honest = [block.text for block in document.blocks if "bahis" not in block.text]
    spam = [block.text for block in document.blocks if "bahis" in block.text]
    texts = {"all": [*honest, *spam], "honest": honest, "spam": spam, "": []}[text]
    (kept,) = survival.kept(lambda sample: "\n".join(texts), [INFECTED])
    assert kept.injected == pytest.approx(injected, abs=0.05)
    assert kept.own == pytest.approx(own, abs=0.1)


def test_an_extractor_that_is_missing_or_breaks_is_said_and_survived(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> Callable[[bytes], str]:
        raise ImportError

    def broken() -> Callable[[bytes], str]:
        return lambda page: str(1 // (len(page) - len(page)))

    monkeypatch.setattr(survival, "EXTRACTORS", {"gone": missing, "broken": broken})
    table = survival.survival([INFECTED], lambda sample: "")
    assert "| gone | not installed |" in table
    assert "| broken | 1 | 0.0%" in table
    assert "| all text | 1 | 100.0%" in table


def test_a_language_is_left_out_in_all_its_forms() -> None:
    rows = [
        TextRow("a", language, spam, "other", "g")
        for language, spam in (("pt", True), ("pt-BR", True), ("pt", False), ("tr", True))
    ]
    assert [(row.language, row.spam) for row in without_spam(rows, "pt")] == [("pt", False), ("tr", True)]


def test_languages_are_judged_by_their_own_pages() -> None:
    model = default_model()
    line = lines_of([INFECTED], model, "tr", model.wording)
    assert (line[:2], line[2:4]) == (["tr", "1"], line[4:6])
    assert line[2].startswith("100.0%")
    assert lines_of([INFECTED], model, "id", model.wording) == ["id", "0", "", "", "", ""]


def scored(count: int) -> Scored:
    """Pages whose spam is told by the product of two features, and by neither alone."""
    random, names = np.random.default_rng(0), features.NAMES
    samples, rows = [], []
    for number in range(count):
        places = np.zeros((4, len(names)))
        one, two = random.choice([-1.0, 1.0], size=(2, 4))
        places[:, names.index("rest_block")] = one * random.uniform(0.5, 2.0, 4)
        places[:, names.index("words")] = two * random.uniform(0.5, 2.0, 4)
        bad = (one * two > 0) & (number % 2 == 0)
        places[~bad & (number % 2 == 1), names.index("words")] *= -np.sign(one * two)[
            ~bad & (number % 2 == 1)
        ]
        truth: Truth = "injected" if bad.any() else "clean"
        samples.append(Labelled(f"{number}", b"", None, truth, (), f"{number}", ""))
        rows.append(
            Rows(places, bad.astype(float), np.zeros(len(whole.ALONE)), np.ones(4, dtype=np.intp), 4, 0.0)
        )
    return Scored(samples, rows, np.arange(count) % FOLDS)


def test_judges_are_held_to_the_same_rate() -> None:
    found = scored(200)
    table = place_table(found, seed=0)
    contenders = {item.name.split(":")[0]: item for item in comparison.contenders(0)}
    assert sum("without" in name for name in contenders) == len(features.FAMILIES)
    trees, linear = (
        comparison.measured(contenders[name], table, found, jobs=1)
        for name in ("boosted trees, as shipped", "linear")
    )
    assert len(trees) == len(linear) == 2 + 2 * len(comparison.RATES)
    assert float(trees[1].split("%")[0]) > 90 > float(linear[1].split("%")[0])


def outcomes(language: str, found: int, missed: int) -> Sequence[Outcome]:
    return [
        Outcome(
            f"{language}{n}", f"{n}", "injected", "html", language, "", "", True, False, True, "clean", 0.0, True, 0, 10,
            10 * (n < found), 10, 0, (),
        )
        for n in range(found + missed)
    ]  # fmt: skip


def test_the_card_names_what_fails_most_and_the_tables_that_there_are(tmp_path: Path) -> None:
    judged = [*outcomes("tr", 9, 1), *outcomes("th", 2, 8), *outcomes("id", 0, card.ENOUGH - 1)]
    assert measure(judged).infected == 29
    first, *rest = card.weakest(judged).splitlines()
    assert first == "* language of the spam: th: 20% of 10 pages found"
    assert not any(": id:" in line for line in rest)
    (tmp_path / "languages.md").write_text("| a |\n", "utf-8")
    assert card.more(tmp_path) == f"\n## {card.TABLES['languages.md']}\n\n| a |\n"


@pytest.mark.parametrize(
    ("value", "bounds", "text"),
    [(None, None, ""), (0.5, None, "50.00%"), (0.123, (0.1, 0.2), "12.30% (10.0%-20.0%)")],
)
def test_shares_are_written_with_their_intervals(
    value: float | None, bounds: tuple[float, float] | None, text: str
) -> None:
    assert share(value, bounds) == text


@pytest.mark.parametrize(
    ("note", "rows", "wrong"),
    [
        ("read 25: 1 wrong", 25, 1),
        ("read ~60: 2-3 wrong", 60, 3),
        ("read 8-12: as named", 0, 0),
        ("unread", 0, 0),
    ],
)
def test_notes_on_label_noise_are_counted(note: str, rows: int, wrong: int) -> None:
    line = data_card.noise([{"file": "spam/a.jsonl.gz", "noise": note}]).splitlines()[-1]
    read = int(note.startswith("read"))
    assert line == f"| spam texts | 1 | {read} | {rows} | {wrong} |"


def test_the_data_card_counts_what_is_there(tmp_path: Path) -> None:
    sources = data_card.licences(
        {
            "clean_pages": [{"licence": "MIT"}, {"licence": "none stated; train here"}],
            "infected_pages": [{}], "texts": [{"licence": "MIT"}], "documents": [], "crawl": [],
        }
    )  # fmt: skip
    assert sources.splitlines()[2:] == ["| MIT | 2 |", "| none stated | 1 |", "| not recorded | 1 |"]
    pages = [json.loads(line) for line in ('{"site": "a"}', '{"site": "a"}', '{"site": "b"}')]
    infected: data_card.Rows = [
        {"kind": "injected", "site": "c"},
        {"kind": "doorway", "id": "d", "site": None},
    ]
    table = data_card.splits(infected, pages).splitlines()[2:]
    columns = np.array([[int(cell) for cell in line.strip("| ").split(" | ")[1:]] for line in table])
    assert columns.sum(axis=0).tolist() == [3, 2, 1, 1, 1]
