"""Search text: what becomes one, and the way back."""

import sys
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinwen.corpus import fold, normalize


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全域國土空間治理", "全域国土空间治理"),
        ("後來，皇后說乾隆的衣服很乾淨", "后来,皇后说乾隆的衣服很干净"),
        ("藉口反覆", "借口反复"),
        ("ＡＢＣ１２３％", "abc123%"),
        ("ｶﾞ", "ガ"),
        ("Straße ŒUVRE", "strasse œuvre"),
        ("“引”「號」‘单’", '"引""号"\'单\''),
        ("2019—2020 – 2021", "2019-2020 - 2021"),
        ("第一行\r\n第二行\n\n第三", "第一行第二行 第三"),
        ("word\nword 中\nword", "word word 中 word"),
        ("　　缩进　正文　", "缩进 正文"),
        ("a \t b", "a b"),
        ("零\u200b宽\ufeff", "零宽"),
        ("e\u0301te\u0301", "été"),
        ("㎡ ① ﬁ …", "m2 1 fi ..."),
        ("각", "각"),
        ("⼀⾧", "一长"),
        ("", ""),
        (" \n ", ""),
    ],
)
def test_writings_become_one(text, expected):
    assert normalize(text) == expected


def test_the_way_back_through_clusters_and_expansions():
    text = "　Ｃafe\u0301\r\n㎡國"
    folded = fold(text)
    assert folded.text == "café m2国"
    assert text[slice(*folded.original(0, 4))] == "Ｃafe\u0301"
    assert text[slice(*folded.original(5, 6))] == "㎡"
    assert text[slice(*folded.original(7, 8))] == "國"
    assert folded.folded(1, 5) == (0, 4)
    assert folded.original(8, 8) == (len(text), len(text))
    with pytest.raises(IndexError):
        folded.original(0, 9)


ALPHABET = st.one_of(
    st.sampled_from(
        [
            *"中國国後来Ａａ１。，“”—… \t　",
            "\r\n",
            "\n",
            "\n\n",
            "e\u0301",
            "\u0323",
            "𠀀",
            "𡃁",
            "👩\u200d👧",
            "🇨🇳",
            "1\ufe0f\u20e3",
            "\u200b",
            "ﷺ",
            "각",
            "ﬁ",
            "ß",
            "İ",
            "乾",
            "隆",
            "淨",
        ]
    ),
    st.characters(exclude_categories=["Cs"]),
)


@settings(max_examples=300)
@given(st.lists(ALPHABET, max_size=25).map("".join))
def test_maps_are_monotone_in_range_and_cover(text):
    folded = fold(text)
    assert folded.text == normalize(text)
    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    spans = list(zip(folded.starts, folded.ends, strict=True))
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(a[0] <= b[0] and a[1] <= b[1] and (a == b or a[1] <= b[0]) for a, b in pairwise(spans))
    covered = {i for start, end in spans for i in range(start, end)}
    assert all(i in covered for i, char in enumerate(text) if char.isalnum() and normalize(char))
    assert folded.text == folded.text.strip()
    assert "  " not in folded.text
    for start in range(len(folded.text)):
        first, last = folded.original(start, start + 1)
        assert folded.folded(first, last)[0] <= start < folded.folded(first, last)[1]


@given(
    st.lists(st.sampled_from([*"中國国後来Ａａ１。，“”—乾隆覆麼 ", "\n", "ABC", "資料庫"]), max_size=20).map("".join)
)
def test_normalizing_twice_changes_nothing(text):
    once = normalize(text)
    assert normalize(once) == once


def test_simplified_text_needs_no_converter(monkeypatch):

    room = sys.modules["yinwen.corpus.normalize"]
    monkeypatch.setattr(room, "_opencc", lambda: pytest.fail("OpenCC was loaded for simplified text"))
    assert normalize("坚持总体国家安全观，2020年增长3.5%。Abc") == "坚持总体国家安全观,2020年增长3.5%。abc"


def test_characters_left_to_themselves_are_those_opencc_leaves():
    from opencc import OpenCC

    room = sys.modules["yinwen.corpus.normalize"]
    pattern = room._changeable()
    kept = [char for char in map(chr, range(0x4E00, 0xA000)) if not pattern.match(char)]
    assert 6_700 < len(kept) < 6_763
    lines = "\n".join(kept)
    assert OpenCC("t2s").convert(lines) == lines


def test_many_marks_on_one_letter_take_linear_time():
    text = "a" + "\u0301\u0323" * 50_000
    folded = fold(text)
    assert folded.starts[0] == 0
    assert folded.ends[-1] == len(text)
