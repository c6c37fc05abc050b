"""A question's figures one by one: what runs are compared by and intervals are drawn from. Higher is better throughout."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from .bootstrap import Statistic
from .metrics import Outcome
from .retrieval import NAMES
from .risk import aurc, auroc

Scores = Mapping[str, Mapping[str, float]]
"""By question id and measure, what ``rank_scores`` gave."""
Values = NDArray[np.float64]

HEADLINE = (
    "hit@1",
    "MRR@10",
    "containment",
    "char_f1",
    "citation_precision",
    "citation_recall",
    "quotes_exact",
    "answered",
    "refused",
)
"""The measures of which a significant loss fails a comparison."""

SENTENCE_MEASURES = (
    "sentence_recall_verbatim",
    "citation_precision_verbatim",
    "sentence_recall_gold",
    "citation_precision_gold",
)
"""Counted as ALCE counts: ``citing.py``."""


def by_question(outcome: Outcome, scores: Scores) -> dict[str, float | None]:
    """Each measure of one question, 0 to 1; None where it can't be measured.

    ``answered`` is of answerable questions, ``refused`` of the others; an error is neither.
    """
    ranked = scores.get(outcome.question.id, {})
    judged = outcome.cited_right is not None and outcome.cited
    kept, answerable = outcome.error is None and not outcome.abstained, outcome.question.answerable
    return {
        **{name: ranked.get(name) for name in NAMES},
        "containment": None if outcome.contained is None else float(outcome.contained),
        "exact_match": outcome.exact,
        "char_f1": outcome.f1,
        "quotes_exact": outcome.quotes_exact / outcome.quotes if outcome.quotes else None,
        "citation_precision": (outcome.cited_right or 0) / outcome.cited if judged else None,
        "citation_recall": outcome.gold_cited,
        "sentence_recall_verbatim": outcome.verbatim.recall if outcome.verbatim else None,
        "citation_precision_verbatim": outcome.verbatim.precision if outcome.verbatim else None,
        "sentence_recall_gold": outcome.gold.recall if outcome.gold else None,
        "citation_precision_gold": outcome.gold.precision if outcome.gold else None,
        "answered": float(kept) if answerable else None,
        "refused": float(outcome.abstained) if not answerable else None,
    }


def loss(outcome: Outcome) -> float | None:
    """For a risk-coverage curve: 0 where the reply holds the answer, else 1; None for errors and unknown answers.

    Whatever is replied to an unanswerable question is wrong, and a refusal holds no answer: what would have been said
    instead isn't known, so beyond the coverage in use the risk is the highest that it can be.
    """
    if outcome.error is not None or (outcome.contained is None and outcome.question.answerable):
        return None
    return float(not outcome.contained)


def statistics(outcomes: Sequence[Outcome], scores: Scores) -> dict[tuple[str, str], Statistic]:
    """The figures of a report that have an interval, by part and name, each over the questions drawn."""
    rows = [by_question(outcome, scores) for outcome in outcomes]

    def column(name: str) -> Values:
        return np.array([np.nan if row[name] is None else row[name] for row in rows], float)

    def of(value: Callable[[Outcome], float | None]) -> Values:
        return np.array([np.nan if (found := value(o)) is None else found for o in outcomes], float)

    done = np.array([o.error is None for o in outcomes])
    judged = of(lambda o: None if o.cited_right is None else 1.0)
    answered, refused = np.where(done, column("answered"), np.nan), np.where(done, column("refused"), np.nan)
    means = {
        **{("retrieval", name): column(name) for name in NAMES},
        **{("answers", name): column(name) for name in ("containment", "exact_match", "char_f1")},
        ("citations", "recall"): column("citation_recall"),
        **{("citations", name): column(name) for name in SENTENCE_MEASURES},
        ("refusal", "refusal_rate"): refused,
        ("refusal", "false_refusal_rate"): 1 - answered,
    }
    probability = of(lambda o: o.probability)
    yes, no = ~np.isnan(answered), ~np.isnan(refused)
    lost, kept = of(loss), np.array([not o.abstained for o in outcomes], bool)
    return {
        **{name: _mean(values) for name, values in means.items()},
        ("citations", "precision"): _ratio(of(lambda o: o.cited_right or 0) * judged, of(lambda o: o.cited) * judged),
        ("citations", "quotes_exact"): _ratio(of(lambda o: o.quotes_exact), of(lambda o: o.quotes)),
        ("refusal", "auroc"): lambda drawn: auroc(probability[drawn][yes[drawn]], probability[drawn][no[drawn]]),
        ("risk", "coverage"): _mean(np.where(np.isnan(lost), np.nan, kept)),
        ("risk", "risk"): _mean(np.where(kept, lost, np.nan)),
        ("risk", "aurc"): _known(lost, lambda drawn: aurc(probability[drawn], lost[drawn])),
    }


def _mean(values: Values) -> Statistic:
    return _known(values, lambda drawn: float(values[drawn].mean()) if len(drawn) else None)


def _ratio(part: Values, whole: Values) -> Statistic:
    """Of sums, as citations are counted: a question with three of them counts three times."""

    def ratio(drawn: NDArray[np.intp]) -> float | None:
        total = np.nansum(whole[drawn])
        return float(np.nansum(part[drawn]) / total) if total else None

    return ratio


def _known(values: Values, statistic: Statistic) -> Statistic:
    """Over the questions of which the value is known."""
    there = ~np.isnan(values)
    return lambda drawn: statistic(drawn[there[drawn]])
