"""What the selector sees of a candidate's words: at its edges, of an act, before its cue, and what they mean."""

from __future__ import annotations

from collections.abc import Iterator

from stance.statements.candidates import Candidate
from stance.statements.cues import CueMatch
from stance.statements.scan import Scan
from stance.statements.speakers import ergative_before
from stance.statements.words import bucket, shape, word

_OBJECT = 4  # words before a cue that may be its object
_NEAREST = 3  # those of them that are told apart by their place
_LONGEST = 40  # words of an act that are looked at
_MOST = 2  # senses of a dispute that are counted


def opening_words(scan: Scan, first: int) -> Iterator[str]:
    """Yield pairs of words where a candidate begins."""
    opens = scan.bounds(first)[0]
    second, before = (word(scan, index) if index >= opens else "<edge>" for index in (first - 2, first - 1))
    head = word(scan, first)
    yield f"opening={before}|{head}"
    yield f"opens={head} {word(scan, first + 1)}"
    yield f"before={second} {before}"


def closing_words(scan: Scan, behind: int) -> Iterator[str]:
    """Yield pairs of words where a candidate ends."""
    closes = scan.bounds(behind - 1)[1]
    after, second = (word(scan, index) if index < closes else "<edge>" for index in (behind, behind + 1))
    tail = word(scan, behind - 1)
    yield f"closing={tail}|{after}"
    yield f"closes={word(scan, behind - 2)} {tail}"
    yield f"behind={after} {second}"


def content_facts(scan: Scan, candidate: Candidate, first: int, behind: int) -> Iterator[str]:
    """Yield the facts of what stands at tokens `first` to `behind`, a candidate's content."""
    opens, closes = scan.bounds(first)[0], scan.bounds(behind - 1)[1]
    before = shape(scan, first - 1) if first > opens else "open"
    after = shape(scan, behind) if behind < closes else "close"
    yield f"edges={before}/{shape(scan, first)}/{shape(scan, behind - 1)}/{after}/{candidate.rule}"
    yield from _disputes(scan, candidate, first, behind)
    if candidate.kind == "act":
        yield from map("act-word=".__add__, scan.plain_words[first : min(behind, first + _LONGEST)])
    if candidate.cue is not None:
        yield from _aim(scan, candidate.cue, first, behind)


def _disputes(scan: Scan, candidate: Candidate, first: int, behind: int) -> Iterator[str]:
    """How many senses of blame, denial and proof the words have."""
    language, cue = scan.language, candidate.cue
    norms = scan.tokens.norms
    senses = dict.fromkeys(sense for norm in norms[first:behind] for sense in language.senses(norm))
    cls, name = (cue.cls, cue.name) if cue else ("none", "none")
    yield from map(f"{cls}:sense=".__add__, senses)
    for dispute, telling in language.disputes.items():
        found = f"{dispute}={min(len(senses.keys() & telling), _MOST)}"
        yield found
        yield f"{candidate.rule}:{found}"
        yield f"{cls}:{found}"
        yield f"{name}:{found}"


def cue_words(scan: Scan, cue: CueMatch) -> Iterator[str]:
    """Yield the cue's own words, how far the agent stands from it, and the words that may be its object."""
    marker = ergative_before(scan, cue.first, scan.bounds(cue.first)[0])
    yield f"agent={'none' if marker is None else bucket(cue.first - marker)}"
    yield f"cue+agent={cue.name}/{marker is not None}"
    yield f"cue+aspect={cue.name}/{cue.aspect}"
    yield f"cue-words={' '.join(scan.tokens.norms[cue.first : cue.parted or cue.last + 1])}"
    if cue.parted:
        yield f"parted={cue.cls}"
    opens = scan.bounds(cue.first)[0]
    norms, language = scan.tokens.norms, scan.language
    for back in range(1, _OBJECT + 1):
        index = cue.first - back
        if index < opens:
            break
        for sense in language.senses(norms[index]):
            yield f"{cue.name}:object={sense}"
            if back <= _NEAREST:
                yield f"{cue.cls}:object{back}={sense}"
    second, third = (word(scan, cue.first - back) if cue.first - back >= opens else "<open>" for back in (2, 3))
    yield f"objects={second} {word(scan, cue.first - 1)}"
    yield f"{cue.name}:object2={second}"
    yield f"{cue.cls}:object2={second}"
    yield f"{cue.cls}:object3={third}"


def _aim(scan: Scan, cue: CueMatch, first: int, behind: int) -> Iterator[str]:
    """The marker of whom the cue is aimed at: `X पर`, `X के खिलाफ`, `X को`."""
    grammar = scan.language.settings["grammar"]
    inside = scan.tokens.norms[first : min(behind, cue.first)]
    against = next((norm for norm in inside if norm in grammar["against"]), "-")
    yield f"{cue.name}:against={against}"
    yield f"{cue.cls}:against={against}"
    yield f"{cue.name}:aimed={any(norm in inside for norm in grammar['accusative'])}"
