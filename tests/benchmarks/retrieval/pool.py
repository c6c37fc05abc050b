"""Corpora by name, and several of them as one pool in which small sets no longer flatter."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path

from yinwen.corpus.errors import DocumentError
from yinwen.corpus.readers import read_document, read_text
from yinwen.corpus.types import Document
from yinwen.index.ingest import find
from yinwen.index.library import Library
from yinwen.qa.evaluation.beir import is_beir_corpus, read_beir_corpus
from yinwen.qa.evaluation.corpora import Corpus, Progress, open_corpus


@dataclass(frozen=True)
class Part:
    """One corpus under the name that its documents bear in a pool.

    Attributes:
        name: Unlike all others of a run.
        path: A BEIR folder, a folder or a file.
    """

    name: str
    path: Path

    @cached_property
    def corpus(self) -> Corpus:
        """As ``yinwen eval`` would index it alone."""
        return open_corpus(self.path)

    @cached_property
    def digest(self) -> str:
        """Hex sha256 of its content."""
        return self.corpus.digest()

    def documents(self, failed: dict[str, str]) -> Iterator[Document]:
        """Its documents, doc_ids as in a pool; what can't be read goes into ``failed``."""
        for doc_id, read in self._readers():
            try:
                document = read()
            except DocumentError as error:
                failed[doc_id] = str(error)
                continue
            if document.paragraphs:
                yield document
            else:
                failed[doc_id] = "没有正文 / no text under its headings"

    def _readers(self) -> Iterator[tuple[str, Callable[[], Document]]]:
        if not is_beir_corpus(self.path):
            for found in find([self.path])[0]:
                doc_id = pooled(self.name, found.relative)
                yield doc_id, partial(read_document, found.path, doc_id, doc_id)
            return
        for line in read_beir_corpus(self.path):
            doc_id = pooled(self.name, line.doc_id)
            yield doc_id, partial(read_text, line.text, doc_id, doc_id, title=line.title or line.doc_id)


def pooled(part: str, doc_id: str) -> str:
    """A document's name in a pool."""
    return f"{part}/{doc_id}"


@dataclass
class Pool:
    """A ``Corpus`` of parts; what cached_library makes of it is one library with all their passages."""

    name: str
    parts: Sequence[Part]

    def digest(self) -> str:
        """Over the parts' names and digests."""
        listed = [[part.name, part.digest] for part in self.parts]
        return hashlib.sha256(json.dumps(listed, ensure_ascii=False).encode()).hexdigest()

    def fill(self, library: Library, progress: Progress) -> dict[str, str]:
        """See ``Corpus``; progress counts documents of those that there are."""
        failed: dict[str, str] = {}
        total = float(sum(len(list(part.documents({}))) for part in self.parts))
        done = 0.0

        def advance(documents: float) -> None:
            nonlocal done
            done = min(done + documents, total)
            progress(done, total)

        with library.writing() as writer:
            writer.put_documents((d for part in self.parts for d in part.documents(failed)), advance)
        library.refresh()
        return failed

    def source(self, doc_id: str) -> Document:
        """See ``Corpus``."""
        name, _, own = doc_id.partition("/")
        part = next(part for part in self.parts if part.name == name)
        return replace(part.corpus.source(own), doc_id=doc_id)
