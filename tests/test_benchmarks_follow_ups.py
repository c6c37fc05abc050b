"""The conversations keep their promise: what they call an answer stands in its document, letter for letter."""

import json
from pathlib import Path
from typing import Any

import pytest

from yinwen.corpus.readers import read_document

from benchmarks.follow_ups.conversations import load
from benchmarks.follow_ups.measure import Outcome, likeness, summary

TESTS = Path(__file__).parent
LINES = (TESTS / "benchmarks" / "follow_ups" / "conversations.jsonl").read_text(encoding="utf-8").splitlines()
CONVERSATIONS: list[dict[str, Any]] = [json.loads(line) for line in LINES]
TURNS = [(item["id"], turn) for item in CONVERSATIONS for turn in item["turns"]]
PATHS = [
    TESTS.parent / "corpus" / "article.txt",
    *sorted((TESTS / "benchmarks" / "other_words" / "documents").iterdir()),
]
TEXTS = {path.name: read_document(path, path.name).text for path in PATHS}

each_turn = pytest.mark.parametrize("turn", [turn for _, turn in TURNS], ids=lambda turn: turn["question"])


def test_there_are_40_of_two_to_four_turns() -> None:
    assert [item["id"] for item in CONVERSATIONS] == [f"fu-{number:02}" for number in range(1, 41)]
    assert all(2 <= len(item["turns"]) <= 4 for item in CONVERSATIONS)
    assert all(item["turns"][0]["kind"] == "first" and item["turns"][0]["answers"] for item in CONVERSATIONS)
    assert all(turn["kind"] != "first" for item in CONVERSATIONS for turn in item["turns"][1:])


@each_turn
def test_its_fields_agree(turn: dict[str, Any]) -> None:
    assert turn.get("unanswerable", False) == (not turn["answers"]) == (not turn["evidence"])
    assert turn.get("independent", False) == (turn["kind"] == "independent")
    assert turn["rewritten"]
    if turn["kind"] in ("first", "independent"):
        assert turn["rewritten"] == [turn["question"]]
    else:
        assert turn["question"] not in turn["rewritten"]


@each_turn
def test_an_answer_stands_in_its_evidence(turn: dict[str, Any]) -> None:
    assert all(turn["answers"])
    assert not turn["answers"] or any(answer in turn["evidence"] for answer in turn["answers"])


@pytest.mark.parametrize(("name", "turn"), [(turn["document"], turn) for _, turn in TURNS if turn["document"] in TEXTS])
def test_answer_and_evidence_stand_in_a_document_that_is_here(name: str, turn: dict[str, Any]) -> None:
    assert turn["evidence"] in TEXTS[name]
    assert all(answer in TEXTS[name] for answer in turn["answers"])


def test_every_other_document_is_news_known_by_its_number() -> None:
    names = {name for item in CONVERSATIONS for name in item["documents"]}
    assert {name.split("/")[0] for name in names - set(TEXTS)} == {"crud_news_dev"}
    assert all(turn["document"] in item["documents"] for item in CONVERSATIONS for turn in item["turns"])


def outcome(kind: str, **fields: Any) -> Outcome:
    plain = {"answered": True, "placed": True, "touched": True, "refused": False, "likeness": 1.0, "milliseconds": 1.0}
    return Outcome(conversation="", half="odd", kind=kind, question="", full="", **{**plain, **fields})


def test_likeness_is_the_f1_of_pairs() -> None:
    assert likeness("橡胶期货", "橡胶期货") == 1.0
    assert likeness("橡胶期货", "铜期货") == pytest.approx(2 * 1 / (3 + 2))
    assert likeness("橡胶", "铜") == 0.0


def test_what_is_counted_among_what() -> None:
    found = summary(
        [
            outcome("ellipsis"),
            outcome("pronoun", answered=False, touched=False, likeness=0.5),
            outcome("independent", touched=False),
            outcome("independent", answered=False),
            outcome("unanswerable", answered=False, refused=True),
        ]
    )
    assert (found["answered"], found["placed"], found["untouched"]) == ([1, 2], [2, 2], [1, 2])
    assert (found["new answered"], found["contaminated"]) == ([1, 2], [1, 2])
    assert (found["silent refused"], found["likeness"]) == ([1, 1], 0.75)


def test_both_halves_are_there() -> None:
    assert {each.half for each in load()} == {"even", "odd"}
