"""`stance ledger` as users run it: a real process, its output, its messages and its exit code."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

ARTICLE = Path(__file__).parent.parent / "articles" / "canal.txt"
CHARGE = "विधायक ने मंत्री पर घूस लेने का आरोप लगाया। मंत्री ने कहा कि यह आरोप झूठा है।"


def ledger(*arguments, stdin=None, cwd=None):
    return subprocess.run(
        [sys.executable, "-c", "from stance.cli import main; main()", "ledger", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=cwd,
        env={**os.environ, "COLUMNS": "110", "NO_COLOR": "1"},
    )


def test_a_pipe_gets_jsonl_whose_offsets_hold():
    result = ledger(ARTICLE)
    assert result.returncode == 0, result.stderr
    assert result.stderr == ""
    text = ARTICLE.read_text("utf-8")
    records = [json.loads(line) for line in result.stdout.splitlines()]
    assert "answered" in [record["verdict"] for record in records]
    assert all(text[r["start"] : r["end"]] == r["text"] for r in records)
    assert records[0]["accused"][0]["text"] == "फार्म हाउस वालों"
    assert {reply["stance"] for reply in records[0]["replies"]} == {"denial", "corroboration"}


def test_the_table_names_accused_verdict_and_reply():
    result = ledger("--text", CHARGE, "--format", "table")
    assert result.returncode == 0
    for words in ("accused", "मंत्री", "answered", "denial", "the accused side"):
        assert words in result.stdout


def test_an_article_without_accusations_says_so():
    result = ledger("--text", "मौसम विभाग ने कहा कि कल धूप निकलेगी।", "--format", "table")
    assert "no accusations found" in result.stdout
    assert ledger("--text", "कल धूप निकलेगी।").stdout == ""


def test_dates_of_records_are_kept_and_bad_records_skipped(tmp_path):
    good = {"id": "a", "date": "2024-05-01", "text": CHARGE}
    (tmp_path / "news.jsonl").write_text(
        f"{json.dumps(good, ensure_ascii=False)}\nnot json\n{json.dumps({**good, 'id': 'b'})}\n", "utf-8"
    )
    result = ledger("news.jsonl", cwd=tmp_path)
    assert result.returncode == 1
    assert "news.jsonl:2" in result.stderr
    assert "Traceback" not in result.stderr
    assert [(r["article_id"], r["date"]) for r in map(json.loads, result.stdout.splitlines())] == [
        ("a", "2024-05-01"),
        ("b", "2024-05-01"),
    ]


def test_the_suffix_chooses_the_format(tmp_path):
    for name in ("out.csv", "out.html", "out.jsonl"):
        assert ledger(ARTICLE, "-o", tmp_path / name).returncode == 0
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert "answered" in [row["verdict"] for row in rows]
    assert json.loads(rows[0]["replies"])[0]["stance"] == "corroboration"
    assert (tmp_path / "out.html").read_text("utf-8").rstrip().endswith("</html>")
    assert len((tmp_path / "out.jsonl").read_text("utf-8").splitlines()) == len(rows)


def test_two_processes_give_what_one_gives(tmp_path):
    lines = (json.dumps({"id": str(n), "text": CHARGE}) for n in range(40))
    (tmp_path / "many.jsonl").write_text("\n".join(lines), "utf-8")
    one, two = (ledger("many.jsonl", "--jobs", jobs, cwd=tmp_path) for jobs in (1, 2))
    assert one.returncode == two.returncode == 0
    assert one.stdout == two.stdout
    assert len(one.stdout.splitlines()) >= 40


def test_errors_are_one_line_and_leave_nothing_behind(tmp_path):
    for arguments in (
        ["missing.txt"],
        [ARTICLE, "--lang", "xx"],
        [ARTICLE, "--model", "ledger-hi"],
        [ARTICLE, "-o", "no/such/folder/out.html"],
    ):
        result = ledger(*arguments, cwd=tmp_path)
        assert result.returncode == 1, arguments
        assert result.stderr.startswith("stance: "), result.stderr
        assert "Traceback" not in result.stderr
    assert list(tmp_path.iterdir()) == []
    assert ledger(ARTICLE, "--format", "parquet").returncode == 2
