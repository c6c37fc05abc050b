"""Pieces of a passage to its sentences."""

from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from yinwen.index.pooling import sentence_of_pieces

LENGTHS = st.lists(st.integers(0, 6), min_size=1, max_size=8)


@st.composite
def encoded(draw):
    """A prompt's length, sentences' lengths, and pieces that tile all of it, some of them empty."""
    before, lengths = draw(st.integers(0, 5)), draw(LENGTHS)
    offsets, at, end = [(0, 0)], 0, before + sum(lengths)
    for size in [*draw(st.lists(st.integers(0, 4), max_size=20)), *[4] * (end // 4 + 1)]:
        offsets.append((at, min(at + size, end)))
        at = offsets[-1][1]
    return before, lengths, [*offsets, (0, 0)]


@given(encoded())
def test_every_piece_belongs_to_the_sentence_that_its_middle_lies_in(case):
    before, lengths, offsets = case
    ends = list(accumulate(lengths, initial=before))
    for (start, stop), owner in zip(offsets, sentence_of_pieces(offsets, lengths, before), strict=True):
        middle = (start + stop) / 2
        if start == stop or middle < before:
            assert owner == -1
        else:
            assert ends[owner] <= middle < ends[owner + 1], "and a sentence without characters has no piece"


@given(encoded())
def test_sentences_come_in_order_and_those_longer_than_a_piece_have_one(case):
    before, lengths, offsets = case
    owners = [owner for owner in sentence_of_pieces(offsets, lengths, before) if owner >= 0]
    assert owners == sorted(owners)
    assert {number for number, length in enumerate(lengths) if length >= 4} <= set(owners)


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 4)), max_size=12), LENGTHS, st.integers(0, 5))
def test_a_piece_is_placed_by_itself_whatever_comes_before_it(pieces, lengths, before):
    offsets = [(start, start + size) for start, size in pieces]
    together = sentence_of_pieces(offsets, lengths, before)
    assert together == [sentence_of_pieces([offset], lengths, before)[0] for offset in offsets]
    assert all(owner < len(lengths) for owner in together)


def test_by_hand():
    # "p: " + "一二。" + "" + "三四"; the piece (5, 7) reaches over the end: its middle, 6, is the third sentence's first.
    offsets = [(0, 0), (0, 2), (2, 4), (3, 5), (5, 6), (5, 7), (7, 8), (0, 0)]
    assert sentence_of_pieces(offsets, [3, 0, 2], 3) == [-1, -1, 0, 0, 0, 2, 2, -1]


def test_nothing_to_place():
    assert sentence_of_pieces([], [3], 0) == []
    assert sentence_of_pieces([(0, 0), (0, 9), (0, 0)], [], 9) == [-1, -1, -1]
