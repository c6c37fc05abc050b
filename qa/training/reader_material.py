"""What a reader's training is drawn from: questions with answers, made ones, and pairs known to be relevant."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...corpus.normalize import normalize
from ...index.training.examples import example as pair_example
from ...index.training.examples import read_rows
from .reader_cloze import Tag, clozes
from .reader_passages import Passages, Range

if TYPE_CHECKING:
    from tokenizers import Tokenizer

PAIR_SETS = ("lawyer_llama", "medical_dialogue_sample", "crud_rag", "dureader2_demo", "xin_wen_lian_bo")
PAIRS = 1500
"""Rows of each of those sets."""
CLOZE_TEXTS = {"crud_rag": 2000, "xin_wen_lian_bo": 1500, "laws": 700}
"""Raw texts of each set that clozes are made of, three at most of each."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the passage that answers it, and where; ``span`` None: relevant, but the words aren't known."""

    question: str
    title: str
    passage: int
    span: Range | None
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A document with questions written for training.

    Attributes:
        windows: ``(passage, window)``, all of them.
        answered: Questions with spans.
        silent: Questions that the document doesn't answer; their passage is its first.
    """

    windows: Sequence[tuple[int, Range]]
    answered: Sequence[Asked]
    silent: Sequence[Asked]


class Material:
    """What examples are drawn from.

    Attributes:
        passages: All passages.
        titles: Theirs.
        answered: Questions with spans, of people.
        clozes: Questions with spans, made.
        pairs: Relevant pairs without spans.
        distinct: Those of them whose neighbours don't answer as well: one doctor's advice fits many patients.
        written: Documents with questions written for training.
    """

    def __init__(self, tokenizer: "Tokenizer") -> None:
        self.texts: list[str] = []
        self.titles: list[str] = []
        self.passages = Passages(tokenizer, self.texts)
        self.answered: list[Asked] = []
        self.clozes: list[Asked] = []
        self.pairs: list[Asked] = []
        self.distinct: list[Asked] = []
        self.written: list[Page] = []
        self._numbers: dict[str, int] = {}

    def number(self, text: str, title: str) -> int:
        """The passage's number, a new one where the text is new."""
        if text not in self._numbers:
            self._numbers[text] = len(self.texts)
            self.texts.append(text)
            self.titles.append(title)
        return self._numbers[text]

    def add_answered(self, row: dict[str, Any]) -> None:
        """A row of a set with answers; one whose answer is longer than a window is left out."""
        text, title = normalize(row["passage"]), normalize(row["title"])
        number = self.number(text, title)
        question = normalize(row["question"])
        answers = tuple(filter(None, map(normalize, row["answers"])))
        span = self.passages.span(number, answers[0], question) if answers else None
        if span is not None:
            self.answered.append(Asked(question, title, number, span, answers))

    def add_pair(self, row: dict[str, Any]) -> None:
        """A row without a span: the sentences around the one that is most like the question."""
        made = pair_example(row, len)
        if made is None or (made.target < 0 and row["set"] in ("crud_rag", "xin_wen_lian_bo")):
            return
        text = "".join(made.sentences)
        self.pairs.append(Asked(made.question, "", self.number(text, ""), None, made.answers))
        if row["set"] in ("crud_rag", "xin_wen_lian_bo"):
            self.distinct.append(self.pairs[-1])

    def add_clozes(self, title: str, text: str, tag: Tag, rng: random.Random, limit: int) -> None:
        """Up to ``limit`` made questions of a text."""
        folded = normalize(text)
        number = self.number(folded, normalize(title))
        for question, answer in clozes(folded, tag, rng):
            span = self.passages.span(number, answer)
            if span is not None and limit > 0 and folded.count(answer) == 1:
                self.clozes.append(Asked(question, normalize(title), number, span, (answer,)))
                limit -= 1


def read_material(pairs: Path, texts: Path, tokenizer: "Tokenizer", tag: Tag, rng: random.Random) -> Material:
    """Everything, drawn by the given seed.

    Args:
        pairs: ``train_pairs.jsonl.xz``.
        texts: ``train_text.jsonl.xz``.
        tokenizer: The trunk's.
        tag: jieba's parts of speech.
        rng: Draws rows and clozes.
    """
    found = Material(tokenizer)
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in read_rows(pairs):
        rows.setdefault(row["set"], []).append(row)
    for name in ("cmrc2018", "drcd"):
        for row in rows[name]:
            found.add_answered(row)
    for name in PAIR_SETS:
        for row in rng.sample(rows[name], min(PAIRS, len(rows[name]))):
            found.add_pair(row)
    for name, count in CLOZE_TEXTS.items():
        raw = [row for row in read_rows(texts) if row["set"] == name]
        for row in rng.sample(raw, min(count, len(raw))):
            found.add_clozes(row.get("title", ""), row["text"][:800], tag, rng, 3)
    return found
