"""The README says what is true: its Python runs, its commands exist, its figures are those of the reports."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
PYTHON = re.findall(r"```python\n(.*?)```", README, re.S)
COMMANDS = re.findall(r"^\$ (?:cat \S+ \| )?(stance .*?)(?:\s+#.*)?$", README, re.M)


@pytest.mark.parametrize("block", PYTHON, ids=lambda block: block.split("\n")[0])
def test_python_blocks_run(block):
    result = subprocess.run([sys.executable, "-c", block], capture_output=True, text=True, cwd=ROOT)
    assert result.returncode == 0, result.stderr
    assert "denial" in result.stdout or "accusation" in result.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_and_their_options_exist(command):
    name = command.split()[1]
    help_text = subprocess.run(
        [sys.executable, "-c", "from stance.cli import main; main()", name, "--help"],
        capture_output=True,
        text=True,
        env={"COLUMNS": "200", "PATH": "", "NO_COLOR": "1", "TERM": "dumb", "PYTHONPATH": str(ROOT)},
    )
    assert help_text.returncode == 0, help_text.stderr
    for option in re.findall(r"(?<=\s)--?[a-z-]+", command):
        if option != "-":
            assert option in help_text.stdout, f"{name} has no {option}"


def test_figures_are_those_of_the_reports():
    from training.readme import table

    assert table() in README
