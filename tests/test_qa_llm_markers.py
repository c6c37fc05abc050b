import pytest

from yinwen.qa.llm.markers import canonical, cited, existing


@pytest.mark.parametrize(
    ("written", "marked"),
    [
        ("甲。[1]", "甲。〔1〕"),
        ("甲[1][3]。", "甲〔1〕〔3〕。"),
        ("甲[1, 3]", "甲〔1〕〔3〕"),
        ("甲【2】乙［3］丙〔4〕", "甲〔2〕乙〔3〕丙〔4〕"),
        ("甲[1、2；3]", "甲〔1〕〔2〕〔3〕"),
        ("甲[2-4]", "甲〔2〕〔3〕〔4〕"),
        ("甲[４]", "甲〔4〕"),
        ("甲[^1]", "甲〔1〕"),
        ("甲[段落 2]", "甲〔2〕"),
        ("a [Passage 2].", "a 〔2〕."),
        ("甲【来源3】", "甲〔3〕"),
        ("甲[文档: 3]", "甲〔3〕"),
        ("[1](http://a)", "[1](http://a)"),
        ("甲[9-1]", "甲〔9〕〔1〕"),
        ("[2021] 号", "[2021] 号"),
        ("甲（1）", "甲（1）"),
        ("数组 a[i]", "数组 a[i]"),
        ("[1.5]", "[1.5]"),
    ],
)
def test_markers_of_every_writing_are_one(written: str, marked: str) -> None:
    assert canonical(written) == marked
    assert canonical(marked) == marked


def test_a_range_is_bounded() -> None:
    assert canonical("[1-999]") == "〔1〕〔999〕"


def test_only_passages_that_there_are_count() -> None:
    assert cited("甲〔3〕〔0〕〔9〕乙〔1〕〔3〕", 3) == [3, 1]
    assert existing("甲〔3〕〔0〕〔9〕乙〔1〕", 3) == "甲〔3〕乙〔1〕"
