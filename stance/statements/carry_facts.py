"""What the model of carrying on sees of a sentence: its words, its place, and how it goes with what was said."""

from __future__ import annotations

from collections.abc import Iterator

from stance.statements.candidates import Candidate
from stance.statements.facts import edge_facts, speaker_facts, token_range
from stance.statements.scan import Scan
from stance.statements.words import bucket, word

Tokens = tuple[int, int]  # the first and the one behind

_GROUP = 5  # tokens of a predicate: the verb and its auxiliaries
_OPENING = 3  # words at the head of a sentence whose meaning is told apart


def _said_facts(scan: Scan, said: Candidate, place: Tokens, told: Tokens) -> Iterator[str]:
    """How the sentence at tokens `place` goes with what was said at `told`: predicates, speaker, place."""
    (first, behind), (opens, closes) = place, told
    ends = " ".join(word(scan, i) for i in range(max(opens, closes - 2), closes))
    yield f"said-ends={ends}"
    yield f"ends={ends}|{' '.join(word(scan, i) for i in range(max(first, behind - 2), behind))}"
    yield f"said-words={bucket(closes - opens)}"
    if said.speaker is not None:
        names = set(scan.tokens.norms[said.speaker[0] : said.speaker[1]])
        yield f"names-speaker={bool(names & set(scan.tokens.norms[first:behind]))}"
    number = scan.sentence_of[first]
    paragraph = scan.sentences[number][0].paragraph
    before_it = sum(scan.sentences[before][0].paragraph == paragraph for before in range(max(0, number - 3), number))
    yield f"place={before_it}"


def _predicate(scan: Scan, first: int, behind: int) -> str:
    """Return the auxiliaries that end tokens `first` to `behind`, and the aspects or ending of the verb before them."""
    norms, language = scan.tokens.norms, scan.language
    while behind > first and not scan.is_word(behind - 1):
        behind -= 1
    found: list[str] = []
    for index in range(behind - 1, max(first, behind - _GROUP) - 1, -1):
        if norms[index] in language.auxiliaries:
            found.append(norms[index])
            continue
        aspects = sorted({aspect for _, aspect in language.verb_forms.get(norms[index], ())})
        found.append("/".join(aspects[:2]) or norms[index][-2:])
        break
    return " ".join(reversed(found))


def voice_facts(scan: Scan, first: int, behind: int) -> Iterator[str]:
    """Yield what tells of tokens `first` to `behind` whether a source or the article itself says them."""
    norms, language = scan.tokens.norms[first:behind], scan.language
    for index, norm in enumerate(norms, first):
        yield f"word={word(scan, index)}"
        if norm in language.pronouns:
            yield f"pronoun={norm}"
        yield from (f"L:{cls}" for cls in language.lexeme_classes(norm))
        yield from (f"sense={sense}" for sense in language.senses(norm))
    yield f"agent={any(norm in language.ergatives for norm in norms)}"
    yield f"predicate={_predicate(scan, first, behind)}"


def _shared_facts(scan: Scan, place: Tokens, told: Tokens) -> Iterator[str]:
    """How the sentence at tokens `place` and what was said at `told` predicate, and what they share."""
    norms, language = scan.tokens.norms, scan.language
    (first, behind), (opens, closes) = place, told
    for offset in range(min(_OPENING, behind - first)):
        yield from (f"sense{offset}={sense}" for sense in language.senses(norms[first + offset]))
    before, here = _predicate(scan, opens, closes), _predicate(scan, first, behind)
    yield f"said-predicate={before}"
    yield f"predicates={before}|{here}"
    own = set(filter(scan.is_content_word, norms[first:behind]))
    others = set(filter(scan.is_content_word, norms[opens:closes]))
    yield f"common={len(own & others)}"
    yield f"common-share={10 * len(own & others) // max(1, min(len(own), len(others)))}"
    persons = {language.pronouns[norm].person for norm in norms[opens:closes] if norm in language.pronouns}
    yield f"said-first-person={'1' in persons}"


def carry_on_facts(scan: Scan, candidate: Candidate, said: Candidate, distance: int) -> tuple[str, ...]:
    """Return the facts of a sentence that may carry on what was said `distance` sentences before it."""
    first, behind = token_range(scan, candidate)
    told = token_range(scan, said)
    found = [
        f"said-kind={said.kind}",
        f"said-rule={said.rule}",
        f"said-cls={said.cue.cls if said.cue else 'none'}",
        f"distance={min(distance, 4)}",
        *edge_facts(scan, first, behind),
        *speaker_facts(scan, said, first),
        *voice_facts(scan, first, behind),
        *_around_facts(scan, scan.sentence_of[first]),
        *_said_facts(scan, said, (first, behind), told),
        *_shared_facts(scan, (first, behind), told),
    ]
    if any(norm[:1].isdigit() for norm in scan.tokens.norms[first:behind]):
        found.append("number")
    close = f"d{min(distance, 3)}"
    unique = dict.fromkeys(found)
    return (*unique, *(f"{close}:{fact}" for fact in unique))


def _around_facts(scan: Scan, sentence: int) -> Iterator[str]:
    """The reports in a sentence, and whether its paragraph ends with it or a report follows."""
    reports = scan.reports(sentence)
    yield f"reports={min(len(reports), 3)}"
    yield from (f"report={match.cls}" for match in reports)
    following = sentence + 1
    if following >= len(scan.sentences) or (
        scan.sentences[following][0].paragraph != scan.sentences[sentence][0].paragraph
    ):
        yield "last-of-paragraph"
    elif scan.reports(following):
        yield "report-follows"
        yield from (f"next={norm}" for norm in scan.tokens.norms[scan.sentences[following][1] :][:2])
