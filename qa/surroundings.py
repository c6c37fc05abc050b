"""What the documents say to the full questions that a follow-up may stand for: cheap retrieval, and a few windows of each read."""

from collections.abc import Collection, Sequence
from weakref import WeakKeyDictionary

import numpy as np
import regex

from ..corpus.normalize import normalize
from ..index.search import HybridSearcher, best_sentences
from ..index.snapshot import Snapshot
from ..index.types import Encoder, Vectors
from . import earlier, reading
from .evidence import Evidence, covered, gather, share_of_script, titles_of, word_weights
from .followup import compared_with
from .leaning import POINTER, another
from .question import analyse
from .types import Reader, Turn
from .understanding import Weighed

WINDOWS = 3
"""Windows read for each: four questions of three are as many as one question's."""
_HITS = 10
_KEPT = 1000

Known = dict[tuple[Turn, ...], str]
_KNOWN: WeakKeyDictionary[Snapshot, dict[tuple[Collection[str] | None, str], Known]] = WeakKeyDictionary()


def remembered(snapshot: Snapshot, within: Collection[str] | None, reader: Reader | None) -> Known:
    """What was understood so far in one state of the library, so that earlier questions are not resolved again at every turn."""
    key = (None if within is None else frozenset(within), reader.fingerprint if reader else "")
    known = _KNOWN.setdefault(snapshot, {}).setdefault(key, {})
    if len(known) >= _KEPT:
        known.clear()
    return known


class Surroundings:
    """Looks full questions up.

    Args:
        snapshot: Where.
        encoder: Of the questions.
        reader: Reads; None leaves all to retrieval.
        within: Only these doc_ids.
    """

    def __init__(
        self, snapshot: Snapshot, encoder: Encoder, reader: Reader | None, within: Collection[str] | None
    ) -> None:
        self._snapshot, self._encoder, self._reader, self._within = snapshot, encoder, reader, within
        self._vectors: dict[str, Vectors] = {}

    def near(self, texts: Sequence[str]) -> list[float]:
        """The cosine of the nearest sentence, for each text."""
        return [
            max(best_sentences(self._snapshot, self._vector(text, texts), 1, self._within).values(), default=0.0)
            for text in texts
        ]

    def _vector(self, text: str, texts: Sequence[str]) -> Vectors:
        if text not in self._vectors:
            new = [each for each in texts if each not in self._vectors]
            vectors = self._encoder.encode_queries([normalize(each) for each in new])
            self._vectors.update(zip(new, np.asarray(vectors), strict=True))
        return self._vectors[text]

    def weigh(self, texts: Sequence[str], asked: str, reply: str) -> list[Weighed]:
        """The signs of each text, for a question as asked after a reply."""
        place = earlier.place(reply, self._snapshot)
        new = regex.sub(POINTER, "", compared_with(asked) or another(asked) or asked)
        own = word_weights(analyse(new, self._snapshot.segmenter), self._snapshot) if new.strip("？? ") else {}
        return [self._weighed(text, self._vector(text, texts), own, place) for text in texts]

    def _weighed(self, text: str, vector: Vectors, own: dict[str, float], place: earlier.Place | None) -> Weighed:
        searcher = HybridSearcher(self._snapshot, self._encoder)
        hits = searcher.search_with_vector(text, vector, _HITS, self._within)
        question = analyse(text, self._snapshot.segmenter)
        weights = word_weights(question, self._snapshot)
        evidence = gather(self._snapshot, question, vector, hits, weights, searcher.cosines)
        if not evidence:
            return Weighed(0.0, 0.0, 0.0, 0.0)
        best, score, shown = self._read(text, evidence, searcher.coverage(text))
        passage = best.hit.passage
        around = normalize(" ".join((*passage.heading_path, shown)))
        stands = 0.0
        if place is not None and place.doc_id == passage.doc_id:
            stands = 1.0 if place.passage_id == passage.passage_id else 0.5
        return Weighed(score, max(one.cosine for one in evidence), covered(own, around), stands)

    def _read(self, text: str, evidence: Sequence[Evidence], known: float) -> tuple[Evidence, float, str]:
        if self._reader is None:
            return evidence[0], evidence[0].score, evidence[0].hit.passage.text
        titles = titles_of(self._snapshot, {one.hit.passage.doc_id for one in evidence})
        own = share_of_script(text, " ".join(one.hit.passage.text for one in evidence[:_HITS]), known)
        best = reading.read(self._reader, text, evidence, titles, own=own, limit=WINDOWS)[0]
        return best.seed, best.score, best.excerpt.text
