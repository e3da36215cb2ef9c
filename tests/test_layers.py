"""Imports run one way, each third-party library has one door, and start-up stays light."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "stance"

# A module may import modules of its own layer and of those before it.
LAYERS = (
    ("types", "errors"),
    ("languages",),
    ("text", "vectorizer", "arrays", "occurrences", "scores", "shares", "linear"),
    ("statements",),
    ("context", "relations"),
    ("features",),
    ("corpus",),
    ("examples",),
    ("classifier",),
    ("bundle",),
    ("ledger",),
    ("report",),
    ("pipeline",),
    ("batch",),
    ("resume", "partitions"),
    ("cluster",),
    ("evaluation", "suggest"),
    ("cli",),
    ("__main__",),
)
DOORS = {
    "indicnlp": {"text/tokens.py"},
    "sklearn": {"classifier.py"},
    "scipy": {"classifier.py"},
    "safetensors": {"bundle.py"},
    "trafilatura": {"corpus/html.py"},
    "pyarrow": {"corpus/parquet.py"},
    "pandas": {"pipeline.py", "ledger/entries.py"},
    "joblib": {"batch.py"},
    "dask": {"cluster.py"},
    "distributed": {"cluster.py"},
    "fsspec": {"cluster.py"},
    "mlflow": {"evaluation/tracking.py"},
    "matplotlib": {"report/charts.py"},
    "fontpkg_noto_sans_devanagari": {"report/charts.py"},
}
LIGHT = ("sklearn", "scipy", "matplotlib", "pandas", "pyarrow", "trafilatura", "distributed", "fsspec", "mlflow")

MODULES = sorted(path for path in PACKAGE.rglob("*.py"))


def layer(name: str) -> int:
    return next(number for number, names in enumerate(LAYERS) if name in names)


def imported(path: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: relative import"
            found.append(node.module)
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_run_one_way(path):
    relative = path.relative_to(PACKAGE)
    own = relative.parts[0].removesuffix(".py")
    if own == "__init__":
        return  # the front door imports lazily
    for module in imported(path):
        parts = module.split(".")
        if parts[0] == "training":
            pytest.fail(f"{relative} imports training")
        if parts[0] == "stance" and len(parts) > 1:
            assert layer(parts[1]) <= layer(own), f"{relative} imports {module}, which is above it"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_each_library_has_one_door(path):
    relative = path.relative_to(PACKAGE).as_posix()
    for module in imported(path):
        top = module.split(".")[0]
        if top in DOORS:
            assert relative in DOORS[top], f"{relative} imports {top}; its door is {DOORS[top]}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_words_live_in_data_files(path):
    """No Devanagari in code outside docstrings and comments."""
    tree = ast.parse(path.read_text("utf-8"))
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) and node.body
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            letters = [c for c in node.value if "\u0904" <= c <= "\u0963"]
            assert not letters, f"{path.name}:{node.lineno}: {node.value!r}"


@pytest.mark.parametrize(
    "code",
    [
        "import stance",
        "import stance; stance.load('hi')('मंत्री ने कहा कि सब ठीक है।')",
        "import stance.cli",
    ],
)
def test_start_up_stays_light(code):
    probe = f"import sys\n{code}\nprint([name for name in {LIGHT!r} if name in sys.modules])"
    result = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_datasets_hold_data_only():
    assert not list((ROOT / "datasets").rglob("*.py"))
