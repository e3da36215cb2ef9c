"""Statement extraction: drawn cases as data, and properties that hold on any text.

`python tests/test_statements.py` re-sorts the cases: what passes today goes to the file it belongs to, what
fails goes to known-failures.json. It never changes a case.
"""

import doctest
import json
import re
import sys
import time
from collections import Counter
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import stance
from stance.corpus.bracket import parse_marks
from stance.evaluation.spans import match, trimmed
from stance.statements import RULES, examples
from stance.types import KINDS, Article, Span, Statement

FOLDER = Path(__file__).parent / "cases" / "hi"
FILES = (
    "direct", "indirect", "mixed", "acts", "speakers", "boundaries", "headlines", "negative", "real-mess",
)  # fmt: skip
KNOWN = "known-failures"
INVISIBLE = re.compile("[\u00a0\u00ad\u200b-\u200f\ufeff]")  # written as escapes, so that an editor shows them


def load(name):
    path = FOLDER / f"{name}.json"
    return json.loads(path.read_text("utf-8")) if path.exists() else []


def dump(name, cases):
    lines = ",\n ".join(json.dumps(case, ensure_ascii=False) for case in cases)
    body = INVISIBLE.sub(lambda found: f"\\u{ord(found.group()):04x}", lines)
    (FOLDER / f"{name}.json").write_text(f"[\n {body}\n]\n" if cases else "[]\n", "utf-8")


def drawn(case):
    """Return the plain text of a case and its statements in text order."""
    text, marks = parse_marks(case["text"], case["name"])
    roles, kinds = {}, {}
    for mark in marks:
        (role,) = mark.classes
        span = Span(mark.start, mark.stop, text[mark.start : mark.stop])
        for number in dict(mark.attributes)["s"].split(","):
            assert (role, number) not in roles and not (role in KINDS and number in kinds), case["name"]
            roles[role, number] = span
            if role in KINDS:
                kinds[number] = role
    assert all(number in kinds for _, number in roles), case["name"]
    statements = (
        Statement(kind, roles[kind, number], roles.get(("cue", number)), roles.get(("speaker", number)), "drawn")
        for number, kind in kinds.items()
    )
    return text, tuple(sorted(statements, key=lambda item: item.content.start))


@cache
def pipeline(rules_only=False):
    return stance.load("hi", rules_only=rules_only)


def extract(text, rules_only=False):
    return pipeline(rules_only).extract(Article("t", text))


def shown(span):
    return f"«{span.text}»" if span else "nobody"


def outcome(case):
    """Return what is different between a case and what is extracted today; nothing where it passes."""
    text, gold = drawn(case)
    found = extract(text)
    pairs = match(gold, found, least=0.01)
    differences = [
        f"missing: {item.kind} «{item.content.text}»"
        for number, item in enumerate(gold)
        if number not in {pair.gold for pair in pairs}
    ]
    differences += [
        f"extra: {item.kind} «{item.content.text}» by {item.rule}"
        for number, item in enumerate(found)
        if number not in {pair.found for pair in pairs}
    ]
    for pair in pairs:
        true, guess = gold[pair.gold], found[pair.found]
        if true.kind != guess.kind:
            differences.append(f"kind: {true.kind}, found {guess.kind} by {guess.rule}")
        if trimmed(true.content) != trimmed(guess.content):
            differences.append(f"content: {shown(true.content)}, found {shown(guess.content)} by {guess.rule}")
        if (true.speaker and trimmed(true.speaker)) != (guess.speaker and trimmed(guess.speaker)):
            differences.append(f"speaker: {shown(true.speaker)}, found {shown(guess.speaker)} by {guess.rule}")
        cues = (true.cue, guess.cue)
        touch = all(cues) and true.cue.start < guess.cue.stop and guess.cue.start < true.cue.stop
        if any(cues) and not touch:
            differences.append(f"cue: {shown(true.cue)}, found {shown(guess.cue)} by {guess.rule}")
    return differences


CASES = {name: load(name) for name in (*FILES, KNOWN)}
EVERY = [(case.get("file", name), case) for name, cases in CASES.items() for case in cases]
TEXTS = [drawn(case)[0] for _, case in EVERY]


