"""Questions asked of the whole pool, with the reader and without, where the gold is there and where it is taken away."""

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from yinwen.index.library import Library
from yinwen.qa.assistant import Assistant
from yinwen.qa.evaluation.gold import Gold, contains, take_gold_away
from yinwen.qa.evaluation.questions import GoldQuestion
from yinwen.qa.evaluation.spans import best_span_scores
from yinwen.qa.types import Answer, Reader

from benchmarks.retrieval.sets import Asked


@dataclass(slots=True)
class Found:
    """What a set gave, one entry a question.

    Attributes:
        first: By searcher (``hybrid``, ``reader``) 1 where the first hit is gold, else 0.
        exact: Exact match of the span from the pool.
        f1: Its F1.
        contained: 1 where the reply holds an answer.
        refused: By case (``yes``, ``no``) 1 where the reply is a refusal.
        signals: By signal and case, what it said.
        milliseconds: Of each answer with the reader.
    """

    first: dict[str, list[float]] = field(default_factory=lambda: {"hybrid": [], "reader": []})
    exact: list[float] = field(default_factory=list)
    f1: list[float] = field(default_factory=list)
    contained: list[float] = field(default_factory=list)
    refused: dict[str, list[float]] = field(default_factory=lambda: {"yes": [], "no": []})
    signals: dict[str, dict[str, list[float]]] = field(default_factory=dict)
    milliseconds: list[float] = field(default_factory=list)


def signals(plain: Answer, answer: Answer) -> dict[str, float]:
    """What may tell answerable from unanswerable: retrieval's top score, the reader's raw ones, the probability."""
    best = answer.readings[0] if answer.readings else None
    return {
        "top fused score": plain.hits[0].score if plain.hits else 0.0,
        "top cosine": max((hit.dense or 0.0 for hit in plain.hits), default=0.0),
        "reader: margin": max((r.margin for r in answer.readings), default=-20.0),
        "reader: relevance": max((r.relevance for r in answer.readings), default=-20.0),
        "reader: both, best window": best.margin + best.relevance if best else -40.0,
        "probability without reader": plain.probability,
        "probability": answer.probability,
    }


def ask_all(
    library: Library, reader: Reader, asked: Sequence[Asked], questions: Sequence[GoldQuestion], found: Found
) -> None:
    """Asks all questions.

    Args:
        library: Holds the documents.
        reader: The reader.
        asked: The answerable questions with their gold.
        questions: All of the set's questions in the same half, unanswerable ones among them.
        found: Gets what they gave.
    """
    gold = Gold(library)
    plain, whole = Assistant(library), Assistant(library, reader)
    for one in asked:
        relevant = one.relevant(lambda: gold, pool=False)
        without, answer = _both(plain, whole, one.question, None, found)
        for name, hits in (("hybrid", without.hits), ("reader", answer.hits)):
            first = (hits[0].passage.passage_id if one.unit == "passage" else hits[0].passage.doc_id) if hits else ""
            found.first[name].append(float(first in relevant))
        exact, f1 = best_span_scores(one.question.answers, answer.span.quote if answer.span else None)
        found.exact.append(exact)
        found.f1.append(f1)
        found.contained.append(float(contains(one.question, answer.text)))
        _note(found, "yes", without, answer)
    for question, within in _unanswerable(questions, gold):
        _note(found, "no", *_both(plain, whole, question, within, found))


def _both(
    plain: Assistant, whole: Assistant, question: GoldQuestion, within: Collection[str] | None, found: Found
) -> tuple[Answer, Answer]:
    without = plain.ask(question.question, question.history, within=within)
    began = time.perf_counter()
    answer = whole.ask(question.question, question.history, within=within)
    found.milliseconds.append((time.perf_counter() - began) * 1000)
    return without, answer


def _note(found: Found, case: str, plain: Answer, answer: Answer) -> None:
    found.refused[case].append(float(answer.abstained))
    for name, value in signals(plain, answer).items():
        found.signals.setdefault(name, {"yes": [], "no": []})[case].append(value)


def _unanswerable(questions: Sequence[GoldQuestion], gold: Gold) -> list[tuple[GoldQuestion, Collection[str] | None]]:
    """The questions without an answer; in a set that has none, each with its gold taken away."""
    marked: list[tuple[GoldQuestion, Collection[str] | None]] = [(q, None) for q in questions if not q.answerable]
    if marked or not questions:
        return marked
    removal = take_gold_away(questions, gold)
    within: Mapping[str, Collection[str]] = removal.within
    return [(q, within[q.id]) for q in removal.questions]
