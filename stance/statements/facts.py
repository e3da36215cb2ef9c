"""What the selector sees of a candidate: facts about its cue, its edges, its speaker and its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stance.statements.candidates import Candidate
from stance.statements.cues import CueMatch
from stance.statements.scan import Scan
from stance.statements.wording import closing_words, content_facts, cue_words, opening_words
from stance.statements.words import bucket, shape, word

_EDGE = 3  # words looked at on either side of an edge


def token_range(scan: Scan, candidate: Candidate) -> tuple[int, int]:
    """Return the first token of a candidate and the token behind its last."""
    first = scan.token_at(candidate.start)
    if first and scan.tokens.stops[first - 1] > candidate.start:
        first -= 1
    return first, max(first + 1, scan.token_at(candidate.stop))


def _cue_facts(scan: Scan, cue: CueMatch) -> Iterator[str]:
    yield f"cue={cue.name}"
    yield f"cls={cue.cls}"
    yield f"aspect={cue.aspect}"
    yield f"verb={word(scan, cue.verb)}"
    yield f"cls+aspect={cue.cls}/{cue.aspect}"
    yield f"tail={' '.join(word(scan, i) for i in range(cue.verb + 1, cue.last + 1))}"
    if any(scan.tokens.norms[i] in scan.language.negations for i in range(cue.first, cue.last + 1)):
        yield "negated"
    yield f"before-cue={word(scan, cue.first - 1)}"
    yield f"before-cue-shape={shape(scan, cue.first - 1)}/{shape(scan, cue.first - 2)}"
    yield f"cue+before={cue.name}/{word(scan, cue.first - 1)}"
    closes = scan.bounds(cue.last)[1]
    yield f"after-cue={word(scan, cue.last + 1) if cue.last + 1 < closes else '<edge>'}"
    yield f"after-cue-shape={shape(scan, cue.last + 1) if cue.last + 1 < closes else 'edge'}"
    before = sum(1 for match in scan.reports(scan.sentence_of[cue.verb]) if match.verb < cue.verb)
    yield f"report-number={min(before, 3)}"


def _cue_place(cue: CueMatch | None, first: int, behind: int) -> Iterator[str]:
    """On which side of tokens `first` to `behind` a cue stands, and how far from them or from their end."""
    if cue is None:
        yield "cue=none"
        return
    side = "inside" if first <= cue.verb < behind else "before" if cue.verb < first else "behind"
    yield f"cue-{side}"
    yield f"cue-distance={bucket(max(first - cue.last, cue.first - behind, 0))}"
    if side == "inside":
        yield f"beyond-cue={bucket(behind - 1 - cue.last) if behind - 1 > cue.last else '-'}/{cue.aspect}"


def _head_facts(scan: Scan, first: int) -> Iterator[str]:
    opens, closes = scan.bounds(first)
    for offset in range(_EDGE):
        yield f"first{offset}={word(scan, first + offset) if first + offset < closes else '<edge>'}"
    for offset in range(2):
        before = first - 1 - offset
        yield f"before{offset}={word(scan, before) if before >= opens else '<open>'}"
    yield f"first-shape={shape(scan, first)}/{shape(scan, first + 1)}"
    yield f"before-shape={shape(scan, first - 1) if first > opens else 'open'}"
    yield f"left-out={bucket(first - opens)}"


def _tail_facts(scan: Scan, behind: int) -> Iterator[str]:
    closes = scan.bounds(behind - 1)[1]
    for offset in range(_EDGE):
        yield f"last{offset}={word(scan, behind - 1 - offset)}"
    for offset in range(2):
        yield f"after{offset}={word(scan, behind + offset) if behind + offset < closes else '<close>'}"
    yield f"last-shape={shape(scan, behind - 2)}/{shape(scan, behind - 1)}"
    yield f"after-shape={shape(scan, behind) if behind < closes else 'close'}"
    yield f"right-out={bucket(closes - behind)}"
    if scan.is_unended(closes):
        yield "unended"


def edge_facts(scan: Scan, first: int, behind: int) -> Iterator[str]:
    """Yield the words at the edges of tokens `first` to `behind`, inside and outside, and the room it leaves."""
    yield from _head_facts(scan, first)
    yield from _tail_facts(scan, behind)
    yield f"words={bucket(behind - first)}"


def speaker_facts(scan: Scan, candidate: Candidate, first: int) -> Iterator[str]:
    """Yield what the speaker of a candidate is and on which side of its content it stands."""
    if candidate.speaker is None:
        yield "speaker=none"
        return
    opens, behind = candidate.speaker
    words = [scan.tokens.norms[i] for i in range(opens, behind)]
    language = scan.language
    if len(words) == 1 and words[0] in language.pronouns:
        yield f"speaker=pronoun{language.pronouns[words[0]].person}"
    else:
        yield "speaker=role" if any(word in language.speakers for word in words) else "speaker=name"
    yield f"speaker-head={word(scan, behind - 1)}"
    yield f"speaker-words={min(len(words), 8)}"
    yield f"speaker-side={'left' if opens < first else 'right'}"


def _place_facts(scan: Scan, candidate: Candidate, first: int) -> Iterator[str]:
    if candidate.start < scan.title_stop:
        yield "title"
    quotation = scan.quotation_around(candidate.start)
    if quotation and quotation.start < candidate.start and candidate.stop < quotation.stop:
        if candidate.kind != "direct":
            yield f"inside-quotation-{'double' if quotation.double else 'single'}"
    if candidate.rule != "interview_turn" and scan.turn_around(first):
        yield "inside-turn"
    yield f"reports={min(len(scan.reports(scan.sentence_of[first])), 4)}"
    yield f"paragraph={min(scan.paragraph_sizes[scan.paragraph_of(first)], 6)}"


class FactWriter:
    """Tells the facts of the candidates of one article; what several of them share is told once.

    Facts stand for themselves and joined with the rule, those about single words for themselves alone.
    """

    def __init__(self, scan: Scan) -> None:
        """Bind the article."""
        self._scan = scan
        self._told: dict[tuple[object, ...], tuple[str, ...]] = {}

    def __call__(self, candidate: Candidate, rivals: Iterable[str]) -> tuple[str, ...]:
        """Return the facts of a candidate; `rivals` are those about what else is proposed at its place."""
        scan, cue, rule = self._scan, candidate.cue, candidate.rule
        first, behind = token_range(scan, candidate)
        plain = [
            f"kind={candidate.kind}",
            f"weak={candidate.weak}",
            *_cue_place(cue, first, behind),
            f"words={bucket(behind - first)}",
            *speaker_facts(scan, candidate, first),
            *_place_facts(scan, candidate, first),
            *rivals,
        ]
        return (
            f"rule={rule}",
            *_with_rule(rule, plain),
            *self._head(rule, first),
            *self._tail(rule, behind),
            *(self._cue(rule, cue) if cue is not None else ()),
            *content_facts(scan, candidate, first, behind),
        )

    def _head(self, rule: str, first: int) -> tuple[str, ...]:
        key: tuple[object, ...] = rule, "head", first
        if key not in self._told:
            self._told[key] = (*_with_rule(rule, [*_head_facts(self._scan, first)]), *opening_words(self._scan, first))
        return self._told[key]

    def _tail(self, rule: str, behind: int) -> tuple[str, ...]:
        key: tuple[object, ...] = rule, "tail", behind
        if key not in self._told:
            self._told[key] = (
                *_with_rule(rule, [*_tail_facts(self._scan, behind)]),
                *closing_words(self._scan, behind),
            )
        return self._told[key]

    def _cue(self, rule: str, cue: CueMatch) -> tuple[str, ...]:
        key: tuple[object, ...] = rule, cue.first, cue.last, cue.verb, cue.name
        if key not in self._told:
            self._told[key] = (*_with_rule(rule, [*_cue_facts(self._scan, cue)]), *cue_words(self._scan, cue))
        return self._told[key]


def _with_rule(rule: str, found: list[str]) -> tuple[str, ...]:
    return (*found, *map(f"{rule}:".__add__, found))
