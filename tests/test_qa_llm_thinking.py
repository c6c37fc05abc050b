import pytest
from hypothesis import given
from hypothesis import strategies as st

from yinwen.qa.llm.thinking import Thinking, spoken


def streamed(pieces: list[str]) -> str:
    thinking = Thinking()
    return "".join([*map(thinking.feed, pieces), thinking.end()])


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        ("<think>想[1]</think>\n\n长江。[1]", "长江。[1]"),
        ("长江<think>再想</think>禁渔", "长江禁渔"),
        ("<think>没有想完", ""),
        ("a < b，<thin>不是", "a < b，<thin>不是"),
        ("末尾是<thi", "末尾是<thi"),
        ("<think></think>", ""),
        ("<think>一</think><think>二</think>三", "三"),
    ],
)
@pytest.mark.parametrize("size", [1, 2, 5, 100])
def test_thinking_is_neither_shown_nor_kept(reply: str, said: str, size: int) -> None:
    assert streamed([reply[at : at + size] for at in range(0, len(reply), size)]) == said
    assert spoken(reply) == said


def test_a_closing_tag_alone_ends_what_was_thought() -> None:
    assert spoken("先想想</think>答案。[1]") == "答案。[1]"


@given(st.lists(st.sampled_from(["<think>", "</think>", "<", "think>", "</", "a", "。", " "])))
def test_however_it_is_cut_the_stream_says_the_same(pieces: list[str]) -> None:
    whole = "".join(pieces)
    assert streamed(pieces) == streamed([whole]) == streamed(list(whole))
