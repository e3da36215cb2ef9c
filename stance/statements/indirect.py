"""Rules for reported speech without marks, or with marks around a part of it (`mixed`)."""

from __future__ import annotations

from collections.abc import Iterator

from stance.languages import Cue
from stance.statements.candidates import Candidate
from stance.statements.clauses import addresses_reader, clause_ends, cue_before, is_passive, without_end_mark
from stance.statements.cues import CueMatch
from stance.statements.scan import Scan
from stance.statements.speakers import at_marker, ergative_before, of_attribution, speaker_of

_SHORTEST = 3  # tokens of a content clause
_QUOTED = {True: 2, False: 4}  # words in double and in single marks that make a clause `mixed`; fewer are names
_PLAIN = frozenset(("say", "inform", "ask", "write", "claim", "opine"))
_DASHES = frozenset((",", ":", "-", "–", "—", ":-"))
_MOST_SENTENCES = 4  # that `यह जानकारी … ने दी` may report
_LONGEST_REPORT = 22  # tokens of a sentence that only says who said the one before
_EARLY = 5  # tokens within which `यह जानकारी` opens the sentence
_REPORTS = frozenset(("say", "tell", "inform", "confirm", "reveal", "claim"))
_UNLISTED = Cue("", (), "", "unlisted", "clause")  # stands for predicates that are in no list

Tokens = tuple[int, int]


def clause(
    scan: Scan, first: int, behind: int, cue: CueMatch | None, speaker: Tokens | None, rule: str, *, weak: bool = False
) -> Iterator[Candidate]:
    """Yield the content clause of tokens `first` to `behind`, `mixed` where a part of it stands in marks."""
    while first < behind and not scan.is_word(first) and scan.quotation_at(first) is None:
        first += 1
    if behind - first < _SHORTEST or scan.is_dropped(scan.tokens.starts[first]):
        return
    start, stop = scan.tokens.starts[first], scan.tokens.stops[behind - 1]
    inside = [q for q in scan.quotations_from(start, stop) if q.closed]
    for quotation in inside:
        if quotation.double and stop <= quotation.stop:
            stop = quotation.stop
    words = [(q, len(scan.article.text[q.inner_start : q.inner_stop].split())) for q in inside]
    kind = "mixed" if any(count >= _QUOTED[q.double] for q, count in words) else "indirect"
    yield Candidate(kind, start, stop, cue, speaker, rule, weak)


def complementizer_clause(scan: Scan) -> Iterator[Candidate]:
    """X ने कहा कि … · X का कहना है कि … · बताया गया है कि … · आरोप है कि …."""
    norms = scan.tokens.norms
    for token, norm in enumerate(norms):
        misspelt = norm in scan.language.settings["grammar"]["complementizer_misspelt"]
        if not (misspelt or norm in scan.language.complementizers) or token + 1 >= len(norms):
            continue
        cue = cue_before(scan, token, 1 if misspelt else 5)
        if misspelt and (cue is None or cue.aspect != "perfective" or cue.cls not in _PLAIN):
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
    """सूत्र ने कहा, उनमें से कुछ … मारे गए थे। · X ने बताया सड़क … बनेगी। · X बोले- हमारा …."""
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
            if not marked and cue.cls not in ("say", "inform", "ask", "write"):
                continue
            speaker = speaker_of(scan, cue, first)
            named = cue.aspect == "phrase" or ergative_before(scan, cue.first, first) is not None
            weak = not (named and cue.cls in _PLAIN) or not marked
            for number, end in enumerate(clause_ends(scan, start)):
                yield from clause(scan, start, end, cue, speaker, "comma_clause", weak=weak or number > 0)


def attribution(scan: Scan) -> Iterator[Candidate]:
    """X के मुताबिक, … · … X के अनुसार … · X के हवाले से …."""
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


