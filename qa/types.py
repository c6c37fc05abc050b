"""What the answering room hands on: readings, citations, answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from ..corpus.types import Passage
from ..index.types import Hit


@dataclass(frozen=True, slots=True)
class Span:
    """Words that may answer: offsets into the document's text, half-open; a higher score is better."""

    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A stretch of a passage to be read: ``start:end`` of its document's text.

    Attributes:
        title: What stands above it, which the reader sees: the last heading, or the document's title.
    """

    passage: Passage
    start: int
    end: int
    title: str = ""

    @classmethod
    def whole(cls, passage: Passage, title: str = "") -> "Excerpt":
        """All of a passage."""
        return cls(passage, passage.start, passage.end, title)

    @property
    def text(self) -> str:
        """Its characters."""
        return self.passage.text[self.start - self.passage.start : self.end - self.passage.start]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader found in an excerpt.

    Attributes:
        excerpt: What was read.
        spans: Words that may answer, best first, none overlapping; a span's score is its log-odds over no answer.
        relevance: Log-odds that the excerpt answers at all.
        no_answer: Log-probability that no words of it do, where it was surest that some do; 0 is sure.
    """

    excerpt: Excerpt
    spans: tuple[Span, ...]
    relevance: float
    no_answer: float

    @property
    def margin(self) -> float:
        """The best span's score; as low as any where there is none."""
        return self.spans[0].score if self.spans else -20.0


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


Verdict = Literal["supported", "misattributed", "stitched", "not_found"]
"""Of an LLM's sentence: the passages that it cites say so; another passage does; none alone does, only several pieced
together; none does.
"""


@dataclass(frozen=True, slots=True)
class Checked:
    """A sentence of an LLM's reply and what became of it when it was held against the passages.

    Attributes:
        text: As the LLM wrote it, without its markers.
        markers: The passages that it cites, from 1; empty where it cites none.
        verdict: What the passages say to it.
    """

    text: str
    markers: tuple[int, ...]
    verdict: Verdict


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
        readings: What the reader made of the windows that it read, the best first; empty without one.
        note: Why the LLM that was asked for had no part in it, in one sentence; None where it had, or none was asked for.
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
    sentences: tuple[Checked, ...] = ()
    timings: Mapping[str, float] = field(default_factory=dict)
    readings: tuple[Reading, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message of a conversation; ``role`` is ``user`` or ``assistant``."""

    role: str
    content: str


History = Sequence[Turn | str | Mapping[str, Any]]


class Reader(Protocol):
    """Reads question and text together."""

    @property
    def fingerprint(self) -> str:
        """Tells one reader's scores from another's."""

    def pieces(self, text: str) -> int:
        """How much of a reader's window a text fills."""

    def read(self, question: str, excerpts: Sequence[Excerpt]) -> list[Reading]:
        """One reading an excerpt, in the order given."""


class Checker(Protocol):
    """Holds an LLM's sentences against the passages that it was given."""

    def check(self, reply: str, passages: Sequence[Passage]) -> list[Checked]:
        """The reply's sentences in order; marker ``n`` in it (``[n]`` or ``〔n〕``) means ``passages[n - 1]``."""
