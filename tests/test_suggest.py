"""Suggestions: the uncertain first, no two alike, pre-labelled and placed in their article."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stance.bundle import save_model
from stance.classifier import SentimentClassifier, StanceClassifier
from stance.corpus.interchange import read_interchange
from stance.corpus.label_studio import task_of, write_tasks
from stance.errors import ModelError
from stance.pipeline import Pipeline
from stance.suggest import suggest, uncertainty
from stance.types import Article, Prediction

CHARGES = ["ठेकेदार ने सीमेंट में राख मिलाई", "अफसर ने फाइल दबा ली", "दुकानदार ने कम तौला", "ठेकेदार ने मजदूरी दबा ली"]
DENIALS = ["यह बात सरासर गलत है", "हमारा इससे कोई वास्ता नहीं", "यह कहानी झूठी है", "ऐसा कुछ नहीं हुआ, बात गलत है"]
PLANS = ["कल मेला लगेगा", "अगले माह सड़क बनेगी", "बारिश अच्छी होगी", "सोमवार को मेला खुलेगा"]


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """Return the folders of two tiny models."""
    folder = tmp_path_factory.mktemp("models")
    texts = CHARGES + DENIALS + PLANS
    stances = ["accusation"] * 4 + ["denial"] * 4 + ["other"] * 4
    tones = ["negative"] * 4 + ["neutral"] * 4 + ["positive"] * 4
    stance = StanceClassifier(calibrate=0).fit(texts, stances).model_
    sentiment = SentimentClassifier(calibrate=0).fit(texts, tones).model_
    for model in (stance, sentiment):
        save_model(model, folder / model.task, language="hi", about={}, card="# tiny\n")
    return str(folder / "stance"), str(folder / "sentiment")


@pytest.fixture
def pipeline(models: tuple[str, str]) -> Pipeline:
    """Return a pipeline with the tiny models and extraction by rules."""
    return Pipeline("hi", *models, rules_only=True)


def article(number: int, *contents: str) -> Article:
    return Article(f"a{number}", " ".join(f"सरपंच गोपाल ने कहा कि {content}।" for content in contents))


def test_uncertainty_is_one_minus_the_margin() -> None:
    assert uncertainty(Prediction("stance", None, {"a": 0.5, "b": 0.3, "c": 0.2})) == pytest.approx(0.8)


def test_the_picks_are_labelled_and_stand_where_they_say(pipeline: Pipeline) -> None:
    articles = [article(1, CHARGES[0], PLANS[1]), article(2, DENIALS[2])]
    found = suggest(articles, pipeline, 3)
    assert {one.annotated.article.id for one in found} == {"a1", "a2"}
    by_id = {one.annotated.article.id: one for one in found}
    first = by_id["a1"].annotated
    assert [item.number for item in first.annotations] == [1, 2]
    assert [item.statement.content.text for item in first.annotations] == [CHARGES[0], PLANS[1]]
    document = pipeline(articles[0])
    for item, labelled in zip(first.annotations, document.statements, strict=True):
        assert (item.stance, item.sentiment) == (labelled.stance.label, labelled.sentiment.label)
        assert (
            first.article.text[item.statement.content.start : item.statement.content.stop]
            == item.statement.content.text
        )
    assert by_id["a1"].uncertainty == max(uncertainty(one.stance) for one in document.statements)
    assert [one.uncertainty for one in found] == sorted((one.uncertainty for one in found), reverse=True)


def test_the_most_uncertain_comes_first_and_a_copy_never(pipeline: Pipeline) -> None:
    doubtful = "ठेकेदार की बात गलत है, मेला कल लगेगा"
    articles = [article(n, content) for n, content in enumerate([*CHARGES, doubtful, doubtful, *PLANS])]
    values = {a.id: uncertainty(pipeline(a).statements[0].stance) for a in articles}
    (best,) = suggest(articles, pipeline, 1)
    assert best.uncertainty == max(values.values())
    everything = suggest(articles, pipeline, 50)
    contents = [item.statement.content.text for one in everything for item in one.annotated.annotations]
    assert sorted(contents) == sorted({*CHARGES, doubtful, *PLANS})


def test_two_alike_give_way_to_one_that_differs(pipeline: Pipeline) -> None:
    alike = ["अगले माह पक्की सड़क जरूर बनेगी, बात गलत है", "अगले माह पक्की सड़क जरूर बनेगी, बात सरासर गलत है"]
    articles = [article(1, alike[0]), article(2, alike[1]), article(3, "दुकानदार ने बारिश में कम तौला")]
    picked = {one.annotated.article.id for one in suggest(articles, pipeline, 2)}
    assert "a3" in picked
    assert len(picked) == 2


def test_the_choice_is_the_same_each_time(pipeline: Pipeline) -> None:
    articles = [article(n, content) for n, content in enumerate([*CHARGES, *DENIALS, *PLANS])]
    assert suggest(articles, pipeline, 5) == suggest(iter(articles), pipeline, 5)


def test_no_statements_no_suggestions(pipeline: Pipeline) -> None:
    assert suggest([Article("a", "आज धूप है।")], pipeline, 3) == []
    with pytest.raises(ValueError, match="count must be at least 1"):
        suggest([], pipeline, 0)


def test_a_model_of_another_task_is_refused(models: tuple[str, str]) -> None:
    with pytest.raises(ModelError, match="the model knows the labels negative, neutral, positive; a stance model has "):
        suggest([], Pipeline("hi", models[1], models[1], rules_only=True), 1)


def test_suggestions_are_tasks_that_come_back(pipeline: Pipeline, tmp_path: Path) -> None:
    found = suggest([article(1, *CHARGES), article(2, *DENIALS)], pipeline, 4)
    tasks = [task_of(one.annotated, model="tiny", score=one.uncertainty) for one in found]
    write_tasks(tasks, tmp_path / "tasks.json")
    loaded = json.loads((tmp_path / "tasks.json").read_text("utf-8"))
    assert [task["predictions"][0]["score"] for task in loaded] == [one.uncertainty for one in found]
    for back, one in zip(read_interchange(tmp_path / "tasks.json", "label-studio", strict=True), found, strict=True):
        assert back.article == one.annotated.article
        assert [item.stance for item in back.annotations] == [item.stance for item in one.annotated.annotations]
