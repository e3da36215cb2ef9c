"""The report of a corpus: a folder with an index, a page for each article, and all statements as CSV and JSONL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain, islice
from pathlib import Path
from string import Template

from stance.corpus.atomic import atomic_folder
from stance.corpus.sources import Name
from stance.corpus.writers import csv_line, json_line
from stance.languages import Language
from stance.report.html import SIGNS, Labelled, counted, css_class, framed, page
from stance.report.inert import asset, inert, isolated
from stance.report.tally import Counts, Tally, largest, stances

MOST_PAGES = 1000
_ROWS = 30  # of a table; the files have all
_BACK = '<nav><a href="../index.html">All articles</a></nav>'


def write_folder(
    documents: Iterable[Labelled],
    target: Name,
    columns: Sequence[str],
    language: Language,
    *,
    most_pages: int = MOST_PAGES,
) -> int:
    """Write the report of articles in a language and return their number.

    The first `most_pages` articles get a page; all are counted and stand in `statements.csv` and
    `statements.jsonl`, which have `columns`. A single article is `index.html` itself. The folder is
    written whole or not at all.

    Raises
    ------
    InputError
        if the target holds files that no report wrote, or cannot be written.
    """
    tally = Tally(language)
    rows: list[tuple[str, Counter[str]]] = []
    with atomic_folder(target) as folder:
        (folder / "articles").mkdir()
        table = (folder / "statements.csv").open("w", encoding="utf-8", newline="")
        lines = (folder / "statements.jsonl").open("w", encoding="utf-8", newline="")
        with table, lines:
            table.write(csv_line(columns))
            stream = iter(documents)
            first = list(islice(stream, 2))
            for document in chain(first, stream):
                tally.add(document)
                for record in document.records():
                    table.write(csv_line([record.get(name) for name in columns]))
                    lines.write(json_line(record))
                if len(first) > 1 and tally.articles <= most_pages:
                    name = f"articles/{tally.articles}.html"
                    _write(folder / name, page([document], document.article.title or document.article.id, _BACK))
                    rows.append(_row(name, document))
        if len(first) == 1:
            (folder / "articles").rmdir()
            _write(folder / "index.html", page(first, first[0].article.title or first[0].article.id))
        else:
            _write(folder / "index.html", [_index(tally, rows)])
    return tally.articles


def _write(path: Path, parts: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(parts)


def _labels(counts: Iterable[Counter[str]]) -> list[str]:
    """Return the labels that occur, ours first."""
    found = {label for each in counts for label in each}
    return [*(label for label in SIGNS if label in found), *sorted(found - set(SIGNS))]


def _cells(counts: Counter[str], names: Iterable[str]) -> str:
    return "".join(f'<td class="n">{counts[name] or "–"}</td>' for name in names)


def _row(name: str, document: Labelled) -> tuple[str, Counter[str]]:
    article = document.article
    facts = (
        f'<th scope="row" lang="hi"><a href="{name}">{isolated(article.title or article.id)}</a></th>'
        f"<td>{isolated(article.source or '')}</td><td>{isolated(article.date or '')}</td>"
    )
    return facts, stances(document.statements)


def _head(first: Sequence[str], names: Iterable[str], last: str = "") -> str:
    plain = "".join(f'<th scope="col">{name}</th>' for name in first)
    signed = ""
    for name in names:
        look = css_class(name)
        words = f'{SIGNS[look]} <span class="name">{isolated(name)}</span>'
        signed += f'<th scope="col" class="n own {look}">{words}</th>'
    return f"<thead><tr>{plain}{signed}{last}</tr></thead>"


def _bar(counts: Counter[str], names: Iterable[str], scale: int) -> str:
    """Return a stacked bar; its figures stand beside it, so it is hidden from screen readers."""
    out, left = [], 0.0
    for name in names:
        width = 100 * counts[name] / scale
        if width:
            out.append(f'<rect class="{css_class(name)}" x="{left:.2f}" y="0" width="{width:.2f}" height="10"/>')
        left += width
    return f'<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">{"".join(out)}</svg>'


def _table(caption: str, first: str, groups: Sequence[tuple[str, Counter[str]]], missing: str) -> str:
    """Return a table with a row a group, or a sentence on why there is none."""
    if not groups:
        return f"<h2>{caption}</h2><p>{missing}</p>"
    names = _labels(counts for _, counts in groups)
    scale = max(counts.total() for _, counts in groups)
    body = "".join(
        f'<tr><th scope="row" lang="hi">{isolated(group)}</th>{_cells(counts, names)}'
        f'<td class="bars">{_bar(counts, names, scale)}</td></tr>'
        for group, counts in groups[:_ROWS]
    )
    rest = len(groups) - _ROWS
    more = f"<p>{rest} more, not shown here, are in the files.</p>" if rest > 0 else ""
    head = _head([first], names, '<th class="bars" aria-hidden="true"></th>')
    return (
        f'<h2>{caption}</h2><div class="scroll" tabindex="0" role="region" aria-label="{caption}">'
        f'<table class="counts">{head}<tbody>{body}</tbody></table></div>{more}'
    )


def _by_time(months: Counts) -> list[tuple[str, Counter[str]]]:
    return sorted(months.items())[-_ROWS:]


def _index(tally: Tally, rows: Sequence[tuple[str, Counter[str]]]) -> str:
    tables = [
        _table("By speaker", "speaker, as the text has it", largest(tally.speakers), "No speaker is named."),
        _table("Over time", "month", _by_time(tally.months), "No article has a date (year-month-day)."),
        _table("By outlet", "outlet", largest(tally.outlets), "No article names its source."),
    ]
    pages = (
        "Each article has a page."
        if tally.articles == len(rows)
        else f"The first {len(rows)} articles have a page; all are counted here and stand in the files."
    )
    head, tail = framed("Who accuses, denies, confirms")
    names = _labels(counts for _, counts in rows)
    body = "".join(f"<tr>{facts}{_cells(counts, names)}</tr>" for facts, counts in rows)
    listing = (
        '<div class="scroll" tabindex="0" role="region" aria-label="Articles"><table class="listing">'
        f"{_head(['article', 'source', 'date'], names)}<tbody>{body}</tbody></table></div>"
    )
    content = Template(asset("index.html")).substitute(
        legend=asset("legend.html"),
        articles=counted(tally.articles, "article"),
        statements=counted(tally.all.total(), "statement"),
        pages=inert(pages),
        tables="".join(tables),
        listing=listing,
    )
    return head + content + tail
