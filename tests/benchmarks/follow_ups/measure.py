"""What a way of taking follow-ups gives, turn by turn and in all."""

import statistics
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

from yinwen.corpus.normalize import normalize
from yinwen.qa.assistant import Assistant
from yinwen.qa.types import Answer, Turn

from .conversations import Asked, Conversation
from .ways import Way


@dataclass(frozen=True, slots=True)
class Outcome:
    """One turn after the first, asked.

    Attributes:
        answered: The reply holds an answer and is no refusal.
        placed: A citation or the first passage shares characters with the evidence.
        touched: Something else than the question was searched.
        refused: The reply is a refusal.
        likeness: Of the question that was searched to the best gold one: F1 of pairs of characters.
        milliseconds: Of the reply.
    """

    conversation: str
    half: str
    kind: str
    question: str
    full: str
    answered: bool
    placed: bool
    touched: bool
    refused: bool
    likeness: float
    milliseconds: float


def converse(assistant: Assistant, conversation: Conversation, way: Way) -> list[Outcome]:
    """Asks all turns; each has the questions before it and the replies that this way gave."""
    history: list[Turn] = []
    found = []
    for asked in conversation.turns:
        began = time.perf_counter()
        answer = way(assistant, asked.question, history)
        spent = (time.perf_counter() - began) * 1000
        if asked.kind != "first":
            found.append(_outcome(assistant, conversation, asked, answer, spent))
        history += [Turn("user", asked.question), Turn("assistant", answer.text)]
    return found


def _outcome(
    assistant: Assistant, conversation: Conversation, asked: Asked, answer: Answer, milliseconds: float
) -> Outcome:
    reply, full = normalize(answer.text), answer.rewritten_question
    return Outcome(
        conversation=conversation.id,
        half=conversation.half,
        kind=asked.kind,
        question=asked.question,
        full=full,
        answered=not answer.abstained and any(normalize(words) in reply for words in asked.answers),
        placed=_placed(assistant, asked, answer),
        touched=full != asked.question,
        refused=answer.abstained,
        likeness=max(likeness(full, gold) for gold in asked.rewritten),
        milliseconds=milliseconds,
    )


def _placed(assistant: Assistant, asked: Asked, answer: Answer) -> bool:
    places = [(citation.passage.doc_id, citation.start, citation.end) for citation in answer.citations]
    places += [(hit.passage.doc_id, hit.passage.start, hit.passage.end) for hit in answer.hits[:1]]
    for doc_id, start, end in places if asked.evidence else []:
        at = assistant.document(doc_id).text.find(asked.evidence)
        if at >= 0 and start < at + len(asked.evidence) and at < end:
            return True
    return False


def likeness(text: str, gold: str) -> float:
    """F1 of the pairs of neighbouring characters, 0 to 1."""
    a, b = (Counter(pairwise(t)) for t in (normalize(text), normalize(gold)))
    shared = (a & b).total()
    return 2 * shared / (a.total() + b.total()) if shared else 0.0


def summary(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Counts as ``[of these, of so many]``; the mean likeness; the median milliseconds."""
    leaning = [o for o in outcomes if o.kind not in ("independent", "unanswerable")]
    new = [o for o in outcomes if o.kind == "independent"]
    silent = [o for o in outcomes if o.kind == "unanswerable"]
    return {
        "answered": [sum(o.answered for o in leaning), len(leaning)],
        "placed": [sum(o.placed for o in leaning), len(leaning)],
        "untouched": [sum(not o.touched for o in leaning), len(leaning)],
        "likeness": round(statistics.fmean(o.likeness for o in leaning), 3) if leaning else None,
        "new answered": [sum(o.answered for o in new), len(new)],
        "contaminated": [sum(o.touched for o in new), len(new)],
        "silent refused": [sum(o.refused for o in silent), len(silent)],
        "ms": round(statistics.median(o.milliseconds for o in outcomes)) if outcomes else None,
    }


def as_json(outcome: Outcome) -> dict[str, Any]:
    """Its fields, the time left out: what stays the same from run to run."""
    fields = asdict(outcome)
    del fields["milliseconds"]
    return fields
