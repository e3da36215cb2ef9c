import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.errors import LanguageError
from stance.languages import languages, load_language

HINDI = load_language("hi")
DEVANAGARI = st.text(st.characters(min_codepoint=0x0900, max_codepoint=0x097F) | st.sampled_from("\u200c\u200d"))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("ख़ारिज", "खारिज"),
        ("उन्‍होंने", "उन्होंने"),
        ("पाँच", "पांच"),
        ("हिन्दी", "हिंदी"),
        ("किये", "किए"),
        ("गयी", "गई"),
        ("जायेगा", "जाएगा"),
        ("बतायें", "बताएं"),
        ("सम्पर्क", "संपर्क"),
        ("ज़िम्मेदार", "जिम्मेदार"),
    ],
)
def test_spelling_variants_fold_together(first, second):
    assert HINDI.fold(first) == HINDI.fold(second)


@pytest.mark.parametrize(("first", "second"), [("ये", "ए"), ("कहा", "कही"), ("आरोप", "आरोपी"), ("बताया", "बताए")])
def test_different_words_stay_apart(first, second):
    assert HINDI.fold(first) != HINDI.fold(second)


@given(DEVANAGARI)
def test_folding_twice_changes_nothing(word):
    assert HINDI.fold(HINDI.fold(word)) == HINDI.fold(word)


@pytest.mark.parametrize(
    ("form", "lemma", "aspect"),
    [
        ("कहा", "कहना", "perfective"),
        ("कहीं", "कहना", "perfective"),
        ("बतायी", "बताना", "perfective"),
        ("बताते", "बताना", "imperfective"),
        ("किये", "करना", "perfective"),
        ("कहेंगे", "कहना", "future"),
        ("ठहराया", "ठहराना", "perfective"),
        ("नकारते", "नकारना", "imperfective"),
        ("दीं", "देना", "perfective"),
        ("कहकर", "कहना", "conjunctive"),
        ("है", "है", "copula"),
    ],
)
def test_inflected_forms_lead_to_their_verb(form, lemma, aspect):
    assert (lemma, aspect) in HINDI.verb_forms[HINDI.fold(form)]


def test_every_cue_has_a_verb_with_forms():
    verbs = {lemma for forms in HINDI.verb_forms.values() for lemma, _ in forms}
    assert set(HINDI.cues) <= verbs


def test_an_unknown_language_names_those_that_exist():
    with pytest.raises(LanguageError, match="hi"):
        load_language("xx")
    assert languages() == ["hi"]


def test_every_row_of_every_word_list_has_gloss_and_source():
    from stance.languages import _HERE, _rows

    for path in sorted((_HERE / "hi").glob("*.tsv")):
        for row in _rows(path):
            if path.name == "semantics.tsv":  # a word is glossed by its classes
                senses = load_language("hi").settings["senses"]
                assert all(sense in senses for sense in row["classes"].split(",") if sense != "-"), row
            else:
                assert row["gloss"].strip(), f"{path.name}: {row}"
            assert row["source"] in ("observed", "grammar"), f"{path.name}: {row}"


def test_a_word_that_is_not_listed_has_the_sense_of_its_forms():
    language = load_language("hi")
    assert language.senses("रिश्वत") == ("FRAUD",)
    assert "रिश्वतों" not in language.semantics
    assert language.senses("रिश्वतों") == ("FRAUD",)
    assert language.senses("रिश") == ()
