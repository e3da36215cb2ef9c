"""The ledger (आरोप–खंडन): each accusation of an article, who is accused, and whether a reply to it is printed there.

>>> import stance
>>> from stance.ledger import ledger
>>> document = stance.load("hi")("विधायक ने मंत्री पर घूस लेने का आरोप लगाया। मंत्री ने कहा कि यह आरोप झूठा है।")
>>> [entry.verdict for account in ledger([document]) for entry in account.entries]
['answered']
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from stance.errors import ModelError
from stance.languages import load_language
from stance.ledger.accused import find_accused
from stance.ledger.entries import ENTRY_FIELDS, SIDES, VERDICTS, Accused, Entry, Ledger, Reply, frame
from stance.ledger.linker import ACCUSATION, REPLIES, Linker, load_linker
from stance.ledger.sides import side
from stance.ledger.wording import Wording, names
from stance.statements import Reader, Scan
from stance.text.clean import clean
from stance.types import Article, LabelledStatement

__all__ = ["ENTRY_FIELDS", "SIDES", "VERDICTS", "Accused", "Entry", "Labelled", "Ledger", "Reply", "frame", "ledger"]


class Labelled(Protocol):
    """An article with its labelled statements in text order, such as `stance.Document`."""

    @property
    def article(self) -> Article:
        """The article."""

    @property
    def statements(self) -> tuple[LabelledStatement, ...]:
        """Its statements."""


def ledger(documents: Iterable[Labelled], language: str = "hi", *, linker: Linker | None = None) -> Iterator[Ledger]:
    """Yield the ledger of each labelled article, in order.

    A reply counts only where it stands in the same article as the accusation. What the ledger calls
    `no reply found` may be answered in words that no rule or model took for a statement, or elsewhere.

    Raises
    ------
    LanguageError, ModelError
        at once if the language or its linker is missing; later if the statements have labels of another task.
    """
    reader = Reader(load_language(language))
    linker = linker or load_linker(language)
    return (Ledger(document.article, _entries(document, reader, linker)) for document in documents)


def _entries(document: Labelled, reader: Reader, linker: Linker) -> tuple[Entry, ...]:
    scan = reader(document.article, clean(document.article, reader.language))
    statements = document.statements
    for item in statements[:1]:
        if ACCUSATION not in item.stance.probabilities:
            raise ModelError(
                f"the ledger needs statements labelled {', '.join((ACCUSATION, *REPLIES))}; "
                f"this model's labels are {', '.join(item.stance.probabilities)}"
            )
    wordings = [Wording(scan, item.statement) for item in statements]
    links = linker.links(wordings, [item.stance.label for item in statements])
    entries: list[Entry] = []
    for index, item in enumerate(statements):
        if item.stance.label != ACCUSATION:
            continue
        others = frozenset[str]().union(*(w.speaker for n, w in enumerate(wordings) if n != index))
        accused = _resolved(find_accused(wordings[index], others), entries, scan)
        replies = tuple(
            Reply(
                link.reply + 1,
                statements[link.reply],
                link.probability,
                side(wordings[link.reply], statements[link.reply].stance.label, accused, scan),
            )
            for link in links
            if link.accusation == index
        )
        entries.append(Entry(index + 1, item, accused, replies))
    return tuple(entries)


def _resolved(found: Sequence[Accused], before: Sequence[Entry], scan: Scan) -> tuple[Accused, ...]:
    """A pronoun stands for whom the nearest earlier accusation names; a charge goes on against the same party."""
    earlier = [known.resolved or known.span for entry in before for known in entry.accused]
    return tuple(one if names(scan, one.span) or not earlier else replace(one, resolved=earlier[-1]) for one in found)
