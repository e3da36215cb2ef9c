"""The fuzz targets on the kept corpus, found crashes among it, and on what Hypothesis makes up."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import READERS, TARGETS

CORPUS = Path(__file__).parent / "fuzz" / "corpus"
KEPT = sorted(path for path in CORPUS.rglob("*") if path.is_file())
PIECES = (
    "राम ने कहा कि ", "“", "”", '"', "'", "‘", "’", "।", ".", "?", "\n", "कहा",
    "मंत्री ", "उन्होंने ", "के मुताबिक ", "आरोप ",
    "जवाब: ", "यह जानकारी ", "सब ठीक है", "(फोटो: एपी)", "\u200d", "\u0301", "٣",
    "7", "https://a.b ", "और ", ",", "[", "]",
    "{.cue s=1}", "{.act .other .neutral s=1}", "\\", "---\n", "id: a\n", '{"id": "a", "text": "', '"}',
    "id,text\n", "\ufeff",
)  # fmt: skip
texts = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=30).map(lambda parts: "".join(parts).encode())


@pytest.mark.parametrize("path", KEPT, ids=lambda path: str(path.relative_to(CORPUS)))
def test_kept_inputs(path):
    TARGETS[path.parent.name](path.read_bytes())


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(READERS) - 1), st.binary(max_size=300) | texts)
def test_readers_raise_nothing_but_faults(number, data):
    TARGETS["reader"](bytes([number]) + data)


@settings(max_examples=60, deadline=None)
@given(texts)
def test_bracket_format_reads_what_it_writes(data):
    TARGETS["bracket"](b"---\nid: a\n---\n" + data)


@settings(max_examples=60, deadline=None)
@given(texts)
def test_extraction_holds_its_invariants_on_anything(data):
    TARGETS["extract"](data)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2), st.binary(max_size=300))
def test_model_files_give_a_model_or_a_fault(mode, data):
    TARGETS["model"](bytes([mode]) + data)


CHANGES = st.dictionaries(
    st.sampled_from(["task", "labels", "temperature", "fields", "version", "format", "weights_sha256", "about"]),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["content", "char", "word", "a"]),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["part", "unit", "low", "high", "min_df", "weight"]), inner, max_size=6)
        ),
        max_leaves=8,
    ),
    max_size=3,
)


@settings(max_examples=60, deadline=None)
@given(CHANGES)
def test_configurations_give_a_model_or_a_fault(changes):
    TARGETS["model"](b"\1" + json.dumps(changes).encode())
