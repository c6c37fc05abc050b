from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinwen.index.segment import Segmenter
from yinwen.qa.question import Question
from yinwen.qa.shaping import boundaries, shaped

SEGMENTER = Segmenter(Path("nowhere"))
LIST = Question("哪些？", "list", ())
WHAT = Question("什么？", "what", ())


def shape(question: Question, text: str, words: str) -> str:
    at = text.index(words)
    start, end = shaped(question, text, (0, len(text)), (at, at + len(words)), SEGMENTER)
    return text[start:end]


@pytest.mark.parametrize(
    ("text", "words", "whole"),
    [
        ("恢复到2019年的95.6%，", "95", "95.6%"),
        ("恢复到2019年的95.6%，", "6%", "95.6%"),
        ("项目总投资2,247亿元。", "247亿元", "2,247亿元"),
        ("用M-Touch机查询。", "Touch机", "M-Touch机"),
    ],
)
def test_numbers_and_words_of_letters_are_not_cut(text: str, words: str, whole: str) -> None:
    assert shape(WHAT, text, words) == whole


@pytest.mark.parametrize(
    ("text", "words", "whole"),
    [
        ("制定了“1+1+11”政策制度体系。", "1+1+11”", "“1+1+11”"),
        ("被称为“疯狂科学家”。", "“疯狂科学家", "“疯狂科学家”"),
        ("发表了《终结战争的机器》一文。", "战争的机器》", "《终结战争的机器》"),
        ("萨克森花园（波兰语：Ogród Saski）建于1724年。", "Ogród Saski）", "Ogród Saski"),
        ("与路德会（Lutheran Church）合并。", "路德会（Lutheran Church", "路德会（Lutheran Church）"),
        ("说了“很长很长很长很长很长很长很长很长很长很长很长的话，他走了”。", "他走了”", "他走了"),
        ("他说（很好）。", "很好", "很好"),
    ],
)
def test_marks_have_their_partners(text: str, words: str, whole: str) -> None:
    assert shape(WHAT, text, words) == whole


@pytest.mark.parametrize(
    ("text", "words", "whole"),
    [
        (
            "做到应隔尽隔、应收尽收、应检尽检、应治尽治。",
            "应检尽检、应治尽治",
            "应隔尽隔、应收尽收、应检尽检、应治尽治",
        ),
        ("做到应隔尽隔、应收尽收、应检尽检、应治尽治。", "检、应治尽治", "应隔尽隔、应收尽收、应检尽检、应治尽治"),
        ("产品有苹果、香蕉和橘子，都很甜。", "香蕉", "苹果、香蕉和橘子"),
        ("产品有苹果、香蕉和橘子等，都很甜。", "香蕉", "苹果、香蕉和橘子"),
        ("提出“三个全覆盖”“四个不放过”“五个一批”。", "“四个不放过”", "“三个全覆盖”“四个不放过”“五个一批”"),
        ("产品有苹果，很甜。", "苹果", "苹果"),
        ("贸易额在中国和美国都增长了。", "中国", "中国"),
    ],
)
def test_of_an_enumeration_all_is_shown(text: str, words: str, whole: str) -> None:
    assert shape(LIST, text, words) == whole
    assert shape(WHAT, text, whole) == whole


def test_of_several_clauses_the_figure_asked_for_is_shown() -> None:
    text = "3600多名80岁以上老年患者被治愈，其中7名百岁老人，投资2,247万元。"
    number = Question("有多少名老年患者被治愈？", "number", ())
    assert shape(number, text, "3600多名80岁以上老年患者被治愈，其中7名") == "3600多名"
    assert shape(number, text, "3600多名80岁以上老年患者被治愈") == "3600多名80岁以上老年患者被治愈"
    assert shape(WHAT, text, "老年患者被治愈，其中7名") == "老年患者被治愈，其中7名"
    assert shape(Question("投资多少万元？", "number", ()), text, "2,247万元") == "2,247万元"


def test_only_a_question_for_several_things_gets_all_of_them() -> None:
    assert shape(WHAT, "产品有苹果、香蕉和橘子，都很甜。", "香蕉") == "香蕉"


def test_traditional_text_is_cut_into_words_by_its_simplified_form() -> None:
    text = "湖北省國家中心"
    assert boundaries(text, (0, len(text)), SEGMENTER) == [0, 3, 5, 7]


TEXT = st.text(alphabet="湖北“”《》（）、和，。12.5%ab繁體 \n𠮷é", min_size=1, max_size=40)


@settings(deadline=None)
@given(TEXT, st.data(), st.sampled_from([LIST, WHAT]))
def test_what_is_shown_lies_in_the_sentence_and_is_never_nothing(
    text: str, data: st.DataObject, kind: Question
) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    first, last = shaped(kind, text, (0, len(text)), (start, end), SEGMENTER)
    assert 0 <= first < last <= len(text)
    assert first < end, "it touches what was pointed at"
    assert last > start, "it touches what was pointed at"
