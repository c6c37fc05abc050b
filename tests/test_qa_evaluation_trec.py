import ir_measures
import pytest
from ir_measures import RR, Success, nDCG

from yinwen.corpus.errors import DocumentError
from yinwen.qa.evaluation.metrics import Outcome
from yinwen.qa.evaluation.questions import GoldQuestion
from yinwen.qa.evaluation.report import summarise
from yinwen.qa.evaluation.trec import write_trec

OUTCOMES = [
    Outcome(GoldQuestion("q 1", "？"), ranking=("我的 笔记.txt#p2", "b#p1", "100%.md#p1"), relevant={"b#p1": 1}),
    Outcome(GoldQuestion("q2", "？"), ranking=("a", "b", "c"), relevant={"b": 1, "c": 2, "lost\tdoc": 1}),
    Outcome(GoldQuestion("q3", "？", answerable=False), ranking=("a",)),
    Outcome(GoldQuestion("q4", "？"), ranking=(), relevant={"a": 1}),
]


def test_the_files_are_in_trecs_columns(tmp_path):
    write_trec(tmp_path, OUTCOMES[:2])
    assert (tmp_path / "run.trec").read_text("utf-8").splitlines()[:3] == [
        "q%201 Q0 我的%20笔记.txt#p2 1 3 yinwen",
        "q%201 Q0 b#p1 2 2 yinwen",
        "q%201 Q0 100%25.md#p1 3 1 yinwen",
    ]
    assert (tmp_path / "qrels.trec").read_text("utf-8").splitlines() == [
        "q%201 0 b#p1 1",
        "q2 0 b 1",
        "q2 0 c 2",
        "q2 0 lost%09doc 1",
    ]


def test_ir_measures_reads_them_and_finds_the_reports_figures(tmp_path):
    write_trec(tmp_path, OUTCOMES)
    qrels = list(ir_measures.read_trec_qrels(str(tmp_path / "qrels.trec")))
    ranked = list(ir_measures.read_trec_run(str(tmp_path / "run.trec")))
    found = ir_measures.calc_aggregate([Success @ 1, RR @ 10, nDCG @ 10], qrels, ranked)
    retrieval = summarise(OUTCOMES)["retrieval"]
    assert found[Success @ 1] == pytest.approx(retrieval["hit@1"])
    assert found[RR @ 10] == pytest.approx(retrieval["MRR@10"])
    assert found[nDCG @ 10] == pytest.approx(retrieval["nDCG@10"])
    assert retrieval["MRR@10"] == pytest.approx((1 / 2 + 1 / 2 + 0) / 3)


def test_a_folder_that_cannot_be_written_to_is_one_sentence(tmp_path):
    with pytest.raises(DocumentError, match="can't be written"):
        write_trec(tmp_path / "none", OUTCOMES)
