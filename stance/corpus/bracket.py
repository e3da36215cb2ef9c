r"""Annotated articles as plain text: Pandoc's bracketed spans under a short header.

    ---
    id: farm-017
    topic: farming
    ---
    [किसान नेता राम सिंह]{.speaker s=1} ने [कहा]{.cue s=1} कि [सरकार ने धोखा दिया है]{.indirect .accusation .negative s=1}।

Spans nest and may cross paragraphs. `\\`, `[`, `]` in the article itself are written `\\`, `\[`, `\]`.
`parse` and `render` are inverse on canonical text. The syntax is that of Pandoc's manual, section
"Divs and Spans" (extension `bracketed_spans`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from stance.errors import InputError
from stance.types import KINDS, SENTIMENTS, STANCES, AnnotatedArticle, Annotation, Article, Span, Statement

_ATTRIBUTE = re.compile(r"""\s*(?:\.(?P<cls>[\w-]+)|(?P<key>\w+)=(?:"(?P<quoted>[^"]*)"|(?P<bare>[^\s"}]+)))""")
_HEADER_LINE = re.compile(r"(?P<key>[a-z_]+):[ ]?(?P<value>.*)")
_ROLES = ("speaker", "cue")


@dataclass(frozen=True, slots=True)
class Mark:
    """One bracketed span: offsets into the plain text, its classes and its key-value attributes."""

    start: int
    stop: int
    classes: tuple[str, ...]
    attributes: tuple[tuple[str, str], ...]
    where: str = ""


class _Place:
    """Turns an offset of the source into file:line:column."""

    def __init__(self, name: str, source: str) -> None:
        self._name = name
        self._lines = [0, *(match.end() for match in re.finditer("\n", source))]

    def __call__(self, offset: int) -> str:
        line = bisect_right(self._lines, offset)
        return f"{self._name}:{line}:{offset - self._lines[line - 1] + 1}"


def _attributes(source: str, at: int, place: _Place) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...], int]:
    """Read `{.class key=value}` that starts at `at`; return classes, attributes and the offset behind."""
    classes: list[str] = []
    pairs: list[tuple[str, str]] = []
    position = at + 1
    while match := _ATTRIBUTE.match(source, position):
        if match["cls"]:
            classes.append(match["cls"])
        else:
            pairs.append((match["key"], match["quoted"] if match["quoted"] is not None else match["bare"]))
        position = match.end()
    closing = re.compile(r"\s*\}").match(source, position)
    if not closing:
        raise InputError("an attribute is neither .class nor key=value, or the closing } is missing", place(position))
    return tuple(classes), tuple(pairs), closing.end()


def parse_marks(source: str, name: str = "<text>", offset: int = 0) -> tuple[str, tuple[Mark, ...]]:
    """Return the plain text and its marks in the order in which they open (outer before inner).

    Raises
    ------
    InputError
        at file:line:column for an unbalanced bracket or a malformed attribute.
    """
    place = _Place(name, source)
    plain: list[str] = []
    length = 0
    open_at: list[tuple[int, int, int]] = []  # source offset, plain offset, slot
    marks: list[Mark | None] = []
    position = offset
    while position < len(source):
        character = source[position]
        if character == "\\" and source[position + 1 : position + 2] in ("[", "]", "\\"):
            plain.append(source[position + 1])
            length += 1
            position += 2
        elif character == "[":
            open_at.append((position, length, len(marks)))
            marks.append(None)
            position += 1
        elif character == "]":
            if not open_at:
                raise InputError("a ] closes nothing; write \\] for a bracket of the text", place(position))
            if source[position + 1 : position + 2] != "{":
                raise InputError("a span needs its {attributes} right after the ]", place(position))
            opened, start, slot = open_at.pop()
            classes, pairs, behind = _attributes(source, position + 1, place)
            if start == length:
                raise InputError("an empty span", place(opened))
            marks[slot] = Mark(start, length, classes, pairs, place(opened))
            position = behind
        else:
            plain.append(character)
            length += 1
            position += 1
    if open_at:
        raise InputError("a [ is never closed; write \\[ for a bracket of the text", place(open_at[-1][0]))
    return "".join(plain), tuple(mark for mark in marks if mark)


def render_marks(text: str, marks: Iterable[Mark]) -> str:
    """Write marks into the text; the inverse of `parse_marks`.

    Raises
    ------
    InputError
        if two marks cross, which the syntax cannot hold.
    """
    ordered = sorted(enumerate(marks), key=lambda pair: (pair[1].start, -pair[1].stop, pair[0]))
    out: list[str] = []
    stack: list[Mark] = []
    position = 0

    def plain_until(stop: int) -> None:
        nonlocal position
        out.append(re.sub(r"([\\\[\]])", r"\\\1", text[position:stop]))
        position = stop

    def close() -> None:
        mark = stack.pop()
        plain_until(mark.stop)
        words = [f".{name}" for name in mark.classes]
        words += [f"{k}={v}" if re.fullmatch(r'[^\s"}]+', v) else f'{k}="{v}"' for k, v in mark.attributes]
        out.append("]{" + " ".join(words) + "}")

    for _, mark in ordered:
        while stack and stack[-1].stop <= mark.start:
            close()
        if stack and mark.stop > stack[-1].stop:
            raise InputError(f"spans cross at offsets {mark.start}-{stack[-1].stop}", mark.where or None)
        plain_until(mark.start)
        out.append("[")
        stack.append(mark)
    while stack:
        close()
    plain_until(len(text))
    return "".join(out)


def _header(source: str, name: str) -> tuple[dict[str, str], int]:
    """Return the header's fields and the offset of the body."""
    if not source.startswith("---\n"):
        raise InputError("the file must open with a header between two lines of ---", f"{name}:1:1")
    fields: dict[str, str] = {}
    position = 4
    for number, line in enumerate(source[4:].split("\n"), 2):
        position += len(line) + 1
        if line == "---":
            return fields, position
        match = _HEADER_LINE.fullmatch(line)
        if not match:
            raise InputError("a header line must read 'key: value'", f"{name}:{number}:1")
        if match["key"] in fields:
            raise InputError(f"the header gives '{match['key']}' twice", f"{name}:{number}:1")
        fields[match["key"]] = match["value"]
    raise InputError("the header is never closed with a line of ---", f"{name}:1:1")


