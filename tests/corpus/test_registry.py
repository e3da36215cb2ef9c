"""The registry, and the tables of the README that are made from it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from stance.corpus.giveaways import MOST, load_giveaways
from stance.corpus.likeness import FAMILY, NEAR, SEQUENCE
from stance.corpus.registry import BEGIN, END, digest, read_registry, refresh_readme, tables
from stance.corpus.wording_checks import TEMPLATES
from stance.errors import InputError

ROOT = Path(__file__).parents[2]
GOOD = Path(__file__).parent / "cases" / "dataset"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a data set with the project's registry and a README around the marks."""
    folder = shutil.copytree(GOOD, tmp_path / "datasets")
    shutil.copy(ROOT / "datasets" / "registry.toml", folder)
    (folder / "README.md").write_text(f"# Data\n\n{BEGIN}\nold\n{END}\n\nMore.\n", "utf-8")
    return folder


def test_the_tables_are_written_between_the_marks_and_only_when_they_change(root: Path) -> None:
    assert refresh_readme(root, check=True)
    assert "\nold\n" in (root / "README.md").read_text("utf-8")
    assert refresh_readme(root)
    text = (root / "README.md").read_text("utf-8")
    assert text.startswith(f"# Data\n\n{BEGIN}\n\n| data set |")
    assert text.endswith(f"|\n\n{END}\n\nMore.\n")
    assert not refresh_readme(root)
    assert not refresh_readme(root, check=True)


def test_the_rows_count_documents_statements_and_splits(root: Path) -> None:
    rows = tables(root).split("\n")
    names = [entry.name for entry in read_registry(root)]
    counts = [[cell.strip() for cell in row.split("|")[1:-1]] for row in rows[-4:]]
    assert [row[0] for row in counts] == names
    mark = digest(root / "hi" / "articles")[:16]
    assert counts[0][1:] == ["3", "5", "2", "1", "1", "1", "1 / 1 / 1", f"`{mark}`"]
    assert counts[1][1:8] == ["3", "3", "1", "1", "0", "1", "2 / 0 / 1"]
    assert counts[2][1:] == ["–"] * 8


def test_a_challenge_set_is_counted_by_its_records(root: Path) -> None:
    (root / "hi" / "challenge").mkdir()
    side = {"pair": "irony-1", "phenomenon": "irony", "sentence": "वाह, क्या इंतजाम है।", "start": 0, "end": 19}
    labels = [{"id": "1", "stance": "denial"}, {"id": "2", "stance": "other"}]
    given = {"kind": "direct", "sentiment": "neutral"}
    lines = "".join(json.dumps(side | given | own) + "\n" for own in labels)
    (root / "hi" / "challenge" / "pairs.jsonl").write_text(lines, "utf-8")
    row = [cell.strip() for cell in tables(root).split("\n")[-2].split("|")]
    assert row[2:9] == ["2", "2", "0", "1", "0", "1", "all for testing"]


def test_the_digest_changes_with_a_name_or_a_byte(root: Path) -> None:
    folder = root / "hi" / "articles"
    marks = {digest(folder)}
    path = folder / "sport" / "sport-1.md"
    path.write_bytes(path.read_bytes() + b"\n")
    marks.add(digest(folder))
    path.rename(path.with_name("sport-2.md"))
    marks.add(digest(folder))
    assert len(marks) == 3


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('format = "bracket"', 'format = "xml"', r"\[authored-hi\]: unknown format 'xml'; known: bracket, standoff"),
        ('language = "hi"\n', "", r"\[authored-hi\] must have exactly the fields name, language, path, "),
        ('language = "hi"', "language = 1", r"\[authored-hi\]: every field must be a string"),
        ("[authored-hi]", "[authored-hi", "broken TOML: "),
    ],
)
def test_a_broken_registry_is_told(old: str, new: str, says: str, root: Path) -> None:
    path = root / "registry.toml"
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    with pytest.raises(InputError, match=rf"registry\.toml: {says}"):
        refresh_readme(root)


def test_a_readme_without_its_marks_is_left_alone(root: Path) -> None:
    (root / "README.md").write_text(f"{END}{BEGIN}", "utf-8")
    with pytest.raises(InputError, match=r"README\.md: the marks "):
        refresh_readme(root)
    (root / "README.md").unlink()
    with pytest.raises(InputError, match=r"README\.md: there is no such file"):
        refresh_readme(root)


def test_a_fault_in_the_data_stops_the_tables_at_its_place(root: Path) -> None:
    path = root / "hi" / "articles" / "sport" / "sport-1.md"
    path.write_text(path.read_text("utf-8").replace(".other", ".othr"), "utf-8")
    with pytest.raises(InputError, match=r"sport-1\.md:10:\d+: unknown class \.othr"):
        tables(root)


def test_the_project_s_readme_states_the_bounds_that_hold() -> None:
    text = " ".join((ROOT / "datasets" / "README.md").read_text("utf-8").split())
    assert (SEQUENCE, FAMILY) == (8, 4)
    for said in (
        f"Jaccard between any two articles ({NEAR})",
        "share of eight-word sequences that four or more articles",
        f"masked ({TEMPLATES:.1%})".replace("%", " %"),
        f"give the label away ({MOST:.0%}".replace("%", " %"),
    ):
        assert said in text


def test_give_away_words_are_found_in_all_their_spellings() -> None:
    giveaways = load_giveaways("hi")
    for word in ("आरोपों", "आरोप", "इनकार", "इंकार", "इन्कार", "पुष्टि"):
        assert giveaways.found(["उन्होंने", f"कहा, “{word}” हुई"]) == word
    assert giveaways.found(["जानकारी मिली", "संपुष्ट", ""]) is None
