"""A reader in the path: what it says decides words, order and refusal, and leaves the answer citable."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from yinwen.corpus.errors import EncoderError, QuestionError
from yinwen.index.library import Library
from yinwen.qa import refusal
from yinwen.qa.assistant import Assistant
from yinwen.qa.strictness import STRICTNESS, check_strictness
from yinwen.qa.types import Excerpt, Reading, Span


class Pointing:
    """Is sure of one string wherever it reads it, and of nothing else."""

    fingerprint = "pointing"

    def __init__(self, words: str) -> None:
        self.words, self.asked = words, list[str]()

    def pieces(self, text: str) -> int:
        return len(text)

    def read(self, question: str, excerpts: Sequence[Excerpt]) -> list[Reading]:
        self.asked.append(question)
        return [self._reading(excerpt) for excerpt in excerpts]

    def _reading(self, excerpt: Excerpt) -> Reading:
        at = excerpt.text.find(self.words)
        if at < 0:
            return Reading(excerpt, (), -9.0, 0.0)
        start = excerpt.start + at
        return Reading(excerpt, (Span(start, start + len(self.words), 9.0),), 9.0, -9.0)


@pytest.fixture
def small(library: Library, folder: Path) -> Library:
    library.add([folder])
    return library


def test_the_words_are_the_readers_and_the_quote_holds_them(small: Library) -> None:
    answer = Assistant(small, Pointing("2021年1月1日")).ask("长江禁渔从什么时候开始？", strictness="open")
    assert answer.span is not None
    assert answer.span.quote == "2021年1月1日"
    assert answer.span.quote in answer.citations[0].quote
    assert answer.text.startswith("2021年1月1日。“")
    text = small.document(answer.span.passage.doc_id).text
    assert text[answer.span.start : answer.span.end] == answer.span.quote


def test_the_passage_that_the_reader_is_sure_of_comes_first(small: Library) -> None:
    question = "开馆时间和禁渔时间"
    other = Assistant(small).ask(question).hits
    last = other[-1].passage
    answer = Assistant(small, Pointing(last.text[2:6])).ask(question)
    assert answer.hits[0].passage == last
    assert answer.readings[0].excerpt.passage == last
    assert [hit.score for hit in answer.hits] == sorted((hit.score for hit in answer.hits), reverse=True)
    assert {hit.passage for hit in answer.hits} == {hit.passage for hit in other}


def test_words_that_run_into_the_next_sentence_are_quoted_whole(small: Library) -> None:
    words = "1月1日开始。沿江渔民"
    answer = Assistant(small, Pointing(words)).ask("长江禁渔怎么安排？", strictness="open")
    assert answer.span is not None
    assert answer.span.quote == words
    assert words in answer.citations[0].quote


def test_a_follow_up_is_read_as_the_full_question(small: Library) -> None:
    reader = Pointing("十点")
    answer = Assistant(small, reader).ask("周末呢？", ["图书馆周一几点开馆？"])
    assert answer.rewritten_question != "周末呢？"
    assert reader.asked[-1] == answer.rewritten_question, "after what else it might have meant"


def test_without_a_reader_nothing_is_read(small: Library) -> None:
    answer = Assistant(small).ask("长江禁渔从什么时候开始？")
    assert answer.readings == ()
    assert "read" not in answer.timings


def test_a_stricter_assistant_refuses_all_that_a_more_open_one_does(small: Library) -> None:
    bars = [refusal.fitted()["models"]["plain"]["thresholds"][each] for each in STRICTNESS]
    assert bars == sorted(bars, reverse=True)
    seen = {}
    for question in ("绿茶用多少度的水冲泡？", "绿茶的产地在哪里？", "图书馆有多少藏书？", "股票怎么买？"):
        for each in STRICTNESS:
            seen[question, each] = Assistant(small, strictness=each).ask(question).abstained
            assert Assistant(small).ask(question, strictness=each).abstained == seen[question, each]
        assert seen[question, "strict"] >= seen[question, "balanced"] >= seen[question, "open"]
    assert len(set(seen.values())) == 2


def test_an_unknown_strictness_is_one_sentence(small: Library) -> None:
    with pytest.raises(QuestionError, match="strict、balanced 或 open"):
        Assistant(small, strictness="severe")
    with pytest.raises(QuestionError):
        Assistant(small).ask("长江？", strictness="")
    assert check_strictness("open") == "open"


def test_a_reader_that_cannot_be_loaded_is_told_at_the_first_question(tmp_path: Path) -> None:
    with Assistant.open(tmp_path / "home", reader=str(tmp_path / "none")) as assistant:
        with pytest.raises(EncoderError) as told:
            assistant.ask("全省群众安全感达到多少？")
        assert "--reader none" in told.value.en
        assert assistant.search("安全感")
