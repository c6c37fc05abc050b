"""The set of questions in other words keeps its promise: nothing but the meaning leads from a question to its text."""

import functools
import json
from collections import Counter
from pathlib import Path

import pytest

from yinwen.corpus.readers import read_document
from yinwen.index.segment import Segmenter

FOLDER = Path(__file__).parent / "benchmarks" / "other_words"
DOCUMENTS = {path.name: path.read_text(encoding="utf-8") for path in (FOLDER / "documents").iterdir()}
QUESTIONS = [json.loads(line) for line in (FOLDER / "questions.jsonl").read_text(encoding="utf-8").splitlines()]
FUNCTION_WORDS = {
    line
    for line in (FOLDER / "function_words.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
}
AROUND = 180

each_question = pytest.mark.parametrize("item", QUESTIONS, ids=lambda item: item["id"])
each_committed = pytest.mark.parametrize(
    "item", [item for item in QUESTIONS if item["document"] in DOCUMENTS], ids=lambda item: item["id"]
)


@pytest.fixture(scope="module")
def segmenter(tmp_path_factory: pytest.TempPathFactory) -> Segmenter:
    return Segmenter(tmp_path_factory.mktemp("jieba"))


def content_words(question: str, segmenter: Segmenter) -> set[str]:
    """Its words of two characters or more, those inside longer ones too, and every figure and Latin letter."""
    return {
        word for word in segmenter.words(question) if len(word) > 1 or (word.isascii() and word.isalnum())
    } - FUNCTION_WORDS


def shared(question: str, text: str, segmenter: Segmenter) -> set[str]:
    """Content words of the question that stand in the text, across its word boundaries too."""
    text = text.lower()
    return {word for word in content_words(question, segmenter) if word in text}


def surroundings(text: str, evidence: str) -> str:
    start = text.index(evidence)
    return text[max(0, start - AROUND) : start + len(evidence) + AROUND]


def test_what_counts_as_shared(segmenter):
    assert shared("物业服务企业收费怎么办", "收费标准", segmenter) == {"收费"}
    assert shared("E4 是什么", "代码 e4", segmenter) == {"e4"}
    assert shared("上面有 3 个", "上面 3 升", segmenter) == {"3"}
    assert shared("邻居能不能养狗", "饲养犬只", segmenter) == set()


def test_there_are_120_of_three_kinds():
    assert [item["id"] for item in QUESTIONS] == [f"ow-{number:03}" for number in range(1, 121)]
    kinds = Counter(item["document"].split("/")[0] for item in QUESTIONS)
    assert kinds == {"crud_news_dev": 60, "regulation.txt": 30, "manual.md": 30}
    assert len({item["document"] for item in QUESTIONS}) == 62, "each news question has an article of its own"
    assert len({item["question"] for item in QUESTIONS}) == len({item["evidence"] for item in QUESTIONS}) == 120


@functools.cache
def as_read(name: str) -> str:
    return read_document(FOLDER / "documents" / name, name).text


@each_question
def test_its_fields_and_answers(item):
    assert set(item) == {"id", "question", "document", "evidence", "answers"}
    assert item["answers"]
    assert all(answer and answer in item["evidence"] for answer in item["answers"])


@each_question
def test_it_shares_no_word_with_its_evidence(item, segmenter):
    assert shared(item["question"], item["evidence"], segmenter) == set()
    pairs = {pair for pair in segmenter.bigrams(item["question"]) if len(pair) == 2}
    assert pairs & set(segmenter.bigrams(item["evidence"])) == set(), "nor two neighbouring characters"


@each_committed
def test_it_shares_no_word_with_what_stands_around(item, segmenter):
    text = DOCUMENTS[item["document"]]
    assert text.count(item["evidence"]) == 1
    assert shared(item["question"], surroundings(text, item["evidence"]), segmenter) == set()


@each_committed
def test_its_evidence_stands_in_the_document_as_it_is_read(item):
    assert item["evidence"] in as_read(item["document"])


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_is_of_a_real_length(name):
    assert 3000 <= len(DOCUMENTS[name]) <= 5000
