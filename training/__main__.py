"""How models and reports are made.

python -m training [RECIPE...]          fit the models of the recipes, measure them, write models and reports
python -m training study [RECIPE...]    what the data is worth: baselines, parts, learning curve
python -m training agreement | benchmarks | challenge | end-to-end | models
                                        write the report of that name
python -m training held-out FILE        write the authored test articles, for a scheduled `stance evaluate`
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

import sklearn

from stance import __version__
from stance.bundle import save_model
from stance.corpus.exchange import write_exchange
from stance.evaluation.classification import Evaluation, evaluate_model, write_report
from stance.examples import digest
from training import agreement, benchmarks, challenge, end_to_end, models
from training.card import card
from training.data import PARTS, ROOT, select
from training.extractor import train_selector
from training.fitting import examples, fit, to_fit
from training.ledger import train_ledger
from training.readme import refresh
from training.study import study

RECIPES = Path(__file__).parent / "recipes"


def run(path: Path) -> None:
    """Follow one recipe: measure a model of the train split on dev and test, ship one of all it may see."""
    recipe = tomllib.loads(path.read_text("utf-8"))
    if recipe["task"] == "extraction":
        train_selector(recipe)
        return
    if recipe["task"] == "ledger":
        train_ledger(recipe)
        return
    parts = to_fit(recipe)
    classifier = fit(recipe, parts)
    data = [example for found in parts.values() for example in found]
    measured: dict[str, Evaluation] = {}
    for part in PARTS:
        held = examples(recipe, part, "test")
        if held:
            measured[part] = evaluate_model(classifier.model_, held)
            folder = ROOT / "reports" / recipe["name"] / f"{part}-test"
            write_report(measured[part], folder, texts=part != "standoff")
    about = {
        "examples": len(data),
        "data_sha256": digest(data),
        "recipe": recipe,
        "versions": {"indic-stance": __version__, "scikit-learn": sklearn.__version__},
    }
    scores = {part: evaluation.scores for part, evaluation in measured.items()}
    folder = ROOT / "stance" / "models" / recipe["name"]
    text = card(recipe, about, scores)
    sha = save_model(classifier.model_, folder, language=recipe["language"], about=about, card=text)
    print(f"{recipe['name']}: {len(data)} examples, {classifier.model_.vectorizer.size} features, SHA-256 {sha[:12]}")
    for part, result in scores.items():
        low, high = result["macro_f1_interval"]
        print(f"  {part} test: macro-F1 {result['macro_f1']:.3f} ({low:.3f}–{high:.3f}), n {result['n']}")


def main() -> None:
    """Run the named recipes, or all."""
    reports = {
        "agreement": agreement.report,
        "benchmarks": benchmarks.report,
        "challenge": challenge.report,
        "end-to-end": end_to_end.report,
        "models": models.report,
    }
    command = reports.get(" ".join(sys.argv[1:]))
    if command is not None:
        command()
        refresh()
        return
    if sys.argv[1:2] == ["held-out"] and len(sys.argv) == 3:
        print(f"{sys.argv[2]}: {write_exchange(select('authored', 'test'), sys.argv[2])} articles")
        return
    studying = "study" in sys.argv[1:2]
    names = sys.argv[1 + studying :] or sorted(path.stem for path in RECIPES.glob("*.toml"))
    for name in names:
        path = RECIPES / f"{name}.toml"
        if not path.exists():
            known = ", ".join(sorted(p.stem for p in RECIPES.glob("*.toml")))
            sys.exit(f"no recipe '{name}'; available: {known}")
        if studying:
            recipe = tomllib.loads(path.read_text("utf-8"))
            if recipe["task"] not in ("extraction", "ledger"):
                study(recipe)
        else:
            run(path)
    refresh()


if __name__ == "__main__":
    main()
