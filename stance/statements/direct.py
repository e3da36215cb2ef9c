"""Rules for the source's own words in quotation marks."""

from __future__ import annotations

from collections.abc import Iterator

from stance.statements.candidates import Candidate
from stance.statements.clauses import cue_before
from stance.statements.cues import CueMatch
from stance.statements.scan import Scan
from stance.statements.speakers import phrase_before, speaker_of
from stance.text.quotes import Quotation
from stance.types import Span

_SHORTEST_WITH_CUE = 2  # words; shorter stretches in marks are names and scare quotes even beside a cue
_SHORTEST_ALONE = 5  # words of a quotation that no cue introduces
_SHORTEST_UNLISTED = 3  # words in marks beside a cue that is not listed
_REACH = 30  # tokens between a closing mark and the verb behind it


def _inner_words(scan: Scan, quotation: Quotation) -> int:
    first, behind = scan.token_at(quotation.inner_start), scan.token_at(quotation.inner_stop)
    return sum(1 for _ in scan.words(first, behind))


def cue_behind(scan: Scan, token: int, reach: int = _REACH) -> CueMatch | None:
    """Return the first cue at or after `token` in its sentence, unless it opens a report of its own."""
    if token >= len(scan.tokens):
        return None
    _, behind = scan.bounds(token)
    for match in scan.reports(scan.sentence_of[token]):
        if match.first < token or match.cue.frame == "act":
            continue
        if match.first > token + reach:
            return None
        index = match.last + 1
        while index < behind and not scan.is_word(index) and scan.quotation_at(index) is None:
            index += 1
        if index < behind and scan.tokens.norms[index] in scan.language.complementizers:
            return None
        return match
    return None


def quotation_after_cue(scan: Scan) -> Iterator[Candidate]:
    """X ने कहा, “…” · X ने कहा: “…” · X ने कहा कि “…” · X का कहना है, ‘…’.

    >>> print(shown(quotation_after_cue, "सरपंच ने कहा, “सड़क इसी साल बनेगी।”"))
    direct: सड़क इसी साल बनेगी। | सरपंच | कहा
    """
    for quotation in scan.outer_quotations:
        opening = scan.token_at(quotation.start)
        if scan.is_dropped(quotation.start) or opening >= len(scan.tokens):
            continue
        cue = _introducing(scan, opening)
        if cue is None or _inner_words(scan, quotation) < _SHORTEST_WITH_CUE or cue.cue.frame == "act":
            continue
        first, behind = scan.bounds(cue.first)
        closing = scan.token_at(quotation.stop)
        if any(scan.tokens.norms[i] in scan.language.complementizers for i in range(cue.last + 1, opening)) and any(
            True for _ in scan.words(closing, behind)
        ):
            continue  # only part of the कि clause stands in marks: `complementizer_clause` takes the whole
        span = scan.span(quotation.inner_start, quotation.inner_stop)
        speaker = speaker_of(scan, cue, first)
        yield Candidate("direct", span.start, span.stop, cue, speaker, "quotation_after_cue")
        for stop in () if quotation.closed else _earlier_ends(scan, span):
            yield Candidate("direct", span.start, stop, cue, speaker, "quotation_after_cue", True)


def _introducing(scan: Scan, opening: int) -> CueMatch | None:
    """Return the cue right before the mark at token `opening`."""
    cue = cue_before(scan, opening)
    if cue is None and opening and scan.tokens.norms[opening - 1] in (":", ","):
        cue = cue_before(scan, opening - 1)
    return cue


def _earlier_ends(scan: Scan, span: Span) -> Iterator[int]:
    """Yield where words whose closing mark is lost may end before their paragraph: with a sentence, before a report."""
    first, last = scan.sentence_of[scan.token_at(span.start)], scan.sentence_of[scan.token_at(span.stop) - 1]
    ends = [scan.sentences[number][0].span.stop for number in range(first, last)]
    reporting = next((number for number in range(first + 1, last + 1) if scan.reports(number)), None)
    yield from dict.fromkeys([*ends[:1], *(ends[reporting - first - 1 : reporting - first] if reporting else [])])


