"""Resolves pronouns, bare roles and short names to the speaker the article names."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace

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
    named = _named(scan, statements)
    return tuple(
        replace(statement, resolved=_resolved(scan, statement.speaker, named)) if statement.speaker else statement
        for statement in statements
    )


def _range(scan: Scan, span: Span) -> Range:
    first = scan.token_at(span.start)
    return first, max(first + 1, scan.token_at(span.stop))


@dataclass(frozen=True, slots=True)
class _Named:
    """What names somebody, each in text order.

    `agents` act or speak, `speakers` speak, `by_surname` are agents of several words by their last word,
    `by_role` the names right behind a role word.
    """

    agents: list[Range]
    speakers: list[Range]
    by_surname: dict[str, list[Range]]
    by_role: dict[str, list[Range]]


def _named(scan: Scan, statements: tuple[Statement, ...]) -> _Named:
    norms = scan.tokens.norms
    speaking = {_range(scan, statement.speaker) for statement in statements if statement.speaker}
    agents = _agents(scan, speaking)
    by_surname: dict[str, list[Range]] = {}
    for agent in agents:
        if agent[1] - agent[0] > 1:
            by_surname.setdefault(norms[agent[1] - 1], []).append(agent)
    by_role: dict[str, list[Range]] = {}
    for token, norm in enumerate(norms):
        if scan.language.speakers.get(norm, ("",))[0] == "role" and (name := _name_behind(scan, token)):
            by_role.setdefault(norm, []).append(name)
    return _Named(agents, [agent for agent in agents if agent in speaking], by_surname, by_role)


def _agents(scan: Scan, speaking: set[Range]) -> list[Range]:
    """Return the phrases that act or speak and name somebody, in text order: speakers, and what stands before ने."""
    norms = scan.tokens.norms
    found = set(speaking)
    for token, norm in enumerate(norms):
        if norm in scan.language.ergatives:
            phrase = phrase_before(scan, token, scan.bounds(token)[0])
            if phrase:
                found.add(phrase)
    return sorted(agent for agent in found if any(scan.is_content_word(norms[i]) for i in range(*agent)))


def _resolved(scan: Scan, speaker: Span, named: _Named) -> Span | None:
    first, behind = _range(scan, speaker)
    if behind > len(scan.tokens):
        return None
    norms, language = scan.tokens.norms, scan.language
    target: Range | None = None
    pronoun = language.pronouns.get(norms[first])
    if behind - first == 1 and pronoun is not None:
        if pronoun.person == "3":
            target = _antecedent(scan, first, named.speakers, _NEAR) or _antecedent(scan, first, named.agents, _BACK)
    elif language.speakers.get(norms[behind - 1], ("",))[0] == "role":
        names = named.by_role.get(norms[behind - 1], [])
        before = bisect_left(names, (first + 1, 0))  # a name begins right behind its role
        target = names[before - 1] if before else None
    elif behind - first == 1:
        longer = named.by_surname.get(norms[first], [])
        earlier = longer[: bisect_left(longer, (first, 0))]
        target = next((agent for agent in reversed(earlier) if agent[1] <= first), None)
    return scan.token_span(*target) if target else None


def _antecedent(scan: Scan, pronoun: int, agents: list[Range], reach: int) -> Range | None:
    """Return the nearest agent before a pronoun, at most `reach` sentences back; single persons first."""
    _, floor, _ = scan.sentences[max(0, scan.sentence_of[pronoun] - reach)]
    before = agents[bisect_left(agents, (floor, 0)) : bisect_left(agents, (pronoun, 0))]
    within = [agent for agent in before if agent[1] <= pronoun]
    endings = tuple(scan.language.settings["grammar"]["oblique_plural"])
    persons = [a for a in within if not scan.tokens.norms[a[1] - 1].endswith(endings)]
    chosen = persons or within
    return chosen[-1] if chosen else None


def _name_behind(scan: Scan, role: int) -> Range | None:
    """Return the name that stands right behind the role word at a token, if one does."""
    norms = scan.tokens.norms
    behind = role + 1
    while behind < min(role + 1 + _LONGEST_NAME, len(norms)) and scan.is_content_word(norms[behind]):
        behind += 1
    return (role + 1, behind) if behind > role + 1 else None
