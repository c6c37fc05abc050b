from pathlib import Path

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from yinwen.corpus.sentences import clauses, sentences
from yinwen.corpus.types import Document, Passage
from yinwen.index.segment import Segmenter
from yinwen.index.types import Hit
from yinwen.qa.draft import Draft, flat
from yinwen.qa.evidence import Evidence
from yinwen.qa.extractive import REPLY, compose
from yinwen.qa.question import Kind, Question
from yinwen.qa.quoting import LONGEST, WHOLE
from yinwen.qa.types import Citation, Span

CLAUSE = st.text(alphabet="全省湖北长江禁渔发展安全2019年1万％（）𠮷é😀繁體\n", min_size=1, max_size=25).filter(
    lambda t: t.strip()
)
SENTENCE = st.lists(CLAUSE, min_size=1, max_size=8).map(lambda parts: "，".join(parts) + "。")
SEGMENTER = Segmenter(Path("nowhere"))  # jieba's cache is for tags, which these don't ask for
KINDS: list[Kind] = ["number", "time", "person", "place", "list", "why", "how", "yesno", "what"]


def compose_from(texts: list[str], scores: list[float], kind: Kind, question: str) -> tuple[Draft, Citation | None]:
    document = Document("a", "甲", "a", "\n\n".join(texts))
    evidence: list[Evidence] = []
    at = 0
    for number, (text, score) in enumerate(zip(texts, scores, strict=True)):
        passage = Passage(f"a#p{number}", "a", text, at, at + len(text))
        places = sentences(document.text, at, at + len(text))
        evidence += [Evidence(Hit(passage, score), s.start, s.end, 0.9, 0.5, 0.0, score) for s in places]
        at += len(text) + 2
    evidence.sort(key=lambda e: (-e.score, e.start))
    words = tuple(word for word in ("湖北", "长江", "发展") if word in question)
    draft = Draft({"a": document}.__getitem__)
    lookup = {"a": document}.__getitem__
    lead = compose(Question(question, kind, words), evidence, dict.fromkeys(words, 2.0), draft, lookup, SEGMENTER)
    if lead is not None:
        assert document.text[lead.start : lead.end] == lead.quote
        holding = draft.citations[lead.marker - 1]
        assert holding.start <= lead.start < lead.end <= holding.end
    for citation in draft.citations:
        assert document.text[citation.start : citation.end] == citation.quote
        assert citation.passage.start <= citation.start < citation.end <= citation.passage.end
    return draft, lead


@settings(deadline=None, max_examples=80)
@given(
    st.lists(SENTENCE, min_size=1, max_size=4).flatmap(
        lambda texts: st.tuples(st.just(texts), st.lists(st.floats(0, 2), min_size=len(texts), max_size=len(texts)))
    ),
    st.sampled_from(KINDS),
    st.sampled_from(["湖北发展了多少？", "长江禁渔几年？", "为什么？", "2019年湖北怎么发展？"]),
)
def test_a_reply_is_short_and_its_markers_are_its_citations(
    given_texts: tuple[list[str], list[float]], kind: Kind, question: str
) -> None:
    draft, lead = compose_from(*given_texts, kind, question)
    assert 0 < len(draft.text) <= REPLY
    markers = [int(marker) for marker in regex.findall(r"〔(\d+)〕", draft.text)]
    assert markers == [citation.marker for citation in draft.citations] == list(range(1, len(markers) + 1))
    for citation in draft.citations:
        assert f"“{flat(citation.quote)}”〔{citation.marker}〕" in draft.text
        held = len(lead.quote) if lead is not None and lead.marker == citation.marker else 0
        longest = max(part.end - part.start for part in clauses(citation.quote))
        # Brackets keep clauses together, and a figure may run on through them: 000，000，…
        assert len(citation.quote) <= (WHOLE if max(held, longest) <= 26 else LONGEST)


def test_a_figure_leads_the_reply() -> None:
    draft, lead = compose_from(["湖北粮食产量达到2700万吨，长江发展好。"], [1.0], "number", "湖北粮食产量达到多少？")
    assert lead is not None
    assert draft.text.startswith(f"{lead.quote}。“")


def test_a_sentence_that_is_nearly_as_good_joins_and_a_worse_one_does_not() -> None:
    texts = ["湖北的长江禁渔。", "长江在湖北发展。", "无关的话。"]
    draft, _ = compose_from(texts, [2.0, 2.0, 0.0], "what", "湖北长江怎样？")
    assert [citation.quote for citation in draft.citations] == texts[:2]


def test_a_hard_wrapped_quote_is_shown_on_one_line_and_cited_as_it_stands() -> None:
    draft, _ = compose_from(["湖北的长江\r\n全面禁渔。"], [1.0], "why", "为什么？")
    assert draft.text == "“湖北的长江全面禁渔。”〔1〕"
    assert draft.citations[0].quote == "湖北的长江\r\n全面禁渔。"


def compose_read(text: str, said: str, score: float, kind: Kind, question: str) -> tuple[str, str | None]:
    """The reply and the words that a reader who said ``said`` leads to."""
    document = Document("a", "甲", "a", text)
    at = text.index(said)
    spans = (Span(at, at + len(said), score),)
    found = Evidence(Hit(Passage("a#p0", "a", text, 0, len(text)), 1.0), 0, len(text), 0.9, 0.5, 0.0, 1.0, spans)
    draft, lookup = Draft({"a": document}.__getitem__), {"a": document}.__getitem__
    lead = compose(Question(question, kind, ()), [found], {}, draft, lookup, SEGMENTER)
    return draft.text, lead.quote if lead else None


@pytest.mark.parametrize(
    ("score", "kind", "leads"),
    [(6.0, "what", True), (6.0, "person", True), (3.0, "what", False), (3.0, "person", False), (6.0, "why", False)],
)
def test_a_reply_begins_with_words_that_the_reader_is_sure_of(score: float, kind: Kind, leads: bool) -> None:
    text = "院长王建国主持了开工仪式。"
    reply, words = compose_read(text, "王建国", score, kind, "仪式由谁主持？")
    assert words == "王建国", "the best guess is there for those who ask for it"
    assert reply == ("王建国。" if leads else "") + f"“{text}”〔1〕"


def test_words_without_the_figure_asked_for_give_way_to_the_rules_and_lead_nothing() -> None:
    text = "最年长的108岁，其中7名百岁老人。"
    reply, words = compose_read(text, "108岁", 9.0, "number", "一百岁以上的有多少？")
    assert words == "7名"
    assert reply == f"“{text}”〔1〕"
