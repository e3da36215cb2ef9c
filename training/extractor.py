"""Trains the selector: which candidates are statements, and which sentences carry one on."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from typing import Any

from stance.bundle import save_model
from stance.evaluation.extraction import evaluate_extraction
from stance.evaluation.metrics import rounded
from stance.evaluation.spans import overlap
from stance.languages import Language, load_language
from stance.statements import Reader, Scan, extract, propose
from stance.statements.candidates import Candidate
from stance.statements.carry_facts import carry_on_facts
from stance.statements.carry_on import carry_on
from stance.statements.rivals import facts_of_all
from stance.statements.selector import Selector
from stance.text.clean import clean
from stance.types import AnnotatedArticle, Span
from training.data import PARTS, ROOT, select
from training.decisions import Decisions
from training.extraction_report import ERROR_FIELDS, error_rows, extraction_scores
from training.speakers import fit_ranker
from training.voices import voices

_SETTINGS = (
    "strength",
    "rarest",
    "carry_strength",
    "voice_weight",
    "speaker_strength",
    "threshold",
    "carry_threshold",
)
_NEAR = 0.5  # weight of a rejected candidate that overlaps a statement by half: it is not quite wrong
_SAME = 0.9  # overlap from which a candidate is as good as the best one


def decisions(
    articles: Iterable[tuple[AnnotatedArticle, float]], language: Language, voice_weight: float
) -> tuple[Decisions, Decisions]:
    """Return the decisions on candidates and on carrying on, of articles with their weights.

    Who says a sentence, its source or the article, counts `voice_weight` of a decision on carrying on.
    """
    reader = Reader(language)
    proposed, carried = Decisions(), Decisions()
    for annotated, weight in articles:
        scan = reader(annotated.article, clean(annotated.article, language))
        gold = [annotation.statement.content for annotation in annotated.annotations]
        candidates = propose(scan)
        good = _good(scan, candidates, gold)
        for candidate, found in zip(candidates, facts_of_all(scan, candidates), strict=True):
            near = candidate not in good and any(overlap(_span(scan, candidate), span) >= 0.5 for span in gold)
            proposed.add(found, candidate in good, annotated.article.id, weight * (_NEAR if near else 1.0))
        _carry(scan, annotated, candidates, carried, weight)
        for found, said in voices(scan, annotated):
            carried.add(found, said, annotated.article.id, weight * voice_weight)
    return proposed, carried


def _span(scan: Scan, candidate: Candidate) -> Span:
    return Span(candidate.start, candidate.stop, scan.article.text[candidate.start : candidate.stop])


def _good(scan: Scan, candidates: list[Candidate], gold: list[Span]) -> list[Candidate]:
    """Return the closest candidate of each annotated span, and those all but equal to it."""
    good: list[Candidate] = []
    for span in gold:
        ranked = [(overlap(_span(scan, candidate), span), candidate) for candidate in candidates]
        best = max((value for value, _ in ranked), default=0.0)
        if best >= 0.5:
            good += [candidate for value, candidate in ranked if value >= max(best - 0.02, 0.5) or value >= _SAME]
    return good


def _carry(
    scan: Scan, annotated: AnnotatedArticle, candidates: list[Candidate], carried: Decisions, weight: float
) -> None:
    """Walk the article as extraction does, with the annotated statements in place of the accepted candidates."""
    kept: list[Candidate] = []
    continued: list[Span] = []
    for annotation in annotated.annotations:
        statement = annotation.statement
        if statement.cue is None and statement.kind == "indirect":
            continued.append(statement.content)
            continue
        closest = max(candidates, key=lambda c: overlap(_span(scan, c), statement.content), default=None)
        if closest is not None and overlap(_span(scan, closest), statement.content) >= 0.5:
            kept.append(closest)

    def continues(candidate: Candidate, said: Candidate, distance: int) -> float:
        size = candidate.stop - candidate.start
        inside = sum(max(0, min(candidate.stop, s.stop) - max(candidate.start, s.start)) for s in continued)
        accept = inside >= 0.5 * size
        carried.add(carry_on_facts(scan, candidate, said, distance), accept, annotated.article.id, weight)
        return float(accept)

    carry_on(scan, kept, continues)


def fit_selector(
    articles: Iterable[tuple[AnnotatedArticle, float]],
    language: Language,
    *,
    strength: float,
    rarest: int,
    carry_strength: float,
    voice_weight: float,
    speaker_strength: float,
    threshold: float,
    carry_threshold: float,
) -> Selector:
    """Return the selector fitted on articles with their weights."""
    weighted = list(articles)
    proposed, carried = decisions(weighted, language, voice_weight)
    ranker = fit_ranker(weighted, language, strength=speaker_strength)
    return Selector(proposed.fit(strength, rarest), carried.fit(carry_strength), ranker, threshold, carry_threshold)


def train_selector(recipe: dict[str, Any]) -> None:
    """Follow an extraction recipe: measure on test, list the errors on dev, ship the models."""
    language = load_language(recipe["language"])
    settings = {key: recipe[key] for key in _SETTINGS}

    def fitted(*splits: str, leaving_out: Collection[str] = ()) -> Selector:
        weights = recipe["weights"]
        articles = [(article, weights[part]) for part in PARTS for article in select(part, *splits)]
        kept = [pair for pair in articles if pair[0].article.id not in leaving_out]
        return fit_selector(kept, language, **settings)

    selector = fitted(*recipe["fit"])
    scores = extraction_scores(selector, language)
    drawn = {a.article.id: a for a in select("standoff", "train", "dev", "test") if a.header["random"] == "true"}
    unseen = fitted(*recipe["fit"], leaving_out=drawn)
    # Precision at base rate needs passages that nobody picked; the test split alone holds too few of them.
    at_random = evaluate_extraction(list(drawn.values()), language, lambda scan: extract(scan, unseen))
    scores["standoff, drawn at random/selector fitted without them"] = rounded(at_random)
    report = ROOT / "reports" / recipe["name"]
    report.mkdir(parents=True, exist_ok=True)
    (report / "scores.json").write_text(json.dumps(scores, ensure_ascii=False, indent=1) + "\n", "utf-8")
    rows = [ERROR_FIELDS, *error_rows(fitted("train"), language)]  # a selector that has not seen dev
    (report / "errors.tsv").write_text("".join("\t".join(row) + "\n" for row in rows), "utf-8")
    pairs = (
        ("propose", selector.propose, selector.threshold),
        ("carry-on", selector.carry_on, selector.carry_threshold),
        ("speaker-end", selector.speakers.ends, 0.0),
        ("speaker-start", selector.speakers.starts, 0.0),
    )
    for name, model, threshold in pairs:
        folder = ROOT / "stance" / "models" / f"{name}-{recipe['language']}"
        card = f"# {folder.name}\n\nPart of extraction; fitted and measured by the recipe `{recipe['name']}`.\n"
        save_model(
            model, folder, language=recipe["language"], about={"threshold": threshold, "recipe": recipe}, card=card
        )
    for key, row in scores.items():
        print(f"  {key}: {row if 'partial_f1' not in row else _line(row)}")


def _line(row: dict[str, Any]) -> str:
    return (
        f"F1 {row['partial_f1']:.3f} {row['interval']}, exact {row['exact_f1']:.3f}, kind {row['kind_accuracy']:.3f}, "
        f"speaker {row['speaker_exact']:.3f}/{row['speaker_overlap']:.3f}, cue {row['cue_overlap']:.3f}"
    )
