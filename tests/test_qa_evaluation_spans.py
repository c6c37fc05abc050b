import pytest
from hypothesis import given
from hypothesis import strategies as st

from yinwen.qa.evaluation.spans import best_span_scores, segments, span_exact, span_f1

TEXT = st.text(alphabet="长江禁渔2021年a b，。%", max_size=20)


def test_segments_are_chinese_characters_and_other_words():
    assert segments("增长95.6%，XeSS 1.2版") == ["增", "长", "95.6", "%", "xess", "1.2", "版"]


def test_f1_is_over_the_longest_run_not_a_subsequence():
    # 5 segments against 4; the longest run is 应隔 (or 尽收): 2. A subsequence would be 4.
    assert span_f1("应隔与尽收", "应隔尽收") == pytest.approx(2 * 2 / (5 + 4))


def test_f1_worked_out_by_hand():
    # 3600 多 名 老 人 against 3600 多 名: run 3, precision 3/3, recall 3/5.
    assert span_f1("3600多名老人", "3600多名") == pytest.approx(2 * (1 * 0.6) / 1.6)
    assert span_f1("武汉", "北京") == 0.0


def test_exact_match_passes_over_punctuation_and_case():
    assert span_exact("《防控十条》。", "防控十条")
    assert span_exact("XeSS", "xess")
    assert not span_exact("24 次", "25 次")


def test_the_best_of_several_answers_counts():
    # 村雨城: 2 * 3 / (3 + 5) = .75; 任天堂游戏谜之村雨城: 2 * 5 / (10 + 5) = .67.
    assert best_span_scores(("村雨城", "任天堂游戏谜之村雨城"), "谜之村雨城") == (0.0, pytest.approx(0.75))
    assert best_span_scores(("甲", "乙"), "乙") == (1.0, 1.0)
    assert best_span_scores(("甲",), None) == (0.0, 0.0)


@given(TEXT, TEXT)
def test_f1_is_a_share_and_symmetric(one, other):
    assert 0.0 <= span_f1(one, other) <= 1.0
    assert span_f1(one, other) == span_f1(other, one)


@given(TEXT)
def test_a_text_equals_itself(text):
    assert span_exact(text, text)
    assert span_f1(text, text) == (1.0 if segments(text) else 0.0)
