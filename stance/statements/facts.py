"""What the selector sees of a candidate: facts about its cue, its edges, its speaker and its place."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from stance.statements.candidates import Candidate
from stance.statements.scan import Scan

_EDGE = 3  # words looked at on either side of an edge
_LENGTHS = (3, 5, 8, 12, 18, 26, 40, 70)


def _bucket(count: int) -> int:
    return bisect_right(_LENGTHS, count)


def word(scan: Scan, token: int) -> str:
    """Return a normalised word as a fact; numbers are alike."""
    norms = scan.tokens.norms
    if not 0 <= token < len(norms):
        return "<edge>"
    norm = norms[token]
    return "0" if norm[:1].isdigit() else norm


def shape(scan: Scan, token: int) -> str:
    """Return a coarse class of a word: its function class, verb aspect, role or plain."""
    norms = scan.tokens.norms
    return scan.language.shape(norms[token]) if 0 <= token < len(norms) else "edge"


def token_range(scan: Scan, candidate: Candidate) -> tuple[int, int]:
    """Return the first token of a candidate and the token behind its last."""
    first = scan.token_at(candidate.start)
    if first and scan.tokens.stops[first - 1] > candidate.start:
        first -= 1
    return first, max(first + 1, scan.token_at(candidate.stop))


def _cue_facts(scan: Scan, candidate: Candidate, first: int, behind: int) -> Iterator[str]:
    cue = candidate.cue
    if cue is None:
        yield "cue=none"
        return
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
    yield f"after-cue={word(scan, cue.last + 1)}"
    yield f"after-cue-shape={shape(scan, cue.last + 1)}"
    side = "inside" if first <= cue.verb < behind else "before" if cue.verb < first else "behind"
    yield f"cue-{side}"
    yield f"cue-distance={_bucket(max(first - cue.last, cue.first - behind, 0))}"


def _edge_facts(scan: Scan, first: int, behind: int) -> Iterator[str]:
    opens, closes = scan.bounds(first)[0], scan.bounds(behind - 1)[1]
    for offset in range(_EDGE):
        yield f"first{offset}={word(scan, first + offset)}"
        yield f"last{offset}={word(scan, behind - 1 - offset)}"
    for offset in range(2):
        before, after = first - 1 - offset, behind + offset
        yield f"before{offset}={word(scan, before) if before >= opens else '<open>'}"
        yield f"after{offset}={word(scan, after) if after < closes else '<close>'}"
    yield f"first-shape={shape(scan, first)}/{shape(scan, first + 1)}"
    yield f"last-shape={shape(scan, behind - 2)}/{shape(scan, behind - 1)}"
    yield f"before-shape={shape(scan, first - 1) if first > opens else 'open'}"
    yield f"after-shape={shape(scan, behind) if behind < closes else 'close'}"
    yield f"words={_bucket(behind - first)}"
    yield f"left-out={_bucket(first - opens)}"
    yield f"right-out={_bucket(closes - behind)}"
    if scan.is_unended(closes):
        yield "unended"


def _speaker_facts(scan: Scan, candidate: Candidate, first: int) -> Iterator[str]:
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
    reports = scan.reports(scan.sentence_of[first])
    yield f"reports={min(len(reports), 4)}"
    if candidate.cue is not None:
        position = sum(1 for match in reports if match.verb < candidate.cue.verb)
        yield f"report-number={min(position, 3)}"


def facts(scan: Scan, candidate: Candidate) -> tuple[str, ...]:
    """Return the facts of a candidate, each for itself and joined with its rule."""
    first, behind = token_range(scan, candidate)
    plain = [
        f"kind={candidate.kind}",
        f"weak={candidate.weak}",
        *_cue_facts(scan, candidate, first, behind),
        *_edge_facts(scan, first, behind),
        *_speaker_facts(scan, candidate, first),
        *_place_facts(scan, candidate, first),
    ]
    return (f"rule={candidate.rule}", *plain, *map(f"{candidate.rule}:".__add__, plain))


def _said_facts(scan: Scan, said: Candidate, first: int, behind: int) -> Iterator[str]:
    """How the sentence at tokens `first` to `behind` goes with what was said: predicates, speaker, place."""
    opens, closes = token_range(scan, said)
    ends = " ".join(word(scan, i) for i in range(max(opens, closes - 2), closes))
    yield f"said-ends={ends}"
    yield f"ends={ends}|{' '.join(word(scan, i) for i in range(max(first, behind - 2), behind))}"
    yield f"said-words={_bucket(closes - opens)}"
    if said.speaker is not None:
        names = set(scan.tokens.norms[said.speaker[0] : said.speaker[1]])
        yield f"names-speaker={bool(names & set(scan.tokens.norms[first:behind]))}"
    number = scan.sentence_of[first]
    paragraph = scan.sentences[number][0].paragraph
    place = sum(scan.sentences[before][0].paragraph == paragraph for before in range(max(0, number - 3), number))
    yield f"place={place}"


def carry_on_facts(scan: Scan, candidate: Candidate, said: Candidate, distance: int) -> tuple[str, ...]:
    """Return the facts of a sentence that may carry on what was said `distance` sentences before it."""
    first, behind = token_range(scan, candidate)
    language = scan.language
    norms = [scan.tokens.norms[i] for i in range(first, behind)]
    found = [
        f"said-kind={said.kind}",
        f"said-rule={said.rule}",
        f"said-cls={said.cue.cls if said.cue else 'none'}",
        f"distance={min(distance, 4)}",
        *_edge_facts(scan, first, behind),
        *_speaker_facts(scan, said, first),
    ]
    for norm in norms:
        if norm in language.pronouns:
            found.append(f"pronoun={norm}")
        found.extend(f"L:{cls}" for cls in language.lexeme_classes(norm))
    reports = scan.reports(scan.sentence_of[first])
    found.append(f"reports={min(len(reports), 3)}")
    found.extend(f"report={match.cls}" for match in reports)
    following = scan.sentence_of[first] + 1
    last_of_paragraph = following >= len(scan.sentences) or (
        scan.sentences[following][0].paragraph != scan.sentences[following - 1][0].paragraph
    )
    if last_of_paragraph:
        found.append("last-of-paragraph")
    elif scan.reports(following):
        found.append("report-follows")
        found.extend(f"next={norm}" for norm in scan.tokens.norms[scan.sentences[following][1] :][:2])
    if any(norm[:1].isdigit() for norm in norms):
        found.append("number")
    found.extend(f"word={word(scan, i)}" for i in range(first, behind))
    found.append(f"agent={any(norm in language.ergatives for norm in norms)}")
    found.extend(_said_facts(scan, said, first, behind))
    said_first, said_behind = token_range(scan, said)
    shared = {n for n in norms if len(n) > 3} & set(scan.tokens.norms[said_first:said_behind])
    found.append(f"shared={min(len(shared), 4)}")
    close = f"d{min(distance, 3)}"
    unique = dict.fromkeys(found)
    return (*unique, *(f"{close}:{fact}" for fact in unique))
