"""Where named places stand."""

import pytest

from yinwen.corpus import read_text
from yinwen.corpus.types import Document
from yinwen.qa.locate import locate, outline, running
from yinwen.qa.places import LABEL, NAME, Step, chain
from yinwen.qa.titled import bare_heading, called

TEXT = """关于加强管理的意见

目录
一、总体要求
二、主要任务

前言
近年来管理工作取得进展，但也有不足。
一、总体要求
坚持统一领导。坚持依法办事。
二、主要任务
（一）健全制度
各单位要建立台账。
（二）加强检查
每季度检查一次。

办公室
2023年5月8日
"""


@pytest.fixture(scope="module")
def opinion() -> Document:
    return read_text(TEXT, "a", "a")


def found(document: Document, place: str) -> list[str]:
    return [document.text[r.start : r.end].strip() for r in locate(document, chain(place)[1])]


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("第一部分", "坚持统一领导。坚持依法办事。"),  # its own number, 前言 has none
        ("第二部分第二节", "每季度检查一次。\n\n办公室\n2023年5月8日"),
        ("第二部分第一部分", "各单位要建立台账。"),
        ("第一部分第二句", "坚持依法办事。"),
        ("第一段", "近年来管理工作取得进展，但也有不足。"),
        ("最后一段", "每季度检查一次。"),  # who signs, and when, is no paragraph
        ("2.1", "各单位要建立台账。"),  # the first part of the second, where nothing is numbered so
    ],
)
def test_places(opinion: Document, place: str, text: str) -> None:
    assert found(opinion, place) == [text]


@pytest.mark.parametrize("place", ["第三部分", "第九段", "第一章第二节", "第二条", "第二款", "3.1", "第一部分第二部分"])
def test_places_that_are_not_there(opinion: Document, place: str) -> None:
    assert found(opinion, place) == []


def test_from_the_end_and_in_ranges(opinion: Document) -> None:
    assert found(opinion, "最后一部分")[0].startswith("（一）健全制度")
    assert len(found(opinion, "前两部分")) == 2
    assert found(opinion, "最后九部分") == found(opinion, "最后三部分")


@pytest.mark.parametrize(
    ("name", "loose", "title"),
    [
        ("主要任务", False, "二、主要任务"),
        ("健全制度", False, "（一）健全制度"),
        ("制度", True, "（一）健全制度"),
        ("制度", False, None),
        ("管", True, None),
    ],
)
def test_headings_by_name(opinion: Document, name: str, loose: bool, title: str | None) -> None:
    regions = locate(opinion, (Step(NAME, name=name, loose=loose),))
    assert [r.section.title for r in regions if r.section] == ([title] if title else [])


def test_a_heading_may_be_called_by_either_side_of_its_marks() -> None:
    document = read_text("总结\n\n一、坚持系统观念，推进治理\n文一。\n二、附录A 常见故障\n文二。\n", "a", "a")
    pair = read_text("论文\n\n一、讨论与结论\n文。\n二、发展和安全的统一\n文。\n", "a", "a")
    assert len(locate(pair, (Step(NAME, name="结论"),))) == 1
    assert locate(pair, (Step(NAME, name="发展"),)) == []
    for name in ("坚持系统观念", "推进治理", "一、坚持系统观念"):
        assert locate(document, (Step(NAME, name=name),))[0].section is document.sections[0]


def test_chapters_are_not_sections_and_sections_not_chapters() -> None:
    document = read_text("办法\n\n第一章 总则\n文一。\n第二章 附则\n第一节 甲\n文二。\n第二节 乙\n文三。\n", "a", "a")
    assert found(document, "第二节") == ["文三。"]
    assert found(document, "第二章第一节") == ["文二。"]
    assert found(document, "第一章第一节") == []
    chapters = read_text("办法\n\n第一章 总则\n文一。\n第二章 附则\n文二。\n", "a", "a")
    assert found(chapters, "第二节") == []
    assert found(chapters, "第二部分") == ["文二。"]


def test_labels_of_headings_and_of_paragraphs() -> None:
    manual = read_text("手册\n\n2 安装\n2.1 场地\n要平。\n2.2 电缆\n要粗。\n", "a", "a")
    assert found(manual, "2.1") == ["要平。"]
    assert found(manual, "2.2") == ["要粗。"]
    assert found(manual, "2.20") == []
    contract = read_text("合同\n\n第一条 甲\n1.1 甲一。\n1.2 甲二。\n第二条 乙\n2.1 乙一。\n", "a", "a")
    assert found(contract, "1.2") == ["1.2 甲二。"]
    assert locate(contract, (Step(LABEL, name="1.2"),))[0].whole


def test_an_article_of_a_chapter_by_its_place_in_it() -> None:
    document = read_text("办法\n\n第一章 总则\n第一条 甲。\n第二条 乙。\n第二章 附则\n第三条 丙。\n", "a", "a")
    assert found(document, "第二章第一条") == ["第三条 丙。"]
    assert found(document, "第二章第三条") == ["第三条 丙。"]
    assert found(document, "第四条") == []


def test_a_salutation_is_no_paragraph() -> None:
    document = read_text("通知\n\n各位同事：\n　　周一放假。\n　　周二上班。\n", "a", "a")
    assert found(document, "第一段") == ["周一放假。"]


def test_what_a_text_says_only_of_itself_is_no_running_text(opinion: Document) -> None:
    texts = [opinion.text[p.start : p.end] for p in running(opinion)]
    assert texts[0].startswith("近年来")
    assert "2023年5月8日" not in texts
    assert "目录" not in texts


def test_a_lone_heading_over_all_others_is_no_outline() -> None:
    document = read_text("前面的话。\n\n# 手册\n\n## 安装\n\n文一。\n\n## 运行\n\n文二。\n", "a", "a", markdown=True)
    assert [section.title for section in outline(document)] == ["安装", "运行"]


@pytest.mark.parametrize(
    ("title", "number", "unit"),
    [
        ("第二章　服务", 2, "章"),
        ("第三部份 结论", 3, "部分"),
        ("三、结论", 3, ""),
        ("（二）加强检查", 2, ""),
        ("4 维护", 4, ""),
        ("4.1 日常维护", 0, ""),
        ("Chapter IV The Storm", 4, "章"),
        ("Section 12", 12, "节"),
        ("附则", 0, ""),
        ("3D打印", 0, ""),
    ],
)
def test_what_a_heading_calls_itself(title: str, number: int, unit: str) -> None:
    assert called(title) == (number, unit)


@pytest.mark.parametrize(
    ("heading", "bare"),
    [
        ("二、坚持系统观念", "坚持系统观念"),
        ("（一）报名", "报名"),
        ("第一章　总则", "总则"),
        ("1. 安装", "安装"),
        ("2.1 场地要求", "场地要求"),
        ("附录A 常见故障", "常见故障"),
        ("3.5 毫米接口", "3.5 毫米接口"),
        ("十年禁渔", "十年禁渔"),
        ("常见问题", "常见问题"),
    ],
)
def test_a_heading_without_its_number(heading: str, bare: str) -> None:
    assert bare_heading(heading) == bare
