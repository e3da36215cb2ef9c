"""`stance data`: what each command prints, and how it ends."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from stance.bundle import save_model
from stance.classifier import SentimentClassifier, StanceClassifier
from stance.cli.data import data
from stance.corpus.bracket import parse
from stance.corpus.interchange import INTERCHANGE, read_interchange
from stance.corpus.label_studio import labelling_config
from stance.corpus.registry import BEGIN, END
from stance.errors import InputError

CASES = Path(__file__).parents[1] / "corpus" / "cases"


def run(*arguments: str | Path, wide: str = "200") -> Result:
    return CliRunner(env={"COLUMNS": wide}).invoke(data, [str(argument) for argument in arguments])


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a copy of a good data set."""
    return shutil.copytree(CASES / "dataset", tmp_path / "datasets")


def test_validate_prints_a_table(root: Path) -> None:
    result = run("validate", root)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "accusation 2 · denial 1 · corroboration 1 · other 1" in result.stdout
    assert "near_duplicates 0" in result.stdout


def test_validate_tells_every_fault_and_exits_with_1(root: Path) -> None:
    path = root / "hi" / "articles" / "sport" / "sport-1.md"
    path.write_text(path.read_text("utf-8").replace("date: 2024-06-01", "date: June"), "utf-8")
    result = run("validate", root, "--json")
    assert result.exit_code == 1
    assert result.stderr == f"stance: {path}:5: the date 'June' is no day as YYYY-MM-DD\n"
    assert json.loads(result.stdout)["hi"]["faults"] == 1


def test_validate_elsewhere_is_our_own_error(tmp_path: Path) -> None:
    assert isinstance(run("validate", tmp_path).exception, InputError)


def test_stats_of_a_data_set_and_of_articles(root: Path) -> None:
    assert "hi authored train" in run("stats", root).stdout
    counts = json.loads(run("stats", CASES / "annotated.md", "--json").stdout)
    assert [one["statements"] for one in counts.values()] == [4]


def test_convert_there_and_back(tmp_path: Path) -> None:
    tasks, folder = tmp_path / "tasks.json", tmp_path / "out"
    result = run("convert", CASES / "annotated.md", tasks, "--from", "bracket", "--to", "label-studio")
    assert (result.exit_code, result.stdout) == (0, f"{tasks}: 1 articles\n")
    assert run("convert", tasks, folder, "--from", "label-studio", "--to", "bracket").exit_code == 0
    original = parse((CASES / "annotated.md").read_text("utf-8"))
    assert list(read_interchange(folder, "bracket")) == [original]


def test_convert_passes_a_bad_record_over_and_exits_with_1(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    run("convert", CASES / "annotated.md", source, "--from", "bracket", "--to", "jsonl")
    source.write_text(source.read_text("utf-8") + "{}\n", "utf-8")
    result = run("convert", source, tmp_path / "out.csv", "--from", "jsonl", "--to", "csv")
    assert result.exit_code == 1
    assert result.stderr == f"stance: {source}:2: the field 'id' is missing\n"
    assert result.stdout == f"{tmp_path / 'out.csv'}: 1 articles\n"
    strict = run("convert", source, tmp_path / "no.csv", "--from", "jsonl", "--to", "csv", "--strict")
    assert isinstance(strict.exception, InputError)
    assert not (tmp_path / "no.csv").exists()


def test_an_unknown_format_is_a_usage_error_that_lists_the_known() -> None:
    result = run("convert", "a", "b", "--from", "xml", "--to", "csv")
    assert result.exit_code == 2
    for known in INTERCHANGE:
        assert known.name in result.stderr


def test_the_labelling_configuration() -> None:
    assert run("labelling-config").stdout == labelling_config()


def test_suggest_prints_or_writes_tasks(tmp_path: Path) -> None:
    texts = ["ठेकेदार ने राख मिलाई", "अफसर ने फाइल दबा ली", "यह बात गलत है", "कोई वास्ता नहीं"]
    for classifier, labels in (
        (StanceClassifier(calibrate=0), ["accusation", "accusation", "denial", "denial"]),
        (SentimentClassifier(calibrate=0), ["negative", "negative", "neutral", "neutral"]),
    ):
        model = classifier.fit(texts, labels).model_
        save_model(model, tmp_path / model.task, language="hi", about={}, card="# tiny\n")
    news = tmp_path / "news.txt"
    news.write_text("सरपंच गोपाल ने कहा, “ठेकेदार ने सीमेंट में राख मिलाई है।”", "utf-8")
    arguments: list[str | Path] = [
        "suggest",
        tmp_path / "stance",
        news,
        "--sentiment",
        tmp_path / "sentiment",
        "--count",
        "5",
    ]
    result = run(*arguments)
    (task,) = json.loads(result.stdout)
    assert task["predictions"][0]["model_version"] == "stance"
    assert task["data"]["text"] == news.read_text("utf-8")
    written = run(*arguments, "--output", tmp_path / "tasks.json")
    assert written.stdout == f"{tmp_path / 'tasks.json'}: 1 statements\n"
    assert json.loads((tmp_path / "tasks.json").read_text("utf-8")) == [task]
    assert run("suggest", tmp_path / "stance", news, "--count", "0").exit_code == 2


def test_readme_is_refreshed_or_checked(root: Path) -> None:
    shutil.copy(Path(__file__).parents[2] / "datasets" / "registry.toml", root)
    (root / "README.md").write_text(f"{BEGIN}\n{END}\n", "utf-8")
    stale = run("readme", root, "--check")
    assert (stale.exit_code, stale.stdout) == (1, f"{root}: out of date\n")
    assert run("readme", root).stdout == f"{root}: written\n"
    fresh = run("readme", root, "--check")
    assert (fresh.exit_code, fresh.stdout) == (0, f"{root}: up to date\n")
