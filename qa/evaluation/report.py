"""Outcomes to the figures of a report. Shares are fractions; None where nothing could be measured."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from .bootstrap import intervals
from .measures import SENTENCE_MEASURES, Scores, by_question, loss, statistics
from .metrics import Outcome
from .retrieval import NAMES, rank_scores
from .risk import Curve, aurc, auroc, coverage_at, excess_aurc, refusal_at, refusal_curve, risk_coverage

FALSE_REFUSALS = 0.1
"""At how many false refusals the refusal rate is also given, whatever the threshold in use."""
RISK = 0.1
"""At how many wrong replies the coverage is also given."""
STANDS_IN = {
    "verbatim": "a sentence's own words stand in what it cites",
    "gold": "what a sentence cites stands in the gold",
    "model": None,
}
"""What says, in place of ALCE's NLI model, that a citation supports a sentence: figures not comparable with ALCE's."""
_ROW = {
    "counts": ("questions",),
    "retrieval": ("hit@1", "hit@3"),
    "answers": ("containment", "char_f1"),
    "citations": ("precision",),
    "refusal": ("refusal_rate", "false_refusal_rate"),
}


def score_rankings(outcomes: Sequence[Outcome]) -> Scores:
    """How well the gold of each question that has some is ranked."""
    ranked = {o.question.id: o for o in outcomes if o.relevant}
    return rank_scores({i: o.ranking for i, o in ranked.items()}, {i: o.relevant for i, o in ranked.items()})


def summarise(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """All figures with the intervals of those that have one, and a row of the main ones for each kind of question."""
    scores = score_rankings(outcomes)
    kinds = sorted({o.question.kind for o in outcomes} - {""})
    return {
        **_section(outcomes, scores),
        "intervals": _intervals(outcomes, scores),
        "by_kind": {k: _row([o for o in outcomes if o.question.kind == k], scores) for k in kinds},
    }


def curves(outcomes: Sequence[Outcome]) -> dict[str, Curve]:
    """``risk_coverage`` and ``refusal``, as ``risk.py`` draws them."""
    done = [o for o in outcomes if o.error is None]
    yes, no = ([o.probability for o in done if o.question.answerable is kind] for kind in (True, False))
    return {"risk_coverage": risk_coverage(*_counted(outcomes)[1:]), "refusal": refusal_curve(yes, no)}


def _intervals(
    outcomes: Sequence[Outcome], scores: Scores, wanted: Mapping[str, Sequence[str]] | None = None
) -> dict[str, dict[str, list[float] | None]]:
    """By part and name, of all figures that have one or of those wanted."""
    found = statistics(outcomes, scores)
    if wanted is not None:
        found = {(part, name): s for (part, name), s in found.items() if name in wanted.get(part, ())}
    by_part: dict[str, dict[str, list[float] | None]] = {}
    named = {f"{part} {name}": statistic for (part, name), statistic in found.items()}
    for key, interval in intervals(named, len(outcomes)).items():
        part, name = key.split(" ")
        by_part.setdefault(part, {})[name] = list(interval) if interval else None
    return by_part


def _section(outcomes: Sequence[Outcome], scores: Scores) -> dict[str, Any]:
    return {
        "counts": _counts(outcomes),
        "retrieval": _retrieval([scores[o.question.id] for o in outcomes if o.relevant]),
        "answers": _answers(outcomes),
        "citations": {**_citations(outcomes), **_sentences(outcomes, scores)},
        "refusal": _refusal(outcomes),
        "risk": _risk(outcomes),
        "latency_ms": _latency(outcomes),
    }


def _row(outcomes: Sequence[Outcome], scores: Scores) -> dict[str, Any]:
    """The main figures, flat, with the intervals of those that have one."""
    section, wide = _section(outcomes, scores), _intervals(outcomes, scores, _ROW)
    row = {name: section[part][name] for part, names in _ROW.items() for name in names}
    known = {name: wide[part][name] for part, names in _ROW.items() for name in names if name in wide.get(part, {})}
    return {**row, "intervals": known}


def _counts(outcomes: Sequence[Outcome]) -> dict[str, int]:
    return {
        "questions": len(outcomes),
        "answerable": sum(o.question.answerable for o in outcomes),
        "unanswerable": sum(not o.question.answerable for o in outcomes),
        "abstained": sum(o.abstained for o in outcomes),
        "errors": sum(o.error is not None for o in outcomes),
    }


def _retrieval(rows: Sequence[Mapping[str, float]]) -> dict[str, Any]:
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


def _sentences(outcomes: Sequence[Outcome], scores: Scores) -> dict[str, Any]:
    """Means over the replies, as ALCE takes them; refusals are no replies."""
    rows = [by_question(outcome, scores) for outcome in outcomes]
    return {
        "sentences": sum(o.verbatim.statements for o in outcomes if o.verbatim),
        **{name: mean(row[name] for row in rows) for name in SENTENCE_MEASURES},
        "in_place_of_entailment": STANDS_IN,
    }


def _counted(outcomes: Sequence[Outcome]) -> tuple[list[Outcome], list[float], list[float]]:
    """The questions that have a loss, with their probabilities and losses."""
    rows = [(o, o.probability, lost) for o in outcomes if (lost := loss(o)) is not None]
    return [row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows]


def _risk(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Over the questions of which the answer, or that there is none, is known."""
    counted, probabilities, lost = _counted(outcomes)
    answered = [o for o in counted if not o.abstained]
    return {
        "questions": len(counted),
        "coverage": len(answered) / len(counted) if counted else None,
        "risk": mean(not o.contained for o in answered),
        f"coverage_at_{RISK}_risk": coverage_at(risk_coverage(probabilities, lost), RISK) if lost else None,
        "aurc": aurc(probabilities, lost),
        "excess_aurc": excess_aurc(probabilities, lost),
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
