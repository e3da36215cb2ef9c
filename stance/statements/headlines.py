"""Rules for headlines, captions and printed interviews, where colons and bare nouns report."""

from __future__ import annotations

from collections.abc import Iterator

from stance.statements.candidates import Candidate
from stance.statements.clauses import without_end_mark
from stance.statements.cues import CueMatch
from stance.statements.indirect import clause
from stance.statements.scan import Scan
from stance.statements.speakers import phrase_before

_LONGEST_NAME = 7  # words beside a colon that can still be a name with its title
_LONGEST_SIGNATURE = 12  # words of a line that names whose words stand before it
_VERBAL = frozenset(("aux", "perfective", "imperfective", "infinitive", "future", "conjunctive", "adverb"))
_DASHES = frozenset(("-", "–", "—"))
_SHORTEST = 3
_SHORTEST_ANSWER = 8  # characters
_PAUSES = frozenset((",", ":", "-", "–", "—", ":-", ";"))
_VISARGA = "\u0903"  # typed for a colon
_LABEL_MARKS = frozenset((":", "-", "–", "—", ":-", "."))


def headline_colon(scan: Scan) -> Iterator[Candidate]:
    """मंत्री : … · …: मंत्री: lines without a final stop that name the speaker beside a colon or dash.

    >>> print(shown(headline_colon, "बिजली की दरें नहीं बढ़ेंगी: मंत्री"))
    indirect: बिजली की दरें नहीं बढ़ेंगी | मंत्री | -
    """
    for _, first, behind in scan.sentences:
        if not scan.is_unended(behind) and scan.tokens.starts[first] >= scan.title_stop:
            continue
        marks = [i for i in range(first + 1, behind - 1) if scan.tokens.norms[i] in (":", "-", "–", "—")]
        for index in {*marks[:1], *marks[-1:]}:
            if scan.tokens.norms[index] != ":" and scan.tokens.stops[index] == scan.tokens.starts[index + 1]:
                if scan.tokens.stops[index - 1] == scan.tokens.starts[index]:
                    continue  # a hyphen inside a word
            left, right = (first, index), (index + 1, without_end_mark(scan, index + 1, behind))
            for name, content in ((left, right), (right, left)):
                if content[1] - content[0] >= _SHORTEST and _short(scan, *name) and not _labels_turn(scan, *name):
                    weak = not _names_speaker(scan, *name)
                    yield from clause(scan, *content, None, name, "headline_colon", weak=weak)


def _short(scan: Scan, first: int, behind: int) -> bool:
    return 1 <= sum(1 for _ in scan.words(first, behind)) <= _LONGEST_NAME


def _labels_turn(scan: Scan, first: int, behind: int) -> bool:
    """Whether a stretch is nothing but a word for the turns of an interview: `सवाल`, `जवाब`."""
    grammar = scan.language.settings["grammar"]
    norm = scan.tokens.norms[first]
    return behind - first == 1 and (norm in grammar["questioner"] or norm in grammar["answerer"])


def _names_speaker(scan: Scan, first: int, behind: int) -> bool:
    """Whether a short stretch holds a role or title word."""
    return any(scan.tokens.norms[index] in scan.language.speakers for index in scan.words(first, behind))


def signed_paragraph(scan: Scan) -> Iterator[Candidate]:
    r"""… ⏎ X, सचिव: a paragraph of somebody's words, and behind it a line that is nothing but their name and role.

    >>> print(shown(signed_paragraph, "दो साल से हैंडपंप खराब है। कोई सुनता नहीं।\n\n- रामदीन, ग्राम प्रधान"))
    indirect: दो साल से हैंडपंप खराब है। कोई सुनता नहीं | रामदीन, ग्राम प्रधान | -
    """
    opens = 0
    for number, (sentence, first, behind) in enumerate(scan.sentences):
        if number and scan.sentences[number - 1][0].paragraph == sentence.paragraph:
            continue
        begins, opens = scan.sentences[opens][1], number
        following = scan.sentences[number + 1][0].paragraph if number + 1 < len(scan.sentences) else -1
        name = _signature(scan, first, behind) if number and following != sentence.paragraph else None
        if name is not None:
            end = without_end_mark(scan, begins, first)
            yield from clause(scan, begins, end, None, name, "signed_paragraph", weak=True)


