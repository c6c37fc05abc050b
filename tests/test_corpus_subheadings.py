"""Headings without a number, and short lines that are none."""

import pytest

from yinwen.corpus import read_text

TOWN = """茶马古道上的小镇

沙溪镇位于云南大理北部，是茶马古道上保存最完整的集市，每逢星期五，山里的村民牵着骡马来赶集。

寺登街

寺登街是镇子的中心，四方街上有一座古戏台，建于清光绪四年，正对着兴教寺的山门。

马帮的一天

马帮通常有二十到三十匹骡马，天不亮就要上驮，领头的骡子挂着红缨和铜铃。

怎样修复古镇？

2001年，剑川县启动了复兴工程，修复了戏台、寺庙和石桥，前后花了十年。
"""
HEADS = ["寺登街", "马帮的一天", "怎样修复古镇？"]
BODY = "这一段是正文，讲的是一件事情的来龙去脉，写得比标题长得多，并且以句号结束，这样才像是一段话。"
ENGLISH = "The city counted its street trees in 2022, and this report gives the methods and the results of that count in full."


def titles(text: str, *, markdown: bool = False) -> list[str]:
    return [section.title for section in read_text(text, "a", "a", markdown=markdown).sections]


@pytest.mark.parametrize("markdown", [False, True])
def test_short_lines_between_blank_lines_over_running_text_are_headings(markdown: bool) -> None:
    document = read_text(TOWN, "a", "a", markdown=markdown)
    assert [(s.title, s.level) for s in document.sections] == [(title, 1) for title in HEADS]
    assert document.title == "茶马古道上的小镇"
    assert [p.heading_path for p in document.paragraphs] == [(), *((title,) for title in HEADS)]


def test_without_blank_lines_a_heading_follows_the_end_of_a_sentence() -> None:
    dense = TOWN.replace("\n\n", "\n").replace("茶马古道上的小镇\n", "茶马古道上的小镇\n\n", 1)
    assert titles(dense) == HEADS
    indented = "\n".join(f"　　{line}" for line in dense.splitlines()[2:])
    assert titles(indented) == HEADS
    statute = (
        "保护区管理\n第一条 保护区内禁止下列行为：\n（一）采石；\n（二）取土。\n法律责任\n第二条 违反本规定的，处罚款。"
    )
    assert titles(statute) == ["保护区管理", "法律责任"]


def test_english_headings_begin_with_a_capital_and_end_with_no_small_word() -> None:
    text = "\n\n".join(("Trees of Westbrook", ENGLISH, "How we counted", ENGLISH, "What we found", ENGLISH))
    assert titles(text) == ["How we counted", "What we found"]
    broken = "\n\n".join(("Trees of Westbrook", ENGLISH, "It was downloaded from", ENGLISH, "see also", ENGLISH))
    assert titles(broken) == []


def test_one_short_line_alone_is_no_heading() -> None:
    assert titles(f"标题\n\n{BODY}\n\n夜里的雨\n\n{BODY}\n") == []


@pytest.mark.parametrize(
    "line",
    [
        "他说完就走了。",
        "会议地点：行政楼",
        "春天来了，花开了，鸟叫了",
        "2023年5月8日",
        "来源：青川日报",
        "（图片说明）",
        "签约仪式现场 赵东来 摄",
        "本报记者 周立",
        "此致",
        "敬礼",
        "- 自备运动服",
        "if (ready) {",
        "https://example.org/a",
        "……",
    ],
)
def test_lines_that_are_no_headings(line: str) -> None:
    assert titles("\n\n".join(("标题", BODY, line, BODY, line, BODY))) == []
    assert titles("\n".join(("标题", "", BODY, line, BODY, line, BODY))) == []


@pytest.mark.parametrize(
    "text",
    [
        f"{BODY}\n\n工会委员会\n2023年9月28日\n",  # a signature
        "静夜思\n李白\n\n床前明月光\n疑是地上霜\n举头望明月\n低头思故乡",
        "\n\n".join((BODY, "甲组", "乙组", "丙组", BODY)),  # a list
        "\n".join((BODY, "", "姓名 年龄", "张三 30", "李四 40", "", BODY)),
        f"一、甲\n{BODY}\n夜里的雨\n{BODY}\n早上的风\n{BODY}\n二、乙\n{BODY}",  # numbered headings rule alone
    ],
)
def test_short_lines_that_follow_each_other_or_numbered_headings_are_no_subheadings(text: str) -> None:
    assert not {"夜里的雨", "甲组", "工会委员会", "李白", "姓名 年龄"} & set(titles(text))


def test_a_hard_wrapped_line_is_no_heading() -> None:
    wrapped = "\n".join(BODY[at : at + 22] for at in range(0, len(BODY), 22))
    assert titles("\n\n".join([wrapped] * 4)) == []


def test_in_markdown_a_line_right_above_another_begins_its_paragraph() -> None:
    assert titles("\n\n".join((BODY, f"夜里的雨\n{BODY}", f"早上的风\n{BODY}")), markdown=True) == []


def test_a_heading_by_its_words_stands_beside_those_by_their_place() -> None:
    text = "\n\n".join(("标题", BODY, "城市之光", BODY, "乡村之夜", BODY, "附则", BODY))
    assert titles(text) == ["城市之光", "乡村之夜", "附则"]
