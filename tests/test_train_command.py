"""Adapting a model to labelled pages, and `spamdetect train`."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from spamdetect.check import check, default_model
from spamdetect.cli import main
from spamdetect.cli.train import command
from spamdetect.model import Model
from spamdetect.parse import parse
from spamdetect.train.adapt import adapted, labelled_parts
from spamdetect.train.samples import Labelled

HONEST = "The rowing club of Harwick meets on Monday, and the boats leave the jetty at nine."
# A campaign that no list knows: made-up words, and hosts named after them.
SPAM = "vorlunga qindrel morzap {} zelbrota fumquist ordrick"
HOSTS = ("qindrel{}.example", "vorlunga-{}.example", "morzap{}.example")


def page(number: int, *, infected: bool) -> Labelled:
    links = " ".join(f'<a href="https://{host.format(number)}/">{SPAM.format(number)}</a>' for host in HOSTS)
    box = f'<div style="display:none">{links}</div>' if infected else ""
    text = f"<html><body><p>{HONEST} {number}.</p>{box}<p>{HONEST} Bring a coat.</p></body></html>"
    start = text.index("<div") if infected else 0
    spans = ((start, start + len(box)),) if infected else ()
    return Labelled(
        f"{number}", text.encode(), "html", "injected" if infected else "clean", spans, f"{number}", "xx"
    )


def evidence(model: Model, *texts: str) -> list[float]:
    tokens = model.wording.tokens(list(texts))
    return [float(tokens.weight[tokens.text == number].sum()) for number in range(len(texts))]


LESSONS = [page(number, infected=number % 2 == 0) for number in range(8)]


@pytest.fixture(scope="module")
def new() -> Model:
    return adapted(default_model(), LESSONS)


def test_words_and_hosts_are_learned_and_others_stay(new: Model) -> None:
    old, other = default_model(), "Parliament debates the budget today."
    for one, two in zip(evidence(old, SPAM, HONEST), evidence(new, SPAM, HONEST), strict=True):
        assert abs(two - one) > 0.01
    assert evidence(new, SPAM)[0] > evidence(old, SPAM)[0] + 3
    assert evidence(new, HONEST)[0] <= evidence(old, HONEST)[0] + 0.5
    assert evidence(new, other)[0] == pytest.approx(evidence(old, other)[0], abs=2.0)
    assert new.hosts.host("qindrel99.example") > old.hosts.host("qindrel99.example") + 1
    assert new.hosts.host("library.org") == pytest.approx(old.hosts.host("library.org"), abs=1.0)


def test_what_was_learned_reaches_the_score(new: Model) -> None:
    unseen = page(98, infected=True).page
    before, after = check(unseen, model=default_model()), check(unseen, model=new)
    assert after.probability > before.probability
    assert check(page(99, infected=False).page, model=new).label == "clean"


def test_a_finding_that_was_wrong_weighs_less() -> None:
    strip = '<p><a href="https://tavernabet1.example/">canlı bahis siteleri</a></p>'
    wrong = Labelled(
        "a", f"<html><body><p>{HONEST}</p>{strip}</body></html>".encode(), "html", "clean", (), "a", "tr"
    )
    model = adapted(default_model(), [wrong])
    assert evidence(model, "canlı bahis siteleri") < evidence(default_model(), "canlı bahis siteleri")
    assert model.hosts.host("tavernabet1.example") < default_model().hosts.host("tavernabet1.example")


def test_pages_without_spans_or_text_teach_nothing() -> None:
    nothing = [
        Labelled("a", LESSONS[0].page, "html", "injected", (), "a", ""),
        Labelled("b", b"\0\1\2" * 100, None, "clean", (), "b", ""),
    ]
    model = adapted(default_model(), nothing)
    assert (model.wording, model.hosts) == (default_model().wording, default_model().hosts)


def test_stretches_end_where_the_spam_does() -> None:
    text = "Boats leave at nine. Buy pills now! Bring a coat.\n"
    start, end = text.index("Buy"), text.index(" Bring")
    sample = Labelled("a", text.encode(), "text", "injected", ((start, end),), "a", "en")
    parts = [
        (block.text[low:high].strip(), bad)
        for block, low, high, bad in labelled_parts(sample, parse(sample.page))
    ]
    assert parts == [("Boats leave at nine.", False), ("Buy pills now!", True), ("Bring a coat.", False)]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    lines = []
    for sample in LESSONS:
        (tmp_path / f"{sample.id}.html").write_bytes(sample.page)
        spans = {"spans": sample.spans} if sample.spans else {}
        lines.append(json.dumps({"format": 1, "file": f"{sample.id}.html", "label": sample.truth, **spans}))
    file = tmp_path / "labelled.jsonl"
    file.write_text("\n".join(lines), "utf-8")
    return file


def test_the_command_writes_a_model_and_says_what_it_is_worth(data: Path, tmp_path: Path) -> None:
    for folder in ("mine", "again"):
        result = CliRunner().invoke(command, [str(data), "--out", str(tmp_path / folder), "--name", "mine"])
        assert result.exit_code == 0, result.output
        assert "| before | 4 |" in result.stdout and "| after | 4 |" in result.stdout
    mine = Model.load(tmp_path / "mine")
    assert mine.id == "mine"
    assert mine.meta["adapted"] == {"from": default_model().sha256, "pages": len(LESSONS)}
    assert (tmp_path / "mine/model.npz").read_bytes() == (tmp_path / "again/model.npz").read_bytes()
    assert evidence(mine, SPAM)[0] > evidence(default_model(), SPAM)[0] + 3


def test_one_site_leaves_nothing_to_measure_with(data: Path, tmp_path: Path) -> None:
    data.write_text(data.read_text("utf-8").splitlines()[0], "utf-8")
    result = CliRunner().invoke(command, [str(data), "--out", str(tmp_path / "mine")])
    assert result.exit_code == 0, result.output
    assert "nothing is left to measure with" in result.stdout


def test_the_model_that_was_written_judges_where_it_is_named(data: Path, tmp_path: Path) -> None:
    folder, page_file = tmp_path / "mine", tmp_path / "new.html"
    CliRunner().invoke(command, [str(data), "--out", str(folder)])
    page_file.write_bytes(page(98, infected=True).page)
    result = CliRunner().invoke(main, ["check", "-f", "json", "--model", str(folder), str(page_file)])
    found = json.loads(result.stdout)
    assert found["model"]["sha256"] == Model.load(folder).sha256
    probability = check(page_file.read_bytes(), model=Model.load(folder)).probability
    assert found["documents"][0]["probability"] == pytest.approx(probability, abs=1e-6)
    assert CliRunner().invoke(main, ["check", "--model", str(tmp_path), str(page_file)]).exit_code == 2
