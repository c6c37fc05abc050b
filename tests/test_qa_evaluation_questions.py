import hashlib
import json
from pathlib import Path

import pytest

from yinwen.corpus.errors import DocumentError
from yinwen.qa.evaluation.beir import BeirDocument, is_beir_corpus, read_beir_corpus
from yinwen.qa.evaluation.questions import choose_half, read_questions
from yinwen.qa.types import Turn

DEV = Path(__file__).parent / "data" / "article_dev.jsonl"
GOOD = {"id": "a", "question": "何时？", "answers": ["2021年"], "evidence": ["从2021年起"], "kind": "time"}


def write(path: Path, *lines: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "\n".join(line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines)
    path.write_text(text + "\n", encoding="utf-8")
    return path


def beir(root: Path, queries: list, qrels: list[str], corpus: list | None = None) -> Path:
    write(
        root / "corpus.jsonl",
        *(corpus or [{"_id": "d1", "title": "题", "text": "文。"}, {"_id": "d2", "text": "另一篇。"}]),
    )
    write(root / "queries.jsonl", *queries)
    write(root / "qrels" / "test.tsv", "query-id\tcorpus-id\tscore", *qrels)
    return root


def test_the_projects_own_questions_are_read():
    questions = read_questions(DEV)
    assert len(questions) == 56
    assert sum(not q.answerable for q in questions) == 16
    assert questions[0].answers == ("95.6%",)
    assert not questions[0].alternatives
    assert questions[0].relevant is None


def test_history_may_be_questions_or_turns(tmp_path):
    path = write(
        tmp_path / "q.jsonl",
        {**GOOD, "history": ["谁？"]},
        {**GOOD, "id": "b", "history": [{"role": "user", "content": "谁？"}, {"role": "assistant", "content": "他。"}]},
    )
    first, second = read_questions(path)
    assert first.history == ("谁？",)
    assert second.history == (Turn("user", "谁？"), Turn("assistant", "他。"))


def test_a_byte_order_mark_crlf_and_a_line_separator_in_a_string_are_met(tmp_path):
    path = tmp_path / "q.jsonl"
    line = json.dumps({**GOOD, "question": "一\u2028二"}, ensure_ascii=False)
    path.write_bytes(b"\xef\xbb\xbf" + line.encode() + b"\r\n\r\n")
    assert read_questions(path)[0].question == "一\u2028二"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "line 2"),
        ("[]", "line 2"),
        ({**GOOD, "id": ""}, "id is missing"),
        ({"id": "b", "answers": []}, "question is missing"),
        ({"id": "b", "question": "何？"}, "answers is missing"),
        ({**GOOD, "id": "b", "answers": "2021年"}, "answers is missing or no list"),
        ({**GOOD, "id": "b", "history": [3]}, "history must be"),
        (GOOD, "twice"),
    ],
)
def test_a_bad_line_is_named(tmp_path, line, words):
    with pytest.raises(DocumentError) as error:
        read_questions(write(tmp_path / "q.jsonl", GOOD, line))
    assert words in error.value.en
    assert error.value.zh


def test_missing_empty_and_foreign_files_are_refused(tmp_path):
    for path, words in (
        (tmp_path / "none.jsonl", "can't be read"),
        (write(tmp_path / "empty.jsonl", ""), "no question"),
        (tmp_path, "can't be read"),
    ):
        with pytest.raises(DocumentError, match=words):
            read_questions(path)
    foreign = tmp_path / "gb.jsonl"
    foreign.write_bytes("问题".encode("gb18030"))
    with pytest.raises(DocumentError, match="not UTF-8"):
        read_questions(foreign)


def test_a_beir_folder_is_read(tmp_path):
    folder = beir(
        tmp_path / "set",
        [
            {"_id": "q1", "text": "一？", "metadata": {"answers": ["甲", "乙"], "answerable": True}},
            {"_id": "q2", "text": "二？", "metadata": {"answers": [], "answerable": False}},
            {"_id": "q3", "text": "三？"},
            {"_id": "q4", "text": "别的分集"},
        ],
        ["q1\td1\t1", "q3\td2\t2", "q3\td1\t0"],
    )
    one, two, three = read_questions(folder)
    assert one.answers == ("甲", "乙")
    assert one.alternatives
    assert one.relevant == {"d1": 1}
    assert not two.answerable
    assert three.answerable
    assert three.relevant == {"d2": 2}
    assert is_beir_corpus(folder)
    assert list(read_beir_corpus(folder))[1] == BeirDocument("d2", "", "另一篇。")


def test_a_beir_folder_with_a_bad_line_is_refused(tmp_path):
    with pytest.raises(DocumentError, match="three columns"):
        read_questions(beir(tmp_path / "a", [{"_id": "q1", "text": "一？"}], ["q1 d1 1"]))
    with pytest.raises(DocumentError, match="no relevant"):
        read_questions(beir(tmp_path / "b", [{"_id": "q1", "text": "一？"}], ["q1\td1\t0"]))
    folder = beir(tmp_path / "c", [{"_id": "q1", "text": "一？"}], ["q1\td1\t1"], corpus=[{"_id": "d1", "text": 3}])
    with pytest.raises(DocumentError, match="line 1"):
        list(read_beir_corpus(folder))


def test_halves_part_the_questions_by_the_hash_of_their_id():
    questions = read_questions(DEV)
    even, odd = choose_half(questions, "even"), choose_half(questions, "odd")
    assert {q.id for q in even} | {q.id for q in odd} == {q.id for q in questions}
    assert not {q.id for q in even} & {q.id for q in odd}
    digest = int(hashlib.sha256(even[0].id.encode()).hexdigest(), 16)
    assert digest % 2 == 0
    assert choose_half(questions, None) == questions
