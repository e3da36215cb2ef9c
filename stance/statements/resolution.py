"""Resolves pronouns, bare roles and short names to the speaker the article names."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter
from dataclasses import replace

from stance.statements.mentions import Mention, Range, agents, class_of, mentions, name_in
from stance.statements.scan import Scan
from stance.types import Span, Statement

_BACK = 15  # sentences; a name further back is somebody else more often than not
# Weights of an antecedent, chosen on train.
_FAR, _SPEAKS, _ACTS, _PERSON, _BODY, _QUOTED = 2.0, 3.0, 2.0, 6.0, 3.0, 2.0
_MOST = 30  # mentions looked at before and behind a speaker
_QUALIFIERS = 6  # tokens before a role in which what it is the role of is named
_PERSONS = frozenset(("role", "title", "name"))
_BODIES = frozenset(("body", "document", "carrier"))


def with_resolved_speakers(scan: Scan, statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """Return the statements with `resolved` set where the article names the speaker.

    `उन्होंने` takes the most salient person before it, since the plural is honorific, and what that stands
    for; `प्रधानमंत्री` the name behind that role; `मंत्रालय` the longer name that ends in it; a surname or first
    name the full name.
    """
    spoken = [_range(scan, statement.speaker) for statement in statements if statement.speaker]
    resolver = _Resolver(scan, spoken)
    return tuple(
        replace(statement, resolved=resolver(_range(scan, statement.speaker))) if statement.speaker else statement
        for statement in statements
    )


def _range(scan: Scan, span: Span) -> Range:
    first = scan.token_at(span.start)
    return first, max(first + 1, scan.token_at(span.stop))


class _Resolver:
    """Callable that returns whom the tokens of a speaker stand for."""

    def __init__(self, scan: Scan, spoken: list[Range]) -> None:
        self.scan = scan
        self.spoken = frozenset(spoken)
        acting = agents(scan, spoken)
        self.speakers = [agent for agent in acting if agent in self.spoken]
        self.mentions = mentions(scan, acting)
        self.counts = Counter(scan.tokens.norms)
        self.places: dict[str, list[int]] = {}
        for token, norm in enumerate(scan.tokens.norms):
            if norm in scan.language.speakers:
                self.places.setdefault(norm, []).append(token)
        self.holders: dict[str, list[Mention]] = {}
        self.names: dict[str, list[Mention]] = {}
        for mention in self.mentions:
            if mention.name and mention.role is not None:
                self.holders.setdefault(self._role(mention.role), []).append(mention)
            if mention.name and sum(1 for _ in scan.words(*mention.name)) > 1:
                for token in {mention.name[0], mention.name[1] - 1}:
                    self.names.setdefault(scan.tokens.norms[token], []).append(mention)

    def __call__(self, speaker: Range) -> Span | None:
        first, behind = speaker
        if behind > len(self.scan.tokens):
            return None
        pronoun = self.scan.language.pronouns.get(self.scan.tokens.norms[first])
        target: Range | None
        if behind - first == 1 and pronoun is not None:
            if pronoun.person != "3":
                return None
            target = self._antecedent(first, pronoun.number == "plural")
            target = self._named(target) or target if target else None
        else:
            target = self._named(speaker)
        return self.scan.token_span(*target) if target else None

    def _antecedent(self, pronoun: int, plural: bool) -> Range | None:
        """Return the likeliest mention before a pronoun, at most `_BACK` sentences back."""
        here = self.scan.sentence_of[pronoun]
        best: tuple[float, Range] | None = None
        for number in range(bisect_right(self.mentions, pronoun, key=lambda mention: mention.first) - 1, -1, -1):
            mention = self.mentions[number]
            if here - self.scan.sentence_of[mention.first] > _BACK:
                break
            if mention.behind <= pronoun and not self._is_pronoun(mention):
                score = self._salience(mention, here, plural)
                if best is None or score > best[0]:
                    best = score, (mention.first, mention.behind)
        return best[1] if best else None

    def _is_pronoun(self, mention: Mention) -> bool:
        return mention.behind - mention.first == 1 and (
            self.scan.tokens.norms[mention.first] in self.scan.language.pronouns
        )

    def _salience(self, mention: Mention, here: int, plural: bool) -> float:
        """Weigh a mention as an antecedent by recency, grammatical role and frequency (Lappin & Leass 1994)."""
        scan = self.scan
        norms, language = scan.tokens.norms, scan.language
        there = scan.sentence_of[mention.first]
        paragraphs = scan.sentences[here][0].paragraph - scan.sentences[there][0].paragraph
        score = -_FAR * (here - there) - _FAR * min(paragraphs, 3)
        score += _SPEAKS * ((mention.first, mention.behind) in self.spoken)
        score += _ACTS * (mention.behind < len(norms) and norms[mention.behind] in language.ergatives)
        score += mention.first - scan.bounds(mention.first)[0] < 3  # it opens its sentence
        score += 0.5 * math.log(self.counts[norms[mention.behind - 1]])
        score -= _QUOTED * (scan.quotation_around(scan.tokens.starts[mention.first]) is not None)
        if plural:
            kind = class_of(scan, mention.behind - 1)
            score += _PERSON * (kind in _PERSONS) - _BODY * (kind in _BODIES)
        return score

    def _named(self, speaker: Range) -> Range | None:
        """Return the full name of a role, a body or a short name; nothing where it is a full name already."""
        first, behind = speaker
        kind = class_of(self.scan, behind - 1)
        if kind == "role" or (kind != "body" and self.scan.tokens.norms[behind - 1] in self.scan.language.aliases):
            return self._holder(first, behind)
        if kind == "body":
            return self._body(first, behind)
        name = name_in(self.scan, first, behind)
        if name and kind == "name" and sum(1 for _ in self.scan.words(*name)) == 1:
            return self._longer(speaker, name)
        return None

    def _role(self, token: int) -> str:
        """Return the word for a role that its other words stand for."""
        norm = self.scan.tokens.norms[token]
        return self.scan.language.aliases.get(norm, norm)

    @staticmethod
    def _around(found: list[Mention], first: int, behind: int) -> list[Mention]:
        """Return the mentions before a speaker, nearest first, then those behind it; the nearest `_MOST` of either."""
        split = bisect_right(found, first, key=lambda mention: mention.behind)
        after = [mention for mention in found[split : split + _MOST] if mention.first >= behind]
        return [*reversed(found[max(0, split - _MOST) : split]), *after]

    def _holder(self, first: int, behind: int) -> Range | None:
        """Return who holds the role that a speaker ends in; what the role is of must agree where both name it."""
        own = self._qualifiers(first, behind - 1)
        holders = self._around(self.holders.get(self._role(behind - 1), []), first, behind)
        agreeing = [m for m in holders if m.role and own <= self._qualifiers(max(0, m.role - _QUALIFIERS), m.role)]
        named = any(word not in self.scan.language.speakers for word in own)  # `आईसीएमआर के`, unlike `पार्टी के`
        found = agreeing or ([] if len(own) > 1 else [m for m in holders if not (named and self._names_owner(m))])
        if found:
            return found[0].name
        return None if holders else self._who_spoke(first)

    def _names_owner(self, holder: Mention) -> bool:
        """Whether a mention says what its role is of: `गृह मंत्रालय के अधिकारी X`, `जिला अधिकारी X`."""
        if holder.role is None or holder.role == self.scan.bounds(holder.role)[0]:
            return False
        before = self.scan.tokens.norms[holder.role - 1]
        return before in self.scan.language.genitives or bool(self._qualifiers(holder.role - 1, holder.role))

    def _who_spoke(self, first: int) -> Range | None:
        """Return who spoke last in the paragraph before a role that nobody is given: a name without a role."""
        number = bisect_right(self.speakers, first, key=lambda agent: agent[1]) - 1
        if number < 0 or not self._same_paragraph(self.speakers[number][0], first):
            return None
        agent = self.speakers[number]
        named = name_in(self.scan, *agent) == agent and class_of(self.scan, agent[1] - 1) == "name"
        return agent if named else None

    def _same_paragraph(self, token: int, other: int) -> bool:
        sentences, number = self.scan.sentences, self.scan.sentence_of
        return sentences[number[token]][0].paragraph == sentences[number[other]][0].paragraph

    def _qualifiers(self, first: int, behind: int) -> frozenset[str]:
        norms = self.scan.tokens.norms
        return frozenset(
            norms[i]
            for i in range(first, behind)
            if self.scan.is_content_word(norms[i]) or norms[i] in self.scan.language.speakers
        )

    def _body(self, first: int, behind: int) -> Range | None:
        """Return the nearest longer name that ends in the same body: `स्वास्थ्य मंत्रालय`, or `कंपनी` + its name."""
        norms = self.scan.tokens.norms
        if behind - first > 1:
            return None
        places = self.places[norms[first]]
        number = bisect_right(places, first - 1)
        for token in reversed(places[max(0, number - _MOST) : number]):
            start = token
            opens, closes = self.scan.bounds(token)
            while start > max(opens, token - 4) and (
                self.scan.is_content_word(norms[start - 1]) or class_of(self.scan, start - 1) == "body"
            ):
                start -= 1
            if start < token:
                return start, token + 1
            end = token + 1
            while end < min(closes, token + 5) and self.scan.is_content_word(norms[end]):
                end += 1
            if end > token + 1 and (
                norms[end] in self.scan.language.ergatives or norms[end] in self.scan.language.genitives
            ):
                return token + 1, end
        return None

    def _longer(self, speaker: Range, name: Range) -> Range | None:
        """Return the nearest longer name that ends or begins with a one-word name."""
        found = self._around(self.names.get(self.scan.tokens.norms[name[1] - 1], []), *speaker)
        return (found[0].first, found[0].behind) if found else None
