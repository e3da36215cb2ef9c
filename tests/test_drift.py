"""Drift: no alarm where two collections come from one source, the right row where something was planted."""

import json
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2_contingency, ks_2samp
from scipy.stats.contingency import association

from stance.corpus.exchange import read_annotated
from stance.errors import InputError
from stance.evaluation.drift import MEASURES, cohens_h, cramers_v, drift, holm, kolmogorov_smirnov
from stance.evaluation.profile import known_words, profiles
from stance.types import Article
from stance.vectorizer import Field, Vectorizer
from tests.test_evaluate import stance

ARTICLES = Path(__file__).parent.parent / "datasets" / "hi" / "articles"
NEW = 40  # articles of a batch


@pytest.fixture(scope="module")
def articles():
    """Return every third article: 90 statements a topic."""
    return [annotated.article for annotated in read_annotated(ARTICLES)][::3]


@pytest.fixture(scope="module")
def measured(articles, nlp):
    return profiles(articles, nlp)


@pytest.fixture(scope="module")
def batch(articles):
    """Return a batch of articles whatever their topic, and where they stand."""
    chosen = sorted(np.random.default_rng(3).permutation(len(articles))[:NEW])
    return [articles[i] for i in chosen], chosen


def against_rest(measured, chosen, new):
    return {s.measure: s for s in drift([p for i, p in enumerate(measured) if i not in set(chosen)], new)}


def flagged(shifts):
    return {name for name, shift in shifts.items() if shift.significant}


def garbled(text):
    """Replace one word of six by one that no language has."""
    random = np.random.default_rng(0)
    letters = "कखगघचछजझटठडढतथदधनपफबभमयरलवसह"

    def word(match):
        return match[0] if random.random() > 1 / 6 else "".join(f"{random.choice(list(letters))}ू" for _ in range(4))

    return re.sub(r"[\u0904-\u0939][\u0900-\u097f]+", word, text)


def test_batches_of_the_same_source_raise_no_more_alarms_than_promised(measured):
    random = np.random.default_rng(0)
    alarms = 0
    for seed in range(100):
        order = random.permutation(len(measured))
        new, old = ([measured[i] for i in part] for part in (order[:NEW], order[NEW:]))
        alarms += any(shift.significant for shift in drift(old, new, draws=300, seed=seed))
    assert alarms <= 10  # 5 expected at most; more than 10 once in 90 times


def test_articles_of_one_voice_are_no_reason_for_an_alarm():
    """Twenty statements of an article that all have one label are one observation, not twenty."""
    random = np.random.default_rng(0)
    ours = naive = 0
    for seed in range(200):
        articles = [toy(label=Counter({"denial" if random.random() < 0.4 else "other": 20})) for _ in range(40)]
        (shift,) = (s for s in drift(articles[:20], articles[20:], draws=199, seed=seed) if s.measure == "label")
        ours += shift.p < 0.05
        table = [[sum(a["label"][c] for a in half) for c in ("denial", "other")] for half in halves(articles)]
        naive += chi2_contingency(table).pvalue < 0.05
    assert ours <= 20  # 10 expected
    assert naive > 80


