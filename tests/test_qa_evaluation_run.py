import json
from argparse import Namespace
from dataclasses import replace
from pathlib import Path

import pytest

from yinwen.corpus.errors import DocumentError, QuestionError
from yinwen.index.library import Library
from yinwen.index.segment import Segmenter
from yinwen.qa.assistant import Assistant
from yinwen.qa.evaluation.cache import COMPLETE
from yinwen.qa.evaluation.command import eval_command
from yinwen.qa.evaluation.questions import read_questions
from yinwen.qa.evaluation.run import evaluate
from yinwen.qa.settings import Settings

from fakes import FakeEncoder

QUESTIONS = [
    {"id": "q1", "kind": "fact", "question": "长江十年禁渔从什么时候开始？", "answers": ["2021年1月1日"],
     "evidence": ["长江十年禁渔从2021年1月1日开始"]},
    {"id": "q0", "kind": "fact", "question": "红茶用什么水冲泡？", "answers": ["沸水"], "evidence": ["红茶用沸水冲泡"]},
    {"id": "q3", "kind": "none", "question": "月球上有几座火山？", "answers": []},
]  # fmt: skip
DOCUMENTS = [
    {"_id": "禁渔/1", "title": "长江禁渔", "text": "长江十年禁渔从2021年1月1日开始。\r\n沿江渔民全部上岸。"},
    {"_id": "茶", "title": "茶的泡法", "text": "绿茶用八十度的水冲泡。红茶用沸水冲泡。"},
    {"_id": "馆", "title": "", "text": "图书馆周一至周五上午九点开馆，晚上九点闭馆。"},
]
QUERIES = [
    {
        "_id": "q5",
        "text": "长江十年禁渔从什么时候开始？",
        "metadata": {"answers": ["2021年1月1日"], "answerable": True},
    },
    {"_id": "q4", "text": "红茶用什么水冲泡？", "metadata": {"answers": ["开水", "沸水"], "answerable": True}},
]
QRELS = "query-id\tcorpus-id\tscore\nq5\t禁渔/1\t1\nq4\t茶\t1\n"
NAMES = ("id question rewritten_question answer span abstained probability citations hits timings").split()


@pytest.fixture(scope="module")
def tokenizer(tmp_path_factory):
    return Segmenter(tmp_path_factory.mktemp("jieba"))._jieba


@pytest.fixture(autouse=True)
def one_dictionary(monkeypatch, tokenizer):
    """Each new library would read jieba's dictionary anew: most of the time of these tests."""
    monkeypatch.setattr(Segmenter, "_jieba", tokenizer)


def lines(values: list) -> str:
    return "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "questions.jsonl"
    path.write_text(lines(QUESTIONS), encoding="utf-8")
    return path


@pytest.fixture
def beir(tmp_path: Path) -> Path:
    root = tmp_path / "set"
    (root / "qrels").mkdir(parents=True)
    (root / "corpus.jsonl").write_text(lines(DOCUMENTS), encoding="utf-8")
    (root / "queries.jsonl").write_text(lines(QUERIES), encoding="utf-8")
    (root / "qrels" / "test.tsv").write_text(QRELS, encoding="utf-8")
    return root


def run(tmp_path: Path, questions: Path, encoder: FakeEncoder, **more) -> dict:
    where = {"home": tmp_path / "home", "cache": tmp_path / "cache", "encoder": encoder}
    return evaluate(questions, tmp_path / "out", **{**where, **more})


def predictions(tmp_path: Path) -> list[dict]:
    return [
        json.loads(line) for line in (tmp_path / "out" / "predictions.jsonl").read_text(encoding="utf-8").splitlines()
    ]


def test_a_folder_of_files_is_indexed_asked_and_judged(tmp_path, folder, own, encoder):
    report = run(tmp_path, own, encoder, corpus=folder)
    rows = predictions(tmp_path)
    assert [row["id"] for row in rows] == ["q1", "q0", "q3"]
    assert all(name in row for row in rows for name in NAMES)
    for row in rows:
        for citation in row["citations"]:
            text = (folder / citation["doc_id"]).read_bytes().decode()
            assert text[citation["start"] : citation["end"]] == citation["quote"]
    assert report["counts"]["questions"] == 3
    assert report["retrieval"]["questions"] == 2
    assert report["retrieval"]["hit@1"] == 1.0
    assert report["citations"]["quotes"] > 0
    assert report["citations"]["quotes_exact"] == 1.0
    assert report["config"]["documents"] == 3
    assert report["config"]["index"]["fingerprint"] == encoder.fingerprint
    assert json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8")) == report
    assert not list((tmp_path / "out").glob("*.part"))
    assert not (tmp_path / "home").exists()


