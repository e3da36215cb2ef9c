"""What the rules look at: tokens, sentences, quotations, dropped regions and cue matches of one article."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate

from stance.languages import Language
from stance.statements.cues import CueMatch, find_attributions, find_cues
from stance.statements.interviews import Turn, find_turns
from stance.text.clean import Region
from stance.text.quotes import Quotation, QuotationFinder
from stance.text.sentences import split_sentences
from stance.text.tokens import Tokenizer, Tokens
from stance.types import Article, Sentence, Span

_MOST_REPORTS = 20  # of a sentence; rules compare them with each other, and no sentence of a newspaper has more


@dataclass
class Scan:
    """One article, tokenised once; token indices are the rules' coordinates."""

    article: Article
    language: Language
    tokens: Tokens
    quotations: list[Quotation]
    sentences: list[tuple[Sentence, int, int]]
    regions: tuple[Region, ...]
    sentence_of: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Note the sentence of each token."""
        for number, (_, first, behind) in enumerate(self.sentences):
            self.sentence_of.extend([number] * (behind - first))

    @cached_property
    def cues(self) -> list[CueMatch]:
        """Reporting verbs, in text order."""
        return find_cues(self.tokens.norms, self.sentences, self.language)

    @cached_property
    def attributions(self) -> list[CueMatch]:
        """Attributing phrases without a finite verb, in text order."""
        return find_attributions(self.tokens.norms, self.sentences, self.language)

    @cached_property
    def _by_sentence(self) -> dict[int, list[CueMatch]]:
        """Cues and attributions of each sentence, in text order, the first `_MOST_REPORTS` of them."""
        grouped: dict[int, list[CueMatch]] = {}
        for match in sorted((*self.cues, *self.attributions), key=lambda match: (match.first, -match.last)):
            reports = grouped.setdefault(self.sentence_of[match.first], [])
            if len(reports) < _MOST_REPORTS:
                reports.append(match)
        return grouped

    @cached_property
    def turns(self) -> list[Turn]:
        """The answers of a printed interview, in text order."""
        return find_turns(self.tokens.norms, self.sentences, self.language)

    def reports(self, sentence: int) -> list[CueMatch]:
        """Return the cues and attributions of a sentence, in text order."""
        return self._by_sentence.get(sentence, [])

    @cached_property
    def is_content_word(self) -> Callable[[str], bool]:
        """Returns whether a normalised word names something: no function word, verb form, role or number."""
        return self.language.is_content_word

    @cached_property
    def places(self) -> Mapping[str, list[int]]:
        """The tokens at which each content word stands."""
        found: dict[str, list[int]] = {}
        other: set[str] = set()
        for token, norm in enumerate(self.tokens.norms):
            if norm in found:
                found[norm].append(token)
            elif norm not in other:
                if self.is_content_word(norm):
                    found[norm] = [token]
                else:
                    other.add(norm)
        return found

    @cached_property
    def reporting_sentences(self) -> Mapping[str, int]:
        """In how many sentences reports of each class stand."""
        return Counter(cls for reports in self._by_sentence.values() for cls in {match.cls for match in reports})

    @cached_property
    def plain_words(self) -> list[str]:
        """The normalised words, all numbers as `0`."""
        return ["0" if norm[:1].isdigit() else norm for norm in self.tokens.norms]

    @cached_property
    def paragraph_sizes(self) -> Mapping[int, int]:
        """How many sentences each paragraph has."""
        return Counter(sentence.paragraph for sentence, _, _ in self.sentences)

    @cached_property
    def _dropped(self) -> tuple[list[int], list[int]]:
        """Starts of the regions that yield no statements, and how far those up to each one reach."""
        dropped = [region for region in self.regions if region.dropped]
        return [r.start for r in dropped], list(accumulate((r.stop for r in dropped), max))

    @cached_property
    def title_stop(self) -> int:
        """Offset behind the headline; 0 where there is none."""
        return max((region.stop for region in self.regions if region.fix == "title"), default=0)

    def is_dropped(self, offset: int) -> bool:
        """Whether the character at `offset` lies in a dropped region."""
        starts, reach = self._dropped
        before = bisect_right(starts, offset) - 1
        return before >= 0 and offset < reach[before]

    def span(self, start: int, stop: int) -> Span:
        """Return the span of two character offsets, without white space at its ends."""
        text = self.article.text[start:stop]
        start += len(text) - len(text.lstrip())
        stripped = text.strip()
        return Span(start, start + len(stripped), stripped)

    def token_span(self, first: int, behind: int) -> Span:
        """Return the span from token `first` up to, not including, token `behind`."""
        return self.span(self.tokens.starts[first], self.tokens.stops[behind - 1])

    def token_at(self, offset: int) -> int:
        """Return the index of the first token that starts at or after `offset`."""
        return bisect_right(self.tokens.starts, offset - 1)

    @cached_property
    def outer_quotations(self) -> list[Quotation]:
        """Quotations that do not lie inside another one."""
        outer: list[Quotation] = []
        for quotation in self.quotations:
            if not outer or quotation.start >= outer[-1].stop:
                outer.append(quotation)
        return outer

    def turn_around(self, token: int) -> Turn | None:
        """Return the answer of an interview in which a token stands, if there is one."""
        number = bisect_right(self.turns, token, key=lambda turn: turn.first) - 1
        found = self.turns[number] if number >= 0 else None
        return found if found is not None and token < found.behind else None

    def quotation_at(self, token: int) -> Quotation | None:
        """Return the outer quotation whose opening mark is at `token`, if there is one."""
        if token >= len(self.tokens):
            return None
        start = self.tokens.starts[token]
        quotation = self.quotation_around(start)
        return quotation if quotation is not None and start < quotation.inner_start else None

    def quotation_around(self, offset: int) -> Quotation | None:
        """Return the outer quotation that holds the character at `offset`, marks included, if there is one."""
        before = bisect_right(self._opening, offset) - 1
        quotation = self.outer_quotations[before] if before >= 0 else None
        return quotation if quotation is not None and offset < quotation.stop else None

    def quotations_from(self, start: int, stop: int) -> list[Quotation]:
        """Return the outer quotations that open between two character offsets."""
        return self.outer_quotations[bisect_left(self._opening, start) : bisect_left(self._opening, stop)]

    @cached_property
    def _opening(self) -> list[int]:
        return [quotation.start for quotation in self.outer_quotations]

    def is_unended(self, behind: int) -> bool:
        """Whether the sentence before token `behind` closes its line without a final mark, as headlines do."""
        ends = self.language.settings["sentences"]
        last = self.tokens.norms[behind - 1]
        if last in ends["ends"] or last == ends["stop"]:
            return False
        gap = (
            self.article.text[self.tokens.stops[behind - 1] : self.tokens.starts[behind]]
            if behind < len(self.tokens)
            else "\n"
        )
        return "\n" in gap

    @cached_property
    def bounds(self) -> Callable[[int], tuple[int, int]]:
        """Returns the first token of the sentence of a token and the token behind its last."""
        return [(first, behind) for _, first, behind in self.sentences for _ in range(first, behind)].__getitem__

    def paragraph_of(self, token: int) -> int:
        """Return the number of the paragraph of a token."""
        return self.sentences[self.sentence_of[token]][0].paragraph

    def has(self, token: int, cls: str) -> bool:
        """Whether a token is a function word of a class (postposition, conjunction, particle, …)."""
        return cls in self.language.classes.get(self.tokens.norms[token], ())

    def words(self, first: int, behind: int) -> Iterator[int]:
        """Yield the tokens of a range that are words, not marks."""
        for index in range(first, behind):
            if self.is_word(index):
                yield index

    @cached_property
    def is_word(self) -> Callable[[int], bool]:
        """Returns whether a token holds a letter or a digit."""
        return list(map(self.language.is_word, self.tokens.norms)).__getitem__

    @cached_property
    def agent_marks(self) -> list[int]:
        """The tokens that mark who acts, `ने` and pronouns such as `उन्होंने`, in text order."""
        marks = self.language.agent_marks
        return [token for token, norm in enumerate(self.tokens.norms) if norm in marks]

    @cached_property
    def subordinators(self) -> list[bool]:
        """Whether each token begins a clause that depends on another."""
        return list(map(self.language.subordinators.__contains__, self.tokens.norms))


class Reader:
    """Turns articles into scans; keeps the tokeniser's memory from one article to the next."""

    def __init__(self, language: Language) -> None:
        """Bind the language."""
        self.language = language
        self.tokenizer = Tokenizer(language)
        self._quotations = QuotationFinder(language)

    def __call__(self, article: Article, regions: tuple[Region, ...] = ()) -> Scan:
        """Return the scan of one article."""
        tokens = self.tokenizer(article.text)
        quotations = self._quotations(article.text)
        sentences = split_sentences(article.text, tokens, quotations, self.language)
        return Scan(article, self.language, tokens, quotations, sentences, regions)
