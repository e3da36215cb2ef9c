"""The ledger: drawn cases, what must hold for every article, its outputs and its errors."""

import json
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import stance
from stance.corpus.bracket import parse
from stance.errors import LanguageError, ModelError
from stance.languages import load_language
from stance.ledger import ENTRY_FIELDS, SIDES, VERDICTS, frame, ledger
from stance.ledger.entries import verdict
from stance.ledger.linker import Link, choose, load_linker
from stance.pipeline import Document
from stance.report.ledger_html import ledger_page
from stance.statements import Reader
from stance.statements.resolution import with_resolved_speakers
from stance.types import STANCES, Article, LabelledStatement, Prediction

ROOT = Path(__file__).parent.parent
CASES = json.loads((ROOT / "tests/cases/hi/ledger.json").read_text("utf-8"))
READER = Reader(load_language("hi"))
PIPELINE = stance.load("hi")
WORDS = ("बारिश", "बाजार", "मेला", "सड़क", "आम", "धूप", "नदी", "पुल", "ट्रेन", "मैच", "टिकट", "आज", "कल", "बहुत", "थोड़ा")
SOUND = [case for case in CASES if not case.get("known_failure")]


def marked(text):
    """Return the annotated article of a text in bracket format."""
    return parse(f"---\nid: case\n---\n{text}", "case")


def document(annotated, article=None):
    """Return a document whose labels are the annotated ones."""
    article = article or annotated.article
    found = with_resolved_speakers(READER(article), tuple(a.statement for a in annotated.annotations))
    return Document(
        article,
        tuple(
            LabelledStatement(
                statement,
                Prediction("stance", a.stance, {label: float(label == a.stance) for label in STANCES}),
                Prediction("sentiment", a.sentiment, {a.sentiment: 1.0}),
            )
            for statement, a in zip(found, annotated.annotations, strict=True)
        ),
    )


def only(*documents):
    (account,) = ledger(documents)
    return account


def links(account):
    return {(reply.number, entry.number) for entry in account.entries for reply in entry.replies}


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=case["name"], marks=pytest.mark.xfail(strict=True) if case.get("known_failure") else ())
        for case in CASES
    ],
)
def test_drawn_cases(case):
    annotated = marked(case["text"])
    place = {a.number: index for index, a in enumerate(annotated.annotations, 1)}
    account = only(document(annotated))
    assert links(account) == {(place[a.number], place[n]) for a in annotated.annotations for n in a.answers}
    entries = {entry.number: entry for entry in account.entries}
    assert {n: entries[place[int(n)]].verdict for n in case["verdicts"]} == case["verdicts"]
    assert len(entries) == len(case["verdicts"])
    for number, names in case["accused"].items():
        assert [a.span.text for a in entries[place[int(number)]].accused] == names
    for number, names in case.get("resolved", {}).items():
        assert [a.resolved and a.resolved.text for a in entries[place[int(number)]].accused] == names
    sides = {reply.number: reply.side for entry in account.entries for reply in entry.replies}
    assert {n: sides[place[int(n)]] for n in case.get("sides", {})} == case.get("sides", {})


@settings(max_examples=30, deadline=None)
@given(
    case=st.sampled_from(SOUND),
    words=st.lists(st.sampled_from(WORDS), min_size=1),
)
def test_an_unrelated_paragraph_removes_no_link(case, words):
    annotated = marked(case["text"])
    longer = Article("case", f"{annotated.article.text}\n\n{' '.join(words)}।")
    assert links(only(document(annotated, longer))) >= links(only(document(annotated)))


@settings(max_examples=25, deadline=None)
@given(
    parts=st.lists(
        st.sampled_from([marked(case["text"]).article.text for case in CASES] + ["?", "“", "उन पर", "ने", "12", "\n\n"]),
        max_size=4,
    )
)
def test_every_offset_indexes_its_text(parts):
    text = " ".join(parts)
    for record in only(PIPELINE(Article("a", text))).records():
        assert list(record) == list(ENTRY_FIELDS)
        assert record["verdict"] in VERDICTS
        assert text[record["start"] : record["end"]] == record["text"]
        if record["accuser"] is not None:
            assert text[record["accuser_start"] : record["accuser_end"]] == record["accuser"]
        for place in (*record["accused"], *record["replies"]):
            assert text[place["start"] : place["end"]] == place["text"]
        for reply in record["replies"]:
            assert reply["side"] in SIDES
            assert reply["stance"] in ("denial", "corroboration")
            assert 0 <= reply["probability"] <= 1


