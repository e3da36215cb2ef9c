"""Resolves pronouns, bare roles and short names to the speaker the article names."""

from __future__ import annotations

from dataclasses import replace

from stance.statements.mentions import Mention, Range, agents, class_of, mentions, name_in
from stance.statements.scan import Scan
from stance.types import Span, Statement

_NEAR = 4  # sentences within which who spoke last is who goes on
_BACK = 12  # sentences; a name further back is somebody else more often than not
_QUALIFIERS = 6  # tokens before a role in which what it is the role of is named
_PERSONS = frozenset(("role", "title", "name"))
_BODIES = frozenset(("body", "document", "carrier"))


def with_resolved_speakers(scan: Scan, statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """Return the statements with `resolved` set where the article names the speaker.

    `उन्होंने` takes the nearest earlier agent that is a person, since the plural is honorific, and what
    that agent stands for; `प्रधानमंत्री` the name behind that role; `मंत्रालय` the longer name that ends in
    it; a surname or first name the full name.
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
        self.agents = agents(scan, spoken)
        self.speakers = [agent for agent in self.agents if agent in set(spoken)]
        self.mentions = mentions(scan, self.agents)

    def __call__(self, speaker: Range) -> Span | None:
        first, behind = speaker
        if behind > len(self.scan.tokens):
            return None
        pronoun = self.scan.language.pronouns.get(self.scan.tokens.norms[first])
        target: Range | None
        if behind - first == 1 and pronoun is not None:
            if pronoun.person != "3":
                return None
            plural = pronoun.number == "plural"
            target = self._antecedent(first, self.speakers, _NEAR, plural) or self._antecedent(
                first, self.agents, _BACK, plural
            )
            target = self._named(target) or target if target else None
        else:
            target = self._named(speaker)
        return self.scan.token_span(*target) if target else None

    def _antecedent(self, pronoun: int, found: list[Range], reach: int, plural: bool) -> Range | None:
        """Return the nearest agent before a pronoun, at most `reach` sentences back; persons first for the plural."""
        here = self.scan.sentence_of[pronoun]
        within = [a for a in found if a[1] <= pronoun and here - self.scan.sentence_of[a[0]] <= reach]
        within = [a for a in within if self.scan.tokens.norms[a[0]] not in self.scan.language.pronouns or a[1] - a[0] > 1]
        if plural:
            persons = [a for a in within if class_of(self.scan, a[1] - 1) in _PERSONS]
            within = persons or [a for a in within if class_of(self.scan, a[1] - 1) not in _BODIES] or within
        return within[-1] if within else None

    def _named(self, speaker: Range) -> Range | None:
        """Return the full name of a role, a body or a short name; nothing where it is a full name already."""
        first, behind = speaker
        kind = class_of(self.scan, behind - 1)
        if kind == "role" or self.scan.tokens.norms[behind - 1] in self.scan.language.aliases and kind != "body":
            return self._holder(first, behind)
        if kind == "body":
            return self._body(first, behind)
        name = name_in(self.scan, first, behind)
        if name and kind == "name" and sum(1 for _ in self.scan.words(*name)) == 1:
            return self._longer(speaker, name)
        return None

    def _nearest(self, found: list[Mention], first: int, behind: int) -> Mention | None:
        """Return the last of the mentions before a speaker, else the first behind it."""
        before = [mention for mention in found if mention.behind <= first]
        after = [mention for mention in found if mention.first >= behind]
        return before[-1] if before else after[0] if after else None

    def _holder(self, first: int, behind: int) -> Range | None:
        """Return who holds the role that a speaker ends in; what the role is of must agree where both name it."""
        norms, same = self.scan.tokens.norms, self.scan.language.aliases
        role = same.get(norms[behind - 1], norms[behind - 1])
        own = self._qualifiers(first, behind - 1)
        holders = [
            mention
            for mention in self.mentions
            if mention.role is not None and mention.name and same.get(norms[mention.role], norms[mention.role]) == role
        ]
        agreeing = [m for m in holders if m.role and own <= self._qualifiers(max(0, m.role - _QUALIFIERS), m.role)]
        found = self._nearest(agreeing or ([] if len(own) > 1 else holders), first, behind)
        if found:
            return found.name
        return None if holders else self._who_spoke(first)

    def _who_spoke(self, first: int) -> Range | None:
        """Return who spoke last in the paragraph before a role that nobody is given: a name without a role."""
        for agent in reversed(self.speakers):
            if agent[1] <= first and self._same_paragraph(agent[0], first):
                name = name_in(self.scan, *agent)
                return agent if name == agent and class_of(self.scan, agent[1] - 1) == "name" else None
        return None

    def _same_paragraph(self, token: int, other: int) -> bool:
        sentences, number = self.scan.sentences, self.scan.sentence_of
        return sentences[number[token]][0].paragraph == sentences[number[other]][0].paragraph

    def _qualifiers(self, first: int, behind: int) -> frozenset[str]:
        norms = self.scan.tokens.norms
        return frozenset(
            norms[i] for i in range(first, behind) if self.scan.is_content_word(norms[i]) or norms[i] in self.scan.language.speakers
        )

    def _body(self, first: int, behind: int) -> Range | None:
        """Return the nearest longer name that ends in the same body: `स्वास्थ्य मंत्रालय`, or `कंपनी` + its name."""
        norms = self.scan.tokens.norms
        if behind - first > 1:
            return None
        head = norms[first]
        for token in range(first - 1, -1, -1):
            if norms[token] != head:
                continue
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
            if end > token + 1 and (norms[end] in self.scan.language.ergatives or norms[end] in self.scan.language.genitives):
                return token + 1, end
        return None

    def _longer(self, speaker: Range, name: Range) -> Range | None:
        """Return the nearest longer name that ends or begins with a one-word name."""
        norms = self.scan.tokens.norms
        word = norms[name[1] - 1]
        longer = [
            mention
            for mention in self.mentions
            if mention.name
            and sum(1 for _ in self.scan.words(*mention.name)) > 1
            and word in (norms[mention.name[1] - 1], norms[mention.name[0]])
        ]
        found = self._nearest(longer, *speaker)
        return (found.first, found.behind) if found else None
