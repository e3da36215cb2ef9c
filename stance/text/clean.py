"""Marks what is not the article: boilerplate, repeated headlines, captions; and which line is the title.

An ordered tuple of named fixes. A fix returns regions and never changes the text, so no offset moves.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from stance.errors import OptionError
from stance.languages import Language
from stance.types import Article

_LINE = re.compile(r"[^\n]+")
_TITLE_LENGTH = 200  # a headline longer than this has not been seen; a lead paragraph usually is
_WHOLE_LINE = 300  # above it, boilerplate inside a line is glued to real text and only its sentence goes


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of the text and the fix that marked it; `dropped` regions yield no statements."""

    start: int
    stop: int
    fix: str
    dropped: bool


@functools.lru_cache(maxsize=1)  # each fix asks for the lines of the same text
def _lines(text: str) -> list[tuple[int, int, str]]:
    found = []
    for match in _LINE.finditer(text):
        line = match.group()
        stripped = line.strip()
        if stripped:
            start = match.start() + len(line) - len(line.lstrip())
            found.append((start, start + len(stripped), stripped))
    return found


def _patterns(article: Article, language: Language, fix: str) -> Iterator[Region]:
    """Regions of the language's boilerplate patterns of one fix."""
    patterns = [pattern for name, pattern in language.boilerplate if name == fix]
    for start, stop, line in _lines(article.text):
        for pattern in patterns:
            match = pattern.search(line)
            if not match:
                continue
            if fix == "caption" and match.group().startswith("("):
                yield Region(start + match.start(), start + match.end(), fix, True)
            elif len(line) <= _WHOLE_LINE or fix == "caption":
                yield Region(start, stop, fix, True)
                break
            else:
                ends = [0, *(m.end() for m in re.finditer(r"[।?!]\s*", line)), len(line)]
                left = max(end for end in ends if end <= match.start())
                right = min(end for end in ends if end >= match.end())
                yield Region(start + left, start + right, fix, True)
                break


def follow_us(article: Article, language: Language) -> Iterator[Region]:
    """`हमें यहां व्हाट्सएप पर फॉलो करें…`: calls to follow, join or install."""
    yield from _patterns(article, language, "follow_us")


def read_also(article: Article, language: Language) -> Iterator[Region]:
    """`ये भी पढ़ें: …`: links to other stories."""
    yield from _patterns(article, language, "read_also")


def source_link(article: Article, language: Language) -> Iterator[Region]:
    """`Source link` and bare addresses left by copying sites."""
    yield from _patterns(article, language, "source_link")


def share(article: Article, language: Language) -> Iterator[Region]:
    """Share, print and newsletter lines."""
    yield from _patterns(article, language, "share")


def advert(article: Article, language: Language) -> Iterator[Region]:
    """Advertisement lines."""
    yield from _patterns(article, language, "advert")


def caption(article: Article, language: Language) -> Iterator[Region]:
    """Photo credits in brackets, and lines that open with `फोटो:`."""
    yield from _patterns(article, language, "caption")


def title(article: Article, language: Language) -> Iterator[Region]:
    """Mark the first line as the headline where it is short and other lines follow."""
    lines = _lines(article.text)
    ends = tuple(language.settings["sentences"]["ends"][:2])
    if len(lines) > 1:
        start, stop, line = lines[0]
        ended = line.rstrip("\"'”’)» ").endswith(ends)
        if len(line) <= _TITLE_LENGTH and (not ended or line == article.title):
            yield Region(start, stop, "title", False)


def repeated_headline(article: Article, language: Language) -> Iterator[Region]:
    """Drop later lines that repeat an earlier line word for word and are short enough for a headline."""
    seen: set[str] = set()
    for start, stop, line in _lines(article.text):
        if len(line) > 2 * _TITLE_LENGTH:  # folding takes off less than half
            continue
        key = " ".join(map(language.fold, line.split()))
        if key in seen and 15 < len(line) <= _TITLE_LENGTH:
            yield Region(start, stop, "repeated_headline", True)
        seen.add(key)


Fix = Callable[[Article, Language], Iterator[Region]]
FIXES: tuple[Fix, ...] = (title, repeated_headline, follow_us, read_also, source_link, share, advert, caption)


def clean(article: Article, language: Language, skip: Collection[str] = ()) -> tuple[Region, ...]:
    """Return the regions all fixes mark, in text order; `skip` names fixes to switch off.

    Raises
    ------
    OptionError
        if `skip` names no fix; the message lists those that exist.
    """
    known = [fix.__name__ for fix in FIXES]
    for name in skip:
        if name not in known:
            raise OptionError(f"no cleaning fix '{name}'; available: {', '.join(known)}")
    regions = [region for fix in FIXES if fix.__name__ not in skip for region in fix(article, language)]
    return tuple(sorted(regions, key=lambda region: (region.start, region.stop)))
