"""Libraries made for an evaluation, kept by the hashes of what made them: corpus, encoder, tokenizer, splitter, format."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from ...corpus.errors import DocumentError, YinwenError
from ...corpus.passages import SPLITTER_VERSION
from ...corpus.readers import read_document, read_text
from ...corpus.types import Document
from ...index.encoder import tokenizer_fingerprint
from ...index.ingest import PASSAGE_LIMIT, Found, find
from ...index.library import Library
from ...index.manifest import FORMAT
from ...index.types import Encoder
from .beir import BeirDocument, is_beir_corpus, read_beir_corpus
from .files import write_json

COMPLETE = "complete.json"
"""Written last into a cached library: without it the library was interrupted and is continued."""

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
        return _hash(list(parts))

    def fill(self, library: Library, progress: Progress) -> dict[str, str]:
        """See ``Corpus``."""
        return {source: str(error) for source, error in library.add([self._path], progress).failed}

    def source(self, doc_id: str) -> Document:
        """See ``Corpus``."""
        found: Found = self._files[doc_id]
        return read_document(found.path, doc_id, str(found.path))


class BeirCorpus:
    """``corpus.jsonl`` of a BEIR folder."""

    def __init__(self, folder: Path) -> None:
        self._path, self.name = folder / "corpus.jsonl", folder.resolve().name
        self._documents = {document.doc_id: document for document in read_beir_corpus(folder)}
        if not self._documents:
            raise DocumentError(
                f"{self._path} 里没有文件；请检查内容。", f"{self._path} holds no document; check its content."
            )

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
                    document = _as_document(line)
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
        """As the line of ``corpus.jsonl`` has it."""
        line = self._documents[doc_id]
        return Document(doc_id, line.title or doc_id, self._path.name, line.text)


def _as_document(line: BeirDocument) -> Document:
    # A title is given always: one looked for in the text would be taken out of what is searched as its text.
    return read_text(line.text, line.doc_id, f"corpus.jsonl#{line.doc_id}", title=line.title or line.doc_id)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A library ready to be asked.

    Attributes:
        source: Reads a document anew, to check quotes against.
        facts: For the report: where it came from, its digest, what could not be read.
    """

    library: Library
    source: Callable[[str], Document]
    facts: dict[str, Any] = field(default_factory=dict)


def open_corpus(path: Path) -> Corpus:
    """The corpus at a path: a BEIR folder, a folder or a file.

    Raises:
        DocumentError: There is none.
    """
    return BeirCorpus(path) if is_beir_corpus(path) else FileCorpus(path)


@contextmanager
def cached_library(
    corpus: Corpus,
    cache: Path,
    encoder: Encoder,
    user_dictionary: Path | None = None,
    progress: Progress = lambda *_: None,
) -> Iterator[Prepared]:
    """The corpus in a library under ``cache``: reused where complete, continued where interrupted.

    Raises:
        YinwenError: The corpus can't be read, or another process is making the same library.
    """
    digest = corpus.digest()
    splitter = f"{SPLITTER_VERSION}/{PASSAGE_LIMIT}"
    made_with = [digest, encoder.fingerprint, tokenizer_fingerprint(), splitter, FORMAT]
    home = cache / f"{corpus.name}-{_hash(made_with)[:16]}"
    with Library(home, encoder, user_dictionary) as library:
        marker = home / COMPLETE
        if not marker.is_file():
            write_json(marker, {"corpus": digest, "failed": corpus.fill(library, progress)})
        failed = json.loads(marker.read_text(encoding="utf-8"))["failed"]
        facts = {"corpus": corpus.name, "corpus_sha256": digest, "unreadable": failed}
        yield Prepared(library, lru_cache(maxsize=256)(corpus.source), facts)


@contextmanager
def present_library(
    home: Path,
    encoder: Encoder | str | None,
    user_dictionary: Path | None = None,
    progress: Progress = lambda *_: None,
) -> Iterator[Prepared]:
    """The user's own index; at first use the shipped document, as everywhere."""
    with Library(home, encoder, user_dictionary) as library:
        library.add_shipped(progress)

        def source(doc_id: str) -> Document:
            document = library.document(doc_id)
            try:
                return read_document(Path(document.source), doc_id, document.source)
            except YinwenError:
                return document  # the file is gone, or it never was one: the stored original is all there is

        yield Prepared(library, lru_cache(maxsize=256)(source), {"corpus": None})


def default_cache() -> Path:
    """The platform's user cache folder."""
    import platformdirs

    return Path(platformdirs.user_cache_dir("yinwen", appauthor=False))


def _hash(value: Sequence[Any]) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False).encode()).hexdigest()
