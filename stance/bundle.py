"""The model file: a folder `model.safetensors` + `config.json` + `README.md`.

Opening one can run no code: safetensors holds numbers only, the configuration is JSON, and both are
checked against their SHA-256 before anything of them is used.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load, save

from stance.errors import ModelError
from stance.linear import LinearModel
from stance.vectorizer import Field, Vectorizer

FORMAT = "indic-stance-model"
VERSION = 1
_SHIPPED = Path(__file__).parent / "models"
# Parts of an instance.
_WORDED, _CATEGORICAL = ("content", "senses", "tail", "cue", "frame"), ("marks", "pairs", "relations")
_LONGEST_NGRAM = 32
_FILES = ("config.json", "model.safetensors", "README.md")
_LARGEST_CONFIG = 16 * 2**20  # bytes
_LARGEST = 256 * 2**20  # bytes; a model is a few megabytes, and nothing larger is read into memory


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _canonical(config: Mapping[str, Any]) -> bytes:
    """The bytes the configuration's digest is taken of: everything but the digest itself."""
    body = {key: value for key, value in config.items() if key != "config_sha256"}
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def save_model(model: LinearModel, folder: Path, *, language: str, about: Mapping[str, Any], card: str) -> str:
    """Write the folder and return the SHA-256 of its weights; the same model gives the same bytes.

    `about` goes into the configuration as it is (data digest, scores, versions); `card` is the README.
    The folder appears whole or not at all.
    """
    tensors = {
        "coefficients": np.ascontiguousarray(model.coefficients, dtype=np.float32),
        "intercepts": np.ascontiguousarray(model.intercepts, dtype=np.float32),
        "idf": np.ascontiguousarray(model.vectorizer.idf, dtype=np.float32),
    }
    for number, vocabulary in enumerate(model.vectorizer.vocabularies):
        text = "\n".join(sorted(vocabulary, key=vocabulary.__getitem__)).encode()
        tensors[f"vocabulary.{number}"] = np.frombuffer(text, dtype=np.uint8)
    weights = save(tensors)
    config: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "task": model.task,
        "language": language,
        "labels": list(model.labels),
        "temperature": model.temperature,
        "fields": [
            {key: getattr(field, key) for key in ("part", "unit", "low", "high", "min_df", "weight")}
            for field in model.vectorizer.fields
        ],
        "weights_sha256": _digest(weights),
        "about": dict(about),
    }
    config["config_sha256"] = _digest(_canonical(config))
    folder.mkdir(parents=True, exist_ok=True)
    contents = {
        "model.safetensors": weights,
        "config.json": (json.dumps(config, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode(),
        "README.md": card.encode(),
    }
    temporary = [(folder / f".{name}.partial", folder / name, data) for name, data in contents.items()]
    try:
        for partial, _, data in temporary:
            partial.write_bytes(data)
        for partial, target, _ in temporary:
            partial.replace(target)
    finally:
        for partial, _, _ in temporary:
            partial.unlink(missing_ok=True)
    return _digest(weights)


def read_config(folder: Path) -> dict[str, Any]:
    """Return the checked configuration of a model folder.

    Raises
    ------
    ModelError
        when a file is missing, the JSON is broken, the format or version is another one, or the
        digest does not fit; the message says which and what to do.
    """
    if not folder.is_dir():
        raise ModelError(f"{folder}: no model folder there; shipped models: {', '.join(shipped_models())}")
    for name in _FILES:
        if not (folder / name).is_file():
            raise ModelError(f"{folder}: {name} is missing; copy the whole folder again or retrain")
    if (folder / "config.json").stat().st_size > _LARGEST_CONFIG:
        raise ModelError(f"{folder}/config.json: larger than {_LARGEST_CONFIG >> 20} MiB, refused")
    try:
        config = json.loads((folder / "config.json").read_bytes())
    except (ValueError, RecursionError) as problem:
        raise ModelError(f"{folder}/config.json is not JSON ({problem}); copy the folder again") from None
    if not isinstance(config, dict) or config.get("format") != FORMAT:
        raise ModelError(f"{folder}/config.json is not a model of this package (format '{FORMAT}')")
    if config.get("version") != VERSION:
        raise ModelError(
            f"{folder}: model version {config.get('version')}, this release reads {VERSION}; "
            "retrain it with `stance train`, or install the release that wrote it"
        )
    try:
        fits = config.get("config_sha256") == _digest(_canonical(config))
    except UnicodeEncodeError:  # half a surrogate pair
        fits = False
    if not fits:
        raise ModelError(f"{folder}/config.json was changed after training (digest differs); copy the folder again")
    return config


def load_models(folders: Iterable[Path]) -> list[LinearModel]:
    """Return the models of some folders; those with the same vocabulary share it, and what they know of words.

    Raises
    ------
    ModelError
        as `load_model`.
    """
    shared: dict[Any, Vectorizer] = {}
    return [_load(folder, shared) for folder in folders]


def load_model(folder: Path) -> LinearModel:
    """Return the model of a folder.

    Raises
    ------
    ModelError
        as `read_config`, and when the weights are damaged or do not fit the configuration.
    """
    return _load(folder, {})


def _load(folder: Path, shared: dict[Any, Vectorizer]) -> LinearModel:
    config = read_config(folder)
    path = folder / "model.safetensors"
    if path.stat().st_size > _LARGEST:
        raise ModelError(f"{path}: larger than {_LARGEST >> 20} MiB, refused")
    weights = path.read_bytes()
    if _digest(weights) != config.get("weights_sha256"):
        raise ModelError(f"{path}: damaged or replaced (SHA-256 differs from config.json); copy the folder again")
    try:
        labels, temperature = _labels(config["labels"]), float(config["temperature"])
        fields = tuple(_field(field) for field in config["fields"])
        tensors = load(weights)
        words = tuple(tensors[f"vocabulary.{number}"].tobytes() for number in range(len(fields)))
        idf, coefficients, intercepts = tensors["idf"], tensors["coefficients"], tensors["intercepts"]
        key = fields, words, idf.tobytes()
        if key not in shared:
            shared[key] = Vectorizer(fields, _vocabularies(words), idf)
        size = sum(map(len, shared[key].vocabularies))
        numbers = all(np.isfinite(tensor).all() for tensor in (idf, coefficients, intercepts))
        fits = idf.shape == (size,) and coefficients.shape == (size, len(labels)) and intercepts.shape == (len(labels),)
    except (SafetensorError, KeyError, TypeError, ValueError, OverflowError) as problem:
        raise ModelError(f"{path}: not a readable set of weights ({problem})") from None
    if not fits:
        raise ModelError(f"{path}: the weights do not fit the vocabulary and labels of config.json")
    if not numbers or not 0 < temperature < math.inf:
        raise ModelError(f"{path}: a weight or the temperature is no number; retrain the model")
    return LinearModel(str(config["task"]), labels, shared[key], coefficients, intercepts, temperature)


def _vocabularies(texts: Iterable[bytes]) -> tuple[dict[str, int], ...]:
    """Return the numbers of the terms of each field, which are counted on from field to field."""
    found: list[dict[str, int]] = []
    size = 0
    for text in texts:
        terms = text.decode().split("\n") if text else []
        found.append(dict(zip(terms, range(size, size + len(terms)), strict=True)))
        size += len(terms)
    return tuple(found)


def _labels(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or len(set(map(str, value))) < 2 or not all(isinstance(one, str) for one in value):
        raise ValueError("labels must be two or more strings")
    return tuple(value)


def _field(value: Any) -> Field:
    """Return the field of a record; what the vectorizer could not work with is refused."""
    field = Field(**value)
    parts = _CATEGORICAL if field.unit in ("mark", "fact") else _WORDED if field.unit in ("word", "char") else ()
    if field.part not in parts or not 1 <= int(field.low) <= int(field.high) <= _LONGEST_NGRAM:
        raise ValueError(f"no field {value}")
    if not math.isfinite(field.weight) or {type(field.low), type(field.high)} != {int}:
        raise ValueError(f"no field {value}")
    return field


def shipped_models() -> list[str]:
    """Return the names of the models inside the package, such as `stance-hi`."""
    return sorted(path.parent.name for path in _SHIPPED.glob("*/config.json"))


def model_path(name: str) -> Path:
    """Return the folder of a shipped model's name, or the path itself where it names a folder."""
    return _SHIPPED / name if name in shipped_models() else Path(name)
