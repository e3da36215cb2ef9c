"""Pages hold every statement, and nothing of an article can run in them, reorder them or leave them."""

import base64
import csv
import io
import json
import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.corpus import read_articles
from stance.pipeline import RECORD_FIELDS
from stance.report.folder import write_folder
from stance.report.html import page
from stance.report.inert import asset, digest, inert
from stance.report.nesting import Element, nested
from stance.report.tally import Tally, largest, month_of

HOSTILE = Path(__file__).parents[1] / "cases" / "hostile" / "articles.jsonl"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
ELEMENTS = {
    "html", "head", "meta", "title", "style", "body", "a", "header", "p", "nav", "main", "section", "ul", "li", "b",
    "span", "form", "label", "select", "option", "button", "output", "article", "h1", "h2", "div", "bdi", "mark",
    "sup", "i", "ol", "blockquote", "footer", "script", "table", "thead", "tbody", "tr", "th", "td", "svg", "rect",
}  # fmt: skip
DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f]")


class Page(HTMLParser):
    """What a browser would see of a page: its elements, attributes, texts, and whether they nest."""

    VOID = ("meta", "rect")

    def __init__(self, text):
        super().__init__()
        self.elements, self.open, self.scripts, self.styles, self.ids = [], [], [], [], []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self.ids += [value for name, value in attrs if name == "id"]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] in ("script", "style"):
            (self.scripts if self.open[-1] == "script" else self.styles).append(data)


@pytest.fixture(scope="module")
def hostile(nlp):
    return [nlp(article) for article in read_articles([str(HOSTILE)])]


@pytest.fixture(scope="module")
def folder(nlp, hostile, tmp_path_factory):
    target = tmp_path_factory.mktemp("report") / "out"
    write_folder(hostile, target, RECORD_FIELDS, nlp.language)
    return target


def test_hostile_articles_have_statements(hostile):
    assert all(len(document.statements) >= 2 for document in hostile)


def test_nothing_of_an_article_becomes_markup(folder):
    for path in folder.rglob("*.html"):
        text = path.read_text("utf-8")
        seen = Page(text)
        assert {tag for tag, _ in seen.elements} <= ELEMENTS, path
        assert not DIRECTION.search(text)
        assert len(seen.scripts) == len(seen.styles) == 1
        policy = next(a["content"] for t, a in seen.elements if a.get("http-equiv"))
        assert digest(seen.scripts[0]) in policy
        assert digest(seen.styles[0]) in policy
        assert "unsafe" not in policy
        for tag, attributes in seen.elements:
            assert not [name for name in attributes if name.startswith("on") or name in ("style", "src", "srcdoc")]
            if tag == "a":
                assert re.match(r"#|data:(text/csv|application/jsonl);|articles/\d+\.html$|\.\./index\.html$|stat",
                                attributes["href"])  # fmt: skip


def test_links_inside_a_page_lead_somewhere(hostile):
    seen = Page("".join(page(hostile)))
    assert len(seen.ids) == len(set(seen.ids))
    for tag, attributes in seen.elements:
        for name in ("href", "aria-describedby"):
            value = attributes.get(name) or ""
            if value.startswith("#") or name == "aria-describedby":
                assert not value or value.lstrip("#") in seen.ids, tag


def test_tables_hold_no_formula(folder, hostile):
    tables = [(folder / "statements.csv").read_text("utf-8")]
    lines = [(folder / "statements.jsonl").read_text("utf-8")]
    for path in folder.rglob("articles/*.html"):
        links = [a["href"] for t, a in Page(path.read_text("utf-8")).elements if "download" in a]
        data = [base64.b64decode(link.split("base64,")[1]).decode() for link in links]
        tables.append(data[0])
        lines.append(data[1])
    assert len(tables) == 3
    for table in tables:
        rows = list(csv.reader(io.StringIO(table)))
        assert tuple(rows[0]) == RECORD_FIELDS
        assert len(rows) > 2
        assert not [cell for row in rows for cell in row if cell.startswith(FORMULA)]
    records = [record for document in hostile for record in document.records()]
    assert [json.loads(line) for line in lines[0].splitlines()] == records
    assert sum(len(text.splitlines()) for text in lines[1:]) == len(records)


