from collections.abc import Sequence

import pytest

from yinwen.index.segment import Segmenter
from yinwen.qa.naming import Titles
from yinwen.qa.proposal import Proposal
from yinwen.qa.types import Turn
from yinwen.qa.understanding import READ, Understanding, Weighed, score


@pytest.fixture(scope="module")
def segmenter(tmp_path_factory: pytest.TempPathFactory) -> Segmenter:
    return Segmenter(tmp_path_factory.mktemp("jieba"))


class Documents:
    """Answer some texts well and all others badly; count what they are asked."""

    def __init__(self, *good: str) -> None:
        self.good = good
        self.weighed: list[list[str]] = []

    def near(self, texts: Sequence[str]) -> list[float]:
        return [0.9 if text in self.good else 0.8 for text in texts]

    def weigh(self, texts: Sequence[str], asked: str, reply: str) -> list[Weighed]:
        self.weighed.append(list(texts))
        return [Weighed(8.0, 0.9, 1.0, 1.0) if text in self.good else Weighed(0.0, 0.8, 0.0, 0.0) for text in texts]


def understanding(segmenter: Segmenter, documents: Documents) -> Understanding:
    return Understanding(segmenter, Titles({}), documents.near, documents.weigh, {})


PRICE = "玻璃期货主力合约涨幅多少？"


def test_the_proposal_that_the_documents_answer_is_meant(segmenter: Segmenter) -> None:
    for good in ("橡胶期货主力合约涨幅多少？", "玻璃期货橡胶合约涨幅多少？"):
        assert understanding(segmenter, Documents(good)).full("橡胶呢？", [PRICE]) == good


def test_without_a_history_nothing_is_looked_up(segmenter: Segmenter) -> None:
    documents = Documents()
    assert understanding(segmenter, documents).full("橡胶呢？", []) == "橡胶呢？"
    assert understanding(segmenter, documents).full("橡胶呢？", [Turn("assistant", "0.74%。")]) == "橡胶呢？"
    assert documents.weighed == []


def test_a_question_that_does_not_lean_is_left_alone_unseen(segmenter: Segmenter) -> None:
    documents = Documents()
    for question in ("上海的铜期货主力合约跌了多少？", "长江要禁渔几年？", "What is the capital of France?"):
        assert understanding(segmenter, documents).full(question, [PRICE]) == question
    assert documents.weighed == []


def test_a_short_question_that_answers_as_it_stands_is_left_alone(segmenter: Segmenter) -> None:
    assert (
        understanding(segmenter, Documents("几天内退？")).full("几天内退？", ["装修押金最多收多少？"]) == "几天内退？"
    )
    full = "装修押金几天内退？"
    assert understanding(segmenter, Documents(full)).full("几天内退？", ["装修押金最多收多少？"]) == full


def test_few_proposals_are_read(segmenter: Segmenter) -> None:
    documents = Documents()
    understanding(segmenter, documents).full("橡胶呢？", [PRICE])
    assert [len(texts) for texts in documents.weighed] == [READ]


def test_what_was_understood_is_not_looked_up_again(segmenter: Segmenter) -> None:
    documents = Documents("橡胶期货主力合约涨幅多少？", "铜期货主力合约涨幅多少？")
    one = understanding(segmenter, documents)
    history = [Turn("user", PRICE), Turn("assistant", "0.74%。")]
    assert one.full("橡胶呢？", history) == "橡胶期货主力合约涨幅多少？"
    assert len(documents.weighed) == 1
    longer = [*history, Turn("user", "橡胶呢？"), Turn("assistant", "0.65%。")]
    assert one.full("铜呢？", longer) == "铜期货主力合约涨幅多少？"
    assert len(documents.weighed) == 2


def test_a_question_about_a_place_in_a_document_is_left_to_the_rules(segmenter: Segmenter) -> None:
    documents = Documents()
    assert understanding(segmenter, documents).full("第三部分呢？", ["第二部分讲什么？"]) == "第三部分讲什么？"
    assert documents.weighed == []


def test_a_greeting_is_no_question_before(segmenter: Segmenter) -> None:
    full = "橡胶期货主力合约涨幅多少？"
    assert understanding(segmenter, Documents(full)).full("橡胶呢？", [PRICE, "谢谢"]) == full


@pytest.mark.parametrize("lean", ["shown", "perhaps", "complete"])
def test_every_sign_counts_for_a_proposal(lean: str) -> None:
    low, high = Weighed(0.0, 0.7, 0.0, 0.0), Weighed(1.0, 0.9, 1.0, 1.0)
    for kind in ("alone", "ruled", "swapped"):
        assert score(Proposal("", kind), high, lean) > score(Proposal("", kind), low, lean)  # type: ignore[arg-type]


def test_what_shows_that_it_leans_is_less_likely_meant_alone() -> None:
    said = Weighed(1.0, 0.9, 1.0, 1.0)
    shown, perhaps, complete = (score(Proposal("", "alone"), said, lean) for lean in ("shown", "perhaps", "complete"))
    assert shown < perhaps <= complete
