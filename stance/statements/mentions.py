"""Finds who an article names, and how: phrases that act, and names behind a role."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from stance.statements.scan import Scan
from stance.statements.speakers import phrase_before

_LONGEST_NAME = 5  # tokens behind a role that can still be one name
_NAME_MARKS = frozenset((".", "-", "'", "’"))

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Mention:
    """Tokens `first` up to `behind`; `name` are those of the name alone, `role` the token of the role before it."""

    first: int
    behind: int
    name: Range | None
    role: int | None


def class_of(scan: Scan, token: int) -> str:
    """Return what a head word names: role, title, body, people, document, carrier; else a name."""
    norm = scan.tokens.norms[token]
    known = scan.language.speakers.get(norm)
    if known is not None:
        return known[0]
    if "document" in scan.language.lexeme_classes(norm):
        return "document"
    if norm.endswith(tuple(scan.language.settings["grammar"]["oblique_plural"])):
        return "people"
    return "name"


def is_name_word(scan: Scan, token: int) -> bool:
    """Whether a token can be part of a name: a content word, an initial, or a mark glued inside one."""
    norms, tokens = scan.tokens.norms, scan.tokens
    norm = norms[token]
    if norm in _NAME_MARKS:
        return token > 0 and tokens.stops[token - 1] == tokens.starts[token]
    if scan.is_content_word(norm):
        return not norm.endswith(tuple(scan.language.settings["grammar"]["oblique_plural"]))
    return (
        0 < len(norm) <= 2
        and norm.isalpha()
        and norm not in scan.language.classes
        and norm not in scan.language.genitives
        and norm not in scan.language.verb_forms
        and norm not in scan.language.auxiliaries
    )


def name_in(scan: Scan, first: int, behind: int) -> Range | None:
    """Return the name at the end of a phrase: the words behind its last role, title or postposition."""
    start = behind
    first = max(first, scan.bounds(behind - 1)[0])
    while (
        start > first and is_name_word(scan, start - 1) and scan.tokens.norms[start - 1] not in scan.language.speakers
    ):
        start -= 1
    while start < behind and not scan.is_word(start):
        start += 1
    return (start, behind) if any(scan.is_content_word(scan.tokens.norms[i]) for i in range(start, behind)) else None


def agents(scan: Scan, speakers: Iterable[Range]) -> list[Range]:
    """Return the phrases that act or speak and name somebody, in text order: speakers, and what stands before ने."""
    norms = scan.tokens.norms
    found = set(speakers)
    for token, norm in enumerate(norms):
        if norm in scan.language.ergatives:
            phrase = phrase_before(scan, token, scan.bounds(token)[0])
            if phrase:
                found.add(phrase)
    return sorted(
        agent
        for agent in found
        if any(scan.is_content_word(norms[i]) or norms[i] in scan.language.speakers for i in range(*agent))
    )


def mentions(scan: Scan, acting: Iterable[Range]) -> list[Mention]:
    """Return the agents and every name right behind a role or title, in text order."""
    norms, language = scan.tokens.norms, scan.language
    behind_marker = {*language.genitives, *language.ergatives, ",", "(", "।", "."}
    found: dict[Range, Mention] = {}
    for first, behind in acting:
        name = name_in(scan, first, behind)
        role = name[0] - 1 if name and name[0] > first and norms[name[0] - 1] in language.speakers else None
        found[first, behind] = Mention(first, behind, name, role)
    holders = language.role_words
    for token, norm in enumerate(norms):
        if norm not in holders:
            continue
        limit = scan.bounds(token)[1]
        start = token + 1
        while start < limit and (norms[start] == "." or class_of(scan, start) == "title"):
            start += 1
        end = start
        while end < min(start + _LONGEST_NAME, limit) and is_name_word(scan, end):
            end += 1
        while end > start and not scan.is_word(end - 1):
            end -= 1
        closed = end < len(norms) and (
            norms[end] in behind_marker or scan.has(end, "postposition") or scan.has(end, "particle")
        )
        if end > start and closed and any(scan.is_content_word(norms[i]) for i in range(start, end)):
            if end == start + 1 and end < len(norms) and norms[end] in language.settings["grammar"]["locative"]:
                continue
            found.setdefault((token, end), Mention(token, end, (start, end), token))
    return sorted(found.values(), key=lambda mention: (mention.first, mention.behind))
