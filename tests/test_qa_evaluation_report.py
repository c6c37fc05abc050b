import math

import pytest

from yinwen.qa.evaluation.command import render_report
from yinwen.qa.evaluation.metrics import Outcome
from yinwen.qa.evaluation.questions import GoldQuestion
from yinwen.qa.evaluation.report import percentile, summarise
from yinwen.qa.evaluation.retrieval import rank_scores


def test_rank_scores_worked_out_by_hand():
    scores = rank_scores(
        {"second": ["x", "g", "y"], "none": [], "graded": ["low", "x", "high"], "late": [*"0123456789", "g"]},
        {"second": {"g": 1}, "none": {"g": 1}, "graded": {"low": 1, "high": 2}, "late": {"g": 1}},
    )
    assert scores["second"] == pytest.approx(
        {"hit@1": 0, "hit@3": 1, "hit@5": 1, "MRR@10": 1 / 2, "nDCG@10": 1 / math.log2(3)}
    )
    assert set(scores["none"].values()) == {0.0}
    # trec_eval's linear gain: (1 + 2 / log2 4) / (2 + 1 / log2 3).
    assert scores["graded"]["nDCG@10"] == pytest.approx((1 + 2 / 2) / (2 + 1 / math.log2(3)))
    assert scores["late"]["MRR@10"] == 0.0


def test_a_document_ranks_by_its_best_passage():
    assert rank_scores({"q": ["x", "x", "g"]}, {"q": {"g": 1}})["q"]["MRR@10"] == pytest.approx(1 / 2)


def test_percentiles_are_linear():
    assert percentile([10.0, 20.0, 30.0], 50) == 20.0
    assert percentile([10.0, 20.0], 95) == pytest.approx(19.5)
    assert percentile([], 50) is None


def question(name: str, *, kind: str = "", answerable: bool = True) -> GoldQuestion:
    return GoldQuestion(name, "？", answerable=answerable, kind=kind)


OUTCOMES = [
    Outcome(
        question("a", kind="fact"), probability=0.9, length=30, contained=True, exact=1.0, f1=1.0, quotes=2, quotes_exact=2,
        cited=1, cited_right=1, gold_cited=1.0, milliseconds=10.0, ranking=("g",), relevant={"g": 1},
    ),
    Outcome(
        question("b", kind="fact"), probability=0.6, length=50, contained=False, exact=0.0, f1=0.5, quotes=4, quotes_exact=3,
        cited=3, cited_right=1, gold_cited=0.5, milliseconds=20.0, ranking=("x", "y", "g"), relevant={"g": 1},
    ),
    Outcome(
        question("c", kind="list"), abstained=True, probability=0.2, length=9, contained=False, cited_right=0, gold_cited=0.0,
        milliseconds=30.0, ranking=(), relevant={"g": 1},
    ),
    Outcome(question("d", kind="none", answerable=False), abstained=True, probability=0.1, length=9, milliseconds=40.0),
    Outcome(question("e", kind="none", answerable=False), probability=0.7, length=70, cited=1, quotes=1, quotes_exact=1,
            milliseconds=50.0),
    Outcome(question("f", answerable=False), error="太长 / too long"),
]  # fmt: skip


def test_a_report_worked_out_by_hand():
    report = summarise(OUTCOMES)
    assert report["counts"] == {"questions": 6, "answerable": 3, "unanswerable": 3, "abstained": 2, "errors": 1}
    assert report["retrieval"]["questions"] == 3
    assert report["retrieval"]["hit@1"] == pytest.approx(1 / 3)
    assert report["retrieval"]["hit@3"] == pytest.approx(2 / 3)
    assert report["retrieval"]["MRR@10"] == pytest.approx((1 + 1 / 3) / 3)
    assert report["answers"]["containment"] == pytest.approx(1 / 3)
    assert report["answers"]["exact_match"] == 0.5
    assert report["answers"]["char_f1"] == 0.75
    assert report["answers"]["length_mean"] == 50
    assert report["answers"]["length_max"] == 70
    assert report["citations"]["quotes_exact"] == pytest.approx(6 / 7)
    assert report["citations"]["precision"] == pytest.approx(2 / 4)
    assert report["citations"]["recall"] == pytest.approx(0.5)
    assert report["refusal"]["refusal_rate"] == 0.5
    assert report["refusal"]["false_refusal_rate"] == pytest.approx(1 / 3)
    assert report["latency_ms"]["p50"] == 30.0
    assert report["by_kind"]["fact"]["hit@1"] == 0.5
    assert report["by_kind"]["none"]["refusal_rate"] == 0.5
    assert report["by_kind"]["none"]["containment"] is None


def test_the_table_is_in_the_users_language_and_leaves_out_what_is_not_known():
    report = summarise(OUTCOMES[3:5])
    zh, en = render_report(report, "zh"), render_report(report, "en")
    assert "2 个问题" in zh
    assert "0.500  拒答率" in zh
    assert "0.500  refusal rate (unanswerable)" in en
    assert "hit@1" not in en
