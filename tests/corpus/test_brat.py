"""brat: the lines of an .ann file, fragments, and what is told of a line that means nothing here."""

from __future__ import annotations

from pathlib import Path

import pytest

from stance.corpus import brat
from stance.corpus.bracket import parse
from stance.corpus.interchange import read_interchange
from stance.errors import InputError
from stance.types import AnnotatedArticle, Annotation, Article, Span, Statement

ARTICLE = parse((Path(__file__).parent / "cases" / "annotated.md").read_text("utf-8"))
TEXT = "मोहन ने कहा कि बस देर से आई।\nसब थके।"
GOOD = "T1\tindirect 15 27\tबस देर से आई\nA1\tStance T1 other\nA2\tSentiment T1 neutral\n"


def read(folder: Path, *lines: str) -> tuple[list[AnnotatedArticle], list[str]]:
    (folder / "a.txt").write_text(TEXT, "utf-8")
    (folder / "a.ann").write_text(GOOD + "".join(line + "\n" for line in lines), "utf-8")
    problems: list[str] = []
    return list(read_interchange(folder, "brat", on_problem=lambda p: problems.append(str(p)))), problems


def test_the_files_of_an_article(tmp_path: Path) -> None:
    brat.write([ARTICLE], tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        *("annotation.conf", "canal-7.ann", "canal-7.json", "canal-7.txt"),
    ]
    lines = (tmp_path / "canal-7.ann").read_text("utf-8").splitlines()
    assert lines[:6] == [
        "T1\tindirect 47 78\tठेकेदार ने नहर की मिट्टी बेच दी",
        "T2\tdirect 97 114;116 136\tहमने खुद देखा है। “ट्रक रात में आते थे",
        "T3\tact 150 170\tबात को सिरे से नकारा",
        "T4\tindirect 172 196\tपानी का हिसाब भी झूठा है",
        "T5\tspeaker 22 36\tकिसान मोहन लाल",
        "T6\tcue 40 43\tकहा",
    ]
    assert {"A5\tUnsure T2", "R1\tspeaker Arg1:T5 Arg2:T1", "R5\tanswers Arg1:T2 Arg2:T1"} <= set(lines)
    assert lines[-1] == "#1\tAnnotatorNotes T7\tमोहन लाल"


def test_files_made_in_brat_alone(tmp_path: Path) -> None:
    (found,), problems = read(tmp_path, "T9\tspeaker 0 4\tमोहन", "R1\tspeaker Arg1:T9 Arg2:T1\t")
    statement = Statement("indirect", Span(15, 27, "बस देर से आई"), None, Span(0, 4, "मोहन"), "gold")
    assert found == AnnotatedArticle(Article("a", TEXT), (Annotation(1, statement, "other", "neutral"),))
    assert problems == []


def test_an_article_without_annotations(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text(TEXT, "utf-8")
    (tmp_path / "b.ann").touch()
    assert list(read_interchange(tmp_path / "b.ann", "brat", strict=True)) == [AnnotatedArticle(Article("b", TEXT), ())]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("T2\tclaim 0 4\tमोहन", "4: unknown label 'claim'; known: direct, indirect, mixed, act, speaker, cue"),
        ("T2\tspeaker 0 4;8 11\tमोहन कहा", "4: the span 0 4;8 11 is discontinuous, and a statement is one stretch"),
        ("T2\tspeaker 0 99\tमोहन", "4: 0 99 is no span of a text of 36 characters"),
        ("T2\tspeaker 1 4\tमोहन", "4: at 1 4 the text reads 'ोहन'"),
        ("T1\tspeaker 0 4\tमोहन", "4: T1 is given twice"),
        ("T2\tspeaker 0 4\tमोहन", "4: the speaker at 0-4 belongs to no statement"),
        ("A3\tStance T1 blame", "4: unknown attribute 'Stance' with the value 'blame'"),
        ("A3\tTense T1 past", "4: unknown attribute 'Tense' with the value 'past'"),
        ("A3\tUnsure T8", "4: T8 is not there"),
        ("#1\tAnnotatorNotes T1\tदेखें", "4: a note can only name a speaker, and T1 is 'indirect'"),
        ("E1\tindirect:T1", "4: the line is no T, A, R or # line of brat's that means anything here"),
        ("*\tEquiv T1 T1", "4: the line is no T, A, R or # line of brat's that means anything here"),
        ("R1\tcue Arg1:T8 Arg2:T1", "4: a relation names the region '8', which is not there"),
    ],
)
def test_a_foreign_line_is_told(line: str, says: str, tmp_path: Path) -> None:
    assert read(tmp_path, line) == ([], [f"{tmp_path / 'a.ann'}:{says}"])


def test_a_statement_without_stance_is_told_at_its_line(tmp_path: Path) -> None:
    (problem,) = read(tmp_path, "T2\tact 29 35\tसब थके")[1]
    assert problem.startswith(f"{tmp_path / 'a.ann'}:4: statement 2: the field 'stance' must be one of accusation, ")


def test_a_missing_text(tmp_path: Path) -> None:
    (tmp_path / "a.ann").write_text(GOOD, "utf-8")
    with pytest.raises(InputError, match=r"a\.ann: there is no a\.txt beside it"):
        list(read_interchange(tmp_path, "brat", strict=True))


def test_a_span_with_a_blank_line_at_its_end_is_refused(tmp_path: Path) -> None:
    statement = Statement("act", Span(15, 29, TEXT[15:29]), None, None, "gold")
    with pytest.raises(InputError, match="a: the act at 15-29 begins or ends with a blank line"):
        brat.write([AnnotatedArticle(Article("a", TEXT), (Annotation(1, statement, "other", "neutral"),))], tmp_path)


def test_the_configuration_names_every_label() -> None:
    sections = brat.configuration().split("[")
    assert sections[1].splitlines()[1:] == ["direct", "indirect", "mixed", "act", "speaker", "cue"]
    assert "Value:accusation|denial|corroboration|other" in sections[-1]