def halves(items):
    return items[: len(items) // 2], items[len(items) // 2 :]


def toy(**given):
    """Return the profile of an article with one statement, but for what is given."""
    one = {
        "unknown words": Counter(known=9, unknown=1),
        "label": Counter(["other"]),
        "confidence": Counter([80]),
        "cue class": Counter(["say"]),
        "statement kind": Counter(["direct"]),
        "statements per article": Counter([1]),
    }
    return one | {name.replace("_", " "): value for name, value in given.items()}


@pytest.mark.parametrize("measure", [m.name for m in MEASURES])
def test_a_shift_of_one_measure_flags_that_row_and_no_other(measure):
    moved = {
        "unknown words": Counter(known=7, unknown=3),
        "label": Counter(["denial"]),
        "confidence": Counter([60]),
        "cue class": Counter(["deny"]),
        "statement kind": Counter(["act"]),
        "statements per article": Counter([4]),
    }[measure]
    old = [toy() for _ in range(30)]
    shifts = {s.measure: s for s in drift(old, [toy(**{measure: moved}) for _ in range(20)])}
    assert flagged(shifts) == {measure}
    assert shifts[measure].size in ("medium", "large")
    assert shifts[measure].reference != shifts[measure].texts


def test_unseen_words_are_named(articles, measured, batch, nlp):
    new, chosen = batch
    garbage = [replace(article, text=garbled(article.text)) for article in new]
    shifts = against_rest(measured, chosen, profiles(garbage, nlp))
    words = shifts["unknown words"]
    assert words.significant
    assert words.texts["unknown"] > words.reference["unknown"] + 0.1
    assert "unknown words" not in flagged(against_rest(measured, chosen, [measured[i] for i in chosen]))


def test_a_feed_that_eats_quotation_marks_is_named(measured, batch, nlp):
    new, chosen = batch
    bare = [replace(article, text=re.sub("[“”\"‘’']", "", article.text)) for article in new]
    shifts = against_rest(measured, chosen, profiles(bare, nlp))
    kind = shifts["statement kind"]
    assert kind.significant
    assert kind.texts.get("direct", 0) < kind.reference["direct"] / 2
    assert "unknown words" not in flagged(shifts)


def test_a_feed_of_lead_paragraphs_is_named(measured, batch, nlp):
    new, chosen = batch
    leads = [replace(article, text="\n\n".join(article.text.split("\n\n")[:2])) for article in new]
    shifts = against_rest(measured, chosen, profiles(leads, nlp))
    assert shifts["statements per article"].significant
    assert shifts["statements per article"].size == "large"


def test_a_season_of_accusations_is_named(measured):
    shares = [profile["label"]["accusation"] / max(profile["label"].total(), 1) for profile in measured]
    chosen = np.argsort(shares)[-NEW:].tolist()
    shifts = against_rest(measured, chosen, [measured[i] for i in chosen])
    label = shifts["label"]
    assert label.significant
    assert label.texts["accusation"] > label.reference["accusation"]


def test_articles_without_statements_leave_only_their_number_to_compare(measured, nlp):
    silent = profiles([Article(f"a{i}", "आज बारिश हुई।") for i in range(20)], nlp)
    (shift,) = drift(measured, silent)
    assert (shift.measure, shift.texts, shift.significant) == ("statements per article", {"mean": 0}, True)
    with pytest.raises(InputError, match="no article to compare in the texts"):
        drift(measured, [])


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=2, max_size=6))
def test_effects_are_those_of_the_textbook(pairs):
    old, new = (np.array(side, dtype=float) for side in zip(*pairs, strict=True))
    if not (old.sum() and new.sum()):
        return
    first, second = old / old.sum(), new / new.sum()
    for effect in (cramers_v, kolmogorov_smirnov):
        assert 0 <= effect(first, second) <= 1 + 1e-9
        assert effect(first, second) == pytest.approx(effect(second, first))
    values = np.arange(len(pairs))
    expected = ks_2samp(np.repeat(values, old.astype(int)), np.repeat(values, new.astype(int))).statistic
    assert kolmogorov_smirnov(first, second) == pytest.approx(expected)
    table = np.round(np.array([old * new.sum(), new * old.sum()])).astype(int)
    table = table[:, table.sum(axis=0) > 0]
    if table.shape[1] > 1:
        assert cramers_v(first, second) == pytest.approx(association(table, method="cramer"))


def test_cohens_h_and_holm_are_those_of_the_books():
    # Cohen 1988, p. 181 and table 6.2.2: phi(.65) = 1.875, phi(.45) = 1.471
    assert cohens_h(np.array([0.35, 0.65]), np.array([0.55, 0.45])) == pytest.approx(1.875 - 1.471, abs=1e-3)
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])


def test_words_are_known_if_any_field_of_words_knows_them():
    fields = (Field("content", "word", 1, 2), Field("content", "char", 2, 3), Field("tail", "word", 2, 2))
    vocabularies = ({"आरोप": 0, "आरोप गलत": 1}, {"आर": 2}, {"गलत हैं": 3})
    assert known_words(Vectorizer(fields, vocabularies, np.ones(4, np.float32))) == {"आरोप"}


def test_the_command_exits_with_three_only_where_that_was_asked(tmp_path, articles, batch):
    old, new = tmp_path / "old.jsonl", tmp_path / "new.jsonl"
    for path, chosen, change in ((old, articles[:60], str), (new, batch[0], lambda t: re.sub("[“”\"‘’']", "", t))):
        lines = [json.dumps({"id": a.id, "text": change(a.text)}, ensure_ascii=False) for a in chosen]
        path.write_text("\n".join(lines) + "\n", "utf-8")
    arguments = ("drift", "stance-hi", new, "--reference", old)
    quiet = stance(*arguments)
    assert (quiet.returncode, quiet.stderr) == (0, "")
    assert "statement kind" in quiet.stdout
    failed = stance(*arguments, "--json", "--fail-on", "small")
    assert failed.returncode == 3
    assert "drift: statement kind, " in failed.stderr
    result = json.loads(failed.stdout)
    assert result["articles"] == {"reference": 60, "texts": NEW}
    assert {row["measure"] for row in result["shifts"] if row["significant"]} >= {"statement kind"}
    same = stance("drift", "stance-hi", old, "--reference", old, "--fail-on", "small")
    assert same.returncode == 0, same.stderr
    gone = stance("drift", "stance-hi", tmp_path / "none.jsonl", "--reference", old)
    assert (gone.returncode, "Traceback" in gone.stderr) == (1, False)
