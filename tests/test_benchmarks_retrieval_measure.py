from contextlib import closing
from math import log

import numpy as np
import pytest

from yinwen.qa.evaluation.questions import GoldQuestion

from benchmarks.retrieval.baseline import Baseline, Bm25
from benchmarks.retrieval.measure import PER_QUESTION, first_relevant, p50_latency, rank_all, score
from benchmarks.retrieval.remembering import Memory
from benchmarks.retrieval.searchers import VECTOR_ROWS, WORD_ROWS, rankers
from benchmarks.retrieval.sets import Asked
from fakes import FakeEncoder


def test_bm25_is_lucenes_by_hand():
    # Lengths 3, 2, 1, mean 2; two of three hold a, so idf = ln(1 + 1.5 / 2.5) = ln 1.6; b: ln(1 + 2.5 / 1.5).
    index = Bm25([("x", "a a b"), ("y", "a c"), ("z", "d")], str.split)
    x = log(1.6) * 2 / (2 + 0.9 * (0.6 + 0.4 * 3 / 2))
    y = log(1.6) * 1 / (1 + 0.9 * (0.6 + 0.4 * 2 / 2))
    (first, at_first), (second, at_second) = index.scores("a a e")
    assert (first, second) == ("x", "y")
    assert (at_first, at_second) == pytest.approx((x, y), rel=1e-5)
    assert dict(index.scores("b a"))["x"] == pytest.approx(x + log(1 + 2.5 / 1.5) / (1 + 0.9 * 1.2), rel=1e-5)
    assert index.scores("e") == index.scores("") == []


def test_baseline_ranks_whole_documents_with_title_or_passages(library, folder):
    library.add([folder])
    with library.reading() as snapshot:
        baseline = Baseline(snapshot)
        assert baseline("红茶和绿茶", "document", 5) == ["b.md"]
        assert baseline("避光", "passage", 5)[0] == "b.md#p2"
        # 的泡法 stands in the title alone, which every passage bears.
        assert set(baseline("的泡法", "passage", 5)) == {"b.md#p1", "b.md#p2"}


def test_every_row_finds_what_shares_its_words(library, folder, tmp_path):
    library.add([folder])
    with library.reading() as snapshot:
        made = rankers(library, snapshot, library.encoder)
        assert set(made) == {*WORD_ROWS, *VECTOR_ROWS}
        for name in (*WORD_ROWS, *VECTOR_ROWS):
            rank = made[name]()
            assert rank("沿江渔民全部上岸", "document", 10)[0] == "a.txt", name
            assert rank("沿江渔民全部上岸", "passage", 10)[0] == "a.txt#p1", name
        assert made["words"]()("渔民会上岸", "document", 1) == ["a.txt"]
        # 江渔 is no word, but a pair of neighbours.
        assert made["words"]()("江渔", "document", 1) == []
        assert made["words+bigrams"]()("江渔", "document", 1) == ["a.txt"]


def asked(identifier: str, text: str = "？", relevant: tuple = ("d",)) -> Asked:
    return Asked(GoldQuestion(identifier, text, relevant=dict.fromkeys(relevant, 1)), "s", "s")


def test_figures_by_hand():
    rankings = {"s/a": ["d", "e"], "s/b": ["e", "f", "d", "g"], "s/c": ["e"]}
    qrels = {"s/a": {"d": 1}, "s/b": {"d": 1, "g": 1}, "s/c": {"d": 1, "e": 1}}
    row = score("line", "row", rankings, qrels, 1.5)
    assert row.ranks == [1, 3, 1]
    assert row.ids == ["s/a", "s/b", "s/c"]
    assert row.scores["hit@1"] == pytest.approx(2 / 3)
    assert row.scores["hit@3"] == row.scores["hit@5"] == 1
    assert row.scores["MRR@10"] == pytest.approx((1 + 1 / 3 + 1) / 3)
    assert row.scores["recall@50"] == pytest.approx((1 + 1 + 1 / 2) / 3)
    ideal = 1 + 1 / np.log2(3)
    assert row.scores["nDCG@10"] == pytest.approx((1 + (1 / 2 + 1 / np.log2(5)) / ideal + 1 / ideal) / 3)


