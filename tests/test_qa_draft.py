import pytest
from hypothesis import given
from hypothesis import strategies as st

from yinwen.corpus.errors import DamagedError
from yinwen.corpus.types import Document, Passage
from yinwen.qa.draft import Draft, flat, verify
from yinwen.qa.types import Citation

TEXT = "长江十年禁渔。\r\n　　沿江渔民\r\n全部上岸。"
DOCUMENT = Document("a.txt", "长江", "a.txt", TEXT)
PASSAGE = Passage("a.txt#p1", "a.txt", TEXT, 0, len(TEXT))


def lookup(doc_id: str) -> Document:
    return {"a.txt": DOCUMENT}[doc_id]


def test_citations_are_numbered_from_one_and_a_place_keeps_its_number() -> None:
    draft = Draft(lookup)
    first, second = draft.cite(PASSAGE, 0, 7), draft.cite(PASSAGE, 11, 22)
    assert draft.cite(PASSAGE, 0, 7) is first
    assert [first.marker, second.marker] == [1, 2]
    draft.quote(first)
    draft.write("又")
    draft.quote(second)
    assert draft.text == "“长江十年禁渔。”〔1〕又“沿江渔民全部上岸。”〔2〕"
    assert [citation.quote for citation in draft.citations] == [TEXT[0:7], TEXT[11:22]]


def test_a_field_is_cited_in_full_and_never_taken_for_a_place() -> None:
    draft = Draft(lookup)
    titled = draft.cite_field(PASSAGE, "title", "长江")
    placed = draft.cite(PASSAGE, 0, 2)
    assert (titled.marker, titled.quote, titled.field) == (1, "长江", "title")
    assert (placed.marker, placed.field) == (2, None)
    verify(draft.citations, lookup)


@pytest.mark.parametrize(
    "citation",
    [
        Citation(1, PASSAGE, 0, 2, "黄河"),
        Citation(1, PASSAGE, 0, 3, "长江"),
        Citation(1, PASSAGE, 0, 2, "黄河", field="title"),
        Citation(1, PASSAGE, 100, 102, "长江"),
    ],
)
def test_a_quote_that_is_not_there_never_leaves(citation: Citation) -> None:
    with pytest.raises(DamagedError, match=r"a\.txt#p1"):
        verify([citation], lookup)


@pytest.mark.parametrize(
    ("quote", "shown"),
    [
        ("甲乙", "甲乙"),
        ("沿江渔民\n全部上岸", "沿江渔民全部上岸"),
        ("沿江，\r\n　　渔民", "沿江，渔民"),
        ("two\nwords", "two words"),
        ("two  \r\n  words", "two words"),
        ("共 3\n个", "共 3 个"),
    ],
)
def test_a_quote_is_shown_on_one_line(quote: str, shown: str) -> None:
    assert flat(quote) == shown


@given(st.text(alphabet="长江，。 ab1\n\r\u3000", max_size=40))
def test_flattening_loses_nothing_but_space(quote: str) -> None:
    assert "\n" not in flat(quote)
    assert "".join(flat(quote).split()) == "".join(quote.split())
