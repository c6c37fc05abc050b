"""Which questions are about the document itself, and which only look so."""

import pytest

from yinwen.qa.about import AboutDocument
from yinwen.qa.intents import recognise
from yinwen.qa.places import LABEL, NAME, Step

REGULATION, MANUAL, CONTRACT, NEWS = "regulation", "manual", "contract", "news"
TITLES = {
    REGULATION: "青川县河湖保护管理规定",
    MANUAL: "QX-200型潜水泵站操作手册",
    CONTRACT: "房屋租赁合同",
    NEWS: "南屏大桥提前三个月合龙",
    "review": "一场大雪——《红楼梦》读后",
    "town": "茶马古道上的小镇",
    "survey": "Urban Tree Survey of Westbrook",
}
HEADINGS = ("附则", "安装", "马帮的一天", "常见问题")

SUMMARY = """这篇文章主要讲什么？ 这篇文章主要讲了什么 总结一下 请总结一下这篇文章 文章讲了什么 本文讲的是什么？ 全文的主要内容是什么？ 概括全文 总结
请概括一下主要内容 帮我总结一下这篇文章的主要内容 这份文件讲了些什么内容？ 这篇文章的中心思想是什么？ 给我一个摘要 写个摘要 简单介绍一下这篇文章
一句话总结 概括一下 这是什么文章？ 这篇文章是关于什么的？ 主要内容是什么？ 這篇文章主要講什麼？ 總結一下 文章里都说了什么？ 这个文档是讲什么的？
这份通知讲了什么？ 文件里有什么内容？ 这篇讲啥的 这文章说的啥 主旨是啥 这个是讲什么的 中心论点是什么 把这篇文章概括一下 写一段全文的摘要 概括一下文章大意
这片文章的主要内容是什么 总结以下 这篇文章讲得是什么 文章将了什么 每个部分讲了什么 各章的主要内容是什么 这篇文章讲神马 讲讲这篇文章 你能不能帮我总结一下
这文件主要是干嘛的 给我讲讲这篇文章说了些啥 文章想表达什么 这篇文章告诉我们什么 一共分几部分，每部分讲什么 提要 这是一篇讲什么的文章？ 整篇文章的重点是什么 本文的核心观点是什么""".split()
OTHERS = [
    ("author", """作者是谁？ 这篇文章的作者是什么职务？ 作者的职务是什么？ 谁写的这篇文章？ 这篇文章是谁写的？ 作者是誰？ 这篇报道的记者是谁？ 作者是哪个单位的
        作者是干什么的 作者什么身份 谁写的 這是誰寫的 做者是谁 这文章出自谁手 谁起草了这份文件 这份文件由谁起草的 作者是哪里人 作者简介
        这是谁的文章 本文作者"""),
    ("title", "标题是什么 这篇文章的标题是什么？ 文章的题目是什么 这份文件叫什么名字？ 题目叫啥 标提是什么 这个规定叫什么 本文题目"),
    ("date", "什么时候发布的 这篇文章是什么时候发表的？ 什么时候公布的 发布时间 落款日期 这份通知哪天印发的 本文写于何时 这份合同什么时候签的 啥时候发的 哪一年出版的"),
    ("source", "发表在哪 来源是哪里 这篇文章发表在哪家报纸上？ 哪家报纸的 这份文件的来源是哪里 由哪个部门发布的 谁制定的 在哪个网站发布的 出处是什么"),
    ("outline", """文章分几部分？ 这篇文章分为几个部分？ 全文分为哪几部分 分几部分？ 文章有哪几个部分 文章有哪些章节？ 文章的结构是怎样的？ 列出提纲 目录 文章分几块
        有没有目录 這篇文章分成幾個部分？ 文章份几个步分 全文结构 给我列一下大纲 文章由哪几部分组成 四个部分分别是什么 文章的四个部分的标题分别是什么 有哪些小标题
        一共几章 分几章几条 各部分的标题是什么 文章总共有几大部分，分别是什么 文章有机个部分 看看目录 木录是什么"""),
    ("count", "全文多少字数 这篇文章有多少字 全文一共几段 一共有多少个自然段 这份文件有多少字/几段 这个规定有多少条 有几条 全文字数是多少 有几句话"),
]  # fmt: skip


