from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import regex

from yinwen.corpus.errors import DocumentError, QuestionError
from yinwen.index.library import Library
from yinwen.qa import Answer
from yinwen.qa import Assistant as Exported
from yinwen.qa.assistant import HITS, Assistant
from yinwen.qa.extractive import REPLY
from yinwen.qa.types import Turn

from fakes import FakeEncoder


@pytest.fixture(scope="module")
def article(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """The shipped article with the shipped encoder, as a user meets it."""
    with Assistant.open(tmp_path_factory.mktemp("assistant")) as opened:
        yield opened


@pytest.fixture
def small(library: Library, folder: Path) -> Assistant:
    library.add([folder])
    return Assistant(library)


def holds(assistant: Assistant, answer: Answer) -> None:
    for citation in (*answer.citations, *([answer.span] if answer.span else [])):
        text = assistant.document(citation.passage.doc_id).text
        assert citation.field == "title" or text[citation.start : citation.end] == citation.quote
    markers = {int(marker) for marker in regex.findall(r"〔(\d+)〕", answer.text)}
    assert markers == {citation.marker for citation in answer.citations}


def test_the_public_names_are_those_listed() -> None:
    import yinwen.qa

    assert Exported is Assistant
    assert all(getattr(yinwen.qa, name).__name__ == name for name in yinwen.qa.__all__)
    assert {"Answer", "Assistant", "AsyncAssistant", "Citation", "YinwenError"} <= set(yinwen.qa.__all__)
    with pytest.raises(AttributeError, match="nothing"):
        yinwen.qa.nothing  # noqa: B018


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("全省群众安全感达到多少？", "98.19%"),
        ("有多少名80岁以上的老年患者被治愈？", "3600多名"),
        ("社区里的“三驾马车”指的是哪三个？", "居委会、业委会和物业公司"),
        ("要打好哪三场硬仗？", "战疫、战洪、战贫"),
        ("这篇文章的作者是什么职务？", "中共湖北省委书记"),
        ("全省群眾安全感達到多少？", "98.19%"),
        ("全省群众安全感达到多少?  ", "98.19%"),
    ],
)
def test_the_article_answers_in_its_own_words(article: Assistant, question: str, words: str) -> None:
    answer = article.ask(question)
    assert not answer.abstained
    assert words in "".join(citation.quote for citation in answer.citations)
    assert answer.question == question
    assert 0 < len(answer.text) <= REPLY
    holds(article, answer)


def test_an_answer_carries_its_hits_its_span_and_its_times(article: Assistant) -> None:
    answer = article.ask("全省群众安全感达到多少？")
    assert answer.kind == "answer"
    assert answer.span is not None
    assert answer.span.quote == "98.19%"
    assert 0 < len(answer.hits) <= HITS
    assert [hit.score for hit in answer.hits] == sorted((hit.score for hit in answer.hits), reverse=True)
    assert 0.0 <= answer.probability <= 1.0
    assert set(answer.timings) == {"search", "evidence", "read", "answer", "total"}
    assert {c.passage.passage_id for c in answer.citations} <= {hit.passage.passage_id for hit in answer.hits}


@pytest.mark.parametrize("question", ["火星上有几座火山？", "量子纠缠的数学定义是什么？"])
def test_what_the_article_does_not_say_is_refused_with_a_reason_and_the_nearest_passages(
    article: Assistant, question: str
) -> None:
    answer = article.ask(question)
    assert answer.abstained
    assert answer.kind == "abstain"
    assert answer.citations == ()
    assert answer.span is None
    assert answer.reason
    assert answer.hits
    assert "〔" not in answer.text


def test_a_follow_up_is_resolved_and_told(article: Assistant) -> None:
    history = [Turn("user", "今年前两个月全省规上工业增加值同比增长多少？"), Turn("assistant", "99.2%。")]
    answer = article.ask("进出口总额呢？", history)
    assert answer.question == "进出口总额呢？"
    assert answer.rewritten_question == "今年前两个月全省进出口总额同比增长多少？"
    assert "82.5%" in answer.text
    holds(article, answer)


def test_a_new_question_is_not_coloured_by_the_history(article: Assistant) -> None:
    alone = article.ask("全省群众安全感达到多少？")
    after = article.ask("全省群众安全感达到多少？", ["“三个全覆盖”指什么？", "长江要禁渔几年？"])
    assert after.rewritten_question == alone.question
    assert after.citations == alone.citations


@pytest.mark.parametrize("question", ["", "  ", "？", "问" * 100_000])
def test_a_question_that_cannot_be_asked(small: Assistant, question: str) -> None:
    with pytest.raises(QuestionError):
        small.ask(question)
    with pytest.raises(QuestionError):
        small.search(question)


def test_an_empty_library_greets_and_refuses(library: Library) -> None:
    assistant = Assistant(library)
    assert assistant.ask("你好").kind == "greeting"
    assert "还没有文件" in assistant.ask("你好").text
    for question in ("长江禁渔几年？", "总结一下", "作者是谁？"):
        answer = assistant.ask(question)
        assert answer.abstained
        assert "yinwen index" in answer.text
    assert assistant.examples() == []
    assert assistant.search("长江") == []


def test_within_limits_everything(small: Assistant) -> None:
    greeted = small.ask("你好", within=["a.txt"])
    assert "《长江禁渔》" in greeted.text
    answer = small.ask("什么时候开馆？", within=["b.md"])
    assert {hit.passage.doc_id for hit in answer.hits} <= {"b.md"}
    assert small.ask("长江禁渔从什么时候开始？", within=[]).abstained
    assert small.ask("长江禁渔从什么时候开始？", within=["nowhere"]).abstained


def test_english_words_of_our_own_around_the_documents_words(small: Assistant) -> None:
    refused = small.ask("火星上的火山有几座？", language="en")
    assert refused.abstained
    assert refused.text == "The documents don't say."
    assert small.ask("hello", language="en").text.startswith("Hello")


def test_a_document_that_is_not_there(small: Assistant) -> None:
    with pytest.raises(DocumentError):
        small.document("nowhere")
    with pytest.raises(DocumentError):
        small.examples("nowhere")


def test_a_removed_document_answers_no_more(small: Assistant) -> None:
    assert not small.ask("长江十年禁渔从什么时候开始？").abstained
    small.library.remove(["a.txt"])
    answer = small.ask("长江十年禁渔从什么时候开始？")
    assert all(hit.passage.doc_id != "a.txt" for hit in answer.hits)
    assert all(citation.passage.doc_id != "a.txt" for citation in answer.citations)


def test_the_shipped_article_steps_back_once_a_user_adds_documents(
    tmp_path: Path, folder: Path, encoder: FakeEncoder
) -> None:
    with Assistant.open(tmp_path / "home", encoder) as assistant:
        assert [info.shipped for info in assistant.documents()] == [True]
        assistant.library.add([folder])
        assert not any(info.shipped for info in assistant.documents())
    with Assistant.open(tmp_path / "home", encoder) as again:
        assert not any(info.shipped for info in again.documents())


def test_many_threads_get_the_same_answer(small: Assistant) -> None:
    alone = small.ask("红茶用什么水冲泡？")
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(small.ask, ["红茶用什么水冲泡？"] * 24))
    assert {(answer.text, answer.citations) for answer in answers} == {(alone.text, alone.citations)}
    holds(small, alone)


def test_a_library_that_cannot_be_opened_is_closed_again(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(DocumentError, match="file"):
        Assistant.open(tmp_path / "file", FakeEncoder())
