"""The estimators against scikit-learn's own, and the explanation against the odds it explains."""

import itertools
import pickle
from weakref import WeakKeyDictionary

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC
from sklearn.utils.class_weight import compute_sample_weight
from sklearn.utils.estimator_checks import parametrize_with_checks

from stance import SentimentClassifier, StanceClassifier, TextClassifier
from stance.classifier import matrix
from stance.features import Texts, from_text
from stance.languages import load_language
from stance.occurrences import BatchVectorizer
from stance.scores import Scorer, scorer
from stance.statements import Reader
from stance.vectorizer import Batch, Field, Instance, Vectorizer, Words, char_ngrams

TEXTS = [
    "ये आरोप बेबुनियाद हैं",
    "हमारा इससे कोई लेना-देना नहीं है",
    "यह खबर सरासर गलत है",
    "सरकार ने किसानों को धोखा दिया है",
    "ठेकेदार ने पैसे हड़प लिए",
    "पुलिस ने जानबूझकर देर की",
    "हां, तीन जवान मारे गए हैं",
    "जांच में गड़बड़ी सही पाई गई",
    "मैंने वह चिट्ठी लिखी थी",
    "मैच पांच बजे शुरू होगा",
    "हम कल बैठक करेंगे",
    "बारिश जारी रहने की संभावना है",
]
LABELS = [label for label in ("denial", "accusation", "corroboration", "other") for _ in range(3)]
WORDS = st.lists(
    st.sampled_from(["सरकार", "ने", "कहा", "नहीं", "आरोप", "गलत", "सही", "पानी", "सड़क", "12", "पुलिस"]),
    min_size=1,
    max_size=12,
)


def reader():
    return Reader(load_language("hi"))


@pytest.fixture(scope="module")
def fitted():
    return StanceClassifier(C=1.0, calibrate=3).fit(TEXTS, LABELS)


VOCABULARY = ("सरकार", "ने", "आरोप", "गलत", "नहीं")


@pytest.fixture(scope="module")
def batch():
    seen = [Instance(Words(tuple(p)), marks=("L:deny", "title")) for p in itertools.product(VOCABULARY, repeat=3)]
    fields = [
        Field("content", "word", 1, 2, 1),
        Field("content", "word", 3, 3, 1, 0.5),
        Field("content", "char", 2, 4, 1),
        Field("marks", "mark", 1, 1, 1, 0.7),
        Field("marks", "fact", 1, 1, 1, 0.3),
        Field("cue", "word", 1, 2, 1),
    ]
    return BatchVectorizer(Vectorizer.fit(seen[::2], fields))


def test_it_learns_what_it_saw(fitted):
    assert list(fitted.predict(TEXTS)) == LABELS
    assert np.allclose(fitted.predict_proba(TEXTS).sum(axis=1), 1)


@given(st.lists(WORDS.map(" ".join), min_size=2, max_size=8))
@settings(max_examples=30, deadline=None)
def test_weights_are_those_of_scikit_learn(texts):
    """Words and character n-grams weigh exactly what TfidfVectorizer with the same settings gives."""
    instances = [from_text(reader(), text) for text in texts]
    for spec, theirs in (
        (
            Field("content", "word", 1, 2, 1),
            TfidfVectorizer(analyzer=lambda i: _word_terms(i), sublinear_tf=True),
        ),
        (
            Field("content", "char", 2, 4, 1),
            TfidfVectorizer(
                analyzer=lambda i: [g for w in i.content.norms for g in char_ngrams(w, 2, 4)], sublinear_tf=True
            ),
        ),
    ):
        ours = Vectorizer.fit(instances, [spec])
        expected = theirs.fit_transform(instances)
        assert sorted(ours.vocabularies[0]) == list(theirs.get_feature_names_out())
        assert np.allclose(matrix(ours, instances).toarray(), expected.toarray(), atol=1e-6)


def _word_terms(instance):
    norms = instance.content.norms
    return [*norms, *(" ".join(pair) for pair in itertools.pairwise(norms))]


