"""Whether the documents say: one probability out of what retrieval shows.

A logistic model over a few signs, fitted by ``qa/training/fit_refusal.py`` on even halves of public sets; its weights
lie in ``refusal.json``. Retrieval alone judges poorly (a threshold refuses a sixth to a quarter of the unanswerable at
5 % false refusals, measured); a reader that reads question and sentence together is to take its place.
"""

import functools
import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..index.types import Hit
from .evidence import Evidence
from .question import Question

SIGNS = ("cosine", "coverage", "together", "missing", "typed", "untyped", "margin", "agree")

_FILE = Path(__file__).with_name("refusal.json")


def signs(
    question: Question, evidence: Sequence[Evidence], hits: Sequence[Hit], weights: Mapping[str, float]
) -> list[float]:
    """The signs in the order of SIGNS.

    cosine: the best sentence's; coverage: the share of the question's words that it holds; together: the share that its
    passage and heading hold; missing: the share of the question's words that stand nowhere at all; typed, untyped: a
    number or date is asked for and is there, or is not; margin: the best passage's lead over the fourth; agree: the
    best sentence stands in the best passage.
    """
    from ..corpus.normalize import normalize
    from .evidence import covered

    if not evidence:
        return [0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 0.0, 0.0]
    best = evidence[0]
    passage = best.hit.passage
    around = normalize(" ".join((*passage.heading_path, passage.text)))
    everywhere = normalize(" ".join(hit.passage.text for hit in hits))
    wants = float(question.kind in ("number", "time"))
    fourth = hits[min(3, len(hits) - 1)].score
    return [
        (max(e.cosine for e in evidence) - 0.85) * 20,
        best.coverage,
        covered(weights, around),
        1.0 - covered(weights, everywhere),
        wants * best.typed,
        wants * (1.0 - best.typed),
        min(hits[0].score - fourth, 6.0) / 3,
        float(best.hit is hits[0]),
    ]


@functools.cache
def model() -> Mapping[str, Any]:
    """``weights`` by sign, ``bias``, ``threshold``, and how they were fitted."""
    loaded: Mapping[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return loaded


def probability(values: Sequence[float]) -> float:
    """``1 / (1 + exp(-(w . x + b)))``: that the documents answer."""
    fitted = model()
    total = float(fitted["bias"]) + sum(
        float(fitted["weights"][name]) * value for name, value in zip(SIGNS, values, strict=True)
    )
    return 1.0 / (1.0 + math.exp(-max(min(total, 60.0), -60.0)))


def threshold() -> float:
    """Below this probability the answer is no."""
    return float(model()["threshold"])
