"""The static encoder: its vectors by their definition, its files checked, its fingerprint both encoders'."""

import json
import shutil

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinwen.corpus.errors import EncoderError
from yinwen.index import encoder as encoders
from yinwen.index import static_encoder
from yinwen.index.encoder import load_encoder
from yinwen.index.library import Library
from yinwen.index.rescoring import Sketch, exact_of
from yinwen.index.static_encoder import CONFIG_FILE, ENTRIES_FILE, FILES, VECTORS_FILE, StaticEncoder, is_static_folder
from yinwen.index.types import ContextEncoder

from fakes import FakeEncoder

ENTRIES = ["中", "国", "茶", "水", "中国", "绿茶", "红茶", "的", "tea", "water", "2021", "?"]
DIM, CONTEXT = 64, 0.3
BIAS = np.linspace(-0.2, 0.3, DIM, dtype=np.float32)


def write(folder, exact=None, entries=ENTRIES):
    random = np.random.default_rng(5)
    vectors = random.integers(-127, 128, (len(ENTRIES), DIM)).astype(np.int8)
    scales = random.uniform(0.001, 0.01, len(ENTRIES)).astype(np.float16)
    folder.mkdir(exist_ok=True)
    (folder / ENTRIES_FILE).write_text("".join(f"{entry}\n" for entry in entries), encoding="utf-8")
    np.savez(folder / VECTORS_FILE, vectors=vectors, scales=scales, bias=BIAS)
    config = {"exact": (exact or FakeEncoder()).fingerprint, "context": CONTEXT, "slope": 0.8}
    (folder / CONFIG_FILE).write_text(json.dumps(config), encoding="utf-8")
    return vectors.astype(np.float64) * scales.astype(np.float64)[:, None]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made") / "static"
    return folder, write(folder)


@pytest.fixture
def folder(made, tmp_path):
    return shutil.copytree(made[0], tmp_path / "static")


def defined(table, passage):
    """Mean of the entries, a share of the passage's, the bias, unit length: entry by entry."""
    found = [[ENTRIES.index(e) for e in ENTRIES for _ in range(sentence.count(e))] for sentence in passage]
    everything = [e for sentence in found for e in sentence]
    mean = lambda numbers: table[numbers].mean(0) if numbers else np.zeros(DIM)  # noqa: E731
    raw = np.array([mean(sentence) + CONTEXT * mean(everything) + BIAS for sentence in found])
    return raw / np.linalg.norm(raw, axis=1, keepdims=True)


texts = st.text(alphabet="中国茶水绿红的?2021，", max_size=12)


@settings(deadline=None)
@given(st.lists(st.lists(texts, max_size=4), max_size=5))
def test_vectors_are_what_they_are_defined_to_be(made, passages):
    folder, table = made
    vectors = StaticEncoder(folder, FakeEncoder()).encode_sentences(passages)
    expected = [row for passage in passages if passage for row in defined(table, passage)]
    assert vectors.shape == (len(expected), DIM)
    assert vectors.dtype == np.float32
    assert np.allclose(vectors, np.array(expected).reshape(-1, DIM), atol=1e-5)


def test_neither_batch_nor_step_changes_a_vector(made, monkeypatch):
    encoder = StaticEncoder(made[0], FakeEncoder())
    passages = [["中国的绿茶。", "水"], ["tea water"], ["", "红茶2021?"], ["没有一个"]]
    together = encoder.encode_sentences(passages)
    alone = np.concatenate([encoder.encode_sentences([passage]) for passage in passages])
    assert np.array_equal(together, alone)
    monkeypatch.setattr(static_encoder, "STEP", 2)
    assert np.array_equal(encoder.encode_sentences(passages), together)


def test_a_text_alone_is_its_own_passage(made):
    encoder = StaticEncoder(made[0], FakeEncoder())
    assert np.array_equal(encoder.encode_passages(["绿茶", "水"]), encoder.encode_sentences([["绿茶"], ["水"]]))
    assert encoder.encode_passages([]).shape == (0, DIM)


def test_queries_are_the_exact_encoders(made):
    exact = FakeEncoder()
    assert np.array_equal(StaticEncoder(made[0], exact).encode_queries(["水"]), exact.encode_queries(["水"]))


def test_it_is_an_encoder_in_context_and_a_sketch(made):
    encoder = StaticEncoder(made[0], FakeEncoder())
    assert isinstance(encoder, ContextEncoder)
    assert isinstance(encoder, Sketch)
    assert encoder.slope == 0.8
    assert exact_of(encoder) is encoder.exact
    assert exact_of(encoder.exact) is encoder.exact


def test_the_fingerprint_is_its_files_and_the_exact_encoders(folder):
    first = StaticEncoder(folder, FakeEncoder()).fingerprint
    assert StaticEncoder(folder, FakeEncoder()).fingerprint == first
    config = json.loads((folder / CONFIG_FILE).read_text())
    (folder / CONFIG_FILE).write_text(json.dumps(config | {"context": 0.5}))
    assert StaticEncoder(folder, FakeEncoder()).fingerprint != first
    other = FakeEncoder("other")
    write(folder, other)
    assert StaticEncoder(folder, other).fingerprint != first


def test_one_that_was_fitted_to_another_is_refused(folder):
    with pytest.raises(EncoderError, match="another encoder"):
        StaticEncoder(folder, FakeEncoder("other"))


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", ["gone", "cut", "text"])
def test_a_damaged_file_is_one_sentence(folder, name, damage):
    path = folder / name
    data = path.read_bytes()
    path.unlink()
    if damage != "gone":
        path.write_bytes(data[: len(data) // 3] if damage == "cut" else b"no such thing")
    with pytest.raises(EncoderError, match="static"):
        StaticEncoder(folder, FakeEncoder())


def test_entries_and_vectors_must_be_of_one_number(folder):
    write(folder, entries=ENTRIES[1:])
    with pytest.raises(EncoderError):
        StaticEncoder(folder, FakeEncoder())


def test_pickled_vectors_are_refused(folder):
    np.savez(folder / VECTORS_FILE, vectors=np.array([{}], object), scales=np.ones(1), bias=BIAS)
    with pytest.raises(EncoderError):
        StaticEncoder(folder, FakeEncoder())


def test_a_folder_is_known_by_its_files(folder, tmp_path):
    assert is_static_folder(folder)
    assert not is_static_folder(tmp_path)


@pytest.fixture
def shipped(folder, monkeypatch):
    """``static`` and ``default`` without the large files."""
    monkeypatch.setattr(encoders, "STATIC", folder)
    monkeypatch.setattr(encoders, "OnnxEncoder", lambda *_: FakeEncoder())
    return folder


def test_it_is_loaded_by_name_and_by_folder(shipped):
    assert load_encoder("static").name == "static"
    assert isinstance(load_encoder(str(shipped)), StaticEncoder)


def test_a_library_made_with_it_opens_with_it(shipped, tmp_path):
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "a.txt").write_text("中国的绿茶用水泡。红茶也用水泡。", encoding="utf-8")
    with Library(tmp_path / "home", "static") as library:
        library.add([documents])
        first = library.search("红茶")
    with Library(tmp_path / "home") as library:
        assert library.encoder.name == "static"
        assert library.meta()["encoder"] == "static"
        assert library.search("红茶") == first
