"""Rules for acts: the text reports that something was said and gives no content clause."""

from __future__ import annotations

from collections.abc import Iterator

from stance.statements.candidates import Candidate
from stance.statements.clauses import addresses_reader, behind_finite, is_passive, without_end_mark
from stance.statements.cues import CueMatch
from stance.statements.scan import Scan
from stance.statements.speakers import at_marker, document_before, ergative_before

_LONGEST_LINK = 5  # tokens of a phrase that links a clause to the one before it
_FURTHEST = 80  # tokens between the start of a clause and its verb
# Verbs of plain saying report an act only now and then; the selector knows when.
_PLAIN = frozenset(("say", "write", "ask", "express", "issue", "find"))


def _clause_start(scan: Scan, cue: CueMatch) -> int:
    """Return the first token of the clause of the cue: behind the last subordinator or finite verb before it."""
    first, _ = scan.bounds(cue.first)
    norms, language = scan.tokens.norms, scan.language
    for index in range(cue.first - 1, max(first - 1, cue.first - _FURTHEST), -1):
        if norms[index] in language.complementizers or scan.has(index, "subordinator"):
            return index + 1
        if index > first and behind_finite(scan, index):
            return index + 1
    return first


def _skip_adverbs(scan: Scan, first: int, behind: int) -> int:
    """Skip marks, adverbs and `गुरुवार को` at the head of an act."""
    after_adverb = scan.language.settings["grammar"]["after_adverb"]
    index = first
    while index < behind and (
        not scan.is_word(index)
        or scan.has(index, "adverb")
        or (index > first and scan.has(index - 1, "adverb") and scan.tokens.norms[index] in after_adverb)
    ):
        index += 1
    return index if index < behind else first


def act(scan: Scan) -> Iterator[Candidate]:
    """X ने आरोपों से इनकार किया · X ने रिपोर्ट की पुष्टि की · आरोपों को X ने खारिज किया · … का आदेश दिया.

    >>> print(shown(act, "प्रबंधक ने मजदूरी रोकने के आरोप से इनकार किया।"))
    act: मजदूरी रोकने के आरोप से इनकार किया | प्रबंधक | इनकार किया
    """
    for sentence in range(len(scan.sentences)):
        for cue in scan.reports(sentence):
            if cue.cue.frame in ("act", "both") and not _is_embedded(scan, cue) and not addresses_reader(scan, cue):
                if not scan.is_dropped(scan.tokens.starts[cue.first]):
                    yield from _act(scan, cue)


def _is_embedded(scan: Scan, cue: CueMatch) -> bool:
    """Whether the cue is an infinitive that hangs on another word: `अनुमति देने के लिए`, `बयान देने पर`."""
    following = cue.last + 1
    return cue.aspect == "infinitive" and following < scan.bounds(cue.first)[1] and scan.has(following, "postposition")


def _act(scan: Scan, cue: CueMatch) -> Iterator[Candidate]:
    start = _clause_start(scan, cue)
    first, behind = scan.bounds(cue.first)
    marker = ergative_before(scan, cue.verb, start)
    if marker is None:
        marker = ergative_before(scan, cue.first, first)
    fronted = False
    if marker is not None and marker >= cue.first:  # `पुष्टि X ने की`: the object is fronted with its noun
        speaker = at_marker(scan, marker, cue.parted)
        head = _skip_adverbs(scan, start, cue.first)
        fronted = True
    elif marker is not None:
        speaker = at_marker(scan, marker, first)
        head = _skip_adverbs(scan, max(marker + 1, start), cue.first)
        if speaker and head >= cue.first and speaker[0] > start:
            head = _skip_adverbs(scan, start, cue.first)  # the object is fronted: the whole clause
            fronted = True
    else:
        passive = is_passive(scan, cue)
        speaker = document_before(scan, cue, start) if passive else None
        head = _skip_adverbs(scan, start, cue.first)
        subject = None if speaker or passive else _bare_subject(scan, head, cue.first)
        if subject:
            speaker, head = subject, subject[1]
    stop = cue.last + 1
    complemented = stop < behind and scan.tokens.norms[stop] in scan.language.complementizers
    spelled_out = complemented and cue.cls == "deny"
    if spelled_out:  # the कि clause spells out what is rejected
        stop = without_end_mark(scan, stop, behind)
    if stop - head < 2:
        return
    weak = (
        cue.cls in _PLAIN
        or cue.aspect in ("infinitive", "conjunctive", "stem", "future", "copula")
        or (complemented and not spelled_out)
    )
    text = scan.tokens
    yield Candidate("act", text.starts[head], text.stops[stop - 1], cue, speaker, "act", weak)
    for end in _other_ends(scan, cue, stop, behind):
        yield Candidate("act", text.starts[head], text.stops[end - 1], cue, speaker, "act", True)
    if not fronted:
        lead = first if marker is None else max(marker + 1, start)
        for other in _other_heads(scan, lead, head, cue.first, speaker):
            named = speaker if marker is not None else None
            yield Candidate("act", text.starts[other], text.stops[stop - 1], cue, named, "act", True)


