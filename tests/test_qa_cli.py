import io
import json
import sys
from pathlib import Path

import pytest
from commandline import home, indexed, one_sentence, run

from yinwen.webui.cli import main

__all__ = ["home", "indexed"]  # fixtures


# -- answers and their exit codes


def test_an_answer_exits_0_and_a_refusal_1(indexed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "ask", "长江十年禁渔从什么时候开始？")
    assert (code, err) == (0, "")
    assert "2021年1月1日" in out
    code, out, err = run(capsys, "ask", "火星上的火山有几座？")
    assert code == 1
    assert out.startswith("文件里没有说。")


def test_ask_json_has_the_documented_names_and_exact_quotes(indexed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "ask", "长江十年禁渔从什么时候开始？", "--json")
    value = json.loads(out)
    assert code == 0
    assert set(value) >= {
        "question",
        "rewritten_question",
        "answer",
        "span",
        "abstained",
        "probability",
        "citations",
        "hits",
        "timings",
    }
    (citation,) = value["citations"]
    assert set(citation) == {"marker", "doc_id", "passage_id", "start", "end", "quote", "heading_path", "ordinal"}
    text = (indexed / citation["doc_id"]).read_text(encoding="utf-8")
    assert text[citation["start"] : citation["end"]] == citation["quote"]
    assert set(value["hits"][0]) >= {"passage_id", "doc_id", "start", "end", "text", "score"}


def test_search_gives_passages_and_exits_1_without_any(indexed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "search", "红茶", "--top-k", "2", "--json")
    value = json.loads(out)
    assert code == 0
    assert value["query"] == "红茶"
    assert len(value["hits"]) == 2
    for hit in value["hits"]:
        assert (indexed / hit["doc_id"]).read_text(encoding="utf-8")[hit["start"] : hit["end"]] == hit["text"]
    main(["remove", *(row["doc_id"] for row in listed(capsys))])
    capsys.readouterr()
    assert run(capsys, "search", "红茶")[0] == 1


def listed(capsys: pytest.CaptureFixture[str]) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = json.loads(run(capsys, "list", "--json")[1])
    return rows


def test_history_and_in(indexed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "ask", "那红茶呢？", "--history", "绿茶用多少度的水冲泡？")
    assert out.splitlines()[0] == "理解为：红茶用多少度的水冲泡？"
    code, out, _ = run(capsys, "search", "开馆", "--in", "sub/c.txt", "--in", "a.txt", "--json")
    assert {hit["doc_id"] for hit in json.loads(out)["hits"]} == {"a.txt", "sub/c.txt"}
    code, out, err = run(capsys, "ask", "长江", "--in", "nowhere.txt")
    assert (code, out) == (2, "")
    one_sentence(err)
    assert "nowhere.txt" in err


# -- documents


def test_index_reports_what_it_did(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "index", str(folder)) == (0, "新增 3 个，更新 0 个，未变 0 个，移除 0 个。\n", "")
    (folder / "a.txt").unlink()
    (folder / "b.md").write_text("# 茶\n\n绿茶。\n", encoding="utf-8")
    _, out, _ = run(capsys, "index", str(folder), "--lang", "en")
    assert out.splitlines() == [
        "0 added, 1 updated, 1 unchanged, 1 removed.",
        "  removed (no longer in the folder): a.txt",
    ]


def test_one_bad_file_among_good_ones_is_told_and_the_others_stay(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "bad.txt").write_bytes(b"\x00\x01\x02\xff" * 100)
    code, out, err = run(capsys, "index", str(folder))
    assert code == 2
    assert out.startswith("新增 3 个")
    assert "bad.txt" in err
    one_sentence(err)
    assert len(listed(capsys)) == 3


@pytest.mark.parametrize("argv", [["index"], ["index", "nowhere.txt"], ["index", "{}"], ["remove", "nowhere.txt"]])
def test_bad_paths_are_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str], argv: list[str]) -> None:
    (tmp_path / "empty").mkdir()
    code, out, err = run(capsys, *(word.format(tmp_path / "empty") for word in argv))
    assert (code, out) == (2, "")
    one_sentence(err)


def test_list_and_remove(indexed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "list")
    assert [line.split("\t")[0] for line in out.splitlines()] == ["a.txt", "b.md", "sub/c.txt"]
    assert set(listed(capsys)[0]) == {"doc_id", "title", "source", "shipped", "characters", "passages", "encoding"}
    assert run(capsys, "remove", "a.txt", "b.md") == (0, "已移除 a.txt\n已移除 b.md\n", "")
    assert run(capsys, "remove", "sub/c.txt", "--lang", "en") == (0, "removed sub/c.txt\n", "")
    assert run(capsys, "list") == (0, "索引里没有文件。\n", "")
    assert run(capsys, "ask", "长江禁渔？")[0] == 1


def test_the_shipped_article_is_there_at_first_use(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "list")
    assert (code, out.split("\t")[0]) == (0, "article.txt（示例）")
    assert run(capsys, "verify")[0] == 0


# -- chat


def chat(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], typed: str) -> tuple[int, str, str]:
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    return run(capsys, "chat")


def test_chat_answers_what_is_piped_in_and_follows_up(
    indexed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = chat(monkeypatch, capsys, "绿茶用多少度的水冲泡？\n？？\n那红茶呢？\n")
    assert code == 0
    assert "八十度" in out
    assert "理解为：红茶用多少度的水冲泡？" in out
    one_sentence(err)
    assert "> " not in out


@pytest.mark.parametrize("typed", ["", "\n", "\n长江禁渔？\n"])
def test_an_empty_line_or_the_end_of_input_ends_a_chat(
    indexed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], typed: str
) -> None:
    code, out, _ = chat(monkeypatch, capsys, typed)
    assert code == 0
    assert len(out.splitlines()) == 2
