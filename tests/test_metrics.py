import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import confusion_matrix, f1_score, precision_recall_fscore_support

from stance.evaluation import metrics, spans
from stance.types import Span, Statement

LABELS = ["a", "b", "c"]
PAIRS = st.lists(st.tuples(st.sampled_from(LABELS), st.sampled_from(LABELS)), min_size=1, max_size=40)


@given(PAIRS)
def test_scores_are_those_of_scikit_learn(pairs):
    truth, guess = zip(*pairs, strict=True)
    scores = metrics.label_scores(truth, guess, LABELS)
    assert scores["confusion"] == confusion_matrix(truth, guess, labels=LABELS).tolist()
    expected = precision_recall_fscore_support(truth, guess, labels=LABELS, zero_division=0)
    for i, label in enumerate(LABELS):
        row = scores["per_class"][label]
        assert (row["precision"], row["recall"], row["f1"]) == pytest.approx([expected[k][i] for k in range(3)])
    assert scores["macro_f1"] == pytest.approx(f1_score(truth, guess, average="macro", zero_division=0))


@given(PAIRS, st.integers(1, 5))
@settings(deadline=None, max_examples=25)
def test_the_interval_holds_the_score_of_a_single_group_and_is_reproducible(pairs, seed):
    truth, guess = zip(*pairs, strict=True)
    one = metrics.macro_f1_interval(truth, guess, ["g"] * len(pairs), LABELS, seed=seed)
    score = metrics.label_scores(truth, guess, LABELS)["macro_f1"]
    assert one == pytest.approx((score, score))
    groups = list(range(len(pairs)))
    first = metrics.macro_f1_interval(truth, guess, groups, LABELS, seed=seed)
    assert first == metrics.macro_f1_interval(truth, guess, groups, LABELS, seed=seed)
    assert 0 <= first[0] <= first[1] <= 1


def test_the_paired_bootstrap_tells_a_better_system():
    random = np.random.default_rng(0)
    truth = random.choice(LABELS, 300).tolist()
    good = [t if random.random() < 0.9 else "a" for t in truth]
    bad = [t if random.random() < 0.5 else "a" for t in truth]
    groups = [i // 3 for i in range(300)]
    better = metrics.paired_bootstrap(truth, good, bad, groups, LABELS, draws=200)
    assert better["low"] > 0
    assert better["p"] < 0.05
    same = metrics.paired_bootstrap(truth, good, good, groups, LABELS, draws=50)
    assert same["difference"] == 0
    assert same["p"] == 1


def test_calibration_error_of_a_calibrated_and_an_overconfident_model():
    random = np.random.default_rng(1)
    top = random.uniform(0.5, 1.0, 4000)
    probabilities = np.column_stack([top, 1 - top])
    calibrated = random.random(4000) < top
    low, high = metrics.calibration_null(probabilities)
    assert metrics.calibration_error(probabilities, calibrated) <= high * 1.2
    assert metrics.calibration_error(probabilities, random.random(4000) < top - 0.2) > 5 * high
    assert 0 <= low <= high


def statement(start, stop, kind="indirect", text=None, speaker=None):
    span = Span(start, stop, text or "क" * (stop - start))
    return Statement(kind, span, None, speaker, "gold")


def test_span_scores_of_known_cases():
    gold = [statement(0, 10), statement(20, 40, "act"), statement(50, 60)]
    found = [statement(0, 10), statement(20, 36), statement(70, 80)]
    scores = spans.span_scores(spans.count(gold, found))
    assert scores["precision"] == scores["recall"] == pytest.approx(2 / 3)
    assert scores["exact_f1"] == pytest.approx(1 / 3)
    assert scores["strict_f1"] == pytest.approx(1 / 3)
    assert scores["kind_accuracy"] == pytest.approx(1 / 2)


def test_final_punctuation_does_not_count():
    assert spans.trimmed(Span(3, 8, "कहा।”")) == (3, 6)


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)), max_size=6),
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)), max_size=6),
)
def test_matching_is_one_to_one_and_close(gold, found):
    first = [statement(a, a + n) for a, n in gold]
    second = [statement(a, a + n) for a, n in found]
    pairs = spans.match(first, second)
    assert len({p.gold for p in pairs}) == len({p.found for p in pairs}) == len(pairs)
    assert all(p.overlap >= 0.5 for p in pairs)
