"""brat's standoff: `<id>.txt`, `<id>.ann` and, for what brat has no place for, `<id>.json`.

    T3	indirect 15 27	बस देर से आई
    A1	Stance T3 accusation
    T4	speaker 0 4	मोहन
    R1	speaker Arg1:T4 Arg2:T3
    #1	AnnotatorNotes T4	मोहन लाल

A statement's T has its number. brat cannot mark a line break: a statement over several lines is
written as one fragment a line, and read back as one stretch. `annotation.conf` tells brat the labels.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from stance.corpus.annotated_record import document_record
from stance.corpus.atomic import atomic_path
from stance.corpus.bracket_files import distinct, file_stem, file_text, made_folder
from stance.corpus.json_list import parsed
from stance.corpus.regions import ANSWERS, LABELS, ROLES, Region, Relation, from_regions, to_regions
from stance.corpus.sources import Name, Source, source_of
from stance.errors import InputError, shown
from stance.types import KINDS, SENTIMENTS, STANCES, AnnotatedArticle

_TEXT_BOUND = re.compile(r"T(?P<id>\d+)\t(?P<label>\S+) (?P<spans>\d+ \d+(?:;\d+ \d+)*)\t(?P<text>.*)")
_ATTRIBUTE = re.compile(r"A\d+\t(?P<name>\S+) T(?P<of>\d+)(?: (?P<value>\S+))?")
_RELATION = re.compile(r"R\d+\t(?P<label>\S+) Arg1:T(?P<first>\d+) Arg2:T(?P<second>\d+)\t?")
_NOTE = re.compile(r"#\d+\tAnnotatorNotes T(?P<of>\d+)\t(?P<text>.*)")


def configuration() -> str:
    """Return the `annotation.conf` in which brat shows the files."""
    kinds = "|".join(KINDS)
    return "\n".join(
        [
            "[entities]",
            *LABELS,
            "[relations]",
            *(f"{role}\tArg1:{role}, Arg2:{kinds}" for role in ROLES),
            f"{ANSWERS}\tArg1:{kinds}, Arg2:{kinds}",
            "<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>",
            "[events]",
            "[attributes]",
            f"Stance\tArg:{kinds}, Value:{'|'.join(STANCES)}",
            f"Sentiment\tArg:{kinds}, Value:{'|'.join(SENTIMENTS)}",
            f"Unsure\tArg:{kinds}",
            "",
        ]
    )


def standoff(annotated: AnnotatedArticle) -> str:
    """Return the text of the `.ann` file.

    Raises
    ------
    InputError
        if a span begins or ends with a blank line, which brat cannot mark.
    """
    regions, relations = to_regions(annotated)
    following = max((region.number for region in regions.values() if region.number is not None), default=0)
    ids: dict[str, str] = {}
    bound, attributes, notes = [], [], []
    for name, region in regions.items():
        if region.number is None:
            following += 1
        ids[name] = identity = f"T{following if region.number is None else region.number}"
        bound.append(f"{identity}\t{region.label} {_fragments(annotated, region)}")
        if region.stance is not None:
            attributes += [f"Stance {identity} {region.stance}", f"Sentiment {identity} {region.sentiment}"]
        if not region.sure:
            attributes.append(f"Unsure {identity}")
        if region.resolved is not None:
            notes.append(f"AnnotatorNotes {identity}\t{region.resolved}")
    ties = [f"{tie.label} Arg1:{ids[tie.first]} Arg2:{ids[tie.second]}" for tie in relations]
    numbered = (("A", attributes), ("R", ties), ("#", notes))
    lines = bound + [f"{sign}{count}\t{line}" for sign, group in numbered for count, line in enumerate(group, 1)]
    return "".join(f"{line}\n" for line in lines)


def _fragments(annotated: AnnotatedArticle, region: Region) -> str:
    """Return the offsets of each line of a region, and its words."""
    text = annotated.article.text[region.start : region.end]
    lines = [match for match in re.finditer(r"[^\n]+", text) if not match[0].isspace()]
    if not lines or lines[0].start() or lines[-1].end() != len(text):
        message = f"the {region.label} at {region.start}-{region.end} begins or ends with a blank line"
        raise InputError(f"{message}, which brat cannot mark", shown(annotated.article.id))
    spans = ";".join(f"{region.start + line.start()} {region.start + line.end()}" for line in lines)
    return f"{spans}\t{' '.join(line[0] for line in lines)}"


def write(articles: Iterable[AnnotatedArticle], folder: Name) -> int:
    """Write the files of each article into a folder, with brat's configuration, and return how many articles.

    Raises
    ------
    InputError
        if a file cannot be written, an id comes twice, or an article holds what brat cannot.
    """
    target = made_folder(folder)
    written = 0
    files = {"annotation.conf": configuration()}
    for annotated in distinct(articles):
        identity = annotated.article.id
        if "\r" in annotated.article.text:
            raise InputError("the text has a carriage return, which brat's files cannot hold", shown(identity))
        document = document_record(annotated)
        text, stem = document.pop("text"), file_stem(identity)
        beside = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
        files |= {f"{stem}.txt": text, f"{stem}.json": beside, f"{stem}.ann": standoff(annotated)}
        for name, content in files.items():
            with atomic_path(target / name) as temporary:
                temporary.write_text(content, encoding="utf-8", newline="\n")
        files.clear()
        written += 1
    return written


def read(source: Source) -> Iterator[AnnotatedArticle | InputError]:
    """Yield the article of an `.ann` file and the `.txt` beside it.

    Raises
    ------
    InputError
        at file:line, for a line that is neither text-bound, attribute, relation nor note, a
        discontinuous span, if the `.txt` is missing, and what `from_regions` finds.
    """
    if source.path is None:
        raise InputError("brat's files are two for each article and come from a folder", source.name)
    words = source.path.with_suffix(".txt")
    if not words.is_file():
        raise InputError(f"there is no {shown(words.name)} beside it", source.name)
    document = _document(source.path.with_suffix(".json"), source.id)
    document["text"] = text = file_text(source_of(words))
    regions: dict[str, Region] = {}
    relations: list[Relation] = []
    # A file without annotations is an article without statements, not a fault.
    lines = file_text(source).split("\n") if source.path.stat().st_size else []
    places = [(f"{source.name}:{number}", line) for number, line in enumerate(lines, 1) if line.strip()]
    for where, line in sorted(places, key=lambda place: not place[1].startswith("T")):  # regions before attributes
        if match := _TEXT_BOUND.fullmatch(line):
            if match["id"] in regions:
                raise InputError(f"T{match['id']} is given twice", where)
            regions[match["id"]] = _region(match, text, where)
        elif match := _RELATION.fullmatch(line):
            relations.append(Relation(match["first"], match["second"], match["label"], where))
        elif match := _ATTRIBUTE.fullmatch(line) or _NOTE.fullmatch(line):
            _describe(match, regions, where)
        else:
            raise InputError("the line is no T, A, R or # line of brat's that means anything here", where)
    yield from_regions(document, regions, relations, source.name)


def _document(path: Path, stem: str) -> dict[str, Any]:
    """Return what stands beside the text; without such a file the article's id is the file's name."""
    if not path.exists():
        return {"id": stem}
    beside = source_of(path)
    return parsed(file_text(beside), beside.name)


def _region(match: re.Match[str], text: str, where: str) -> Region:
    label = match["label"]
    if label not in LABELS:
        raise InputError(f"unknown label '{label}'; known: {', '.join(LABELS)}", where)
    pairs = [tuple(map(int, span.split(" "))) for span in match["spans"].split(";")]
    start, end = pairs[0][0], pairs[-1][1]
    if not all(0 <= first < last <= len(text) for first, last in pairs):
        raise InputError(f"{match['spans']} is no span of a text of {len(text)} characters", where)
    for (_, behind), (before, _) in pairwise(pairs):
        gap = text[behind:before]
        if behind > before or gap.strip() or "\n" not in gap:
            raise InputError(f"the span {match['spans']} is discontinuous, and a statement is one stretch", where)
    words = " ".join(text[first:last] for first, last in pairs)
    if words != match["text"]:
        raise InputError(f"at {match['spans']} the text reads '{shown(words[:40])}'", where)
    number = int(match["id"]) if label in KINDS else None
    return Region(start, end, label, number, where=where)


def _describe(match: re.Match[str], regions: Mapping[str, Region], where: str) -> None:
    """Enter an attribute or a note into its region."""
    region = regions.get(match["of"])
    if region is None:
        raise InputError(f"T{match['of']} is not there", where)
    fields = match.groupdict()
    if "text" in fields:
        if region.label != ROLES[0]:
            raise InputError(f"a note can only name a speaker, and T{match['of']} is '{region.label}'", where)
        region.resolved = fields["text"]
    elif fields["name"] == "Stance" and fields["value"] in STANCES:
        region.stance = fields["value"]
    elif fields["name"] == "Sentiment" and fields["value"] in SENTIMENTS:
        region.sentiment = fields["value"]
    elif fields["name"] == "Unsure" and fields["value"] is None:
        region.sure = False
    else:
        raise InputError(f"unknown attribute '{fields['name']}' with the value '{fields['value']}'", where)
