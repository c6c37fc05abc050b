from hypothesis import given
from hypothesis import strategies as st

from yinwen.corpus.types import Passage
from yinwen.index.types import Hit
from yinwen.qa.evidence import Evidence
from yinwen.qa.reader_input import WINDOW
from yinwen.qa.windows import READ, choose, grown


def evidence_of(passages: dict[str, list[int]], scores: list[float], heading: tuple[str, ...] = ()) -> list[Evidence]:
    """Sentences of the given lengths, every passage at 100 times its number in one document; best first."""
    found, rest = [], iter(scores)
    for number, (name, lengths) in enumerate(passages.items()):
        start = 100 * number
        text = "".join("长" * (length - 1) + "。" for length in lengths)
        hit = Hit(Passage(name, "a", text, start, start + len(text), heading), -float(number))
        for length in lengths:
            found.append(Evidence(hit, start, start + length, 0.9, 0.0, 0.0, next(rest)))
            start += length
    return sorted(found, key=lambda e: (-e.score, e.hit.passage.passage_id, e.start))


LENGTHS = st.lists(st.integers(1, 90), min_size=1, max_size=9)
PASSAGES = st.dictionaries(st.sampled_from("abcdef"), LENGTHS, min_size=1)


@given(PASSAGES, st.data(), st.integers(0, 12))
def test_every_passages_best_sentence_comes_first_and_no_window_is_inside_another(passages, data, limit) -> None:
    count = sum(map(len, passages.values()))
    evidence = evidence_of(passages, data.draw(st.lists(st.floats(-9, 9), min_size=count, max_size=count)))
    found = choose(evidence, {}, len, limit)
    assert len(found) <= limit
    best = {name: next(e for e in evidence if e.hit.passage.passage_id == name) for name in passages}
    firsts = found[: len(passages)]
    expected = [e.hit.passage.passage_id for e in evidence if e in best.values()]
    assert [e.passage.passage_id for e in firsts] == expected[:limit]
    assert all(e.start <= best[e.passage.passage_id].start < e.end for e in firsts)
    for one in found:
        assert one.passage.start <= one.start < one.end <= one.passage.end
        assert one.text == one.passage.text[one.start - one.passage.start : one.end - one.passage.start]
        others = [e for e in found if e is not one and e.passage is one.passage]
        assert not any(e.start <= one.start and one.end <= e.end for e in others)
    if len(found) < limit:
        for e in evidence:
            held = (w for w in found if w.passage is e.hit.passage)
            assert any(w.start <= e.start and e.end <= w.end for w in held), "with room left, all is read"


@given(LENGTHS, st.data(), st.integers(1, 120), st.integers(0, 30))
def test_neighbours_are_taken_in_until_none_fits(lengths, data, room, offset) -> None:
    text = "".join("长" * (length - 1) + "。" for length in lengths)
    ends = [offset + sum(lengths[: n + 1]) for n in range(len(lengths))]
    sentences = list(zip([offset, *ends[:-1]], ends, strict=True))
    at = data.draw(st.integers(0, len(lengths) - 1))
    start, end = grown(sentences[at], sentences, text, offset, len, room)
    assert start <= sentences[at][0] < sentences[at][1] <= end
    assert end - start <= max(room, lengths[at]), "it fits, or is the one long sentence"
    before, after = [s for s in sentences if s[1] == start], [s for s in sentences if s[0] == end]
    assert all(end - s[0] > room for s in before)
    assert all(s[1] - start > room for s in after)


def test_neighbours_come_before_and_after_by_turns() -> None:
    sentences = [(n * 10, n * 10 + 10) for n in range(7)]
    text = "长" * 70
    assert grown((30, 40), sentences, text, 0, len, 20) == (20, 40)
    assert grown((30, 40), sentences, text, 0, len, 30) == (20, 50)
    assert grown((30, 40), sentences, text, 0, len, 49) == (10, 50)
    assert grown((30, 40), sentences, text, 0, len, 50) == (10, 60)
    assert grown((0, 10), sentences, text, 0, len, 30) == (0, 30), "at an edge the other side goes on"
    assert grown((60, 70), sentences, text, 0, len, 999) == (0, 70)


def test_a_long_sentence_stands_alone() -> None:
    evidence = evidence_of({"a": [5, 90, 5]}, [1.0, 3.0, 2.0])
    assert [(e.start, e.end) for e in choose(evidence, {}, len)] == [(5, 95), (95, 100), (0, 5)]


def test_a_passages_second_window_comes_after_all_passages() -> None:
    evidence = evidence_of({"a": [60, 60, 60], "b": [60]}, [9.0, 8.0, 7.0, 1.0])
    found = choose(evidence, {}, len)
    assert [(e.passage.passage_id, e.start) for e in found] == [("a", 0), ("b", 100), ("a", 60), ("a", 120)]
    assert [e.start for e in choose(evidence, {}, len, 3)] == [0, 100, 60]


def test_what_a_window_holds_already_is_not_read_again() -> None:
    evidence = evidence_of({"a": [20, 20, 20]}, [1.0, 3.0, 2.0])
    assert [(e.start, e.end) for e in choose(evidence, {}, len)] == [(0, 60)]
    assert WINDOW >= 60


def test_no_more_than_the_limit_is_read() -> None:
    evidence = evidence_of({name: [80, 80] for name in "abcdef"}, [1.0] * 12)
    assert len(choose(evidence, {}, len)) == READ
    assert choose(evidence, {}, len, 0) == choose([], {}, len) == []


def test_a_heading_is_shown_before_the_title_and_else_nothing() -> None:
    def title(heading: tuple[str, ...], titles: dict[str, str]) -> str:
        return choose(evidence_of({"a": [5]}, [1.0], heading), titles, len)[0].title

    assert title(("第一章", "保存"), {"a": "茶的泡法"}) == "保存"
    assert title((), {"a": "茶的泡法"}) == "茶的泡法"
    assert title((), {"b": "别的"}) == ""