def _one_of(mark: Mark, allowed: tuple[str, ...], what: str) -> str:
    found = [name for name in mark.classes if name in allowed]
    if len(found) != 1:
        raise InputError(f"a statement needs exactly one {what} of {', '.join(allowed)}", mark.where)
    return found[0]


def _numbers(mark: Mark, value: str | None) -> list[int]:
    if value is None:
        raise InputError("a span needs s=NUMBER", mark.where)
    try:
        return [int(part) for part in value.split(",")]
    except ValueError:
        raise InputError(f"'{value}' is not a list of numbers", mark.where) from None


def _annotations(text: str, marks: tuple[Mark, ...]) -> tuple[Annotation, ...]:
    """Tie speakers and cues to their statements by number."""
    roles: dict[tuple[str, int], Mark] = {}
    statements: dict[int, Mark] = {}
    for mark in marks:
        known = {*KINDS, *STANCES, *SENTIMENTS, *_ROLES, "unsure"}
        for name in mark.classes:
            if name not in known:
                raise InputError(f"unknown class .{name}; known: {', '.join(sorted(known))}", mark.where)
        attributes = dict(mark.attributes)
        for key in attributes:
            if key not in ("s", "resolved", "answers"):
                raise InputError(f"unknown attribute {key}=; known: s, resolved, answers", mark.where)
        role = next((name for name in _ROLES if name in mark.classes), None)
        numbers = _numbers(mark, attributes.get("s"))
        if role:
            for number in numbers:
                if (role, number) in roles:
                    raise InputError(f"statement {number} has two {role} spans", mark.where)
                roles[role, number] = mark
        elif len(numbers) != 1 or numbers[0] in statements:
            raise InputError("a statement needs one number of its own", mark.where)
        else:
            statements[numbers[0]] = mark
    for (role, number), mark in roles.items():
        if number not in statements:
            raise InputError(f"the {role} belongs to statement {number}, which is not marked", mark.where)

    def span(mark: Mark | None) -> Span | None:
        return Span(mark.start, mark.stop, text[mark.start : mark.stop]) if mark else None

    found = []
    for number, mark in statements.items():
        attributes = dict(mark.attributes)
        answers = tuple(_numbers(mark, attributes["answers"])) if "answers" in attributes else ()
        for other in answers:
            if other not in statements:
                raise InputError(f"answers={other} names no statement", mark.where)
        speaker = roles.get(("speaker", number))
        content = span(mark)
        assert content is not None
        statement = Statement(
            kind=_one_of(mark, KINDS, "kind"),
            content=content,
            cue=span(roles.get(("cue", number))),
            speaker=span(speaker),
            rule="gold",
        )
        found.append(
            Annotation(
                number=number,
                statement=statement,
                stance=_one_of(mark, STANCES, "stance"),
                sentiment=_one_of(mark, SENTIMENTS, "sentiment"),
                sure="unsure" not in mark.classes,
                resolved=dict(speaker.attributes).get("resolved") if speaker else None,
                answers=answers,
            )
        )
    return tuple(sorted(found, key=lambda a: (a.statement.content.start, -a.statement.content.stop, a.number)))


def parse(source: str, name: str = "<text>") -> AnnotatedArticle:
    """Read one annotated article.

    Raises
    ------
    InputError
        at file:line:column, for every fault of syntax or of labels.
    """
    fields, body = _header(source, name)
    if not fields.get("id"):
        raise InputError("the header needs an id", f"{name}:1:1")
    text, marks = parse_marks(source, name, body)
    article = Article(
        id=fields["id"], text=text, date=fields.get("date"), source=fields.get("source"), lang=fields.get("lang")
    )
    return AnnotatedArticle(article, _annotations(text, marks), fields)


def _marks(annotations: Iterable[Annotation]) -> list[Mark]:
    """The marks that `_annotations` would read back; speakers and cues that coincide are shared."""
    marks: list[Mark] = []
    shared: dict[tuple[str, int, int, str | None], list[int]] = {}
    for item in annotations:
        statement = item.statement
        classes = [statement.kind, item.stance, item.sentiment, *(() if item.sure else ("unsure",))]
        attributes: Mapping[str, str] = {"s": str(item.number)}
        if item.answers:
            attributes = {**attributes, "answers": ",".join(map(str, item.answers))}
        marks.append(Mark(statement.content.start, statement.content.stop, tuple(classes), tuple(attributes.items())))
        for role, span, resolved in (("speaker", statement.speaker, item.resolved), ("cue", statement.cue, None)):
            if span:
                shared.setdefault((role, span.start, span.stop, resolved), []).append(item.number)
    for (role, start, stop, resolved), numbers in shared.items():
        attributes = {"s": ",".join(map(str, numbers))}
        if resolved is not None:
            attributes = {**attributes, "resolved": resolved}
        marks.append(Mark(start, stop, (role,), tuple(attributes.items())))
    return marks


def render(annotated: AnnotatedArticle) -> str:
    """Write one annotated article; `parse(render(a)) == a`."""
    header = "".join(f"{key}: {value}\n" for key, value in annotated.header.items())
    return f"---\n{header}---\n{render_marks(annotated.article.text, _marks(annotated.annotations))}"