@pytest.mark.parametrize("share", [0, 0.5])
def test_probabilities_are_those_of_scikit_learns_models(share):
    """The one linear model against two machines of scikit-learn, whose scores add up."""
    ours = TextClassifier(naive_bayes=share).fit(TEXTS, LABELS)
    features = matrix(ours.model_.vectorizer, [from_text(reader(), text) for text in TEXTS]).toarray()
    weights = compute_sample_weight("balanced", LABELS)

    def decide(x, y):
        return LinearSVC(C=ours.C, tol=1e-8, max_iter=100_000).fit(x, y, weights).decision_function(x)

    logits = decide(features, LABELS)
    for column, label in enumerate(ours.classes_):
        is_label = np.array(LABELS) == label
        inside, outside = (weights[rows] @ features[rows].astype(bool) + 0.3 for rows in (is_label, ~is_label))
        logits[:, column] += share * decide(
            features * np.log((inside / inside.sum()) / (outside / outside.sum())), is_label
        )
    expected = np.exp((logits - logits.max(axis=1, keepdims=True)) / ours.model_.temperature)
    assert np.allclose(ours.predict_proba(TEXTS), expected / expected.sum(axis=1, keepdims=True), atol=1e-3)


def test_of_two_labels_both_machines_count_alike():
    labels = [label if label == "denial" else "other" for label in LABELS]
    plain, both = (TextClassifier(calibrate=0, naive_bayes=share).fit(TEXTS, labels) for share in (0, 1))
    features = matrix(plain.model_.vectorizer, [from_text(reader(), text) for text in TEXTS])
    weights = compute_sample_weight("balanced", labels)
    more, offsets = both._scaled(features, np.array(labels), weights)
    scaled = np.diff(features @ more.T + offsets, axis=1).ravel()
    assert np.all(np.sign(scaled) == np.where(np.array(labels) == "other", 1, -1))
    added = [np.diff(c.model_.logits(c._instances(TEXTS)), axis=1).ravel() for c in (plain, both)]
    assert np.allclose(added[1] - added[0], scaled, atol=1e-4)
    assert 0.5 < np.abs(scaled).mean() / np.abs(added[0]).mean() < 2


@given(WORDS.map(" ".join))
@settings(max_examples=50, deadline=None)
def test_shares_add_up_to_the_log_odds(fitted, text):
    model = fitted.model_
    instance = from_text(reader(), text)
    logits = model.logits([instance])[0]
    first, second = np.argsort(-logits, kind="stable")[:2]
    ((words, rest),) = model.shares([instance], logits[None, :])
    assert sum(words.values()) + rest == pytest.approx(logits[first] - logits[second], abs=1e-5)


@given(st.lists(st.lists(st.sampled_from([*VOCABULARY, "अनसुना", "x"]), max_size=12), max_size=6))
@settings(max_examples=50, deadline=None)
def test_arrays_hold_what_single_rows_hold(batch, lists):
    """The fast path over batches against the plain one, with words that no vocabulary knows and empty parts."""
    instances = [
        Instance(content=Words(tuple(words), ((0, 1),) * len(words)), marks=("L:deny", "unheard", "L:deny"))
        for words in lists
    ]
    rows = batch(Batch(instances))
    found = [{} for _ in instances]
    for row, feature, value in zip(*(column.tolist() for column in rows), strict=True):
        assert feature not in found[row]
        found[row][feature] = value
    for instance, got in zip(instances, found, strict=True):
        assert got == pytest.approx(batch.vectorizer.row(instance), abs=1e-12)


@given(st.lists(st.lists(st.sampled_from([*VOCABULARY, "अनसुना", "x"]), max_size=12), max_size=6))
@settings(max_examples=50, deadline=None)
def test_scores_are_the_products_of_single_rows(batch, lists):
    """Sums over whole words, set right where a feature comes again, against rows of features one by one."""
    vectorizer = batch.vectorizer
    coefficients = np.random.default_rng(0).normal(size=(vectorizer.size, 3)).astype(np.float32)
    instances = [Instance(content=Words(tuple(words)), marks=("L:deny", "unheard", "L:deny")) for words in lists]
    scores = Scorer(vectorizer, coefficients)(Batch(instances))
    for instance, got in zip(instances, scores, strict=True):
        row = vectorizer.row(instance)
        assert got == pytest.approx(
            sum((v * coefficients[i].astype(float) for i, v in row.items()), np.zeros(3)), abs=1e-9
        )


