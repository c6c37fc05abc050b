"""What the answering room hands on: readings, citations, answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from ..corpus.types import Passage
from ..index.types import Hit


@dataclass(frozen=True, slots=True)
class Span:
    """Words that may answer: offsets into the document's text, half-open; a higher score is better."""

    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader found in one passage: spans best first, how relevant it is, how surely it holds no answer."""

    passage: Passage
    spans: tuple[Span, ...]
    relevance: float
    no_answer: float


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote and where it stands: ``document.text[start:end] == quote``.

    Attributes:
        marker: Its number in the answer, from 1.
        field: Set where the quote is a document's own field (``title``), which is then ``quote`` in full.
    """

    marker: int
    passage: Passage
    start: int
    end: int
    quote: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The reply to one question.

    Attributes:
        question: As it was asked.
        rewritten_question: The full question that was searched, where a follow-up was resolved; else the question.
        text: The reply, with markers such as 〔1〕.
        span: The shortest words that answer, as a citation; None where none are known.
        citations: The quotes that the reply rests on, by marker.
        hits: The passages found, best first, cited or not.
        abstained: True where the documents don't say; ``reason`` then says what was looked for.
        kind: ``answer``, ``abstain``, ``overview`` or ``greeting``.
        probability: That the documents answer the question, 0 to 1.
        sentences: An LLM's sentences with their verdicts; empty without one.
        timings: Milliseconds by stage.
    """

    question: str
    rewritten_question: str
    text: str
    span: Citation | None = None
    citations: tuple[Citation, ...] = ()
    hits: tuple[Hit, ...] = ()
    abstained: bool = False
    reason: str | None = None
    kind: str = "answer"
    probability: float = 0.0
    sentences: tuple[Mapping[str, Any], ...] = ()
    timings: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message of a conversation; ``role`` is ``user`` or ``assistant``."""

    role: str
    content: str


History = Sequence[Turn | str | Mapping[str, Any]]


class Reader(Protocol):
    """Reads question and passage together."""

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        """One reading a passage, in the order given."""


class Answerer(Protocol):
    """Makes the reply out of what was found and read."""

    def answer(self, question: str, hits: Sequence[Hit], readings: Sequence[Reading], history: History) -> Answer:
        """An answer whose citations hold, or an abstention."""
