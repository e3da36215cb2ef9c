"""Generates the forms of a verb from its stem and the endings in `language.toml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence


def conjugate(stem: str, perfective: Sequence[str], endings: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    """Yield (form, aspect) of every form; `perfective` overrides the regular perfective where given.

    Aspects: perfective, imperfective, infinitive, conjunctive, future, stem; copula.
    Follows the regular paradigms of Hindi grammar (Kachru 2006, ch. 5).
    """
    if not stem:  # a copula: only the listed forms
        yield from ((form, "copula") for form in perfective)
        return
    suffix = "vowel" if stem.endswith(tuple(endings["vowel_signs"])) else "consonant"
    if perfective:
        yield from ((form, "perfective") for form in perfective)
    else:
        yield from ((stem + ending, "perfective") for ending in endings[f"perfective_{suffix}"])
    for aspect in ("imperfective", "infinitive", "conjunctive"):
        yield from ((stem + ending, aspect) for ending in endings[aspect])
    yield from ((stem + ending, "future") for ending in endings[f"future_{suffix}"])
    yield stem, "stem"