def test_figures_of_ranks_are_those_of_rankings():
    ranks = np.array([0, 1, 2, 3, 5, 6, 10, 11])
    assert PER_QUESTION["hit@1"](ranks).sum() == 1
    assert PER_QUESTION["hit@3"](ranks).sum() == 3
    assert PER_QUESTION["hit@5"](ranks).sum() == 4
    assert PER_QUESTION["MRR@10"](ranks).tolist() == pytest.approx([0, 1, 1 / 2, 1 / 3, 1 / 5, 1 / 6, 1 / 10, 0])
    assert first_relevant([*"abc"], {"c": 1}) == 3
    assert first_relevant([str(i) for i in range(60)], {"50": 1}) == 0


def test_latency_asks_at_most_fifty_the_same_each_time():
    questions = [asked(f"q{i}", f"问{i}？") for i in range(80)]
    runs = []
    for _ in range(2):
        seen: list[str] = []
        p50_latency(lambda query, unit, k, seen=seen: seen.append(query) or [], questions)
        runs.append(seen)
    assert runs[0] == runs[1]
    assert len(set(runs[0])) == 50
    assert rank_all(lambda query, unit, k: [query], questions[:2]) == {"s/q0": ["问0？"], "s/q1": ["问1？"]}


class Counting(FakeEncoder):
    """Counts queries too, and adds to a sentence its passage's first, as an encoder of context might."""

    queries = 0

    def encode_queries(self, texts):
        self.queries += len(texts)
        return super().encode_queries(texts)

    def encode_sentences(self, passages):
        return self.encode_passages([sentences[0] + one for sentences in passages for one in sentences])


def test_nothing_is_encoded_twice(tmp_path):
    behind = FakeEncoder()
    texts = ["长江禁渔", "绿茶", "长江禁渔"]
    with closing(Memory(behind, tmp_path)) as first:
        vectors = first.encoder.encode_passages(texts)
        assert behind.encoded == 2
        np.testing.assert_allclose(vectors, behind.encode_passages(texts), atol=1e-3)
        assert not hasattr(first.encoder, "encode_sentences")
    with closing(Memory(behind, tmp_path)) as again:
        np.testing.assert_array_equal(again.encoder.encode_passages(texts), vectors)
        assert behind.encoded == 5
        assert again.encoder.encode_passages([]).shape == (0, 64)
    other = FakeEncoder("other")
    with closing(Memory(other, tmp_path)) as apart:
        apart.encoder.encode_passages(texts)
        assert (apart.encoder.name, other.encoded) == ("other", 2)
        assert apart.encoder.fingerprint == other.fingerprint


def test_sentences_are_kept_by_the_passage_that_they_stand_in(tmp_path):
    behind = Counting()
    passages = [["甲乙", "丙丁"], ["戊己", "丙丁"], ["甲乙", "丙丁"]]
    with closing(Memory(behind, tmp_path)) as memory:
        vectors = memory.encoder.encode_sentences(passages)
        assert behind.encoded == 4
        np.testing.assert_allclose(vectors, behind.encode_sentences(passages), atol=1e-3)
        assert not np.allclose(vectors[1], vectors[3])
        np.testing.assert_array_equal(memory.encoder.encode_sentences(passages[1:]), vectors[2:])
        assert behind.encoded == 4 + 6


def test_queries_are_encoded_anew_only_where_time_is_measured(tmp_path):
    behind = Counting()
    with closing(Memory(behind, tmp_path)) as memory:
        memory.encoder.encode_queries(["甲", "乙"])
        np.testing.assert_array_equal(memory.encoder.encode_queries(["乙", "甲"]), behind._encode(["乙", "甲"]))
        assert behind.queries == 2
        memory.fresh = True
        memory.encoder.encode_queries(["甲"])
        assert behind.queries == 3
