"""BM25 over words and bigrams, on tantivy.

tantivy fixes k1 = 1.2 and b = .75 (Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework: BM25 and
Beyond"). Deleted rows stay in its statistics until their segment is merged; ``derived.py`` says when it is built anew.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import tantivy

from .fusion import idf
from .segment import Segmenter, unique

_HEAP = 64 << 20
# The title and headings above a passage count like its own text: a passage leaves unsaid what its page is about.
# Even halves, words alone, hit@1 of cmrc2018_dev and dureader_checklist_a: without headings .959 .774, their words at
# half weight .971 .839, words .978 .847, words and bigrams .983 .847.
_FIELDS = ("words", "bigrams", "heading", "heading_bigrams")


@dataclass(frozen=True, slots=True)
class WordRow:
    """One passage as the word index takes it; ``heading`` is the title and headings above it."""

    passage_key: int
    doc_key: int
    text: str
    heading: str


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("passage_key", stored=False, indexed=True, fast=True)
    builder.add_text_field("doc_key", stored=False, tokenizer_name="raw", index_option="basic")
    for name in _FIELDS:
        builder.add_text_field(name, stored=False, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


class WordIndex:
    """One folder of tantivy segments. Not safe to write from two places; safe to search from many threads.

    Args:
        folder: Where the segments lie.
        segmenter: Cuts passages and queries alike.
        index: tantivy's.
    """

    def __init__(self, folder: Path, segmenter: Segmenter, index: Any) -> None:
        self.folder, self._segmenter, self._index = folder, segmenter, index
        self._schema = _schema()
        analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        self._index.register_tokenizer("whitespace", analyzer)
        self._index.config_reader("manual")  # no thread that watches the folder
        self._searcher = self._index.searcher()

    @classmethod
    def create(cls, folder: Path, segmenter: Segmenter) -> Self:
        """A new index in a folder that is empty or not there."""
        folder.mkdir(exist_ok=True)
        return cls(folder, segmenter, tantivy.Index(_schema(), path=str(folder)))

    @classmethod
    def open(cls, folder: Path, segmenter: Segmenter) -> Self:
        """The index in a folder.

        Raises:
            ValueError: There is none, or it can't be read.
        """
        return cls(folder, segmenter, tantivy.Index.open(str(folder)))

    def update(self, removed: Iterable[int], added: Iterable[WordRow]) -> int:
        """Takes away documents by key and adds rows, in one commit; how many were added."""
        count = 0
        writer = self._index.writer(heap_size=_HEAP, num_threads=1)
        try:
            for doc_key in removed:
                writer.delete_documents_by_term("doc_key", str(doc_key))
            for row in added:
                writer.add_document(self._document(row))
                count += 1
            writer.commit()
        finally:
            writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()
        return count

    def _document(self, row: WordRow) -> Any:
        document = tantivy.Document()
        document.add_integer("passage_key", row.passage_key)
        document.add_text("doc_key", str(row.doc_key))
        words, bigrams = self._segmenter.terms(row.text)
        document.add_text("words", " ".join(words))
        document.add_text("bigrams", " ".join(bigrams))
        words, bigrams = self._segmenter.terms(row.heading)
        document.add_text("heading", " ".join(words))
        document.add_text("heading_bigrams", " ".join(bigrams))
        return document

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def search(self, query: str, k: int, within: Collection[int] | None = None) -> list[tuple[int, float]]:
        """``(passage_key, BM25 score)``, best first; ``within`` limits to documents of these keys."""
        terms = self._terms(query)
        k = min(k, len(self))
        if not terms or k < 1 or (within is not None and not within):
            return []
        parts = [(tantivy.Occur.Should, self._term(field, term)) for field, term in terms]
        ask = tantivy.Query.boolean_query(parts)
        if within is not None:
            documents = tantivy.Query.term_set_query(self._schema, "doc_key", [str(key) for key in within])
            ask = tantivy.Query.boolean_query(
                [
                    (tantivy.Occur.Must, ask),
                    (tantivy.Occur.Must, tantivy.Query.const_score_query(documents, 0.0)),
                ]
            )
        found = self._best(ask, k)
        keys = self._searcher.fast_field_values("passage_key", [address for _, address in found])
        scored = [(int(key), float(score)) for key, (score, _) in zip(keys, found, strict=True)]
        return sorted(scored, key=lambda pair: (-pair[1], pair[0]))[:k]

    def _best(self, ask: Any, k: int) -> list[Any]:
        """The best ``k`` with all that tie with the last, which tantivy would choose among by where they lie."""
        depth = k + 1
        while True:
            found: list[Any] = self._searcher.search(ask, depth, count=False).hits
            if len(found) < depth or found[k - 1][0] > found[-1][0]:
                return found
            depth *= 4

    def _term(self, field: str, term: str) -> Any:
        return tantivy.Query.term_query(self._schema, field, term, index_option="freq")

    def _terms(self, query: str) -> list[tuple[str, str]]:
        words, bigrams = map(unique, self._segmenter.terms(query))
        return [
            *((field, word) for field in ("words", "heading") for word in words),
            *((field, pair) for field in ("bigrams", "heading_bigrams") for pair in bigrams),
        ]

    def weight_of(self, query: str) -> float:
        """The idf of the query's words and bigrams that the index holds, summed: about the BM25 of a passage that has each
        of them once, at the usual length.
        """
        terms = [pair for pair in self._terms(query) if pair[0] in ("words", "bigrams")]
        counts = [int(self._searcher.doc_freq(field, term)) for field, term in terms]
        return sum(idf(count, len(self)) for count in counts if count)

    def document_frequencies(self, words: Sequence[str]) -> list[int]:
        """In how many passages each word stands; tombstones included until they are merged away."""
        return [int(self._searcher.doc_freq("words", word)) for word in words]
