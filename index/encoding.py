"""Passages to the vectors of their sentences, a step at a time."""

from collections.abc import Iterator, Sequence

from .types import ContextEncoder, Encoder, Vectors

GROUP = 512
"""Sentences encoded at once: enough to sort by length, few enough to show progress."""


def steps(passages: Sequence[Sequence[str]]) -> Iterator[list[Sequence[str]]]:
    """Runs of whole passages, each of :data:`GROUP` sentences or just over; the last may have fewer.

    A passage is never cut, since its sentences are encoded in each other's context.
    """
    step: list[Sequence[str]] = []
    count = 0
    for texts in passages:
        step.append(texts)
        count += len(texts)
        if count >= GROUP:
            yield step
            step, count = [], 0
    if step:
        yield step


def sentence_vectors(encoder: Encoder, passages: Sequence[Sequence[str]]) -> Vectors:
    """``(sentences of all passages, dim)``: in their context where the encoder can, else each alone."""
    if isinstance(encoder, ContextEncoder):
        return encoder.encode_sentences(passages)
    return encoder.encode_passages([text for texts in passages for text in texts])
