import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinwen.qa.checking.reply import LONGEST, split_reply


def parts(reply: str):
    return [(s.text, s.markers) for s in split_reply(reply)]


@pytest.mark.parametrize("marker", ["[1]", "【1】", "〔1〕", "［１］", "[^1]", "[来源1]", "[Source 1]", " [1]"])
def test_a_marker_in_any_form_belongs_to_the_sentence_before_it(marker):
    assert parts(f"整机保修三年。{marker}水泵保修六年。") == [("整机保修三年。", (1,)), ("水泵保修六年。", ())]
    assert parts(f"整机保修三年{marker}。水泵保修六年。") == [("整机保修三年。", (1,)), ("水泵保修六年。", ())]


def test_several_markers():
    assert (
        parts("甲。[1][2]")
        == parts("甲。[1,2]")
        == parts("甲。[1、2]")
        == parts("甲。【1】〔2〕")
        == [("甲。", (1, 2))]
    )
    assert parts("甲。[1-3]") == [("甲。", (1, 2, 3))]
    assert parts("甲。[2][2]") == [("甲。", (2,))]


@pytest.mark.parametrize(
    "text", ["见[2020]年。", "(1)先关水。", "面积 5 m¹。", "甲[0]。", "乙[3-1]。", "见[图1](a.png)。", "x[a]。"]
)
def test_what_is_no_marker_stays(text):
    assert [markers for _, markers in parts(text)] == [()]
    assert parts(text)[0][0] == text


def test_a_marker_that_opens_a_line_belongs_to_what_follows():
    assert parts("[2] 水泵保修六年。\n整机三年。") == [("水泵保修六年。", (2,)), ("整机三年。", ())]


def test_parts_of_a_sentence_keep_their_own_markers():
    assert parts("甲三年[1]，乙六年[2]。") == [("甲三年，", (1,)), ("乙六年。", (2,))]
    assert parts("甲三年；乙六年。[1]") == [("甲三年；乙六年。", (1,))]
    assert parts("甲三年[1]；乙六年[2]。") == [("甲三年；", (1,)), ("乙六年。", (2,))]


def test_lines_of_a_list_are_sentences_and_bullets_no_claims():
    found = split_reply("- **整机**：3 年 [1]\n2. 水泵：6 年[2]\n\n（3）滤网")
    assert [(s.text, s.markers, s.claim) for s in found] == [
        ("- **整机**：3 年", (1,), "整机：3 年"),
        ("2. 水泵：6 年", (2,), "水泵：6 年"),
        ("（3）滤网", (), "滤网"),
    ]


def test_quotes_are_kept_whole():
    assert parts("他说：“好。”[1]然后走了。") == [("他说：“好。”", (1,)), ("然后走了。", ())]


def test_a_number_with_a_point_is_no_bullet():
    assert split_reply("2.5 米以下[1]。")[0].claim == "2.5 米以下。"


@settings(deadline=None)
@given(st.text(max_size=300))
def test_nothing_but_white_space_and_markers_is_lost(reply):
    found = split_reply(reply)
    place = 0
    kept = "".join("".join(s.text.split()) for s in found)
    for character in kept:
        place = reply.index(character, place) + 1
    assert all(len(s.claim) <= LONGEST for s in found)
    assert all(s.text == s.text.strip() for s in found)


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(["甲。", "[1]", "，", "[2,3]", "\n", "“", "”", "；", "- ", "(", "[", "1. "]), max_size=40)
)
def test_no_marker_is_lost_or_made_up(pieces):
    reply = "".join(pieces)
    found = {n for s in split_reply("始" + reply) for n in s.markers}
    assert found <= {1, 2, 3}
    if "[1]" in reply:
        assert 1 in found
