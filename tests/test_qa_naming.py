"""Which documents a question means."""

import pytest

from yinwen.qa.naming import Titles

TITLES = {
    "law": "青川县河湖保护管理规定",
    "manual": "QX-200型潜水泵站操作手册",
    "contract": "房屋租赁合同",
    "news": "南屏大桥提前三个月合龙",
    "review": "一场大雪——《红楼梦》读后",
    "town": "茶马古道上的小镇",
    "survey": "Urban Tree Survey of Westbrook",
}
ALL = frozenset(TITLES)


@pytest.mark.parametrize(
    "subject", ["", "这篇文章的", "本文", "全文", "文章", "这份文件里", "该", "这本书", "在文章中", "报告的"]
)
def test_the_document_whatever_it_is_called(subject: str) -> None:
    assert Titles(TITLES).named(subject) == ALL


@pytest.mark.parametrize(
    ("subject", "doc_id"),
    [
        ("《房屋租赁合同》", "contract"),
        ("《租赁合同》的", "contract"),
        ("合同", "contract"),
        ("这份合同", "contract"),
        ("泵站操作手册的", "manual"),
        ("河湖管理规定", "law"),
        ("青川县河湖保护管理规定", "law"),
        ("茶马古道那篇", "town"),
        ("茶马古道那篇文章的", "town"),
        ("小镇那篇", "town"),
        ("南屏大桥的新闻", "news"),
        ("《Urban Tree Survey》", "survey"),
        ("《红楼梦读后》这篇文章", "review"),
    ],
)
def test_a_document_by_its_title(subject: str, doc_id: str) -> None:
    assert Titles(TITLES).named(subject) == {doc_id}


@pytest.mark.parametrize(
    "subject", ["《红楼梦》的", "书", "小镇", "大桥", "公共卫生", "《水法》", "河湖", "会议", "南屏大桥", "它", "他", "通知"]
)  # fmt: skip
def test_no_document(subject: str) -> None:
    assert Titles(TITLES).named(subject) is None


def test_a_kind_of_text_is_the_only_document_or_the_one_whose_title_says_so() -> None:
    assert Titles({"a": "关于放假的安排"}).named("通知") == {"a"}
    assert Titles({"a": "关于放假的安排"}).named("书") is None
    two = {"a": "甲租赁合同", "b": "乙买卖合同", "c": "放假通知"}
    assert Titles(two).named("合同") == {"a", "b"}


def test_titles_that_hold_a_name_equally_well_are_all_meant() -> None:
    assert Titles({"a": "2021年工作报告", "b": "2022年工作报告", "c": "通知"}).named("《工作报告》") == {"a", "b"}
    assert Titles({"a": "2021年工作报告", "b": "2022年工作报告"}).named("《2022年工作报告》") == {"b"}
