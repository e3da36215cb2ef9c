"""Who said what in Indic-language news, and whether it accuses, denies or confirms.

>>> import stance
>>> nlp = stance.load("hi")
>>> doc = nlp("मंत्री ने कहा कि ये आरोप बेबुनियाद हैं।")
>>> doc.statements[0].stance.label
'denial'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from stance.classifier import SentimentClassifier, StanceClassifier, TextClassifier
    from stance.pipeline import Document, Pipeline

__all__ = ["Document", "Pipeline", "SentimentClassifier", "StanceClassifier", "TextClassifier", "load"]


def load(language: str = "hi", **options: Any) -> Pipeline:
    """Return the pipeline of a language with its shipped models; options as in `Pipeline`."""
    from stance.pipeline import Pipeline

    return Pipeline(language, **options)


def __getattr__(name: str) -> Any:
    """Import the estimators and the pipeline when they are first asked for: scikit-learn is slow to import."""
    if name in ("StanceClassifier", "SentimentClassifier", "TextClassifier"):
        from stance import classifier

        return getattr(classifier, name)
    if name in ("Document", "Pipeline"):
        from stance import pipeline

        return getattr(pipeline, name)
    raise AttributeError(f"module 'stance' has no attribute '{name}'")
