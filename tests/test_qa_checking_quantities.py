from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinwen.corpus.normalize import normalize
from yinwen.qa.checking.numbers import han, scaled
from yinwen.qa.checking.quantities import quantities

SAME = [
    ("1.5亿元", "15000万元"),
    ("百分之三", "3%"),
    ("20%", "两成"),
    ("七折", "70%"),
    ("四分之三", "75%"),
    ("百分之五十", "一半"),
    ("1/2", "二分之一"),
    ("千分之四", "4‰"),
    ("千分之四", "0.4%"),
    ("１２名", "十二名"),
    ("3,600人", "三千六百人"),
    ("一百零四万名", "104万名"),
    ("165分钟", "2小时45分钟"),
    ("140 分钟", "两小时二十分"),
    ("72小时", "三天"),
    ("两周", "14天"),
    ("6个月", "半年"),
    ("每季度", "每三个月"),
    ("一个半小时", "90分钟"),
    ("40千克", "80斤"),
    ("2.5米", "250厘米"),
    ("5升", "5000毫升"),
    ("950瓦", "0.95千瓦"),
    ("72 摄氏度", "72℃"),
    ("0.01千瓦时", "0.01度"),
    ("8:00", "八时"),
    ("14时28分", "14:28"),
    ("2008年5月12日", "2008-05-12"),
    ("4月15日", "4·15"),
    ("254.5 billion yuan", "2545亿元"),
    ("twenty-four hours", "24小时"),
    ("three-year", "三年"),
    ("首个", "第一个"),
    ("近万名", "1万名"),
    ("不得少于三十日", "至少30天"),
    ("不超过1.5米", "最多150厘米"),
]
OTHER = [
    ("3人", "5人"),
    ("3亿元", "3万元"),
    ("10公里", "10米"),
    ("10人", "10户"),
    ("10元", "10美元"),
    ("3%", "3‰"),
    ("1.98%", "1.98个百分点"),
    ("5分钟", "5小时"),
    ("1998年", "1999年"),
    ("不少于30天", "不超过30天"),
    ("30天以上", "30天以内"),
    ("5月", "5个月"),
    ("两个", "两万个"),
]


def read(text: str):
    return quantities(normalize(text))


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_figure_in_two_notations(one, other):
    first, second = read(one), read(other)
    assert first
    assert len(first) == len(second)
    assert all(a.same(b) and b.same(a) for a, b in zip(first, second, strict=True))


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_two_figures_that_differ(one, other):
    assert read(one)
    assert read(other)
    assert not any(a.same(b) for a in read(one) for b in read(other))


def test_a_list_shares_its_unit():
    assert [(q.value, q.unit.dimension) for q in read("30、60、90 分钟热风")] == [
        (30, "seconds"),
        (60, "seconds"),
        (90, "seconds"),
    ]
    three, five = read("3至5亿元")
    assert three.same(read("3亿元")[0])
    assert three.same(read("3元")[0])
    assert not three.same(five)


@pytest.mark.parametrize(
    "text", ["一个问题", "一家公司", "这一年", "三甲医院", "十分重要", "H3 和 PM2.5", "第", "百分之"]
)
def test_words_that_hold_a_numeral_are_no_figures(text):
    assert read(text) == []


def test_numerals_by_hand():
    assert han("一亿二千三百万") == 123_000_000
    assert han("二〇二〇") == 2020
    assert han("十点五") == Fraction(21, 2)
    assert han("万") == 10_000
    assert scaled("万亿") == 10**12
    assert scaled("") == 1


@settings(deadline=None)
@given(st.text(alphabet="0123456789一二十百千万亿点分之半第每年月日时:/.-、至,两零人米% ", max_size=60))
def test_any_mix_of_numerals_is_read_within_the_text(text):
    for q in quantities(normalize(text)):
        assert 0 <= q.left <= q.start < q.end <= len(normalize(text))
        assert q.same(q)
