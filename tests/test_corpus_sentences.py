"""Sentences and clauses: where they end, and that nothing is left out."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yinwen.corpus import clauses, sentences

ARTICLE = (Path(__file__).parents[1] / "corpus" / "article.txt").read_text(encoding="utf-8")


def cut(text: str, split=sentences) -> list[str]:
    return [text[s.start : s.end] for s in split(text)]


@pytest.mark.parametrize(
    "expected",
    [
        ["今天下雨。", "明天呢？", "不知道！", "先这样；", "以后再说……", "好"],
        ["“好。”他说。", "他走了。"],
        ["他说：“我们走。”", "大家走了。"],
        ["“我来。”", "“不行！”"],
        ["他喊着“快跑！”冲了出去。"],
        ["他来了（见图1。）然后走了。", "（见下。）", "完。"],
        ["真的吗？！", "真的。。。", "嗯……嗯"[:3], "走吧"],
        ["「你好。」", "「再見。」"],
        ["他说“要么走；要么留”，大家笑了。"],
        ["《你好！李焕英》是一部电影。", "很好看。"],
        ["增长3.14%。", "版本v1.2发布了。"],
        ["使用Python.", "然后运行。"],
    ],
)
def test_chinese(expected):
    assert cut("".join(expected)) == expected


@pytest.mark.parametrize(
    "expected",
    [
        ["It is 3.14.", "Version v1.2 is out.", "OK?", "Yes!"],
        ["Mr. Smith met Dr. J. R. Whitlock at St. Ives.", "They talked."],
        ["He moved to the U.S. and stayed.", "He liked it."],
        ["She left the U.S.", "The trip was long."],
        ["Use tools, e.g. a hammer, i.e. something heavy.", "Done."],
        ['He said: "No." and left.', "Then rain."],
        ["See Fig. 3 and no. 14, vol. 2.", "Then go on."],
        ["See https://example.org/a.html?b=1;c=2 for more.", "Bye."],
        ["Wait...", "What?"],
        ["Rain fell (a lot of it).", "We stayed."],
    ],
)
def test_english(expected):
    assert cut(" ".join(expected)) == expected


def test_numbered_items_keep_their_number():
    assert cut("1. Buy milk.\n2. Buy eggs.") == ["1. Buy milk.", "2. Buy eggs."]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_a_line_break_is_no_end_and_a_blank_line_is(ending):
    text = ending.join(["第一行", "第二行。", "", "第三段", "　　第四段"])
    assert cut(text) == ["第一行" + ending + "第二行。", "第三段", "第四段"]


def test_a_long_quotation_is_cut_inside():
    inner = ["第一句" + "很" * 30 + "。", "第二句" + "很" * 30 + "。"]
    assert cut(f"他说：“{inner[0]}{inner[1]}”然后走了。") == [f"他说：“{inner[0]}", f"{inner[1]}”", "然后走了。"]


@pytest.mark.parametrize(
    "expected",
    [
        ["加快“一主引领、两翼驱动、全域协同”，", "推进甲、", "乙：", "1:30开始，", "共1,000人。"],
        ["第一，", "第二；", "第三。", "第四"],
        ["他说：", "“来，快来。”"],
        ["Red, green,"[:4], " green,"[1:], "blue."],
        ["（甲，乙）都来了，", "丙没来。"],
    ],
)
def test_clauses(expected):
    joint = " " if expected[0].isascii() else ""
    assert cut(joint.join(expected), clauses) == expected


def test_a_long_quotation_is_cut_at_commas_but_not_at_list_commas():
    text = "“" + "甲、" * 20 + "乙，" + "丙、" * 20 + "丁”"
    assert cut(text, clauses) == ["“" + "甲、" * 20 + "乙，", "丙、" * 20 + "丁”"]


def test_offsets_are_the_documents():
    start = ARTICLE.index("突如其来")
    end = ARTICLE.index("\n", start)
    found = sentences(ARTICLE, start, end)
    assert found[0].start == start
    assert found[-1].end == end
    assert [ARTICLE[s.start : s.end][-1] for s in found] == ["。", "。"]


PIECES = st.lists(
    st.sampled_from(
        [
            *"。！？；…，、：“”‘’「」（）《》\"'().!?;, \n\r\t　",
            "\r\n",
            "好",
            "今天",
            "abc",
            "3",
            "U.S",
            "😀",
            "e\u0301",
            "𠀀",
        ]
    ),
    max_size=40,
).map("".join)


@pytest.mark.parametrize("split", [sentences, clauses])
@given(text=PIECES, data=st.data())
def test_spans_cover_all_but_space_in_order(split, text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    found = split(text, start, end)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(start <= s.start < s.end <= end for s in found)
    assert all(text[s.start : s.end] == text[s.start : s.end].strip() for s in found)
    covered = {i for s in found for i in range(s.start, s.end)}
    assert all(i in covered for i in range(start, end) if not text[i].isspace())


@given(text=PIECES)
def test_clauses_only_cut_sentences_further(text):
    ends = {s.end for s in clauses(text)}
    assert {s.end for s in sentences(text)} <= ends


@pytest.mark.parametrize(
    "text",
    ["." * 200_000 + "a", "!" * 200_000 + "a", "(" * 100_000 + "”" * 100_000, "“好。”a" * 40_000, "a. " * 60_000],
)
def test_hostile_texts_are_cut_in_linear_time(text):
    assert sentences(text)[-1].end == len(text.rstrip())
