"""How well gold is ranked, by the library ir-measures (MacAvaney et al. 2022, Streamlining Evaluation with ir-measures)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

NAMES = ("hit@1", "hit@3", "hit@5", "MRR@10", "nDCG@10")
"""hit@k is ``Success@k`` there, MRR@10 the mean of ``RR@10``."""


def rank_scores(
    rankings: Mapping[str, Sequence[str]], qrels: Mapping[str, Mapping[str, int]]
) -> dict[str, dict[str, float]]:
    """By question and measure, each 0 to 1, for every question of ``qrels``; one that found nothing scores zero.

    Args:
        rankings: By question, what was found, best first.
        qrels: By question, what is relevant and how much.
    """
    import ir_measures
    from ir_measures import RR, Success, nDCG

    measures = dict(zip((Success @ 1, Success @ 3, Success @ 5, RR @ 10, nDCG @ 10), NAMES, strict=True))
    scores = {question: dict.fromkeys(NAMES, 0.0) for question in qrels}
    judged = [ir_measures.Qrel(q, item, grade) for q, items in qrels.items() for item, grade in items.items()]
    found = list(_run(rankings, qrels, ir_measures.ScoredDoc))
    for row in ir_measures.iter_calc(list(measures), judged, found) if judged else ():
        scores[row.query_id][measures[row.measure]] = float(row.value)
    return scores


def _run(rankings: Mapping[str, Sequence[str]], qrels: Mapping[str, Any], scored: Any) -> Iterator[Any]:
    """Ranks as scores, so that ties of our own scores, which we broke, are not broken anew."""
    for question in qrels:
        for rank, item in enumerate(dict.fromkeys(rankings.get(question, ()))):
            yield scored(question, item, -float(rank))
