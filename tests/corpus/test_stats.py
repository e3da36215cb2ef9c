"""Counts, and what can be guessed without reading."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.corpus.bracket import parse
from stance.corpus.stats import dataset_stats, guessed, tally
from stance.evaluation.metrics import label_scores
from stance.types import STANCES

CASES = Path(__file__).parent / "cases"


def test_the_counts_of_an_article() -> None:
    counts = tally([parse((CASES / "annotated.md").read_text("utf-8"))])
    assert counts == {
        "documents": 1,
        "words": 42,
        "unsure": 1,
        "with_speaker": 4,
        "with_cue": 3,
        "resolved": 1,
        "answering": 2,
        "statements": 4,
        "stance": {"accusation": 2, "denial": 1, "corroboration": 1, "other": 0},
        "kind": {"direct": 1, "indirect": 2, "mixed": 0, "act": 1},
        "sentiment": {"negative": 3, "neutral": 1, "positive": 0},
        "sentiment_by_stance": {
            "accusation": {"negative": 2, "neutral": 0, "positive": 0},
            "denial": {"negative": 0, "neutral": 1, "positive": 0},
            "corroboration": {"negative": 1, "neutral": 0, "positive": 0},
            "other": {"negative": 0, "neutral": 0, "positive": 0},
        },
        "topic": {"farming": 4},
        "style": {"regional-daily": 4},
    }


def test_nothing_counts_nothing() -> None:
    assert tally([])["statements"] == 0
    assert guessed([], []) == {"accuracy": 0.0, "macro_f1": 0.0}


def test_a_data_set_is_counted_by_part_and_split(tmp_path: Path) -> None:
    shutil.copytree(CASES / "dataset", tmp_path / "datasets")
    counts = dataset_stats(tmp_path / "datasets")
    assert {name: (one["documents"], one["statements"]) for name, one in counts.items()} == {
        "hi authored": (3, 5),
        "hi authored train": (1, 2),
        "hi authored dev": (1, 1),
        "hi authored test": (1, 2),
        "hi standoff": (3, 3),
        "hi standoff train": (2, 2),
        "hi standoff test": (1, 1),
    }
    json.dumps(counts)


def test_articles_outside_a_data_set_are_counted_as_one() -> None:
    path = CASES / "dataset" / "hi" / "articles" / "farming"
    assert dataset_stats(path)[str(path)]["statements"] == 2


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(STANCES)), min_size=1))
def test_guessing_is_scored_as_models_are(rows: list[tuple[str, str]]) -> None:
    keys, labels = zip(*rows, strict=True)
    counts = {key: max(rows.count((key, label)) for label in STANCES) for key in keys}
    scores = guessed(keys, labels)
    assert scores["accuracy"] == pytest.approx(sum(counts.values()) / len(rows))
    best = {key: [label for label in STANCES if rows.count((key, label)) == counts[key]] for key in keys}
    if all(len(labels_of) == 1 for labels_of in best.values()):  # a tie may go either way
        expected = label_scores(labels, [best[key][0] for key in keys], STANCES)
        assert scores["macro_f1"] == pytest.approx(expected["macro_f1"])
