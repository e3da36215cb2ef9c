"""Who may have said a statement: the places where a speaker can end, and where it can begin.

The rules of `speakers` name one speaker by grammar alone; here every phrase that could be one is listed, so
that a model can weigh them (`speaker_ranker`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from stance.statements.candidates import Candidate
from stance.statements.scan import Scan
from stance.statements.speakers import is_rubric, subject_behind

_FURTHEST = 60  # tokens between the end of a speaker and the cue
_OPENING = 9  # tokens at the head of a sentence within which a bare subject may end
_LONGEST = 18  # tokens of a speaker
_OWNER = 7  # tokens between who issued a document and the cue: `मंत्रालय के आंकड़ों के मुताबिक`
_RELATIVE = 30  # tokens of a relative clause between a name and its marker

Tokens = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Option:
    """A speaker that ends right before token `end`; `marker` says what makes it one.

    `first` is given where the beginning is known: pronouns and speakers of other statements.
    """

    marker: str
    end: int
    first: int | None = None


NOBODY = Option("nobody", -1)


def options(scan: Scan, candidate: Candidate, said: Candidate | None) -> list[Option]:
    """Return who may have said `candidate`; `said` is the statement before it. Nobody is always an option."""
    found: dict[tuple[int, int | None], Option] = {}
    start = scan.token_at(candidate.start)
    stop = max(start + 1, scan.token_at(candidate.stop))
    anchor = candidate.cue.verb if candidate.cue else min(start, len(scan.tokens) - 1)
    sentence = scan.sentence_of[anchor]
    inside = (start, stop) if candidate.kind != "act" else (0, 0)

    def add(option: Option) -> None:
        found.setdefault((option.end, option.first), option)

    if candidate.speaker:
        add(_of_rule(scan, candidate.speaker))
    for option in _in_sentence(scan, candidate, sentence, anchor):
        if not inside[0] < option.end <= inside[1]:
            add(option)
    if candidate.cue is None or not any(option.marker == "ergative" for option in found.values()):
        previous = scan.sentence_of[start] - 1 if start < len(scan.tokens) else sentence - 1
        if previous >= 0 and (said is None or scan.token_at(said.start) < scan.sentences[previous][1]):
            for option in _agents(scan, previous):
                add(Option(f"before-{option.marker}", option.end, option.first))
    if candidate.cue is None and stop < len(scan.tokens) and scan.sentence_of[stop] != sentence:
        for option in _agents(scan, scan.sentence_of[stop]):
            add(Option(f"behind-{option.marker}", option.end, option.first))
    if said is not None and said.speaker is not None:
        add(Option("said", said.speaker[1], said.speaker[0]))
    return [NOBODY, *found.values()]


def _of_rule(scan: Scan, speaker: Tokens) -> Option:
    behind = speaker[1]
    pronoun = behind - speaker[0] == 1 and scan.tokens.norms[speaker[0]] in scan.language.pronouns
    following = scan.tokens.norms[behind] if behind < len(scan.tokens) else ""
    language = scan.language
    marker = (
        "pronoun" if pronoun
        else "ergative" if following in language.ergatives
        else "genitive" if following in language.genitives
        else "rule"
    )  # fmt: skip
    return Option(marker, behind, speaker[0] if pronoun else None)


def _agents(scan: Scan, sentence: int) -> Iterator[Option]:
    """Yield the phrases before ने, the pronouns that act, and the phrase that opens a sentence."""
    _, first, behind = scan.sentences[sentence]
    norms, language = scan.tokens.norms, scan.language
    for index in range(first, behind):
        norm = norms[index]
        if norm in language.ergatives and index > first:
            yield from _before_ergative(scan, index, first)
        pronoun = language.pronouns.get(norm)
        if pronoun is not None and pronoun.case == "ergative":
            yield Option("pronoun", index + 1, index)
    yield from _opening(scan, first, behind)


def _before_ergative(scan: Scan, marker: int, floor: int) -> Iterator[Option]:
    """Yield where the phrase before ने ends; commas or a relative clause may stand between: `X, जो …, ने`."""
    norms = scan.tokens.norms
    if norms[marker - 1] != ",":
        yield Option("ergative", marker)
        opening = next((i for i in range(marker - 2, max(floor, marker - _OWNER), -1) if norms[i] == "("), None)
        if norms[marker - 1] == ")" and opening is not None and opening > floor:
            yield Option("ergative-bracket", opening)
        return
    yield Option("ergative", marker - 1)
    for index in range(marker - 2, max(floor, marker - _RELATIVE), -1):
        if norms[index] == "," and scan.has(index + 1, "subordinator"):
            yield Option("ergative-relative", index)
            return


def _opening(scan: Scan, first: int, behind: int) -> Iterator[Option]:
    """Yield where a subject without a marker may end at the head of a sentence."""
    norms, language = scan.tokens.norms, scan.language
    while first < behind and not scan.is_word(first):
        first += 1
    for index in range(first, min(first + _OPENING, behind - 1)):
        pronoun = language.pronouns.get(norms[index])
        if pronoun is not None and pronoun.case == "nominative":
            yield Option("pronoun", index + 1, index)
        elif scan.is_word(index) and (scan.is_content_word(norms[index]) or norms[index] in language.speakers):
            following = index + 1
            closes = norms[following] == ","
            marked = scan.has(following, "postposition") or norms[following] in language.genitives
            loose = (
                scan.has(following, "particle") or scan.has(following, "adverb") or scan.has(following, "determiner")
            )
            if norms[following] not in language.ergatives and (
                closes or (not marked and (loose or norms[index] in language.speakers))
            ):
                yield Option("comma" if closes else "opening", following)


def _in_sentence(scan: Scan, candidate: Candidate, sentence: int, anchor: int) -> Iterator[Option]:
    """Yield every place in the sentence of the cue where a speaker may end."""
    _, first, behind = scan.sentences[sentence]
    norms, language = scan.tokens.norms, scan.language
    grammar = language.settings["grammar"]
    yield from (option for option in _agents(scan, sentence) if abs(option.end - anchor) <= _FURTHEST)
    cue = candidate.cue
    head = cue.first if cue else anchor
    for index in range(max(first + 1, head - _FURTHEST), head):
        norm = norms[index]
        if norm in grammar["agentive"]:
            yield Option("agentive", index - 1 if norms[index - 1] in language.genitives else index)
        elif norm in grammar["locative"] or norm in grammar["ablative"]:
            if head - index < 16:
                yield Option("locative" if norm in grammar["locative"] else "ablative", index)
        elif index + 1 < behind and norm in language.genitives and norms[index + 1] in grammar["sourcing"]:
            yield Option("sourcing", index)
        pronoun = language.pronouns.get(norm)
        if pronoun is not None and pronoun.case in ("genitive", "dative") and head - index <= 6:
            yield Option("pronoun", index + 1, index)
    if cue is None:
        turn = {*grammar["questioner"], *grammar["answerer"]}  # `जवाब:` names nobody
        for index in range(first + 1, behind - 1):
            if norms[index] in (":", "-", "–", "—") and not (index == first + 1 and norms[first] in turn):
                yield Option("colon", index)
                yield Option("colon-behind", behind - (not scan.is_word(behind - 1)), index + 1)
        return
    for index in range(max(first + 1, head - _OWNER), head):
        if norms[index] in language.genitives and index + 1 < head and cue.aspect != "perfective":
            yield Option("owner", index)
    yield Option("beside", head)
    back = head
    while back > first + 1 and (scan.has(back - 1, "particle") or scan.has(back - 1, "determiner")):
        back -= 1
    if back < head:
        yield Option("beside", back)
    named = subject_behind(scan, cue)
    if named:
        yield Option("subject-behind", named[1], named[0])


def beginnings(scan: Scan, end: int) -> list[int]:
    """Return the tokens at which a speaker that ends right before token `end` may begin, nearest first."""
    floor = max(scan.bounds(end - 1)[0], end - _LONGEST)
    found = []
    for index in range(end - 1, floor - 1, -1):
        norm = scan.tokens.norms[index]
        if norm in scan.language.ergatives or norm in scan.language.complementizers:
            break
        if is_rubric(scan, index, end):
            break
        opens = scan.is_word(index) or norm in ("(", "'", '"', "‘", "“")
        if opens and norm not in scan.language.genitives and not scan.has(index, "postposition"):
            found.append(index)
    return found
