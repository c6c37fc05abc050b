import json
from dataclasses import replace

from yinwen.corpus.types import Passage
from yinwen.index.types import Hit
from yinwen.qa.serialise import answer_to_json, citation_to_json, hits_to_json
from yinwen.qa.types import Answer, Checked, Citation

PASSAGE = Passage("a.txt#p2", "a.txt", "长江十年禁渔。", 10, 17, ("一、禁渔",), 2)
CITATION = Citation(1, PASSAGE, 10, 17, "长江十年禁渔。")
ANSWER = Answer(
    "那长江呢？",
    "长江禁渔几年？",
    "十年。“长江十年禁渔。”〔1〕",
    Citation(1, PASSAGE, 12, 14, "十年"),
    (CITATION,),
    (Hit(PASSAGE, 3.25),),
    probability=0.87654321,
    timings={"total": 1.23456},
)


def test_an_answer_has_the_names_that_predictions_share() -> None:
    value = answer_to_json(ANSWER)
    assert list(value) == [
        "question", "rewritten_question", "answer", "span", "abstained", "reason", "kind", "probability", "citations",
        "sentences", "note", "hits", "timings",
    ]  # fmt: skip
    assert value["answer"] == ANSWER.text
    assert value["span"] == "十年"
    assert value["probability"] == 0.876543
    assert value["timings"] == {"total": 1.235}
    assert json.loads(json.dumps(value, ensure_ascii=False)) == value


def test_a_citation_says_where_it_stands() -> None:
    assert citation_to_json(CITATION) == {
        "marker": 1,
        "doc_id": "a.txt",
        "passage_id": "a.txt#p2",
        "start": 10,
        "end": 17,
        "quote": "长江十年禁渔。",
        "heading_path": ["一、禁渔"],
        "ordinal": 2,
    }


def test_page_and_field_are_there_only_where_there_are_any() -> None:
    paged = replace(CITATION, passage=replace(PASSAGE, page=3), field="title")
    value = citation_to_json(paged)
    assert (value["page"], value["field"]) == (3, "title")
    assert not {"page", "field"} & set(citation_to_json(CITATION))


def test_sentences_carry_their_verdicts() -> None:
    value = answer_to_json(replace(ANSWER, sentences=(Checked("禁渔十年。", (1,), "stitched"),), note="没有用上"))
    assert value["sentences"] == [{"text": "禁渔十年。", "markers": [1], "verdict": "stitched"}]
    assert value["note"] == "没有用上"
    assert (answer_to_json(ANSWER)["sentences"], answer_to_json(ANSWER)["note"]) == ([], None)


def test_hits_keep_their_order_and_places() -> None:
    (value,) = hits_to_json(ANSWER.hits)
    assert list(value) == ["passage_id", "doc_id", "start", "end", "text", "heading_path", "ordinal", "score"]
    assert (value["text"], value["score"]) == ("长江十年禁渔。", 3.25)


def test_no_span_is_null() -> None:
    refused = answer_to_json(Answer("问？", "问？", "文件里没有说。", abstained=True, reason="查找了", kind="abstain"))
    assert refused["span"] is None
    assert refused["abstained"] is True
    assert (refused["citations"], refused["hits"]) == ([], [])
