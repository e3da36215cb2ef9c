"""Shows what one rule proposes, for the examples in the docstrings of the rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from stance.languages import load_language
from stance.statements.candidates import Candidate
from stance.statements.scan import Reader, Scan
from stance.types import Article


def shown(rule: Callable[[Scan], Iterator[Candidate]], text: str, language: str = "hi") -> str:
    """Return a line for each proposal of a rule: `kind: content | speaker | cue`, `-` for what is missing."""
    scan = Reader(load_language(language))(Article("example", text))
    lines = []
    for candidate in rule(scan):
        content = scan.span(candidate.start, candidate.stop).text
        speaker = scan.token_span(*candidate.speaker).text if candidate.speaker else "-"
        cue = scan.token_span(candidate.cue.first, candidate.cue.behind).text if candidate.cue else "-"
        lines.append(f"{candidate.kind}: {content} | {speaker} | {cue}")
    return "\n".join(lines)
