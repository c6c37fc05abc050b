"""What each stage of indexing does in a second."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from yinwen.index.encoder import load_piece_counter
from yinwen.index.encoding import sentence_vectors
from yinwen.index.ingest import Prepared, cut
from yinwen.index.quantize import quantize
from yinwen.index.segment import Segmenter
from yinwen.index.types import Encoder, Vectors
from yinwen.index.vectors import VectorIndex
from yinwen.index.words import WordIndex, WordRow

from .texts import read

Clock = Callable[[], float]
_STEP = 32  # passages between two looks at the clock


@dataclass(frozen=True, slots=True)
class Rate:
    """What a stage did.

    Attributes:
        stage: Its name.
        amount: How much, in ``unit``.
        unit: MB of UTF-8, pieces, sentences, rows or passages.
        seconds: In how long.
    """

    stage: str
    amount: float
    unit: str
    seconds: float

    def __str__(self) -> str:
        return f"| {self.stage} | {self.amount / max(self.seconds, 1e-9):,.4g} {self.unit}/s | {self.seconds:.3g} s |"


def reading(prepared: Sequence[Prepared], measure: Callable[[str], int], clock: Clock = time.perf_counter) -> Rate:
    """Reading and cutting of texts that are in memory."""
    texts = [item.document.text for item in prepared]
    began = clock()
    for document in read(iter(texts)):
        cut(document, "", measure)
    return Rate("reading and cutting", _megabytes(texts), "MB", clock() - began)


def segmenting(prepared: Sequence[Prepared], segmenter: Segmenter, clock: Clock = time.perf_counter) -> Rate:
    """Words and bigrams of every passage."""
    texts = [passage.text for item in prepared for passage in item.passages]
    segmenter.terms("暖")  # loads its dictionary
    began = clock()
    for text in texts:
        segmenter.terms(text)
    return Rate("segmentation", _megabytes(texts), "MB", clock() - began)


def encoding(
    prepared: Sequence[Prepared], encoder: Encoder, name: str, most: float, clock: Clock = time.perf_counter
) -> tuple[list[Rate], Vectors]:
    """Pieces and sentences a second, from as many passages as ``most`` seconds allow; and the vectors."""
    passages = [sentences for item in prepared for sentences in item.texts]
    count = load_piece_counter()
    sentence_vectors(encoder, passages[:1])  # the first run of a session allocates
    parts: list[Vectors] = []
    began, done = clock(), 0
    while done < len(passages) and clock() - began < most:
        parts.append(sentence_vectors(encoder, passages[done : done + _STEP]))
        done = min(done + _STEP, len(passages))
    seconds, vectors = clock() - began, np.concatenate(parts)
    pieces = sum(count("".join(sentences)) for sentences in passages[:done])
    stage = f"encoding, {name}"
    return [Rate(stage, pieces, "pieces", seconds), Rate(stage, len(vectors), "sentences", seconds)], vectors


def adding_vectors(vectors: Vectors, clock: Clock = time.perf_counter) -> Rate:
    """Quantising and FAISS."""
    index = VectorIndex(vectors.shape[1])
    began = clock()
    index.add(np.arange(len(vectors)), quantize(vectors))
    return Rate("vectors to bytes, FAISS add", len(vectors), "rows", clock() - began)


def adding_words(
    prepared: Sequence[Prepared], folder: Path, segmenter: Segmenter, clock: Clock = time.perf_counter
) -> Rate:
    """tantivy, with the segmentation that it needs."""
    passages = [(number, passage) for number, item in enumerate(prepared) for passage in item.passages]
    rows = [WordRow(key, number, passage.text, "") for key, (number, passage) in enumerate(passages)]
    index = WordIndex.create(folder, segmenter)
    began = clock()
    index.update([], rows)
    return Rate("segmentation and tantivy add", len(rows), "passages", clock() - began)


def _megabytes(texts: Sequence[str]) -> float:
    return sum(len(text.encode()) for text in texts) / 1e6


def all_stages(prepared: Sequence[Prepared], encoders: dict[str, Encoder], folder: Path, most: float) -> list[Rate]:
    """Every stage, each encoder for ``most`` seconds."""
    segmenter = Segmenter(folder)
    rates = [reading(prepared, load_piece_counter()), segmenting(prepared, segmenter)]
    vectors: Vectors | None = None
    for name, encoder in encoders.items():
        found, vectors = encoding(prepared, encoder, name, most)
        rates += found
    if vectors is not None:
        rates.append(adding_vectors(vectors))
    return [*rates, adding_words(prepared, folder / "words", segmenter)]
