"""Finds who speaks: the shortest noun phrase before the case marker that goes with the cue."""

from __future__ import annotations

from bisect import bisect_left

from stance.statements.clauses import is_passive
from stance.statements.cues import CueMatch
from stance.statements.scan import Scan

_LONGEST = 14  # tokens; longer stretches before a marker have swallowed an adverbial
_FURTHEST = 80  # tokens between a subject and its verb
_LONGEST_BEHIND = 6  # tokens of a name behind the verb
_GIVER_REACH = 4  # words between a source and the information it gave
_STOPPING = frozenset(("postposition", "subordinator", "adverb"))
_INSIDE = frozenset(("-", ".", "(", ")", "‘", "’", "'", '"', "–", "/"))  # marks a name may hold


def phrase_before(scan: Scan, marker: int, floor: int) -> tuple[int, int] | None:
    """Return the token range of the noun phrase that ends right before token `marker`.

    Walks left until a mark, a postposition, an adverb, a conjunction of clauses or a verb stops it;
    genitives (`क्रेमलिन के प्रवक्ता`) and coordination of names go on.
    """
    norms = scan.tokens.norms
    first = marker
    index = marker - 1
    while index >= floor and marker - index <= _LONGEST:
        norm = norms[index]
        if not scan.is_word(index):
            if norm not in _INSIDE or not _joins(scan, index, floor):
                break
        elif scan.has(index, "conjunction"):
            if not _coordinates(scan, index, floor):
                break
        elif _stops(scan, index):
            break
        else:
            first = index
            index -= 1
            continue
        index -= 1
    first = _strip_left(scan, first, marker)
    return (first, marker) if first < marker else None


def _stops(scan: Scan, index: int) -> bool:
    """Whether a word cannot belong to the phrase: it ends another phrase or clause."""
    norm, language = scan.tokens.norms[index], scan.language
    if language.classes.get(norm, frozenset()) & _STOPPING or norm in language.ergatives:
        return True
    if norm in language.negations or (norm in language.auxiliaries and not _abbreviates(scan, index)):
        return True
    pronoun = language.pronouns.get(norm)
    return (pronoun is not None and pronoun.case in ("ergative", "dative")) or _is_verb(scan, index)


def _abbreviates(scan: Scan, index: int) -> bool:
    """Whether the word and the stop glued to it are an abbreviation: `ले. कैथी`."""
    tokens = scan.tokens
    return (
        tokens.norms[index] in scan.language.abbreviations
        and index + 1 < len(tokens)
        and tokens.norms[index + 1] == "."
        and tokens.starts[index + 1] == tokens.stops[index]
    )


def _is_verb(scan: Scan, index: int) -> bool:
    """Whether a token can only be a verb form: inflected, and no name or role of the lists."""
    norm = scan.tokens.norms[index]
    if norm in scan.language.speakers or norm in scan.language.genitives:
        return False  # `की` is a form of करना too
    forms = scan.language.verb_forms.get(norm, ())
    return any(aspect in ("imperfective", "infinitive", "perfective", "conjunctive") for _, aspect in forms)


def _joins(scan: Scan, index: int, floor: int) -> bool:
    """Whether a mark is glued to words on both sides or is an abbreviation's stop or a bracket of a name."""
    norms, tokens = scan.tokens.norms, scan.tokens
    if index <= floor:
        return False
    if norms[index] == ".":
        return norms[index - 1] in scan.language.abbreviations or len(norms[index - 1]) == 1
    if norms[index] in "()":
        return True
    return tokens.stops[index - 1] == tokens.starts[index] or tokens.stops[index] == tokens.starts[index + 1]


def _coordinates(scan: Scan, index: int, floor: int) -> bool:
    """Whether `और` joins names: what stands before it is no verb, postposition or mark."""
    before = index - 1
    if before < floor or not scan.is_word(before):
        return False
    norm = scan.tokens.norms[before]
    return not (
        norm in scan.language.auxiliaries
        or scan.has(before, "postposition")
        or scan.has(before, "particle")
        or _is_verb(scan, before)
    )


def _strip_left(scan: Scan, first: int, behind: int) -> int:
    """Drop marks, rubrics, conjunctions, particles and stray genitive markers at the left edge."""
    while first < behind and (
        not scan.is_word(first)
        or is_rubric(scan, first, behind)
        or scan.has(first, "conjunction")
        or scan.has(first, "particle")
        or scan.tokens.norms[first] in scan.language.genitives
    ):
        first += 1
    return first


def is_rubric(scan: Scan, first: int, behind: int) -> bool:
    """Whether token `first` is a rubric printed before a headline that goes on to `behind`, and no part of a name."""
    grammar = scan.language.settings["grammar"]
    norms = scan.tokens.norms
    return (
        norms[first] in grammar["rubric"]
        and first + 1 < behind
        and first == scan.bounds(first)[0]
        and norms[first + 1] not in grammar["after_rubric"]
    )


def ergative_before(scan: Scan, token: int, floor: int) -> int | None:
    """Return the nearest ergative marker or ergative pronoun before `token`, not before `floor`."""
    before = bisect_left(scan.agent_marks, token) - 1
    nearest = scan.agent_marks[before] if before >= 0 else -1
    return nearest if nearest >= max(floor, token - _FURTHEST, 0) else None


