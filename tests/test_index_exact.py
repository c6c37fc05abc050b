"""The exact vectors that are kept: the same as computed, and never believed when damaged."""

import random
import sqlite3

import numpy as np
import pytest

from yinwen.index import exact
from yinwen.index.exact import EXACT, ExactVectors, forget

from fakes import FakeEncoder

TEXTS = ["长江十年禁渔", "绿茶用八十度的水冲泡", "周末十点开馆"]


@pytest.fixture
def kept(tmp_path):
    ExactVectors(tmp_path, FakeEncoder()).of(TEXTS)
    return tmp_path


def test_they_are_the_encoders_to_half_precision(tmp_path, encoder):
    vectors = ExactVectors(tmp_path, encoder).of(TEXTS)
    assert vectors.dtype == np.float32
    assert np.array_equal(vectors, encoder.encode_passages(TEXTS).astype("<f2").astype(np.float32))


def test_a_second_time_nothing_is_encoded_and_the_vectors_are_the_same(kept, encoder):
    again = ExactVectors(kept, encoder).of([*TEXTS[::-1], TEXTS[0]])
    assert encoder.encoded == 0
    assert np.array_equal(again, encoder.encode_passages([*TEXTS[::-1], TEXTS[0]]).astype("<f2").astype(np.float32))


def test_only_what_is_missing_is_encoded_each_text_once(kept, encoder):
    ExactVectors(kept, encoder).of(["新的一句", TEXTS[0], "新的一句"])
    assert encoder.encoded == 1


def test_another_encoder_finds_none_of_them(kept):
    other = FakeEncoder("other")
    ExactVectors(kept, other).of(TEXTS)
    assert other.encoded == len(TEXTS)


def test_nothing_asked_nothing_encoded(tmp_path, encoder):
    assert ExactVectors(tmp_path, encoder).of([]).shape == (0, encoder.dim)
    assert encoder.encoded == 0


@pytest.mark.parametrize("column", ["vector", "digest", "name"])
def test_a_row_that_was_changed_is_computed_anew(kept, encoder, column):
    with sqlite3.connect(kept / EXACT) as connection:
        connection.execute(f"UPDATE vectors SET {column} = zeroblob(length({column})) WHERE row = 2")
    connection.close()
    vectors = ExactVectors(kept, encoder).of(TEXTS)
    assert encoder.encoded == 1
    assert np.array_equal(vectors, encoder.encode_passages(TEXTS).astype("<f2").astype(np.float32))


def test_damage_anywhere_in_the_file_changes_no_vector(kept):
    whole = (kept / EXACT).read_bytes()
    expected = ExactVectors(kept, FakeEncoder()).of(TEXTS)
    chance = random.Random(3)
    for _ in range(60):
        data = bytearray(whole)
        if chance.random() < 0.3:
            del data[chance.randrange(len(data)) :]
        else:
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        forget(kept)
        (kept / EXACT).write_bytes(bytes(data))
        for _ in range(2):  # it mends itself, or goes on without
            assert np.array_equal(ExactVectors(kept, FakeEncoder()).of(TEXTS), expected)


def test_a_file_that_is_no_database_is_made_anew(tmp_path, encoder):
    (tmp_path / EXACT).write_bytes(b"no database, but long enough to be looked at " * 50)
    for _ in range(3):
        ExactVectors(tmp_path, encoder).of(TEXTS)
    assert encoder.encoded < 3 * len(TEXTS)


def test_where_nothing_can_be_kept_it_works_without(tmp_path, encoder):
    vectors = ExactVectors(tmp_path / "not there", encoder)
    assert np.array_equal(vectors.of(TEXTS), vectors.of(TEXTS))
    assert encoder.encoded == 2 * len(TEXTS)


def test_one_that_is_held_by_another_is_not_waited_for(kept, encoder):
    holder = sqlite3.connect(kept / EXACT, isolation_level=None)
    try:
        holder.execute("BEGIN IMMEDIATE")
        assert ExactVectors(kept, encoder).of([*TEXTS, "新的一句"]).shape == (4, encoder.dim)
    finally:
        holder.close()
    assert encoder.encoded == 1


def test_the_oldest_go_first(tmp_path, encoder, monkeypatch):
    monkeypatch.setattr(exact, "KEPT", 2)
    vectors = ExactVectors(tmp_path, encoder)
    for text in TEXTS:
        vectors.of([text])
    vectors.of(TEXTS[1:])
    assert encoder.encoded == len(TEXTS)
    vectors.of(TEXTS[:1])
    assert encoder.encoded == len(TEXTS) + 1


def test_forgotten_is_gone(kept, encoder):
    forget(kept)
    assert list(kept.glob(f"{EXACT}*")) == []
    ExactVectors(kept, encoder).of(TEXTS)
    assert encoder.encoded == len(TEXTS)
