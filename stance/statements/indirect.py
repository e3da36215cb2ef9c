"""Rules for reported speech without marks, or with marks around a part of it (`mixed`)."""

from __future__ import annotations

from collections.abc import Iterator

from stance.languages import Cue
from stance.statements.candidates import Candidate
from stance.statements.clauses import addresses_reader, clause_ends, cue_before, without_end_mark
from stance.statements.cues import CueMatch
from stance.statements.scan import Scan
from stance.statements.speakers import ergative_before, of_attribution, speaker_of

_SHORTEST = 3  # tokens of a content clause
_QUOTED = {True: 2, False: 4}  # words in double and in single marks that make a clause `mixed`; fewer are names
# Classes of cues whose statement is a clause more often than not.
PLAIN = frozenset(("say", "tell", "inform", "ask", "write", "claim", "opine"))
_WITHOUT_MARK = frozenset(("say", "tell", "inform", "ask", "write", "clarify", "order", "claim", "confirm"))
_DASHES = frozenset((",", ":", "-", "–", "—", ":-"))
_UNLISTED = Cue("", (), "", "unlisted", "clause")  # stands for predicates that are in no list

Tokens = tuple[int, int]


def clause(
    scan: Scan, first: int, behind: int, cue: CueMatch | None, speaker: Tokens | None, rule: str, *, weak: bool = False
) -> Iterator[Candidate]:
    """Yield the content clause of tokens `first` to `behind`.

    It is `direct` where all of it stands in marks, `mixed` where a part does.
    """
    while first < behind and not scan.is_word(first) and scan.quotation_at(first) is None:
        first += 1
    if behind - first < _SHORTEST or scan.is_dropped(scan.tokens.starts[first]):
        return
    start, stop = scan.tokens.starts[first], scan.tokens.stops[behind - 1]
    inside = [q for q in scan.quotations_from(start, stop) if q.closed]
    for quotation in inside:
        if quotation.double and stop <= quotation.stop:
            stop = quotation.stop
    whole = next((q for q in inside if q.start <= start and stop <= q.stop), None)
    if whole is not None:
        span = scan.span(whole.inner_start, whole.inner_stop)
        if span.text:  # marks can stand around nothing
            yield Candidate("direct", span.start, span.stop, cue, speaker, rule, weak)
        return
    words = [(q, len(scan.article.text[q.inner_start : q.inner_stop].split())) for q in inside]
    kind = "mixed" if any(count >= _QUOTED[q.double] for q, count in words) else "indirect"
    yield Candidate(kind, start, stop, cue, speaker, rule, weak)


def complementizer_clause(scan: Scan) -> Iterator[Candidate]:
    """X ने कहा कि … · X का कहना है कि … · बताया गया है कि … · आरोप है कि ….

    >>> print(shown(complementizer_clause, "वार्ड सदस्य का कहना है कि नाली साफ नहीं हुई।"))
    indirect: नाली साफ नहीं हुई | वार्ड सदस्य | का कहना है
    """
    norms, complementizers = scan.tokens.norms, scan.language.complementizers
    variants = scan.language.settings["grammar"]["complementizer_misspelt"]
    for token, norm in enumerate(norms):
        misspelt = norm in variants
        if not (misspelt or norm in complementizers) or token + 1 >= len(norms):
            continue
        cue = cue_before(scan, token, 1 if misspelt else 5)
        if misspelt and (cue is None or not (cue.tail or (cue.aspect == "perfective" and cue.cls in PLAIN))):
            continue
        if cue is None or cue.cue.frame == "postposition" or addresses_reader(scan, cue):
            continue
        if cue.cls == "deny" and cue.cue.frame != "genitive":
            continue  # an act, which the clause only spells out: `आरोपों को खारिज कर दिया कि …`
        first, behind = scan.bounds(token)
        if token + 1 >= behind:
            continue
        speaker = speaker_of(scan, cue, first)
        for number, end in enumerate(clause_ends(scan, token + 1)):
            yield from clause(scan, token + 1, end, cue, speaker, "complementizer_clause", weak=number > 0)


