"""Questions written for training: what is shipped is sound, and what examples are made of it."""

import json
import random

import pytest
from tokenizers import Tokenizer

from yinwen.corpus.normalize import normalize
from yinwen.qa.training.reader_examples import draw
from yinwen.qa.training.reader_material import Material
from yinwen.qa.training.reader_written import NEAREST, WRITTEN, nearest, read_written

from fakes import FakeEncoder

LEASE = "租约\n\n一、租金每月八百元。\n\n二、押金一千元，退租后十日内归还。\n\n三、房东负责修理水管、门窗和电线。\n"
QUESTIONS = [
    {"id": "1", "question": "房租多少？", "answers": ["八百元"], "document": "lease.txt"},
    {"id": "2", "question": "哪些东西房东修？", "answers": ["水管", "电线"], "document": "lease.txt"},
    {"id": "3", "question": "房东姓什么？", "answers": [], "document": "lease.txt"},
]


@pytest.fixture
def material(trunk_folder):
    tokenizer = Tokenizer.from_file(str(trunk_folder / "tokenizer.json"))
    return Material(tokenizer)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "lease.txt").write_text(LEASE, encoding="utf-8")
    lines = "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in QUESTIONS)
    (tmp_path / "questions.jsonl").write_text(lines, encoding="utf-8")
    return tmp_path


def encode(texts):
    return FakeEncoder().encode_queries(texts)


def test_an_answer_is_found_in_its_document(folder, material):
    (page,) = read_written(folder, material)
    texts = [material.passages.text(one.passage, one.span) for one in page.answered]
    assert texts[0] in ("八百元", "八百元。")
    assert [one.question for one in page.silent] == ["房东姓什么?"]


def test_several_answers_become_the_stretch_that_holds_them(folder, material):
    (page,) = read_written(folder, material)
    one = page.answered[1]
    assert material.passages.text(one.passage, one.span).startswith("水管、门窗和电线")


def test_near_windows_are_of_the_same_document_and_hold_no_answer(folder, material):
    pages = read_written(folder, material)
    near = nearest(pages, material, encode)
    for one in (*pages[0].answered, *pages[0].silent):
        assert 0 < len(near[one]) <= NEAREST
        for window in near[one]:
            assert window in pages[0].windows
            assert not any(answer in material.passages.text(*window) for answer in one.answers)


def test_examples_answer_and_stay_silent(folder, material):
    material.written = read_written(folder, material)
    plan = draw(material, 100, encode, random.Random(3))
    by_kind = {kind: [e for e in plan if e.kind == kind] for kind in {e.kind for e in plan}}
    assert all(e.relevant and e.span for e in by_kind["written"])
    for kind in ("written elsewhere", "written silent"):
        assert by_kind[kind]
        assert not any(e.relevant or e.span for e in by_kind[kind])


def test_the_shipped_questions_are_answered_by_their_documents():
    texts = {path.name: path.read_text(encoding="utf-8") for path in (WRITTEN / "documents").iterdir()}
    values = [json.loads(line) for line in (WRITTEN / "questions.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len({value["id"] for value in values}) == len(values)
    assert {value["document"] for value in values} == set(texts)
    for value in values:
        assert all(answer in texts[value["document"]] for answer in value["answers"]), value


def test_nothing_is_trained_on_that_is_measured():
    kinds = WRITTEN.parents[2] / "tests" / "benchmarks" / "kinds" / "documents"
    measured = {normalize(path.read_text(encoding="utf-8")) for path in kinds.iterdir()}
    assert not any(normalize(p.read_text(encoding="utf-8")) in measured for p in (WRITTEN / "documents").iterdir())
