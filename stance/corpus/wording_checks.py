"""How the authored articles are worded as a whole: copies, templates, give-away words, and what can be guessed.

A fault of the whole is reported at its first case.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from stance.corpus import OnProblem
from stance.corpus.dataset import ArticleFile
from stance.corpus.giveaways import MOST, Giveaways
from stance.corpus.likeness import FAMILY, NEAR, Family, families, likest, words
from stance.corpus.stats import guessed
from stance.errors import InputError
from stance.types import AnnotatedArticle

TEMPLATES = 0.005  # share of word sequences that several articles have in common
GIVEN_AWAY = ("accusation", "denial", "corroboration")


def likeness(files: Sequence[ArticleFile], report: OnProblem) -> dict[str, float]:
    """Report articles that are too like an earlier one; return how many, and the largest likeness of all."""
    pairs, largest = likest([file.annotated.article.text for file in files])
    for pair in pairs:
        one, other = files[pair.second], files[pair.first]
        message = f"the article is too like {other.name} (5-gram Jaccard {pair.likeness:.2f}, bound {NEAR})"
        report(InputError(message, f"{one.name}:{one.line_of(0)}"))
    return {"near_duplicates": len(pairs), "largest": round(largest, 4), "bound": NEAR}


def masked_words(annotated: AnnotatedArticle, giveaways: Giveaways) -> list[str]:
    """Return an article's folded words with each speaker and each cue as one, and numbers as `0`.

    What fills the slots of a template is who speaks, the verb and the numbers: with these masked, two
    articles of one template share their word sequences, and a bare `<speaker> ne <cue> ki` is too
    short to count.
    """
    marks: set[tuple[int, int, str]] = set()
    for item in annotated.annotations:
        for name, span in (("<speaker>", item.statement.speaker), ("<cue>", item.statement.cue)):
            if span:
                marks.add((span.start, span.stop, name))
    text, position, found = annotated.article.text, 0, []
    for start, stop, name in [*sorted(marks), (len(text), len(text), "")]:
        if start >= position:  # a cue inside a speaker is masked with it
            found += [giveaways.fold(word) if not word[0].isdigit() else "0" for word in words(text[position:start])]
            found += [name] if name else []
            position = stop
    return found


def templates(files: Sequence[ArticleFile], giveaways: Giveaways, report: OnProblem) -> dict[str, Any]:
    """Report the word sequences of several articles if their share is too large; return the share and all of them."""
    found, share = families([masked_words(file.annotated, giveaways) for file in files])
    if share > TEMPLATES:
        for family in found:
            report(_family_fault(family, files))
    shared = {" ".join(family.words): len(family.members) for family in found}
    return {"share": round(share, 5), "bound": TEMPLATES, "families": shared}


def _family_fault(family: Family, files: Sequence[ArticleFile]) -> InputError:
    first = files[family.members[0]]
    message = f"{len(family.members)} articles (bound {FAMILY - 1}) share the words '{' '.join(family.words)}'"
    return InputError(message, f"{first.name}:{first.line_of(0)}")


def giveaway_shares(files: Sequence[ArticleFile], giveaways: Giveaways, report: OnProblem) -> dict[str, float]:
    """Report a share of statements with a give-away word that is too large; return the share of each stance."""
    totals: Counter[str] = Counter()
    places: defaultdict[str, list[str]] = defaultdict(list)
    for file in files:
        for item in file.annotated.annotations:
            if item.stance not in GIVEN_AWAY:
                continue
            totals.update((item.stance, "all"))
            if giveaways.of(item):
                where = f"{file.name}:{file.line_of(item.statement.content.start)}"
                places[item.stance].append(where)
                places["all"].append(where)
    shares = {name: len(places[name]) / totals[name] if totals[name] else 0.0 for name in ("all", *GIVEN_AWAY)}
    for name, share in shares.items():
        if share > MOST:
            message = f"{share:.2f} of {totals[name]} statements ({name}) hold a word that gives the label away"
            report(InputError(f"{message}, bound {MOST}; this is the first", places[name][0]))
    return {name: round(share, 4) for name, share in shares.items()} | {"bound": MOST}


def guessing(files: Sequence[ArticleFile]) -> dict[str, dict[str, float]]:
    """Return what the topic or the house style alone tells of the stance, beside the majority."""
    stances = [item.stance for file in files for item in file.annotated.annotations]

    def keys(name: str) -> list[str]:
        return [file.annotated.header.get(name, "") for file in files for _ in file.annotated.annotations]

    scores = {"majority": guessed([0] * len(stances), stances)}
    scores |= {name: guessed(keys(name), stances) for name in ("topic", "style")}
    return {name: {what: round(value, 4) for what, value in score.items()} for name, score in scores.items()}
