"""Whose reply it is: the accused side's or somebody else's."""

from __future__ import annotations

from collections.abc import Sequence

from stance.ledger.entries import Accused
from stance.ledger.wording import Wording, names
from stance.statements.scan import Scan


def side(reply: Wording, stance: str | None, accused: Sequence[Accused], scan: Scan) -> str:
    """Return `accused`, `other`, or `unknown` where the reply or the accusation names nobody.

    A speaker is of the accused side who bears a name or role of the accused (`कंपनी के प्रवक्ता` for `कंपनी`),
    or who speaks of himself in a denial (`हमने कुछ नहीं किया`).
    """
    named = frozenset[str]().union(*(names(scan, one.span) | names(scan, one.resolved) for one in accused))
    if named & reply.speaker:
        return "accused"
    pronouns = [scan.language.pronouns.get(norm) for norm in reply.norms]
    if stance == "denial" and any(pronoun is not None and pronoun.person == "1" for pronoun in pronouns):
        return "accused"
    return "other" if named and reply.speaker else "unknown"
