"""Resolves pronouns, bare roles and short names to the speaker the article names."""

from __future__ import annotations

from dataclasses import replace

from stance.statements.scan import Scan
from stance.statements.speakers import phrase_before
from stance.types import Span, Statement

_NEAR = 4  # sentences within which who spoke last is who goes on
_BACK = 12  # sentences; a name further back is somebody else more often than not
_LONGEST_NAME = 4  # words behind a role that can still be one name

Range = tuple[int, int]


def with_resolved_speakers(scan: Scan, statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """Return the statements with `resolved` set where the article names the speaker before.

    `उन्होंने` takes the nearest earlier agent that names somebody, one person before several, since the
    plural is honorific; `प्रधानमंत्री` takes the name that stands behind that role elsewhere; a surname
    takes the full name that ends in it.
    """
    agents = _agents(scan, statements)
    speakers = [agent for agent in agents if any(s.speaker and _range(scan, s.speaker) == agent for s in statements)]
    return tuple(
        replace(statement, resolved=_resolved(scan, statement.speaker, agents, speakers))
        if statement.speaker
        else statement
        for statement in statements
    )


def _range(scan: Scan, span: Span) -> Range:
    first = scan.token_at(span.start)
    return first, max(first + 1, scan.token_at(span.stop))


def _agents(scan: Scan, statements: tuple[Statement, ...]) -> list[Range]:
    """Return the phrases that act or speak and name somebody, in text order: speakers, and what stands before ने."""
    norms = scan.tokens.norms
    found = {_range(scan, statement.speaker) for statement in statements if statement.speaker}
    for token, norm in enumerate(norms):
        if norm in scan.language.ergatives:
            phrase = phrase_before(scan, token, scan.bounds(token)[0])
            if phrase:
                found.add(phrase)
    return sorted(agent for agent in found if any(scan.is_content_word(norms[i]) for i in range(*agent)))


def _resolved(scan: Scan, speaker: Span, agents: list[Range], speakers: list[Range]) -> Span | None:
    first, behind = _range(scan, speaker)
    if behind > len(scan.tokens):
        return None
    norms, language = scan.tokens.norms, scan.language
    target: Range | None = None
    pronoun = language.pronouns.get(norms[first])
    if behind - first == 1 and pronoun is not None:
        if pronoun.person == "3":
            target = _antecedent(scan, first, speakers, _NEAR) or _antecedent(scan, first, agents, _BACK)
    elif language.speakers.get(norms[behind - 1], ("",))[0] == "role":
        target = _name_behind(scan, norms[behind - 1], first)
    elif behind - first == 1:
        longer = [agent for agent in agents if agent[1] - agent[0] > 1 and norms[agent[1] - 1] == norms[first]]
        earlier = [agent for agent in longer if agent[1] <= first]
        target = earlier[-1] if earlier else None
    return scan.token_span(*target) if target else None


def _antecedent(scan: Scan, pronoun: int, agents: list[Range], reach: int) -> Range | None:
    """Return the nearest agent before a pronoun, at most `reach` sentences back; single persons first."""
    here = scan.sentence_of[pronoun]
    within = [a for a in agents if a[1] <= pronoun and here - scan.sentence_of[a[0]] <= reach]
    endings = tuple(scan.language.settings["grammar"]["oblique_plural"])
    persons = [a for a in within if not scan.tokens.norms[a[1] - 1].endswith(endings)]
    chosen = persons or within
    return chosen[-1] if chosen else None


def _name_behind(scan: Scan, role: str, before: int) -> Range | None:
    """Return the nearest name that stands right behind the role word earlier in the article."""
    norms = scan.tokens.norms
    for token in range(before - 1, -1, -1):
        if norms[token] != role:
            continue
        behind = token + 1
        while behind < min(token + 1 + _LONGEST_NAME, len(norms)) and scan.is_content_word(norms[behind]):
            behind += 1
        if behind > token + 1:
            return token + 1, behind
    return None
