from collections.abc import Iterator
from pathlib import Path

import pytest

from yinwen.index.library import Library
from yinwen.qa.assistant import Assistant
from yinwen.qa.intents import LAST, bare_heading, recognise
from yinwen.qa.types import Answer

from fakes import FakeEncoder

SUMMARY = """这篇文章主要讲什么？ 这篇文章主要讲了什么 总结一下 请总结一下这篇文章 文章讲了什么 本文讲的是什么？ 全文的主要内容是什么？ 概括全文 总结
请概括一下主要内容 帮我总结一下这篇文章的主要内容 这份文件讲了些什么内容？ 这篇文章的中心思想是什么？ 给我一个摘要 写个摘要 简单介绍一下这篇文章
一句话总结 概括一下 这是什么文章？ 这篇文章是关于什么的？ 主要内容是什么？ 這篇文章主要講什麼？ 總結一下 文章里都说了什么？ 这个文档是讲什么的？
这份通知讲了什么？ 文件里有什么内容？""".split()
SUMMARY_ENGLISH = [
    "what is this article about?",
    "What's this document about?",
    "Summarize this article",
    "please summarise the document",
    "give me a summary",
    "what are the main points?",
    "tl;dr",
]
OTHERS = [
    ("author", "作者是谁？ 这篇文章的作者是什么职务？ 作者的职务是什么？ 谁写的这篇文章？ 这篇文章是谁写的？ 作者是誰？ 这篇报道的记者是谁？"),
    ("title", "标题是什么 这篇文章的标题是什么？ 文章的题目是什么 这份文件叫什么名字？"),
    ("outline", "文章分几部分？ 这篇文章分为几个部分？ 全文分为哪几部分 分几部分？ 文章有哪几个部分 文章有哪些章节？ 文章的结构是怎样的？ 列出提纲 目录"),
]  # fmt: skip
OTHERS_ENGLISH = [
    ("author", "who wrote this article?"),
    ("author", "Who is the author?"),
    ("title", "what is the title of this document"),
    ("outline", "How many parts does the article have?"),
    ("outline", "outline"),
]
PARTS = [
    ("第三部分讲什么", 3),
    ("文章的第二部分主要讲了什么内容？", 2),
    ("第3部分的主要内容是什么？", 3),
    ("第十二章讲什么？", 12),
    ("第二十节说了什么", 20),
    ("最后一部分讲什么？", LAST),
    ("what does part 3 say?", 3),
]
CONTENT = """公共卫生体系建设的主要内容是什么？ 第三部分提到的三甲医院有几家？ 这篇文章怎么说长江禁渔？ 标题党是什么？ 名字是什么？ 他叫什么名字？
公司的名称是什么？ 内容产业是什么？ 它有哪些部分？ 报告单怎么打印？ 文章里提到的“三驾马车”是什么？ 介绍一下武汉保卫战 总结一下疫情防控经验
概括一下湖北的营商环境政策 作者为什么说这次疫情是大考？ 第二章规定的开放时间是几点？ 第一条说什么？ 主题公园有哪些？ 这是什么？ 他说了什么？ 书记讲了什么？
说什么了？ 它是什么？ 都有什么？ 有几个方面？ 有哪些？ 提纲挈领是什么意思？ 框架协议的内容是什么？ 结构改革是什么？ 会议的主题是什么？ 讲话的主要内容是什么？
书是谁写的？ 《红楼梦》的作者是谁？ 文化的主要内容是什么？ 第二部分谁讲的？ 本文所称公共图书馆是指什么？ 题目有几道？""".split()
CONTENT_ENGLISH = [
    "what is the title of the measures on disease control?",
    "who wrote the book about it?",
    "what is the policy about?",
    "what is public health about?",
    "summarize the effect of the fishing ban",
]


@pytest.mark.parametrize("question", [*SUMMARY, *SUMMARY_ENGLISH])
def test_a_summary_is_recognised(question: str) -> None:
    about = recognise(question)
    assert about is not None
    assert about.intent == "summary"


@pytest.mark.parametrize(
    ("intent", "question"), [*((i, q) for i, questions in OTHERS for q in questions.split()), *OTHERS_ENGLISH]
)
def test_title_author_and_outline_are_recognised(intent: str, question: str) -> None:
    about = recognise(question)
    assert about is not None
    assert about.intent == intent


@pytest.mark.parametrize(("question", "part"), PARTS)
def test_a_part_is_recognised_with_its_number(question: str, part: int) -> None:
    about = recognise(question)
    assert about is not None
    assert (about.intent, about.part, about.name) == ("part", part, "")


def test_a_part_may_be_named_by_its_heading() -> None:
    about = recognise("“报名要求”部分讲什么？")
    assert about is not None
    assert (about.intent, about.name) == ("part", "报名要求")


@pytest.mark.parametrize("question", [*CONTENT, *CONTENT_ENGLISH])
def test_a_question_about_the_content_is_not_one_about_the_document(question: str) -> None:
    assert recognise(question) is None


@pytest.mark.parametrize(
    ("heading", "bare"),
    [
        ("二、坚持系统观念", "坚持系统观念"),
        ("（一）报名", "报名"),
        ("第一章　总则", "总则"),
        ("1. 安装", "安装"),
        ("3.5 毫米接口", "3.5 毫米接口"),
        ("十年禁渔", "十年禁渔"),
        ("常见问题", "常见问题"),
    ],
)
def test_a_heading_without_its_number(heading: str, bare: str) -> None:
    assert bare_heading(heading) == bare


