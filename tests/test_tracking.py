"""MLflow: a run comes back from a real local tracking store as it went in."""

import os
import subprocess
import sys

import pytest

from stance.errors import InputError, MissingExtraError
from stance.evaluation import tracking
from stance.evaluation.gate import judge
from stance.evaluation.history import read
from tests.test_evaluate import evaluated, stance, toy

mlflow = pytest.importorskip("mlflow")


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Return the URI of an empty store; making its tables takes some seconds."""
    folder = tmp_path_factory.mktemp("mlflow")
    uri = f"sqlite:///{folder}/mlflow.db"
    mlflow.MlflowClient(tracking_uri=uri).create_experiment("stance", artifact_location=(folder / "files").as_uri())
    return uri


def the_run(store, identity):
    return mlflow.MlflowClient(tracking_uri=store).get_run(identity)


def test_a_run_holds_scores_with_bounds_digests_and_the_report(tmp_path, store):
    result, run = evaluated(*toy(articles=4))
    verdict = judge(result, run, [], tmp_path / "floors.json", update="first floors")
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / "report.md").write_text("# toy\n", "utf-8")
    identity = tracking.log(store, run, model="toy", report=tmp_path / "report", verdict=verdict)
    logged = the_run(store, identity)
    for name, score in run.scores.items():
        bounds = [logged.data.metrics[key] for key in (name, f"{name}.low", f"{name}.high")]
        assert bounds == [score["value"], score["low"], score["high"]]
    assert logged.data.params["model_sha256"] == run.model_sha256
    assert logged.data.params["data_sha256"] == run.data_sha256
    assert (logged.data.tags["gate"], logged.info.status, logged.info.run_name) == ("passed", "FINISHED", run.run)
    client = mlflow.MlflowClient(tracking_uri=store)
    assert [file.path for file in client.list_artifacts(identity, "report")] == ["report/report.md"]


def test_labels_in_devanagari_keep_their_names_as_parameters(store):
    _, run = evaluated(*toy(articles=4))
    renamed = {name.replace("denial", "खंडन"): score for name, score in run.scores.items()}
    run = type(run)(**{**vars(run), "labels": ["accusation", "corroboration", "खंडन", "other"], "scores": renamed})
    logged = the_run(store, tracking.log(store, run, model="toy"))
    assert logged.data.params["label-2"] == "खंडन"
    assert logged.data.metrics["per_class.label-2.low"] == renamed["per_class.खंडन"]["low"]


def test_a_store_that_takes_nothing_is_one_clear_line_without_the_password(tmp_path):
    _, run = evaluated(*toy(articles=4))
    (tmp_path / "file").write_text("")
    for uri in (f"sqlite:///{tmp_path}/file/mlflow.db", "nonsense://user:secret@host/x"):
        with pytest.raises(InputError, match="MLflow did not take the run") as caught:
            tracking.log(uri, run, model="toy")
        assert "\n" not in str(caught.value)
        assert "secret" not in str(caught.value)


def test_without_the_extra_the_message_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "mlflow", None)
    with pytest.raises(MissingExtraError, match=r"logging to MLflow needs the extra 'mlflow': pip install"):
        tracking.require()


def test_the_command_logs_and_a_store_that_fails_loses_nothing_else(tmp_path, store):
    texts = {"accusation": "ठेकेदार ने पैसे हड़प लिए", "denial": "ये आरोप बेबुनियाद हैं"}
    data, history = tmp_path / "d.csv", tmp_path / "h.jsonl"
    rows = [f"{text},{label},{number}" for number in range(4) for label, text in texts.items()]
    data.write_text("\n".join(["text,label,article", *rows]) + "\n", "utf-8")
    arguments = ("evaluate", "stance-hi", data, "--group", "article", "--history", history, "--mlflow")
    done = stance(*arguments, store)
    assert (done.returncode, done.stderr) == (0, "")
    (run,) = read(history)
    client = mlflow.MlflowClient(tracking_uri=store)
    logged = client.search_runs([client.get_experiment_by_name("stance").experiment_id], f"run_name = '{run.run}'")
    assert logged[0].data.metrics["macro_f1"] == run.scores["macro_f1"]["value"]
    broken = stance(*arguments, "nonsense://x")
    assert (broken.returncode, len(broken.stderr.splitlines())) == (1, 1)
    assert len(read(history)) == 2


def test_logging_sends_nothing_elsewhere():
    probe = "from stance.evaluation.tracking import require; require(); from mlflow.telemetry import client as c; "
    probe += "print(c.get_telemetry_client())"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MLFLOW", "CI", "PYTEST"))}
    told = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, env=environment)
    assert told.stdout.strip() == "None", told.stderr
