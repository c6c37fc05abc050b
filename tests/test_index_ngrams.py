"""Finding entries: every occurrence, none that cuts a Latin word, whatever the batch."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinwen.index import ngrams
from yinwen.index.ngrams import LIMIT, LONGEST, Vocabulary

ENTRIES = [
    "中",
    "国",
    "人",
    "民",
    "中国",
    "人民",
    "中国人民",
    "国人",
    "the",
    "there",
    "international",
    "é",
    "2021",
    "?",
    "t",
]
VOCABULARY = Vocabulary(ENTRIES)


def found(text, entries=ENTRIES, vocabulary=VOCABULARY):
    rows, numbers = vocabulary.find([text])
    assert (rows == 0).all()
    return sorted(entries[n] for n in numbers)


def test_entries_that_overlap_are_all_found():
    assert found("中国人民") == sorted(["中", "国", "人", "民", "中国", "人民", "国人", "中国人民"])


def test_an_entry_is_found_as_often_as_it_occurs():
    assert found("中x中 中") == ["中", "中", "中"]


def test_latin_words_are_found_whole_and_never_inside_another():
    assert found("the international thesis, there") == ["international", "the", "there"]
    assert found("t恤the中") == ["t", "the", "中"]
    assert found("caféthe é") == ["é"]


def test_digits_and_signs():
    assert found("到2021?") == ["2021", "?"]


def test_nothing_in_nothing():
    rows, numbers = VOCABULARY.find([])
    assert len(rows) == len(numbers) == 0
    rows, numbers = VOCABULARY.find(["", "x", "中"])
    assert rows.tolist() == [2]
    assert numbers.tolist() == [0]


def test_what_lies_beyond_the_limit_is_not_seen():
    assert found("x" * (LIMIT - 1) + "中中") == ["中"]


def test_two_entries_alike_are_refused():
    with pytest.raises(ValueError, match="hash"):
        Vocabulary(["中", "国", "中"])


def slowly(text, entries):
    """By the definition."""
    latin = [c.isalpha() and ord(c) < 0x250 for c in text] + [False]
    cut = [i for i in range(len(text) + 1) if not (i > 0 and latin[i - 1] and latin[i])]
    pieces = [text[a:b] for a in cut for b in cut if a < b and (b - a <= LONGEST or all(latin[a:b]))]
    return sorted(piece for piece in pieces if piece in entries)


letters = st.text(alphabet="中国人民théréaionl2021? \0𠀀", max_size=40)


@given(st.lists(letters, max_size=6))
def test_agrees_with_the_definition_in_every_batch(texts):
    rows, numbers = VOCABULARY.find(texts)
    assert (np.diff(rows) >= 0).all()
    for row, text in enumerate(texts):
        assert sorted(ENTRIES[n] for n in numbers[rows == row]) == slowly(text, set(ENTRIES))


@given(st.lists(letters, min_size=2, max_size=6), st.integers(1, 50))
def test_batches_change_nothing_not_even_the_order(texts, size):
    expected = [VOCABULARY.find([text])[1].tolist() for text in texts]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ngrams, "BATCH", size)
        rows, numbers = VOCABULARY.find(texts)
    assert [numbers[rows == row].tolist() for row in range(len(texts))] == expected


@settings(deadline=None)
@given(st.lists(st.text(alphabet="上下左右中", min_size=1, max_size=4), min_size=1, max_size=300, unique=True))
def test_slots_that_meet_are_told_apart(entries):
    vocabulary = Vocabulary(entries)
    text = "上下左右中中右左下上下上左中右"
    assert found(text, entries, vocabulary) == slowly(text, set(entries))