def at_marker(scan: Scan, marker: int, floor: int) -> tuple[int, int] | None:
    """Return the speaker that goes with an ergative marker or pronoun at token `marker`."""
    if scan.tokens.norms[marker] in scan.language.ergatives:
        return phrase_before(scan, marker, floor)
    return marker, marker + 1


def of_attribution(scan: Scan, match: CueMatch, floor: int) -> tuple[int, int] | None:
    """Return the speaker of `X के मुताबिक`, `X का कहना है`, `उनका कहना है`."""
    before = match.first - 1
    marker_is_pronoun = before >= floor and scan.tokens.norms[match.first] not in scan.language.genitives
    if marker_is_pronoun:
        pronoun = scan.language.pronouns.get(scan.tokens.norms[before])
        if pronoun:
            return before, before + 1
    phrase = phrase_before(scan, match.first, floor)
    if phrase is None:
        return None
    classes = scan.language.lexeme_classes(scan.tokens.norms[phrase[1] - 1])
    if "nobody" in classes or "document" in classes:
        giver = _giver(scan, phrase[1] - 1, floor)
        if giver or "nobody" in classes:
            return giver  # `जानकारी के अनुसार` names no source
    return phrase


def _giver(scan: Scan, head: int, floor: int) -> tuple[int, int] | None:
    """Return who gave the information or issued the document: `X से मिली जानकारी`, `X की ओर से जारी बयान`."""
    grammar = scan.language.settings["grammar"]
    for index in range(head - 1, max(floor, head - _GIVER_REACH) - 1, -1):
        if scan.tokens.norms[index] not in grammar["ablative"]:
            continue
        marker = index - 1
        if (
            scan.tokens.norms[marker] in grammar["agentive"]
            and scan.tokens.norms[marker - 1] in scan.language.genitives
        ):
            marker -= 1
        else:
            marker = index
        return phrase_before(scan, marker, floor)
    return None


def subject_before(scan: Scan, cue: CueMatch, floor: int) -> tuple[int, int] | None:
    """Return the subject without a marker right before the verb: `मंत्री बोले`, `स्थानीय लोग बताते हैं`."""
    behind = cue.first
    while behind > floor and scan.has(behind - 1, "particle"):
        behind -= 1
    if behind < cue.first and behind > floor + 1 and scan.has(behind - 1, "determiner"):
        behind -= 1  # `संगठन यह भी कहता है`
    phrase = phrase_before(scan, behind, floor)
    return phrase if phrase and phrase[1] - phrase[0] <= 8 else None


def document_before(scan: Scan, cue: CueMatch, floor: int) -> tuple[int, int] | None:
    """Return the document that speaks in a passive: `रिपोर्ट में कहा गया है`, or the agent of `की ओर से`, `द्वारा`."""
    norms, language = scan.tokens.norms, scan.language
    for index in range(cue.first - 1, max(floor, cue.first - 12), -1):
        if norms[index] in language.settings["grammar"]["locative"]:
            head = norms[index - 1]
            if "document" in language.lexemes.get(head, ()):
                return phrase_before(scan, index, floor)
        elif norms[index] in language.settings["grammar"]["agentive"]:
            marker = index - 1 if norms[index - 1] in language.genitives else index
            return phrase_before(scan, marker, floor)
    return None


def speaker_of(scan: Scan, cue: CueMatch, floor: int) -> tuple[int, int] | None:
    """Return the speaker of a cue: genitive of an attribution, ergative phrase, document of a passive, bare subject."""
    if cue.aspect == "phrase":
        return of_attribution(scan, cue, floor)
    if is_passive(scan, cue):
        return document_before(scan, cue, floor)
    marker = ergative_before(scan, cue.verb, floor)
    if marker is not None:
        return at_marker(scan, marker, floor if marker < cue.first else cue.parted)
    if cue.verb == cue.first and cue.aspect in ("perfective", "imperfective", "conjunctive"):
        before = document_before(scan, cue, floor) or subject_before(scan, cue, floor)
        return before or subject_behind(scan, cue)
    if cue.cls == "find":
        return _finding_source(scan, cue, floor)
    if cue.aspect == "copula":
        return None
    return document_before(scan, cue, floor) or subject_before(scan, cue, floor)


def _finding_source(scan: Scan, cue: CueMatch, floor: int) -> tuple[int, int] | None:
    """Return the document of a finding: `शोध से पता चलता है`, `रिपोर्ट में सामने आया`."""
    grammar = scan.language.settings["grammar"]
    for index in range(cue.first - 1, max(floor, cue.first - 6), -1):
        if scan.tokens.norms[index] in (*grammar["ablative"], *grammar["locative"]):
            if "document" in scan.language.lexeme_classes(scan.tokens.norms[index - 1]):
                return phrase_before(scan, index, floor)
    return None


def subject_behind(scan: Scan, cue: CueMatch) -> tuple[int, int] | None:
    """Return the subject behind the verb: `“…” बोले रहमत अली`, `… पर बोले WHO चीफ, …`."""
    _, behind = scan.bounds(cue.first)
    last = first = cue.last + 1
    while last < behind and last - first < _LONGEST_BEHIND and scan.is_word(last) and not _stops(scan, last):
        last += 1
    ended = last == behind or not scan.is_word(last)
    return (first, last) if last > first and ended and not scan.has(first, "determiner") else None
