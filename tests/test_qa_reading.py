from collections.abc import Sequence
from dataclasses import replace

import pytest

from yinwen.corpus.types import Passage
from yinwen.index.types import Hit
from yinwen.qa import reading as module
from yinwen.qa.evidence import Evidence
from yinwen.qa.reading import FLOOR, SIGNS, Window, fitted, read, reordered, signs, weighed
from yinwen.qa.types import Excerpt, Reading, Span

WEIGHTS = {"evidence": 2.0, "margin": 3.0, "relevance": 5.0, "passage": 7.0}
WEIGHTS |= {"foreign_evidence": 11.0, "foreign_passage": 13.0}
SIZE = 60  # characters of a sentence: two fill no window together


@pytest.fixture(autouse=True)
def by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Weights that can be worked with by hand, whatever was fitted last."""
    monkeypatch.setattr(module, "fitted", lambda: {"weights": WEIGHTS})


def hit(name: str, score: float, sentences: int = 2) -> Hit:
    text = ("长" * (SIZE - 1) + "。") * sentences
    return Hit(Passage(f"{name}#1", name, text, 100, 100 + len(text), ()), score)


def evidence(of: Hit, number: int, score: float) -> Evidence:
    start = 100 + number * SIZE
    return Evidence(of, start, start + SIZE, 0.9, 0.5, 0.0, score)


def excerpt(of: Hit, first: int = 0, last: int = 1) -> Excerpt:
    return Excerpt(of.passage, 100 + first * SIZE, 100 + last * SIZE)


class FakeReader:
    """Says what it was told of each place."""

    fingerprint = "fake"

    def __init__(self, said: dict[tuple[str, int], tuple[list[Span], float]]) -> None:
        self.said, self.titles = said, list[str]()

    def pieces(self, text: str) -> int:
        return len(text)

    def read(self, question: str, excerpts: Sequence[Excerpt]) -> list[Reading]:
        self.titles += [one.title for one in excerpts]
        return [Reading(e, tuple(self.said[e.passage.doc_id, e.start][0]), self.said[e.passage.doc_id, e.start][1], -1.0)
                for e in excerpts]  # fmt: skip


A, B = hit("a", 4.0), hit("b", 1.0)
EVIDENCE = [evidence(A, 0, 3.0), evidence(A, 1, 2.0), evidence(B, 0, 1.0), evidence(B, 1, 0.5)]
SAID: dict[tuple[str, int], tuple[list[Span], float]] = {
    ("a", 100): ([Span(101, 103, 1.0), Span(105, 106, 0.5)], -2.0),
    ("a", 160): ([], -30.0),
    ("b", 100): ([Span(100, 102, 4.0)], 6.0),
    ("b", 160): ([Span(170, 172, -15.0)], 1.0),
}


def window(reading: Reading, seed: Evidence, score: float, evidence_weight: float = 0.0) -> Window:
    return Window(reading, seed, score, evidence_weight, margin_weight=3.0)


def test_the_fitted_file_weighs_every_sign() -> None:
    assert set(fitted()["weights"]) == set(SIGNS) == set(WEIGHTS)
    assert isinstance(fitted()["reader"], str)


def test_signs_are_the_sentences_score_the_readers_two_and_the_passages_lag_none_below_the_floor() -> None:
    reading = Reading(excerpt(A), (Span(101, 103, 1.5),), -2.0, -1.0)
    assert signs(reading, EVIDENCE[2], 4.0) == [1.0, -3.0, 1.5, -2.0, 0.0, 0.0]
    unsure = Reading(excerpt(A), (), -99.0, 0.0)
    assert signs(unsure, EVIDENCE[0], 4.0) == [3.0, 0.0, FLOOR, FLOOR, 0.0, 0.0]


def test_a_question_in_another_script_is_weighed_apart_as_far_as_it_is_in_one() -> None:
    reading = Reading(excerpt(A), (Span(101, 103, 1.5),), -2.0, -1.0)
    assert signs(reading, EVIDENCE[2], 4.0, own=0.0) == [0.0, 0.0, 0.0, 0.0, 1.0, -3.0]
    assert signs(reading, EVIDENCE[2], 4.0, own=0.5) == [0.5, -1.5, 0.75, -1.0, 0.5, -1.5]


def test_a_windows_score_is_the_weighted_sum_best_first() -> None:
    windows = read(FakeReader(SAID), "问？", EVIDENCE, {})
    scores = {(w.excerpt.passage.doc_id, w.excerpt.start): w.score for w in windows}
    assert scores == {
        ("a", 100): 2 * 3.0 + 3 * 1.0 + 5 * -2.0 + 7 * 0,
        ("a", 160): 2 * 2.0 + 3 * FLOOR + 5 * FLOOR + 7 * 0,
        ("b", 100): 2 * 1.0 + 3 * 4.0 + 5 * 6.0 + 7 * -3,
        ("b", 160): 2 * 0.5 + 3 * FLOOR + 5 * 1.0 + 7 * -3,
    }
    assert [w.score for w in windows] == sorted(scores.values(), reverse=True)
    assert [w.seed for w in windows] == [EVIDENCE[2], EVIDENCE[0], EVIDENCE[3], EVIDENCE[1]]


def test_ties_stand_as_retrieval_has_them_and_the_limit_is_kept() -> None:
    monotone = {place: ([], -99.0) for place in SAID}
    level = [replace(one, score=1.0, hit=replace(one.hit, score=4.0)) for one in EVIDENCE]
    assert [w.seed.hit.passage.doc_id for w in read(FakeReader(monotone), "问？", level, {}, limit=2)] == ["a", "b"]


def test_a_title_that_is_the_documents_name_is_not_shown() -> None:
    reader = FakeReader(SAID)
    read(reader, "问？", EVIDENCE, {"a": "a", "b": "茶的泡法"})
    assert reader.titles == ["", "茶的泡法", "", "茶的泡法"]


def test_nothing_found_nothing_read() -> None:
    assert read(FakeReader({}), "问？", [], {}) == []


def test_in_a_window_the_sentence_with_the_best_span_comes_first_and_what_was_not_read_last() -> None:
    whole = Reading(excerpt(A, 0, 2), (Span(165, 170, 4.0), Span(101, 103, 1.0)), 0.0, -1.0)
    read_window = window(whole, EVIDENCE[0], 10.0)
    found = weighed(EVIDENCE, [read_window])
    assert [(e.hit.passage.doc_id, e.start) for e in found] == [("a", 160), ("a", 100), ("b", 100), ("b", 160)]
    assert [e.score for e in found[:2]] == [10.0, 10.0 - 3 * (4.0 - 1.0)]
    assert [e.spans for e in found] == [whole.spans[:1], whole.spans[1:], (), ()]
    assert found[1].score > found[2].score > found[3].score
    assert found[2].score - found[3].score == 0.5, "the unread ones stand as far apart as before"


def test_a_sentence_without_a_span_has_the_least_of_its_window() -> None:
    reading = Reading(excerpt(A, 0, 2), (Span(165, 170, 4.0),), 0.0, -1.0)
    found = weighed(EVIDENCE[:2], [window(reading, EVIDENCE[0], 10.0)])
    assert [(e.start, e.score, e.spans) for e in found] == [
        (160, 10.0, reading.spans),
        (100, 10.0 - 3 * (4.0 - FLOOR), ()),
    ]


def test_a_sentence_of_two_windows_is_scored_by_the_better() -> None:
    low = window(Reading(excerpt(A, 0, 1), (Span(101, 103, 1.0),), 0.0, -1.0), EVIDENCE[0], 1.0)
    high = window(Reading(excerpt(A, 0, 2), (Span(102, 104, 2.0),), 0.0, -1.0), EVIDENCE[0], 5.0)
    for windows in ([high, low], [low, high]):
        best = weighed(EVIDENCE[:1], windows)[0]
        assert (best.score, best.spans) == (5.0, high.reading.spans)


def test_a_span_is_of_the_sentence_that_it_begins_in() -> None:
    across = Reading(excerpt(A, 0, 2), (Span(158, 165, 2.0),), 0.0, -1.0)
    found = weighed(EVIDENCE[:2], [window(across, EVIDENCE[0], 3.0)])
    assert [(e.start, e.spans) for e in found] == [(100, across.spans), (160, ())]


def test_passages_that_were_read_come_in_their_windows_order_before_the_others() -> None:
    hits = [hit("x", 5.0), A, hit("y", 3.0), B]
    windows = read(FakeReader(SAID), "问？", EVIDENCE, {})
    found = reordered(hits, windows)
    assert [h.passage.doc_id for h in found] == ["b", "a", "x", "y"]
    assert [h.score for h in found[:2]] == [windows[0].score, windows[1].score]
    assert found[1].score > found[2].score > found[3].score, "scores fall with the order"
    assert found[2].score - found[3].score == 2.0
    assert {h.passage.passage_id for h in found} == {h.passage.passage_id for h in hits}


def test_without_windows_all_stands_as_it_was() -> None:
    assert weighed(EVIDENCE, []) == EVIDENCE
    assert reordered([A, B], []) == [A, B]
    windows = read(FakeReader(SAID), "问？", EVIDENCE, {})
    assert reordered([hit("x", 5.0)], windows) == [hit("x", 5.0)]
    assert weighed([], windows) == []


def test_in_a_window_a_sentence_counts_by_its_own_evidence_as_well() -> None:
    reading = Reading(excerpt(A, 0, 2), (Span(101, 103, 1.0), Span(165, 170, 0.5)), 0.0, -1.0)
    found = weighed(EVIDENCE[:2], [window(reading, EVIDENCE[0], 10.0, 2.0)])
    assert [(e.start, e.score) for e in found] == [(100, 10.0), (160, 10.0 - 2.0 * 1.0 - 3.0 * 0.5)]


def test_the_weights_within_a_window_follow_the_questions_script() -> None:
    for own, expected in ((1.0, (2.0, 3.0)), (0.0, (11.0, 0.0)), (0.5, (6.5, 1.5))):
        first = read(FakeReader(SAID), "问？", EVIDENCE, {}, own=own)[0]
        assert (first.evidence_weight, first.margin_weight) == expected
