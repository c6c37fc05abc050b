"""The whole walk on a tiny set: rows, merged pool, report, JSON, comparisons."""

import json

import pytest

from yinwen.corpus.errors import DocumentError

from benchmarks.retrieval import __main__ as command
from benchmarks.retrieval import results
from benchmarks.retrieval.measure import Row
from fakes import FakeEncoder

SETS = {
    "news": {
        "禁渔": "长江十年禁渔从2021年1月1日开始。沿江渔民全部上岸。",
        "馆": "周一至周五上午九点开馆，晚上九点闭馆。",
    },
    "tea": {"茶": "绿茶用八十度的水冲泡。红茶用沸水冲泡。茶叶要避光防潮。"},
}
ASKED = {
    "news": [("n1", "禁渔从哪年开始？", "禁渔"), ("n2", "上午几点开馆？", "馆"), ("n3", "渔民上岸了吗？", "禁渔")],
    "tea": [("t1", "红茶用什么水冲泡？", "茶"), ("t2", "茶叶怎么防潮？", "茶")],
}


@pytest.fixture
def sets(tmp_path):
    for name, documents in SETS.items():
        folder = tmp_path / "eval" / name
        (folder / "qrels").mkdir(parents=True)
        corpus = [{"_id": key, "title": "", "text": text} for key, text in documents.items()]
        queries = [{"_id": key, "text": text, "metadata": {"answerable": True}} for key, text, _ in ASKED[name]]
        for file, values in (("corpus", corpus), ("queries", queries)):
            text = "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values)
            (folder / f"{file}.jsonl").write_text(text, encoding="utf-8")
        qrels = "".join(f"{key}\t{document}\t1\n" for key, _, document in ASKED[name])
        (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\n" + qrels, encoding="utf-8")
    return tmp_path / "eval"


@pytest.fixture
def measured(tmp_path, sets, monkeypatch, capsys):
    """Runs the command with cheap encoders: what it printed, and the JSON that it wrote."""
    monkeypatch.setattr(command, "load_encoder", lambda name, threads=None: FakeEncoder(name or "own"))

    def run(*more: str) -> tuple[str, dict]:
        where = ("--cache", str(tmp_path / "cache"), "--results", str(tmp_path / "results"))
        assert command.main([str(sets), *where, "--half", "all", *more]) == 0
        printed = capsys.readouterr().out
        return printed, json.loads(next((tmp_path / "results").iterdir()).read_text("utf-8"))

    return run


def test_every_set_alone_and_in_the_merged_pool(measured):
    printed, found = measured("--encoder", "other=x", "--forms")
    lines = ["news", "tea", "merged: news", "merged: tea", "merged: all"]
    assert list(dict.fromkeys(row["line"] for row in found["rows"])) == lines
    names = ["baseline", "words", "words+bigrams", "dense-passage", "dense", "hybrid"]
    names += ["dense-passage@other", "dense@other", "hybrid@other"]
    assert [row["row"] for row in found["rows"] if row["line"] == "merged: all"] == names
    merged = {row["row"]: row for row in found["rows"] if row["line"] == "merged: all"}
    assert merged["baseline"]["ranks"] == [1] * 5
    assert set(merged["hybrid"]["ranks"]) <= {1, 2, 3}
    assert merged["hybrid"]["p50"] > 0
    assert found["questions"]["merged: all"] == ["news/n1", "news/n2", "news/n3", "tea/t1", "tea/t2"]
    assert {form["form"] for form in found["forms"]} >= {"misspelt", "keywords"}
    assert {(form["line"], form["row"]) for form in found["forms"]} == {
        (line, row) for line in ("news", "tea") for row in ("hybrid", "hybrid@other")
    }
    assert (found["half"], found["quick"], set(found["corpora"])) == ("all", False, {"news", "tea"})
    assert "| merged: all | hybrid | baseline" in " ".join(printed.split())


def test_only_what_was_asked_for_is_measured(measured, capsys, sets):
    printed, found = measured("--only", "tea", "--rows", "baseline", "hybrid", "--untimed", "--metric", "MRR@10")
    assert [(row["line"], row["row"], row["p50"]) for row in found["rows"]] == [
        ("tea", "baseline", None),
        ("tea", "hybrid", None),
    ]
    assert "MRR@10 | 2 | +0.000 | +0.000 to +0.000 | 1.0000" in " ".join(printed.split())
    assert command.main([str(sets), "--only", "nothing"]) == 2
    assert "there are news, tea, merged" in capsys.readouterr().err


def row(line: str, name: str, **ranks: int) -> Row:
    return Row(line, name, {"hit@1": 0.123456}, 1.0, list(ranks), list(ranks.values()))


def test_results_are_read_back_and_compared_by_question(tmp_path, capsys):
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    results.save(old, {"half": "odd"}, [row("s", "hybrid", a=1, b=2, c=0), row("t", "hybrid", z=1)], [])
    results.save(new, {"half": "odd"}, [row("s", "hybrid", c=1, b=1, x=1), row("s", "dense", c=1, b=0, x=1)], [])
    assert results.load(new)[0] == Row("s", "hybrid", {"hit@1": 0.1235}, 1.0, ["c", "b", "x"], [1, 1, 1])
    (one,) = results.compare_files(old, new, "hybrid", "hit@1")
    assert (one.line, one.a, one.b) == ("s", "hybrid (new)", "hybrid (old)")
    # Of b and c, which both asked, both are found now and neither was.
    assert (one.difference.questions, one.difference.mean) == (2, 1.0)
    assert command.main(["--compare-files", str(old), str(new), "hybrid"]) == 0
    assert "+1.000" in capsys.readouterr().out
    with pytest.raises(DocumentError, match="share no question"):
        results.compare_files(old, new, "dense", "hit@1")
    new.write_text("{}")
    with pytest.raises(DocumentError, match="no result"):
        results.load(new)


def test_a_file_says_what_made_it(monkeypatch):
    monkeypatch.setattr(results, "commit", lambda: ("0123456789ab", True))
    assert results.file_name("odd", True, "tuned") == "0123456789ab-odd-quick-tuned-dirty.json"
    monkeypatch.setattr(results, "commit", lambda: ("0123456789ab", False))
    assert results.file_name(None, False, "") == "0123456789ab-all.json"
