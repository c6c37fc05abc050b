"""Whether the documents say: one probability out of what retrieval and the reader show.

A logistic model over a few signs, fitted by ``qa/training/fit_refusal.py`` on even halves of public sets; its weights
and what they gave lie in ``refusal.json``. Retrieval alone judges poorly (a threshold on its score refuses a sixth to a
quarter of the unanswerable at 5 % false refusals, measured): most of it rests on what the reader made of the windows.
"""

import functools
import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..corpus.normalize import normalize
from ..index.types import Hit
from .evidence import Evidence, share_of_script
from .figures import names_unit
from .question import Question
from .reading import FLOOR, Window
from .strictness import Strictness

SIGNS = (
    "cosine",
    "foreign_cosine",
    "foreign",
    "stands_out",
    "margin",
    "coverage",
    "typed",
    "untyped",
    "no_such_unit",
    "agree",
    "unquoted",
    "read_margin",
    "read_relevance",
    "read_lead",
    "read_agree",
    "foreign_read",
)
READ_SIGNS = frozenset(name for name in SIGNS if "read" in name)

# Works by name; words in “” are as often the asker's own.
_QUOTED = re.compile(r"《([^《》]{2,20})》")

# Sentences in which a figure of the unit asked for is looked for.
_LOOKED = 3

_FILE = Path(__file__).with_name("refusal.json")


def signs(
    question: Question,
    evidence: Sequence[Evidence],
    hits: Sequence[Hit],
    known: float,
    windows: Sequence[Window] = (),
) -> list[float]:
    """The signs in the order of SIGNS, each about 0 to 1.

    Args:
        question: Taken apart.
        evidence: Sentences, best first.
        hits: Passages, best first.
        known: The share of the question's words that the index holds at all. Where it is small and the question in
            another script than the passages, words say nothing, and their signs fade as their weight in retrieval does.
        windows: What was read, best first; none without a reader.

    ``cosine``, ``foreign_cosine``: the best sentence's, whichever kind the question is; ``foreign``: the latter kind;
    ``stands_out``: by how many deviations the best passage's cosine leads the others; ``margin``: the best passage's
    lead over the fourth in the fused score; ``coverage``: the share of the words that the best sentence holds (what its
    passage holds or no passage does tells no more, and is hard on questions in other words: ``EXPERIMENTS.md``);
    ``typed``, ``untyped``: a number or date is asked for and is there, or is not; ``agree``: the best sentence stands in
    the best passage;
    ``no_such_unit``: the unit is named and the best sentences have none; ``unquoted``: a work that the question names
    stands in no passage found; ``read_margin``, ``read_relevance``: the reader's, of the best window; ``read_lead``: its
    score's over the next passage's; ``read_agree``: it stands in the best passage found; ``foreign_read``: the sum of
    margin and relevance, for questions in another script.
    """
    if not evidence:
        return [0.0] * len(SIGNS)
    best = evidence[0]
    everywhere = normalize(" ".join(hit.passage.text for hit in hits))
    own = share_of_script(question.text, everywhere, known)
    cosine = (max(e.cosine for e in evidence) - 0.8) * 5
    cosines = np.array([hit.dense if hit.dense is not None else 0.7 for hit in hits])
    spread = float(cosines.std()) or 1.0
    unit = names_unit(question.kind, normalize(question.text))
    wants = float(question.kind in ("number", "time"))
    terms = _QUOTED.findall(normalize(question.text))
    return [
        cosine * own,
        cosine * (1 - own),
        1 - own,
        min(float(cosines.max() - cosines.mean()) / spread, 4.0) / 4,
        min(hits[0].score - hits[min(3, len(hits) - 1)].score, 6.0) / 6,
        own * best.coverage,
        wants * best.typed,
        wants * (1 - best.typed),
        float(unit and not any(e.typed for e in evidence[:_LOOKED])),
        float(best.hit is hits[0]),
        float(any(term not in everywhere for term in terms)),
        *_read_signs(windows, hits, own),
    ]


def _read_signs(windows: Sequence[Window], hits: Sequence[Hit], own: float) -> list[float]:
    if not windows:
        return [0.0] * len(READ_SIGNS)
    best = windows[0]
    place = best.excerpt.passage.passage_id
    others = [window.score for window in windows if window.excerpt.passage.passage_id != place]
    margin = max(min(best.reading.margin, -FLOOR), FLOOR) / -FLOOR
    relevance = max(min(best.reading.relevance, -FLOOR), FLOOR) / -FLOOR
    return [
        own * margin,
        own * relevance,
        min(best.score - others[0], 5.0) / 5 if others else 1.0,
        float(place == hits[0].passage.passage_id),
        (1 - own) * (margin + relevance),
    ]


@dataclass(frozen=True, slots=True)
class Judgement:
    """The probability that the documents answer, and the one below which the answer is no."""

    probability: float
    threshold: float

    @property
    def refused(self) -> bool:
        """Whether the answer is no."""
        return self.probability < self.threshold


@functools.cache
def fitted() -> Mapping[str, Any]:
    """``refusal.json``: three models (``weights`` by sign, ``bias``, ``thresholds`` by strictness for questions in the
    passages' script and in another), encoder and reader, and what they gave.
    """
    loaded: Mapping[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return loaded


def judge(
    values: Sequence[float], encoder: str, reader: str | None = None, strictness: Strictness = "balanced"
) -> Judgement:
    """``1 / (1 + exp(-(w . x + b)))`` over the signs, against a threshold between that for known and foreign words.

    Args:
        values: The signs.
        encoder: The fingerprint of the encoder that gave the cosines. Another than the one fitted on has cosines of
            another range: then a model that does without them judges.
        reader: The fingerprint of the reader, if any; another than the one fitted on is not counted either.
        strictness: Which of the fitted thresholds judges.
    """
    file = fitted()
    # A reranker's name follows the reader's; it only orders what that one read.
    known = encoder == file["encoder"], reader is not None and reader.split("+")[0] == file["reader"]
    model = file["models"]["read" if all(known) else "cosines" if known[0] else "plain"]
    pairs = zip(SIGNS, values, strict=True)
    total = float(model["bias"]) + sum(float(model["weights"].get(name, 0.0)) * value for name, value in pairs)
    foreign = values[SIGNS.index("foreign")]
    native, other = model["thresholds"][strictness]
    bar = (1 - foreign) * float(native) + foreign * float(other)
    return Judgement(1.0 / (1.0 + math.exp(-max(min(total, 60.0), -60.0))), bar)
