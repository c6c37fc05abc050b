import json
from pathlib import Path

import pytest

from yinwen.corpus.errors import DocumentError
from yinwen.qa.evaluation.beir import BeirDocument
from yinwen.qa.evaluation.corpora import brings_documents, open_corpus
from yinwen.qa.evaluation.questions import read_questions
from yinwen.qa.evaluation.squad import read_squad

TEA = "绿茶用八十度的水冲泡。红茶用沸水冲泡，也有人用开水。"
FISH = "长江十年禁渔从2021年1月1日开始。"


def write(folder: Path, value: object, name: str = "set.json") -> Path:
    path = folder / name
    path.write_text(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return path


def nested(*qas: dict, context: str = TEA) -> dict:
    return {"version": "2", "data": [{"title": "茶", "paragraphs": [{"context": context, "qas": list(qas)}]}]}


ASKED = {"id": "q1", "question": "红茶用什么水？", "answers": [{"text": "沸水", "answer_start": TEA.index("沸水")}]}


def test_squads_nesting_gives_a_document_a_context_and_unanswerable_questions(tmp_path):
    path = write(
        tmp_path,
        nested(
            {**ASKED, "is_impossible": False},
            {"id": "q2", "question": "白茶呢？", "is_impossible": True, "answers": [], "plausible_answers": [{"text": "沸水"}]},
        ),
    )  # fmt: skip
    found = read_squad(path)
    assert found.documents == [BeirDocument("茶", "茶", TEA)]
    one, two = found.questions
    assert (one.answers, one.alternatives, one.relevant) == (("沸水",), True, {"茶": 1})
    assert one.evidence == ("红茶用沸水冲泡，也有人用开水。",)
    assert (two.answers, two.answerable, two.relevant) == ((), False, {})
    assert read_questions(path) == found.questions
    assert brings_documents(path)


def test_cmrcs_list_of_contexts_is_read(tmp_path):
    rows = [
        {
            "context_id": "T_0",
            "context_text": FISH,
            "title": "禁渔",
            "qas": [{"query_id": "T_0_Q_0", "query_text": "何时开始？", "answers": ["2021年1月1日", "2021年1月1日", "2021年"]}],
        }
    ]  # fmt: skip
    found = read_squad(write(tmp_path, rows))
    assert found.documents == [BeirDocument("T_0", "禁渔", FISH)]
    (question,) = found.questions
    assert (question.id, question.question, question.answers) == ("T_0_Q_0", "何时开始？", ("2021年1月1日", "2021年"))
    assert question.evidence == (FISH,)


def test_a_question_a_row_shares_its_context_with_others(tmp_path):
    rows = [
        {"id": "a", "title": "茶", "context": TEA, "question": "红茶？", "answers": {"text": ["沸水"], "answer_start": [15]}},
        {"id": "b", "title": "茶", "context": TEA, "question": "白茶？", "answers": {"text": [], "answer_start": []}},
        {"id": "c", "title": "茶", "context": FISH, "question": "何时？", "answers": "2021年1月1日"},
    ]  # fmt: skip
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    for path in (write(tmp_path, rows), write(tmp_path, lines, "lines.json")):
        found = read_squad(path)
        assert [document.doc_id for document in found.documents] == ["茶", "茶 (2)"]
        assert [q.relevant for q in found.questions] == [{"茶": 1}, {}, {"茶 (2)": 1}]
        assert [q.answerable for q in found.questions] == [True, False, True]


def test_an_answer_said_to_begin_elsewhere_is_looked_for(tmp_path):
    wrong = {**ASKED, "answers": [{"text": "开水", "answer_start": 3}, {"text": "热水", "answer_start": 0}]}
    (question,) = read_squad(write(tmp_path, nested(wrong))).questions
    assert question.answers == ("开水", "热水")
    assert question.evidence == ("红茶用沸水冲泡，也有人用开水。",)


def test_another_encoding_is_met(tmp_path):
    path = tmp_path / "set.json"
    path.write_bytes(json.dumps(nested(ASKED), ensure_ascii=False).encode("gb18030"))
    assert read_squad(path).questions[0].answers == ("沸水",)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("{", "not JSON"),
        ('{"a": 1}\n{', "not JSON"),
        ({"a": 1}, "SQuAD's or CMRC's form"),
        ([3], r"at \[0\]: this must be a JSON object"),
        ([{"qas": []}], r"at \[0\]: context or context_text is missing"),
        ([{"context": TEA, "qas": {}}], "qas must be a list"),
        ({"data": [{"paragraphs": {}}]}, r"at data\[0\]: paragraphs must be"),
        (nested({**ASKED, "question": ""}), r"at data\[0\].paragraphs\[0\].qas\[0\]: question is missing"),
        (nested({**ASKED, "id": None}), "id is missing"),
        (nested({**ASKED, "answers": [3]}), "an item of answers is no text"),
        (nested({"id": "a", "question": "何？"}), "answers is missing"),
        (nested({**ASKED, "answers": [], "is_impossible": False}), "answers is missing"),
        (nested({**ASKED, "is_impossible": "no"}), "true or false"),
        (nested(ASKED, ASKED), "twice"),
        ([], "no question"),
    ],
)
def test_a_wrong_place_is_named(tmp_path, value, words):
    with pytest.raises(DocumentError, match=words) as error:
        read_questions(write(tmp_path, value))
    assert "set.json" in error.value.zh


def test_contexts_become_a_corpus(tmp_path):
    corpus = open_corpus(write(tmp_path, nested(ASKED)))
    assert corpus.name == "set"
    assert corpus.source("茶").text == TEA
    with pytest.raises(DocumentError, match="no document"):
        open_corpus(write(tmp_path, {"data": []}))
