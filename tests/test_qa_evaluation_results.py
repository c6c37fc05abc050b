"""A run from end to end: what it writes, on which sets, the same each time."""

import io
import json
import re
from pathlib import Path

import ir_measures
import pytest
from ir_measures import RR

from yinwen.corpus.errors import DocumentError
from yinwen.index.segment import Segmenter
from yinwen.qa.assistant import Assistant
from yinwen.qa.evaluation.outcomes import read_outcomes
from yinwen.qa.evaluation.progress import Bars
from yinwen.qa.evaluation.run import evaluate

from fakes import FakeEncoder

TABLE = (
    "编号,问题,答案,有答案,依据,文件,类型\n"
    "q1,长江十年禁渔从什么时候开始？,2021年1月1日,是,长江十年禁渔从2021年1月1日开始,a.txt,时间\n"
    "q2,红茶用什么水冲泡？,沸水|开水,是,,b.md,事实\n"
    "q3,月球上有几座火山？,,否,,,无\n"
)
SQUAD = [
    {
        "context_id": "T_0",
        "title": "茶",
        "context_text": "绿茶用八十度的水冲泡。红茶用沸水冲泡。",
        "qas": [{"query_id": "T_0_Q_0", "query_text": "红茶用什么水冲泡？", "answers": ["沸水"]}],
    },
    {
        "context_id": "T_1",
        "title": "禁渔",
        "context_text": "长江十年禁渔从2021年1月1日开始。",
        "qas": [
            {"query_id": "T_1_Q_0", "query_text": "长江十年禁渔从什么时候开始？", "answers": ["2021年1月1日"]},
            {"query_id": "T_1_Q_1", "query_text": "月球上有几座火山？", "answers": [], "is_impossible": True},
        ],
    },
]
FILES = (
    "curves.json outcomes.jsonl predictions.jsonl qrels.trec report.html report.json run.trec".split()
)  # fmt: skip


@pytest.fixture(scope="module")
def tokenizer(tmp_path_factory):
    return Segmenter(tmp_path_factory.mktemp("jieba"))._jieba


@pytest.fixture(autouse=True)
def one_dictionary(monkeypatch, tokenizer):
    monkeypatch.setattr(Segmenter, "_jieba", tokenizer)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "questions.csv"
    path.write_text(TABLE, encoding="utf-8-sig")
    return path


def run(tmp_path: Path, questions: Path, out: str = "out", **more) -> dict:
    where = {"home": tmp_path / "home", "cache": tmp_path / "cache", "encoder": FakeEncoder(), "reader": "none"}
    return evaluate(questions, tmp_path / out, **{**where, **more})


def test_a_table_about_ones_own_files_is_evaluated_and_nothing_is_written_elsewhere(tmp_path, folder, table):
    before = {path: path.read_bytes() for path in [table, *folder.rglob("*.*")]}
    report = run(tmp_path, table, corpus=folder)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == FILES
    assert {path.name for path in tmp_path.iterdir()} == {"out", "cache", "documents", "questions.csv"}
    assert before == {path: path.read_bytes() for path in before}
    assert report["retrieval"]["hit@1"] == 1.0
    assert report["config"]["kinds"] == "given"
    assert set(report["by_kind"]) == {"时间", "事实", "无"}
    assert report["intervals"]["answers"]["containment"] is not None
    assert report["citations"]["sentence_recall_verbatim"] == 1.0


def test_a_set_with_contexts_brings_its_documents_and_its_kinds_are_those_asked_for(tmp_path):
    path = tmp_path / "cmrc.json"
    path.write_text(json.dumps(SQUAD, ensure_ascii=False), encoding="utf-8")
    report = run(tmp_path, path)
    assert report["config"]["documents"] == 2
    assert (report["counts"]["answerable"], report["counts"]["unanswerable"]) == (2, 1)
    assert report["retrieval"]["hit@1"] == 1.0
    assert report["config"]["kinds"] == "asked"
    assert set(report["by_kind"]) == {"time", "number", "what"}
    assert not (tmp_path / "home").exists()


def test_a_document_that_is_not_there_is_named(tmp_path, folder, table):
    table.write_text(TABLE.replace("b.md", "c.md"), encoding="utf-8")
    with pytest.raises(DocumentError, match=r"question q2 names c\.md"):
        run(tmp_path, table, corpus=folder)
    assert not (tmp_path / "out" / "report.json").exists()


def without_times(path: Path) -> str:
    """A file's text without what a clock said."""
    text = path.read_text(encoding="utf-8")
    if path.name == "report.html":
        return re.sub(r'<tr class="timing">.*?</tr>', "", text)
    if path.name == "predictions.jsonl":
        return re.sub(r'"timings": {[^}]*}', "", text)
    if path.name == "report.json":
        value = json.loads(text)
        del value["latency_ms"], value["seconds"]
        return json.dumps(value)
    return text


def test_two_runs_write_the_same_but_for_times(tmp_path, folder, table):
    run(tmp_path, table, "one", corpus=folder)
    run(tmp_path, table, "two", corpus=folder)
    for name in FILES:
        assert without_times(tmp_path / "one" / name) == without_times(tmp_path / "two" / name), name


def test_the_run_as_trecs_tools_read_it_has_the_reports_figure(tmp_path, folder, table):
    report = run(tmp_path, table, corpus=folder)
    qrels = ir_measures.read_trec_qrels(str(tmp_path / "out" / "qrels.trec"))
    ranked = ir_measures.read_trec_run(str(tmp_path / "out" / "run.trec"))
    assert ir_measures.calc_aggregate([RR @ 10], qrels, ranked)[RR @ 10] == pytest.approx(report["retrieval"]["MRR@10"])


def test_a_failure_is_on_the_page_and_among_the_outcomes(tmp_path, folder, table, monkeypatch):
    ask = Assistant.ask

    def failing(self, question, *more, **named):
        if "红茶" in question:
            raise ValueError("<b>broken</b>")
        return ask(self, question, *more, **named)

    monkeypatch.setattr(Assistant, "ask", failing)
    run(tmp_path, table, corpus=folder, language="en")
    outcomes = read_outcomes(tmp_path / "out")
    assert (outcomes["q2"].state, outcomes["q2"].right) == ("error", False)
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "ValueError: &lt;b&gt;broken&lt;/b&gt;" in page
    assert "红茶用<mark>沸水</mark>冲泡。" in page


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_drawn_on_a_terminal_and_nowhere_else(monkeypatch):
    for stream, drawn in ((Terminal(), True), (io.StringIO(), False)):
        monkeypatch.setattr("sys.stderr", stream)
        with Bars("zh") as bars:
            for stage, done in (("index", 5.0), ("ask", 0.0), ("ask", 10.0)):
                bars(stage, done, 10.0)
        assert bool(stream.getvalue()) == drawn
        assert ("索引" in stream.getvalue() and "提问" in stream.getvalue()) == drawn
