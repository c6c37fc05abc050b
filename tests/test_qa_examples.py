from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinwen.corpus.readers import read_document
from yinwen.corpus.types import Document
from yinwen.qa.assistant import Assistant
from yinwen.qa.examples import WHOLE, example_questions

ROOT = Path(__file__).parents[1]
NAMES = ["email.txt", "interview.txt", "manual.md", "news_hant.txt", "note.txt", "notice.txt", "regulation.txt"]


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """With the shipped encoder: what is checked is that its own examples are answered."""
    with Assistant.open(tmp_path_factory.mktemp("examples"), shipped=False) as opened:
        opened.library.add([ROOT / "corpus" / "article.txt", *(ROOT / "tests" / "data" / name for name in NAMES)])
        yield opened


@pytest.mark.parametrize("name", ["article.txt", *NAMES])
def test_every_example_is_answered(assistant: Assistant, name: str) -> None:
    questions = assistant.examples(name)
    assert questions[-1] == WHOLE
    assert len(questions) == len(set(questions)) <= 3
    for question in questions:
        assert not assistant.ask(question, within=[name]).abstained, question


def test_the_articles_examples_come_from_different_parts_and_are_its_own(assistant: Assistant) -> None:
    questions = assistant.examples("article.txt", 5)
    assert questions[:3] == ["“23245”防控举措是什么？", "“三驾马车”指什么？", "全省规上工业增加值同比增长多少？"]
    headings = [section.end for section in assistant.document("article.txt").sections]
    places = [assistant.ask(question).citations[0].start for question in questions[:2]]
    assert [sum(end <= place for end in headings) for place in places] == [1, 2]


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        ("通知\n\n　　本办法自2023年7月1日起施行。", ["本办法什么时候施行？", WHOLE]),
        ("通知\n\n　　群众安全感达到98.19%，同比提高1.98个百分点。", ["群众安全感达到多少？", WHOLE]),
        ("通知\n\n　　提出“三步走”战略目标：先易后难、先急后缓。", ["“三步走”战略目标是什么？", WHOLE]),
        ("通知\n\n　　他说“好”。天气不错。", [WHOLE]),
        ("The Tower\n\nThe old tower was built in 1871. It stands.", ["When was the old tower built?", "What is this document about?"]),
    ],
)  # fmt: skip
def test_questions_are_made_from_sentences(tmp_path: Path, text: str, questions: list[str]) -> None:
    assert example_questions(document(tmp_path, text), 3) == questions


@pytest.mark.parametrize("n", [0, 1, 2, 3, 10])
def test_there_are_never_more_than_asked_for(tmp_path: Path, n: int) -> None:
    text = (ROOT / "corpus" / "article.txt").read_text(encoding="utf-8")
    found = example_questions(document(tmp_path, text), n)
    assert len(found) <= n
    assert found[-1:] == ([WHOLE] if n else [])


@settings(deadline=None, max_examples=40)
@given(st.text(alphabet="“”通知第一章、，。：—2023年7月1日起施行达到98% 的\n", max_size=120))
def test_any_text_gives_questions_on_one_line(text: str) -> None:
    for question in example_questions(Document("a", "a", "a", text), 3):
        assert question.strip() == question
        assert "\n" not in question
        assert question[-1] in "？?"


def document(tmp_path: Path, text: str) -> Document:
    path = tmp_path / "a.txt"
    path.write_text(text, encoding="utf-8")
    return read_document(path, "a.txt")
