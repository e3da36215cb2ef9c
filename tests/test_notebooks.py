"""The notebooks run clean from a fresh kernel, and what is stored in them did too."""

import os
import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
MACHINE = re.compile(r"(?<![\w./])/(?:home|root|tmp|work|Users|usr|var|opt)/|[A-Z]:\\|site-packages|Traceback")


def outputs(notebook):
    return [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]


def texts(output):
    """Return what an output shows in letters; a picture has none."""
    if output.output_type == "stream":
        return [output.text]
    return [text for kind, text in output.get("data", {}).items() if kind.startswith("text/")]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_clean_from_a_fresh_kernel(path):
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(path.parent)}})
    client.execute(env={**os.environ, "PYTHONPATH": str(ROOT), "IPYTHONDIR": os.devnull})  # this stance, no profile
    told = [output.text for output in outputs(notebook) if output.get("name") == "stderr"]
    assert told == []  # no warning either


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_what_is_stored_ran_in_order_and_tells_nothing_of_a_machine(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    stored = outputs(notebook)
    assert stored
    assert {output.output_type for output in stored} <= {"display_data", "execute_result", "stream"}
    assert not any(output.get("name") == "stderr" for output in stored)
    for text in (text for output in stored for text in texts(output)):
        assert not MACHINE.search(text), MACHINE.search(text)
    assert any("image/png" in output.get("data", {}) for output in stored)


def test_a_path_is_seen_where_there_is_one():
    assert MACHINE.search("saved to /tmp/x/model")
    assert MACHINE.search("C:\\Users\\x")
    assert not MACHINE.search("../datasets/hi, km/h, 13/05/2024")
