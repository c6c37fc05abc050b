"""Question sets that a fit goes through: a folder of documents with questions that name them."""

import argparse
import json

from yinwen.qa.training.halves import by_half, parity

from fakes import FakeEncoder

QUESTIONS = [
    {"id": f"q{n}", "question": f"第{n}个问题？", "answers": ["八百元"] if n % 2 else [], "document": "lease.txt"}
    for n in range(12)
]


def test_documents_and_questions_in_a_folder_are_a_set(tmp_path):
    folder = tmp_path / "kinds"
    (folder / "documents").mkdir(parents=True)
    (folder / "documents" / "lease.txt").write_text("租约\n\n房租每月八百元。\n", encoding="utf-8")
    lines = "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in QUESTIONS)
    (folder / "questions.jsonl").write_text(lines, encoding="utf-8")
    arguments = argparse.Namespace(sets=[folder], cache=tmp_path / "cache", most=100)
    seen = []
    for (name, half), snapshot, questions in by_half(arguments, FakeEncoder()):
        assert name == "kinds"
        assert snapshot.document("lease.txt") is not None
        assert all(parity(q.id) == half for q in questions)
        seen += questions
    assert len(seen) == len(QUESTIONS)
    assert {q.id for q in seen if q.answerable} == {value["id"] for value in QUESTIONS if value["answers"]}
    assert all(q.relevant == {"lease.txt": 1} for q in seen)
