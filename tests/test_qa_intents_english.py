"""English questions about the document itself."""

import pytest

from yinwen.qa.about import AboutDocument
from yinwen.qa.intents import recognise
from yinwen.qa.places import LABEL, NAME, Step
from yinwen.qa.titled import called

TITLES = {"a": "Urban Tree Survey of Westbrook"}
ASKED = [
    ("summary", "what is this article about?"),
    ("summary", "What's this document about?"),
    ("summary", "Summarize this article"),
    ("summary", "sumarize the artical"),
    ("summary", "please summarise the document"),
    ("summary", "give me a summary"),
    ("summary", "what are the main points?"),
    ("summary", "what does this report say?"),
    ("summary", "tl;dr"),
    ("author", "who wrote this article?"),
    ("author", "Who is the author?"),
    ("author", "who's the auther of this report"),
    ("author", "who wrote this"),
    ("title", "what is the title of this document"),
    ("title", "What's the titel?"),
    ("date", "when was this published?"),
    ("date", "what is the date of this report"),
    ("source", "where was this article published?"),
    ("outline", "How many parts does the article have?"),
    ("outline", "outline"),
    ("outline", "what are the sections?"),
    ("outline", "what are the section headings"),
    ("outline", "what are the four parts"),
    ("outline", "give me the table of contents"),
    ("outline", "how many sections are there in this report"),
    ("count", "how many words are in this article"),
    ("count", "how many paragraphs does this text have?"),
    ("count", "how long is this article"),
]
PARTS = [
    ("what does part 3 say?", Step("部分", (3,))),
    ("what is section 2.1 about", Step(LABEL, name="2.1")),
    ("Part 3", Step("部分", (3,))),
    ("what is in the last section", Step("部分", (-1,))),
    ("what does section 3 cover", Step("部分", (3,))),
    ("what is the third section about", Step("部分", (3,))),
    ("what's the last paragraph about", Step("段", (-1,))),
    ("summarize chapter 2", Step("章", (2,))),
    ("what does article 5 say?", Step("条", (5,))),
    ("what is the methods section about", Step(NAME, name="methods", loose=True)),
    ("what does the conclusion say", Step(NAME, name="conclusion")),
]
CONTENT = [
    "what is the title of the measures on disease control?",
    "who wrote the book about it?",
    "what is the policy about?",
    "what is public health about?",
    "summarize the effect of the fishing ban",
    "how many trees did they count?",
    "when was the tower built?",
    "what does the mayor say?",
    "how long is the bridge?",
]


def about(question: str) -> AboutDocument | None:
    return recognise(question, TITLES, lambda step: step.name.lower() in ("methods", "conclusion"))


@pytest.mark.parametrize(("intent", "question"), ASKED)
def test_the_whole_document(intent: str, question: str) -> None:
    found = about(question)
    assert found is not None
    assert (found.intent, found.steps, found.documents) == (intent, (), None)


@pytest.mark.parametrize(("question", "step"), PARTS)
def test_a_part(question: str, step: Step) -> None:
    assert about(question) == AboutDocument("part", (step,))


def test_a_part_of_a_part_of_a_document() -> None:
    steps = (Step("条", (5,)), Step("段", (2,)))
    assert about("what does paragraph 2 of article 5 say?") == AboutDocument("part", steps)
    assert about("what does the first section of the urban tree survey say?") == AboutDocument(
        "part", (Step("部分", (1,)),)
    )
    assert about("what does article 5 of the constitution say?") is None


def test_a_long_s_is_an_s() -> None:
    """IGNORECASE takes ſ for s, so the words looked up afterwards must too."""
    assert about("what is ſection 2 about") == about("what is section 2 about")
    assert about("what is the firſt section about") == about("what is the first section about")
    assert about("how many paragraphſ are there") == about("how many paragraphs are there")
    assert called("ſection 3 Fees") == called("section 3 Fees")


def test_what_is_counted() -> None:
    for question, unit in (
        ("how many words are there", "词"),
        ("how many paragraphs", "段"),
        ("how many chapters", "部分"),
    ):
        found = about(question)
        assert found is not None
        assert found.units == (unit,)


@pytest.mark.parametrize("question", CONTENT)
def test_a_question_about_the_content(question: str) -> None:
    assert about(question) is None
