"""Fits ``qa/refusal.json`` on even halves of question sets with and without their gold documents.

    python -m yinwen.qa.training.fit_refusal --sets DIR/dureader_checklist_a DIR/cmrc2018_dev … --cache CACHE

Each set is a folder as ``halves`` reads it. A question marked unanswerable is a no. An answerable one is a yes in the whole pool, and in a
small library of its document and the nearest others, with that library's own word statistics, since most users have few
documents. It is a no where the passages that hold the answer are taken out, in the pool and in the small library, and
in small libraries of other documents, near and far. Sets and labels weigh alike. Thresholds refuse FALSE_REFUSALS of the answerable cases of the even half, apart for questions whose words the
index knows and for those in another language.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from ...corpus.normalize import normalize
from ...index.fusion import coverage, idf
from ...index.search import HybridSearcher
from ...index.snapshot import Snapshot
from ...index.types import Encoder, Hit
from ..assistant import HITS
from ..evaluation.questions import GoldQuestion
from ..evidence import Evidence, gather, share_of_script, titles_of, word_weights
from ..question import analyse
from ..reading import Window, read
from ..refusal import READ_SIGNS, SIGNS, signs
from ..strictness import Strictness
from ..types import Reader
from .halves import by_half, load, parse

FALSE_REFUSALS: dict[Strictness, float] = {"strict": 0.1, "balanced": 0.05, "open": 0.02}
"""By strictness: the share of the answerable cases of the even half that is refused."""
OUTPUT = Path(__file__).resolve().parent.parent / "refusal.json"
_SMALL = 6

Table = tuple[NDArray[np.float64], NDArray[np.bool_]]


def cases(
    snapshot: Snapshot, encoder: Encoder, reader: Reader, questions: Sequence[GoldQuestion]
) -> Iterator[tuple[bool, list[float]]]:
    """``(answerable, signs)`` of each case that a set gives."""
    for gold in questions:
        asked = Asked(snapshot, encoder, reader, gold)
        yield gold.answerable, asked.measured(asked.pool)
        if not (gold.answerable and gold.relevant and gold.answers):
            continue
        small = asked.search(asked.documents[:_SMALL])
        yield True, asked.measured(small, alone=True)
        others = [doc_id for doc_id in asked.documents if not gold.relevant.get(doc_id)]
        for rest, alone in (
            (asked.without_answer(asked.pool), False),
            (asked.without_answer(small), True),
            (asked.without_answer(asked.search(others[:_SMALL])), True),
            (asked.without_answer(asked.search(others[-_SMALL:])), True),
        ):
            if rest:
                yield False, asked.measured(rest, alone=alone)


class Asked:
    """One question, searched in the pool and in small libraries cut out of it."""

    def __init__(self, snapshot: Snapshot, encoder: Encoder, reader: Reader, gold: GoldQuestion) -> None:
        self.snapshot, self.gold, self.reader = snapshot, gold, reader
        self.searcher = HybridSearcher(snapshot, encoder)
        self.question = analyse(gold.question, snapshot.segmenter)
        self.vector = encoder.encode_queries([normalize(gold.question)])[0]
        self.pool = self.search(None)
        found = [hit.passage.doc_id for hit in self.pool]
        self.documents = list(dict.fromkeys([*(gold.relevant or ()), *found]))

    def search(self, within: Sequence[str] | None) -> list[Hit]:
        """Hits in the documents named, or in all."""
        return self.searcher.search_with_vector(self.gold.question, self.vector, 2 * HITS, within)

    def without_answer(self, hits: Sequence[Hit]) -> list[Hit]:
        """The hits that hold no answer."""
        answers = [normalize(answer) for answer in self.gold.answers]
        return [hit for hit in hits if not _holds(hit, answers)]

    def measured(self, hits: Sequence[Hit], *, alone: bool = False) -> list[float]:
        """The signs; ``alone`` as if the hits were the whole library."""
        hits = hits[: 2 * HITS]
        if alone:
            texts = [normalize(hit.passage.text) for hit in hits]
            frequencies = {word: sum(word in text for text in texts) for word in self.question.words}
            weights = {word: idf(n, len(texts)) for word, n in frequencies.items()}
            known = coverage(list(frequencies.values()), len(texts))
        else:
            weights = word_weights(self.question, self.snapshot)
            known = self.searcher.coverage(self.gold.question)
        evidence = gather(self.snapshot, self.question, self.vector, hits[:HITS], weights)
        windows = self.read(evidence, known)
        return signs(self.question, evidence, hits[:HITS], known, windows)

    def read(self, evidence: Sequence[Evidence], known: float) -> list[Window]:
        """The windows that the assistant would read."""
        titles = titles_of(self.snapshot, {one.hit.passage.doc_id for one in evidence})
        return (
            read(self.reader, self.gold.question, evidence, titles, own=self.own(evidence, known)) if evidence else []
        )

    def own(self, evidence: Sequence[Evidence], known: float) -> float:
        """How far the question is in the passages' script."""
        return share_of_script(self.gold.question, " ".join(e.hit.passage.text for e in evidence[:HITS]), known)


