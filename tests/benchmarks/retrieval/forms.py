"""Questions as people also type them: 繁體, full width, one wrong character, keywords alone."""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
import regex
from numpy.typing import NDArray

from yinwen.index.segment import Segmenter
from yinwen.qa.question import analyse

from .measure import PER_QUESTION, Qrels, Ranking, first_relevant, rank_all
from .searchers import Ranker
from .sets import Asked

FORMS = ("traditional", "full-width", "misspelt", "keywords")
FREQUENT = 200
"""How many of the set's commonest Han characters stand in for one that has no homophone in the list."""
_HAN = regex.compile(r"\p{Han}")
_HOMOPHONES = Path(__file__).parent / "homophones.txt"


@cache
def homophones() -> dict[str, str]:
    """By character, those that sound alike (tones aside), itself left out."""
    groups = (
        line.strip() for line in _HOMOPHONES.read_text(encoding="utf-8").splitlines() if line[:1] not in ("", "#")
    )
    return {char: group.replace(char, "") for group in groups for char in group}


def traditional(text: str) -> str:
    """In 繁體, by OpenCC's s2t."""
    from opencc import OpenCC

    return str(OpenCC("s2t").convert(text))


def full_width(text: str) -> str:
    """ASCII's digits, letters and marks in full width, a space as U+3000."""
    return "".join("\u3000" if c == " " else chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def misspelt(text: str, identifier: str, words: Sequence[str], frequent: str) -> str:
    """One Han character of a content word replaced: by a homophone, else by another of the frequent ones.

    Args:
        text: The question.
        identifier: Seeds the choice, so that it is the same on every machine and in every run.
        words: Its content words.
        frequent: Characters to take from where there is no homophone.

    Returns:
        The text with one wrong character; itself where no content word has a Han character.
    """
    starts = [(word, at) for word in words if (at := text.find(word)) >= 0]
    places = sorted({at + i for word, at in starts for i, char in enumerate(word) if _HAN.match(char)})
    if not places:
        return text
    chance = random.Random(f"misspelt {identifier}")
    place = chance.choice(places)
    others = homophones().get(text[place]) or frequent.replace(text[place], "")
    return text[:place] + chance.choice(others) + text[place + 1 :] if others else text


def forms_of(asked: Sequence[Asked], segmenter: Segmenter) -> dict[str, list[Asked]]:
    """By form, the questions that it changes, changed."""
    counted = Counter(char for a in asked for char in _HAN.findall(a.question.question))
    frequent = "".join(char for char, _ in sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:FREQUENT])

    def words(text: str) -> tuple[str, ...]:
        return analyse(text, segmenter).words

    make: dict[str, Callable[[Asked], str]] = {
        "traditional": lambda a: traditional(a.question.question),
        "full-width": lambda a: full_width(a.question.question),
        "misspelt": lambda a: misspelt(a.question.question, a.question.id, words(a.question.question), frequent),
        "keywords": lambda a: " ".join(words(a.question.question)),
    }
    changed = {form: [_with(a, make[form](a)) for a in asked] for form in FORMS}
    return {
        form: [new for new, old in zip(found, asked, strict=True) if new.question.question != old.question.question]
        for form, found in changed.items()
    }


def _with(asked: Asked, text: str) -> Asked:
    return replace(asked, question=replace(asked.question, question=text))


@dataclass(frozen=True, slots=True)
class FormRow:
    """One form on one line of questions; hit@3 is of the questions that the form changes."""

    line: str
    row: str
    form: str
    questions: int
    plain: float
    changed: float

    @property
    def loss(self) -> float:
        """Above zero where the form costs something."""
        return self.plain - self.changed


def measure_forms(
    line: str, row: str, ranker: Ranker, changed: dict[str, list[Asked]], plain: dict[str, list[str]], qrels: Qrels
) -> list[FormRow]:
    """Hit@3 of each form beside that of the same questions as they were.

    Args:
        line: Of the table.
        row: The searcher's.
        ranker: Ranks.
        changed: From :func:`forms_of`.
        plain: Rankings of the questions as they were.
        qrels: Relevance by question.
    """
    found = []
    for form, asked in changed.items():
        if asked:
            wanted = {a.key: qrels[a.key] for a in asked}
            shares = [
                float(PER_QUESTION["hit@3"](_ranks(rankings, wanted)).mean())
                for rankings in (plain, rank_all(ranker, asked))
            ]
            found.append(FormRow(line, row, form, len(asked), *shares))
    return found


def _ranks(rankings: Ranking, qrels: Qrels) -> NDArray[np.int64]:
    return np.array([first_relevant(rankings[key], relevant) for key, relevant in qrels.items()])
