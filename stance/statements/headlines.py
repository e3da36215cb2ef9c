"""Rules for headlines, captions and printed interviews, where colons and bare nouns report."""

from __future__ import annotations

from collections.abc import Iterator

from stance.statements.candidates import Candidate
from stance.statements.clauses import without_end_mark
from stance.statements.indirect import clause
from stance.statements.scan import Scan

_LONGEST_NAME = 7  # words beside a colon that can still be a name with its title
_SHORTEST = 3


def headline_colon(scan: Scan) -> Iterator[Candidate]:
    """मंत्री : … · …: मंत्री: lines without a final stop that name the speaker beside a colon or dash."""
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
                if content[1] - content[0] >= _SHORTEST and _short(scan, *name):
                    weak = not _names_speaker(scan, *name)
                    yield from clause(scan, *content, None, name, "headline_colon", weak=weak)


def _short(scan: Scan, first: int, behind: int) -> bool:
    return 1 <= sum(1 for _ in scan.words(first, behind)) <= _LONGEST_NAME


def _names_speaker(scan: Scan, first: int, behind: int) -> bool:
    """Whether a short stretch holds a role or title word."""
    return any(scan.tokens.norms[index] in scan.language.speakers for index in scan.words(first, behind))


def verbless_headline(scan: Scan) -> Iterator[Candidate]:
    """… बंद करने का आदेश · … पर अमेरिका को संदेह: a line that ends in the noun of a reporting verb."""
    for _, first, behind in scan.sentences:
        if not scan.is_unended(behind) or behind - first < _SHORTEST:
            continue
        last = without_end_mark(scan, first, behind) - 1
        if scan.tokens.norms[last] in scan.language.cue_nouns:
            yield Candidate(
                "act", scan.tokens.starts[first], scan.tokens.stops[last], None, None, "verbless_headline", True
            )


def interview_turn(scan: Scan) -> Iterator[Candidate]:
    """जवाब: … : an answer of a printed interview, up to the end of its paragraph or the next answer in it."""
    for number, (sentence, first, _) in enumerate(scan.sentences):
        if not _answers(scan, number):
            continue
        last = number
        while last + 1 < len(scan.sentences) and scan.sentences[last + 1][0].paragraph == sentence.paragraph:
            if _answers(scan, last + 1):
                break
            last += 1
        span = scan.token_span(first + 2, scan.sentences[last][2])
        if len(span.text) > 8:
            yield Candidate("direct", span.start, span.stop, None, None, "interview_turn")


def _answers(scan: Scan, sentence: int) -> bool:
    """Whether a sentence opens with the word for an answer and a mark behind it."""
    _, first, behind = scan.sentences[sentence]
    norms = scan.tokens.norms
    if norms[first] not in scan.language.settings["grammar"]["answerer"] or first + 2 >= behind:
        return False
    return norms[first + 1] in (":", "-", "–", ".")
