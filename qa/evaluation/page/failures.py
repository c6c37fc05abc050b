"""What went wrong with one question, ready to be shown: the gold on one side, what was replied and cited on the other."""

from collections.abc import Sequence
from dataclasses import dataclass

from ....corpus.errors import Language
from ....corpus.normalize import fold, normalize
from ....corpus.passages import location
from ....corpus.types import Passage
from ...types import Answer
from ..gold import Gold
from ..metrics import Outcome, State

Marked = tuple[tuple[str, bool], ...]
"""A text in pieces, each with whether it is one of the words looked for."""
NEAREST = 300
"""Characters of the nearest passage that are shown under a refusal."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words of a document, where they stand, and the marker that cites them, if one does."""

    place: str
    text: Marked
    marker: int | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """A question that came out wrong.

    Attributes:
        answers: The gold answers, or none where it is unanswerable.
        gold: The source's sentences that hold them, as far as they are known.
        reply: What was said, or the error.
        cited: What it cites; the nearest passage where it refused.
    """

    id: str
    question: str
    kind: str
    state: State
    answerable: bool
    probability: float
    answers: tuple[str, ...]
    gold: tuple[Quoted, ...]
    reply: Marked
    cited: tuple[Quoted, ...]


def failure_of(outcome: Outcome, answer: Answer | None, gold: Gold, language: Language = "zh") -> Failure:
    """Gathers what is to be shown of a question that came out wrong."""
    question = outcome.question
    words = question.answers
    sentences = gold.sentences(question) if question.answerable else []
    return Failure(
        id=question.id,
        question=question.question,
        kind=question.kind,
        state=outcome.state,
        answerable=question.answerable,
        probability=outcome.probability,
        answers=words,
        gold=tuple(Quoted(place.doc_id, mark(text, words)) for place, text in sentences),
        reply=mark(_reply(outcome, answer), words),
        cited=_cited(answer, words, language) if answer else (),
    )


def _reply(outcome: Outcome, answer: Answer | None) -> str:
    if answer is None:
        return outcome.error or ""
    return " ".join(filter(None, (answer.text, answer.reason if answer.abstained else None)))


def _cited(answer: Answer, words: Sequence[str], language: Language) -> tuple[Quoted, ...]:
    def quoted(passage: Passage, text: str, marker: int | None = None) -> Quoted:
        return Quoted(location(passage, passage.doc_id, language), mark(text, words), marker)

    if answer.citations:
        return tuple(quoted(c.passage, c.quote, c.marker) for c in answer.citations)
    return tuple(quoted(hit.passage, hit.passage.text[:NEAREST]) for hit in answer.hits[:1])


def mark(text: str, words: Sequence[str]) -> Marked:
    """A text in pieces: what equals one of the words as search text is marked, all else is not."""
    folded = fold(text)
    found: list[tuple[int, int]] = []
    for word in filter(None, map(normalize, words)):
        at = folded.text.find(word)
        while at >= 0:
            found.append(folded.original(at, at + len(word)))
            at = folded.text.find(word, at + len(word))
    pieces: list[tuple[str, bool]] = []
    end = 0
    for first, last in sorted(found, key=lambda span: (span[0], -span[1])):
        if first < end:
            continue
        pieces += [(text[end:first], False), (text[first:last], True)]
        end = last
    pieces.append((text[end:], False))
    return tuple(piece for piece in pieces if piece[0])
