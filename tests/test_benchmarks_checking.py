"""The mutations change what a sentence says, and the cases cite the passage that holds it."""

import json
import random
from pathlib import Path

import pytest

from yinwen.index.segment import Segmenter

from benchmarks.checking.gold import gold_cases, mutated, paraphrase_cases
from benchmarks.checking.mutations import KINDS, Mutator, names_in

SENTENCE = "李翰于1998年在北京创办该社，拥有5名员工，它是一家出版社。"
PASSAGE = SENTENCE + "2003年，社址迁到南京，员工增至12名，社长是王小明。"


@pytest.fixture(scope="module")
def segmenter(tmp_path_factory: pytest.TempPathFactory) -> Segmenter:
    return Segmenter(tmp_path_factory.mktemp("jieba"))


@pytest.fixture(scope="module")
def mutator(segmenter: Segmenter) -> Mutator:
    return Mutator(segmenter, {"ns": ["上海", "北京"], "nr": ["赵大川"]})


def made(mutator: Mutator, kind: str) -> set[str]:
    """Everything that a kind makes of the sentence."""
    return {mutator.make(kind, SENTENCE, PASSAGE, random.Random(seed)) or "" for seed in range(60)}


def test_a_digit_gives_a_number_that_the_passage_does_not_hold(mutator):
    found = made(mutator, "digit")
    assert SENTENCE.replace("5名", "7名") in found
    assert SENTENCE.replace("5名", "5名") not in found
    assert SENTENCE.replace("5名", "12名") not in found


def test_inside_takes_what_stands_elsewhere_in_the_passage(mutator):
    assert made(mutator, "digit, inside") == {SENTENCE.replace("5名", "12名")}
    assert made(mutator, "year, inside") == {SENTENCE.replace("1998", "2003")}
    assert SENTENCE.replace("北京", "南京") not in made(mutator, "name, inside"), "they share a character"
    assert SENTENCE.replace("李翰", "王小明") in made(mutator, "name, inside")


def test_a_name_comes_from_elsewhere(mutator):
    assert made(mutator, "name") == {SENTENCE.replace("北京", "上海"), SENTENCE.replace("李翰", "赵大川")}


def test_a_year_is_near_and_new(mutator):
    found = made(mutator, "year")
    assert SENTENCE.replace("1998", "1999") in found
    assert all("1998" not in text and "2003" not in text for text in found)


def test_a_unit_becomes_another(mutator):
    assert made(mutator, "unit") == {SENTENCE.replace("5名", "5万名")}


def test_a_denial_is_put_in_or_taken_away(mutator):
    assert made(mutator, "negation") == {SENTENCE.replace("是一家", "不是一家")}
    denied = "该社不是出版社。"
    assert mutator.make("negation", denied, denied, random.Random(0)) == "该社是出版社。"
    assert mutator.make("negation", "并非没有不同意见。", "", random.Random(0)) is None, "two denials"


def test_names_are_told_from_words_that_jieba_takes_for_people(segmenter):
    assert names_in("《黑姑娘》由王小明在北京写成，讲的是公正。", segmenter) == [
        ("title", "《黑姑娘》"),
        ("nr", "王小明"),
        ("ns", "北京"),
    ]


def test_gold_sentences_cite_the_passage_that_holds_them(tmp_path: Path, segmenter):
    text = SENTENCE + "另有一句与此无关。"
    lines = [{"_id": f"d{n}", "title": f"题{n}", "text": text if n == 0 else f"第{n}篇。"} for n in range(8)]
    (tmp_path / "corpus.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    query = {"_id": "q", "text": "几名员工？", "metadata": {"answers": ["5名"]}}
    (tmp_path / "queries.jsonl").write_text(json.dumps(query), encoding="utf-8")
    (tmp_path / "qrels").mkdir()
    (tmp_path / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq\td0\t1\n", encoding="utf-8")
    (case,) = gold_cases(tmp_path, len)
    assert case.sentence == SENTENCE
    assert len(case.passages) == 6
    assert case.sentence in case.cited_text
    assert case.reply == SENTENCE + "[1]"
    assert {change.kind for change in mutated([case], segmenter, 1)} <= set(KINDS)
    assert mutated([case], segmenter, 1) == mutated([case], segmenter, 1)


def test_a_paraphrase_cites_what_its_source_touches():
    cases = list(paraphrase_cases(len))
    assert len(cases) == 200
    assert all(case.cited and len(case.passages) == 6 for case in cases)
    first = next(case for case in cases if case.case_id == "pp-070")
    assert "40 千克以上" in first.cited_text
