"""Passages to distil from: drawn from every set by fixed shares, cut as the product cuts them, encoded once and kept."""

import hashlib
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from ...corpus.errors import DocumentError
from ...corpus.readers import read_text
from ..ingest import cut
from ..types import ContextEncoder, Vectors
from .examples import read_rows

SHARES = {
    "cmrc2018": 0.25,
    "drcd": 0.12,
    "crud_rag": 0.25,
    "xin_wen_lian_bo": 0.10,
    "laws": 0.10,
    "lawyer_llama": 0.08,
    "medical_dialogue_sample": 0.07,
    "dureader2_demo": 0.03,
}
"""Of the passages, by set: encyclopedias and news first, as users' documents are prose."""
RAW = ("crud_rag",)
"""Sets whose passages come from the raw text; all others' are those of the pairs."""
EACH = 4
"""Passages of one document at most."""
CHUNK = 200
"""Passages in a file of kept vectors."""
HELD_OUT = 20
"""One document in so many is held out."""

Measure = Callable[[str], int]
Documents = dict[str, dict[str, list[str]]]
"""By set, documents and what is asked about each."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A passage to distil from.

    Attributes:
        group: Its set.
        source: Hash of the document that it was cut from.
        sentences: Normalised, as they follow each other.
        questions: What is asked about its document.
    """

    group: str
    source: str
    sentences: tuple[str, ...]
    questions: tuple[str, ...] = ()

    @property
    def held_out(self) -> bool:
        """Whether it serves to choose and not to fit: all passages of a document do or none."""
        return int(self.source, 16) % HELD_OUT == 0


def read_documents(pairs: Path, texts: Path) -> Documents:
    """By set, documents and what is asked about each."""
    found: Documents = {name: {} for name in SHARES}
    for row in read_rows(pairs):
        if row["set"] in found and row["set"] not in RAW:
            found[row["set"]].setdefault(row["passage"], []).append(row["question"])
    for row in read_rows(texts):
        if row["set"] in RAW:
            found[row["set"]].setdefault(row["text"], [])
    return found


def draw(documents: Documents, count: int, measure: Measure, seed: int = 1) -> list[Drawn]:
    """``count`` passages, fewer where there are no more; fewer asked for are the beginning of more.

    Args:
        documents: From :func:`read_documents`.
        count: How many.
        measure: Pieces of a text.
        seed: Of the order.
    """
    rows = {name: _passages(name, documents[name], measure, seed) for name in sorted(documents)}
    taken = dict.fromkeys(rows, 0)
    found: list[Drawn] = []
    while rows and len(found) < count:
        name = min(rows, key=lambda name: (taken[name] / SHARES[name], name))
        passage = next(rows[name], None)
        if passage is None:
            del rows[name]
            continue
        taken[name] += 1
        found.append(passage)
    return found


def _passages(group: str, documents: dict[str, list[str]], measure: Measure, seed: int) -> Iterator[Drawn]:
    rng = random.Random(f"{seed} {group}")  # noqa: S311 - a draw that can be repeated, nothing secret
    texts = sorted(documents)
    rng.shuffle(texts)
    for text in texts:
        source = hashlib.sha256(text.encode()).hexdigest()[:16]
        try:
            passages = cut(read_text(text, source, source, title=group), "", measure).texts
        except DocumentError:
            continue
        first = rng.randrange(max(len(passages) - EACH, 0) + 1)
        for sentences in passages[first : first + EACH]:
            yield Drawn(group, source, tuple(sentences), tuple(documents[text]))


def encode(
    drawn: Sequence[Drawn], encoder: ContextEncoder, kept: Path | None, told: Callable[[int], None] = lambda _: None
) -> Vectors:
    """``(sentences, dim)`` of unit length to fp16's precision, a sentence seen in its passage.

    Args:
        drawn: The passages.
        encoder: The exact encoder.
        kept: Folder of what was encoded before, if it is to be kept; a file a chunk, named by the hash of what is in it.
        told: How many passages each chunk had.
    """
    parts = [np.empty((0, encoder.dim), np.float32)]
    for start in range(0, len(drawn), CHUNK):
        chunk = [list(passage.sentences) for passage in drawn[start : start + CHUNK]]
        parts.append(keeping(kept, [encoder.fingerprint, chunk], partial(encoder.encode_sentences, chunk)))
        told(len(chunk))
    return np.concatenate(parts)


def encode_alone(
    texts: Sequence[str], encode: Callable[[Sequence[str]], Vectors], name: str, kept: Path | None
) -> Vectors:
    """``(len(texts), dim)``: each text by itself, kept like passages under the encoder's ``name``."""
    steps = (list(texts[start : start + 10 * CHUNK]) for start in range(0, len(texts), 10 * CHUNK))
    return np.concatenate([keeping(kept, [name, step], partial(encode, step)) for step in steps])


def keeping(folder: Path | None, facts: Any, make: Callable[[], Vectors]) -> Vectors:
    """What ``make`` gives, in fp16 and back; from the folder where it was made of the same ``facts`` before."""
    if folder is None:
        return make().astype(np.float16).astype(np.float32)
    path = folder / f"{hashlib.sha256(repr(facts).encode()).hexdigest()[:24]}.npy"
    if not path.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        beside = path.with_suffix(".part")
        with beside.open("wb") as file:
            np.save(file, make().astype(np.float16))
        beside.replace(path)
    vectors: Vectors = np.load(path, allow_pickle=False).astype(np.float32)
    return vectors
