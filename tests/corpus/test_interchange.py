"""Every format gives back what was written; what it cannot hold or does not know is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.corpus.bracket import parse, render
from stance.corpus.interchange import INTERCHANGE, Interchange, convert, interchange, read_interchange
from stance.errors import InputError
from stance.types import KINDS, SENTIMENTS, STANCES, AnnotatedArticle, Annotation, Article, Span, Statement

CASE = Path(__file__).parent / "cases" / "annotated.md"
# Letters with signs, joiners, marks, brackets, spreadsheet formulas, a tab, two kinds of line end, an astral character.
LETTERS = "कखगािी्ंँ़ ०१23abc.,।\"'“”[]{}\\=+-@%#:;|/\t\n\u200d\u2028😀"
LINES = LETTERS.replace("\n", "")
formats = pytest.mark.parametrize("known", INTERCHANGE, ids=[known.name for known in INTERCHANGE])


def _edges(text: str) -> list[int]:
    return [place for place, letter in enumerate(text) if not letter.isspace()]


@st.composite
def statements(draw: st.DrawFn, text: str) -> tuple[Annotation, ...]:
    """Statements that nest or stand apart, with shared speakers and cues, doubts and answers."""
    spans: list[Span] = []

    def span() -> Span | None:
        first, last = sorted(draw(st.tuples(*[st.sampled_from(_edges(text))] * 2)))
        start, stop = first, last + 1
        if any(a.start < start < a.stop < stop or start < a.start < stop < a.stop for a in spans):
            return None
        spans.append(Span(start, stop, text[start:stop]))
        return spans[-1]

    found: list[Annotation] = []
    for number in draw(st.lists(st.integers(0, 40), max_size=4, unique=True)):
        content = span()
        if content is None:
            continue
        shared = [item.statement.speaker for item in found] + [None]
        speaker = draw(st.sampled_from(shared)) or span()
        names = st.text(LINES.replace('"', "").replace("\t", ""), min_size=1, max_size=8).filter(str.strip)
        found.append(
            Annotation(
                number,
                Statement(
                    draw(st.sampled_from(KINDS)), content, (draw(st.booleans()) and span()) or None, speaker, "gold"
                ),
                draw(st.sampled_from(STANCES)),
                draw(st.sampled_from(SENTIMENTS)),
                draw(st.booleans()),
                draw(st.none() | names) if speaker else None,
                (),
            )
        )
    numbers = [item.number for item in found]
    answered = [
        Annotation(
            *(item.number, item.statement, item.stance, item.sentiment, item.sure, item.resolved),
            tuple(draw(st.lists(st.sampled_from(numbers), max_size=2, unique=True))),
        )
        for item in found
    ]
    return tuple(sorted(answered, key=lambda a: (a.statement.content.start, -a.statement.content.stop, a.number)))


@st.composite
def articles(draw: st.DrawFn, identity: str | None = None) -> AnnotatedArticle:
    """Annotated articles with all that a header may say."""
    text = draw(st.text(LETTERS, min_size=1, max_size=60).filter(str.strip))
    identity = identity or draw(st.text(LINES, min_size=1, max_size=8).filter(str.strip))
    keys = st.sampled_from(["topic", "style", "date", "source", "lang", "licence", "note"])
    header = {"id": identity, **draw(st.dictionaries(keys, st.text(LINES, max_size=8), max_size=4))}
    said: dict[str, Any] = {name: header.get(name) for name in ("date", "source", "lang")}
    return AnnotatedArticle(Article(identity, text, **said), draw(statements(text)), header)


def _target(known: Interchange, folder: Path) -> Path:
    return folder / "out" if known.holds.startswith("a folder") else folder / f"out{known.suffix}"


def _there_and_back(known: Interchange, written: list[AnnotatedArticle], folder: Path) -> list[AnnotatedArticle]:
    target = _target(known, folder)
    assert known.write(written, target) == len(written)
    return list(read_interchange(target, known.name, strict=True))


@given(articles())
def test_parse_and_render_are_inverse(written: AnnotatedArticle) -> None:
    assert parse(render(written)) == written


@formats
@settings(deadline=None)
@given(data=st.data())
def test_what_is_written_comes_back(
    known: Interchange, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    written = [data.draw(articles("a-1")), data.draw(articles("b/2"))]
    assert _there_and_back(known, written, tmp_path_factory.mktemp("there")) == written


@formats
@settings(deadline=None, max_examples=25)
@given(written=articles())
def test_any_id_is_kept(
    known: Interchange, written: AnnotatedArticle, tmp_path_factory: pytest.TempPathFactory
) -> None:
    assert _there_and_back(known, [written], tmp_path_factory.mktemp("ids")) == [written]


@formats
def test_an_article_of_people_s_making(known: Interchange, tmp_path: Path) -> None:
    article = parse(CASE.read_text("utf-8"), "annotated.md")
    assert [item.number for item in article.annotations] == [1, 2, 3, 4]
    assert _there_and_back(known, [article], tmp_path) == [article]


@formats
def test_a_plain_article_without_header_or_statements(known: Interchange, tmp_path: Path) -> None:
    article = Article("b", "बस देर से आई।", date="2024-05-06", source="दैनिक")
    (back,) = _there_and_back(known, [AnnotatedArticle(article, ())], tmp_path)
    assert (back.article, back.annotations) == (article, ())


@formats
def test_one_id_for_two_articles_is_no_silent_loss(known: Interchange, tmp_path: Path) -> None:
    twice = [parse(CASE.read_text("utf-8"))] * 2
    try:
        assert len(_there_and_back(known, twice, tmp_path)) == 2
    except InputError as error:
        assert "canal-7" in str(error)


@pytest.mark.parametrize("known", [interchange("bracket"), interchange("brat")], ids=["bracket", "brat"])
def test_a_carriage_return_is_refused_where_files_cannot_keep_it(known: Interchange, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="carriage return"):
        known.write([AnnotatedArticle(Article("b", "बस\rआई"), ())], tmp_path / "out")


@pytest.mark.parametrize("name", ["jsonl", "csv", "csv-beside", "label-studio", "doccano"])
def test_a_carriage_return_is_kept_elsewhere(name: str, tmp_path: Path) -> None:
    written = [AnnotatedArticle(Article("b", "बस\rआई\r\nगई"), (), {"id": "b"})]
    assert _there_and_back(interchange(name), written, tmp_path) == written


def test_crossing_spans_have_no_bracket_form(tmp_path: Path) -> None:
    statement = Statement("indirect", Span(0, 4, "बस आ"), None, Span(3, 6, "आई।"), "gold")
    crossing = AnnotatedArticle(Article("b", "बस आई।"), (Annotation(1, statement, "other", "neutral"),))
    with pytest.raises(InputError, match="b: the bracket format cannot hold the article: spans cross at offsets 3-4"):
        interchange("bracket").write([crossing], tmp_path)


def test_convert_reads_one_format_and_writes_another(tmp_path: Path) -> None:
    for count, (first, second) in enumerate(zip(INTERCHANGE, [*INTERCHANGE[1:], INTERCHANGE[0]], strict=True)):
        here, there = tmp_path / f"{count}", tmp_path / f"{count + 1}"
        there.mkdir()
        source = CASE if count == 0 else _target(first, here)
        assert convert(source, _target(second, there), first.name, second.name, strict=True) == 1
    final = _target(INTERCHANGE[0], tmp_path / f"{len(INTERCHANGE)}") / "canal-7.md"
    assert parse(final.read_text("utf-8")) == parse(CASE.read_text("utf-8"))


def test_an_unknown_format_lists_those_that_exist() -> None:
    with pytest.raises(
        InputError, match="unknown format 'xml'; known: bracket, jsonl, label-studio, doccano, brat, csv"
    ):
        interchange("xml")