def part(unit: str, *numbers: int) -> Step:
    return Step(unit, numbers)


PARTS = [
    ("第三部分讲什么", part("部分", 3)),
    ("文章的第二部分主要讲了什么内容？", part("部分", 2)),
    ("第3部分的主要内容是什么？", part("部分", 3)),
    ("第二部份講了什麼", part("部分", 2)),
    ("第２部分讲啥子", part("部分", 2)),
    ("第十二章讲什么？", part("章", 12)),
    ("第二十节说了什么", part("节", 20)),
    ("最后一部分讲什么？", part("部分", -1)),
    ("倒数第二段写了什么", part("段", -2)),
    ("最后一段说的什么", part("段", -1)),
    ("文章开头讲了什么", part("段", 1)),
    ("文章结尾说了什么", part("段", -1)),
    ("最后一句是什么", part("句", -1)),
    ("前三部分讲了什么", part("部分", 1, 2, 3)),
    ("第一条到第三条讲什么", part("条", 1, 2, 3)),
    ("第一和第三部分讲什么", part("部分", 1, 3)),
    ("第二条规定了什么", part("条", 2)),
    ("第一条说什么？", part("条", 1)),
    ("第12条内容", part("条", 12)),
    ("第一百零五条", part("条", 105)),
    ("概括一下第三部分", part("部分", 3)),
    ("解释一下第五条", part("条", 5)),
    ("第二个议题讲了什么", part("部分", 2)),
    ("作者在第二部分提到了什么", part("部分", 2)),
    ("2.1讲什么", Step(LABEL, name="2.1")),
    ("第2.1节的内容", Step(LABEL, name="2.1")),
    ("3.2怎么操作", Step(LABEL, name="3.2")),
    ("2.2.1说的什么", Step(LABEL, name="2.2.1")),
]
WAYS = [
    ("第5条第2款", (part("条", 5), part("款", 2))),
    ("第五条第二款第三项是什么", (part("条", 5), part("款", 2), part("项", 3))),
    ("第二部分第三段讲了什么", (part("部分", 2), part("段", 3))),
    ("第三章第二节的主要内容", (part("章", 3), part("节", 2))),
]
NAMED = [
    ("附则里写了什么", "附则", False),
    ("符则里写了什么", "附则", False),
    ("马帮的一天讲了什么", "马帮的一天", False),
    ("安装部分讲什么", "安装", True),
    ("“安装”那一章讲什么", "安装", True),
    ("常见问题里有什么", "常见问题", False),
    ("手册的安装部分讲什么", "安装", True),
]
DOCUMENTS = [
    ("《房屋租赁合同》有几条", CONTRACT, "count"),
    ("泵站操作手册的作者是谁", MANUAL, "author"),
    ("河湖管理规定分几章", REGULATION, "outline"),
    ("青川县河湖保护管理规定第三条讲什么", REGULATION, "part"),
    ("管理规定那份文件分几章", REGULATION, "outline"),
    ("茶马古道那篇讲什么", "town", "summary"),
    ("茶马古道那篇文章的目录", "town", "outline"),
    ("租赁合同第三条是什么", CONTRACT, "part"),
    ("合同有几条", CONTRACT, "count"),
    ("这份合同什么时候签的", CONTRACT, "date"),
    ("南屏大桥的新闻是谁写的", NEWS, "author"),
    ("操作手册2.1节讲什么", MANUAL, "part"),
    ("总结一下《房屋租赁合同》", CONTRACT, "summary"),
    ("who wrote the Urban Tree Survey of Westbrook", "survey", "author"),
    ("what is section 2.1 of the urban tree survey about?", "survey", "part"),
]
CONTENT = """公共卫生体系建设的主要内容是什么？ 这篇文章怎么说长江禁渔？ 标题党是什么？ 名字是什么？ 他叫什么名字？ 公司的名称是什么？ 内容产业是什么？ 它有哪些部分？
报告单怎么打印？ 文章里提到的“三驾马车”是什么？ 介绍一下武汉保卫战 总结一下疫情防控经验 概括一下湖北的营商环境政策 作者为什么说这次疫情是大考？ 主题公园有哪些？ 这是什么？
他说了什么？ 书记讲了什么？ 说什么了？ 它是什么？ 都有什么？ 有几个方面？ 有哪些？ 提纲挈领是什么意思？ 框架协议的内容是什么？ 结构改革是什么？ 会议的主题是什么？
讲话的主要内容是什么？ 书是谁写的？ 《红楼梦》的作者是谁？ 文化的主要内容是什么？ 第二部分谁讲的？ 本文所称公共图书馆是指什么？ 题目有几道？ 小镇的主要内容是什么 大桥分几个部分
规划什么时候出台的 第二节课的内容是什么 最后一段路程的票价是多少 第一条铁路是谁修的？ 北亚可以指哪一部分？ 「catrina」的意思是什么？ 什么是308条款？ 滇藏公路多长？
电子出版包含哪些内容？ 《水法》第三条规定了什么？ 第三条路怎么走 十四五规划分几章 前两个月增长多少 哪一年成为皮特凯恩群岛的一部分？ 改造部分的预算是多少 武汉有几家报纸
12.5%是什么 《红楼梦》讲了什么 谁发明了电灯 什么时候施行的 学者是谁 问题是什么 课题是什么""".split()
INSIDE = [
    ("报告的第二部分提到的项目投资多少", part("部分", 2), "项目投资多少"),
    ("第二章规定的开放时间是几点？", part("章", 2), "开放时间是几点"),
    ("第七条规定县级河长多久巡查一次", part("条", 7), "县级河长多久巡查一次"),
    ("第3章里说启动前要检查什么", part("章", 3), "启动前要检查什么"),
    ("第二部分的项目投资是多少？", part("部分", 2), "项目投资是多少"),
    ("第三部分里的“卡脖子”问题怎么说的", part("部分", 3), "“卡脖子”问题怎么说的"),
    ("在第三章中，河长多久巡查一次", part("章", 3), "河长多久巡查一次"),
    ("安装部分提到的接地电阻是多少", Step(NAME, name="安装", loose=True), "接地电阻是多少"),
]
ONE = {"a": "全面贯彻落实总体国家安全观"}


