"""How long a search takes in a library of so many passages."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from yinwen.index.ingest import Prepared
from yinwen.index.library import Library
from yinwen.index.types import Encoder

from .stages import Clock

HITS = 20
"""Passages asked for, as the assistant asks."""
_WARM = "先问一句，让各处都载入"


@dataclass(frozen=True, slots=True)
class Searched:
    """One library's searches.

    Attributes:
        encoder: What it was made with.
        passages: How many it holds.
        indexed: Seconds that it took to make.
        first: Milliseconds of each question, asked for the first time.
        again: The same questions asked again.
    """

    encoder: str
    passages: int
    indexed: float
    first: Sequence[float]
    again: Sequence[float]

    def __str__(self) -> str:
        times = " | ".join(
            f"{np.percentile(values, 50):.1f} / {np.percentile(values, 95):.1f} ms"
            for values in (self.first, self.again)
        )
        return f"| {self.passages:,} | {self.encoder} | {self.indexed:.1f} s | {times} |"


def measure(
    prepared: Sequence[Prepared],
    name: str,
    encoder: Encoder,
    asked: Sequence[str],
    home: Path,
    clock: Clock = time.perf_counter,
    told: Callable[[float], None] = lambda _: None,
) -> Searched:
    """Makes a library of the documents and asks it.

    Args:
        prepared: The documents.
        name: What the encoder is called in the table.
        encoder: The encoder.
        asked: Questions.
        home: An empty folder.
        clock: Seconds.
        told: Is told how many documents were done, or a share of one.
    """
    began = clock()
    with Library(home, encoder) as library:
        with library.writing() as writer:
            writer.put_documents((item.document for item in prepared), told)
        library.refresh()
        library.search(_WARM, HITS)
        indexed = clock() - began
        first, again = ([_timed(library, question, clock) for question in asked] for _ in range(2))
    return Searched(name, sum(len(item.passages) for item in prepared), indexed, first, again)


def _timed(library: Library, question: str, clock: Clock) -> float:
    began = clock()
    library.search(question, HITS)
    return (clock() - began) * 1000
