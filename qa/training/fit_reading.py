"""Fits ``qa/reading.json`` on even halves of question sets: what makes a window the one that answers.

    python -m yinwen.qa.training.fit_reading --sets DIR/dureader_checklist_a DIR/cmrc2018_dev … --cache CACHE

For each answerable question the windows that the assistant would read are read. A logistic model with a bias for each
question (a softmax over its windows) learns to put those first that stand in a relevant document; sets weigh alike.
Printed by set and half: hit@1 of documents among the passages read, by retrieval and by the model, and how many of the
windows put first hold an answer.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...corpus.normalize import normalize
from ...index.snapshot import Snapshot
from ...index.types import Encoder
from ..assistant import HITS
from ..evaluation.questions import GoldQuestion
from ..evidence import gather, word_weights
from ..reading import SIGNS, Window, signs
from ..types import Reader
from .fit_refusal import Asked
from .halves import by_half, load, parse

OUTPUT = Path(__file__).resolve().parent.parent / "reading.json"
_RIDGE = 0.02

Question = tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_]]
"""Signs of each window, whether it answers, and whether its document is relevant."""


def windows_of(snapshot: Snapshot, encoder: Encoder, reader: Reader, gold: GoldQuestion) -> tuple[list[Window], float]:
    """The windows of the whole pool that the assistant would read, in retrieval's order, and the script's share."""
    asked = Asked(snapshot, encoder, reader, gold)
    weights = word_weights(asked.question, snapshot)
    evidence = gather(snapshot, asked.question, asked.vector, asked.pool[:HITS], weights)
    own = asked.own(evidence, asked.searcher.coverage(gold.question))
    windows = asked.read(evidence, asked.searcher.coverage(gold.question))
    return sorted(windows, key=lambda window: -window.seed.hit.score), own


def table(
    snapshot: Snapshot, encoder: Encoder, reader: Reader, questions: Sequence[GoldQuestion]
) -> Iterator[Question]:
    """Questions whose answer stands in some window."""
    for gold in questions:
        if not (gold.answerable and gold.relevant and gold.answers):
            continue
        windows, own = windows_of(snapshot, encoder, reader, gold)
        if not windows:
            continue
        best = max(window.seed.hit.score for window in windows)
        answers = [normalize(answer) for answer in gold.answers]
        texts = [normalize(window.excerpt.text) for window in windows]
        relevant = np.array([window.excerpt.passage.doc_id in gold.relevant for window in windows])
        holds = np.array([any(answer in text for answer in answers) for text in texts])
        rows = np.array([signs(window.reading, window.seed, best, own) for window in windows])
        yield rows, holds & relevant, relevant


def fit(sets: Sequence[Sequence[Question]]) -> NDArray[np.float64]:
    """``(signs,)`` weights of greatest likelihood of the windows in relevant documents, by L-BFGS."""
    from scipy.optimize import minimize

    usable = [(q, 1 / len(each)) for each in sets for q in each if q[2].any() and not q[2].all()]
    scale = np.concatenate([q[0] for q, _ in usable]).std(0)

    def loss(w: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        total, slope = _RIDGE * float(w @ w), 2 * _RIDGE * w
        for (rows, _, relevant), weight in usable:
            x = rows / scale
            scores = x @ w
            odds = np.exp(scores - scores.max())
            p, right = odds / odds.sum(), odds * relevant / (odds * relevant).sum()
            total -= weight * float(np.log((p * relevant).sum()))
            slope -= weight * ((right - p) @ x)
        return total, slope

    found = minimize(loss, np.full(len(SIGNS), 0.5), jac=True, method="L-BFGS-B")
    weights: NDArray[np.float64] = found.x / scale
    return weights


def first_is_right(questions: Sequence[Question], weights: NDArray[np.float64] | None, label: int = 2) -> float:
    """The share of questions whose first window is right, by the weights or as retrieval has it; label 1: it answers."""
    hits = [q[label][0 if weights is None else int(np.argmax(q[0] @ weights))] for q in questions]
    return float(np.mean(hits))


def main() -> None:
    """Fits, prints and writes the file."""
    arguments = parse(__doc__)
    encoder, reader = load(arguments)
    tables: dict[tuple[str, int], list[Question]] = {}
    for key, snapshot, chosen in by_half(arguments, encoder):
        tables[key] = list(table(snapshot, encoder, reader, chosen))
    weights = fit([questions for (_, half), questions in tables.items() if half == 0])
    gave = {}
    for (name, half), questions in tables.items():
        line = {
            "questions": len(questions),
            "retrieval": round(first_is_right(questions, None), 3),
            "with_reader": round(first_is_right(questions, weights), 3),
            "first_answers": round(first_is_right(questions, weights, 1), 3),
            **{f"{sign}_left_out": round(first_is_right(questions, _without(weights, sign)), 3) for sign in SIGNS},
        }
        gave[f"{name} {'odd' if half else 'even'}"] = line
        print(f"{name:24} {'odd' if half else 'even':5} {line}")
    reader.close()
    value = {
        "weights": {name: round(float(weight), 4) for name, weight in zip(SIGNS, weights, strict=True)},
        "reader": reader.fingerprint,
        "gave": gave,
    }
    OUTPUT.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")


def _without(weights: NDArray[np.float64], sign: str) -> NDArray[np.float64]:
    """For the ablation: the other weights as they are."""
    return np.where(np.array(SIGNS) == sign, 0.0, weights)


if __name__ == "__main__":
    main()
