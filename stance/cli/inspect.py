"""`stance languages`, `stance models`, `stance doctor`: what is there, and whether it is whole."""

from __future__ import annotations

import importlib.util
import sys
from importlib import metadata

import typer

from stance import __version__
from stance.bundle import load_model, model_path, read_config, shipped_models
from stance.errors import StanceError
from stance.languages import languages as codes
from stance.languages import load_language
from stance.pipeline import EXTRACTION_MODELS

_REQUIRED = ("scikit-learn", "indic-nlp-library", "joblib", "typer", "matplotlib", "numpy", "safetensors")
_EXTRAS = {
    "html": "trafilatura",
    "parquet": "pyarrow",
    "frame": "pandas",
    "cluster": "distributed",
    "mlflow": "mlflow",
}


def languages() -> None:
    """List the languages that ship with the package."""
    for code in codes():
        language = load_language(code)
        cues = sum(len(found) for found in language.cues.values())
        print(f"{code}  {language.name} ({language.endonym}), {language.script}: {cues} cues")


def models() -> None:
    """List the models that ship with the package."""
    for name in shipped_models():
        config = read_config(model_path(name))
        print(f"{name}  {config['task']} ({', '.join(config['labels'])}), SHA-256 {config['weights_sha256'][:12]}")


def doctor() -> None:
    """Check versions, models, fonts and extras; say what is missing and how to get it."""
    healthy = True
    print(f"indic-stance {__version__}, Python {sys.version.split()[0]}")
    for name in _REQUIRED:
        try:
            print(f"  ok       {name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            healthy = False
            print(f"  MISSING  {name}: pip install {name}")
    for extra, module in _EXTRAS.items():
        found = importlib.util.find_spec(module) is not None
        print(
            f"  {'ok      ' if found else 'optional'} extra {extra}"
            + ("" if found else f": pip install 'indic-stance[{extra}]'")
        )
    needed = {f"{task}-{code}" for code in codes() for task in ("stance", "sentiment", "ledger", *EXTRACTION_MODELS)}
    for name in sorted(needed | set(shipped_models())):
        try:
            load_model(model_path(name))
            print(f"  ok       model {name}: digest fits")
        except StanceError as problem:
            healthy = False
            print(f"  BROKEN   model {name}: {problem}")
    font = importlib.util.find_spec("fontpkg_noto_sans_devanagari") is not None
    healthy = healthy and font
    print(
        f"  {'ok      ' if font else 'MISSING '} Devanagari font for charts"
        + ("" if font else ": pip install fontpkg-noto-sans-devanagari")
    )
    if not healthy:
        raise typer.Exit(1)
