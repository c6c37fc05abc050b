"""What the index hands on, and the seams behind which its engines stand."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from ..corpus.types import Passage

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found; a higher score is better, everywhere.

    Attributes:
        passage: The passage.
        score: The searcher's score.
        sentence: ``(start, end)`` in the document of the passage's best sentence, where vectors found one.
        dense: The cosine of that sentence, where vectors were asked.
        words: The BM25 score, where words were asked.
    """

    passage: Passage
    score: float
    sentence: tuple[int, int] | None = None
    dense: float | None = None
    words: float | None = None


class Encoder(Protocol):
    """Text to unit vectors. Queries and passages are apart, since models want different prompts."""

    name: str
    dim: int

    @property
    def fingerprint(self) -> str:
        """Hex sha256 that changes whenever the vectors would."""

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """``(len(texts), dim)`` float32 of unit length."""

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """``(len(texts), dim)`` float32 of unit length."""


@runtime_checkable
class ContextEncoder(Encoder, Protocol):
    """An encoder that sees a sentence among its neighbours. Others encode every sentence alone.

    Told by ``isinstance``, so that an encoder from elsewhere need not know of it.
    """

    def encode_sentences(self, passages: Sequence[Sequence[str]]) -> Vectors:
        """``(sentences of all passages, dim)`` float32 of unit length; ``passages`` has each one's sentences in order."""


class Searcher(Protocol):
    """Finds passages."""

    def search(self, query: str, k: int, within: Collection[str] | None = None) -> list[Hit]:
        """At most ``k`` hits, best first, ties by passage_id; ``within`` limits them to these doc_ids."""
