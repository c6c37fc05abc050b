from collections.abc import Iterator

import pytest

from yinwen.index.library import Library
from yinwen.index.snapshot import Snapshot
from yinwen.qa.surroundings import Surroundings, remembered

from fakes import FakeEncoder

REPLY = "12米。“青山灯塔高12米。”〔1〕"


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    folder = tmp_path_factory.mktemp("surroundings")
    (folder / "a.txt").write_text("青山灯塔高12米。灯塔的票价是30元。", encoding="utf-8")
    (folder / "b.txt").write_text("湖边的茶园有三位师傅。", encoding="utf-8")
    with Library(folder / "library", FakeEncoder()) as library:
        library.add([folder / "a.txt", folder / "b.txt"])
        with library.reading() as state:
            yield state


def test_the_nearest_sentence_is_nearer_to_a_question_in_its_words(snapshot: Snapshot) -> None:
    near, far = Surroundings(snapshot, FakeEncoder(), None, None).near(["灯塔的票价是30元", "谁发明了电话"])
    assert near > far


def test_a_question_is_weighed_by_what_it_finds(snapshot: Snapshot) -> None:
    around = Surroundings(snapshot, FakeEncoder(), None, None)
    ticket, tea = around.weigh(["灯塔的票价是多少？", "茶园的师傅有几位？"], "票价呢？", REPLY)
    assert (ticket.own, ticket.place) == (1.0, 1.0)
    assert (tea.own, tea.place) == (0.0, 0.0)
    assert ticket.near > 0


def test_only_the_documents_meant_are_looked_at(snapshot: Snapshot) -> None:
    around = Surroundings(snapshot, FakeEncoder(), None, ["b.txt"])
    assert [each.place for each in around.weigh(["灯塔的票价是多少？"], "票价呢？", REPLY)] == [0.0]


def test_each_text_is_encoded_once(snapshot: Snapshot) -> None:
    class Counting(FakeEncoder):
        asked = 0

        def encode_queries(self, texts):  # type: ignore[no-untyped-def]
            self.asked += len(texts)
            return super().encode_queries(texts)

    encoder = Counting()
    around = Surroundings(snapshot, encoder, None, None)
    around.near(["灯塔多高？", "茶园多大？"])
    around.weigh(["茶园多大？", "票价呢？"], "票价呢？", REPLY)
    assert encoder.asked == 3


def test_what_was_understood_is_kept_by_state_and_documents(snapshot: Snapshot) -> None:
    assert remembered(snapshot, None, None) is remembered(snapshot, None, None)
    assert remembered(snapshot, ["a.txt"], None) is not remembered(snapshot, None, None)
    assert remembered(snapshot, ["a.txt", "b.txt"], None) is remembered(snapshot, ["b.txt", "a.txt"], None)
