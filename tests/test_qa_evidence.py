from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yinwen.corpus.normalize import normalize
from yinwen.index.library import Library
from yinwen.index.search import HybridSearcher
from yinwen.qa.evidence import READ, Evidence, covered, gather, word_weights
from yinwen.qa.question import analyse

from fakes import FakeEncoder

DATA = Path(__file__).parent / "data"
QUESTIONS = [
    "服务器什么时候恢复？",
    "每次可借图书多少册？",
    "赵长山种了多少棵树？",
    "颱風什麼時候登陸？",
    "How tall is the lighthouse?",
    "。a",
]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with Library(tmp_path_factory.mktemp("evidence"), FakeEncoder()) as opened:
        opened.add([DATA])
        yield opened


def found(library: Library, text: str, within: list[str] | None = None) -> list[Evidence]:
    with library.reading() as snapshot:
        question = analyse(text, snapshot.segmenter)
        vector = library.encoder.encode_queries([normalize(text)])[0]
        hits = HybridSearcher(snapshot, library.encoder).search_with_vector(text, vector, 20, within)
        return gather(snapshot, question, vector, hits, word_weights(question, snapshot))


@pytest.mark.parametrize("question", QUESTIONS)
def test_evidence_is_whole_sentences_of_the_best_passages_best_first(library: Library, question: str) -> None:
    evidence = found(library, question)
    assert evidence
    assert [e.score for e in evidence] == sorted((e.score for e in evidence), reverse=True)
    assert len({e.hit.passage.passage_id for e in evidence}) <= READ
    for e in evidence:
        assert e.hit.passage.start <= e.start < e.end <= e.hit.passage.end
        assert 0.0 <= e.coverage <= 1.0
        assert e.typed in (0.0, 1.0)
    assert len({(e.hit.passage.passage_id, e.start) for e in evidence}) == len(evidence)


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_same_question_finds_the_same_in_the_same_order(library: Library, question: str) -> None:
    assert found(library, question) == found(library, question)


def test_a_sentence_with_the_questions_words_comes_first(library: Library) -> None:
    best = found(library, "借书证每次可借图书多少册？")[0]
    text = library.document(best.hit.passage.doc_id).text[best.start : best.end]
    assert "每次可借图书十册" in text
    assert best.typed == 1.0


def test_only_the_named_documents_give_evidence(library: Library) -> None:
    assert {e.hit.passage.doc_id for e in found(library, "什么时候开放？", ["email.txt"])} == {"email.txt"}


def test_no_hits_no_evidence(library: Library) -> None:
    with library.reading() as snapshot:
        question = analyse("长江", snapshot.segmenter)
        assert gather(snapshot, question, library.encoder.encode_queries(["长江"])[0], [], {}) == []


def test_a_rare_word_weighs_more_than_a_common_one_and_an_unknown_one_the_most(library: Library) -> None:
    with library.reading() as snapshot:
        weights = word_weights(analyse("护林员的图书和火星", snapshot.segmenter), snapshot)
    assert weights["火星"] >= weights["护林员"] >= weights["图书"] > 0


@given(
    st.dictionaries(st.text(alphabet="长江禁渔", min_size=1, max_size=2), st.floats(0, 9), max_size=5),
    st.text(alphabet="长江禁渔"),
)
def test_what_is_covered_is_a_share(weights: dict[str, float], text: str) -> None:
    assert 0.0 <= covered(weights, text) <= 1.0
    assert covered(weights, "") == 0.0
