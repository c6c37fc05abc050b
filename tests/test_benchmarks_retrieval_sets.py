import json
from pathlib import Path

import pytest

from yinwen.corpus.errors import DocumentError
from yinwen.index.library import Library
from yinwen.qa.evaluation.gold import MISSING, Gold
from yinwen.qa.evaluation.questions import GoldQuestion

from benchmarks.retrieval.pool import Part, Pool
from benchmarks.retrieval.sets import Asked, QuestionSet, is_quick, lines, load_sets
from fakes import FakeEncoder

DOCUMENTS = [
    {"_id": "禁渔", "title": "长江禁渔", "text": "长江十年禁渔从2021年1月1日开始。\n沿江渔民全部上岸。"},
    {"_id": "茶", "title": "", "text": "绿茶用八十度的水冲泡。红茶用沸水冲泡。"},
]
QUERIES = [
    {"_id": "q1", "text": "禁渔从什么时候开始？", "metadata": {"answers": ["2021年1月1日"], "answerable": True}},
    {"_id": "q2", "text": "红茶用什么水？", "metadata": {"answers": ["沸水"], "answerable": True}},
    {"_id": "q3", "text": "月球上有几座火山？", "metadata": {"answers": [], "answerable": False}},
]
OTHER = [
    {"id": "o1", "question": "打鱼的何时停工？", "document": "news/禁渔", "evidence": "沿江渔民全部上岸", "answers": ["上岸"]},
    {"id": "o2", "question": "嫩叶该用多烫的？", "document": "tea.txt", "evidence": "八十度的水", "answers": ["八十度"]},
]  # fmt: skip


def write_lines(path: Path, values: list) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values), encoding="utf-8")


def beir(folder: Path, documents: list = DOCUMENTS, prefix: str = "") -> Path:
    write_lines(folder / "corpus.jsonl", documents)
    write_lines(folder / "queries.jsonl", [{**query, "_id": prefix + query["_id"]} for query in QUERIES])
    (folder / "qrels").mkdir()
    rows = f"query-id\tcorpus-id\tscore\n{prefix}q1\t禁渔\t1\n{prefix}q2\t茶\t1\n"
    (folder / "qrels" / "test.tsv").write_text(rows, encoding="utf-8")
    return folder


@pytest.fixture
def news(tmp_path: Path) -> Path:
    return beir(tmp_path / "eval" / "news")


@pytest.fixture
def other_words(tmp_path: Path) -> Path:
    folder = tmp_path / "other_words"
    write_lines(folder / "questions.jsonl", OTHER)
    (folder / "documents").mkdir()
    text = "饮茶须知\n\n　　绿茶用八十度的水冲泡，不可久焖。\n\n　　水要现烧，茶具要先温。\n"
    (folder / "documents" / "tea.txt").write_text(text, encoding="utf-8")
    return folder


def test_a_beir_set_asks_what_is_answerable_and_ranks_documents(news):
    (only,) = load_sets([news])
    assert [(a.question.id, a.unit, a.part) for a in only.asked] == [
        ("q1", "document", "news"),
        ("q2", "document", "news"),
    ]


def test_a_folder_of_sets_is_all_of_them_and_jsonl_needs_its_corpus(news, folder):
    own = news.parent / "own.jsonl"
    question = {"id": "j1", "question": "何时开馆？", "answers": ["九点"], "evidence": ["上午九点开馆"]}
    write_lines(own, [question, {"id": "j2", "question": "谁？", "answers": []}])
    assert [s.name for s in load_sets([news.parent])] == ["news"]
    _, mine = load_sets([news.parent], folder)
    assert [(a.question.id, a.unit) for a in mine.asked] == [("j1", "passage")]
    with pytest.raises(DocumentError, match="--corpus"):
        load_sets([own])
    with pytest.raises(DocumentError, match="holds no question set"):
        load_sets([folder])


