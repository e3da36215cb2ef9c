"""Validation: a good data set passes, and every planted fault is told at its file and line."""

from __future__ import annotations

import json
import re
import shutil
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from stance.corpus.checks import validate
from stance.errors import InputError, LanguageError

GOOD = Path(__file__).parent / "cases" / "dataset"
FARMING, SPORT, COURTS = (f"hi/articles/{topic}/{topic}-1.md" for topic in ("farming", "sport", "courts"))
STANDOFF, SPLITS = "hi/standoff/dailies.jsonl", "hi/splits.json"
Edit = Callable[[str], str]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a copy of the good data set."""
    return shutil.copytree(GOOD, tmp_path / "datasets")


def faults(root: Path) -> list[str]:
    """Return the faults of a data set with their places below it."""
    found: list[str] = []
    summary = validate(root, lambda fault: found.append(str(fault).replace(f"{root}/", "")))
    assert summary["hi"]["faults"] == len(found)
    return found


def change(old: str, new: str) -> Edit:
    def edit(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return edit


def passage(line: int, **fields: Any) -> Edit:
    def edit(text: str) -> str:
        lines = text.splitlines(keepends=True)
        lines[line - 1] = json.dumps({**json.loads(lines[line - 1]), **fields}, ensure_ascii=False) + "\n"
        return "".join(lines)

    return edit


def statement(**fields: Any) -> Edit:
    """Change the second statement of the first passage; `None` takes a field out."""

    def edit(text: str) -> str:
        lines = text.splitlines(keepends=True)
        record = json.loads(lines[0])
        changed = {**record["statements"][1], **fields}
        record["statements"][1] = {name: value for name, value in changed.items() if value is not None}
        lines[0] = json.dumps(record, ensure_ascii=False) + "\n"
        return "".join(lines)

    return edit


def test_a_good_data_set_passes_and_is_counted(root: Path) -> None:
    assert faults(root) == []
    summary = validate(root / "hi")["hi"]
    authored, standoff = summary["authored"], summary["standoff"]
    assert (authored["documents"], authored["statements"], standoff["documents"], standoff["random"]) == (3, 5, 3, 1)
    assert authored["stance"] == {"accusation": 2, "denial": 1, "corroboration": 1, "other": 1}
    assert authored["topic"] == {"courts": 2, "farming": 2, "sport": 1}
    assert standoff["kind"] == {"direct": 0, "indirect": 2, "mixed": 0, "act": 1}
    assert standoff["source"] == {"dailies": 3}
    assert summary["splits"]["standoff"] == {"train": 2, "dev": 0, "test": 1}
    assert summary["likeness"]["near_duplicates"] == 0
    assert summary["giveaways"]["all"] == 0.0
    assert summary["guessing"]["majority"]["accuracy"] == 0.4
    assert summary["guessing"]["topic"]["accuracy"] == 0.6
    json.dumps(summary)  # plain


PLANTED: list[tuple[str, Edit, str]] = [
    (FARMING, change(".accusation", ".acusation"), f"{FARMING}:10:54: unknown class .acusation; known: "),
    (FARMING, change("[कहा]{.cue s=1}", "कहा]{.cue s=1}"), f"{FARMING}:10:38: a ] closes nothing"),
    (FARMING, change("{.act .denial", "{.act .mixed .denial"), f"{FARMING}:11:33: a statement needs exactly one kind"),
    (FARMING, change("[कहा]", "[ कहा]"), f"{FARMING}:10: the cue of statement 1 begins or ends with white space"),
    (
        FARMING,
        change("answers=1", "answers=2"),
        f"{FARMING}:11: statement 2 answers 2, which is 'denial' and no accusation",
    ),
    (FARMING, change(".denial", ".other"), f"{FARMING}:11: statement 2 answers a charge and is 'other'"),
    (FARMING, change("id: farming-1", "id: farming-2"), f"{FARMING}:2: the id 'farming-2' is not the file's name"),
    (FARMING, change("topic: farming", "topic: farmers"), f"{FARMING}:3: the topic 'farmers' is not the file's folder"),
    (FARMING, change("style: regional-daily\n", ""), f"{FARMING}:1: the header gives no 'style'"),
    (FARMING, change("licence: CC-BY-4.0", "licence: "), f"{FARMING}:6: the header gives no 'licence'"),
    (FARMING, change("2024-05-06", "6.5.2024"), f"{FARMING}:5: the date '6.5.2024' is no day as YYYY-MM-DD"),
    (FARMING, change("टूटने", "टूटन\u0958"), f"{FARMING}:10:99: the text is not in NFC (U+0958 DEVANAGARI LETTER QA)"),
    (STANDOFF, change("dailies", "weeklies"), f"{STANDOFF}:1: the source 'weeklies' is not the file's name 'dailies'"),
    (STANDOFF, change('"id": "P3"', '"id": "P2"'), f"{STANDOFF}:3: the id 'P2' is that of {STANDOFF}:2 too"),
    (STANDOFF, passage(2, sha256="abc"), f"{STANDOFF}:2: the field 'sha256' must be 64 hexadecimal digits"),
    (STANDOFF, passage(2, random="no"), f"{STANDOFF}:2: the field 'random' must be true or false"),
    (STANDOFF, passage(2, start=1800), f"{STANDOFF}:2: 'start' and 'end' must be whole numbers, the first smaller"),
    (STANDOFF, passage(2, start=880), f"{STANDOFF}:2: the passage overlaps 'P1' ({STANDOFF}:1) in the same file"),
    (STANDOFF, passage(2, file=""), f"{STANDOFF}:2: the field 'file' must be a string with something in it"),
    (STANDOFF, passage(2, text="चोरी"), f"{STANDOFF}:2: unknown field text; known: id, source, "),
    (STANDOFF, passage(2, statements=[0]), f"{STANDOFF}:2: the field 'statements' must be a list of objects"),
    (STANDOFF, statement(stance="deny"), f"{STANDOFF}:1: statement 2: the field 'stance' must be one of accusation, "),
    (STANDOFF, statement(end=200), f"{STANDOFF}:1: statement 2: 'start' 200 and 'end' 200 are no span within 100-900"),
    (STANDOFF, statement(end=901), f"{STANDOFF}:1: statement 2: 'start' 200 and 'end' 901 are no span within 100-900"),
    (STANDOFF, statement(speaker_end=None), f"{STANDOFF}:1: statement 2: 'speaker_start' 190 and 'speaker_end' None"),
    (STANDOFF, statement(sure=None), f"{STANDOFF}:1: statement 2: the field 'sure' must be true or false"),
    (STANDOFF, statement(seure=True), f"{STANDOFF}:1: statement 2: unknown field seure; known: kind, stance, "),
    (
        STANDOFF,
        statement(speaker_resolved=""),
        f"{STANDOFF}:1: statement 2: the field 'speaker_resolved' must be a name",
    ),
    (STANDOFF, statement(start=150), f"{STANDOFF}:1: the spans 120-180 and 150-260 cross"),
    (STANDOFF, statement(start=110, end=119), f"{STANDOFF}:1: statement 2 begins before the one it follows"),
    (STANDOFF, statement(start=120, end=180), f"{STANDOFF}:1: statement 2 stands at 120-180, and so does statement 1"),
    (STANDOFF, lambda text: text + "{\n", f"{STANDOFF}:4: broken JSON: "),
    (SPLITS, change('"courts-1"', '"courts-1",\n    "farming-1"'), f"{SPLITS}:12: 'farming-1' is in test and in train"),
    (SPLITS, change('"P1",', '"P1",\n"P9",'), f"{SPLITS}:17: 'P9' is in train of standoff, and nothing that could be"),
    (SPLITS, change('"sport-1"', ""), f"{SPORT}:2: 'sport-1' is in no split of authored in splits.json"),
    (SPLITS, change('"P3"', ""), f"{STANDOFF}:3: 'P3' is in no split of standoff in splits.json"),
    (SPLITS, change('"version": 1', '"version": 2'), f"{SPLITS}:1: the field 'version' must be 1"),
    (SPLITS, change('"dev"', '"devel"'), f"{SPLITS}: unknown split 'devel' of authored; known: train, dev, test"),
    (SPLITS, change('"authored"', '"author"'), f"{SPLITS}: unknown part 'author'; known: authored, standoff"),
    (SPLITS, change('"P2"\n', "2\n"), f"{SPLITS}: the split 'train' of standoff must be a list of ids"),
    (
        STANDOFF,
        passage(3, file="2020/april-21.txt", start=5000, end=5700, statements=[]),
        "the file '2020/april-21.txt' is in test and in train",
    ),
]


@pytest.mark.parametrize(("file", "edit", "says"), PLANTED, ids=[says for _, _, says in PLANTED])
def test_a_planted_fault_is_told_at_its_line(file: str, edit: Edit, says: str, root: Path) -> None:
    path = root / file
    path.write_text(edit(path.read_text("utf-8")), "utf-8")
    found = faults(root)
    assert [fault for fault in found if says in fault], found
    assert all(re.match(r"hi/[\w/.-]+(:\d+){0,2}: ", fault) for fault in found), found


def test_a_copy_is_told_as_duplicate_and_as_leak(root: Path) -> None:
    text = (root / FARMING).read_text("utf-8").replace("id: farming-1", "id: farming-9").replace("मोहन", "सोहन")
    (root / "hi/articles/farming/farming-9.md").write_text(text, "utf-8")
    splits = root / SPLITS
    splits.write_text(change('"courts-1"', '"courts-1", "farming-9"')(splits.read_text("utf-8")), "utf-8")
    copy = "hi/articles/farming/farming-9.md"
    assert faults(root) == [
        f"{copy}:10: the same statement is in test and in train ({FARMING}:10)",
        f"{copy}:8: the article is too like {FARMING} (5-gram Jaccard 0.92, bound 0.25)",
    ]


def test_a_template_is_told_at_its_first_article(root: Path) -> None:
    frame = (
        "---\nid: sport-{n}\ntopic: sport\nstyle: sports-report\ndate: 2024-06-0{n}\nlicence: CC-BY-4.0\n---\n"
        "{line}\n\n[{who}]{{.speaker s=1}} ने शुक्रवार की शाम मैदान पर पत्रकारों से बात करते हुए {n}{n} मिनट तक "
        "[कहा]{{.cue s=1}} कि [{what}]{{.indirect .other .neutral s=1}}।\n"
    )
    fillings = [
        ("बिलासपुर में दंगल", "पहलवान इकबाल", "अखाड़े की मिट्टी बदली जाएगी और नए कोच दो महीने में आ जाएंगे"),
        ("झील में नौका दौड़", "आयोजक पेमा", "पतवारें लकड़ी की नहीं बल्कि हल्के रेशे की होंगी, ताकि बच्चे भी चला सकें"),
        ("टेबल टेनिस लीग शुरू", "सचिव जॉर्ज", "हर गांव से चार खिलाड़ी चुने गए, जिनमें से आधी लड़कियां हैं"),
        ("तीरंदाज घर लौटी", "मां फूलमती", "बेटी ने बांस के धनुष से सीखा, आज उसके पास अपना धनुष है"),
    ]
    ids = []
    for n, (line, who, what) in enumerate(fillings, 2):
        ids.append(f"sport-{n}")
        path = root / f"hi/articles/sport/sport-{n}.md"
        path.write_text(frame.format(n=n, line=line, who=who, what=what), "utf-8")
    splits = root / SPLITS
    listed = ", ".join(f'"{identity}"' for identity in ["courts-1", *ids])
    splits.write_text(change('"courts-1"', listed)(splits.read_text("utf-8")), "utf-8")
    told = [fault for fault in faults(root) if "share the words" in fault]
    shared = "<speaker> ने शुक्रवार की शाम मैदान पर पत्रकारों"
    assert told == [f"hi/articles/sport/sport-2.md:8: 4 articles (bound 3) share the words '{shared}'"]


def test_give_away_words_beyond_the_bound_are_told_at_the_first(root: Path) -> None:
    path = root / FARMING
    path.write_text(change("सिरे से नकारा", "साफ इन्कार किया")(path.read_text("utf-8")), "utf-8")
    (fault,) = faults(root)
    assert fault.startswith(
        f"{FARMING}:11: 1.00 of 1 statements (denial) hold a word that gives the label away, bound "
    )


def test_information_and_accused_of_nothing_are_no_give_aways(root: Path) -> None:
    path = root / FARMING
    path.write_text(change("ठेकेदार ने नहर", "जानकारी है कि ठेकेदार ने नहर")(path.read_text("utf-8")), "utf-8")
    assert faults(root) == []


def test_nukta_letters_in_two_characters_are_nfc(root: Path) -> None:
    path = root / FARMING
    text = change("प्यासे", "ख़ाली")(path.read_text("utf-8"))
    path.write_text(unicodedata.normalize("NFC", text), "utf-8")
    assert faults(root) == []


def test_missing_splits_are_one_fault(root: Path) -> None:
    (root / SPLITS).unlink()
    assert faults(root) == [f"{SPLITS}: there is no such file, and every article and passage needs a split"]


def test_without_a_taker_faults_are_warnings(root: Path) -> None:
    (root / SPLITS).unlink()
    with pytest.warns(UserWarning, match="there is no such file"):
        validate(root)


def test_a_folder_that_is_no_data_set(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no data set here"):
        validate(tmp_path)
    shutil.copytree(GOOD / "hi", tmp_path / "qq")
    with pytest.raises(LanguageError, match="no language 'qq'"):
        validate(tmp_path)
