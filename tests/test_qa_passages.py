from pathlib import Path

import pytest

from yinwen.corpus.errors import DocumentError, QuestionError
from yinwen.index.library import Library
from yinwen.qa import Assistant
from yinwen.qa.passages import find_titled, read_passage


@pytest.fixture
def small(library: Library, folder: Path) -> Assistant:
    (folder / "n#p1.txt").write_text(
        "楼层\n\n" + "".join(f"　　第{n}层是{n}号展厅。\n\n" for n in range(1, 6)), encoding="utf-8"
    )
    library.add([folder])
    return Assistant(library)


def test_hits_come_with_the_titles_of_their_documents(small: Assistant) -> None:
    found = find_titled(small, "红茶用什么水冲泡？", 2)
    assert [one.hit for one in found] == small.search("红茶用什么水冲泡？", 2)
    assert [one.title for one in found] == [small.document(one.hit.passage.doc_id).title for one in found]


def test_what_cannot_be_searched(small: Assistant) -> None:
    with pytest.raises(QuestionError):
        find_titled(small, " ")
    with pytest.raises(DocumentError, match="nowhere"):
        find_titled(small, "红茶", within=["a.txt", "nowhere"])
    assert find_titled(small, "红茶", within=[]) == []


@pytest.mark.parametrize(
    ("at", "before", "after"), [(3, [2], [4]), (1, [], [2]), (5, [4], [])], ids=["within", "first", "last"]
)
def test_a_passage_with_its_neighbours(small: Assistant, at: int, before: list[int], after: list[int]) -> None:
    around = read_passage(small, f"n#p1.txt#p{at}", 1)
    assert f"第{at}层" in around.passage.text
    assert [passage.ordinal for passage in around.before] == before
    assert [passage.ordinal for passage in around.after] == after
    assert around.title == small.document("n#p1.txt").title


def test_a_passage_alone_and_one_with_all_there_is(small: Assistant) -> None:
    alone, whole = read_passage(small, "n#p1.txt#p3"), read_passage(small, "n#p1.txt#p3", 99)
    assert (alone.passage, alone.before, alone.after) == (whole.passage, (), ())
    assert [passage.ordinal for passage in (*whole.before, whole.passage, *whole.after)] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("passage_id", ["", "a.txt", "a.txt#p99", "nowhere#p1"])
def test_a_passage_that_is_not_there(small: Assistant, passage_id: str) -> None:
    with pytest.raises(DocumentError, match="passage_id"):
        read_passage(small, passage_id)
