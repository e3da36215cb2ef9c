"""Model folders: what is saved comes back, the same data gives the same bytes, and nothing hostile opens."""

import json
import pickle
import shutil
from dataclasses import replace

import numpy as np
import pytest

from stance import TextClassifier
from stance.bundle import load_model, load_models, model_path, read_config, save_model, shipped_models
from stance.errors import ModelError
from stance.features import from_text
from stance.languages import load_language
from stance.statements import Reader
from tests.test_classifier import LABELS, TEXTS


def trained():
    return TextClassifier(calibrate=3, task="stance").fit(TEXTS, LABELS).model_


def save(folder, model=None):
    return save_model(model or trained(), folder, language="hi", about={"examples": len(TEXTS)}, card="# card\n")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("model") / "m"
    save(path)
    return path


@pytest.fixture
def copy(folder, tmp_path):
    return shutil.copytree(folder, tmp_path / "copy")


@pytest.fixture
def instances():
    reader = Reader(load_language("hi"))
    return [from_text(reader, text) for text in TEXTS]


def test_a_model_comes_back_as_it_was(folder, instances):
    assert np.array_equal(load_model(folder).probabilities(instances), trained().probabilities(instances))


def test_two_trainings_give_the_same_bytes(folder, tmp_path):
    save(tmp_path / "again")
    for name in ("model.safetensors", "config.json", "README.md"):
        assert (tmp_path / "again" / name).read_bytes() == (folder / name).read_bytes()


@pytest.mark.parametrize("name", shipped_models())
def test_shipped_models_open_and_stay_small(name):
    model = load_model(model_path(name))
    assert model.vectorizer.size > 100
    assert sum(path.stat().st_size for path in model_path(name).iterdir()) <= 3 * 2**20


def test_a_missing_folder_names_the_shipped_models(tmp_path):
    with pytest.raises(ModelError, match="stance-hi"):
        load_model(tmp_path / "nonesuch")


@pytest.mark.parametrize("name", ["config.json", "model.safetensors", "README.md"])
def test_a_missing_file_is_named(copy, name):
    (copy / name).unlink()
    with pytest.raises(ModelError, match=f"{name} is missing"):
        load_model(copy)


@pytest.mark.parametrize("place", [0.0, 0.01, 0.3, 0.9])
def test_a_flipped_byte_is_refused(copy, place):
    path = copy / "model.safetensors"
    data = bytearray(path.read_bytes())
    data[int(place * len(data))] ^= 1
    path.write_bytes(data)
    with pytest.raises(ModelError, match="damaged or replaced"):
        load_model(copy)


def test_a_changed_configuration_is_refused(copy):
    path = copy / "config.json"
    path.write_text(path.read_text("utf-8").replace('"temperature": ', '"temperature": 1'), "utf-8")
    with pytest.raises(ModelError, match="changed after training"):
        load_model(copy)


@pytest.mark.parametrize(
    ("key", "value", "message"), [("version", 99, "retrain it"), ("format", "other", "not a model")]
)
def test_another_version_or_format_is_refused(copy, key, value, message):
    config = json.loads((copy / "config.json").read_text("utf-8"))
    (copy / "config.json").write_text(json.dumps({**config, key: value}), "utf-8")
    with pytest.raises(ModelError, match=message):
        read_config(copy)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "[" * 100_000])
def test_a_broken_configuration_is_refused(copy, text):
    (copy / "config.json").write_text(text, "utf-8")
    with pytest.raises(ModelError):
        load_model(copy)


class Trap:
    def __reduce__(self):
        return (open, ("/nonexistent/opened-by-a-pickle", "w"))


def test_a_pickle_in_disguise_is_refused_and_not_run(copy):
    """Even when its digest is written into the configuration, nothing unpickles it."""
    import hashlib

    from stance.bundle import _canonical

    data = pickle.dumps(Trap())
    (copy / "model.safetensors").write_bytes(data)
    with pytest.raises(ModelError, match="damaged or replaced"):
        load_model(copy)
    config = json.loads((copy / "config.json").read_text("utf-8"))
    config["weights_sha256"] = hashlib.sha256(data).hexdigest()
    config["config_sha256"] = hashlib.sha256(_canonical(config)).hexdigest()
    (copy / "config.json").write_text(json.dumps(config), "utf-8")
    with pytest.raises(ModelError, match="not a readable set of weights"):
        load_model(copy)


def test_models_of_one_vocabulary_share_it_and_say_what_they_said(folder, tmp_path, instances):
    model = load_model(folder)
    save(tmp_path / "mirrored", replace(model, coefficients=-model.coefficients))
    save(tmp_path / "lighter", replace(model, vectorizer=replace(model.vectorizer, idf=model.vectorizer.idf / 2)))
    folders = [folder, tmp_path / "mirrored", tmp_path / "lighter"]
    first, mirrored, lighter = load_models(folders)
    assert first.vectorizer is mirrored.vectorizer is not lighter.vectorizer
    for one, path in zip((first, mirrored, lighter), folders, strict=True):
        assert np.array_equal(one.probabilities(instances), load_model(path).probabilities(instances))
