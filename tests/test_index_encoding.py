"""Which encoders see a passage whole, and how documents become entries."""

import numpy as np
import pytest

from yinwen.corpus.readers import read_text
from yinwen.index import ingest
from yinwen.index.encoding import sentence_vectors, steps
from yinwen.index.ingest import cut, encode
from yinwen.index.types import ContextEncoder

from fakes import FakeEncoder

TEXT = "第一段讲茶叶的种植方法。第二句讲茶叶的采摘时间。\n\n" * 4


class NeighbourEncoder(FakeEncoder):
    """A sentence's vector is its own, moved by its passage's."""

    def __init__(self):
        super().__init__("neighbours")
        self.seen = []

    def encode_sentences(self, passages):
        self.seen += [list(sentences) for sentences in passages]
        parts = [self._encode(sentences) + self._encode(["".join(sentences)]) for sentences in passages]
        vectors = np.concatenate([np.empty((0, self.dim), np.float32), *parts])
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def prepared(number=1):
    return cut(read_text(TEXT * number, f"d{number}", f"d{number}.txt", title="茶"), "hash", len)


def test_steps_hold_every_passage_once_and_none_is_cut(monkeypatch):
    passages = [["一"] * size for size in (3, 0, 2, 7, 1, 1)]
    monkeypatch.setattr("yinwen.index.encoding.GROUP", 4)
    found = list(steps(passages))
    assert [passage for step in found for passage in step] == passages
    assert [[len(passage) for passage in step] for step in found] == [[3, 0, 2], [7], [1, 1]]
    assert list(steps([])) == []


def test_an_encoder_that_sees_the_context_is_given_passages():
    encoder = NeighbourEncoder()
    assert isinstance(encoder, ContextEncoder)
    passages = [["茶叶。", "采摘。"], ["茶叶。"]]
    vectors = sentence_vectors(encoder, passages)
    assert encoder.seen == passages
    assert encoder.encoded == 0
    assert vectors.shape == (3, 64)
    assert not np.allclose(vectors[0], vectors[2]), "the same sentence in another passage"


def test_a_plain_encoder_is_given_each_sentence_alone():
    encoder = FakeEncoder()
    assert not isinstance(encoder, ContextEncoder)
    passages = [["茶叶。", "采摘。"], [], ["茶叶。"]]
    vectors = sentence_vectors(encoder, passages)
    assert np.array_equal(vectors, encoder.encode_passages(["茶叶。", "采摘。", "茶叶。"]))
    assert sentence_vectors(encoder, []).shape == (0, 64)


@pytest.mark.parametrize("make", [FakeEncoder, NeighbourEncoder])
@pytest.mark.parametrize("group", [1, 5, 512])
def test_entries_have_their_own_sentences_vectors_however_they_are_grouped(make, group, monkeypatch):
    monkeypatch.setattr(ingest, "GROUP", group)
    monkeypatch.setattr("yinwen.index.encoding.GROUP", group)
    documents, done = [prepared(number) for number in (1, 2, 3)], []
    entries = list(encode(documents, make(), done.append))
    assert [entry.document.doc_id for entry in entries] == ["d1", "d2", "d3"]
    assert sum(done) == pytest.approx(3), "a share of each document, all of it in the end"
    for entry, document in zip(entries, documents, strict=True):
        assert entry.sentences == document.sentences
        assert entry.vectors == pytest.approx(sentence_vectors(make(), document.texts), abs=1e-6)


def test_nothing_to_encode_gives_nothing():
    assert list(encode([], FakeEncoder(), lambda _: None)) == []