def _signature(scan: Scan, first: int, behind: int) -> tuple[int, int] | None:
    """Return the name in a line that is nothing but `name, role` or stands behind a dash."""
    norms, language = scan.tokens.norms, scan.language
    dashed = norms[first] in _DASHES
    first += dashed
    behind = without_end_mark(scan, first, behind)
    inside = norms[first:behind]
    if not 2 <= behind - first <= _LONGEST_SIGNATURE or not _names_speaker(scan, first, behind):
        return None
    commas = [index for index in range(first + 1, behind) if norms[index] == ","]
    if not dashed and not (commas and _names_speaker(scan, commas[0], behind)):
        return None
    plain = all(norm in ",.-" or language.is_word(norm) for norm in inside)
    spoken = any(language.shape(norm) in _VERBAL for norm in inside) or scan.reports(scan.sentence_of[first])
    return (first, behind) if plain and not spoken else None


def verbless_headline(scan: Scan) -> Iterator[Candidate]:
    """… बंद करने का आदेश · … पर अमेरिका को संदेह: a line that ends in the noun of a reporting verb.

    >>> print(shown(verbless_headline, "झील के किनारे निर्माण रोकने का आदेश"))
    act: झील के किनारे निर्माण रोकने का आदेश | - | आदेश
    """
    norms, nouns = scan.tokens.norms, scan.language.cue_nouns
    for _, first, behind in scan.sentences:
        if not scan.is_unended(behind) or behind - first < _SHORTEST:
            continue
        ends = [without_end_mark(scan, first, behind)]
        ends += [i for i in range(first + _SHORTEST, behind) if norms[i] in _PAUSES and norms[i - 1] in nouns]
        for end in dict.fromkeys(ends):
            opens = next((i + 1 for i in range(end - 2, first, -1) if norms[i] in _PAUSES), first)
            if norms[end - 1] in nouns and end - opens >= _SHORTEST:
                start, stop = scan.tokens.starts[opens], scan.tokens.stops[end - 1]
                cue = CueMatch(nouns[norms[end - 1]], end - 1, end - 1, end - 1, "noun")
                yield Candidate("act", start, stop, cue, None, "verbless_headline", True)


def headline_noun(scan: Scan) -> Iterator[Candidate]:
    """डॉक्टर का दावा, … · पादरी का दावाः … · शोध से खुलासा- …: what follows the noun of a reporting verb.

    >>> print(shown(headline_noun, "मछुआरों का दावा, तेल जहाज से ही रिसा"))
    indirect: तेल जहाज से ही रिसा | मछुआरों | दावा
    """
    norms, nouns = scan.tokens.norms, scan.language.cue_nouns
    grammar = scan.language.settings["grammar"]
    for _, first, behind in scan.sentences:
        if not scan.is_unended(behind) and scan.tokens.starts[first] >= scan.title_stop:
            continue
        for index in range(first + 2, behind - _SHORTEST):
            noun = norms[index].rstrip(_VISARGA)
            if noun not in nouns or not (noun != norms[index] or norms[index + 1] in _PAUSES):
                continue
            if norms[index - 1] in scan.language.genitives or norms[index - 1] in grammar["ablative"]:
                speaker = phrase_before(scan, index - 1, first)
                end = without_end_mark(scan, index + 1, behind)
                cue = CueMatch(nouns[noun], index, index, index, "noun")
                yield from clause(scan, index + 1, end, cue, speaker, "headline_noun", weak=True)


def interview_turn(scan: Scan) -> Iterator[Candidate]:
    r"""जवाब: … · सुशीला : …: an answer of a printed interview, up to the end of its paragraph.

    >>> print(shown(interview_turn, "रेशमा: नाव मैंने पिता से सीखी।\n\nडर नहीं लगता?\n\nरेशमा: अब नदी ही घर लगती है।"))
    direct: नाव मैंने पिता से सीखी। | रेशमा | -
    direct: अब नदी ही घर लगती है। | रेशमा | -
    """
    for turn in scan.turns:
        start = turn.first
        quotation = scan.quotation_at(start)
        span = scan.token_span(start, turn.behind)
        if quotation and quotation.stop >= span.stop - 1:
            span = scan.span(quotation.inner_start, quotation.inner_stop)
        if len(span.text) > _SHORTEST_ANSWER and not scan.is_dropped(span.start):
            weak = turn.label is None and scan.tokens.norms[start - 1] not in _LABEL_MARKS
            yield Candidate("direct", span.start, span.stop, None, turn.label, "interview_turn", weak)