def test_abstained_statements_neither_accuse_nor_answer():
    annotated = marked(CASES[0]["text"])
    whole = document(annotated)
    first, second = whole.statements
    nothing = Prediction("stance", None, second.stance.probabilities)
    silent = LabelledStatement(second.statement, nothing, second.sentiment)
    assert [e.verdict for e in only(Document(whole.article, (first, silent))).entries] == ["no reply found"]
    assert only(Document(whole.article, (silent, silent))).entries == ()


@pytest.mark.parametrize(
    "stances, expected",
    [
        ([], "no reply found"),
        (["corroboration"], "confirmed"),
        (["denial"], "answered"),
        (["corroboration", "denial"], "answered"),
    ],
)
def test_verdicts(stances, expected):
    assert verdict(stances) == expected


def test_a_reply_has_its_likeliest_accusation_and_others_only_above_a_higher_bar():
    scores = [Link(2, 0, 0.55), Link(2, 1, 0.6), Link(3, 0, 0.2), Link(3, 1, 0.1), Link(4, 0, 0.9), Link(4, 1, 0.4)]
    assert choose(scores, 0.3, 0.5) == [Link(2, 0, 0.55), Link(2, 1, 0.6), Link(4, 0, 0.9)]
    assert choose(scores, 0.7, 0.5) == [Link(4, 0, 0.9)]


def test_ledgers_are_frozen_and_make_a_frame():
    account = only(document(marked(CASES[0]["text"])))
    with pytest.raises(FrozenInstanceError):
        account.entries = ()
    table = frame([account])
    assert list(table.columns) == list(ENTRY_FIELDS)
    assert table.loc[0, "verdict"] == "answered"
    assert list(frame([]).columns) == list(ENTRY_FIELDS)


def test_a_hostile_article_stays_inert_in_html():
    text = (
        "विधायक ने <script>alert(1)</script> मंत्री पर घूस लेने का आरोप लगाया। "
        "मंत्री ने कहा कि <b onclick=x>यह आरोप झूठा है\u202e।"
    )
    page = "".join(ledger_page(ledger([PIPELINE(Article('"><img src=x>', text, title="<i>x</i>", lang='"><u>'))])))
    for planted in ("<script", "<b onclick", "<img", "<i>x", "<u>", "\u202e"):
        assert planted not in page
    assert "Content-Security-Policy" in page


def test_what_is_missing_is_named():
    with pytest.raises(LanguageError, match="available"):
        ledger([], "xx")
    with pytest.raises(ModelError, match="ledger-xx"):
        load_linker("xx")
    with pytest.raises(ModelError, match="not one that links"):
        load_linker("hi", "stance-hi")


def test_the_report_describes_the_shipped_linker():
    report = json.loads((ROOT / "reports/ledger-hi/scores.json").read_text("utf-8"))
    linker = load_linker("hi")
    assert (report["threshold"], report["also"]) == (linker.threshold, linker.also)
    given_all = "authored-test/statements and stances given"
    best = report["scores"][f"{given_all}/linker"]
    assert best["f1"] >= 0.75
    assert best["f1_interval"][0] > report["scores"][f"{given_all}/nearest previous"]["f1"]


def test_a_reply_far_away_in_a_long_text_is_none():
    filler = "".join(
        f" [पाठक {n}]{{.speaker s={n}}} ने [कहा]{{.cue s={n}}} कि [मेला अच्छा था]{{.indirect .other .positive s={n}}}।"
        for n in range(10, 60)
    )
    charge, answer = CASES[0]["text"].split("। ")
    near = document(marked(f"{charge}। {answer}{filler}"))
    far = document(marked(f"{charge}।{filler} {answer}"))
    assert [entry.verdict for entry in only(near).entries] == ["answered"]
    assert [entry.verdict for entry in only(far).entries] == ["no reply found"]
