"""What an evaluation's library is made from: files as ``yinwen index`` adds them, or documents that a question set brings."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

from ...corpus.errors import DocumentError
from ...corpus.readers import read_document, read_text
from ...corpus.types import Document
from ...index.ingest import Found, find
from ...index.library import Library
from .beir import BeirDocument, is_beir_corpus, read_beir_corpus

Progress = Callable[[float, float], None]


class Corpus(Protocol):
    """What a library is made from."""

    name: str

    def digest(self) -> str:
        """Hex sha256 of all of it."""

    def fill(self, library: Library, progress: Progress) -> dict[str, str]:
        """Puts in what is not there yet; the reason by document for those that could not be read."""

    def source(self, doc_id: str) -> Document:
        """A document read anew from where it came."""


class FileCorpus:
    """A file or a folder, as ``yinwen index`` would add it.

    Raises:
        DocumentError: There is nothing to read at the path.
    """

    def __init__(self, path: Path) -> None:
        self._path, self.name = path, path.resolve().name
        files, failed = find([path])
        if failed:
            raise failed[0][1]
        self._files = {found.relative: found for found in files}

    def digest(self) -> str:
        """Over names and contents."""
        parts = (
            (name, hashlib.sha256(found.path.read_bytes()).hexdigest()) for name, found in sorted(self._files.items())
        )
        return digest_of(list(parts))

    def fill(self, library: Library, progress: Progress) -> dict[str, str]:
        """See ``Corpus``."""
        return {source: str(error) for source, error in library.add([self._path], progress).failed}

    def source(self, doc_id: str) -> Document:
        """See ``Corpus``."""
        found: Found = self._files[doc_id]
        return read_document(found.path, doc_id, str(found.path))


class SetCorpus:
    """Documents that a question set brings with it.

    Args:
        path: The file that holds them.
        name: For people, and for the cached library's folder.
        documents: Each text is taken as it stands there.

    Raises:
        DocumentError: There is none.
    """

    def __init__(self, path: Path, name: str, documents: Sequence[BeirDocument]) -> None:
        self._path, self.name = path, name
        self._documents = {document.doc_id: document for document in documents}
        if not self._documents:
            raise DocumentError(f"{path} 里没有文件；请检查内容。", f"{path} holds no document; check its content.")

    def digest(self) -> str:
        """Over the file's bytes."""
        return hashlib.sha256(self._path.read_bytes()).hexdigest()

    def fill(self, library: Library, progress: Progress) -> dict[str, str]:
        """See ``Corpus``."""
        failed: dict[str, str] = {}
        total, done = float(len(self._documents)), 0.0

        def readable() -> Iterator[Document]:
            for line in self._documents.values():
                try:
                    document = self._read(line)
                except DocumentError as error:
                    failed[line.doc_id] = str(error)
                    continue
                if document.paragraphs:
                    yield document
                else:
                    failed[line.doc_id] = "没有正文 / no text under its headings"

        def advance(documents: float) -> None:
            nonlocal done
            done = min(done + documents, total)
            progress(done, total)

        with library.writing() as writer:
            writer.put_documents(readable(), advance)
        library.refresh()
        return failed

    def source(self, doc_id: str) -> Document:
        """As the file has it."""
        line = self._documents[doc_id]
        return Document(doc_id, line.title or doc_id, self._path.name, line.text)

    def _read(self, line: BeirDocument) -> Document:
        # A title is given always: one looked for in the text would be taken out of what is searched as its text.
        where = f"{self._path.name}#{line.doc_id}"
        return read_text(line.text, line.doc_id, where, title=line.title or line.doc_id)


def brings_documents(path: Path) -> bool:
    """Whether a question set holds the documents that it asks about: a BEIR folder, or JSON as SQuAD or CMRC has it."""
    from .squad import is_squad

    return is_beir_corpus(path) or is_squad(path)


def open_corpus(path: Path) -> Corpus:
    """The corpus at a path: a BEIR folder, SQuAD's or CMRC's JSON, a folder or a file.

    Raises:
        DocumentError: There is none.
    """
    from .squad import is_squad, read_squad

    if is_beir_corpus(path):
        return SetCorpus(path / "corpus.jsonl", path.resolve().name, list(read_beir_corpus(path)))
    if is_squad(path):
        return SetCorpus(path, path.stem, read_squad(path).documents)
    return FileCorpus(path)


def digest_of(value: Sequence[Any]) -> str:
    """Hex sha256 of plain values."""
    return hashlib.sha256(json.dumps(value, ensure_ascii=False).encode()).hexdigest()
