"""Outcomes to the figures of a report. Shares are fractions; None where nothing could be measured."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from .metrics import Outcome
from .retrieval import NAMES, rank_scores
from .risk import auroc, refusal_at

FALSE_REFUSALS = 0.1
"""At how many false refusals the refusal rate is also given, whatever the threshold in use."""


def summarise(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """All figures, and a row of the main ones for each kind of question."""
    ranked = {o.question.id: o for o in outcomes if o.relevant}
    scores = rank_scores({i: o.ranking for i, o in ranked.items()}, {i: o.relevant for i, o in ranked.items()})
    kinds = sorted({o.question.kind for o in outcomes} - {""})
    report = _section(outcomes, scores)
    report["by_kind"] = {k: _row(_section([o for o in outcomes if o.question.kind == k], scores)) for k in kinds}
    return report


def _section(outcomes: Sequence[Outcome], scores: dict[str, dict[str, float]]) -> dict[str, Any]:
    return {
        "counts": _counts(outcomes),
        "retrieval": _retrieval([scores[o.question.id] for o in outcomes if o.relevant]),
        "answers": _answers(outcomes),
        "citations": _citations(outcomes),
        "refusal": _refusal(outcomes),
        "latency_ms": _latency(outcomes),
    }


def _row(section: dict[str, Any]) -> dict[str, Any]:
    """The main figures, flat."""
    wanted = {
        "counts": ("questions",),
        "retrieval": ("hit@1", "hit@3"),
        "answers": ("containment", "char_f1"),
        "citations": ("precision",),
        "refusal": ("refusal_rate", "false_refusal_rate"),
    }
    return {name: section[part][name] for part, names in wanted.items() for name in names}


def _counts(outcomes: Sequence[Outcome]) -> dict[str, int]:
    return {
        "questions": len(outcomes),
        "answerable": sum(o.question.answerable for o in outcomes),
        "unanswerable": sum(not o.question.answerable for o in outcomes),
        "abstained": sum(o.abstained for o in outcomes),
        "errors": sum(o.error is not None for o in outcomes),
    }


def _retrieval(rows: Sequence[dict[str, float]]) -> dict[str, Any]:
    """Denominators are the questions that qrels or evidence speak of."""
    return {"questions": len(rows), **{name: mean(row[name] for row in rows) for name in NAMES}}


def _answers(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Containment, exact match and F1 over questions of which the answer is known; no answer scores zero."""
    lengths = [o.length for o in outcomes if o.error is None and not o.abstained]
    return {
        "questions": sum(o.contained is not None for o in outcomes),
        "containment": mean(o.contained for o in outcomes),
        "span_questions": sum(o.f1 is not None for o in outcomes),
        "exact_match": mean(o.exact for o in outcomes),
        "char_f1": mean(o.f1 for o in outcomes),
        "length_mean": mean(lengths),
        "length_median": percentile(lengths, 50),
        "length_max": max(lengths, default=None),
    }


def _citations(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Precision is over the citations of answerable questions, recall the mean over these questions."""
    judged = [o for o in outcomes if o.cited_right is not None]
    cited, quotes = sum(o.cited for o in judged), sum(o.quotes for o in outcomes)
    return {
        "quotes": quotes,
        "quotes_exact": sum(o.quotes_exact for o in outcomes) / quotes if quotes else None,
        "citations_judged": cited,
        "precision": sum(o.cited_right or 0 for o in judged) / cited if cited else None,
        "recall": mean(o.gold_cited for o in judged),
    }


def _refusal(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    done = [o for o in outcomes if o.error is None]
    yes, no = [o for o in done if o.question.answerable], [o for o in done if not o.question.answerable]
    rate = refusal_at([o.probability for o in yes], [o.probability for o in no], FALSE_REFUSALS)
    return {
        "refusal_rate": mean(o.abstained for o in no),
        "false_refusal_rate": mean(o.abstained for o in yes),
        f"refusal_rate_at_{FALSE_REFUSALS}_false": rate,
        "auroc": auroc([o.probability for o in yes], [o.probability for o in no]),
    }


def _latency(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    times = [o.milliseconds for o in outcomes if o.milliseconds is not None]
    return {"mean": mean(times), "p50": percentile(times, 50), "p95": percentile(times, 95)}


def mean(values: Iterable[float | bool | None]) -> float | None:
    """Of the values that are there."""
    known = [float(value) for value in values if value is not None]
    return sum(known) / len(known) if known else None


def percentile(values: Sequence[float], q: float) -> float | None:
    """Linear between neighbours."""
    return float(np.percentile(values, q)) if values else None
