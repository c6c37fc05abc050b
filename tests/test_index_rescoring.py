"""Scoring again: exact where it was asked, on one scale elsewhere, bounded, the same whatever was asked before."""

from pathlib import Path

import numpy as np
import pytest

from yinwen.corpus.normalize import normalize
from yinwen.index import rescoring
from yinwen.index.exact import EXACT
from yinwen.index.library import Library
from yinwen.index.rescoring import Cosines, Sketch, cosines, rescore
from yinwen.index.search import HybridSearcher
from yinwen.index.types import Encoder

from fakes import FakeEncoder


class FakeSketch(FakeEncoder):
    """Sees the first half of every passage alone; its queries are the exact encoder's."""

    slope = 0.5

    def __init__(self) -> None:
        super().__init__("sketch")
        self.exact: Encoder = FakeEncoder()

    def encode_passages(self, texts):
        return super().encode_passages([text[: len(text) // 2 + 1] for text in texts])

    def encode_queries(self, texts):
        return self.exact.encode_queries(texts)


@pytest.fixture
def sketch():
    return FakeSketch()


@pytest.fixture
def home(tmp_path: Path, folder: Path, sketch):
    with Library(tmp_path / "home", sketch) as library:
        library.add([folder])
    return tmp_path / "home"


QUESTION = "沿江渔民上岸了吗"


def exact_cosines(snapshot, vector, keys):
    found = {}
    for key, passage in snapshot.passages(keys).items():
        places = snapshot.sentences([key])[key][0]
        texts = [normalize(passage.text[a - passage.start : b - passage.start]) for a, b in places]
        found[key] = FakeEncoder().encode_passages(texts) @ vector
    return found


def all_keys(snapshot):
    return [row["passage_key"] for row in snapshot.rows("SELECT passage_key FROM passages ORDER BY passage_key")]


def test_a_fake_sketch_is_one_and_a_plain_encoder_is_none(sketch):
    assert isinstance(sketch, Sketch)
    assert not isinstance(FakeEncoder(), Sketch)


def test_what_is_scored_again_has_the_exact_cosine(home, sketch):
    with Library(home, sketch) as library, library.reading() as snapshot:
        keys = all_keys(snapshot)
        vector = sketch.encode_queries([QUESTION])[0]
        cheap = cosines(snapshot, vector, keys)
        again = rescore(snapshot, sketch, vector, keys, cheap)
        for key, values in exact_cosines(snapshot, vector, keys).items():
            assert np.allclose(again[key].values, values, atol=1e-3)  # at most two sentences a passage here
            assert again[key].places == cheap[key].places
        assert any(not np.allclose(cheap[key].values, again[key].values, atol=1e-3) for key in keys)


def test_the_others_are_brought_to_its_scale(home, sketch, monkeypatch):
    monkeypatch.setattr(rescoring, "EACH", 1)
    monkeypatch.setattr(rescoring, "CHARACTERS", 1)  # the first sentence is always scored
    with Library(home, sketch) as library, library.reading() as snapshot:
        keys = all_keys(snapshot)
        vector = sketch.encode_queries([QUESTION])[0]
        cheap = cosines(snapshot, vector, keys)
        again = rescore(snapshot, sketch, vector, keys, cheap)
        best = int(cheap[keys[0]].values.argmax())
        assert sketch.exact.encoded == 1
        shift = again[keys[0]].values[best] - 0.5 * cheap[keys[0]].values[best]
        for key in keys[1:]:
            assert np.allclose(again[key].values, shift + 0.5 * cheap[key].values)


def test_no_more_characters_are_encoded_than_allowed(home, sketch, monkeypatch):
    seen = []
    encode = sketch.exact.encode_passages
    monkeypatch.setattr(sketch.exact, "encode_passages", lambda texts: seen.extend(texts) or encode(texts))
    monkeypatch.setattr(rescoring, "CHARACTERS", 30)
    with Library(home, sketch) as library, library.reading() as snapshot:
        HybridSearcher(snapshot, sketch).search(QUESTION, 10)
    assert seen
    assert sum(map(len, seen)) <= 30


def test_a_question_asked_again_encodes_nothing_and_finds_the_same(home, sketch):
    with Library(home, sketch) as library:
        first = library.search(QUESTION)
        assert sketch.exact.encoded > 0
        (before, sketch.exact.encoded) = (sketch.exact.encoded, 0)
        assert library.search(QUESTION) == first
        assert sketch.exact.encoded == 0 < before
    (home / EXACT).unlink()
    with Library(home, sketch) as library:
        library.search("绿茶用多少度的水冲泡")  # what was asked before changes nothing
        assert library.search(QUESTION) == first


def test_it_finds_what_the_exact_encoder_finds(home, folder, sketch, tmp_path):
    with Library(home, sketch) as library, Library(tmp_path / "plain", FakeEncoder()) as plain:
        plain.add([folder])
        for question in (QUESTION, "红茶怎么泡", "周末几点开馆"):
            found, wanted = library.search(question)[0], plain.search(question)[0]
            assert found.passage == wanted.passage
            assert found.dense == pytest.approx(wanted.dense, abs=2e-3)
            assert found.sentence == wanted.sentence


def test_an_encoder_that_is_no_sketch_keeps_nothing(library, folder):
    library.add([folder])
    library.search(QUESTION)
    assert not (library.home / EXACT).exists()


def test_the_vectors_of_what_is_removed_go_too(home, sketch):
    with Library(home, sketch) as library:
        library.search(QUESTION)
        assert (home / EXACT).exists()
        library.remove(["a.txt"])
        assert not (home / EXACT).exists()


def test_the_vectors_of_what_is_changed_or_cut_anew_go_too(home, folder, sketch):
    with Library(home, sketch) as library:
        library.search(QUESTION)
        (folder / "a.txt").write_text("沿江的渔民全部上岸，有了新的住处。", encoding="utf-8")
        assert library.add([folder]).updated
        assert not (home / EXACT).exists()
        library.search(QUESTION)
        assert (home / EXACT).exists()
        library.rebuild()
        assert not (home / EXACT).exists()


def test_the_best_of_a_passage():
    assert Cosines([(0, 3), (3, 9)], np.array([0.1, 0.4])).best() == ((3, 9), 0.4)
