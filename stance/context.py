"""Facts about a statement's surroundings: what the article disputes, what stands beside it, what it echoes.

A claim such as “X अपने नागरिक भेज रहा है” accuses in an article about the charge and merely informs in
another; who repeats it confirms it. These facts let the classifier see that.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator

from stance.statements.scan import Scan

_DISPUTE = frozenset(("accuse", "deny", "confirm", "charge", "convict", "claim"))  # classes of cues
_LEXEMES = frozenset(("charge", "deny", "confirm"))  # classes of words
_ECHO = 0.2  # share of a statement's words from which an earlier sentence counts as said before
_NEAREST = 100  # occurrences of a word looked at on either side; no newspaper article has more
_NAME_REACH = 4  # tokens behind a name within which `का आरोप`, `का खंडन` belongs to it


def _lexemes(scan: Scan, sentence: int) -> set[str]:
    _, first, behind = scan.sentences[sentence]
    return set().union(*map(scan.language.lexeme_classes, scan.tokens.norms[first:behind])) & _LEXEMES


def _classes(scan: Scan, sentence: int) -> set[str]:
    return {match.cls for match in scan.reports(sentence)} & _DISPUTE


def _beside(scan: Scan, opens: int, closes: int) -> Iterator[str]:
    for name, sentence in (("before", opens - 1), ("after", closes + 1)):
        if 0 <= sentence < len(scan.sentences):
            yield from (f"{name}:L:{cls}" for cls in sorted(_lexemes(scan, sentence)))
    if scan.title_stop and opens > 0:
        yield from (f"title:L:{cls}" for cls in sorted(_lexemes(scan, 0)))


def _article(scan: Scan, opens: int, closes: int) -> Iterator[str]:
    own = Counter(cls for sentence in range(opens, closes + 1) for cls in _classes(scan, sentence))
    for cls, count in sorted(scan.reporting_sentences.items()):
        elsewhere = count - own[cls]
        if cls in _DISPUTE and elsewhere > 0:
            yield f"article:{cls}"
            if elsewhere > 1:
                yield f"article:{cls}+"


def _echo(scan: Scan, words: frozenset[str], opens: int) -> Iterator[str]:
    """What the earlier sentence most like the statement does: charges, denies, confirms."""
    if len(words) < 2:
        return
    _, start, _ = scan.sentences[opens]
    shared: Counter[int] = Counter()
    for word in words:
        places = scan.places.get(word, [])
        before = bisect_left(places, start)
        shared.update({scan.sentence_of[token] for token in places[max(0, before - _NEAREST) : before]})
    if not shared:
        return
    most, nearest = max((count, sentence) for sentence, count in shared.items())
    best = most / len(words)
    if best >= _ECHO:
        yield f"echo={int(best * 5)}"
        yield from (f"echo:{cls}" for cls in sorted(_classes(scan, nearest)))
        yield from (f"echo:L:{cls}" for cls in sorted(_lexemes(scan, nearest)))


def _speaker_elsewhere(scan: Scan, names: frozenset[str], opens: int, closes: int) -> Iterator[str]:
    """What the article says elsewhere that the speaker does: `ज़ेलेंस्की का आरोप`."""
    found: set[str] = set()
    norms, language = scan.tokens.norms, scan.language
    _, start, _ = scan.sentences[opens]
    _, _, stop = scan.sentences[closes]
    for name in names:
        places = scan.places.get(name, [])
        before, after = bisect_left(places, start), bisect_left(places, stop)
        for token in (*places[max(0, before - _NEAREST) : before], *places[after : after + _NEAREST]):
            _, _, behind = scan.sentences[scan.sentence_of[token]]
            found |= {f"speaker-does:{cls}" for cls in _classes(scan, scan.sentence_of[token])}
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
