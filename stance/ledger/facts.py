"""Facts about a pair of a reply and an accusation: whether they speak of the same thing and whose it is to answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from stance.ledger.wording import Wording, cosine

_STEPS = (0.03, 0.06, 0.1, 0.15, 0.2, 0.3, 0.4, 0.55)  # of the cosine; each step passed is a fact
_CLEAR = 0.1  # by so much one accusation is clearly more alike than another
_FAR = 6  # statements; further apart is all one
_FEW = 3  # more accusations in between, or before, are all one
_SHORT = 5  # words; shorter accusations name no deed
_BRIEF = 4  # words; shorter replies do not repeat what they answer
_REPLYING = frozenset(("charge", "deny", "confirm", "report"))  # classes of words with which a reply names its matter

Row = dict[int, float]


def pair_facts(
    wordings: Sequence[Wording], rows: Sequence[Row], stance: str, reply: int, accusations: Sequence[int]
) -> list[tuple[str, ...]]:
    """Return the facts of one reply with each accusation of its article.

    `wordings` and `rows` (TF-IDF, unit length) are those of all statements in text order, `stance` is the
    reply's; `reply` and `accusations` are indices.
    """
    alike = [cosine(rows[reply], rows[accusation]) for accusation in accusations]
    manner = list(_manner(wordings[reply], stance))
    found = []
    for index, accusation in enumerate(accusations):
        match = [
            *_similarity(alike[index], alike[:index] + alike[index + 1 :]),
            *_order(reply, accusation, accusations),
            *_parties(wordings[reply], wordings[accusation]),
        ]
        about = list(_accusation(wordings[accusation]))
        joined = [f"{one}&{other}" for one in (*match, *about) for other in manner]
        found.append(tuple(dict.fromkeys((*match, *manner, *about, *joined))))
    return found


def _similarity(value: float, others: Sequence[float]) -> Iterator[str]:
    """How alike the two are, by itself and beside the other accusations of the article."""
    yield from (f"alike>{step}" for step in _STEPS if value > step)
    best = max(others, default=0.0)
    if value > best:
        yield "alike:most"
        if value > best + _CLEAR:
            yield "alike:by-far"
    elif value < best - _CLEAR:
        yield "alike:less"
    if not value and not best:
        yield "alike:none"


def _order(reply: int, accusation: int, accusations: Sequence[int]) -> Iterator[str]:
    """Where the two stand, and what stands between them."""
    side = "before" if accusation < reply else "behind"
    between = sum(min(reply, accusation) < other < max(reply, accusation) for other in accusations)
    yield side
    yield f"{side}={min(abs(reply - accusation), _FAR)}"
    yield f"{side}:between={min(between, _FEW)}"
    if all(other > reply for other in accusations):
        yield f"behind:first={min(between, _FEW)}"
    if len(accusations) == 1:
        yield f"only:{side}"
    yield f"rank={min(sum(other < accusation for other in accusations), _FEW)}"


def _parties(reply: Wording, accusation: Wording) -> Iterator[str]:
    """Who the two speakers are to each other and to what is said."""
    answering, accusing = reply.speaker, accusation.speaker
    if not answering:
        yield "answering:unnamed"
    if not accusing:
        yield "accusing:unnamed"
    if answering & accusing:
        yield "speakers:share"
        if answering <= accusing or accusing <= answering:
            yield "speakers:same"
    places = (("answering:accused", accusation.stems), ("answering:beside", accusation.surroundings))
    for name, words in places:
        if answering & words:
            yield name
            if answering <= words:
                yield f"{name}:wholly"
    if accusing & reply.stems:
        yield "accuser:in-reply"
    if accusing & reply.surroundings:
        yield "accuser:beside-reply"


def _manner(reply: Wording, stance: str) -> Iterator[str]:
    """How the reply replies: stance, kind, length, cue, and words that reject, confirm or name a charge."""
    yield f"reply:stance={stance}"
    yield f"reply:kind={reply.statement.kind}"
    if len(reply.words.norms) < _BRIEF:
        yield "reply:brief"
    yield from (f"reply:cue={cls}" for cls in reply.cue_classes)
    yield from (f"reply:says={cls}" for cls in sorted(reply.lexeme_classes & _REPLYING))


def _accusation(accusation: Wording) -> Iterator[str]:
    """What kind of accusation it is: an arrest in the headline is answered less often than a deed that is told."""
    yield f"accusation:kind={accusation.statement.kind}"
    if accusation.in_title:
        yield "accusation:title"
    if len(accusation.words.norms) < _SHORT:
        yield "accusation:short"
    yield from (f"accusation:cue={cls}" for cls in accusation.cue_classes)
    if "charge" in accusation.lexeme_classes:
        yield "accusation:charge"
