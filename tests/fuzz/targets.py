"""What must hold for any bytes at all: each target takes bytes and raises nothing but a fault of the package.

`tests/test_fuzz.py` runs them on the kept corpus and on what Hypothesis makes up, `fuzz.py` under atheris.
"""

import functools
import hashlib
import io
import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from stance import Pipeline
from stance.bundle import load_model, model_path, read_config
from stance.corpus import FORMATS
from stance.corpus.bracket import parse, render
from stance.corpus.exchange import read_exchange
from stance.corpus.interchange import INTERCHANGE
from stance.corpus.sources import Source
from stance.corpus.spans import _statements
from stance.corpus.standoff import read_passages
from stance.errors import InputError, ModelError
from stance.types import Article
from stance.vectorizer import Instance, Words

READERS = (
    *((suffix, known.read) for known in FORMATS for suffix in known.suffixes[:1]),
    *((known.suffix, known.read) for known in INTERCHANGE if known.name not in ("brat", "csv-beside")),
    (".jsonl", _statements),
    (".jsonl", read_passages),
    (".jsonl", read_exchange),
)


def reader(data: bytes) -> None:
    """The first byte chooses the reader, the rest is the file: articles or faults with a place come out."""
    if not data:
        return
    suffix, read = READERS[data[0] % len(READERS)]
    source = Source("fuzz", "fuzz", suffix, stream=io.BytesIO(data[1:]))
    try:
        for item in read(source):
            if isinstance(item, InputError):
                assert str(item).startswith("fuzz"), item
                assert len(str(item).splitlines()) == 1, item
    except InputError as error:
        assert len(str(error).splitlines()) == 1, error


def bracket(data: bytes) -> None:
    """What is read and written is read the same again."""
    try:
        annotated = parse(data.decode("utf-8", "ignore"))
    except InputError:
        return
    again = parse(render(annotated))
    assert again.article == annotated.article
    assert [replace_rule(a) for a in again.annotations] == [replace_rule(a) for a in annotated.annotations]


def replace_rule(annotation):
    return replace(annotation, answers=tuple(sorted(annotation.answers)))


@functools.cache
def _pipelines() -> tuple[Pipeline, Pipeline]:
    return Pipeline("hi"), Pipeline("hi", rules_only=True)


def extract(data: bytes) -> None:
    """Spans are stretches of the text, statements stand in order and apart, probabilities sum to one."""
    text = data.decode("utf-8", "ignore").replace("\0", "")
    for nlp in _pipelines():
        document = nlp(Article("fuzz", text))
        reached = 0
        for item in document.statements:
            statement = item.statement
            for span in (statement.content, statement.cue, statement.speaker, statement.resolved):
                assert span is None or text[span.start : span.stop] == span.text
            assert statement.content.start >= reached
            reached = statement.content.stop
            assert abs(sum(item.stance.probabilities.values()) - 1) < 1e-9
        json.dumps(document.records(), allow_nan=False)


@functools.cache
def _model() -> Path:
    return model_path("carry-on-hi")


def model(data: bytes) -> None:
    """Any configuration and any weights give a model that predicts, or a fault; digests are made to fit."""
    if not data:
        return
    mode, data = data[0] % 3, data[1:]
    folder = Path(tempfile.mkdtemp())
    try:
        config = read_config(_model())
        weights = (_model() / "model.safetensors").read_bytes() if mode == 1 else data
        if mode == 1:
            try:
                changes = json.loads(data)
            except (ValueError, RecursionError):
                return
            if not isinstance(changes, dict):
                return
            config |= changes
        config["weights_sha256"] = hashlib.sha256(weights).hexdigest()
        config.pop("config_sha256", None)
        body = json.dumps(config, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        config["config_sha256"] = hashlib.sha256(body.encode("utf-8", "replace")).hexdigest()
        (folder / "model.safetensors").write_bytes(weights)
        (folder / "README.md").write_bytes(b"")
        (folder / "config.json").write_bytes(data if mode == 0 else json.dumps(config).encode("ascii"))
        try:
            loaded = load_model(folder)
        except ModelError:
            return
        instance = Instance(Words(("a", "b"), ((0, 1), (2, 3))), marks=("kind=act",))
        (prediction,) = loaded.predict([instance])
        loaded.explain([instance], ["a b"], [prediction])
    finally:
        shutil.rmtree(folder)


TARGETS: dict[str, Callable[[bytes], None]] = {
    "reader": reader, "bracket": bracket, "extract": extract, "model": model,
}  # fmt: skip