def comma_clause(scan: Scan) -> Iterator[Candidate]:
    """सूत्र ने कहा, उनमें से कुछ … मारे गए थे। · X ने बताया सड़क … बनेगी। · X बोले- हमारा ….

    >>> print(shown(comma_clause, "सूत्र ने कहा, टैंकर दो दिन से नहीं आया।"))
    indirect: टैंकर दो दिन से नहीं आया | सूत्र | कहा
    """
    norms = scan.tokens.norms
    for sentence, (_, first, behind) in enumerate(scan.sentences):
        for cue in scan.reports(sentence):
            start = cue.last + 1
            if cue.cue.frame in ("act", "postposition") or start + 1 >= behind or addresses_reader(scan, cue):
                continue
            marked = norms[start] in _DASHES
            start += marked
            if scan.quotation_at(start) or norms[start] in scan.language.complementizers or not scan.is_word(start):
                continue
            if not marked and cue.cls not in _WITHOUT_MARK:
                continue
            speaker = speaker_of(scan, cue, first)
            named = cue.aspect == "phrase" or ergative_before(scan, cue.first, first) is not None
            weak = not (named and cue.cls in PLAIN) or not marked
            for number, end in enumerate(clause_ends(scan, start)):
                yield from clause(scan, start, end, cue, speaker, "comma_clause", weak=weak or number > 0)


def attribution(scan: Scan) -> Iterator[Candidate]:
    """X के मुताबिक, … · … X के अनुसार … · X के हवाले से ….

    >>> print(shown(attribution, "मौसम विभाग के मुताबिक, बारिश दो दिन और होगी।"))
    indirect: बारिश दो दिन और होगी | मौसम विभाग | के मुताबिक
    """
    for cue in scan.attributions:
        if cue.cue.frame != "postposition":
            continue
        first, behind = scan.bounds(cue.first)
        if cue.first > first and "standard" in scan.language.lexeme_classes(scan.tokens.norms[cue.first - 1]):
            continue  # `नियमों के अनुसार`: nobody speaks
        speaker = of_attribution(scan, cue, first)
        if sum(1 for _ in scan.words(cue.last + 1, behind)) >= _SHORTEST:
            for number, end in enumerate(clause_ends(scan, cue.last + 1)):
                yield from clause(scan, cue.last + 1, end, cue, speaker, "attribution", weak=number > 0 or not speaker)
        elif speaker and speaker[0] - first >= _SHORTEST:
            end = without_end_mark(scan, first, speaker[0])
            yield from clause(scan, first, end, cue, speaker, "attribution")


def unlisted_report(scan: Scan) -> Iterator[Candidate]:
    """X ने शर्त रखी कि … · X को चिंता है कि …: a complement clause of a predicate that is no listed cue.

    >>> print(shown(unlisted_report, "पंचायत ने मुनादी करवाई कि मेला नहीं लगेगा।"))
    indirect: मेला नहीं लगेगा | पंचायत | करवाई
    """
    norms, language = scan.tokens.norms, scan.language
    for token, norm in enumerate(norms):
        if norm not in language.complementizers or token + 1 >= len(norms) or cue_before(scan, token):
            continue
        first, behind = scan.bounds(token)
        verb = token - 1
        while verb > first and (norms[verb] in language.auxiliaries or not scan.is_word(verb)):
            verb -= 1
        if token + 1 >= behind or token - first < _SHORTEST or not scan.is_word(verb):
            continue
        if scan.has(verb, "subordinator"):
            continue  # `जो कि`, `इसलिए कि`: no predicate that reports
        cue = CueMatch(_UNLISTED, verb, token - 1, verb, "perfective" if _is_perfective(scan, verb) else "copula")
        speaker = speaker_of(scan, cue, first)
        for end in clause_ends(scan, token + 1):
            yield from clause(scan, token + 1, end, cue, speaker, "unlisted_report", weak=True)


def _is_perfective(scan: Scan, token: int) -> bool:
    forms = scan.language.verb_forms.get(scan.tokens.norms[token], ())
    return any(aspect == "perfective" for _, aspect in forms)