def test_sets_that_share_their_passages_share_one_part(news):
    twin = beir(news.parent / "twin", prefix="en-")
    first, second = load_sets([news, twin])
    assert first.parts == second.parts
    assert {a.part for a in second.asked} == {"news"}


def test_other_words_asks_about_another_sets_documents_and_its_own(news, other_words):
    _, other = load_sets([other_words, news])
    assert other.untouched
    assert [(a.unit, a.part, a.document) for a in other.asked] == [
        ("document", "news", None),
        ("passage", "other_words", "tea.txt"),
    ]
    assert {part.name for part in other.parts} == {"news", "other_words"}
    with pytest.raises(DocumentError, match="give that set"):
        load_sets([other_words])


def test_gold_in_a_pool_is_the_parts_own(tmp_path, news, other_words):
    sets = load_sets([news, other_words])
    pool = Pool("merged", list({part.name: part for s in sets for part in s.parts}.values()))
    with Library(tmp_path / "home", FakeEncoder()) as library:
        assert pool.fill(library, lambda *_: None) == {}
        assert [info.doc_id for info in library.documents()] == ["news/禁渔", "news/茶", "other_words/tea.txt"]
        gold = Gold(library)
        found = [dict(a.relevant(lambda: gold, pool=True)) for s in sets for a in s.asked]
    # 八十度的水 stands in news/茶 too, and counts only where the question is asked about.
    assert found == [{"news/禁渔": 1}, {"news/茶": 1}, {"news/禁渔": 1}, {"other_words/tea.txt#p1": 1}]


def test_evidence_that_stands_nowhere_is_missing_and_counts(library, folder):
    library.add([folder])
    gold = Gold(library)
    question = GoldQuestion("x", "？", ("九点",), evidence=("上午九点开馆",))
    assert list(Asked(question, "s", "s").relevant(lambda: gold, pool=False)) == ["sub/c.txt#p1"]
    assert Asked(question, "s", "s", "a.txt").relevant(lambda: gold, pool=False) == {MISSING: 1}


def test_a_pools_library_depends_on_all_its_parts(news, other_words):
    parts = Part("news", news), Part("own", other_words / "documents")
    assert Pool("p", parts).digest() != Pool("p", parts[:1]).digest()
    assert Pool("p", parts).source("own/tea.txt").doc_id == "own/tea.txt"
    assert Pool("p", parts).source("news/茶").text == DOCUMENTS[1]["text"]


def many(n: int) -> list[Asked]:
    return [Asked(GoldQuestion(f"q{i}", "？", relevant={"d": 1}), "s", "s") for i in range(n)]


def test_quick_is_a_fifth_of_either_half():
    chosen = QuestionSet("s", many(4000), ())
    counts = {half: len(lines(chosen, half)[0].asked) for half in ("even", "odd")}
    quick = {half: len(lines(chosen, half, quick=True)[0].asked) for half in ("even", "odd")}
    assert sum(counts.values()) == 4000
    assert sum(quick.values()) == sum(is_quick(f"q{i}") for i in range(4000))
    # Three standard deviations of a fifth of 2,000 are 54.
    assert all(abs(quick[half] - counts[half] / 5) < 54 for half in counts)


def test_halves_are_told_by_the_parity_of_the_id():
    # In hexadecimal sha256 of q0 ends in e, of q1 in b, of q2 in 1.
    chosen = QuestionSet("s", many(3), ())
    assert [[a.question.id for a in lines(chosen, half)[0].asked] for half in ("even", "odd")] == [["q0"], ["q1", "q2"]]
    assert lines(QuestionSet("s", many(1), ()), "odd") == []


def test_both_halves_are_reported_of_a_set_that_nothing_is_fitted_on():
    asked = many(40)
    untouched = QuestionSet("s", asked, (), untouched=True)
    odd, both = lines(untouched, "odd")
    assert len(both.asked) == 40 > len(odd.asked)
    assert [line.name for line in lines(untouched, "even")] == ["s"]
    assert [line.name for line in lines(QuestionSet("s", asked, ()), "odd")] == ["s"]
