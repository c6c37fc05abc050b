"""The speed benchmark on a few passages: what it measures on, and that every stage and search is told."""

import json
import lzma

import pytest

from yinwen.corpus.errors import DocumentError

from benchmarks.speed import __main__ as command
from benchmarks.speed.stages import Rate
from benchmarks.speed.texts import prepare, questions, read_lines
from fakes import FakeEncoder

TEXTS = [f"第{n}号茶来自一座很远的山。山里人说，那里的水从来没有断过，茶也就年年都好。" for n in range(12)]


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "texts.jsonl.xz"
    with lzma.open(path, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in ["", *TEXTS])
    return path


def test_documents_until_there_are_enough_passages(file):
    prepared = prepare(file, 5, len)
    assert [item.document.text for item in prepared] == TEXTS[:5]
    with pytest.raises(DocumentError, match="12 passages, fewer than 99"):
        prepare(file, 99, len)


def test_what_is_no_jsonl_of_texts_is_refused(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"words": 1}\n')
    (tmp_path / "a.xz").write_bytes(b"no such thing")
    for name in ("a.jsonl", "a.xz", "gone.jsonl"):
        with pytest.raises(DocumentError, match=name):
            list(read_lines(tmp_path / name))


def test_questions_stand_in_the_documents_and_are_always_the_same(file):
    prepared = prepare(file, 12, len)
    asked = questions(prepared, 6)
    assert len(asked) == 6
    assert asked == questions(prepared, 6)
    assert all(any(question in text for text in TEXTS) for question in asked)


def test_a_rate_is_so_much_a_second():
    assert str(Rate("reading", 6.0, "MB", 2.0)) == "| reading | 3 MB/s | 2 s |"


def test_every_stage_and_every_search_is_printed(file, monkeypatch, capsys):
    monkeypatch.setattr(command, "load_encoder", lambda name, threads=None: FakeEncoder(str(name)))
    small = ["--sizes", "4", "8", "--full", "4", "--sample", "6", "--seconds", "1", "--questions", "3"]
    assert command.main([str(file), *small]) == 0
    printed = capsys.readouterr().out
    stages = [
        "reading and cutting",
        "segmentation",
        "encoding, default",
        "encoding, static",
        "FAISS add",
        "tantivy add",
    ]
    assert [stage for stage in stages if stage not in printed] == []
    rows = [line.split(" | ")[:2] for line in printed.splitlines() if line.startswith(("| 4 |", "| 8 |"))]
    assert rows == [["| 4", "default"], ["| 4", "static"], ["| 8", "static"]]


def test_a_file_that_is_too_small_is_one_sentence(file, monkeypatch, capsys):
    monkeypatch.setattr(command, "load_encoder", lambda name, threads=None: FakeEncoder(str(name)))
    assert command.main([str(file), "--sample", "99"]) == 2
    assert "fewer than 99" in capsys.readouterr().err
