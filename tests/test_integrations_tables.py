"""Engines that hand over tables: every row says what the library says of it."""

import pickle
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from corpus_files import HARBOUR, LIBRARY, ROWING

from spamdetect import Model, check
from spamdetect.check import default_model
from spamdetect.corpus.annotation import annotation
from spamdetect.corpus.settings import Mode, Settings

pa = pytest.importorskip("pyarrow")
ROWS: list[dict[str, Any]] = [
    {"n": 0, "url": "https://rowing.example/", "text": ROWING},
    {"n": 1, "url": None, "text": LIBRARY},
    {"n": 2, "url": None, "text": HARBOUR},
    {"n": 3, "url": None, "text": None},
    {"n": 4, "url": "https://short.example/", "text": "The boats leave at nine."},
]
SETTINGS = [Settings(), Settings(mode="clean", into="found", sensitivity="strict")]


def expected(settings: Settings) -> list[dict[str, Any]]:
    """The rows, as the library judges them one by one."""
    rows = []
    for row in ROWS:
        report = check(row["text"] or "", url=row["url"], sensitivity=settings.sensitivity)
        text = report.clean_html if settings.mode == "clean" and row["text"] is not None else row["text"]
        rows.append({**row, "text": text, settings.into: annotation(report)})
    return rows


@pytest.mark.parametrize("settings", SETTINGS)
@pytest.mark.parametrize("kind", ["string", "large_string", "string_view", "dictionary"])
def test_arrow(settings: Settings, kind: str) -> None:
    from spamdetect.corpus.columns import Annotate

    form = pa.dictionary(pa.int32(), pa.string()) if kind == "dictionary" else getattr(pa, kind)()
    table = pa.Table.from_pylist(ROWS, pa.schema({"n": pa.int64(), "url": pa.string(), "text": form}))
    answered = Annotate(settings)(table)
    assert answered.to_pylist() == expected(settings)
    assert answered.schema.field("text").type == form
    assert Annotate(settings)(answered.select(["n", "url", "text", settings.into])).num_columns == 4
    assert Annotate(settings)(table.to_batches()[0]).to_pylist() == expected(settings)


@pytest.mark.parametrize("mode", ["clean", "text"])
def test_arrow_bytes(mode: Mode) -> None:
    from spamdetect.corpus.columns import Annotate

    table = pa.table({"text": [ROWING.encode("utf-16")]})
    (row,) = Annotate(Settings(mode=mode))(table).to_pylist()
    report = check(ROWING.encode("utf-16"))
    assert row["text"] == (report.clean_html if mode == "clean" else report.clean_text.encode())
    assert row["spam"] == annotation(report)


def test_the_model_is_loaded_once_and_does_not_travel(monkeypatch: pytest.MonkeyPatch) -> None:
    from spamdetect.corpus.columns import Annotate

    loads = []
    load = Model.load

    def noted(path: Path | str | None = None) -> Model:
        loads.append(path)
        return load(path)

    monkeypatch.setattr(Model, "load", noted)
    default_model.cache_clear()
    packed = pickle.dumps(Annotate(Settings()))
    assert len(packed) < 1000
    annotate = pickle.loads(packed)
    for _ in range(3):
        annotate(pa.table({"text": [HARBOUR]}))
    assert len(loads) == 1


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    sql = pytest.importorskip("pyspark.sql")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java")
    session = (
        sql.SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "2")
        .getOrCreate()
    )
    yield session
    session.stop()


@pytest.mark.parametrize("settings", SETTINGS)
def test_spark(settings: Settings, spark: Any) -> None:
    from spamdetect.integrations.spark import annotate

    frame = spark.createDataFrame(ROWS, "n long, url string, text string").repartition(2)
    answered = annotate(frame, settings)
    assert answered.columns == ["n", "url", "text", settings.into]
    rows = sorted((row.asDict(recursive=True) for row in answered.collect()), key=lambda row: row["n"])
    assert rows == expected(settings)
    assert annotate(answered, settings).columns == answered.columns
    suspects = answered.where(f"{settings.into}.label = 'injected'").select("n").collect()
    assert sorted(row.n for row in suspects) == [
        row["n"] for row in expected(settings) if row[settings.into]["label"] == "injected"
    ]


@pytest.fixture(scope="module")
def ray() -> Iterator[Any]:
    engine = pytest.importorskip("ray")
    pytest.importorskip("ray.data")
    engine.init(num_cpus=2, include_dashboard=False, log_to_driver=False, configure_logging=False)
    yield engine
    engine.shutdown()


@pytest.mark.parametrize("settings", SETTINGS)
def test_ray(settings: Settings, ray: Any) -> None:
    from spamdetect.integrations.ray import annotate

    schema = pa.schema({"n": pa.int64(), "url": pa.string(), "text": pa.string()})
    dataset = ray.data.from_arrow(pa.Table.from_pylist(ROWS, schema))
    answered = annotate(dataset, settings, concurrency=1, batch_size=2)
    assert sorted(answered.take_all(), key=lambda row: row["n"]) == expected(settings)


@pytest.mark.parametrize("settings", SETTINGS)
@pytest.mark.parametrize("streamed", [False, True])
def test_hugging_face(settings: Settings, streamed: bool) -> None:
    datasets = pytest.importorskip("datasets")
    from spamdetect.integrations.datasets import annotate

    dataset = datasets.Dataset.from_list(ROWS)
    given = dataset.to_iterable_dataset() if streamed else dataset
    assert list(annotate(given, settings, batch_size=2)) == expected(settings)
