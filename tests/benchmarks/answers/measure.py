"""Replies against gold: containment, exact match and F1, at several lengths, and the differences from the baselines."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from yinwen.qa.evaluation.bootstrap import paired_bootstrap
from yinwen.qa.evaluation.gold import contains
from yinwen.qa.evaluation.questions import GoldQuestion
from yinwen.qa.evaluation.spans import best_span_scores

from .baseline import Reply

MEASURES = ("containment", "exact", "f1")


@dataclass(frozen=True, slots=True)
class Scored:
    """One reply's scores, 0 to 1, its length in characters as cut, and whether it is a refusal."""

    containment: float
    exact: float
    f1: float
    length: int
    refused: float


def scored(question: GoldQuestion, reply: Reply, cap: int) -> Scored:
    """The reply, cut after ``cap`` characters, against the gold; a refusal scores zero.

    ``exact`` and ``f1`` are CMRC's, of the shortest words that the reply gives.
    """
    text = reply.text[:cap]
    if reply.refused:
        return Scored(0.0, 0.0, 0.0, len(text), 1.0)
    exact, f1 = best_span_scores(question.answers, reply.words)
    return Scored(float(contains(question, text)), exact, f1, len(text), 0.0)


def summary(rows: Mapping[str, Sequence[Scored]], ours: Sequence[str], others: Sequence[str]) -> dict[str, Any]:
    """Means by row, and each of ``ours`` less each of ``others`` by the paired bootstrap.

    Lengths are of what is no refusal: mean and 95th percentile.
    """
    table = {name: _means(replies) for name, replies in rows.items()}
    differences = {
        f"{a} - {b}": {m: asdict(paired_bootstrap(_column(rows[a], m), _column(rows[b], m))) for m in MEASURES}
        for a in ours
        for b in others
    }
    return {"questions": len(next(iter(rows.values()))), "rows": table, "differences": differences}


def _means(replies: Sequence[Scored]) -> dict[str, float]:
    lengths = [reply.length for reply in replies if not reply.refused] or [0]
    return {
        **{measure: float(np.mean(_column(replies, measure))) for measure in (*MEASURES, "refused")},
        "length_mean": float(np.mean(lengths)),
        "length_95": float(np.percentile(lengths, 95)),
    }


def _column(replies: Sequence[Scored], name: str) -> list[float]:
    return [float(getattr(reply, name)) for reply in replies]


def shown(name: str, cap: int, value: Mapping[str, Any]) -> str:
    """A table as text."""
    lines = [
        f"== {name}, replies of at most {cap} characters, {value['questions']} questions",
        f"  {'':22}{'contained':>10}{'exact':>8}{'F1':>8}{'refused':>9}{'length':>8}{'95 %':>7}",
    ]
    for row, v in value["rows"].items():
        lines.append(
            f"  {row:22}{v['containment']:>10.3f}{v['exact']:>8.3f}{v['f1']:>8.3f}{v['refused']:>9.3f}"
            f"{v['length_mean']:>8.0f}{v['length_95']:>7.0f}"
        )
    for pair, by_measure in value["differences"].items():
        found = "  ".join(f"{m} {d['mean']:+.3f} [{d['low']:+.3f}, {d['high']:+.3f}]" for m, d in by_measure.items())
        lines.append(f"  {pair}: {found}")
    return "\n".join(lines)