DATA = Path(__file__).parent / "data"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    home = tmp_path_factory.mktemp("overview")
    names = ("regulation.txt", "note.txt", "news_hant.txt", "interview.txt", "notice.txt")
    with Library(home, FakeEncoder()) as library:
        library.add([DATA / name for name in names])
        yield Assistant(library)


def ask(assistant: Assistant, question: str, *doc_ids: str, history: tuple[str, ...] = ()) -> Answer:
    answer = assistant.ask(question, history, within=doc_ids or None)
    assert answer.kind == "overview"
    assert not answer.abstained
    for citation in answer.citations:
        document = assistant.document(citation.passage.doc_id)
        held = document.title if citation.field == "title" else document.text[citation.start : citation.end]
        assert held == citation.quote
        assert f"〔{citation.marker}〕" in answer.text
    return answer


def test_a_summary_gives_title_headings_and_opening_sentences(assistant: Assistant) -> None:
    lines = ask(assistant, "总结一下", "regulation.txt").text.splitlines()
    assert lines[0] == "《云溪市公共图书馆管理办法》〔1〕"
    assert lines[2].startswith("第一章　总则〔3〕：“第一条　为了促进")
    assert lines[-1].startswith("第三章　附则〔7〕：“第六条　")


def test_an_outline_counts_the_parts(assistant: Assistant) -> None:
    lines = ask(assistant, "文章分几部分？", "regulation.txt").text.splitlines()
    assert lines[0].endswith("分为 3 个部分：")
    assert [line.split("〔")[0] for line in lines[1:]] == ["第一章　总则", "第二章　服务", "第三章　附则"]


def test_a_chapter_is_the_one_that_calls_itself_so(assistant: Assistant) -> None:
    assert ask(assistant, "第二章讲什么？", "regulation.txt").text.startswith("第二章　服务")
    assert ask(assistant, "第二节讲什么？", "regulation.txt").text.startswith("第二节　借阅")
    assert ask(assistant, "第二部分讲什么？", "regulation.txt").text.startswith("第二章　服务")
    assert ask(assistant, "最后一部分讲什么？", "regulation.txt").text.startswith("第三章　附则")
    assert ask(assistant, "“报名要求”部分讲什么？").text.startswith("二、报名要求〔1〕")


def test_a_part_that_is_not_there_is_said_not_to_be(assistant: Assistant) -> None:
    answer = ask(assistant, "第九部分讲什么？", "regulation.txt")
    assert answer.text.startswith("没有这一部分；一共有 3 个部分：")
    assert len(answer.citations) == 3


def test_a_document_without_headings_has_no_parts_but_an_overview(assistant: Assistant) -> None:
    assert "没有分部分的标题" in ask(assistant, "文章分几部分？", "note.txt").text
    assert "没有分部分的标题" in ask(assistant, "第三部分讲什么？", "note.txt").text
    assert "“下午给李老师回电话，问一下课程表。”" in ask(assistant, "总结一下", "note.txt").text


def test_a_title_that_is_not_in_the_text_is_a_field(assistant: Assistant) -> None:
    (citation,) = ask(assistant, "标题是什么？", "note.txt").citations
    assert (citation.field, citation.quote) == ("title", "note")
    (citation,) = ask(assistant, "标题是什么？", "regulation.txt").citations
    assert (citation.field, citation.quote) == (None, "云溪市公共图书馆管理办法")


def test_the_byline_names_the_author_and_never_opens_a_summary(assistant: Assistant) -> None:
    answer = ask(assistant, "作者是谁？", "interview.txt")
    assert answer.text == "“文/陈佳”〔1〕"
    assert answer.citations[0].passage.start <= answer.citations[0].start < answer.citations[0].passage.end
    assert "文/陈佳" not in ask(assistant, "总结一下", "interview.txt").text


def test_several_documents_each_have_their_title_before_what_is_theirs(assistant: Assistant) -> None:
    authors = ask(assistant, "作者是谁？").text.splitlines()
    assert [line.split("》")[0] for line in authors] == [
        "《“种树是一辈子的事” ——访护林员赵长山",
        "《颱風海燕週四登陸 沿海五縣市停班停課",
    ]
    assert len(ask(assistant, "标题是什么？").text.splitlines()) == 5
    part = ask(assistant, "第二章讲什么？", "regulation.txt", "note.txt").text
    assert "《云溪市公共图书馆管理办法》" in part
    assert "第二章　服务" in part


def test_a_document_without_a_byline_is_searched_for_its_author(assistant: Assistant) -> None:
    assert assistant.ask("作者是谁？", within=["note.txt"]).kind != "overview"


def test_a_heading_that_no_document_has_is_searched_for(assistant: Assistant) -> None:
    assert assistant.ask("“财务制度”部分讲什么？").kind != "overview"


def test_a_follow_up_to_a_part_is_another_part(assistant: Assistant) -> None:
    answer = ask(assistant, "第三部分呢？", "regulation.txt", history=("第二部分讲什么？",))
    assert answer.rewritten_question == "第三部分讲什么？"
    assert answer.text.startswith("第三章　附则")


def test_more_documents_than_an_overview_names_are_counted(tmp_path: Path, encoder: FakeEncoder) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(11):
        (folder / f"{number:02}.txt").write_text(f"第{number}份\n\n这是第{number}份文件的内容。\n", encoding="utf-8")
    with Library(tmp_path / "home", encoder) as library:
        library.add([folder])
        assert ask(Assistant(library), "总结一下").text.endswith("另有 3 个文件。")


def test_english_is_answered_in_english(assistant: Assistant) -> None:
    answer = assistant.ask("how many chapters are there?", within=["regulation.txt"], language="en")
    assert answer.text.splitlines()[0] == "《云溪市公共图书馆管理办法》〔1〕 has 3 parts:"