def test_the_cases_are_well_formed():
    counts = Counter(case["name"] for _, case in EVERY)
    assert [name for name, count in counts.items() if count > 1] == []
    assert {file for file, _ in EVERY} == set(FILES)
    assert len(EVERY) >= 360
    for file, case in EVERY:
        assert bool(drawn(case)[1]) == (file != "negative"), case["name"]


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=f"{name}: {case['name']}", marks=[pytest.mark.xfail(strict=True)] * (name == KNOWN))
        for name, cases in CASES.items()
        for case in cases
    ],
)
def test_case(case):
    assert outcome(case) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_example_in_the_docstring_of_a_rule(rule):
    names = {**vars(sys.modules[rule.__module__]), "shown": examples.shown}
    (example,) = doctest.DocTestFinder(recurse=False).find(rule, rule.__name__, globs=names)
    assert f"shown({rule.__name__}, " in example.docstring
    assert doctest.DocTestRunner().run(example) == (0, 1)


# Properties. The texts are built from the plain texts of the cases and from a messy alphabet.

LEAD = "कस्बे में तीन दिन से बारिश हो रही है।\n\n"  # else the first line may become the title of what follows
TAIL = "\n\nशाम तक मैदान खाली हो गया और दुकानें बंद हो गईं।"
STYLES = {"curly": ("“", "”"), "straight": ('"', '"'), "doubled": ("‘‘", "’’")}
MARKS = "\"'“”‘’«»()[]।.,:;!?–—-… \n\t\u200c\u200d\u00a0"
PIECES = (
    "कहा", "कि", "ने", "बताया", "बोले", "के मुताबिक", "का कहना है", "आरोप", "इनकार", "ऐसा", "मंत्री", "राम", "है",
    "''", "‘‘", "’’", "।”", "कहा, “", "\n\n",
)  # fmt: skip
MESSY = st.lists(st.sampled_from([*MARKS, *PIECES]) | st.text(st.sampled_from(MARKS), max_size=4), max_size=60).flatmap(
    lambda parts: st.sampled_from(["", " "]).map(lambda glue: glue.join(parts))
)
CUT = st.tuples(st.sampled_from(TEXTS), st.integers(0, 60), st.integers(0, 60)).map(
    lambda cut: cut[0][cut[1] : len(cut[0]) - cut[2]]
)
TEXT = st.lists(st.sampled_from(TEXTS) | CUT | MESSY, min_size=1, max_size=4).flatmap(
    lambda parts: st.sampled_from(["", " ", "\n", "\n\n"]).map(lambda glue: glue.join(parts))
)
often = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("rules_only", [False, True])
@given(text=TEXT | MESSY)
@example(text='‘‘ " – मंत्री')
@often
def test_spans_index_the_text_and_no_two_statements_overlap(rules_only, text):
    found = extract(text, rules_only)
    for item in found:
        for span in (item.content, item.cue, item.speaker, item.resolved):
            assert span is None or (span.text and text[span.start : span.stop] == span.text)
        assert item.kind in KINDS
    contents = sorted((item.content.start, item.content.stop) for item in found)
    assert all(first[1] <= second[0] for first, second in pairwise(contents))


@pytest.mark.parametrize("rules_only", [False, True])
@given(text=TEXT)
@example(text="आयोग ने ठेकेदार को दोषी ठहराया")
@example(text="सचिव ने कंपनी पर आरोप लगाते हुए उसे दोषी ठहराया")
@example(text="आयोग द्वारा परीक्षा की नई तारीखों की घोषणा की गई")
@example(text="मंडी में आढ़तियों ने इनकार किया")
@often
def test_a_paragraph_appended_changes_nothing_before_it(rules_only, text):
    text = LEAD + text
    longer = extract(text + TAIL, rules_only)
    assert [item for item in longer if item.content.start < len(text)] == list(extract(text, rules_only))


def test_a_sentence_that_ends_inside_its_closing_mark_is_no_title():
    (found,) = extract("सरपंच ने कहा, “पंचायत के खाते में एक पैसा नहीं बचा है।”" + TAIL)
    assert not found.in_title


def test_a_role_of_one_body_is_not_given_to_the_holder_of_another():
    article = "गृह विभाग के अधिकारी मोहन जोशी ने बताया कि रास्ता बंद है। {}अधिकारी ने कहा कि टीका आ गया है।"
    resolved = [extract(article.format(owner))[1].resolved for owner in ("", "आईसीएमआर के ")]
    assert [span and span.text for span in resolved] == ["मोहन जोशी", None]


