"""Answers about the document itself: from its structure and fields, each cited."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from yinwen.index.library import Library
from yinwen.qa.assistant import Assistant
from yinwen.qa.types import Answer

from fakes import FakeEncoder

DATA = Path(__file__).parent / "data"


TEXTS = {
    "租赁合同.txt": """房屋租赁合同

合同编号：ZL-2023-0715

第一条 租赁房屋
1.1 房屋位于文三路88号，建筑面积120平方米。
1.2 房屋用途为办公，乙方不得改变。

第二条 租金与押金
2.1 月租金为9600元，按季支付。
2.2 押金为19200元，合同终止后无息退还。

签订日期：2023年7月15日
""",
    "河湖规定.txt": """青川县河湖保护管理规定
（2022年4月1日公布　自2022年6月1日起施行）

第一章　总则

第一条　为了加强河湖保护，制定本规定。
第二条　河湖管理实行河长制。
村级河长任期与村民委员会相同。
第三条　禁止下列行为：
（一）倾倒垃圾；
（二）围垦湖泊。
抢险取土的，应当补办手续。

第二章　附则

第四条　本规定自2022年6月1日起施行。
""",
    "泵站手册.txt": """QX-200型潜水泵站操作手册
编制单位：清源公司技术部

1 安装
1.1 场地要求
安装场地应当平整坚实，距离水面不超过五米。
1.2 电气连接
接地电阻不得大于四欧姆。
2 运行
先开进水阀，再按启动按钮。
附录A 常见故障
泵不出水时，首先检查吸水口。
""",
    "古镇.txt": """茶马古道上的小镇

沙溪镇位于云南大理北部，是茶马古道上保存最完整的集市，每逢星期五，村民牵着骡马来赶集。

寺登街

寺登街是镇子的中心，四方街上有一座古戏台，建于清光绪四年，正对着山门。

马帮的一天

