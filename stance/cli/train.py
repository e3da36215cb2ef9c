"""`stance train`: models from your own labels."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from stance.cli.options import Lang, Problems
from stance.errors import InputError
from stance.examples import TASKS, Example

Data = Annotated[
    list[Path], typer.Argument(help="Annotated articles (folder, .md, .jsonl) or labelled texts (.csv, .tsv, .jsonl).")
]
Task = Annotated[str, typer.Option("--task", help="stance, sentiment, or any name for your own labels.")]
TextColumn = Annotated[str | None, typer.Option("--text", help="Column that holds the text of labelled texts.")]
LabelColumn = Annotated[str, typer.Option("--label", help="Column that holds the label.")]
GroupColumn = Annotated[
    str | None, typer.Option("--group", help="Column of what must not be split, such as the article.")
]


def read_examples(
    data: list[Path], task: str, lang: str, text: str | None, label: str, group: str | None, problems: Problems
) -> list[Example]:
    """Return the examples of annotated articles, or of labelled texts where a text column is named."""
    from stance.corpus.exchange import read_annotated
    from stance.corpus.labelled import read_labelled
    from stance.examples import from_articles, from_texts
    from stance.languages import load_language

    language = load_language(lang)
    examples: list[Example] = []
    for path in data:
        if text is not None or path.suffix in (".csv", ".tsv"):
            rows = read_labelled(path, text=text or "text", label=label, group=group, on_problem=problems)
            examples.extend(from_texts(rows, language))
        elif task in TASKS:
            examples.extend(from_articles(read_annotated(path, on_problem=problems), language, task))
        else:
            raise typer.BadParameter(
                f"annotated articles hold {' and '.join(TASKS)}; for '{task}' name --text and --label"
            )
    if not examples:
        raise InputError(f"no labelled examples in {', '.join(map(str, data))}")
    return examples


def train(
    data: Data,
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder of the new model.")],
    task: Task = "stance",
    lang: Lang = "hi",
    text: TextColumn = None,
    label: LabelColumn = "label",
    group: GroupColumn = None,
    strength: Annotated[float, typer.Option("--C", min=0.0001, help="Inverse strength of the penalty.")] = 0.1,
) -> None:
    """Train a model on your own labels and save it as a folder that `--model` takes."""
    from stance.bundle import save_model
    from stance.classifier import TextClassifier
    from stance.examples import digest

    problems = Problems()
    examples = read_examples(data, task, lang, text, label, group, problems)
    classifier = TextClassifier(language=lang, C=strength, task=task)
    try:
        classifier.fit([e.instance for e in examples], [e.label for e in examples], groups=[e.group for e in examples])
    except ValueError as problem:
        raise InputError(str(problem)) from None
    about: dict[str, Any] = {"examples": len(examples), "data_sha256": digest(examples), "C": strength}
    card = f"# {task} ({lang})\n\n`stance train`, {len(examples)} examples; data SHA-256 {about['data_sha256']}.\n"
    sha = save_model(classifier.model_, output, language=lang, about=about, card=card)
    print(f"{output}: {len(examples)} examples, {classifier.model_.vectorizer.size} features, SHA-256 {sha[:12]}")
    problems.finish()
