import pytest
from hypothesis import given
from hypothesis import strategies as st

from yinwen.corpus.errors import QuestionError
from yinwen.index.segment import Segmenter
from yinwen.qa.question import MAX_QUESTION, analyse, check_question, simplified


@pytest.fixture(scope="module")
def segmenter(tmp_path_factory: pytest.TempPathFactory) -> Segmenter:
    return Segmenter(tmp_path_factory.mktemp("jieba"))


@pytest.mark.parametrize("question", ["", "  ", "\n\t", "？？？", "。！", "〔〕", "\u200b", "😀"])
def test_a_question_without_a_letter_or_figure_is_empty(question: str) -> None:
    with pytest.raises(QuestionError) as caught:
        check_question(question)
    assert "空" in caught.value.message("zh")
    assert "empty" in caught.value.message("en")


def test_a_question_may_be_as_long_as_the_limit_and_no_longer() -> None:
    assert check_question("问" * MAX_QUESTION) == "问" * MAX_QUESTION
    with pytest.raises(QuestionError) as caught:
        check_question("问" * 100_000)
    assert "100000" in caught.value.message("zh")
    assert str(MAX_QUESTION) in caught.value.message("en")
    assert len(caught.value.message("zh")) < 100


def test_space_around_a_question_goes() -> None:
    assert check_question("\u3000 长江禁渔几年？\r\n") == "长江禁渔几年？"


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("有多少名老年患者被治愈？", "number"),
        ("How many people came?", "number"),
        ("长江要禁渔几年？", "number"),
        ("工期多久？", "number"),
        ("培训要多长时间？", "number"),
        ("大桥是几几年建成的？", "time"),
        ("几月几日放假？", "time"),
        ("什么时候开始禁渔？", "time"),
        ("全民国家安全教育日是哪一天？", "time"),
        ("When was it built?", "time"),
        ("谁是第一责任人？", "person"),
        ("Who wrote it?", "person"),
        ("运动会在哪里举办？", "place"),
        ("where is the bus stop", "place"),
        ("要打好哪三场硬仗？", "list"),
        ("出台了哪些政策？", "list"),
        ("为什么说这次疫情是一次大考？", "why"),
        ("怎么帮助困难群众？", "how"),
        ("治病时有没有用到中医？", "yesno"),
        ("基本民生有保障吗？", "yesno"),
        ("Is the tower open in May?", "yesno"),
        ("“两个闭环”指什么？", "what"),
    ],
)
def test_what_a_question_asks_for(segmenter: Segmenter, question: str, kind: str) -> None:
    assert analyse(question, segmenter).kind == kind


def test_the_words_that_ask_are_no_content(segmenter: Segmenter) -> None:
    assert set(analyse("请问长江从什么时候开始禁渔？", segmenter).words) >= {"长江", "禁渔"}
    assert not {"请问", "什么", "时候", "从", "？"} & set(analyse("请问长江从什么时候开始禁渔？", segmenter).words)


def test_a_question_of_such_words_alone_keeps_them(segmenter: Segmenter) -> None:
    assert analyse("这是什么？", segmenter).words


def test_words_are_normal_and_once(segmenter: Segmenter) -> None:
    asked = analyse("長江ＧＤＰ和长江gdp是多少？", segmenter)
    assert len(asked.words) == len(set(asked.words))
    assert {"长江", "gdp"} <= set(asked.words)
    assert asked.text == "長江ＧＤＰ和长江gdp是多少？"


@given(st.text(max_size=60))
def test_simplifying_keeps_every_place(text: str) -> None:
    plain = simplified(text)
    assert len(plain) == len(text)
    assert simplified(plain) == plain


def test_simplifying_changes_han_only() -> None:
    assert simplified("為什麼「GDP」增長１％？") == "为什么「GDP」增长１％？"
