import pytest

from yinwen.corpus.types import Passage
from yinwen.qa.evaluation.citing import Attribution, Statement, attribute, statements, verbatim
from yinwen.qa.types import Answer, Citation


def citing(text: str, *quotes: str) -> Answer:
    passage = Passage("d#p1", "d", "", 0, 0)
    return Answer(
        "？", "？", text, citations=tuple(Citation(n, passage, 0, len(q), q) for n, q in enumerate(quotes, 1))
    )


def test_a_reply_is_cut_at_chinese_sentence_ends_and_behind_quotes():
    assert statements("95.6%。“地区生产总值恢复到95.6%”〔1〕“规划总投资2545亿元。”〔2〕") == [
        Statement("95.6%。", ()),
        Statement("“地区生产总值恢复到95.6%”", (1,)),
        Statement("“规划总投资2545亿元。”", (2,)),
    ]


def test_a_marker_within_a_sentence_belongs_to_it_and_one_behind_the_stop_to_what_it_closes():
    assert statements("绿茶用八十度的水〔1〕，红茶用沸水〔2〕〔3〕。都要避光。〔1〕……") == [
        Statement("绿茶用八十度的水，红茶用沸水。", (1, 2, 3)),
        Statement("都要避光。", (1,)),
    ]


def test_a_reply_that_opens_with_a_marker_gives_it_to_nobody():
    assert statements("〔1〕红茶用沸水。") == [Statement("红茶用沸水。", ())]
    assert statements("") == []


def test_words_stand_in_a_quote_whatever_their_writing():
    answer = citing("", "紅茶用沸水\n冲泡。绿茶用８０度的水。", "茶叶要避光。")
    assert verbatim("“红茶用沸水冲泡”", answer.citations[:1])
    assert verbatim("绿茶用80度的水。茶叶要避光", answer.citations) is False
    assert verbatim("绿茶用80度的水。", answer.citations)
    assert not verbatim("红茶用开水冲泡", answer.citations)
    assert not verbatim("。", answer.citations)


def test_a_short_answer_before_its_quote_is_covered_by_the_quotes_marker():
    found = attribute(citing("95.6%。“地区生产总值恢复到95.6%”〔1〕", "地区生产总值恢复到95.6%"), verbatim)
    assert found == Attribution(statements=2, supported=2, citations=2, needed=2)
    assert (found.recall, found.precision) == (1.0, 1.0)


def test_a_short_answer_that_its_quote_does_not_hold_is_unsupported():
    found = attribute(citing("95.7%。“地区生产总值恢复到95.6%”〔1〕", "地区生产总值恢复到95.6%"), verbatim)
    assert (found.recall, found.precision) == (0.5, 1.0)


def test_a_paraphrase_is_unsupported_and_its_citation_useless():
    found = attribute(citing("经济恢复得很好。〔1〕", "地区生产总值恢复到95.6%"), verbatim)
    assert found == Attribution(statements=1, supported=0, citations=1, needed=0)


def test_a_citation_beside_the_point_costs_precision_alone():
    found = attribute(citing("红茶用沸水。〔1〕〔2〕", "红茶用沸水", "茶叶要避光"), verbatim)
    assert (found.recall, found.precision) == (1.0, 0.5)


def test_citations_that_only_together_support_are_all_needed():
    both = attribute(citing("甲乙。〔1〕〔2〕", "甲", "乙"), lambda text, cited: len(cited) == 2)
    assert (both.recall, both.precision) == (1.0, 1.0)


def test_a_marker_without_a_citation_and_a_reply_without_citations_score_zero():
    assert attribute(citing("红茶用沸水。〔7〕", "红茶用沸水"), verbatim).precision == 0.0
    none = attribute(citing("红茶用沸水。"), verbatim)
    assert (none.recall, none.precision) == (0.0, 0.0)


@pytest.mark.parametrize("text", ["", "……"])
def test_a_reply_without_a_sentence_has_no_figure(text):
    found = attribute(citing(text), verbatim)
    assert (found.recall, found.precision) == (None, None)
