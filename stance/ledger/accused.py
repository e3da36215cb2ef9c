"""Finds who is accused: an ordered tuple of rules over the words of the accusation; the first that finds wins."""

from __future__ import annotations

from collections.abc import Callable

from stance.ledger.entries import Accused
from stance.ledger.wording import Wording, is_pronoun, names
from stance.statements.scan import Scan
from stance.statements.speakers import phrase_before
from stance.types import Span

Range = tuple[int, int]


def find_accused(accusation: Wording, others: frozenset[str]) -> tuple[Accused, ...]:
    """Return who is accused, in text order; empty where no rule finds anybody.

    `others` are the names of the article's speakers: a party to the dispute is often heard in it.
    """
    for rule in RULES:
        found = rule(accusation, others)
        if found:
            return tuple(Accused(accusation.scan.token_span(*phrase), rule.__name__) for phrase in found)
    return ()


def charged(accusation: Wording, _: frozenset[str]) -> list[Range]:
    """`X पर … का आरोप लगाया`, `X के खिलाफ मामला दर्ज किया`, `X को गिरफ्तार किया`: the object of an act.

    Of several, the one right before the charge: `साउंडट्रैक के लिए स्टूडियो पर मुकदमा`.
    """
    if accusation.statement.kind != "act":
        return []
    scan, (first, behind) = accusation.scan, accusation.tokens
    phrases = _marked(accusation, first, behind, "against")
    next_to = [p for p in phrases if _charges(scan, p[1] + 1, behind) or _charges(scan, p[1] + 2, behind)]
    return (next_to or phrases or _marked(accusation, first, behind, "accusative"))[:1]


def agent(accusation: Wording, _: frozenset[str]) -> list[Range]:
    """`X ने … किया`, `उन्होंने … किया`, `X द्वारा` inside the clause; all of them, since blame is often shared."""
    scan, (first, behind) = accusation.scan, accusation.tokens
    found = _marked(accusation, first, behind, "ergative")
    for token in range(first, behind):
        norm = scan.tokens.norms[token]
        pronoun = scan.language.pronouns.get(norm)
        if pronoun is not None and pronoun.person == "3" and norm.endswith(tuple(scan.language.ergatives)):
            found.append((token, token + 1))
    return sorted(found) or _marked(accusation, first, behind, "agentive")


def fronted(accusation: Wording, _: frozenset[str]) -> list[Range]:
    """`X पर Y ने आरोप लगाया कि …`, `X के खिलाफ आरोप है कि …`: before the clause that a cue of charging brings."""
    scan, first = accusation.scan, accusation.tokens[0]
    if "accuse" not in accusation.cue_classes or first >= len(scan.tokens):
        return []
    return _marked(accusation, scan.bounds(first)[0], first, "against")[:1]


def heard(accusation: Wording, others: frozenset[str]) -> list[Range]:
    """The first words of the clause that name somebody whom the article quotes elsewhere."""
    scan, (first, behind) = accusation.scan, accusation.tokens
    for token in range(first, behind):
        if _names(scan, token) & others - accusation.speaker:
            last = token + 1
            while last < behind and scan.is_word(last) and _names(scan, last) & others:
                last += 1
            return [(token, last)]
    return []


def role(accusation: Wording, _: frozenset[str]) -> list[Range]:
    """The phrase that opens the clause, where it ends in a role: `अधिकारी मिले हुए हैं`, `सरकार चुप है`."""
    scan, (first, behind) = accusation.scan, accusation.tokens
    norms = scan.tokens.norms
    for token in range(first, behind):
        if scan.language.speakers.get(norms[token], ("",))[0] == "role":
            if token + 1 < behind and norms[token + 1] in scan.language.genitives:
                continue  # `मजदूरों का वेतन`: whose it is, not who did it
            phrase = phrase_before(scan, token + 1, first)
            return [phrase] if phrase and _clear(accusation, phrase) else []
    return []


RULES: tuple[Callable[[Wording, frozenset[str]], list[Range]], ...] = (charged, agent, fronted, heard, role)


def _marked(accusation: Wording, first: int, behind: int, group: str) -> list[Range]:
    """Return the phrases between two tokens that end before a marker and name a party but the accuser."""
    scan = accusation.scan
    markers = {scan.language.fold(word) for word in scan.language.settings["grammar"][group]}
    found = []
    for token in range(first, behind):
        denied = token + 1 < behind and scan.tokens.norms[token + 1] in scan.language.negations  # `पंखे ने नहीं, …`
        if scan.tokens.norms[token] in markers and not denied:
            # `X के खिलाफ`: the genitive is the marker's.
            edge = token - 1 if token > first and scan.tokens.norms[token - 1] in scan.language.genitives else token
            phrase = phrase_before(scan, edge, first)
            if phrase and _clear(accusation, phrase):
                found.append(phrase)
    return found


def _charges(scan: Scan, token: int, behind: int) -> bool:
    return token < behind and "charge" in scan.language.lexeme_classes(scan.tokens.norms[token])


def _clear(accusation: Wording, phrase: Range) -> bool:
    """Whether a phrase names somebody or is a pronoun of the third person, and is not the accuser."""
    scan, speaker = accusation.scan, accusation.statement.speaker
    span = scan.token_span(*phrase)
    if speaker is not None and span.start < speaker.stop and speaker.start < span.stop:
        return False
    if phrase[1] - phrase[0] == 1:
        norm = scan.tokens.norms[phrase[0]]
        if is_pronoun(scan, norm):
            pronoun = scan.language.pronouns.get(norm)
            return pronoun is None or pronoun.person == "3"
    return bool(names(scan, span))


def _names(scan: Scan, token: int) -> frozenset[str]:
    return names(scan, Span(scan.tokens.starts[token], scan.tokens.stops[token], ""))
