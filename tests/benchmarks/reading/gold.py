"""Reading comprehension: the words that answer, from the passage that is known to hold them."""

from collections.abc import Sequence

import numpy as np

from yinwen.index.library import Library
from yinwen.qa.evaluation.questions import GoldQuestion
from yinwen.qa.evaluation.spans import best_span_scores
from yinwen.qa.types import Excerpt, Reader, Reading


def best_words(readings: Sequence[Reading], relevance_weight: float) -> str | None:
    """The best span of all readings, by its log-odds over no answer and the relevance of where it stands."""
    scored = [
        (span.score + relevance_weight * reading.relevance, reading.excerpt, span)
        for reading in readings
        for span in reading.spans
    ]
    if not scored:
        return None
    _, excerpt, span = max(scored, key=lambda one: one[0])
    passage = excerpt.passage
    return passage.text[span.start - passage.start : span.end - passage.start]


def from_gold(
    library: Library, reader: Reader, questions: Sequence[GoldQuestion], relevance_weight: float = 1.0
) -> dict[str, float] | None:
    """Exact match and F1 (CMRC's), each 0 to 1, over the questions with answers; None where none names its document.

    Args:
        library: Holds the documents.
        reader: Reads every window of the relevant document.
        questions: With qrels and answers.
        relevance_weight: Of relevance beside the span's own score.
    """
    scores = []
    for gold in questions:
        if not (gold.answerable and gold.relevant and gold.answers):
            continue
        excerpts = []
        with library.reading() as snapshot:
            for doc_id in gold.relevant:
                document = snapshot.document(doc_id)
                title = document.title if document is not None else ""
                shown = "" if title in doc_id else title
                excerpts += [Excerpt.whole(passage, shown) for passage in snapshot.passages_of(doc_id)]
        scores.append(
            best_span_scores(gold.answers, best_words(reader.read(gold.question, excerpts), relevance_weight))
        )
    if not scores:
        return None
    exact, f1 = np.mean(scores, axis=0).tolist()
    return {"questions": len(scores), "exact": exact, "f1": f1}
