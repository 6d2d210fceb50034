"""The estimator passes scikit-learn's own checks, and says what the library says."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from corpus_files import HARBOUR, LIBRARY, ROWING
from sklearn.base import clone
from sklearn.exceptions import SkipTestWarning
from sklearn.feature_extraction.text import HashingVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import cross_validate
from sklearn.pipeline import make_pipeline
from sklearn.utils import estimator_checks, get_tags
from sklearn.utils.estimator_checks import check_estimator, parametrize_with_checks

from spamdetect import check
from spamdetect.errors import UsageError
from spamdetect.integrations.sklearn import SpamDetector

PAGES: list[str | bytes] = [ROWING, LIBRARY.encode(), HARBOUR, ""]
REPORTS = [check(page) for page in PAGES]
LABELS = [1, 0, 1, 0]
# What `check_estimator` leaves out for everything that takes texts, HashingVectorizer included, since its samples are
# tables of numbers: those of its checks that need no samples are run here all the same.
CHECKS = [
    "check_estimator_cloneable", "check_estimator_tags_renamed", "check_valid_tag_types", "check_estimator_repr",
    "check_no_attributes_set_in_init", "check_do_not_raise_errors_in_init_or_set_params", "check_mixin_order",
    "check_parameters_default_constructible", "check_get_params_invariance", "check_set_params",
]  # fmt: skip


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.SkipTestWarning")
def test_check_estimator() -> None:
    results = check_estimator(SpamDetector())
    assert results and {result["status"] for result in results} == {"passed"}
    alike = check_estimator(HashingVectorizer())
    assert [result["check_name"] for result in results] == [result["check_name"] for result in alike]


@parametrize_with_checks([SpamDetector()])  # type: ignore[untyped-decorator]
def test_checks_of_scikit_learn(estimator: SpamDetector, check: Callable[[SpamDetector], None]) -> None:
    check(estimator)


@pytest.mark.parametrize("name", CHECKS)
def test_checks_that_need_no_samples(name: str) -> None:
    getattr(estimator_checks, name)("SpamDetector", SpamDetector())


@pytest.mark.parametrize(
    "samples",
    [PAGES, tuple(PAGES), np.array(PAGES, dtype=object), iter(PAGES)],
    ids=["list", "tuple", "array", "iterator"],
)
def test_answers_are_those_of_the_library(samples: Any) -> None:
    assert (
        SpamDetector().predict(samples).tolist()
        == [int(report.label != "clean") for report in REPORTS]
        == LABELS
    )


def test_probabilities_and_texts() -> None:
    detector = SpamDetector().fit(PAGES)
    np.testing.assert_array_equal(
        detector.predict_proba(PAGES)[:, 1], [report.probability for report in REPORTS]
    )
    np.testing.assert_array_equal(detector.predict_proba(PAGES).sum(axis=1), 1.0)
    assert detector.transform(PAGES).tolist() == [report.clean_text for report in REPORTS]
    assert detector.classes_.tolist() == [0, 1]


@pytest.mark.parametrize(
    "options", [{"sensitivity": "strict"}, {"max_fpr": 0.2}, {"kind": "text"}, {"max_bytes": 10}]
)
def test_options_are_those_of_check(options: dict[str, Any]) -> None:
    reports = [check(page, **options) for page in PAGES]
    detector = clone(SpamDetector(**options))
    assert detector.predict(PAGES).tolist() == [int(report.label != "clean") for report in reports]
    assert detector.transform(PAGES).tolist() == [report.clean_text for report in reports]


def test_pipelines_and_metrics() -> None:
    pages, labels = PAGES[:3] * 4, LABELS[:3] * 4
    learned = make_pipeline(SpamDetector(), TfidfVectorizer(), LogisticRegression()).fit(pages, labels)
    words = learned["tfidfvectorizer"].get_feature_names_out()
    assert "regatta" in words and not any("bahis" in word for word in words)
    scores = cross_validate(
        SpamDetector(), np.array(pages, dtype=object), labels, cv=2, scoring=["f1", "roc_auc"]
    )
    assert scores["test_f1"].tolist() == scores["test_roc_auc"].tolist() == [1.0, 1.0]
    assert roc_auc_score(labels, SpamDetector().predict_proba(pages)[:, 1]) == 1.0


WRONG: list[tuple[Any, dict[str, Any], type[Exception], str]] = [
    (ROWING, {}, ValueError, "not one page"),
    ([5], {}, ValueError, "a page is str or bytes, not int"),
    ([["a"]], {}, ValueError, "a page is str or bytes, not list"),
    (PAGES, {"max_fpr": 2.0}, UsageError, "between 0 and 1"),
    (PAGES, {"sensitivity": "lax"}, UsageError, "unknown sensitivity"),
]


@pytest.mark.parametrize(("samples", "options", "error", "message"), WRONG)
def test_what_makes_no_sense_is_said(
    samples: Any, options: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        SpamDetector(**options).predict(samples)


def test_tags() -> None:
    tags = get_tags(SpamDetector())
    assert tags.input_tags.string and not tags.requires_fit and not tags.target_tags.required
    with pytest.warns(SkipTestWarning):
        list(estimator_checks._yield_all_checks(SpamDetector(), legacy=True))
