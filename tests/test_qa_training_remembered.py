from dataclasses import replace

import pytest

from yinwen.corpus.types import Passage
from yinwen.qa.training.remembered import Remembered
from yinwen.qa.types import Excerpt, Reading, Span


class FakeReader:
    def __init__(self, fingerprint="f" * 64):
        self.fingerprint, self.asked = fingerprint, []

    def pieces(self, text):
        return len(text)

    def read(self, question, excerpts):
        self.asked += [(question, e.title, e.text) for e in excerpts]
        return [Reading(e, (Span(e.start + 1, e.end, 0.1 + len(question)),), len(e.text) / 3, -0.7) for e in excerpts]


def excerpt(text, start=0, title=""):
    return Excerpt.whole(Passage(f"a#{start}", "a", text, start, start + len(text), ()), title)


@pytest.fixture
def remembering(tmp_path):
    """Opens memories of one folder."""
    opened = []

    def remember(reader):
        opened.append(Remembered(reader, tmp_path / "cache"))
        return opened[-1]

    yield remember
    for one in opened:
        one._database.close()


def test_what_was_read_is_not_asked_again_even_by_the_next_run(remembering):
    reader = FakeReader()
    given = [excerpt("长江十年禁渔。"), excerpt("灯塔高九十米。", 50)]
    first = remembering(reader).read("问？", given)
    assert first == FakeReader().read("问？", given)
    assert len(reader.asked) == 2
    assert remembering(reader).read("问？", given) == first
    assert remembering(reader).read("问？", given[::-1]) == first[::-1]
    assert len(reader.asked) == 2


def test_only_what_is_new_is_asked(remembering):
    reader = FakeReader()
    memory = remembering(reader)
    memory.read("问？", [excerpt("长江。")])
    found = memory.read("问？", [excerpt("黄河水。"), excerpt("长江。"), excerpt("黄河水。", 9)])
    assert [r.excerpt.text for r in found] == ["黄河水。", "长江。", "黄河水。"]
    assert [asked[2] for asked in reader.asked[1:]].count("长江。") == 0


def test_the_same_text_elsewhere_has_its_spans_there(remembering):
    reader = FakeReader()
    memory = remembering(reader)
    memory.read("问？", [excerpt("长江。", 10)])
    (moved,) = memory.read("问？", [excerpt("长江。", 70)])
    assert [(s.start, s.end) for s in moved.spans] == [(71, 73)]
    assert moved.excerpt.start == 70
    assert len(reader.asked) == 1


def test_another_question_title_text_or_reader_is_asked_anew(remembering):
    reader, one = FakeReader(), excerpt("长江。")
    memory = remembering(reader)
    for question, given in (("问？", one), ("问", one), ("问？", replace(one, title="题")), ("问？", excerpt("长江"))):
        memory.read(question, [given])
    assert len(reader.asked) == 4
    other = FakeReader("e" * 64)
    remembering(other).read("问？", [one])
    assert len(other.asked) == 1


def test_nothing_to_read_and_the_rest_is_the_readers(remembering):
    reader = FakeReader()
    memory = remembering(reader)
    assert memory.read("问？", []) == []
    assert (memory.fingerprint, memory.pieces("长江")) == (reader.fingerprint, 2)
