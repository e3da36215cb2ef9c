"""Tokens, quotations, sentences and cleaning."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from indicnlp.tokenize.indic_tokenize import trivial_tokenize

from stance.errors import OptionError
from stance.languages import load_language
from stance.text.clean import FIXES, clean
from stance.text.quotes import QuotationFinder
from stance.text.sentences import split_sentences
from stance.text.tokens import Tokenizer
from stance.types import Article

HINDI = load_language("hi")
TOKENIZER = Tokenizer(HINDI)
QUOTATIONS = QuotationFinder(HINDI)
CASES = json.loads((Path(__file__).parent / "cases" / "hi" / "text.json").read_text("utf-8"))
MESSY = st.text(
    st.sampled_from(" \n\t।.?!,:;-–—\"'“”‘’()[]…कखगनहीं़ा्िेो\u200c\u200dabZ019०५")
    | st.characters(min_codepoint=0x0900, max_codepoint=0x0DFF),
    max_size=120,
)


def sentences(text):
    return split_sentences(text, TOKENIZER(text), QUOTATIONS(text), HINDI)


@pytest.mark.parametrize("case", CASES["tokens"], ids=lambda case: case["text"])
def test_tokens(case):
    tokens = TOKENIZER(case["text"])
    printed = [case["text"][a:b] for a, b in zip(tokens.starts, tokens.stops, strict=True)]
    assert printed == case["tokens"]


@pytest.mark.parametrize("case", CASES["norms"], ids=lambda case: case["text"])
def test_norms(case):
    assert TOKENIZER(case["text"]).norms == case["norms"]


@pytest.mark.parametrize("case", CASES["sentences"], ids=lambda case: case["sentences"][0][:30])
def test_sentences(case):
    assert [sentence.span.text for sentence, _, _ in sentences(case["text"])] == case["sentences"]


@pytest.mark.parametrize("case", CASES["quotations"], ids=lambda case: case["text"][:30])
def test_quotations(case):
    text = case["text"]
    assert [text[q.inner_start : q.inner_stop] for q in QUOTATIONS(text)] == case["inside"]


@given(MESSY)
def test_tokens_cover_all_but_white_space(text):
    tokens = TOKENIZER(text)
    assert "".join(text[a:b] for a, b in zip(tokens.starts, tokens.stops, strict=True)) == "".join(text.split())
    assert tokens.starts == sorted(tokens.starts)


@given(MESSY)
def test_a_token_depends_on_its_piece_alone(text):
    whole = TOKENIZER(text).norms
    assert whole == [norm for piece in text.split() for norm in Tokenizer(HINDI)(piece).norms]
    pieces = [*text.split(), *text.split()]
    assert Tokenizer(HINDI).norms(pieces) == [Tokenizer(HINDI)(piece).norms for piece in pieces]


@given(st.lists(st.text(st.sampled_from("कखगमनहािेोंआई०५019abc।,!?%()"), min_size=1, max_size=8), max_size=12))
def test_plain_text_is_tokenised_as_the_library_does(words):
    """Without curly quotes, dashes and colons nothing differs, piece by piece."""
    text = " ".join(words)
    tokens = TOKENIZER(text)
    ours = [text[a:b] for a, b in zip(tokens.starts, tokens.stops, strict=True)]
    theirs = [token for piece in text.split() for token in trivial_tokenize(f"x {piece}", "hi")[1:] if token]
    assert ours == theirs


@given(MESSY)
def test_sentences_cover_every_token_once(text):
    found = sentences(text)
    tokens = TOKENIZER(text)
    assert [first for _, first, _ in found] == [0, *(behind for _, _, behind in found[:-1])][: len(found)]
    assert (found[-1][2] if found else 0) == len(tokens)
    for sentence, _, _ in found:
        assert text[sentence.span.start : sentence.span.stop] == sentence.span.text


@given(MESSY)
def test_quotations_never_fail_and_index_the_text(text):
    for quotation in QUOTATIONS(text):
        assert 0 <= quotation.start < quotation.inner_start <= quotation.inner_stop <= quotation.stop <= len(text)


@pytest.mark.parametrize("case", CASES["clean"], ids=lambda case: case["fix"] + " " + case["text"][:25])
def test_cleaning(case):
    regions = [r for r in clean(Article("t", case["text"]), HINDI) if r.fix == case["fix"]]
    assert [case["text"][r.start : r.stop] for r in regions] == case["marked"]
    assert clean(Article("t", case["text"]), HINDI, skip=[f.__name__ for f in FIXES]) == ()


def test_an_unknown_fix_names_those_that_exist():
    with pytest.raises(OptionError, match="read_also"):
        clean(Article("t", "…"), HINDI, skip=["nonesuch"])