马帮通常有二十到三十匹骡马，天不亮就要上驮。领头的骡子挂着红缨和铜铃。
""",
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    home = tmp_path_factory.mktemp("overview")
    names = ("regulation.txt", "note.txt", "news_hant.txt", "interview.txt", "notice.txt")
    with Library(home, FakeEncoder()) as library:
        library.add([DATA / name for name in names])
        for name, text in TEXTS.items():
            (home / name).write_text(text, encoding="utf-8")
        library.add([home / name for name in TEXTS])
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
    assert lines[1].startswith("第一章　总则〔2〕：“第一条　为了促进")
    assert lines[-1].startswith("第三章　附则〔6〕：“第六条　")


def test_an_outline_counts_the_parts(assistant: Assistant) -> None:
    lines = ask(assistant, "文章分几部分？", "regulation.txt").text.splitlines()
    assert lines[0].endswith("分为 3 个部分：")
    assert [line.split("〔")[0] for line in lines[1:]] == ["第一章　总则", "第二章　服务", "第三章　附则"]


def test_a_chapter_is_the_one_that_calls_itself_so(assistant: Assistant) -> None:
    assert ask(assistant, "第二章讲什么？", "regulation.txt").text.startswith("第二章　服务")
    assert ask(assistant, "第二节讲什么？", "regulation.txt").text.startswith("第二节　借阅")
    assert ask(assistant, "第二部分讲什么？", "regulation.txt").text.startswith("第二章　服务")
    assert ask(assistant, "最后一部分讲什么？", "regulation.txt").text.startswith("第三章　附则")
    assert ask(assistant, "“报名要求”部分讲什么？", "notice.txt").text.startswith("二、报名要求〔1〕")
    assert ask(assistant, "“报名要求”部分讲什么？").text.startswith(
        "《关于举办职工运动会的通知》〔1〕\n二、报名要求〔2〕"
    )


def test_a_part_that_is_not_there_is_said_not_to_be(assistant: Assistant) -> None:
    answer = ask(assistant, "第九部分讲什么？", "regulation.txt")
    assert answer.text.startswith("没有这一处；分为 3 个部分：")
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
    five = ("regulation.txt", "note.txt", "news_hant.txt", "interview.txt", "notice.txt")
    authors = ask(assistant, "作者是谁？", *five).text.splitlines()
    assert [line.split("》")[0] for line in authors] == [
        "《“种树是一辈子的事” ——访护林员赵长山",
        "《颱風海燕週四登陸 沿海五縣市停班停課",
    ]
    assert len(ask(assistant, "标题是什么？", *five).text.splitlines()) == 5
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


REGULATION, CONTRACT, MANUAL, TOWN = "河湖规定.txt", "租赁合同.txt", "泵站手册.txt", "古镇.txt"


@pytest.mark.parametrize(
    ("doc_id", "question", "text"),
    [
        (REGULATION, "第一条说什么", "“第一条　为了加强河湖保护，制定本规定。”〔1〕"),
        (REGULATION, "第二条规定了什么", "“第二条　河湖管理实行河长制。”〔1〕\n“村级河长任期与村民委员会相同。”〔2〕"),
        (REGULATION, "第3条第2款", "“抢险取土的，应当补办手续。”〔1〕"),
        (REGULATION, "第三条第二项是什么", "“（二）围垦湖泊。”〔1〕"),
        (REGULATION, "第三条第一款第一项", "“（一）倾倒垃圾；”〔1〕"),
        (REGULATION, "最后一条是什么", "“第四条　本规定自2022年6月1日起施行。”〔1〕"),
        (REGULATION, "附则里写了什么", "第二章　附则〔1〕\n“第四条　本规定自2022年6月1日起施行。”〔2〕"),
        (REGULATION, "第一章有哪几条", "第一章　总则〔1〕共 3 条：\n“第一条　为了加强河湖保护，制定本规定。”〔2〕\n“第二条　河湖管理实行河长制。”〔3〕\n“第三条　禁止下列行为：”〔4〕"),
        (REGULATION, "第二章的标题", "第二章　附则〔1〕"),
        (REGULATION, "第三条有几项", "共 2 项：\n“（一）倾倒垃圾；”〔1〕\n“（二）围垦湖泊。”〔2〕"),
        (REGULATION, "第九条讲什么", "没有这一处；共 4 条：\n“第一条　为了加强河湖保护，制定本规定。”〔1〕\n“第二条　河湖管理实行河长制。”〔2〕\n“第三条　禁止下列行为：”〔3〕\n“第四条　本规定自2022年6月1日起施行。”〔4〕"),
        (REGULATION, "什么时候公布的", "“（2022年4月1日公布　自2022年6月1日起施行）”〔1〕"),
        (CONTRACT, "第二条讲什么", "第二条 租金与押金〔1〕\n“2.1 月租金为9600元，按季支付。”〔2〕\n“2.2 押金为19200元，合同终止后无息退还。”〔3〕"),
        (CONTRACT, "2.2说的什么", "“2.2 押金为19200元，合同终止后无息退还。”〔1〕"),
        (CONTRACT, "第一条第二款", "“1.2 房屋用途为办公，乙方不得改变。”〔1〕"),
        (CONTRACT, "合同有几条", "《房屋租赁合同》〔1〕共 2 条：\n第一条 租赁房屋〔2〕\n第二条 租金与押金〔3〕"),
        (CONTRACT, "租金与押金那条讲了什么", None),
        (CONTRACT, "什么时候签的", "“签订日期：2023年7月15日”〔1〕"),
        (MANUAL, "1.2节讲什么", "1.2 电气连接〔1〕\n“接地电阻不得大于四欧姆。”〔2〕"),
        (MANUAL, "what is section 1.1 about", "1.1 场地要求〔1〕\n“安装场地应当平整坚实，距离水面不超过五米。”〔2〕"),
        (MANUAL, "第一章有哪几节", "1 安装〔1〕分为 2 个部分：\n1.1 场地要求〔2〕\n1.2 电气连接〔3〕"),
        (MANUAL, "附录讲了什么", "附录A 常见故障〔1〕\n“泵不出水时，首先检查吸水口。”〔2〕"),
        (MANUAL, "谁编的这本手册", "“编制单位：清源公司技术部”〔1〕"),
        (MANUAL, "有多少个小节", "《QX-200型潜水泵站操作手册》〔1〕共 2 节：\n1.1 场地要求〔2〕\n1.2 电气连接〔3〕"),
        (MANUAL, "1.9节讲什么", "没有这一处；分为 3 个部分：\n1 安装〔1〕\n2 运行〔2〕\n附录A 常见故障〔3〕"),
        (MANUAL, "第1.2节 电气连接的内容", "1.2 电气连接〔1〕\n“接地电阻不得大于四欧姆。”〔2〕"),
        (REGULATION, "第二章第一条", "“第四条　本规定自2022年6月1日起施行。”〔1〕"),
        (REGULATION, "列出各章标题", "《青川县河湖保护管理规定》〔1〕分为 2 个部分：\n第一章　总则〔2〕\n第二章　附则〔3〕"),
        (MANUAL, "手册分几章", "《QX-200型潜水泵站操作手册》〔1〕分为 3 个部分：\n1 安装〔2〕\n2 运行〔3〕\n附录A 常见故障〔4〕"),
        (MANUAL, "目录", "《QX-200型潜水泵站操作手册》〔1〕分为 3 个部分：\n1 安装〔2〕\n\u30001.1 场地要求〔3〕\n\u30001.2 电气连接〔4〕\n2 运行〔5〕\n附录A 常见故障〔6〕"),
        (TOWN, "有哪些小标题", "《茶马古道上的小镇》〔1〕分为 2 个部分：\n寺登街〔2〕\n马帮的一天〔3〕"),
        (TOWN, "马帮的一天讲了什么", "马帮的一天〔1〕\n“马帮通常有二十到三十匹骡马，天不亮就要上驮。”〔2〕"),
        (TOWN, "最后一句是什么", "“领头的骡子挂着红缨和铜铃。”〔1〕"),
        (TOWN, "倒数第二段写了什么", "“寺登街是镇子的中心，四方街上有一座古戏台，建于清光绪四年，正对着山门。”〔1〕"),
        (TOWN, "第二部分第一段第二句", "“领头的骡子挂着红缨和铜铃。”〔1〕"),
        (TOWN, "第七段讲什么", "没有这一处；共 3 段：\n“沙溪镇位于云南大理北部，是茶马古道上保存最完整的集市，每逢星期五，村民牵着骡马来赶集。”〔1〕\n“马帮通常有二十到三十匹骡马，天不亮就要上驮。”〔2〕"),
    ],
)  # fmt: skip
def test_places(assistant: Assistant, doc_id: str, question: str, text: str | None) -> None:
    if text is None:
        assert assistant.ask(question, within=[doc_id]).kind != "overview"
    else:
        assert ask(assistant, question, doc_id).text == text


def test_a_table_of_contents_and_an_imprint_open_no_summary(assistant: Assistant) -> None:
    for doc_id in ("regulation.txt", REGULATION, MANUAL):
        assert "〔2〕：“" in ask(assistant, "总结一下", doc_id).text.splitlines()[1]


def test_characters_paragraphs_and_words_are_counted(assistant: Assistant) -> None:
    document = assistant.document(REGULATION)
    lines = ask(assistant, "这份文件有多少字/几段", REGULATION).text.splitlines()
    characters = sum(not character.isspace() for character in document.text)
    # 2022 is one, as word processors count.
    assert lines[0] == f"《青川县河湖保护管理规定》〔1〕共 {characters - 3 * 3} 字（含标点）。"
    assert lines[1] == "共 8 段："
    english = assistant.ask("how many words are there?", within=[REGULATION], language="en").text
    assert english == f"《青川县河湖保护管理规定》〔1〕 has {characters - 3 * 3} characters:"


def test_a_question_names_one_of_several_documents(assistant: Assistant) -> None:
    assert ask(assistant, "《房屋租赁合同》有几条").text.startswith("《房屋租赁合同》〔1〕共 2 条")
    assert ask(assistant, "河湖保护管理规定分几章").text.startswith("《青川县河湖保护管理规定》〔1〕共 2 章")
    assert ask(assistant, "茶马古道那篇讲什么").text.startswith("《茶马古道上的小镇》〔1〕")
    assert ask(assistant, "泵站操作手册1.2节讲什么").text.startswith("1.2 电气连接〔1〕")
    assert ask(assistant, "租赁合同第一条是什么").text.startswith("第一条 租赁房屋〔1〕")


def test_the_documents_are_listed(assistant: Assistant) -> None:
    lines = ask(assistant, "有哪些文件").text.splitlines()
    assert lines[0] == "共 9 个文件："
    assert len(lines) == 10


def test_a_question_in_a_part_is_answered_from_it(assistant: Assistant) -> None:
    answer = assistant.ask("第二条规定的押金是多少", within=[CONTRACT])
    assert {hit.passage.heading_path for hit in answer.hits} == {("第二条 租金与押金",)}
    assert "19200" in answer.text
    assert answer.rewritten_question == answer.question


def test_an_abstract_opens_a_summary(tmp_path: Path, encoder: FakeEncoder) -> None:
    text = "# 绿道研究\n\n李明¹ 王芳²\n\n江城大学\n\n**摘要**：本文调查了三条绿道。\n\n## 引言\n\n绿道很多。\n\n## 结论\n\n要种树。\n"
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    with Library(tmp_path / "home", encoder) as library:
        library.add([tmp_path / "a.md"])
        asker = Assistant(library)
        for question in ("摘要是什么", "总结一下"):
            assert asker.ask(question).text.splitlines()[1] == "“**摘要**：本文调查了三条绿道。”〔2〕"
        assert asker.ask("作者是谁").text == "“李明¹ 王芳²”〔1〕"


def test_where_something_stands_is_told_by_the_citation(assistant: Assistant) -> None:
    answer = assistant.ask("建筑面积在第几条", within=[CONTRACT])
    assert answer.citations[0].passage.heading_path == ("第一条 租赁房屋",)


def test_a_short_part_that_does_not_answer_is_shown(assistant: Assistant) -> None:
    answer = ask(assistant, "第一条规定的火星火山有几座", REGULATION)
    assert answer.text == "“第一条　为了加强河湖保护，制定本规定。”〔1〕"


def test_a_part_that_is_not_there_restricts_nothing(assistant: Assistant) -> None:
    hits = assistant.ask("第九章规定的押金是多少", within=[CONTRACT, REGULATION]).hits
    assert {hit.passage.doc_id for hit in hits} == {CONTRACT, REGULATION}


def test_an_encyclopedias_subject_is_not_the_text_itself(tmp_path: Path, encoder: FakeEncoder) -> None:
    text = "球阳\n\n《球阳》是琉球国的编年史，由郑秉哲等人编纂，共二十二卷，附卷三卷。\n\n来源：百科\n"
    (tmp_path / "球阳.txt").write_text(text, encoding="utf-8")
    (tmp_path / "other.txt").write_text(TEXTS[TOWN], encoding="utf-8")
    with Library(tmp_path / "home", encoder) as library:
        library.add([tmp_path / "球阳.txt", tmp_path / "other.txt"])
        for question in ("《球阳》的作者是谁", "《球阳》有多少卷", "《球阳》的主要内容是什么"):
            assert Assistant(library).ask(question).kind != "overview"


def test_a_heading_is_found_among_many_documents(tmp_path: Path, encoder: FakeEncoder) -> None:
    for number in range(30):
        (tmp_path / f"{number:02}.txt").write_text(f"第{number}份\n\n这是第{number}份文件的内容。\n", encoding="utf-8")
    (tmp_path / "town.txt").write_text(TEXTS[TOWN], encoding="utf-8")
    with Library(tmp_path / "home", encoder) as library:
        library.add([tmp_path])
        answer = Assistant(library).ask("马帮的一天讲了什么")
    assert answer.kind == "overview"
    assert answer.text.startswith("《茶马古道上的小镇》〔1〕\n马帮的一天〔2〕")
