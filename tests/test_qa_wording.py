"""A question as the rules read it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yinwen.qa.wording import plain


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("请问这篇文章讲了什么？", "这篇文章讲了什么"),
        ("這篇文章講了什麼？", "这篇文章讲了什么"),
        ("你能不能帮我总结一下！", "总结一下"),
        ("第２部分讲啥子呢", "第2部分讲什么"),
        ("这片文章将的是神马", "这篇文章讲的是什么"),
        ("总结以下", "总结一下"),
        ("作着是谁啊", "作者是谁"),
        ("文章份几个步分", "文章分几个部分"),
        ("木录", "目录"),
        ("咋回事", "怎么回事"),
        ("这是什么意思么", "这是什么意思"),
        ("是什么呢", "是什么"),
        ("What is the titel?", "What is the title"),
        ("summerize the artical", "summarize the article"),
    ],
)
def test_slips_and_openings(question: str, text: str) -> None:
    assert plain(question) == text


@pytest.mark.parametrize(
    "question",
    ["请假制度是什么", "文章结尾说了什么", "以下几种情况", "能源结构是什么", "布分子是什么", "可以休几天假", "给排水工程有几项", "将来做什么", "那么多党员从哪里来"],
)  # fmt: skip
def test_words_that_are_no_slips_stay(question: str) -> None:
    assert plain(question).startswith(question[:2]) or question.startswith("那么多")
    assert plain(plain(question)) == plain(question)


@given(st.text(alphabet="请问帮我这片篇文章将讲的事是什莫神马么呢吗？?总结以下 第２3部份", max_size=24))
def test_nothing_is_left_to_mend(question: str) -> None:
    text = plain(question)
    assert len(text) <= len(question) + 8
    assert text == text.strip()
