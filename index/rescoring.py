"""What cheap vectors found is scored again by the exact encoder's: the likeliest sentences of a question, no more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np

from ..corpus.normalize import normalize
from .exact import ExactVectors
from .fusion import Scores
from .sentence_table import Place
from .snapshot import Snapshot
from .types import Encoder, Vectors

CHARACTERS = 700
"""Of the sentences that one question may have encoded: 130 ms on two cores the first time, nothing the next."""
EACH = 2
"""Sentences of a passage at most."""
_PASSAGES = 50  # of a few words each, and CHARACTERS would not end it


@runtime_checkable
class Sketch(Encoder, Protocol):
    """An encoder of cheap vectors that stand for another's. Its queries are the other's own."""

    exact: Encoder
    slope: float
    """How far the exact cosine rises with the cheap one."""


@dataclass(frozen=True, slots=True)
class Cosines:
    """A passage's sentences against one question.

    Attributes:
        places: ``(start, end)`` in the document.
        values: ``(n,)``.
    """

    places: Sequence[Place]
    values: Scores

    def best(self) -> tuple[Place, float]:
        """The best sentence's place and cosine."""
        at = int(self.values.argmax())
        return self.places[at], float(self.values[at])


def exact_of(encoder: Encoder) -> Encoder:
    """The encoder whose cosines a question is judged by in the end."""
    return encoder.exact if isinstance(encoder, Sketch) else encoder


def cosines(snapshot: Snapshot, vector: Vectors, keys: Sequence[int]) -> dict[int, Cosines]:
    """By passage key, from the stored vectors."""
    found = snapshot.cosines(keys, vector)
    return {key: Cosines(places, values.astype(np.float64)) for key, (places, values) in found.items()}


def rescore(
    snapshot: Snapshot, encoder: Sketch, vector: Vectors, ranked: Sequence[int], found: Mapping[int, Cosines]
) -> dict[int, Cosines]:
    """The exact cosines of the likeliest sentences; those of all others brought to the same scale.

    Which sentences these are follows from the question and the snapshot alone, and not from what was asked before.

    Args:
        snapshot: Where the sentences stand.
        encoder: Gives the exact vectors, which are kept beside the snapshot's database.
        vector: ``(dim,)`` the question's.
        ranked: Passage keys, best first.
        found: By passage key, the cheap cosines.
    """
    chosen, texts = _choose(snapshot, ranked, found)
    if not chosen:
        return dict(found)
    exact = ExactVectors(snapshot.home, encoder.exact).of(texts) @ vector
    cheap = np.array([found[key].values[at] for key, at in chosen])
    shift = float(np.mean(exact - encoder.slope * cheap))
    scaled = {key: shift + encoder.slope * one.values for key, one in found.items()}
    for (key, at), value in zip(chosen, exact.tolist(), strict=True):
        scaled[key][at] = value
    return {key: Cosines(found[key].places, values) for key, values in scaled.items()}


def _choose(
    snapshot: Snapshot, ranked: Sequence[int], found: Mapping[int, Cosines]
) -> tuple[list[tuple[int, int]], list[str]]:
    """Sentences as (passage key, number) and their search texts, until :data:`CHARACTERS` are spent."""
    first = [key for key in ranked if key in found][:_PASSAGES]
    passages = snapshot.passages(first)
    chosen: list[tuple[int, int]] = []
    texts: list[str] = []
    spent = 0
    for key in first:
        passage = passages[key]
        for at in np.argsort(-found[key].values, kind="stable")[:EACH].tolist():
            start, end = found[key].places[at]
            text = normalize(passage.text[start - passage.start : end - passage.start])
            spent += len(text)
            if spent > CHARACTERS and chosen:
                return chosen, texts
            chosen.append((key, at))
            texts.append(text)
    return chosen, texts