def test_a_beir_folder_brings_its_own_corpus_and_documents_rank(tmp_path, beir, encoder):
    report = run(tmp_path, beir, encoder)
    assert report["retrieval"]["hit@1"] == 1.0
    assert report["citations"]["quotes_exact"] == 1.0
    assert report["answers"]["span_questions"] == 2
    assert report["config"]["corpus"] == "set"
    assert predictions(tmp_path)[0]["hits"][0]["doc_id"] == "禁渔/1"


def test_the_present_index_is_asked_where_no_corpus_is_named(tmp_path, folder, own, encoder):
    with Library(tmp_path / "home", encoder) as library:
        library.add([folder])
    report = run(tmp_path, own, encoder)
    assert report["config"]["corpus"] is None
    assert report["config"]["documents"] == 3
    assert report["retrieval"]["hit@1"] == 1.0
    assert not (tmp_path / "cache").exists()


def test_a_file_that_changed_since_it_was_indexed_breaks_its_quotes(tmp_path, folder, own, encoder):
    with Library(tmp_path / "home", encoder) as library:
        library.add([folder])
    for file in folder.rglob("*.*"):
        file.write_text("改" * 5 + file.read_text(encoding="utf-8"), encoding="utf-8")
    assert run(tmp_path, own, encoder)["citations"]["quotes_exact"] == 0.0


def test_a_cached_library_is_used_again_until_its_corpus_changes(tmp_path, beir, encoder):
    run(tmp_path, beir, encoder)
    first = encoder.encoded
    assert first > 0
    run(tmp_path, beir, encoder)
    assert encoder.encoded == first
    (beir / "corpus.jsonl").write_text(lines(DOCUMENTS[:2]), encoding="utf-8")
    run(tmp_path, beir, encoder)
    assert encoder.encoded > first
    assert len(list((tmp_path / "cache").iterdir())) == 2
    run(tmp_path, beir, FakeEncoder("another"))
    assert len(list((tmp_path / "cache").iterdir())) == 3


def test_an_interrupted_library_is_continued(tmp_path, beir, encoder):
    many = [{"_id": f"d{n}", "text": "。".join(f"第{n}篇第{m}句" for m in range(300)) + "。"} for n in range(4)]
    (beir / "corpus.jsonl").write_text(lines(DOCUMENTS + many), encoding="utf-8")

    class Interrupted(FakeEncoder):
        def encode_passages(self, texts):
            if self.encoded > 600:
                raise KeyboardInterrupt
            return super().encode_passages(texts)

    with pytest.raises(KeyboardInterrupt):
        run(tmp_path, beir, Interrupted())
    assert not list((tmp_path / "cache").rglob(COMPLETE))
    assert not (tmp_path / "out" / "report.json").exists()
    report = run(tmp_path, beir, encoder)
    assert report["config"]["documents"] == 7
    whole = FakeEncoder()
    run(tmp_path, beir, whole, cache=tmp_path / "another cache")
    assert encoder.encoded < whole.encoded
    assert len(list((tmp_path / "cache").rglob(COMPLETE))) == 1


def test_a_document_that_cannot_be_read_is_named_and_the_rest_is_asked(tmp_path, beir, encoder):
    (beir / "corpus.jsonl").write_text(lines([*DOCUMENTS, {"_id": "空", "text": "……"}]), encoding="utf-8")
    report = run(tmp_path, beir, encoder)
    assert list(report["config"]["unreadable"]) == ["空"]
    assert report["config"]["documents"] == 3
    assert list(run(tmp_path, beir, encoder)["config"]["unreadable"]) == ["空"]


def test_without_gold_keeps_what_stands_nowhere_else(tmp_path, beir, encoder):
    (beir / "corpus.jsonl").write_text(
        lines([*DOCUMENTS, {"_id": "汤", "text": "面条放进沸水里煮三分钟。"}]), encoding="utf-8"
    )
    report = run(tmp_path, beir, encoder, without_gold=True)
    rows = predictions(tmp_path)
    assert [row["id"] for row in rows] == ["q5"]
    assert {hit["doc_id"] for row in rows for hit in row["hits"]} == {"馆", "汤"}
    assert report["counts"]["unanswerable"] == 1
    assert report["refusal"]["false_refusal_rate"] is None
    assert report["refusal"]["refusal_rate"] in (0.0, 1.0)
    assert report["config"]["without_gold"] == "all"


def test_without_gold_where_all_documents_are_gold_each_question_loses_its_own(tmp_path, beir, encoder):
    (beir / "corpus.jsonl").write_text(lines(DOCUMENTS[:2]), encoding="utf-8")
    report = run(tmp_path, beir, encoder, without_gold=True)
    assert report["config"]["without_gold"] == "own"
    for row, doc_id in zip(predictions(tmp_path), ("茶", "禁渔/1"), strict=True):
        assert {hit["doc_id"] for hit in row["hits"]} == {doc_id}


