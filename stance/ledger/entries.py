"""What a ledger holds: each accusation of an article with who is accused and what answers it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stance.types import Article, LabelledStatement, Span

if TYPE_CHECKING:
    import pandas

VERDICTS = ("answered", "confirmed", "no reply found")
SIDES = ("accused", "other", "unknown")
ENTRY_FIELDS = (
    "article_id", "date", "statement", "start", "end", "text", "accuser", "accuser_start", "accuser_end",
    "accuser_resolved", "accused", "verdict", "accused_replied", "replies",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Accused:
    """Who is accused, as printed; `rule` is the function that found it.

    `resolved` is the name that a pronoun stands for, where the accusations before it give one.
    """

    span: Span
    rule: str
    resolved: Span | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """A denial or corroboration that answers an accusation.

    `number` is its place among the article's statements (1 is the first), `probability` that of the
    link, and `side` whose reply it is: `accused`, `other` (a court, a witness, …) or `unknown`.
    """

    number: int
    statement: LabelledStatement
    probability: float
    side: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An accusation, who is accused, and the replies to it in the same article, in text order."""

    number: int
    accusation: LabelledStatement
    accused: tuple[Accused, ...]
    replies: tuple[Reply, ...]

    @property
    def verdict(self) -> str:
        """`answered` if a denial answers it, else `confirmed` if a corroboration does, else `no reply found`."""
        return verdict(reply.statement.stance.label for reply in self.replies)

    @property
    def accused_replied(self) -> bool:
        """Whether one of the replies is of the accused side."""
        return any(reply.side == "accused" for reply in self.replies)


@dataclass(frozen=True, slots=True)
class Ledger:
    """The accusations of one article, in text order."""

    article: Article
    entries: tuple[Entry, ...]

    def records(self) -> list[dict[str, Any]]:
        """Return one JSON-ready record an accusation; its fields are `ENTRY_FIELDS`."""
        return [_record(self.article, entry) for entry in self.entries]


def verdict(stances: Iterable[str | None]) -> str:
    """Return the verdict that replies of these stances give."""
    found = set(stances)
    return "answered" if "denial" in found else "confirmed" if "corroboration" in found else "no reply found"


def frame(ledgers: Iterable[Ledger]) -> pandas.DataFrame:
    """Return the records of all articles as a pandas DataFrame, one row an accusation."""
    import pandas

    return pandas.DataFrame.from_records(
        [record for ledger in ledgers for record in ledger.records()], columns=list(ENTRY_FIELDS)
    )


def _place(span: Span | None) -> dict[str, Any]:
    return {
        "text": span.text if span else None,
        "start": span.start if span else None,
        "end": span.stop if span else None,
    }


def _record(article: Article, entry: Entry) -> dict[str, Any]:
    statement = entry.accusation.statement
    accuser = _place(statement.speaker)
    return {
        "article_id": article.id,
        "date": article.date,
        "statement": entry.number,
        "start": statement.content.start,
        "end": statement.content.stop,
        "text": statement.content.text,
        "accuser": accuser["text"],
        "accuser_start": accuser["start"],
        "accuser_end": accuser["end"],
        "accuser_resolved": statement.resolved.text if statement.resolved else None,
        "accused": [
            {
                **_place(accused.span),
                "resolved": accused.resolved.text if accused.resolved else None,
                "rule": accused.rule,
            }
            for accused in entry.accused
        ],
        "verdict": entry.verdict,
        "accused_replied": entry.accused_replied,
        "replies": [
            {
                "statement": reply.number,
                **_place(reply.statement.statement.content),
                "speaker": _place(reply.statement.statement.speaker)["text"],
                "stance": reply.statement.stance.label,
                "side": reply.side,
                "probability": round(reply.probability, 6),
            }
            for reply in entry.replies
        ],
    }
