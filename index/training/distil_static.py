"""Makes ``index/static``: ``python -m yinwen.index.training.distil_static --model index/model --text TEXT --pairs PAIRS
--output OUT``.
"""

import argparse
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...corpus.normalize import normalize
from ..encoder import load_piece_counter
from ..ngrams import Vocabulary
from ..onnx_encoder import OnnxEncoder
from ..segment import Segmenter
from ..types import Vectors
from .static_entries import choose_entries, count_entries
from .static_fit import design, explained, fit, prior
from .static_folder import write_folder
from .static_passages import RAW, Documents, Drawn, draw, encode, encode_alone, read_documents

ENGLISH = 4_000
"""English words, commonest first: the texts are Chinese, and what they say of English is little."""
QUESTIONS = 400
NEAREST = 100
"""Sentences of a question that the slope is fitted on, the likeliest."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen on held-out passages (``index/EXPERIMENTS.md``).

    Attributes:
        passages: How many are encoded.
        entries: How many at most.
        context: The passage's share in a sentence's vector.
        frequency: See :func:`~.static_fit.prior`.
        ridge: See :func:`~.static_fit.fit`.
        steps: Of conjugate gradients.
    """

    passages: int = 12_000
    entries: int = 40_000
    context: float = 0.4
    frequency: float = 1e-2
    ridge: float = 0.05
    steps: int = 8


def entries_of(documents: Documents, size: int, cache: Path) -> list[str]:
    """The entries, chosen by the training texts, of the raw ones each fourth."""
    from wordfreq import top_n_list

    chosen = [text for name in sorted(documents) for text in sorted(documents[name])[:: 4 if name in RAW else 1]]
    counts = count_entries(map(normalize, chosen), Segmenter(cache).words)
    return choose_entries(counts, size, top_n_list("en", ENGLISH))


def fitted(
    entries: Sequence[str], drawn: Sequence[Drawn], vectors: Vectors, alone: Vectors, choice: Choice
) -> tuple[Vectors, Vectors, Vectors]:
    """The table, the bias, and ``(sentences of held-out passages, dim)`` as predicted; the others are fitted to.

    Args:
        entries: By row of the table.
        drawn: All passages.
        vectors: ``(sentences of all passages, dim)`` the exact encoder's.
        alone: ``(entries, dim)`` the exact encoder's.
        choice: The rest.
    """
    vocabulary = Vocabulary(entries)
    held = held_sentences(drawn)
    x = design(vocabulary, [p.sentences for p in drawn if not p.held_out], choice.context)
    start = prior(x, vectors[~held], alone, choice.frequency)
    table, bias = fit(x, vectors[~held], start, choice.ridge, choice.steps)
    left = design(vocabulary, [p.sentences for p in drawn if p.held_out], choice.context)
    return table, bias, left.means(table) + bias


def held_sentences(drawn: Sequence[Drawn]) -> NDArray[np.bool_]:
    """``(sentences of all passages,)`` whether a sentence's passage is held out."""
    return np.repeat([p.held_out for p in drawn], [len(p.sentences) for p in drawn])


def slope(questions: Vectors, cheap: Vectors, exact: Vectors) -> float:
    """How far the exact cosine rises with the cheap one, within a question's likeliest sentences: least squares.

    Args:
        questions: ``(questions, dim)``.
        cheap: ``(sentences, dim)`` of any length.
        exact: ``(sentences, dim)`` of unit length.

    Returns:
        1 where nothing can be told from so few.
    """
    unit = cheap / np.linalg.norm(cheap, axis=1, keepdims=True)
    x, y = questions @ unit.T, questions @ exact.T
    top = np.argsort(-x, axis=1, kind="stable")[:, :NEAREST]
    x, y = np.take_along_axis(x, top, 1), np.take_along_axis(y, top, 1)
    x, y = x - x.mean(1, keepdims=True), y - y.mean(1, keepdims=True)
    spread = float((x * x).sum())
    return float((x * y).sum()) / spread if spread > 0 else 1.0


def make(model: Path, texts: Path, pairs: Path, output: Path, kept: Path | None, choice: Choice) -> None:
    """Writes the folder and tells what it is worth; the same input gives the same files."""
    encoder, began = OnnxEncoder(model), time.perf_counter()

    def told(what: str) -> None:
        print(f"{time.perf_counter() - began:6.0f} s  {what}", flush=True)

    documents = read_documents(pairs, texts)
    drawn = draw(documents, choice.passages, load_piece_counter())
    told(f"{len(drawn):,} passages, {sum(p.held_out for p in drawn):,} of them held out")
    vectors = encode(drawn, encoder, kept)
    told(f"{len(vectors):,} sentences encoded")
    entries = entries_of(documents, choice.entries, output)
    alone = encode_alone(entries, encoder.encode_passages, encoder.fingerprint, kept)
    told(f"{len(entries):,} entries")
    table, bias, predicted = fitted(entries, drawn, vectors, alone, choice)
    exact = vectors[held_sentences(drawn)]
    told(f"held out: cosine {_cosine(predicted, exact):.4f}, without the mean {explained(predicted, exact):.4f}")
    asked = [q for p in drawn if p.held_out for q in p.questions]
    questions = encoder.encode_queries([normalize(q) for q in list(dict.fromkeys(asked))[:QUESTIONS]])
    rise = slope(questions, predicted, exact)
    write_folder(output, entries, table, bias, encoder.fingerprint, choice.context, rise)
    told(f"slope {rise:.4f}, {sum(path.stat().st_size for path in output.iterdir()):,} bytes")


def _cosine(predicted: Vectors, exact: Vectors) -> float:
    return float((np.einsum("ij,ij->i", predicted, exact) / np.linalg.norm(predicted, axis=1)).mean())


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True, help="folder of the exact encoder, index/model")
    parser.add_argument("--text", type=Path, required=True, help="JSONL with set and text, may be .xz")
    parser.add_argument("--pairs", type=Path, required=True, help="JSONL with set, question and passage, may be .xz")
    parser.add_argument("--output", type=Path, required=True, help="the folder to write, index/static")
    parser.add_argument("--kept", type=Path, help="folder that keeps what was encoded, for a next run")
    for name, kind in (("passages", int), ("entries", int), ("context", float), ("frequency", float), ("ridge", float)):
        parser.add_argument(f"--{name}", type=kind, default=getattr(Choice(), name), help="default %(default)s")
    given = parser.parse_args(arguments)
    choice = Choice(given.passages, given.entries, given.context, given.frequency, given.ridge)
    make(given.model, given.text, given.pairs, given.output, given.kept, choice)


if __name__ == "__main__":
    main()
