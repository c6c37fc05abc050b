import pytest

from yinwen.index.types import Hit
from yinwen.qa.evaluation.gold import MISSING, Gold, contains
from yinwen.qa.evaluation.metrics import judge, span_answers
from yinwen.qa.evaluation.questions import GoldQuestion
from yinwen.qa.types import Answer, Citation

FISH = GoldQuestion("q", "？", answers=("2021年1月1日",), evidence=("長江十年禁漁從２０２１年1月1日開始",))


@pytest.fixture
def gold(library, folder):
    library.add([folder])
    return Gold(library)


def cite(library, doc_id: str, words: str, marker: int = 1, shift: int = 0, field: str | None = None) -> Citation:
    """A citation of these words; ``shift`` puts it in the wrong place."""
    text = library.document(doc_id).text
    start = 0 if field else text.index(words) + shift
    with library.reading() as snapshot:
        passage = next(p for p in snapshot.passages_of(doc_id) if field or p.start <= start < p.end)
    return Citation(marker, passage, start, start + len(words), words, field)


def test_evidence_is_found_as_search_text_and_placed_in_the_original(library, gold):
    (place,) = gold.places(FISH.evidence[0])
    assert library.document(place.doc_id).text[place.start : place.end] == "长江十年禁渔从2021年1月1日开始"
    assert gold.documents(FISH) == {"a.txt"}


def test_the_passage_that_holds_the_evidence_is_relevant(gold):
    assert gold.passages(FISH) == {"a.txt#p1": 1}


def test_evidence_that_stands_nowhere_stays_in_the_mean(gold):
    lost = GoldQuestion("q", "？", answers=("甲",), evidence=("不在任何文件里的话",))
    assert gold.passages(lost) == {MISSING: 1}


def test_all_answers_or_any_one(gold):
    both = GoldQuestion("q", "？", answers=("绿茶", "红茶"))
    assert contains(both, "绿茶和红茶")
    assert not contains(both, "绿茶")
    assert contains(GoldQuestion("q", "？", answers=("绿茶", "红茶"), alternatives=True), "綠 茶")


def test_a_span_is_judged_only_against_an_answer_in_one_piece(gold):
    assert span_answers(FISH, gold) == ("2021年1月1日",)
    assert span_answers(GoldQuestion("q", "？", answers=("绿茶", "红茶"), evidence=("绿茶红茶",)), gold) == ()
    beir = GoldQuestion("q", "？", answers=("沸水", "不在其中"), alternatives=True, relevant={"b.md": 1})
    assert span_answers(beir, gold) == ("沸水",)


def test_an_answer_is_judged_by_hand(library, gold):
    right, beside = cite(library, "a.txt", "2021年1月1日"), cite(library, "a.txt", "沿江渔民全部上岸", marker=2)
    hits = tuple(Hit(c.passage, 1.0) for c in (cite(library, "b.md", "红茶"), right))
    answer = Answer("？", "？", "从2021年1月1日起〔1〕", right, (right, beside), hits, timings={"total": 5.0})
    outcome = judge(FISH, answer, gold, library.document)
    assert outcome.contained
    assert (outcome.exact, outcome.f1) == (1.0, 1.0)
    assert (outcome.quotes, outcome.quotes_exact) == (3, 3)
    assert (outcome.cited, outcome.cited_right, outcome.gold_cited) == (2, 1, 1.0)
    assert outcome.ranking == (hits[0].passage.passage_id, "a.txt#p1")
    assert outcome.milliseconds == 5.0


def test_a_quote_one_character_off_is_noticed(library, gold):
    wrong = cite(library, "a.txt", "2021年1月1日", shift=1)
    outcome = judge(FISH, Answer("？", "？", "", None, (wrong,)), gold, library.document)
    assert (outcome.quotes, outcome.quotes_exact) == (1, 0)


def test_a_field_is_checked_as_a_field(library, gold):
    title = cite(library, "b.md", "茶的泡法", field="title")
    assert judge(FISH, Answer("？", "？", "", None, (title,)), gold, library.document).quotes_exact == 1
    other = cite(library, "b.md", "茶的做法", field="title")
    assert judge(FISH, Answer("？", "？", "", None, (other,)), gold, library.document).quotes_exact == 0


def test_with_qrels_the_document_decides(library, gold):
    question = GoldQuestion("q", "？", answers=("沸水",), alternatives=True, relevant={"b.md": 1, "sub/c.txt": 1})
    citations = (cite(library, "b.md", "红茶用沸水冲泡"), cite(library, "a.txt", "上岸", marker=2))
    hits = tuple(Hit(c.passage, 1.0) for c in citations)
    outcome = judge(question, Answer("？", "？", "沸水", None, citations, hits), gold, library.document)
    assert (outcome.cited_right, outcome.gold_cited) == (1, 0.5)
    assert outcome.ranking == ("b.md", "a.txt")


def test_an_abstention_or_an_error_scores_zero(library, gold):
    for outcome in (
        judge(FISH, Answer("？", "？", "没有说2021年1月1日", abstained=True), gold, library.document),
        judge(FISH, None, gold, library.document, "太长"),
    ):
        assert outcome.contained is False
        assert (outcome.exact, outcome.f1, outcome.gold_cited) == (0.0, 0.0, 0.0)
        assert outcome.relevant
