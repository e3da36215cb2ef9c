"""Rules for reports that stand behind what was said: `…, X ने कहा।`, `…। यह जानकारी X ने दी।`."""

from __future__ import annotations

from collections.abc import Iterator

from stance.statements.candidates import Candidate
from stance.statements.clauses import behind_finite, is_passive, without_end_mark
from stance.statements.cues import CueMatch
from stance.statements.indirect import PLAIN, clause
from stance.statements.scan import Scan
from stance.statements.speakers import at_marker, ergative_before, speaker_of

_SHORTEST = 3  # tokens of a content clause
_MOST_SENTENCES = 4  # that `यह जानकारी … ने दी` may report
_LONGEST_REPORT = 22  # tokens of a sentence that only says who said the one before
_EARLY = 5  # tokens within which `यह जानकारी` opens the sentence
_REPORTS = frozenset(("say", "tell", "inform", "confirm", "reveal", "claim"))
_PASSIVES = frozenset(("say", "tell", "claim", "fear", "predict"))
_REPORTED = frozenset(("perfective", "conjunctive", "noun", "phrase"))  # aspects of what has been said
_COPULAS = frozenset(("inform", "fear", "claim", "predict", "accuse", "suspect"))


def closing_report(scan: Scan) -> Iterator[Candidate]:
    """…, X ने कहा। · …, ऐसा X ने बताया।.

    >>> print(shown(closing_report, "बांध में दरार नहीं है, अधीक्षक ने कहा।"))
    indirect: बांध में दरार नहीं है | अधीक्षक | कहा
    """
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
            weak = not (speaker and scan.tokens.norms[lead] == "," and cue.cls in PLAIN)
            end = without_end_mark(scan, first, lead)
            yield from clause(scan, first, end, cue, speaker, "closing_report", weak=weak)


def report_of_sentence_before(scan: Scan) -> Iterator[Candidate]:
    """…। यह जानकारी X ने दी। · …। X ने इसकी जानकारी दी। · …। X ने बताया।: the sentences before are what was said.

    >>> print(shown(report_of_sentence_before, "दो मजदूर मलबे से निकाले गए। यह जानकारी थाना प्रभारी ने दी।"))
    indirect: दो मजदूर मलबे से निकाले गए | थाना प्रभारी | जानकारी
    """
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
        floor = first if noun is None or marker is None or marker < first + noun else first + noun + 1
        speaker = at_marker(scan, marker, floor) if marker is not None else None
        if cue is None and noun is not None and opening[noun] in scan.language.cue_nouns:
            token = first + noun
            cue = CueMatch(scan.language.cue_nouns[opening[noun]], token, token, token, "noun")
        if cue is not None and cue.aspect not in _REPORTED:
            continue
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
    """… स्थिर बताई जा रही है · … मारे जाने की बात कही गई है · … के घायल होने की खबर है: the clause before it.

    >>> print(shown(passive_behind, "घायल चालक की हालत स्थिर बताई गई है।"))
    indirect: घायल चालक की हालत स्थिर | - | बताई गई है
    """
    norms, language = scan.tokens.norms, scan.language
    for sentence, (_, first, behind) in enumerate(scan.sentences):
        for cue in scan.reports(sentence):
            passive = cue.aspect == "perfective" and cue.cls in _PASSIVES and is_passive(scan, cue)
            before = norms[cue.first - 1] if cue.first > first else ""
            copula = cue.aspect == "copula" and cue.cls in _COPULAS and before in language.genitives
            if not (passive or copula) or (cue.last + 1 < behind and norms[cue.last + 1] in language.complementizers):
                continue
            end = cue.first - copula
            opens = next((index + 1 for index in range(end - 1, first, -1) if _opens_clause(scan, index)), first)
            for start in dict.fromkeys((first, opens)):
                yield from clause(scan, start, end, cue, None, "passive_behind", weak=True)


def _opens_clause(scan: Scan, index: int) -> bool:
    """Whether a clause begins behind a token: a subordinator, or what joins it to a finite verb."""
    return scan.has(index, "subordinator") or behind_finite(scan, index)
