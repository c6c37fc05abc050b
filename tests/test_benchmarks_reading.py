import pytest

from yinwen.corpus.types import Passage
from yinwen.index.types import Hit
from yinwen.qa.evaluation.questions import GoldQuestion
from yinwen.qa.types import Answer, Excerpt, Reading, Span

from benchmarks.reading.__main__ import _shown, _summary
from benchmarks.reading.asked import Found, signals
from benchmarks.reading.gold import best_words, from_gold

PASSAGE = Passage("a#1", "a", "长江十年禁渔。", 100, 107, ())


def reading(relevance: float, *spans: Span) -> Reading:
    return Reading(Excerpt.whole(PASSAGE), spans, relevance, -1.0)


def test_the_best_words_are_the_passages_own_by_margin_and_relevance() -> None:
    readings = [reading(1.0, Span(100, 102, 3.0), Span(104, 106, 2.5)), reading(2.0, Span(102, 104, 2.5)), reading(9.0)]
    assert best_words(readings, 0.0) == "长江"
    assert best_words(readings, 1.0) == "十年"
    assert best_words(readings, 0.5) == "长江", "3.5 each: the first"
    assert best_words([], 1.0) is None
    assert best_words([reading(9.0)], 1.0) is None


class FirstFour:
    """Answers with the first four characters of what it reads."""

    fingerprint = "fake"

    def __init__(self) -> None:
        self.titles: list[str] = []

    def pieces(self, text: str) -> int:
        return len(text)

    def read(self, question: str, excerpts: list[Excerpt]) -> list[Reading]:
        self.titles += [e.title for e in excerpts]
        return [Reading(e, (Span(e.start, e.start + 4, -float(n)),), 0.0, -1.0) for n, e in enumerate(excerpts)]


def test_gold_passages_give_exact_match_and_f1_by_hand(library, folder) -> None:
    library.add([folder])
    reader = FirstFour()
    with library.reading() as snapshot:
        opening = snapshot.passages_of("sub/c.txt")[0].text[:4]
        other = snapshot.passages_of("a.txt")[0].text[:4]
    # Half of the second answer's segments are the span's: 2 * 2 / (2 + 4).
    questions = [
        GoldQuestion("1", "图书馆？", (opening,), relevant={"sub/c.txt": 1}),
        GoldQuestion("2", "禁渔？", (other[:2],), relevant={"a.txt": 1}),
        GoldQuestion("3", "谁？", answerable=False),
        GoldQuestion("4", "没有出处？", ("答案",)),
    ]
    assert from_gold(library, reader, questions) == {"questions": 2, "exact": 0.5, "f1": pytest.approx((1 + 2 / 3) / 2)}


def hit(score: float, dense: float | None) -> Hit:
    return Hit(PASSAGE, score, dense=dense)


def test_signals_are_the_best_of_each() -> None:
    plain = Answer("问", "问", "", hits=(hit(3.0, 0.8), hit(2.0, 0.9), hit(1.0, None)), probability=0.25)
    whole = Answer("问", "问", "", readings=(reading(-2.0, Span(100, 102, 1.5)), reading(4.0)), probability=0.75)
    assert signals(plain, whole) == {
        "top fused score": 3.0,
        "top cosine": 0.9,
        "reader: margin": 1.5,
        "reader: relevance": 4.0,
        "reader: both, best window": -0.5,
        "probability without reader": 0.25,
        "probability": 0.75,
    }


def test_signals_of_nothing_are_as_low_as_any() -> None:
    nothing = Answer("问", "问", "")
    found = signals(nothing, nothing)
    assert (found["top fused score"], found["top cosine"]) == (0.0, 0.0)
    assert (found["reader: margin"], found["reader: relevance"], found["reader: both, best window"]) == (-20, -20, -40)


def found_by_hand() -> Found:
    return Found(
        first={"hybrid": [1, 0, 0, 0], "reader": [1, 1, 1, 0]},
        exact=[1, 0, 0, 0],
        f1=[1, 0.5, 0.5, 0],
        contained=[1, 1, 0, 0],
        refused={"yes": [0, 0, 0, 1], "no": [1, 0]},
        # Of the eight pairs of a yes and a no: 6 in order, 1 level, 1 not.
        signals={"s": {"yes": [3, 3, 2, 0.5], "no": [1, 0.5]}, "one-sided": {"yes": [1], "no": []}},
        milliseconds=[10, 20, 30, 40, 50],
    )


def test_the_summary_by_hand() -> None:
    summary = _summary(found_by_hand())
    assert summary["auroc"] == {"s": (6 + 0.5) / 8}
    assert summary["hit@1"] == {"hybrid": 0.25, "reader": 0.75}
    assert summary["difference"]["mean"] == 0.5
    assert summary["pool"] == {"exact": 0.25, "f1": 0.5}
    assert summary["containment"] == 0.5
    assert summary["refused"] == {"yes": 0.25, "no": 0.5}
    assert (summary["questions"], summary["unanswerable"]) == (4, 2)
    assert summary["ms"]["50"] == 30
    assert summary["ms"]["95"] == pytest.approx(48)


def test_a_set_without_unanswerable_questions_has_no_auroc() -> None:
    found = found_by_hand()
    found.refused["no"], found.signals = [], {"s": {"yes": [1, 2], "no": []}}
    summary = _summary(found)
    assert summary["auroc"] == {}
    assert summary["refused"]["no"] is None


def test_what_is_printed_holds_the_figures() -> None:
    shown = _shown("some set", {"gold": {"exact": 0.125, "f1": 0.375, "questions": 8}, **_summary(found_by_hand())})
    assert "== some set" in shown
    assert "exact 0.125  F1 0.375  of 8" in shown
    assert "hybrid 0.250  with reader 0.750" in shown
    assert "AUROC 0.812  s" in shown
    assert "p50 30" in shown
