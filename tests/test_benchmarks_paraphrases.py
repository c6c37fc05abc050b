"""The paraphrases are what their README says, and each source stands in its document."""

import json
from collections import Counter
from pathlib import Path

import pytest

from yinwen.qa.training.halves import parity

BENCHMARKS = Path(__file__).parent / "benchmarks"
DOCUMENTS = {
    path.name: path.read_text(encoding="utf-8")
    for path in (
        Path(__file__).parents[1] / "corpus" / "article.txt",
        *(BENCHMARKS / "other_words" / "documents").iterdir(),
    )
}
LINES = (BENCHMARKS / "paraphrases" / "paraphrases.jsonl").read_text(encoding="utf-8").splitlines()
PARAPHRASES = [json.loads(line) for line in LINES]


def test_there_are_200_of_three_documents():
    assert [item["id"] for item in PARAPHRASES] == [f"pp-{number:03}" for number in range(1, 201)]
    counts = Counter(item["document"] for item in PARAPHRASES)
    assert counts == {"article.txt": 57, "manual.md": 77, "regulation.txt": 66}
    assert sum(item.get("language") == "en" for item in PARAPHRASES) == 12


@pytest.mark.parametrize("item", PARAPHRASES, ids=lambda item: item["id"])
def test_a_source_stands_verbatim_in_its_document(item):
    assert item["source"] in DOCUMENTS[item["document"]]
    assert item["source"] == item["source"].strip() != ""


def test_no_paraphrase_is_its_source_or_comes_twice():
    assert all(item["paraphrase"] not in item["source"] for item in PARAPHRASES)
    assert len({item["paraphrase"] for item in PARAPHRASES}) == 200


def test_both_halves_are_large():
    assert 80 <= sum(parity(item["id"]) for item in PARAPHRASES) <= 120