def _other_ends(scan: Scan, cue: CueMatch, stop: int, behind: int) -> list[int]:
    """Return where an act may end besides its own verb at token `stop`: with the verb it leads to.

    `मामला दर्ज कर | जांच शुरू की है`
    """
    if cue.aspect not in ("conjunctive", "stem") or not any(True for _ in scan.words(stop, behind)):
        return []
    whole = without_end_mark(scan, stop, behind)
    finite = next((index for index in range(stop + 1, whole) if behind_finite(scan, index)), whole)
    return list(dict.fromkeys((finite, whole)))


def _other_heads(scan: Scan, lead: int, head: int, behind: int, speaker: tuple[int, int] | None) -> list[int]:
    """Return where else an act may begin.

    With its adverbs, behind their particles, behind a participle clause, behind the speaker of a passive
    (`याचिका में | …`), or behind the phrase that links it to what came before (`इसके अलावा | …`).
    """
    particles = lead
    while particles < behind and scan.has(particles, "particle"):
        particles += 1
    found = [lead, particles]
    if speaker is not None and head <= speaker[0]:
        found.append(_behind_marker(scan, speaker[1], behind))
    for index in range(head + 1, min(head + _LONGEST_LINK, behind - 1)):
        if scan.has(index, "postposition"):
            found.append(_behind_marker(scan, index, behind))
            break
    participles = scan.language.settings["grammar"]["participle"]
    for index in range(head + 1, behind - 1):
        forms = scan.language.verb_forms.get(scan.tokens.norms[index], ())
        conjunctive = scan.is_word(index) and any(aspect == "conjunctive" for _, aspect in forms)
        if conjunctive or scan.tokens.norms[index] in participles:
            found.append(index + 1)
    return [other for other in dict.fromkeys(found) if other != head and scan.is_word(other) and behind - other >= 1]


def _behind_marker(scan: Scan, first: int, behind: int) -> int:
    """Return the token behind the case markers, particles and marks that begin at token `first`."""
    index = first
    while index < behind and (
        not scan.is_word(index)
        or scan.has(index, "postposition")
        or scan.has(index, "particle")
        or scan.tokens.norms[index] in scan.language.genitives
        or scan.tokens.norms[index] in scan.language.settings["grammar"]["agentive"]
    ):
        index += 1
    return index


def _bare_subject(scan: Scan, first: int, behind: int) -> tuple[int, int] | None:
    """Return a subject without a marker at the head of the clause: a pronoun, or a phrase that ends in a role."""
    norms, language = scan.tokens.norms, scan.language
    if first < behind:
        pronoun = language.pronouns.get(norms[first])
        if pronoun and pronoun.case == "nominative":
            return first, first + 1
    for index in range(first, min(first + 6, behind - 1)):
        if not scan.is_word(index) or scan.has(index, "postposition"):
            return None
        following = norms[index + 1]
        if norms[index] in language.speakers and following not in language.genitives:
            if not scan.has(index + 1, "postposition") and following not in language.speakers:
                return first, index + 1
    return None
