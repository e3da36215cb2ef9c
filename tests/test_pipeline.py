import json
import re

import pytest

import stance
from stance.pipeline import RECORD_FIELDS
from stance.types import Article

HOSTILE = 'मंत्री ने कहा कि <script>alert(1)</script> "><img src=x onerror=alert(1)> \u202eसब ठीक है।'


def test_a_denial_is_found_and_labelled(nlp):
    doc = nlp("मंत्री रमेश यादव ने कहा कि ये आरोप बेबुनियाद हैं।")
    (item,) = doc.statements
    assert item.statement.content.text == "ये आरोप बेबुनियाद हैं"
    assert item.statement.speaker.text == "मंत्री रमेश यादव"
    assert item.statement.cue.text == "कहा"
    assert item.stance.label == "denial"


def test_every_offset_indexes_the_text(nlp, canal):
    for record in nlp(Article("canal", canal)).records():
        assert canal[record["start"] : record["end"]] == record["text"]
        for name in ("speaker", "cue"):
            if record[name] is not None:
                assert canal[record[f"{name}_start"] : record[f"{name}_end"]] == record[name]
        for word in record["evidence"]:
            assert canal[word["start"] : word["end"]] == word["text"]


def test_records_have_the_promised_fields_and_are_json(nlp, canal):
    for record in nlp(canal).records():
        assert tuple(record) == RECORD_FIELDS
        json.dumps(record, allow_nan=False)
        assert sum(record["stance_probabilities"].values()) == pytest.approx(1, abs=1e-5)
        assert len(record["stance_probabilities"]) == 4
        assert len(record["sentiment_probabilities"]) == 3


def test_abstaining_leaves_the_label_out(canal):
    doc = stance.load("hi", max_risk=0.0)(canal)
    assert doc.statements
    assert all(item.stance.label is None and item.stance.abstained for item in doc.statements)


def test_a_frame_has_a_row_a_statement(nlp, canal):
    doc = nlp(canal)
    frame = doc.to_frame()
    assert list(frame.columns) == list(RECORD_FIELDS)
    assert len(frame) == len(doc.statements)


def test_html_is_inert(nlp):
    html = nlp(HOSTILE)._repr_html_()
    assert "<script" not in html
    assert "<img" not in html
    assert "\u202e" not in html
    assert "script&gt;" in re.sub(r"<[^>]*>", "", html)  # words of it may be marked


def test_boilerplate_yields_nothing(nlp):
    text = "मंडी में आग\nदमकल ने आग बुझाई।\nहमें व्हाट्सएप पर फॉलो करें: मंत्री ने कहा कि सब ठीक है\nSource link"
    assert nlp(text).statements == ()


@pytest.mark.parametrize("text", ["", " ", "\n\n", "“", "कि", "।" * 50, "“" * 999, "कहा कि " * 200, "ने कहा, “"])
def test_degenerate_texts_do_no_harm(nlp, text):
    nlp(text)


def test_given_statements_are_labelled_where_they_stand(nlp):
    from stance.types import Span, Statement

    text = "ये आरोप बेबुनियाद हैं और हमारा इनसे कोई लेना-देना नहीं।"
    given = Statement("direct", Span(0, 20, text[:20]), None, None, "given")
    (item,) = nlp(text, [given]).statements
    assert item.statement is given
    assert item.stance.label == "denial"