def quotation_before_cue(scan: Scan) -> Iterator[Candidate]:
    """“…,” X ने कहा · “…” कहते हुए X ने … · “…।” X ने कहा।.

    >>> print(shown(quotation_before_cue, "“पुल की मरम्मत रुकी हुई है,” अभियंता ने बताया।"))
    direct: पुल की मरम्मत रुकी हुई है, | अभियंता | बताया
    """
    for quotation in scan.outer_quotations:
        behind = scan.token_at(quotation.stop)
        if scan.is_dropped(quotation.start) or behind >= len(scan.tokens):
            continue
        if _inner_words(scan, quotation) < _SHORTEST_WITH_CUE:
            continue
        cue = cue_behind(scan, behind)
        if cue is None or _introducing(scan, scan.token_at(quotation.start)):
            continue
        if scan.paragraph_of(behind) != scan.paragraph_of(behind - 1):
            continue  # the next report
        inner = scan.article.text[quotation.inner_start : quotation.inner_stop].rstrip()
        between = list(scan.words(behind, cue.first))
        ended = inner.endswith((",", "।", ".", "!", "?")) or scan.tokens.norms[behind] in (",", "–", "-")
        if not ended and not _is_speaker_stretch(scan, between):
            continue
        span = scan.span(quotation.inner_start, quotation.inner_stop)
        yield Candidate("direct", span.start, span.stop, cue, speaker_of(scan, cue, behind), "quotation_before_cue")


def _is_speaker_stretch(scan: Scan, words: list[int]) -> bool:
    """Whether the words between a closing mark and the verb are little more than a speaker and its marker."""
    return len(words) <= 1 or any(scan.tokens.norms[word] in scan.language.ergatives for word in words[:10])


def quotation_after_speaker(scan: Scan) -> Iterator[Candidate]:
    """X ने “… समर्थन व्यक्त किया,” …: the quotation holds the verb of the sentence itself.

    >>> print(shown(quotation_after_speaker, "उपराज्यपाल ने “बाढ़ में डूबे गांवों के लिए पूरा समर्थन व्यक्त किया,” और लौट गए।"))
    direct: बाढ़ में डूबे गांवों के लिए पूरा समर्थन व्यक्त किया, | उपराज्यपाल | समर्थन व्यक्त किया
    """
    norms, language = scan.tokens.norms, scan.language
    for quotation in scan.outer_quotations:
        opening = scan.token_at(quotation.start)
        if not 0 < opening < len(norms) or norms[opening - 1] not in language.ergatives:
            continue
        if _inner_words(scan, quotation) < _SHORTEST_ALONE or scan.is_dropped(quotation.start):
            continue
        first, behind = scan.token_at(quotation.inner_start), scan.token_at(quotation.inner_stop)
        inside = [match for match in scan.reports(scan.sentence_of[opening]) if first <= match.verb < behind]
        speaker = phrase_before(scan, opening - 1, scan.bounds(opening)[0])
        span = scan.span(quotation.inner_start, quotation.inner_stop)
        cue = inside[-1] if inside else None
        weak = cue is None
        yield Candidate("direct", span.start, span.stop, cue, speaker, "quotation_after_speaker", weak)


def quotation_alone(scan: Scan) -> Iterator[Candidate]:
    """A paragraph or sentence that is one quotation: somebody's words though no cue stands beside them.

    >>> print(shown(quotation_alone, "“हमारी फसल दो बार डूब चुकी है।”"))
    direct: हमारी फसल दो बार डूब चुकी है। | - | -
    """
    for quotation in scan.outer_quotations:
        first, behind = scan.token_at(quotation.start), scan.token_at(quotation.stop)
        if scan.is_dropped(quotation.start) or first >= len(scan.tokens):
            continue
        if _inner_words(scan, quotation) < _SHORTEST_ALONE or not quotation.closed:
            continue
        opens, _ = scan.bounds(first)
        _, closes = scan.bounds(behind - 1)
        if opens == first and not any(True for _ in scan.words(behind, closes)):
            span = scan.span(quotation.inner_start, quotation.inner_stop)
            yield Candidate("direct", span.start, span.stop, None, None, "quotation_alone")


def quotation_without_cue(scan: Scan) -> Iterator[Candidate]:
    """X फफक पड़ा, “…” · “…”: X · X की चुप्पी टूटी - ‘…’: marks beside no listed cue; mostly words, often names.

    >>> print(shown(quotation_without_cue, "किसान फफक पड़ा - ‘खेत में कुछ नहीं बचा’"))
    direct: खेत में कुछ नहीं बचा | - | -
    """
    for quotation in scan.outer_quotations:
        first = scan.token_at(quotation.start)
        if first >= len(scan.tokens) or scan.is_dropped(quotation.start) or not quotation.closed:
            continue
        if _inner_words(scan, quotation) >= _SHORTEST_UNLISTED:
            span = scan.span(quotation.inner_start, quotation.inner_stop)
            yield Candidate("direct", span.start, span.stop, None, None, "quotation_without_cue", True)
