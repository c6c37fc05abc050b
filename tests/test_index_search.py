"""One matrix of cases over every searcher; exact search in numpy is the oracle for vectors."""

import numpy as np
import pytest

from yinwen.corpus.normalize import normalize
from yinwen.corpus.readers import read_text
from yinwen.index.quantize import restore
from yinwen.index.search import DenseSearcher, HybridSearcher, WordSearcher

from fakes import FakeEncoder

SUBJECTS = ["长江禁渔", "红茶冲泡", "图书馆开馆", "垃圾分类", "防洪预案", "国家安全", "大豆种植", "电动汽车"]
TEXTS = {
    f"d{n}.txt": "\n\n".join(
        f"　　{SUBJECTS[n]}的第{m}条办法说明了{SUBJECTS[(n + m) % 8]}的要求。各地应当在{m + 3}月底前落实{SUBJECTS[n]}工作。"
        for m in range(1, 8)
    )
    for n in range(8)
}
QUERIES = [
    "长江禁渔从什么时候开始",
    "红茶怎么冲泡",
    "图书馆几点开馆",
    "谁负责垃圾分类",
    "8月底前落实什么",
    "electric car",
]
KINDS = {
    "dense": DenseSearcher,
    "words": lambda snapshot, encoder: WordSearcher(snapshot),
    "hybrid": HybridSearcher,
}


@pytest.fixture
def filled(library):
    with library.writing() as writer:
        writer.put_documents(read_text(text, doc_id, "test") for doc_id, text in TEXTS.items())
    with library.reading() as snapshot:
        yield snapshot


@pytest.fixture(params=KINDS)
def searcher(request, filled, encoder):
    return KINDS[request.param](filled, encoder)


@pytest.mark.parametrize("query", QUERIES)
def test_best_first_without_repeats_and_true_to_the_text(searcher, query):
    hits = searcher.search(query, 10)
    assert [h.score for h in hits] == sorted((h.score for h in hits), reverse=True)
    assert len({h.passage.passage_id for h in hits}) == len(hits) <= 10
    for hit in hits:
        passage = hit.passage
        assert TEXTS[passage.doc_id][passage.start : passage.end] == passage.text
        if hit.sentence is not None:
            assert passage.start <= hit.sentence[0] < hit.sentence[1] <= passage.end


@pytest.mark.parametrize("query", QUERIES)
def test_fewer_are_the_beginning_of_more(searcher, query):
    many = searcher.search(query, 56)
    for k in (1, 3, 10):
        assert [h.passage for h in searcher.search(query, k)] == [h.passage for h in many[:k]]


@pytest.mark.parametrize("query", QUERIES[:4])
def test_within_is_a_filter_and_no_sieve(searcher, query):
    inside = {"d1.txt", "d6.txt"}
    hits = searcher.search(query, 5, inside)
    assert {h.passage.doc_id for h in hits} <= inside
    if not isinstance(searcher, WordSearcher):
        assert len(hits) == 5
    everywhere = [h.passage for h in searcher.search(query, 56) if h.passage.doc_id in inside]
    if not isinstance(searcher, HybridSearcher):  # its scores are relative to the candidates
        assert [h.passage for h in hits] == everywhere[:5]


def test_nothing_is_within_nothing(searcher):
    assert searcher.search(QUERIES[0], 5, []) == []
    assert searcher.search(QUERIES[0], 5, ["no such document"]) == []
    assert len(searcher.search(QUERIES[0], 3, ["no such document", "d0.txt"])) == 3


def test_more_than_there_is(searcher, filled):
    hits = searcher.search("长江禁渔", 100_000)
    assert 0 < len(hits) <= 56
    if not isinstance(searcher, WordSearcher):
        assert len(hits) == 56


@pytest.mark.parametrize("k", [0, -3])
def test_none_asked_for(searcher, k):
    assert searcher.search("长江禁渔", k) == []


