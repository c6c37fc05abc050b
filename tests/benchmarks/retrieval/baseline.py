"""The row that never changes, against which all others are measured."""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from yinwen.index.segment import Segmenter, unique
from yinwen.index.snapshot import Snapshot

K1, B = 0.9, 0.4


class Bm25:
    """BM25 over texts cut into words and bigrams, two kinds of term, each query term once.

    ``sum over terms of idf * tf / (tf + k1 (1 - b + b length / mean length))`` with ``idf = ln(1 + (N - n + .5) /
    (n + .5))``: Lucene's form (Kamphuis et al. 2020, "Which BM25 Do You Mean?"), by the library bm25s (Lù 2024).

    Args:
        named: Names and texts; ties are broken by their order.
        terms: Cuts a text.
    """

    def __init__(self, named: Iterable[tuple[str, str]], terms: Callable[[str], list[str]]) -> None:
        from bm25s import BM25

        pairs = list(named)
        self._names, self._terms = [name for name, _ in pairs], terms
        self._index: Any = BM25(k1=K1, b=B, method="lucene")
        self._index.index([terms(text) for _, text in pairs], show_progress=False)

    def scores(self, query: str) -> list[tuple[str, float]]:
        """Every text that shares a term with the query, best first."""
        wanted = [term for term in unique(self._terms(query)) if term in self._index.vocab_dict]
        if not wanted:
            return []
        scores = self._index.get_scores(wanted)
        order = np.argsort(-scores, kind="stable")
        return [(self._names[i], float(scores[i])) for i in order if scores[i] > 0]


def terms(segmenter: Segmenter, text: str) -> list[str]:
    """Words, and bigrams as terms of their own: 长江 the word and 长江 the pair are counted apart."""
    return segmenter.words(text) + [f"2:{pair}" for pair in segmenter.bigrams(text)]


class Baseline:
    """BM25 on whole documents with their title; where the gold is a stretch of text, on passages with the title.

    The published figures are of k1 .9, b .4. Of the four ways to put words and bigrams together (one kind of term or
    two, query terms counted or each once) this one is the best or equal on all five sets, so nothing is won cheaply:
    hit@1 of all questions .933 xquad_zh, .135 xquad_en_zh, .902 dureader_checklist_a, .971 cmrc2018_dev,
    .820 crud_news_dev; the worst of the four .930, .112, .895, .966, .797.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def __call__(self, query: str, unit: str, k: int) -> list[str]:
        """Names of documents or passages, best first."""
        index = self._documents if unit == "document" else self._passages
        return [name for name, _ in index.scores(query)[:k]]

    def _cut(self, text: str) -> list[str]:
        return terms(self._snapshot.segmenter, text)

    def _titles(self) -> Sequence[tuple[str, str]]:
        """By doc_id, the title; none where the doc_id had to stand in for it."""
        infos = self._snapshot.documents()
        return [(info.doc_id, "" if info.doc_id.endswith(info.title) else info.title) for info in infos]

    @cached_property
    def _documents(self) -> Bm25:
        texts = ((doc_id, title, self._snapshot.document(doc_id)) for doc_id, title in self._titles())
        return Bm25(((doc_id, f"{title}\n{document.text}") for doc_id, title, document in texts if document), self._cut)

    @cached_property
    def _passages(self) -> Bm25:
        found = ((title, passage) for d, title in self._titles() for passage in self._snapshot.passages_of(d))
        return Bm25(((passage.passage_id, f"{title}\n{passage.text}") for title, passage in found), self._cut)
