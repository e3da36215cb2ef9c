"""Likeness of texts: the bits count what sets count, and word sequences are counted by hand."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.corpus.likeness import Family, families, likest, words

LETTERS = st.text("कखि ।a", max_size=30)


def jaccard(one: str, other: str) -> float:
    first, second = (
        {plain[i : i + 5] for i in range(max(1, len(plain) - 4))}
        for plain in (" ".join(one.split()), " ".join(other.split()))
    )
    return len(first & second) / len(first | second)


@given(st.lists(LETTERS, max_size=6), st.floats(0.01, 1.0))
def test_it_is_the_jaccard_of_the_sets(texts: list[str], least: float) -> None:
    pairs, largest = likest(texts, least)
    expected = {
        (first, second): jaccard(texts[first], texts[second]) for second in range(len(texts)) for first in range(second)
    }
    assert largest == pytest.approx(max(expected.values(), default=0.0))
    assert {(p.first, p.second): pytest.approx(p.likeness) for p in pairs} == {
        place: value for place, value in expected.items() if value >= least
    }


def test_words_keep_their_vowel_signs_and_joiners() -> None:
    assert words("प्रधानमंत्री ने कहा, “१५% नहीं” (AI-3)।") == ["प्रधानमंत्री", "ने", "कहा", "१५", "नहीं", "AI", "3"]
    assert words("शक्\u200dति क़लम") == ["शक्\u200dति", "क़लम"]


def test_families_are_what_enough_texts_share() -> None:
    shared = ["क", "ख", "ग", "घ", "ङ"]
    texts = [["x", *shared, "y"], ["z", *shared], [*shared, "w"], ["क", "ख", "ग"]]
    found, share = families(texts, size=4, least=3)
    # Both runs of four are in three texts, and overlap: one family, and two of the 4 + 3 + 3 sequences of each.
    assert found == [Family(("क", "ख", "ग", "घ"), (0, 1, 2))]
    assert share == 6 / 10
    assert families(texts, size=4, least=4) == ([], 0.0)
    assert families([], size=4, least=3) == ([], 0.0)


def test_seven_hundred_articles_are_a_matter_of_seconds() -> None:
    letters = "कखगघचछजझटठडढतथदधनपफबभमयरलवशसह"
    texts = [
        "".join(letters[(i * j * j + i) % len(letters)] + " " * (j % 5 == 0) for j in range(1500)) for i in range(700)
    ]
    start = time.perf_counter()
    likest(texts)
    assert time.perf_counter() - start < 30
