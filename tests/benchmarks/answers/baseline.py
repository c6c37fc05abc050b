"""What a reply would be without anything of ours but the rule of quoting: the best sentences by BM25."""

from collections.abc import Sequence
from dataclasses import dataclass

from yinwen.corpus.sentences import sentences
from yinwen.index.snapshot import Snapshot
from yinwen.qa.draft import flat
from yinwen.qa.evidence import word_weights
from yinwen.qa.question import analyse
from yinwen.qa.quoting import focus, quote_span

from benchmarks.retrieval.baseline import Bm25, terms

Place = tuple[str, int, int]
"""A sentence: doc_id, start, end."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What is said to a question.

    Attributes:
        text: With quotation marks and the numbers of citations, as a user sees it.
        words: The shortest words that answer; None where none are known.
        refused: Whether it says that the documents don't say.
    """

    text: str
    words: str | None
    refused: bool = False


class BestSentences:
    """Every sentence of a library ranked by BM25 with the constants of ``retrieval/baseline.py``.

    Args:
        snapshot: Holds the documents.
        titled: Whether a sentence is indexed together with its document's title, as passages are there.
    """

    def __init__(self, snapshot: Snapshot, titled: bool) -> None:
        self._snapshot, self._places = snapshot, dict[str, Place]()
        texts: dict[str, str] = {}
        for info in snapshot.documents():
            document = snapshot.document(info.doc_id)
            if document is None:
                continue
            title = f"{info.title}\n" if titled and not info.doc_id.endswith(info.title) else ""
            for one in sentences(document.text):
                name = str(len(texts))
                self._places[name] = info.doc_id, one.start, one.end
                texts[name] = title + document.text[one.start : one.end]
        self._index = Bm25(texts.items(), lambda text: terms(snapshot.segmenter, text))

    def quotes(self, asked: str, most: int) -> list[str]:
        """At most ``most`` of the best sentences, each quoted by the product's rule of quoting."""
        question = analyse(asked, self._snapshot.segmenter)
        weights = focus(asked, word_weights(question, self._snapshot))
        found = []
        for name, _ in self._index.scores(asked)[:most]:
            doc_id, start, end = self._places[name]
            document = self._snapshot.document(doc_id)
            if document is not None:
                a, b = quote_span(document.text, start, end, weights)
                found.append(flat(document.text[a:b]))
        return found


def reply(quotes: Sequence[str], limit: int) -> Reply:
    """The first quote, and the next ones while they fit into ``limit`` characters; the first is all that it knows of words."""
    text = ""
    for number, quote in enumerate(quotes, 1):
        said = f"“{quote}”〔{number}〕"
        if text and len(text) + len(said) > limit:
            break
        text += said
    return Reply(text, quotes[0] if quotes else None)
