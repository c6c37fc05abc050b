"""Figures of the kind that a question asks for."""

import pytest

from yinwen.qa.figures import figures, names_unit


@pytest.mark.parametrize(
    ("question", "text", "found"),
    [
        ("长江要禁渔几年?", "长江十年禁渔,2021年开始", ["十年", "2021年"]),
        ("工期多久?", "工期18个月,投资3亿元", ["18个月"]),
        ("过滤网多久洗一次?", "过滤网每周取出一次,每隔半年更换", ["每周", "每隔半年"]),
        ("培训要多长时间?", "培训3小时,路长5公里", ["3小时"]),
        ("大桥多长?", "桥长5公里,工期3年", ["5公里"]),
        ("培训几个月?", "培训3个月,共5个班", ["3个月"]),
        ("一百岁以上的有多少?", "最年长的108岁,其中7名百岁老人", ["7名"]),
        ("2020年的产值是多少?", "2021年比2020年增长,达到35亿元", ["35亿元"]),
        ("5名学生中有多少获奖?", "3名获奖", ["3名"]),
        ("年龄最大的有多少岁?", "最大的108岁", ["108岁"]),
    ],
)
def test_units_that_fit(question: str, text: str, found: list[str]) -> None:
    assert [text[a:b] for a, b in figures("number", question, text)] == found


def test_a_year_in_the_question_leaves_other_years_to_be_found() -> None:
    assert figures("time", "1854年出版的书哪一年再版?", "1854年出版,1860年再版") == [(8, 13)]


def test_a_question_after_a_while_names_no_unit() -> None:
    assert names_unit("number", "工期几年?")
    assert not names_unit("number", "工期多久?")
    assert not names_unit("time", "哪一年?")
    assert figures("what", "工期几年?", "三年") == []