@given(st.lists(st.lists(st.sampled_from(["L:deny", "title", "unheard"])), max_size=5))
@settings(max_examples=50, deadline=None)
def test_facts_alone_are_scored_alike(lists):
    instances = [Instance.of_marks(tuple(marks)) for marks in lists]
    seen = [Instance.of_marks(("L:deny", "title"))]
    vectorizer = Vectorizer.fit(seen, [Field("marks", "fact", 1, 1, 1, 0.3)])
    coefficients = np.array([[1.5, -1.5], [-0.25, 0.25]], dtype=np.float32)
    scores = scorer(vectorizer, coefficients)(Batch(instances))
    assert scores.shape == (len(lists), 2)
    assert np.allclose(scores, Scorer(vectorizer, coefficients)(Batch(instances)), atol=1e-12)
    assert np.allclose(scores, matrix(vectorizer, instances).toarray() @ coefficients, atol=1e-12)


@given(st.lists(st.text("कहा।,:‘’“”.-0१\u200d \n") | WORDS.map(" ".join), max_size=6))
@settings(max_examples=50, deadline=None)
def test_strings_are_scored_like_the_instances_made_of_them(fitted, texts):
    instances = [from_text(reader(), text) for text in texts]
    assert np.allclose(fitted.model_.logits(Texts(reader(), texts)), fitted.model_.logits(instances), atol=1e-9)


def test_a_full_memory_changes_no_score(fitted, monkeypatch):
    texts = ["नया शब्द एक", "दूसरा अनसुना शब्द", *TEXTS]
    before = fitted.predict_proba(texts)
    monkeypatch.setattr("stance.occurrences._MEMO_LIMIT", 0)
    monkeypatch.setattr("stance.occurrences._FINDERS", WeakKeyDictionary())
    del fitted.model_._scorer
    for _ in range(3):
        assert np.allclose(fitted.predict_proba(texts), before, atol=1e-12)
        assert "_scorer" not in vars(fitted.model_), "a full memory is kept"


def test_a_pickled_estimator_predicts_the_same(fitted):
    before = fitted.predict_proba(TEXTS)
    assert np.array_equal(pickle.loads(pickle.dumps(fitted)).predict_proba(TEXTS), before)


def test_evidence_is_whole_words_of_the_text(fitted):
    text = "मंत्री बोले, ये आरोप बेबुनियाद हैं"
    evidence = fitted.explain(text)
    assert evidence
    assert all(
        text[e.span.start : e.span.stop] == e.span.text and e.span.text in text.replace(",", " ,").split()
        for e in evidence
    )


def test_any_labels_will_do():
    classifier = TextClassifier(C=1.0, calibrate=0, task="topic").fit(
        ["खेत में धान", "खेत में गेहूं", "मैच में रन", "मैच का विकेट"], ["farm", "farm", "sport", "sport"]
    )
    assert set(classifier.predict(["धान का खेत", "रन वाला मैच"])) == {"farm", "sport"}


@pytest.mark.parametrize(
    ("texts", "labels", "message"),
    [
        ([], [], "empty"),
        (["क"], ["a", "b"], "1 texts but 2 labels"),
        (["क", "ख"], ["a", "a"], "at least 2 labels"),
        ("एक तार", ["a"], "not one string"),
    ],
)
def test_bad_input_is_named(texts, labels, message):
    with pytest.raises(ValueError, match=message):
        TextClassifier().fit(texts, labels)


def test_constructors_only_store():
    for estimator in (StanceClassifier(C=2.0), SentimentClassifier(class_weight=None)):
        assert clone(estimator).get_params() == estimator.get_params()


# Checks that are about arrays of numbers, where this estimator reads texts; all others hold.
NUMERIC = dict.fromkeys(
    [
        "check_classifier_data_not_an_array",
        "check_classifiers_one_label",
        "check_classifiers_train",
        "check_dtype_object",
        "check_estimator_sparse_array",
        "check_sample_weight_equivalence_on_dense_data",  # as of LinearSVC itself: liblinear draws its order
        "check_estimator_sparse_matrix",
        "check_estimator_sparse_tag",
        "check_estimators_empty_data_messages",
        "check_estimators_nan_inf",
        "check_estimators_unfitted",
        "check_fit1d",
        "check_fit2d_1sample",
        "check_fit2d_predict1d",
        "check_n_features_in",
        "check_n_features_in_after_fitting",
        "check_requires_y_none",
        "check_sample_weights_not_an_array",
        "check_sample_weights_pandas_series",
    ],
    "is about arrays of numbers; the estimator reads texts",
)


@parametrize_with_checks([StanceClassifier(calibrate=0)], expected_failed_checks=lambda _: NUMERIC)
def test_scikit_learn_protocol(estimator, check):
    check(estimator)
