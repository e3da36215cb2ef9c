"""A data set of one language as it lies in a folder: `articles/`, `standoff/`, pairs of sentences and `splits.json`."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from stance.corpus import OnProblem, gather
from stance.corpus.bracket import parse
from stance.corpus.bracket_files import file_text
from stance.corpus.pairs import Side, read_pairs
from stance.corpus.sources import Source
from stance.corpus.splits import Splits, read_splits
from stance.corpus.standoff import Passage, read_passages
from stance.errors import InputError, shown
from stance.types import AnnotatedArticle

ARTICLES, STANDOFF, SPLITS = "articles", "standoff", "splits.json"
PAIRS = ("challenge", "contrast")


@dataclass(frozen=True, slots=True)
class ArticleFile:
    """An authored article with its file: the path, its name in messages, and the source as written."""

    annotated: AnnotatedArticle
    path: Path
    name: str
    source: str

    def line_of(self, offset: int) -> int:
        """Return the line of the file on which an offset of the article's text stands."""
        header = self.source.split("\n").index("---", 1) + 1
        return header + self.annotated.article.text.count("\n", 0, offset) + 1

    def header_line(self, key: str) -> int:
        """Return the line of the file that gives a key of the header, the first where none does."""
        lines = self.source.split("\n")
        return next((number for number, line in enumerate(lines, 1) if line.startswith(f"{key}:")), 1)


@dataclass(frozen=True, slots=True)
class Dataset:
    """What could be read of a folder; `splits` is `None` where the file is missing or broken."""

    folder: Path
    articles: tuple[ArticleFile, ...]
    passages: tuple[Passage, ...]
    pairs: tuple[Side, ...]
    splits: Splits | None

    @property
    def language(self) -> str:
        """The code of the language, which is the folder's name."""
        return self.folder.resolve().name


def dataset_folders(root: Path) -> list[Path]:
    """Return the folders of data sets: `root` itself, or those directly below it, sorted; may be none."""
    if not root.is_dir():
        return []
    below = sorted(path for path in root.iterdir() if path.is_dir())
    return [path for path in (root, *below) if (path / ARTICLES).is_dir() or (path / STANDOFF).is_dir()]


def warn(problem: InputError) -> None:
    """Make a problem a warning, where nobody takes it."""
    warnings.warn(str(problem), stacklevel=3)


def read_dataset(folder: Path, on_problem: OnProblem = warn) -> Dataset:
    """Return the articles, passages, pairs and splits of a folder; what cannot be read goes to `on_problem`."""
    articles: list[ArticleFile] = []
    passages: list[Passage] = []
    if (folder / ARTICLES).is_dir():
        for article in gather([folder / ARTICLES], {".md": _article_file}):
            on_problem(article) if isinstance(article, InputError) else articles.append(article)
    if (folder / STANDOFF).is_dir():
        for passage in gather([folder / STANDOFF], {".jsonl": read_passages}):
            on_problem(passage) if isinstance(passage, InputError) else passages.append(passage)
    pairs: list[Side] = []
    for side in gather([folder / name for name in PAIRS if (folder / name).is_dir()], {".jsonl": read_pairs}):
        on_problem(side) if isinstance(side, InputError) else pairs.append(side)
    splits = None
    try:
        splits = read_splits(folder / SPLITS)
    except InputError as error:
        on_problem(error)
    return Dataset(folder, tuple(articles), tuple(passages), tuple(pairs), splits)


def _article_file(source: Source) -> Iterator[ArticleFile | InputError]:
    text = file_text(source)
    path = source.path or Path(source.name)
    yield ArticleFile(parse(text, source.name), path, shown(str(path)), text)
