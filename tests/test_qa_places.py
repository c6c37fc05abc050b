"""Places as people name them."""

import pytest

from yinwen.qa.places import LABEL, NAME, Step, bare_name, by_name, chain, first_chain, is_quoted


@pytest.mark.parametrize(
    ("text", "before", "steps"),
    [
        ("第二部分", "", (Step("部分", (2,)),)),
        ("文章的第二个部分", "文章的", (Step("部分", (2,)),)),
        ("第5条第2款", "", (Step("条", (5,)), Step("款", (2,)))),
        ("第五条第二款第三项的", "", (Step("条", (5,)), Step("款", (2,)), Step("项", (3,)))),
        ("最后两段", "", (Step("段", (-2, -1)),)),
        ("倒数第二段", "", (Step("段", (-2,)),)),
        ("前三章", "", (Step("章", (1, 2, 3)),)),
        ("第一条到第三条", "", (Step("条", (1, 2, 3)),)),
        ("第一、三部分", "", (Step("部分", (1, 3)),)),
        ("第1-3条", "", (Step("条", (1, 2, 3)),)),
        ("手册2.1节", "手册", (Step(LABEL, name="2.1"),)),
        ("第2.1.3节", "", (Step(LABEL, name="2.1.3"),)),
        ("文章开头", "文章", (Step("段", (1,)),)),
        ("结尾", "", (Step("段", (-1,)),)),
        ("第二章里的最后一段", "", (Step("章", (2,)), Step("段", (-1,)))),
        ("增长12.5%", "增长12.5%", ()),
        ("这篇", "这篇", ()),
        ("第一季度", "第一季度", ()),
        ("", "", ()),
    ],
)
def test_a_chain_of_places_at_the_end(text: str, before: str, steps: tuple[Step, ...]) -> None:
    assert chain(text) == (before, steps)


def test_the_first_chain_of_a_question() -> None:
    assert first_chain("报告的第五条第二款规定的罚款是多少") == (
        "报告的",
        (Step("条", (5,)), Step("款", (2,))),
        "规定的罚款是多少",
    )
    assert first_chain("长江禁渔几年") == ("长江禁渔几年", (), "")


def test_ranges_are_bounded() -> None:
    (step,) = chain("第1条到第9999条")[1]
    assert len(step.numbers) == 21
    (step,) = chain("前9999条")[1]
    assert len(step.numbers) == 20


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("安装部分", "安装"),
        ("法律责任那一章", "法律责任"),
        ("“报名要求”部分", "报名要求"),
        ("恢复文件这一节里", "恢复文件"),
        ("违约责任条款", "违约责任"),
        ("统筹发展和安全那部分", "统筹发展和安全"),
    ],
)
def test_a_part_by_its_heading(text: str, name: str) -> None:
    assert by_name(text) == Step(NAME, name=name, loose=True)


@pytest.mark.parametrize("text", ["每个部分", "各部分", "这部分", "三个部分", "哪一章", "附则", "什么部分", "一部分"])
def test_what_names_no_part(text: str) -> None:
    assert by_name(text) is None


def test_quoted_and_bare_names() -> None:
    assert is_quoted("“报名要求”部分")
    assert not is_quoted("报名要求部分")
    assert bare_name("第4.2节 摆放方法") == bare_name("4.2 摆放方法") == Step(NAME, name="4.2 摆放方法")
    assert bare_name("“附则”") == bare_name("附则") == Step(NAME, name="附则")
