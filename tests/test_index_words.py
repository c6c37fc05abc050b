import math
from pathlib import Path

import pytest

from yinwen.index.segment import Segmenter
from yinwen.index.words import WordIndex, WordRow


@pytest.fixture(scope="module")
def segmenter(tmp_path_factory: pytest.TempPathFactory) -> Segmenter:
    return Segmenter(tmp_path_factory.mktemp("cache"))


@pytest.fixture
def index(tmp_path: Path, segmenter: Segmenter) -> WordIndex:
    return WordIndex.create(tmp_path / "words", segmenter)


def row(key, text, document=1, heading=""):
    return WordRow(key, document, text, heading)


TEXTS = ["apple pear", "apple apple plum", "plum fig kiwi lime"]


def bm25(frequency, length, documents=3, holding=2, mean=3.0, k1=1.2, b=0.75):
    idf = math.log(1 + (documents - holding + 0.5) / (holding + 0.5))
    return idf * frequency * (1 + k1) / (frequency + k1 * (1 - b + b * length / mean))


def test_bm25_is_the_number_worked_out_by_hand(index):
    """ASCII words have no bigrams and there are no headings: one field alone, lengths 2, 3 and 4, mean 3."""
    assert index.update([], [row(n, text) for n, text in enumerate(TEXTS)]) == 3
    found = dict(index.search("apple", 10))
    # idf = ln(1 + 1.5 / 2.5) = .4700; tf = 1, length 2: 2.2 / (1 + 1.2 (.25 + .5)) = 1.1579; tf = 2, length 3: 4.4 / 3.2
    assert found == pytest.approx({0: 0.4700 * 1.1579, 1: 0.4700 * 1.375}, rel=1e-3)
    assert found == pytest.approx({0: bm25(1, 2), 1: bm25(2, 3)}, rel=1e-5)


def test_a_heading_counts_like_the_text_in_a_field_of_its_own(index):
    index.update([], [row(1, "apple", heading="plum"), row(2, "fig"), row(3, "kiwi", heading="fig")])
    found = dict(index.search("plum", 10))
    # The field "heading": two of three passages have one, of one word each: mean 2/3.
    assert found == pytest.approx({1: bm25(1, 1, holding=1, mean=2 / 3)}, rel=1e-5)


def test_the_bigrams_of_a_heading_count(index):
    index.update([], [row(1, "apple", heading="长江禁渔"), row(2, "apple", heading="黄河治理")])
    assert [key for key, _ in index.search("江禁", 10)] == [1]


def test_words_and_bigrams_both_count(index):
    index.update([], [row(1, "长江十年禁渔"), row(2, "黄河治理")])
    assert [key for key, _ in index.search("禁渔", 10)] == [1]
    assert [key for key, _ in index.search("江十", 10)] == [1]


def test_within_leaves_scores_as_they_are(index):
    index.update([], [row(n, text, document=n) for n, text in enumerate(TEXTS)])
    every = dict(index.search("apple plum", 10))
    assert dict(index.search("apple plum", 10, [0, 2])) == {0: every[0], 2: every[2]}
    assert index.search("apple", 10, []) == []
    assert index.search("apple", 10, [99]) == []


def test_within_is_filtered_before_the_best_are_taken(index):
    index.update([], [*(row(n, "apple", document=1) for n in range(50)), row(99, "apple pear fig plum", document=2)])
    assert [key for key, _ in index.search("apple", 1, [2])] == [99]


def test_ties_are_broken_by_key_wherever_the_rows_lie(index):
    for key in (30, 10, 20, 40, 5):  # a segment each
        index.update([], [row(key, "apple", document=key)])
    assert [key for key, _ in index.search("apple", 3)] == [5, 10, 20]
    assert [key for key, _ in index.search("apple", 99)] == [5, 10, 20, 30, 40]


@pytest.mark.parametrize("k", [0, -1])
def test_no_hits_asked_for_none_given(index, k):
    index.update([], [row(1, "apple")])
    assert index.search("apple", k) == []


@pytest.mark.parametrize("query", ["", "，。！", "   ", "\u200b"])
def test_a_query_without_words_finds_nothing(index, query):
    index.update([], [row(1, "apple")])
    assert index.search(query, 5) == []


@pytest.mark.parametrize("query", ["apple AND NOT pear", 'words:"apple"', "apple^9 (", "*", "apple~2", "[a TO z]"])
def test_a_query_is_words_and_no_language(index, query):
    index.update([], [row(1, "apple pear")])
    assert {key for key, _ in index.search(query, 5)} <= {1}


def test_an_empty_index_finds_nothing(index):
    assert len(index) == 0
    assert index.search("apple", 5) == []
    assert index.document_frequencies(["apple"]) == [0]


def test_a_document_goes_with_all_its_passages(index):
    index.update([], [row(1, "apple", 1), row(2, "apple pear", 1), row(3, "apple fig", 2)])
    assert index.update([1], [row(4, "apple plum", 3)]) == 1
    assert [key for key, _ in index.search("apple", 9)] == [3, 4]
    assert len(index) == 2


def test_document_frequencies(index):
    index.update([], [row(n, text) for n, text in enumerate(TEXTS)])
    assert index.document_frequencies(["apple", "plum", "kiwi", "nut"]) == [2, 2, 1, 0]


def test_it_opens_what_was_made(index, segmenter):
    index.update([], [row(n, text) for n, text in enumerate(TEXTS)])
    assert WordIndex.open(index.folder, segmenter).search("apple plum", 5) == index.search("apple plum", 5)


def test_opening_makes_nothing(tmp_path, segmenter):
    """A reader that opened a folder just swept away used to get a new, empty index in its place."""
    with pytest.raises(ValueError, match="directory"):
        WordIndex.open(tmp_path / "gone", segmenter)
    assert not (tmp_path / "gone").exists()
    (tmp_path / "empty").mkdir()
    with pytest.raises(ValueError, match="meta"):
        WordIndex.open(tmp_path / "empty", segmenter)


def test_a_word_longer_than_the_engine_takes_does_no_harm(index):
    index.update([], [row(1, "a" * 100_000 + " apple")])
    assert [key for key, _ in index.search("apple", 5)] == [1]
    assert index.search("a" * 100_000, 5) == []


def test_the_weight_of_a_query_leaves_out_what_the_index_does_not_hold(index):
    index.update([], [row(n, text) for n, text in enumerate(TEXTS)])
    apple = math.log(1 + (3 - 2 + 0.5) / (2 + 0.5))
    assert index.weight_of("apple apple unheard") == pytest.approx(apple)
    assert index.weight_of("unheard") == 0.0