def test_traditional_and_full_width_find_simplified_text(searcher):
    def ids(query):
        return [h.passage.passage_id for h in searcher.search(query, 5)]

    assert ids("長江禁漁８月") == ids("长江禁渔8月")
    assert ids("圖書館開館") == ids("图书馆开馆")
    assert ids("落實圖書館開館工作")[0].startswith("d2.txt")


def test_ties_by_passage_key(library, encoder, searcher):
    with library.writing() as writer:
        writer.put_documents(read_text("　　一字不差的同一段话。", doc_id, "test") for doc_id in "zyxwvutsrq")
    with library.reading() as snapshot:
        again = type(searcher)(snapshot, encoder) if not isinstance(searcher, WordSearcher) else WordSearcher(snapshot)
        hits = again.search("一字不差的同一段话", 4)
    assert [h.passage.doc_id for h in hits] == list("zyxw")


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_library(library, encoder, kind):
    with library.reading() as snapshot:
        assert KINDS[kind](snapshot, encoder).search("长江禁渔", 5) == []


def exact(snapshot, encoder, query, within=None):
    """By passage_id the cosine of its best sentence, from the stored vectors, best first."""
    vector = encoder.encode_queries([normalize(query)])[0]
    best = {}
    for row in snapshot.rows("SELECT passage_id, codes FROM passages JOIN vectors USING (passage_key)"):
        if within is None or row["passage_id"].split("#")[0] in within:
            vectors = restore(np.frombuffer(row["codes"], np.int8).reshape(-1, encoder.dim))
            best[row["passage_id"]] = float((vectors @ vector).max())
    return best


@pytest.mark.parametrize("within", [None, ["d3.txt"], ["d0.txt", "d7.txt"]])
@pytest.mark.parametrize("query", QUERIES)
def test_dense_is_exact_search(filled, encoder, query, within):
    oracle = exact(filled, encoder, query, within)
    hits = DenseSearcher(filled, encoder).search(query, 12, within)
    assert len(hits) == min(12, len(oracle))
    assert [h.score for h in hits] == pytest.approx(sorted(oracle.values(), reverse=True)[:12], abs=1e-5)
    assert [h.score for h in hits] == pytest.approx([oracle[h.passage.passage_id] for h in hits], abs=1e-5)
    assert [h.dense for h in hits] == pytest.approx([h.score for h in hits], abs=1e-5)


def test_hybrid_tells_both_engines_scores(filled, encoder):
    query = "长江禁渔从什么时候开始"
    oracle = exact(filled, encoder, query)
    words = {h.passage.passage_id: h.score for h in WordSearcher(filled).search(query, 56)}
    for hit in HybridSearcher(filled, encoder).search(query, 20):
        assert hit.dense == pytest.approx(oracle[hit.passage.passage_id], abs=1e-5)
        assert hit.words == pytest.approx(words.get(hit.passage.passage_id, 0.0), abs=1e-5)


def test_where_no_word_occurs_vectors_decide(filled):
    """A question in another language: the index holds none of its words."""
    encoder = FakeEncoder()
    query = "zzz qqq"
    hybrid = [h.passage for h in HybridSearcher(filled, encoder).search(query, 10)]
    dense = [h.passage for h in DenseSearcher(filled, encoder).search(query, 10)]
    assert HybridSearcher(filled, encoder).coverage(query) == 0.0
    assert hybrid == dense


def test_coverage_of_known_words_is_whole(filled, encoder):
    assert HybridSearcher(filled, encoder).coverage("垃圾分类") == pytest.approx(1.0)
    assert 0 < HybridSearcher(filled, encoder).coverage("垃圾分类 xylophone") < 1


def test_a_query_with_the_vector_at_hand_is_the_same(filled, encoder):
    searcher, query = HybridSearcher(filled, encoder), "红茶怎么冲泡"
    vector = encoder.encode_queries([normalize(query)])[0]
    assert searcher.search_with_vector(query, vector, 7) == searcher.search(query, 7)
