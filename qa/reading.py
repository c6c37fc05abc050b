"""Retrieval and reader together: which sentence answers, with which words, and in which order the passages stand.

A window's score is a weighted sum of what retrieval says of its best sentence and what the reader says of the window; the
weights were fitted on even halves of public sets (``qa/training/fit_reading.py``) and lie in ``reading.json``.
"""

import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..index.types import Hit
from .evidence import Evidence
from .types import Excerpt, Reader, Reading, Span
from .windows import READ, choose

SIGNS = ("evidence", "passage", "margin", "relevance", "foreign_evidence", "foreign_passage")
"""The best sentence's score and its passage's behind the best found; the reader's best span over no answer, and relevance;
and retrieval's two for a question in another script than the passages: the reader was not taught such, and would lose what
retrieval found (even half of xquad_en_zh: .53 of the windows put first answer, .59 without it)."""
FLOOR = -12.0
"""No margin or relevance counts for less: how sure the reader is of a no says nothing more."""

_FILE = Path(__file__).with_name("reading.json")


@dataclass(frozen=True, slots=True)
class Window:
    """An excerpt that was read.

    Attributes:
        reading: What the reader found.
        seed: The best of its sentences by retrieval.
        score: All signs together.
        evidence_weight: What a sentence's own score counts in it.
        margin_weight: What the best span's margin counts in it.
    """

    reading: Reading
    seed: Evidence
    score: float
    evidence_weight: float = 0.0
    margin_weight: float = 0.0

    @property
    def excerpt(self) -> Excerpt:
        """What was read."""
        return self.reading.excerpt


@functools.cache
def fitted() -> Mapping[str, Any]:
    """``reading.json``: the weight of each of SIGNS, the reader that they were fitted with, and what they gave."""
    loaded: Mapping[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return loaded


def signs(reading: Reading, seed: Evidence, best: float, own: float = 1.0) -> list[float]:
    """In the order of SIGNS.

    Args:
        reading: Of a window.
        seed: Its best sentence.
        best: The score of the best passage found.
        own: How far the question is in the passages' script (:func:`share_of_script`).
    """
    margin, relevance = max(reading.margin, FLOOR), max(reading.relevance, FLOOR)
    behind = seed.hit.score - best
    read = [own * value for value in (seed.score, behind, margin, relevance)]
    return [*read, (1 - own) * seed.score, (1 - own) * behind]


def read(
    reader: Reader,
    question: str,
    evidence: Sequence[Evidence],
    titles: Mapping[str, str],
    *,
    own: float = 1.0,
    limit: int = READ,
) -> list[Window]:
    """Windows of the likeliest sentences, read; best first, ties as retrieval has them.

    Args:
        reader: Reads.
        question: As it was asked.
        evidence: Sentences of the passages found, best first.
        titles: By doc_id.
        own: How far the question is in the passages' script.
        limit: Windows.
    """
    # A title that is the document's name or number says nothing of it.
    telling = {doc_id: title for doc_id, title in titles.items() if title not in doc_id}
    excerpts = choose(evidence, telling, reader.pieces, limit)
    best = max((one.hit.score for one in evidence), default=0.0)
    weights = {name: float(fitted()["weights"].get(name, 0.0)) for name in SIGNS}
    evidence_weight = own * weights["evidence"] + (1 - own) * weights["foreign_evidence"]
    windows = []
    for reading in reader.read(question, excerpts):
        seed = next(one for one in evidence if _inside(one, reading.excerpt))
        values = signs(reading, seed, best, own)
        score = sum(w * v for w, v in zip(weights.values(), values, strict=True))
        windows.append(Window(reading, seed, score, evidence_weight, own * weights["margin"]))
    return sorted(windows, key=lambda window: -window.score)


def weighed(evidence: Sequence[Evidence], windows: Sequence[Window]) -> list[Evidence]:
    """The sentences again, scored as their windows are; those that were not read come last, as they stood.

    In a window a sentence's score is the window's with its own evidence and best span in the place of the window's; one
    without a span has the least margin. Each gets its own spans.
    """
    if not windows:
        return list(evidence)
    scored, rest = [], []
    for one in evidence:
        ways = [_in_window(one, window) for window in windows if _inside(one, window.excerpt)]
        if ways:
            score, spans = max(ways, key=lambda way: way[0])
            scored.append(replace(one, score=score, spans=spans))
        else:
            rest.append(one)
    scored.sort(key=lambda one: (-one.score, one.hit.passage.passage_id, one.start))
    lowest = min((one.score for one in scored), default=0.0) - 1.0
    top = max((one.score for one in rest), default=0.0)
    return [*scored, *(replace(one, score=lowest + one.score - top) for one in rest)]


def _in_window(one: Evidence, window: Window) -> tuple[float, tuple[Span, ...]]:
    spans = tuple(span for span in window.reading.spans if one.start <= span.start < one.end)
    margin = max(spans[0].score, FLOOR) if spans else FLOOR
    score = window.score - window.evidence_weight * (window.seed.score - one.score)
    return score - window.margin_weight * (max(window.reading.margin, FLOOR) - margin), spans


def reordered(hits: Sequence[Hit], windows: Sequence[Window]) -> list[Hit]:
    """The passages that were read by their best window, then the others as they stood; scores fall with the order."""
    best: dict[str, float] = {}
    for window in windows:
        best.setdefault(window.excerpt.passage.passage_id, window.score)
    read_ones = [hit for hit in hits if hit.passage.passage_id in best]
    read_ones.sort(key=lambda hit: -best[hit.passage.passage_id])
    others = [hit for hit in hits if hit.passage.passage_id not in best]
    if not read_ones:
        return list(hits)
    lowest = best[read_ones[-1].passage.passage_id] - 1.0
    top = max((hit.score for hit in others), default=0.0)
    return [
        *(replace(hit, score=best[hit.passage.passage_id]) for hit in read_ones),
        *(replace(hit, score=lowest + hit.score - top) for hit in others),
    ]


def _inside(one: Evidence, excerpt: Excerpt) -> bool:
    return (
        one.hit.passage.passage_id == excerpt.passage.passage_id
        and excerpt.start <= one.start
        and one.end <= excerpt.end
    )
