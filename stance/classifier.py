"""scikit-learn estimators over strings or instances: fit here, predict through `LinearModel`.

The only importer of scikit-learn in the package; prediction from a saved model never comes here.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Self, cast

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar
from scipy.sparse import coo_array, csr_array
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold
from sklearn.svm import LinearSVC
from sklearn.utils.class_weight import compute_sample_weight
from sklearn.utils.validation import check_is_fitted

from stance.features import DEFAULT_FIELDS, Texts, from_text
from stance.languages import load_language
from stance.linear import LinearModel, softmax
from stance.occurrences import BatchVectorizer
from stance.statements.scan import Reader
from stance.types import SENTIMENTS, STANCES, Evidence
from stance.vectorizer import Batch, Field, Instance, Vectorizer

_SEED = 20260101
_SMOOTHING = 0.3  # occurrences added to each feature's count under a label and elsewhere
_MANY = 1000  # examples from which the bounds of `DEFAULT_FIELDS` hold

_Linear = tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]


@functools.cache
def _reader(language: str) -> Reader:
    """Return one reader a language: what it remembers of words serves every call."""
    return Reader(load_language(language))


class TextClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """A linear model over TF-IDF fields, calibrated by temperature.

    Parameters
    ----------
    language : str
        Code of a shipped language, whose tokens and lexemes are used.
    fields : sequence of Field, optional
        Spaces of terms; `None` takes `DEFAULT_FIELDS`.
    C : float
        Inverse strength of the L2 penalty.
    class_weight : "balanced", dict or None
        As in scikit-learn's LinearSVC and LogisticRegression.
    calibrate : int
        Folds of the out-of-fold scores on which the temperature is set; 0 leaves it at 1.
    task : str
        Name kept in saved models.
    loss : "squared_hinge" or "log_loss"
        Linear support vector machines, one a label against the rest (Fan et al. 2008), or multinomial logistic
        regression.
    naive_bayes : float
        How much a second machine counts beside the first: the same loss, each feature scaled by how much more often
        it stands under the label than elsewhere. The two add up to one linear model; 0 leaves the second out.

    Attributes
    ----------
    classes_ : ndarray of str
    model_ : LinearModel

    References
    ----------
    Fan et al. 2008, LIBLINEAR: A Library for Large Linear Classification.
    Wang and Manning 2012, Baselines and Bigrams (naive Bayes features in a support vector machine).
    Guo et al. 2017, On Calibration of Modern Neural Networks (temperature scaling).
    """

    def __init__(
        self,
        language: str = "hi",
        fields: Sequence[Field] | None = None,
        C: float = 0.1,  # noqa: N803  (scikit-learn's name)
        class_weight: Any = "balanced",
        calibrate: int = 5,
        task: str = "label",
        loss: str = "squared_hinge",
        naive_bayes: float = 1.0,
    ) -> None:
        """Store the parameters."""
        self.language = language
        self.fields = fields
        self.C = C
        self.class_weight = class_weight
        self.calibrate = calibrate
        self.task = task
        self.loss = loss
        self.naive_bayes = naive_bayes

    def _instances(self, X: Sequence[str | Instance]) -> list[Instance]:  # noqa: N803
        if isinstance(X, str):
            raise ValueError("X must be a sequence of strings or instances, not one string")
        return [item if isinstance(item, Instance) else from_text(_reader(self.language), str(item)) for item in X]

    def _batch(self, X: Sequence[str | Instance]) -> Batch:  # noqa: N803
        if not isinstance(X, str) and set(map(type, X)) <= {str, np.str_}:
            return Texts(_reader(self.language), cast("list[str]", list(X)))
        return Batch(self._instances(X))

    def fit(
        self,
        X: Sequence[str | Instance],  # noqa: N803
        y: Sequence[str],
        groups: Sequence[Any] | None = None,
        sample_weight: Sequence[float] | npt.NDArray[np.float64] | None = None,
    ) -> Self:
        """Fit on strings or instances; `groups` (articles) keep the calibration folds apart.

        Raises
        ------
        ValueError
            for empty data, lengths that differ, or a single class.
        """
        instances = self._instances(X)
        labels = np.asarray(y)
        if len(instances) != len(labels):
            raise ValueError(f"{len(instances)} texts but {len(labels)} labels")
        if not len(instances):
            raise ValueError("nothing to fit: X is empty")
        self.classes_: npt.NDArray[np.str_] = np.unique(labels)
        if len(self.classes_) < 2:
            raise ValueError(f"need at least 2 labels to fit, found only '{self.classes_[0]}'")
        weight = None if sample_weight is None else np.asarray(sample_weight, dtype=float)
        temperature = 1.0
        if self.calibrate:
            scores = self.out_of_fold(instances, labels, groups, weight)
            temperature = _temperature(scores, np.searchsorted(self.classes_, labels))
        self.model_ = self._fit(instances, labels, weight)
        self.model_.temperature = temperature
        self.n_features_in_ = 1
        return self

    def _fit(
        self, instances: Sequence[Instance], labels: npt.NDArray[np.str_], weight: npt.NDArray[np.float64] | None
    ) -> LinearModel:
        vectorizer = Vectorizer.fit(instances, self.fields or _default_fields(len(instances)))
        weights = compute_sample_weight(self.class_weight, labels) * (1.0 if weight is None else weight)
        features = matrix(vectorizer, instances)
        coefficients, intercepts = self._plain(features, labels, weights)
        if self.naive_bayes:
            more, offsets = self._scaled(features, labels, weights)
            coefficients, intercepts = coefficients + self.naive_bayes * more, intercepts + self.naive_bayes * offsets
        return LinearModel(
            task=self.task,
            labels=tuple(str(label) for label in self.classes_),
            vectorizer=vectorizer,
            coefficients=np.ascontiguousarray(coefficients.T, dtype=np.float32),
            intercepts=intercepts.astype(np.float32),
        )

    def _plain(self, features: csr_array, labels: npt.NDArray[np.str_], weights: npt.NDArray[np.float64]) -> _Linear:
        """Fit the features as they are; return coefficients, (labels, features), and intercepts, (labels,)."""
        linear = self._linear().fit(features, labels, sample_weight=weights)
        if len(self.classes_) > 2:
            return linear.coef_, linear.intercept_
        # scikit-learn keeps one row for two classes.
        halves = np.array([[-0.5], [0.5]])
        return halves @ linear.coef_, (halves @ linear.intercept_[None]).ravel()

    def _scaled(self, features: csr_array, labels: npt.NDArray[np.str_], weights: npt.NDArray[np.float64]) -> _Linear:
        """Fit each label against the rest on features scaled by their log-count ratios; return as `_plain` does."""
        coefficients, intercepts = [], []
        for label in self.classes_:
            ratio = _log_count_ratio(features, labels == label, weights)
            scaled = csr_array((features.data * ratio[features.indices], features.indices, features.indptr))
            linear = self._linear().fit(scaled, labels == label, sample_weight=weights)
            coefficients.append(linear.coef_[0] * ratio)
            intercepts.append(linear.intercept_[0])
        # Of two labels the first machine gives each half a margin, and so must the second.
        share = 1.0 if len(self.classes_) > 2 else 0.5
        return share * np.array(coefficients), share * np.array(intercepts)

    def _linear(self) -> Any:
        """Return the scikit-learn estimator of `loss`."""
        if self.loss == "squared_hinge":
            return LinearSVC(C=self.C, max_iter=10_000, random_state=_SEED)
        if self.loss == "log_loss":
            return LogisticRegression(C=self.C, max_iter=2000, tol=1e-5)
        raise ValueError(f"unknown loss '{self.loss}'; known: squared_hinge, log_loss")

    def out_of_fold(
        self,
        X: Sequence[str | Instance],  # noqa: N803
        y: Sequence[str] | npt.NDArray[np.str_],
        groups: Sequence[Any] | None = None,
        sample_weight: npt.NDArray[np.float64] | None = None,
    ) -> npt.NDArray[np.float64]:
        """Return uncalibrated logits of every item from models that did not see its group, (items, labels)."""
        instances, labels = self._instances(X), np.asarray(y)
        self.classes_ = np.unique(labels)
        scores = np.zeros((len(instances), len(self.classes_)))
        folds = min(self.calibrate or 5, *np.unique(labels, return_counts=True)[1])
        if folds < 2:
            return scores
        if groups is None:
            splits = StratifiedKFold(folds, shuffle=True, random_state=_SEED).split(labels, labels)
        else:
            splits = StratifiedGroupKFold(folds, shuffle=True, random_state=_SEED).split(labels, labels, groups)
        for train, held in splits:
            if len(np.unique(labels[train])) < len(self.classes_):
                continue
            part = None if sample_weight is None else sample_weight[train]
            model = self._fit([instances[i] for i in train], labels[train], part)
            scores[held] = model.logits([instances[i] for i in held])
        return scores

    def predict_proba(self, X: Sequence[str | Instance]) -> npt.NDArray[np.float64]:  # noqa: N803
        """Return calibrated probabilities, (items, labels), in the order of `classes_`."""
        check_is_fitted(self)
        return self.model_.probabilities(self._batch(X))

    def predict(self, X: Sequence[str | Instance]) -> npt.NDArray[np.str_]:  # noqa: N803
        """Return the likeliest label of each item."""
        labels: npt.NDArray[np.str_] = self.classes_[self.predict_proba(X).argmax(axis=1)]
        return labels

    def explain(self, text: str) -> tuple[Evidence, ...]:
        """Return the words of a string that decided its label, strongest first (see `LinearModel.explain`)."""
        check_is_fitted(self)
        instances = self._instances([text])
        return self.model_.explain(instances, [text], self.model_.predict(instances))[0]

    def __sklearn_is_fitted__(self) -> bool:
        """Tell scikit-learn whether `fit` has run."""
        return hasattr(self, "model_")


class StanceClassifier(TextClassifier):
    """`TextClassifier` for accusation, denial, corroboration, other."""

    LABELS = STANCES

    def __init__(
        self,
        language: str = "hi",
        fields: Sequence[Field] | None = None,
        C: float = 0.1,  # noqa: N803
        class_weight: Any = "balanced",
        calibrate: int = 5,
        task: str = "stance",
        loss: str = "squared_hinge",
        naive_bayes: float = 1.0,
    ) -> None:
        """Store the parameters."""
        super().__init__(language, fields, C, class_weight, calibrate, task, loss, naive_bayes)


class SentimentClassifier(TextClassifier):
    """`TextClassifier` for negative, neutral, positive."""

    LABELS = SENTIMENTS

    def __init__(
        self,
        language: str = "hi",
        fields: Sequence[Field] | None = None,
        C: float = 0.1,  # noqa: N803
        class_weight: Any = "balanced",
        calibrate: int = 5,
        task: str = "sentiment",
        loss: str = "squared_hinge",
        naive_bayes: float = 1.0,
    ) -> None:
        """Store the parameters."""
        super().__init__(language, fields, C, class_weight, calibrate, task, loss, naive_bayes)


def _default_fields(count: int) -> Sequence[Field]:
    """Return the fields for so many examples: where there are few, a term of two of them is kept already."""
    if count >= _MANY:
        return DEFAULT_FIELDS
    return tuple(replace(spec, min_df=min(spec.min_df, 2)) for spec in DEFAULT_FIELDS)


def matrix(vectorizer: Vectorizer, instances: Sequence[Instance]) -> csr_array:
    """Return the feature matrix, (instances, features), float64."""
    rows = BatchVectorizer(vectorizer)(Batch(instances))
    shape = (len(instances), vectorizer.size)
    found = coo_array((rows.value, (rows.row.astype(np.int32), rows.feature.astype(np.int32))), shape=shape).tocsr()
    found.sort_indices()
    return found


def _temperature(logits: npt.NDArray[np.float64], truth: npt.NDArray[np.intp]) -> float:
    """Return the temperature with the least log-loss on held-out logits."""
    if not logits.any():
        return 1.0

    def loss(log_temperature: float) -> float:
        probabilities = softmax(logits / np.exp(log_temperature))
        return float(-np.log(np.clip(probabilities[np.arange(len(truth)), truth], 1e-12, None)).mean())

    best = minimize_scalar(loss, bounds=(-3.0, 3.0), method="bounded")
    return round(float(np.exp(best.x)), 4)


def _log_count_ratio(
    features: csr_array, ours: npt.NDArray[np.bool_], weights: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Return for each feature the logarithm of its smoothed share under a label over its share elsewhere."""
    row_weights = np.repeat(weights, np.diff(features.indptr))
    inside = np.repeat(ours, np.diff(features.indptr))
    shares = []
    for chosen in (inside, ~inside):
        counts = np.bincount(features.indices[chosen], row_weights[chosen], features.shape[1]) + _SMOOTHING
        shares.append(counts / counts.sum())
    ratio: npt.NDArray[np.float64] = np.log(shares[0] / shares[1])
    return ratio


__all__ = ["SentimentClassifier", "StanceClassifier", "TextClassifier", "matrix"]
