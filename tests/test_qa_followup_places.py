"""Follow-ups to a question about a document."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from yinwen.index.library import Library
from yinwen.index.segment import Segmenter
from yinwen.qa.assistant import Assistant
from yinwen.qa.followup import rewrite
from yinwen.qa.naming import Titles

from fakes import FakeEncoder

TITLES = {"c": "房屋租赁合同", "l": "青川县河湖保护管理规定", "t": "茶马古道上的小镇"}


@pytest.fixture(scope="module")
def segmenter(tmp_path_factory: pytest.TempPathFactory) -> Segmenter:
    return Segmenter(tmp_path_factory.mktemp("jieba"))


@pytest.mark.parametrize(
    ("previous", "question", "full"),
    [
        ("第二条规定了什么", "第三条呢", "第三条规定了什么？"),
        ("第五条第一款规定了什么", "那第二款呢？", "第五条第二款规定了什么？"),
        ("第五条第一款规定了什么", "第六条呢？", "第六条规定了什么？"),
        ("第二条规定了什么", "第三条第二款呢", "第三条第二款规定了什么？"),
        ("第二部分讲什么？", "其中第一段呢？", "第二部分第一段讲什么？"),
        ("第二部分讲什么？", "它的最后一段呢？", "第二部分最后一段讲什么？"),
        ("2.1节讲什么", "2.2呢", "2.2讲什么？"),
        ("第三章讲什么", "最后一章呢", "最后一章讲什么？"),
        ("第二部分提到的项目投资多少", "第三部分呢", "第三部分提到的项目投资多少？"),
        ("这份文件分几章？", "第二章呢？", "第二章讲什么？"),
        ("总结一下", "第一部分呢", "第一部分讲什么？"),
        ("作者是谁？", "什么时候发表的？", "什么时候发表的？"),
        ("分几部分？", "分别讲什么？", "各个部分讲了什么？"),
        ("分几部分？", "都是什么", "各个部分的标题是什么？"),
        ("一共几章", "分别讲了什么？", "各个章讲了什么？"),
        ("标题是什么", "它的作者是谁", "这篇文章的作者是谁"),
        ("第二章讲什么", "它有几节", "第二章有几节"),
        ("what is section 2 about", "what about section 3?", "what is section 3 about"),
        ("《房屋租赁合同》有几条？", "第三条呢", "《房屋租赁合同》第三条讲什么？"),
        ("《房屋租赁合同》有几条？", "什么时候签的？", "《房屋租赁合同》什么时候签的"),
        ("《房屋租赁合同》有几条？", "总结一下", "总结一下《房屋租赁合同》"),
        ("《房屋租赁合同》的标题是什么", "它有几条", "《房屋租赁合同》有几条"),
        ("河湖管理规定分几章", "分别讲什么", "《青川县河湖保护管理规定》各个章讲了什么？"),
        ("河湖管理规定第五条第一款规定了什么", "第二款呢", "河湖管理规定第五条第二款规定了什么？"),
        ("茶马古道那篇讲什么", "作者是谁", "《茶马古道上的小镇》作者是谁"),
        # not about a document before: the rules for all questions
        ("长江禁渔几年", "第三条呢", "长江禁渔的第三条是什么？"),
        ("红茶用几度的水泡？", "绿茶呢？", "绿茶用几度的水泡？"),
        ("公共卫生意见是哪个部门出台的", "什么时候出台的", None),
    ],
)
def test_another_place_or_another_question_of_the_same_document(
    segmenter: Segmenter, previous: str, question: str, full: str | None
) -> None:
    found = rewrite(question, [previous], segmenter, Titles(TITLES))
    assert found == full if full else "公共卫生意见" in found


def test_a_chain_of_places(segmenter: Segmenter) -> None:
    history = ["《房屋租赁合同》有几条？", "第三条呢", "其中第二款呢"]
    assert rewrite("第一款呢", history, segmenter, Titles(TITLES)) == "《房屋租赁合同》第三条第一款讲什么？"


CONTRACT = "房屋租赁合同\n\n第一条 租赁房屋\n1.1 房屋位于文三路。\n第二条 租金\n2.1 月租金九千元。\n2.2 按季支付。\n\n签订日期：2023年7月15日\n"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    home = tmp_path_factory.mktemp("places")
    (home / "contract.txt").write_text(CONTRACT, encoding="utf-8")
    (home / "other.txt").write_text("放假通知\n\n第一条 时间\n周一放假。\n第二条 值班\n两人值班。\n", encoding="utf-8")
    with Library(home / "home", FakeEncoder()) as library:
        library.add([home / "contract.txt", home / "other.txt"])
        yield Assistant(library)


def test_the_document_named_first_is_kept_through_a_conversation(assistant: Assistant, tmp_path: Path) -> None:
    history = ["《房屋租赁合同》有几条？"]
    for question, text in (
        ("第二条呢？", "第二条 租金〔1〕\n“2.1 月租金九千元。”〔2〕\n“2.2 按季支付。”〔3〕"),
        ("那第二款呢？", "“2.2 按季支付。”〔1〕"),
    ):
        answer = assistant.ask(question, history)
        assert answer.text == text
        history.append(question)
    assert assistant.ask("什么时候签的？", history[:1]).text == "“签订日期：2023年7月15日”〔1〕"
