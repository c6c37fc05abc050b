from hypothesis import given
from hypothesis import strategies as st

from yinwen.corpus.types import Document, Passage
from yinwen.qa.llm.citing import citations, nearest
from yinwen.qa.types import Checked

from fakes import FakeEncoder

TEXT = "题目\n绿茶用八十度的水冲泡。红茶用沸水冲泡。Keep tea dry and dark.\n乌龙茶用九十五度的水。"
FIRST = Passage("t#p1", "t", TEXT[3:44], 3, 44, (), 1)
LAST = Passage("t#p2", "t", TEXT[45:], 45, len(TEXT), (), 2)
DOCUMENTS = {"t": Document("t", "题目", "t", TEXT)}


def quotes(numbers: list[int], checked: list[Checked]) -> list[tuple[int, str]]:
    found = citations(numbers, checked, (FIRST, LAST), DOCUMENTS, FakeEncoder())
    assert all(TEXT[c.start : c.end] == c.quote for c in found)
    return [(c.marker, c.quote) for c in found]


def test_the_sentence_nearest_to_the_claim_is_quoted() -> None:
    assert TEXT[3:44].endswith("dark.")
    assert quotes([2, 1], [Checked("沸水用来泡红茶。", (1, 2), "supported")]) == [
        (1, "红茶用沸水冲泡。"),
        (2, "乌龙茶用九十五度的水。"),
    ]


def test_several_claims_on_one_passage_are_one_stretch() -> None:
    checked = [Checked("茶叶 keep dry。", (1,), "supported"), Checked("红茶用沸水。", (1,), "supported")]
    assert quotes([1], checked) == [(1, "红茶用沸水冲泡。Keep tea dry and dark.")]


def test_what_is_not_borne_out_does_not_widen_a_quote() -> None:
    checked = [Checked("红茶用沸水。", (1,), "supported"), Checked("绿茶要十度的水。", (1,), "not_found")]
    assert quotes([1], checked) == [(1, "红茶用沸水冲泡。")]
    assert quotes([1], checked[1:]) == [(1, "绿茶用八十度的水冲泡。")]


def test_a_passage_that_no_sentence_names_is_quoted_for_the_whole_reply() -> None:
    assert quotes([2], [Checked("乌龙茶。", (), "not_found")]) == [(2, "乌龙茶用九十五度的水。")]


def test_where_no_letters_are_shared_the_vectors_decide() -> None:
    class Meaning(FakeEncoder):
        def encode_queries(self, texts):
            return self.encode_passages(["红茶用沸水冲泡。"])

    place = nearest("зелёный", FIRST, Meaning())
    assert TEXT[place.start : place.end] == "红茶用沸水冲泡。"


@given(st.text(max_size=80), st.text(alphabet="甲乙。！\n 1a.\u3000\r", min_size=1, max_size=60))
def test_a_quote_is_always_the_source(claim: str, body: str) -> None:
    text = "前" + body + "后"
    passage = Passage("d#p1", "d", body, 1, 1 + len(body), (), 1)
    documents = {"d": Document("d", "d", "d", text)}
    (citation,) = citations([1], [Checked(claim, (1,), "supported")], [passage], documents, FakeEncoder())
    assert documents["d"].text[citation.start : citation.end] == citation.quote
    assert passage.start <= citation.start < citation.end <= passage.end