def about(question: str, titles: dict[str, str] | None = None) -> AboutDocument | None:
    return recognise(question, ONE if titles is None else titles, lambda step: step.name in HEADINGS)


@pytest.mark.parametrize("question", SUMMARY)
def test_a_summary_is_recognised(question: str) -> None:
    assert about(question) == AboutDocument("summary")


@pytest.mark.parametrize(("intent", "question"), [(i, q) for i, questions in OTHERS for q in questions.split()])
def test_title_author_date_outline_and_counts_are_recognised(intent: str, question: str) -> None:
    found = about(question)
    assert found is not None
    assert (found.intent, found.steps, found.documents) == (intent, (), None)


@pytest.mark.parametrize(("question", "step"), PARTS)
def test_a_part_is_recognised_with_its_number(question: str, step: Step) -> None:
    assert about(question) == AboutDocument("part", (step,))


@pytest.mark.parametrize(("question", "steps"), WAYS)
def test_a_way_into_a_document_goes_from_the_outside_in(question: str, steps: tuple[Step, ...]) -> None:
    assert about(question) == AboutDocument("part", steps)


@pytest.mark.parametrize(("question", "name", "loose"), NAMED)
def test_a_part_may_be_named_by_its_heading(question: str, name: str, loose: bool) -> None:
    found = about(question, TITLES)
    assert found is not None
    assert (found.intent, found.steps) == ("part", (Step(NAME, name=name, loose=loose),))


