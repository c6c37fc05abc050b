from yinwen.qa.llm.marking import MARKS, mark
from yinwen.qa.types import Checked


def test_marks_stand_after_a_sentences_markers_and_everything_else_stays() -> None:
    reply = "1. 甲。 〔1〕〔2〕\n\n2. 乙〔2〕。\n- 丙"
    checked = [
        Checked("甲。", (1, 2), "misattributed"),
        Checked("乙。", (2,), "supported"),
        Checked("丙", (), "not_found"),
    ]
    text, sentences = mark(reply, checked, 2, "zh")
    assert text == f"1. 甲。 〔1〕〔2〕{MARKS['misattributed'][0]}\n\n2. 乙〔2〕。\n- 丙〔未在原文找到〕"
    assert sentences == tuple(checked)


def test_words_that_the_checker_left_out_are_not_found() -> None:
    text, sentences = mark("据说：甲。〔1〕还有一句。", [Checked("甲。", (1,), "supported")], 1, "zh")
    assert text == "据说：〔未在原文找到〕甲。〔1〕还有一句。〔未在原文找到〕"
    assert [(s.text, s.markers, s.verdict) for s in sentences] == [
        ("据说：", (), "not_found"),
        ("甲。", (1,), "supported"),
        ("还有一句。", (), "not_found"),
    ]


def test_a_sentence_that_was_rewritten_is_shown_as_it_was_checked() -> None:
    checked = [Checked("He said so.", (1,), "supported"), Checked("Twice.", (1, 2), "stitched")]
    text, sentences = mark("He's said so. 〔1〕 Twice!〔1〕〔2〕", checked, 2, "en")
    assert text == "He said so.〔1〕 Twice.〔1〕〔2〕 [pieced together: no passage alone says so]"
    assert sentences == tuple(checked)


def test_markers_of_no_passage_say_so() -> None:
    text, _ = mark("甲。〔1〕〔7〕", [Checked("甲。", (1,), "supported")], 1, "zh")
    assert text == "甲。〔1〕〔没有第 7 段〕"
    text, _ = mark("A.〔0〕", [Checked("A.", (), "not_found")], 1, "en")
    assert text == "A.[there is no passage 0] [not found in the source]"


def test_sentences_that_say_the_same_keep_their_own_verdicts() -> None:
    checked = [Checked("甲。", (1,), "supported"), Checked("甲。", (2,), "not_found")]
    assert mark("甲。〔1〕甲。〔2〕", checked, 2, "zh")[0] == "甲。〔1〕甲。〔2〕〔未在原文找到〕"
