"""Counts of annotated articles and passages, and what a label can be guessed from without reading."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from stance.corpus import OnProblem
from stance.corpus.dataset import Dataset, dataset_folders, read_dataset, warn
from stance.corpus.exchange import read_annotated
from stance.corpus.likeness import words
from stance.corpus.standoff import Passage
from stance.types import KINDS, SENTIMENTS, STANCES, AnnotatedArticle

Counts = dict[str, Any]
T = TypeVar("T")

_LABELS = {"stance": STANCES, "kind": KINDS, "sentiment": SENTIMENTS}


def tally(articles: Iterable[AnnotatedArticle]) -> Counts:
    """Return the counts of annotated articles; `topic` and `style` count statements, by the header."""
    rows, sizes = [], Counter[str]()
    by: dict[str, Counter[str]] = {"topic": Counter(), "style": Counter()}
    for annotated in articles:
        sizes["documents"] += 1
        sizes["words"] += len(words(annotated.article.text))
        for name, counter in by.items():
            if value := annotated.header.get(name):
                counter[value] += len(annotated.annotations)
        for item in annotated.annotations:
            statement = item.statement
            rows.append((item.stance, statement.kind, item.sentiment))
            sizes["unsure"] += not item.sure
            sizes["with_speaker"] += statement.speaker is not None
            sizes["with_cue"] += statement.cue is not None
            sizes["resolved"] += item.resolved is not None
            sizes["answering"] += bool(item.answers)
    return {**_counts(rows, sizes), **{name: dict(sorted(counter.items())) for name, counter in by.items()}}


def tally_passages(passages: Iterable[Passage]) -> Counts:
    """Return the counts of passages; `source` counts statements, `random` the passages drawn at random."""
    rows, sizes = [], Counter[str]()
    sources: Counter[str] = Counter()
    for passage in passages:
        sizes["documents"] += 1
        sizes["random"] += passage.random
        sources[passage.source] += len(passage.statements)
        for item in passage.statements:
            rows.append((item.stance, item.kind, item.sentiment))
            sizes["unsure"] += not item.sure
            sizes["with_speaker"] += item.speaker is not None
            sizes["with_cue"] += item.cue is not None
            sizes["resolved"] += item.resolved is not None
    return {**_counts(rows, sizes), "source": dict(sorted(sources.items()))}


def _counts(rows: Sequence[tuple[str, str, str]], sizes: Mapping[str, int]) -> Counts:
    columns = dict(zip(_LABELS, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(_LABELS, ())
    labels = {name: {label: columns[name].count(label) for label in known} for name, known in _LABELS.items()}
    pairs = Counter((stance, sentiment) for stance, _, sentiment in rows)
    crossed = {stance: {tone: pairs[stance, tone] for tone in SENTIMENTS} for stance in STANCES}
    return {**sizes, "statements": len(rows), **labels, "sentiment_by_stance": crossed}


def dataset_stats(path: Path, on_problem: OnProblem | None = None) -> dict[str, Counts]:
    """Return the counts of each part and split of the data sets below `path`, or of annotated articles there.

    The names are `hi authored`, `hi authored train`, `hi standoff` and so on; for articles outside a
    data set the one name is the path. Problems go to `on_problem`, or become warnings without it.

    Raises
    ------
    InputError
        if there is nothing to read at `path`.
    """
    folders = dataset_folders(path)
    if not folders:
        return {str(path): tally(read_annotated(path, on_problem=on_problem))}
    found: dict[str, Counts] = {}
    for folder in folders:
        found |= _parts(read_dataset(folder, on_problem or warn))
    return found


def _parts(data: Dataset) -> dict[str, Counts]:
    articles = {file.annotated.article.id: file.annotated for file in data.articles}
    passages = {passage.id: passage for passage in data.passages}
    splits = data.splits.of if data.splits else {}
    return {
        **_by_split(f"{data.language} authored", articles, splits.get("authored", {}), tally),
        **_by_split(f"{data.language} standoff", passages, splits.get("standoff", {}), tally_passages),
    }


def _by_split(
    name: str, everything: Mapping[str, T], splits: Mapping[str, str], count: Callable[[Iterable[T]], Counts]
) -> dict[str, Counts]:
    if not everything:
        return {}
    found = {name: count(everything.values())}
    for split in dict.fromkeys(splits.values()):
        chosen = [one for identity, one in everything.items() if splits.get(identity) == split]
        found[f"{name} {split}"] = count(chosen)
    return found


def guessed(keys: Sequence[Hashable], labels: Sequence[str]) -> dict[str, float]:
    """Return accuracy and macro-F1 of answering the commonest label of each key.

    Counted on the same statements it is fitted on, so it is the most such a guess could score; a
    single key for all gives the majority.
    """
    by_key: defaultdict[Hashable, Counter[str]] = defaultdict(Counter)
    for key, label in zip(keys, labels, strict=True):
        by_key[key][label] += 1
    best = {key: counter.most_common(1)[0][0] for key, counter in by_key.items()}
    answers = [best[key] for key in keys]
    hits = Counter(label for label, answer in zip(labels, answers, strict=True) if label == answer)
    true, said = Counter(labels), Counter(answers)
    f1 = [2 * hits[label] / (true[label] + said[label]) for label in true]
    return {"accuracy": hits.total() / max(1, len(labels)), "macro_f1": sum(f1) / max(1, len(f1))}