def quotations(text, style):
    """Return where the opening and the closing marks of a style stand; nothing if the text mixes styles."""
    opening, closing = STYLES[style]
    if {'"', "“", "”", "'", "‘", "’"} & set(text) - {*opening, *closing}:
        return []
    places = [found.span() for found in re.finditer(f"{opening}|{closing}", text)]
    opens, closes = places[::2], places[1::2]
    paired = len(opens) == len(closes) and all(
        text[slice(*a)] == opening and text[slice(*b)] == closing for a, b in zip(opens, closes, strict=True)
    )
    return places if paired else []


def swapped(text, places, style):
    """Return the text in another style of marks, and where each offset has moved."""
    pieces, moved, length, position = [], {}, 0, 0
    for number, (start, stop) in enumerate([*places, (len(text), len(text))]):
        pieces.append(text[position:start])
        moved.update({old: length + old - position for old in range(position, start + 1)})
        length += start - position
        mark = STYLES[style][number % 2] if start < stop else ""
        pieces.append(mark)
        length += len(mark)
        moved[stop] = length
        position = stop
    return "".join(pieces), moved


SWAPS = [
    pytest.param(drawn(case)[0], quotations(drawn(case)[0], old), new, id=f"{case['name']}: {old} to {new}")
    for file, case in EVERY
    for old in STYLES
    for new in STYLES
    if file == "direct" and old != new and quotations(drawn(case)[0], old)
]


@pytest.mark.parametrize(("text", "places", "style"), SWAPS)
def test_another_style_of_marks_changes_no_span(text, places, style):
    other, moved = swapped(text, places, style)
    before = [(item.kind, moved[item.content.start], moved[item.content.stop]) for item in extract(text, True)]
    assert [(item.kind, item.content.start, item.content.stop) for item in extract(other, True)] == before


SIZE = 200_000  # bytes of UTF-8
UNITS = {
    "straight marks": '"',
    "opening marks": "“",
    "ki": "कि ",
    "kaha": "कहा ",
    "ne kaha ki": "ने कहा कि ",
    "ke mutabik": "के मुताबिक ",
    "one unbroken line": "गांव में पानी नहीं ",
    "brackets": "(",
    "dandas": "।",
    "roles": "मंत्री ने कहा कि कंपनी गई। ",
    "pronouns": "उन्होंने कहा कि वह गया। ",
    "turns": "रमा: हां, गया था।\n\n",
}


def filled(unit, size):
    return unit * (size // len(unit.encode()))


def seconds(text):
    start = time.process_time()
    extract(text)
    return time.process_time() - start


@pytest.mark.parametrize("name", UNITS)
def test_the_time_grows_with_the_length_alone(name):
    """Four times the text takes about four times as long, not sixteen, and nothing takes minutes."""
    quarter = min(seconds(filled(UNITS[name], SIZE // 4)) for _ in range(2))
    whole = min(seconds(filled(UNITS[name], SIZE)) for _ in range(2))
    assert whole <= max(7 * quarter, 0.2), f"{whole / quarter:.1f} times as long"


def sort_cases():
    """Move every case to the file it belongs to or to the known failures, as it comes out today; print the counts."""
    test_the_cases_are_well_formed()
    homes = {name: [] for name in (*FILES, KNOWN)}
    moved = Counter()
    for where, cases in CASES.items():
        for case in cases:
            file = case.get("file", where)
            target = KNOWN if outcome(case) else file
            moved[where, target] += where != target
            content = {"name": case["name"], "text": case["text"]}
            homes[target].append({"file": file, **content} if target == KNOWN else content)
    homes[KNOWN].sort(key=lambda case: FILES.index(case["file"]))
    for name, cases in homes.items():
        dump(name, cases)
    failing = Counter(case["file"] for case in homes[KNOWN])
    for file in FILES:
        passing = len(homes[file])
        print(f"{file:12} {passing:4} of {passing + failing[file]:4} pass")
    print(f"{'all':12} {len(EVERY) - len(homes[KNOWN]):4} of {len(EVERY):4} pass")
    for (where, target), count in moved.items():
        if count:
            print(f"moved {count} from {where} to {target}")


if __name__ == "__main__":
    sort_cases()