def test_a_name_in_quotation_marks_is_one_whether_a_heading_is_known_or_not() -> None:
    assert recognise("“报名要求”部分讲什么？") == AboutDocument("part", (Step(NAME, name="报名要求", loose=True),))
    assert recognise("报名要求部分讲什么？") is None


@pytest.mark.parametrize(("question", "step", "rest"), INSIDE)
def test_a_question_in_a_part_is_searched_for_there(question: str, step: Step, rest: str) -> None:
    assert about(question) == AboutDocument("content", (step,), rest=rest)


@pytest.mark.parametrize(("question", "doc_id", "intent"), DOCUMENTS)
def test_a_document_may_be_named_by_its_title(question: str, doc_id: str, intent: str) -> None:
    found = about(question, TITLES)
    assert found is not None
    assert (found.intent, found.documents) == (intent, {doc_id})


def test_a_question_in_a_document_that_it_names_is_searched_for_there() -> None:
    named = frozenset((CONTRACT,))
    assert about("《房屋租赁合同》里押金是多少", TITLES) == AboutDocument("content", (), named, rest="押金是多少")
    assert about("房屋租赁合同里押金是多少", TITLES) == AboutDocument("content", (), named, rest="押金是多少")
    question = "《房屋租赁合同》的押金是多少"
    assert about(question, TITLES) == AboutDocument("content", (), named, rest=question)
    assert about("《红楼梦》里的大观园在哪里", TITLES) is None


@pytest.mark.parametrize("question", ["适用范围在第几条", "哪一条规定了适用范围", "适用范围写在哪一章里"])
def test_a_place_that_is_asked_for_is_searched_for(question: str) -> None:
    assert about(question) == AboutDocument("content", rest="适用范围")


def test_an_abstract_is_a_part_where_it_has_a_heading() -> None:
    assert about("摘要是什么") == AboutDocument("summary")
    found = recognise("论文的摘要是什么", ONE, lambda step: step.name == "摘要")
    assert found == AboutDocument("part", (Step(NAME, name="摘要"),))


def test_the_list_of_documents_is_asked_for_only_where_there_are_several() -> None:
    for question in ("有哪些文件", "一共几个文件", "现在可以问哪些文章？", "文件列表"):
        assert about(question, TITLES) == AboutDocument("documents")
        assert about(question) is None
    assert about("出台了哪些文件", TITLES) is None


@pytest.mark.parametrize(
    ("question", "units"),
    [("分几章几条", ("章", "条")), ("这份文件有多少字/几段", ("字", "段")), ("有几个小标题", ("部分",))],
)
def test_what_is_counted(question: str, units: tuple[str, ...]) -> None:
    found = about(question)
    assert found is not None
    assert found.units == units


def test_a_part_has_a_title_parts_and_articles_of_its_own() -> None:
    chapter = (part("章", 3),)
    assert about("第三章的标题是什么") == AboutDocument("title", chapter)
    assert about("第三章有哪几条") == AboutDocument("count", chapter, units=("条",))
    assert about("第三章有哪几节") == AboutDocument("outline", chapter, units=("节",))
    assert about("第二个小标题是什么") == AboutDocument("title", (part("部分", 2),))
    assert about("第五条有几款") == AboutDocument("count", (part("条", 5),), units=("款",))
    assert about("有几款") is None
    assert about("第三章的作者是谁") == AboutDocument("content", chapter, rest="作者是谁")


@pytest.mark.parametrize("question", CONTENT)
def test_a_question_about_the_content_is_not_one_about_the_document(question: str) -> None:
    assert about(question) is None
    assert about(question, TITLES) is None


def test_a_kind_of_text_alone_means_the_one_document_there_is() -> None:
    assert about("新闻标题是什么") == AboutDocument("title")
    assert about("通知标题是什么", TITLES) is None
    assert about("书的作者是谁") is None