def test_the_first_articles_get_pages_and_all_are_counted(nlp, tmp_path):
    documents = [nlp("मंत्री राम सिंह ने कहा कि ये आरोप बेबुनियाद हैं।") for _ in range(5)]
    assert write_folder(iter(documents), tmp_path / "out", RECORD_FIELDS, nlp.language, most_pages=2) == 5
    assert sorted(p.name for p in (tmp_path / "out" / "articles").iterdir()) == ["1.html", "2.html"]
    index = (tmp_path / "out" / "index.html").read_text("utf-8")
    assert "5 articles, 5 statements" in index
    assert "first 2 articles" in index
    assert len((tmp_path / "out" / "statements.jsonl").read_text("utf-8").splitlines()) == 5


def test_counts_by_speaker_leave_pronouns_out_and_rank_by_stances_taken(nlp):
    texts = ["मंत्री राम सिंह ने कहा कि ये आरोप बेबुनियाद हैं।", "उन्होंने कहा कि यह आरोप झूठा है।"]
    tally = Tally(nlp.language)
    for text in texts:
        tally.add(nlp(text))
    assert tally.all.total() == 2
    assert [(name, counts.total()) for name, counts in tally.speakers.items()] == [("मंत्री राम सिंह", 1)]
    groups = {"a": Counter(other=9), "b": Counter(denial=1), "c": Counter(denial=1, other=1)}
    assert [name for name, _ in largest(groups)] == ["c", "b", "a"]


def test_labels_of_other_models_are_counted_and_inert(nlp, tmp_path):
    found = nlp("मंत्री राम सिंह ने कहा कि ये आरोप बेबुनियाद हैं।")
    own = "<b onclick=x>praise"
    items = tuple(
        replace(item, stance=replace(item.stance, label=own, probabilities={own: 0.9, "other": 0.1}))
        for item in found.statements
    )
    write_folder([found, replace(found, statements=items)], tmp_path / "out", RECORD_FIELDS, nlp.language)
    for path in (tmp_path / "out").rglob("*.html"):
        text = path.read_text("utf-8")
        assert not [a for _, a in Page(text).elements if "onclick" in a]
    index = (tmp_path / "out" / "index.html").read_text("utf-8")
    assert "&lt;b onclick=x&gt;praise" in index
    assert index.count('<td class="n">1</td>') == 4  # two by speaker, two in the list


@pytest.mark.parametrize(
    ("date", "month"),
    [("2026-03-09", "2026-03"), ("2026-03-09T10:00:00+05:30", "2026-03"), ("2026-13-01", None), ("9.3.2026", None),
     ("2026-031", None), ("", None), (None, None)],
)  # fmt: skip
def test_months_are_those_of_iso_dates(date, month):
    assert month_of(date) == month


SPANS = st.lists(st.tuples(st.integers(0, 12), st.integers(1, 6)), max_size=7)


@given(SPANS, st.text("aक&<\u202e\n", min_size=18, max_size=18))
def test_any_spans_nest_and_keep_the_text(spans, text):
    elements = [Element(a, a + n, f'<b id="x{k}">', "<b>", "</b>") for k, (a, n) in enumerate(spans)]
    out = nested(text, elements)
    seen = Page(out)
    assert re.sub("<[^>]*>", "", out) == inert(text)
    assert sorted(seen.ids) == sorted(f"x{k}" for k in range(len(spans)))


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_colours_have_the_contrast_of_wcag_aa_in_light_and_dark():
    schemes = [dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", part)) for part in asset("article.css").split("@media")]
    for colours in schemes[:2]:
        stances = ("accusation", "denial", "corroboration", "other")
        pairs = [(name, ground) for name in (*stances, "ink", "soft") for ground in ("ground", "panel")]
        pairs += [(ink, f"{name}-ground") for name in stances for ink in (name, "ink", "soft")]
        for text, ground in pairs:
            low, high = sorted((luminance(colours[text]), luminance(colours[ground])))
            assert (high + 0.05) / (low + 0.05) >= 4.5, (text, ground)
