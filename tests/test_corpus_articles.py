"""Articles, their paragraphs and items; Chinese numerals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yinwen.corpus import read_text
from yinwen.corpus.articles import articles, clauses_of, items_of
from yinwen.corpus.numerals import numeral

LAW = """河湖管理规定

第一章　总则

第一条　为了加强河湖管理，制定本规定。
第二条　河湖管理实行河长制。
村级河长任期与村民委员会相同。
第三条　禁止下列行为：
（一）倾倒垃圾；
（二）围垦湖泊。
抢险取土的，应当补办手续。

第二章　附则

第一百零五条　县级河长负责：（一）巡查；（二）督办；（三）考核。
"""
CONTRACT = "租赁合同\n\n第一条 租赁房屋\n1.1 房屋位于文三路。\n1.2 用途为办公。\n\n第二条 租金\n2.1 月租金九千元。\n"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("三", 3),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("九十九", 99),
        ("一百零五", 105),
        ("一百二十", 120),
        ("两千零一十", 2010),
        ("一二六〇", 1260),
        ("12", 12),
        ("１２", 12),
        ("", 0),
        ("条", 0),
        ("三条", 0),
    ],
)
def test_numerals(text: str, number: int) -> None:
    assert numeral(text) == number


@given(st.integers(1, 9999))
def test_a_number_written_out_is_read_again(number: int) -> None:
    written = ""
    for unit, value in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit = number // value % 10
        if digit:
            written += "一二三四五六七八九"[digit - 1] + unit
        elif written and number % value and not written.endswith("零"):
            written += "零"
    assert numeral(written) == number


@pytest.mark.parametrize("digit", "9九千")
def test_an_absurdly_long_numeral_is_none(digit: str) -> None:
    assert numeral(digit * 5000) == 0


def test_articles_end_with_the_next_one_or_the_next_heading() -> None:
    document = read_text(LAW, "a", "a")
    found = articles(document)
    assert [article.number for article in found] == [1, 2, 3, 105]
    assert document.text[found[1].start : found[1].end].split() == [
        "第二条",
        "河湖管理实行河长制。",
        "村级河长任期与村民委员会相同。",
    ]
    assert document.text[found[2].start : found[2].end].strip().endswith("应当补办手续。")
    assert all(article.body == article.start for article in found)


def test_clauses_take_their_items_with_them() -> None:
    document = read_text(LAW, "a", "a")
    third = articles(document)[2]
    first, second = clauses_of(document, third.start, third.end)
    assert document.text[slice(*first)].endswith("（二）围垦湖泊。")
    assert document.text[slice(*second)] == "抢险取土的，应当补办手续。"


def test_items_stand_in_lines_of_their_own_or_in_one() -> None:
    document = read_text(LAW, "a", "a")
    third, last = articles(document)[2:]
    assert [(n, document.text[a:b]) for n, a, b in items_of(document, third.start, third.end)] == [
        (1, "（一）倾倒垃圾；"),
        (2, "（二）围垦湖泊。"),
    ]
    inline = [(n, document.text[a:b]) for n, a, b in items_of(document, last.start, last.end)]
    assert inline == [(1, "（一）巡查；"), (2, "（二）督办；"), (3, "（三）考核。")]
    assert items_of(document, 0, 5) == []


def test_an_article_with_a_heading_holds_what_stands_under_it() -> None:
    document = read_text(CONTRACT, "a", "a")
    first, second = articles(document)
    assert document.text[first.start : first.body] == "第一条 租赁房屋"
    assert [document.text[a:b] for a, b in clauses_of(document, first.body, first.end)] == [
        "1.1 房屋位于文三路。",
        "1.2 用途为办公。",
    ]
    assert (second.number, second.end) == (2, len(document.text))


def test_a_text_without_articles_has_none() -> None:
    assert articles(read_text("标题\n\n第三条路走不通。\n第五条：不适用", "a", "a"))[0].number == 5
    assert articles(read_text("标题\n\n第三条路走不通。", "a", "a")) == []