def closing_report(scan: Scan) -> Iterator[Candidate]:
    """…, X ने कहा। · …, ऐसा X ने बताया।."""
    anaphors = scan.language.settings["grammar"]["anaphors"]
    for sentence, (_, first, behind) in enumerate(scan.sentences):
        for cue in scan.reports(sentence):
            if cue.cue.frame in ("act", "postposition") or cue.aspect not in ("perfective", "phrase"):
                continue
            if any(True for _ in scan.words(cue.last + 1, behind)):
                continue
            speaker = speaker_of(scan, cue, first)
            lead = speaker[0] if speaker and speaker[0] < cue.first else cue.first
            while lead > first and (not scan.is_word(lead - 1) or scan.tokens.norms[lead - 1] in anaphors):
                lead -= 1
            if lead - first < _SHORTEST:
                continue
            weak = not (speaker and scan.tokens.norms[lead] == "," and cue.cls in _PLAIN)
            end = without_end_mark(scan, first, lead)
            yield from clause(scan, first, end, cue, speaker, "closing_report", weak=weak)


def unlisted_report(scan: Scan) -> Iterator[Candidate]:
    """X ने शर्त रखी कि … · X को चिंता है कि …: a complement clause of a predicate that is no listed cue."""
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
        cue = CueMatch(_UNLISTED, verb, token - 1, verb, "perfective" if _is_perfective(scan, verb) else "copula")
        speaker = speaker_of(scan, cue, first)
        for end in clause_ends(scan, token + 1):
            yield from clause(scan, token + 1, end, cue, speaker, "unlisted_report", weak=True)


def _is_perfective(scan: Scan, token: int) -> bool:
    forms = scan.language.verb_forms.get(scan.tokens.norms[token], ())
    return any(aspect == "perfective" for _, aspect in forms)


def report_of_sentence_before(scan: Scan) -> Iterator[Candidate]:
    """…। यह जानकारी X ने दी। · …। X ने इसकी जानकारी दी। · …। X ने बताया।: the sentences before are what was said."""
    norms = scan.tokens.norms
    anaphors = scan.language.settings["grammar"]["anaphors"]
    for sentence in range(1, len(scan.sentences)):
        _, first, behind = scan.sentences[sentence]
        opening = norms[first : first + _LONGEST_REPORT]
        noun = next((i for i, norm in enumerate(opening) if norm in scan.language.report_nouns), None)
        points = noun is not None and any(norm in anaphors for norm in opening[max(0, noun - 3) : noun])
        cue = next((match for match in scan.reports(sentence) if match.last >= first + (noun or 0)), None)
        bare = behind - first <= _LONGEST_REPORT and cue is not None and cue.cls in _REPORTS
        if not points and not (bare and cue and without_end_mark(scan, first, behind) <= cue.last + 1):
            continue
        marker = ergative_before(scan, behind, first)
        speaker = (
            at_marker(scan, marker, first if noun is None or marker < first + noun else first + noun + 1)
            if (marker is not None)
            else None
        )
        early = noun is not None and noun < _EARLY
        for back in range(1, min(_MOST_SENTENCES, sentence) + 1):
            before, opens, _ = scan.sentences[sentence - back]
            if before.paragraph != scan.sentences[sentence][0].paragraph:
                break
            _, _, closes = scan.sentences[sentence - 1]
            end = without_end_mark(scan, opens, closes)
            weak = back > 1 or not points or not early
            yield from clause(scan, opens, end, cue, speaker, "report_of_sentence_before", weak=weak)


def passive_behind(scan: Scan) -> Iterator[Candidate]:
    """… स्थिर बताई जा रही है · … मारे जाने की बात कही गई है: the clause before a passive verb of saying."""
    for sentence, (_, first, behind) in enumerate(scan.sentences):
        for cue in scan.reports(sentence):
            if cue.aspect == "perfective" and cue.cls in ("say", "claim", "fear", "predict") and is_passive(scan, cue):
                if cue.last + 1 < behind and scan.tokens.norms[cue.last + 1] in scan.language.complementizers:
                    continue
                yield from clause(scan, first, cue.first, cue, None, "passive_behind", weak=True)
