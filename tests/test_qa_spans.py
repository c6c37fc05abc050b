import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from yinwen.index.segment import Segmenter
from yinwen.qa.question import Kind, Question, analyse
from yinwen.qa.spans import find_span


@pytest.fixture(scope="module")
def segmenter(tmp_path_factory: pytest.TempPathFactory) -> Segmenter:
    return Segmenter(tmp_path_factory.mktemp("jieba"))


def span(segmenter: Segmenter, question: str, sentence: str) -> str | None:
    asked = analyse(question, segmenter)
    text = f"前文不说。{sentence}后文也不说。"
    found = find_span(asked, text, 5, 5 + len(sentence), dict.fromkeys(asked.words, 1.0))
    return text[found[0] : found[1]] if found else None


SUBJECTS = st.sampled_from(["全省粮食产量", "图书馆藏书", "参赛选手", "新建公园面积", "群众满意度"])
AMOUNTS = st.one_of(st.integers(2, 99999).map(str), st.decimals(1, 999, places=2).map(str))


@settings(max_examples=60, deadline=None)
@given(SUBJECTS, AMOUNTS, st.sampled_from(["", "%", "万"]), st.sampled_from(["达到", "为", "共计"]), st.booleans())
def test_the_one_figure_that_the_question_does_not_name_is_the_answer(
    segmenter: Segmenter, subject: str, amount: str, unit: str, verb: str, dated: bool
) -> None:
    assume(not amount.startswith("2023"))
    lead = "2023年，" if dated else ""
    found = span(segmenter, f"{lead}{subject}{verb}多少？", f"{lead}{subject}{verb}{amount}{unit}，受到各方关注。")
    assert found is not None
    assert amount in found
    assert "2023" not in found


@pytest.mark.parametrize(
    ("question", "sentence", "answer"),
    [
        ("全省群众安全感达到多少？", "全省群众安全感达到98.19%，守牢了底线。", "98.19%"),
        ("禁渔从什么时候开始？", "长江十年禁渔从2021年1月1日开始。", "2021年1月1日"),
        ("培训有多少人参加？", "共有3600多名职工参加培训。", "3600多名"),
        ("When was it built?", "The lighthouse was built in 1871 by a doctor.", "1871"),
    ],
)
def test_figures_and_dates(segmenter: Segmenter, question: str, sentence: str, answer: str) -> None:
    assert answer in str(span(segmenter, question, sentence))


def test_a_figure_that_is_not_there_is_not_made_up(segmenter: Segmenter) -> None:
    assert span(segmenter, "全省群众安全感达到多少？", "全省群众安全感有了提高。") is None
    assert span(segmenter, "2020年产量是多少？", "2020年的产量有了提高。") is None


def test_full_width_and_traditional_text_keeps_its_own_characters(segmenter: Segmenter) -> None:
    assert span(segmenter, "群众安全感达到多少？", "羣眾安全感達到９８．１９％，同比提高。") == "９８．１９％"


KINDS: list[Kind] = ["number", "time", "person", "place", "list", "why", "how", "yesno", "what"]
TEXTS = st.text(alphabet="全省长江禁渔2019年1万％（）“”《》、，；。：！\r\n\u3000é𠮷😀e\u0301ＡＢ繁體達到", max_size=60)


@settings(deadline=None)
@given(TEXTS, TEXTS, st.sampled_from(KINDS), st.data())
def test_a_span_lies_inside_its_sentence(question: str, text: str, kind: Kind, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    words = tuple(word for word in ("全省", "长江", "禁渔", "2019年") if word in question)
    found = find_span(Question(question, kind, words), text, start, end, dict.fromkeys(words, 1.0))
    if found is not None:
        assert start <= found[0] < found[1] <= end
        assert text[found[0] : found[1]].strip()


def test_where_lines_meet_the_break_is_no_part_of_the_span(segmenter: Segmenter) -> None:
    found = str(span(segmenter, "为什么停电？", "\r\n　　因为年度检修，\r\n全楼停电。"))
    assert found == found.strip()