def _holds(hit: Hit, answers: Sequence[str]) -> bool:
    text = normalize(hit.passage.text)
    return any(answer in text for answer in answers)


def main() -> None:
    """Fits the models, prints AUROC and refusals by set and half, and writes the file."""
    arguments = parse(__doc__)
    encoder, reader = load(arguments)
    tables: dict[tuple[str, int], Table] = {}
    for key, snapshot, questions in by_half(arguments, encoder):
        found = list(cases(snapshot, encoder, reader, questions))
        tables[key] = np.array([x for _, x in found]), np.array([y for y, _ in found])
    models, report = {}, {}
    unread = [name for name in SIGNS if name not in READ_SIGNS]
    forms = {"read": list(SIGNS), "cosines": unread, "plain": [name for name in unread if "cosine" not in name]}
    for name, columns in forms.items():
        print(name)
        models[name], report[name] = fit(tables, columns)
    reader.close()
    value = {"models": models, "encoder": encoder.fingerprint, "reader": reader.fingerprint, "gave": report}
    OUTPUT.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def fit(tables: Mapping[tuple[str, int], Table], columns: Sequence[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """One model over some of the signs: what ``refusal.json`` holds of it, and what it gives by set and half."""
    at = [SIGNS.index(name) for name in columns]
    even = [table for (_, half), table in tables.items() if half == 0]
    x, y = np.concatenate([rows for rows, _ in even]), np.concatenate([labels for _, labels in even])
    # Sets weigh alike, and in each set yes and no.
    weight = np.concatenate(
        [1 / np.where(labels, labels.mean(), 1 - labels.mean()) / len(labels) for _, labels in even]
    )
    regression = LogisticRegression(C=10.0, max_iter=2000).fit(x[:, at], y, sample_weight=weight / weight.mean())
    chances = regression.predict_proba(x[:, at])[:, 1]
    foreign = x[:, SIGNS.index("foreign")] > 0.5
    bars = {
        strictness: [_quantile(chances[y & side], weight[y & side], target) for side in (~foreign, foreign)]
        for strictness, target in FALSE_REFUSALS.items()
    }
    report = {}
    for (name, half), (rows, labels) in tables.items():
        found = regression.predict_proba(rows[:, at])[:, 1]
        share = rows[:, SIGNS.index("foreign")]
        refused = {each: found < (1 - share) * bar[0] + share * bar[1] for each, bar in bars.items()}
        report[f"{name} {'odd' if half else 'even'}"] = {
            "yes": int(labels.sum()),
            "no": int((~labels).sum()),
            "auroc": round(float(roc_auc_score(labels, found)), 3),
            "refused": {each: round(float(no[~labels].mean()), 3) for each, no in refused.items()},
            "falsely_refused": {each: round(float(no[labels].mean()), 3) for each, no in refused.items()},
        }
    for key, line in report.items():
        print(f"{key:28} {line}")
    model = {
        "weights": {name: round(float(w), 4) for name, w in zip(columns, regression.coef_[0], strict=True)},
        "bias": round(float(regression.intercept_[0]), 4),
        "thresholds": {each: [round(value, 4) for value in bar] for each, bar in bars.items()},
    }
    return model, report


def _quantile(values: NDArray[np.float64], weights: NDArray[np.float64], share: float) -> float:
    """The value below which ``share`` of the weight lies."""
    order = np.argsort(values)
    reached = np.cumsum(weights[order]) / weights.sum()
    return float(values[order][np.searchsorted(reached, share)])


if __name__ == "__main__":
    main()
