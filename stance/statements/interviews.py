"""Finds the turns of printed interviews: paragraphs that open with who speaks, and answers to printed questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container
from dataclasses import dataclass
from itertools import pairwise

from stance.languages import Language
from stance.types import Sentence

_LONGEST_LABEL = 6  # tokens of a name with its title before the mark
_LEAST_TURNS = 2  # times a name must open a paragraph to be a label and no headline
_LEAST_PAIRS = 3  # questions in paragraphs of their own that make an interview without labels
_LONGEST_QUESTION = 60  # tokens
_ASKING = 0.3  # share of turns that end in a question mark, from which a label asks rather than answers
_MARKS = frozenset((":", "-", "–", "—", ":-", "."))
_PLAIN_MARKS = frozenset((":", ":-", "–", "—"))  # behind labels alone; `-` joins words and `.` closes initials too

Paragraph = tuple[int, int]
Label = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """An answer: tokens `first` up to `behind`, and those of the name that opens it, if it is one."""

    first: int
    behind: int
    label: tuple[int, int] | None


def find_turns(norms: list[str], sentences: list[tuple[Sentence, int, int]], language: Language) -> list[Turn]:
    """Return the answers of interviews in text order; empty for articles that are none.

    A label counts where it is nothing but a word for answers (`जवाब`, not `उत्तर भारत` or `उत्तर-पूर्वी`), or where
    it opens at least two paragraphs and somebody asks: a label is a word for questions, or a paragraph ends in a
    question mark. Places that open their items (`लखनऊ: …`) are no labels, since nobody asks. Without labels, a
    paragraph behind a question is its answer.
    """
    paragraphs: list[Paragraph] = []
    last = -1
    for sentence, first, behind in sentences:
        if sentence.paragraph == last:
            paragraphs[-1] = (paragraphs[-1][0], behind)
        else:
            paragraphs.append((first, behind))
        last = sentence.paragraph
    return _labelled(norms, paragraphs, language) or _unlabelled(norms, paragraphs)


def _label(norms: list[str], paragraph: Paragraph, language: Language) -> tuple[int, int] | None:
    """Return the tokens of the label and the token behind its mark."""
    first, behind = paragraph
    grammar = language.settings["grammar"]
    for index in range(first + 1, min(first + 1 + _LONGEST_LABEL, behind - 1)):
        norm = norms[index]
        listed = norms[first] in grammar["answerer"] or norms[first] in grammar["questioner"]
        if norm in _MARKS and (norm != "." or (listed and index == first + 1)):
            return index, index + 1
        if norm[:1].isdigit() or not (norm[:1].isalpha() or norm in ".()"):
            return None
    return None


def _labelled(norms: list[str], paragraphs: list[Paragraph], language: Language) -> list[Turn]:
    grammar = language.settings["grammar"]
    labels = [(paragraph, _label(norms, paragraph, language)) for paragraph in paragraphs]
    keyed = [(tuple(norms[p[0] : found[0]]), p, found) for p, found in labels if found and norms[p[0]][:1].isalpha()]
    turns = Counter(key for key, _, _ in keyed)
    asking = Counter(key for key, (_, behind), _ in keyed if "?" in norms[behind - 2 : behind])
    asker = max(turns, key=lambda key: asking[key] / turns[key], default=None)
    if len(turns) < 2 or asker is None or asking[asker] < _ASKING * turns[asker]:
        asker = None
    asked = _answering(norms, paragraphs, keyed, asker, grammar["questioner"])
    found_turns = []
    for key, (first, behind), found in keyed:
        listed = len(key) == 1 and key[0] in grammar["answerer"]
        answers = listed and (asked[key] > 0 or (len(key[0]) > 1 and norms[found[0]] in _PLAIN_MARKS))
        if not _has_predicate(norms, found[1], behind, language):
            continue
        asks = _asks(key, grammar["questioner"]) or key == asker
        answered = turns[key] >= _LEAST_TURNS and asked[key] >= _ASKING * turns[key]
        if not answers and (asks or listed or not answered):
            continue
        found_turns.append(Turn(found[1], behind, None if answers else (first, found[0])))
    return found_turns


def _asks(label: Label, questioners: Container[str]) -> bool:
    return len(label) == 1 and label[0] in questioners


def _answering(
    norms: list[str],
    paragraphs: list[Paragraph],
    keyed: list[tuple[Label, Paragraph, tuple[int, int]]],
    asker: Label | None,
    questioners: Container[str],
) -> Counter[Label]:
    """Count the turns of each label that stand behind a question, printed or asked by a label."""
    labels = {first: key for key, (first, _), _ in keyed}
    asked: Counter[Label] = Counter()
    for (opens, closes), (first, _) in pairwise(paragraphs):
        before = labels.get(opens)
        question = "?" in norms[closes - 2 : closes] or (
            before is not None and (before == asker or _asks(before, questioners))
        )
        if first in labels:
            asked[labels[first]] += question
    return asked


def _has_predicate(norms: list[str], first: int, behind: int, language: Language) -> bool:
    """Whether somebody can have said the tokens: they hold a verb or end as a sentence does; lists hold neither."""
    if norms[behind - 1] in language.settings["sentences"]["ends"]:
        return True
    return any(norm in language.auxiliaries or norm in language.verb_forms for norm in norms[first:behind])


def _unlabelled(norms: list[str], paragraphs: list[Paragraph]) -> list[Turn]:
    questions = [
        "?" in norms[behind - 2 : behind] and behind - first <= _LONGEST_QUESTION for first, behind in paragraphs
    ]
    answers = [
        Turn(first, behind, None)
        for number, (first, behind) in enumerate(paragraphs)
        if number and questions[number - 1] and not questions[number]
    ]
    return answers if len(answers) >= _LEAST_PAIRS else []
