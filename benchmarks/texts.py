"""What the benchmarks work on: our own articles, and real news too where STANCE_SOURCES names its folder."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import count, islice
from pathlib import Path

from stance.types import AnnotatedArticle, Article
from training.data import part


def corpora() -> dict[str, tuple[AnnotatedArticle, ...]]:
    """Return the annotated articles by what a report calls them."""
    names = {"articles written for the project": "authored", "real newspaper passages": "standoff"}
    return {shown: found for shown, name in names.items() if (found := part(name))}


def statements(articles: Sequence[AnnotatedArticle]) -> tuple[list[str], list[str]]:
    """Return the texts of the annotated statements, and their stances."""
    found = [one for annotated in articles for one in annotated.annotations]
    return [one.statement.content.text for one in found], [one.stance for one in found]


def varied(articles: Sequence[AnnotatedArticle]) -> Iterator[Article]:
    """Yield articles for ever: all of them, then all with their paragraphs in another order, and so on."""
    for turn in count():
        for annotated in articles:
            paragraphs = annotated.article.text.split("\n\n")
            cut = turn % len(paragraphs)
            text = "\n\n".join(paragraphs[cut:] + paragraphs[:cut])
            yield Article(f"{annotated.article.id}-{turn}", text)


def write_jsonl(articles: Sequence[AnnotatedArticle], target: Path, *, number: int = 0, size: int = 0) -> int:
    """Write `number` varied articles, or as many as make `size` bytes, and return how many."""
    written = articles_written = 0
    with target.open("wb") as file:
        for article in islice(varied(articles), number or None):
            written += file.write(
                json.dumps({"id": article.id, "text": article.text}, ensure_ascii=False).encode() + b"\n"
            )
            articles_written += 1
            if size and written >= size:
                break
    return articles_written
