"""How alike texts are: near-duplicates by shared character sequences, templates by shared word sequences.

Both are exact. A text's 5-grams are the bits of one integer, so that comparing two texts is one
`&` and one count: some 700 articles take a second or two.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

NEAR = 0.25  # Jaccard of character 5-grams; the likest two of 312 unrelated articles had 0.11
GRAM = 5
SEQUENCE = 8  # words
FAMILY = 4  # articles that share a sequence before it counts as a template

_MARKS = "".join(chr(c) for c in range(0x300, 0x2000) if unicodedata.category(chr(c)) in ("Mn", "Mc"))
# Vowel signs are no \w to `re`, and joiners stand inside words.
_WORD = re.compile(rf"[\w{_MARKS}\u200c\u200d]+")


def words(text: str) -> list[str]:
    """Return the words of a text, punctuation left out."""
    return _WORD.findall(text)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts by their positions, the earlier first, and their likeness from 0 to 1."""

    first: int
    second: int
    likeness: float


def likest(texts: Sequence[str], least: float = NEAR) -> tuple[list[Pair], float]:
    """Return the pairs of texts with a Jaccard likeness of at least `least`, and the largest of all pairs."""
    grams = [_grams(text) for text in texts]
    frequency = Counter(gram for found in grams for gram in found)
    # A sequence of one text alone is in no intersection.
    number = {gram: n for n, gram in enumerate(gram for gram, count in frequency.items() if count > 1)}
    sets = [_bits((number[gram] for gram in found if gram in number), len(number)) for found in grams]
    sizes = [len(found) for found in grams]
    pairs, largest = [], 0.0
    for second, bits in enumerate(sets):
        for first in range(second):
            shared = (sets[first] & bits).bit_count()
            likeness = shared / (sizes[first] + sizes[second] - shared) if shared else 0.0
            largest = max(largest, likeness)
            if likeness >= least:
                pairs.append(Pair(first, second, likeness))
    return pairs, largest


def _grams(text: str) -> set[str]:
    plain = " ".join(text.lower().split())
    return {plain[i : i + GRAM] for i in range(max(1, len(plain) - GRAM + 1))}


def _bits(numbers: Iterable[int], size: int) -> int:
    data = bytearray(size // 8 + 1)
    for number in numbers:
        data[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(data, "little")


@dataclass(frozen=True, slots=True)
class Family:
    """A sequence of words and the positions of the texts that share it."""

    words: tuple[str, ...]
    members: tuple[int, ...]


def families(texts: Sequence[Sequence[str]], size: int = SEQUENCE, least: int = FAMILY) -> tuple[list[Family], float]:
    """Return the sequences of `size` words that at least `least` texts share, and their share of all sequences.

    Of sequences that overlap in the same texts only the first is listed; the share counts all.
    """
    holders: defaultdict[tuple[str, ...], set[int]] = defaultdict(set)
    total: Counter[tuple[str, ...]] = Counter()
    for place, text in enumerate(texts):
        for i in range(len(text) - size + 1):
            sequence = tuple(text[i : i + size])
            holders[sequence].add(place)
            total[sequence] += 1
    shared = {sequence: members for sequence, members in holders.items() if len(members) >= least}
    share = sum(total[sequence] for sequence in shared) / max(1, total.total())
    listed: list[Family] = []
    told: set[tuple[str, ...]] = set()
    for sequence, members in shared.items():  # in text order, so the first of an overlapping run comes first
        if sequence[:-1] not in told:
            listed.append(Family(sequence, tuple(sorted(members))))
        told.add(sequence[1:])
    return listed, share