def test_without_gold_takes_the_same_documents_from_both_halves(tmp_path, beir, encoder):
    (beir / "corpus.jsonl").write_text(lines(DOCUMENTS[:2]), encoding="utf-8")
    for half in ("even", "odd"):
        report = run(tmp_path, beir, encoder, without_gold=True, half=half)
        assert report["config"]["without_gold"] == "own"
        assert report["counts"]["questions"] == 1


def test_without_gold_with_nothing_left_is_refused(tmp_path, folder, own, encoder):
    own.write_text(lines(QUESTIONS[:1]), encoding="utf-8")
    with pytest.raises(DocumentError, match="no document is left"):
        run(tmp_path, own, encoder, corpus=folder / "a.txt", without_gold=True)


def test_a_question_that_fails_is_recorded_and_counted(tmp_path, folder, own, encoder):
    own.write_text(lines([*QUESTIONS, {**QUESTIONS[0], "id": "long", "question": "长" * 100_000}]), encoding="utf-8")
    report = run(tmp_path, own, encoder, corpus=folder)
    row = predictions(tmp_path)[-1]
    assert row["error"]
    assert all(name in row for name in NAMES)
    assert report["counts"]["errors"] == 1
    assert report["retrieval"]["hit@1"] == pytest.approx(2 / 3)


def test_an_unforeseen_error_costs_one_question(tmp_path, folder, own, encoder, monkeypatch):
    ask = Assistant.ask

    def failing(self, question, *more, **named):
        if "红茶" in question:
            raise ValueError("broken")
        return ask(self, question, *more, **named)

    monkeypatch.setattr(Assistant, "ask", failing)
    assert run(tmp_path, own, encoder, corpus=folder)["counts"]["errors"] == 1
    assert predictions(tmp_path)[1]["error"] == "ValueError: broken"


def test_an_interrupted_run_leaves_the_earlier_predictions(tmp_path, folder, own, encoder, monkeypatch):
    run(tmp_path, own, encoder, corpus=folder)
    before = (tmp_path / "out" / "predictions.jsonl").read_bytes()

    def interrupted(self, question, *more, **named):
        if "红茶" in question:
            raise KeyboardInterrupt
        raise QuestionError("短", "short")

    monkeypatch.setattr(Assistant, "ask", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path, own, encoder, corpus=folder)
    assert (tmp_path / "out" / "predictions.jsonl").read_bytes() == before


def test_history_reaches_the_assistant(tmp_path, folder, own, encoder, monkeypatch):
    own.write_text(
        lines([{**QUESTIONS[1], "history": [{"role": "user", "content": "绿茶怎么泡？"}]}]), encoding="utf-8"
    )
    seen = []
    ask = Assistant.ask
    monkeypatch.setattr(
        Assistant, "ask", lambda self, q, history=(), **n: seen.append(history) or ask(self, q, history, **n)
    )
    run(tmp_path, own, encoder, corpus=folder)
    assert seen == [read_questions(own)[0].history]


def test_a_half_is_asked(tmp_path, folder, own, encoder):
    counts = [run(tmp_path, own, encoder, corpus=folder, half=half)["counts"]["questions"] for half in ("even", "odd")]
    assert counts == [1, 2]


def test_a_corpus_or_an_output_that_cannot_be_used_is_one_sentence(tmp_path, folder, own, encoder):
    with pytest.raises(DocumentError, match="check the path"):
        run(tmp_path, own, encoder, corpus=tmp_path / "none")
    (tmp_path / "out").rmdir()
    (tmp_path / "out").write_text("a file stands here")
    with pytest.raises(DocumentError, match="can't be written"):
        run(tmp_path, own, encoder, corpus=folder)
    assert encoder.encoded == 0


def test_the_command_prints_the_figures(tmp_path, folder, own, encoder, monkeypatch, capsys):
    from yinwen.qa.evaluation import run as module

    monkeypatch.setattr(module, "load_encoder", lambda name: encoder)
    monkeypatch.setattr(module, "default_cache", lambda: tmp_path / "cache")
    arguments = Namespace(
        questions=own, output=tmp_path / "out", corpus=folder, without_gold=False, half=None, compare=None, llm=False
    )
    settings = Settings(home=tmp_path / "home", language="en")
    assert eval_command(arguments, settings) == 0
    assert "3 questions (2 answerable, 1 not)" in capsys.readouterr().out
    assert eval_command(arguments, replace(settings, language="zh")) == 0
    assert "引文与原文一致" in capsys.readouterr().out
