"""Facts about a statement's surroundings: what the article disputes, what stands beside it, what it echoes.

A claim such as “X अपने नागरिक भेज रहा है” accuses in an article about the charge and merely informs in
another; who repeats it confirms it. These facts let the classifier see that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from stance.statements.scan import Scan

_DISPUTE = frozenset(("accuse", "deny", "confirm", "charge", "convict", "claim"))  # classes of cues
_LEXEMES = frozenset(("charge", "deny", "confirm"))  # classes of words
_ECHO = 0.2  # share of a statement's words from which an earlier sentence counts as said before
_NAME_REACH = 4  # tokens behind a name within which `का आरोप`, `का खंडन` belongs to it


def _lexemes(scan: Scan, sentence: int) -> set[str]:
    _, first, behind = scan.sentences[sentence]
    return {c for norm in scan.tokens.norms[first:behind] for c in scan.language.lexeme_classes(norm)} & _LEXEMES


def _classes(scan: Scan, sentence: int) -> set[str]:
    return {match.cls for match in scan.reports(sentence)} & _DISPUTE


def _beside(scan: Scan, opens: int, closes: int) -> Iterator[str]:
    for name, sentence in (("before", opens - 1), ("after", closes + 1)):
        if 0 <= sentence < len(scan.sentences):
            yield from (f"{name}:L:{cls}" for cls in sorted(_lexemes(scan, sentence)))
    if scan.title_stop and opens > 0:
        yield from (f"title:L:{cls}" for cls in sorted(_lexemes(scan, 0)))


def _article(scan: Scan, opens: int, closes: int) -> Iterator[str]:
    counts: Counter[str] = Counter()
    for sentence in range(len(scan.sentences)):
        if not opens <= sentence <= closes:
            counts.update(_classes(scan, sentence))
    for cls, count in sorted(counts.items()):
        yield f"article:{cls}"
        if count > 1:
            yield f"article:{cls}+"


def _echo(scan: Scan, words: frozenset[str], opens: int) -> Iterator[str]:
    """What the earlier sentence most like the statement does: charges, denies, confirms."""
    if len(words) < 2:
        return
    best, nearest = 0.0, None
    for sentence in range(opens):
        share = len(words & scan.content_words[sentence]) / len(words)
        if share and share >= best:
            best, nearest = share, sentence
    if nearest is not None and best >= _ECHO:
        yield f"echo={int(best * 5)}"
        yield from (f"echo:{cls}" for cls in sorted(_classes(scan, nearest)))
        yield from (f"echo:L:{cls}" for cls in sorted(_lexemes(scan, nearest)))


def _speaker_elsewhere(scan: Scan, names: frozenset[str], opens: int, closes: int) -> Iterator[str]:
    """What the article says elsewhere that the speaker does: `ज़ेलेंस्की का आरोप`."""
    found: set[str] = set()
    norms, language = scan.tokens.norms, scan.language
    for sentence, (_, first, behind) in enumerate(scan.sentences):
        if opens <= sentence <= closes or not names & scan.content_words[sentence]:
            continue
        found |= {f"speaker-does:{cls}" for cls in _classes(scan, sentence)}
        for token in range(first, behind):
            if norms[token] in names:
                for near in norms[token + 1 : min(token + _NAME_REACH, behind)]:
                    found |= {f"speaker-of:{cls}" for cls in language.lexeme_classes(near) if cls in _LEXEMES}
    yield from sorted(found)


def context_marks(scan: Scan, content: tuple[int, int], speaker: tuple[int, int] | None) -> Iterator[str]:
    """Yield the facts of the statement at tokens `content` whose speaker stands at tokens `speaker`."""
    first, behind = content
    if first >= len(scan.tokens) or behind <= first:
        return
    opens, closes = scan.sentence_of[first], scan.sentence_of[behind - 1]
    yield from _beside(scan, opens, closes)
    yield from _article(scan, opens, closes)
    yield from _echo(scan, frozenset(filter(scan.is_content_word, scan.tokens.norms[first:behind])), opens)
    if speaker is not None:
        names = frozenset(filter(scan.is_content_word, scan.tokens.norms[speaker[0] : speaker[1]]))
        yield from _speaker_elsewhere(scan, names, opens, closes)
