"""Files to entries of the store: which are new, changed or gone, and their passages, sentences and vectors."""

import itertools
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from ..corpus.errors import DocumentError, YinwenError
from ..corpus.normalize import normalize
from ..corpus.passages import split_passages
from ..corpus.readers import find_documents
from ..corpus.sentences import sentences
from ..corpus.types import Document, Passage, Sentence
from .encoding import GROUP, sentence_vectors, steps
from .rows import DocumentInfo, Entry
from .types import Encoder, Vectors

# A question (up to 36 pieces) and a passage in one reader window of 220.
PASSAGE_LIMIT = 180
# A sentence with fewer letters than this (half as many Han characters) says nothing alone.
_SCRAP = 10

Progress = Callable[[float, float], None]
Measure = Callable[[str], int]


@dataclass(slots=True)
class AddReport:
    """What became of each document, by doc_id; ``failed`` by source."""

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    failed: list[tuple[str, YinwenError]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Found:
    """A file to be read; ``root`` is the folder that it was found in, if any."""

    path: Path
    root: Path | None

    @property
    def relative(self) -> str:
        """Its path in the folder added, with forward slashes; its name where it was added alone."""
        return self.path.relative_to(self.root).as_posix() if self.root else self.path.name


def find(paths: Sequence[Path]) -> tuple[list[Found], list[tuple[str, YinwenError]]]:
    """The files under ``paths``, each once, and what can't be found.

    Returns:
        Files in order, and ``(source, error)`` for paths that are missing or hold nothing to read.
    """
    found: dict[Path, Found] = {}
    failed: list[tuple[str, YinwenError]] = []
    for given in paths:
        try:
            for file in _files_of(given):
                found.setdefault(file.path, file)
        except YinwenError as error:
            failed.append((printable(given), error))
    for path in [path for path in found if printable(path) != str(path)]:
        failed.append((printable(path), _no_unicode(path)))
        del found[path]
    return list(found.values()), failed


def _files_of(given: Path) -> list[Found]:
    try:
        path = given.expanduser().resolve()
        is_folder, is_file = path.is_dir(), path.is_file()
    except (OSError, RuntimeError, ValueError) as error:  # a loop of links, a name too long, an unknown ~user
        raise _missing(given) from error
    if is_file:
        return [Found(path, None)]
    if not is_folder:
        raise _missing(given)
    files = find_documents(path)
    if not files:
        raise _nothing_in(given)
    return [Found(file, path) for file in files]


def printable(path: Path) -> str:
    """The path as text; bytes of its name that are no UTF-8 become �."""
    return os.fsencode(path).decode("utf-8", "replace")


def _no_unicode(path: Path) -> DocumentError:
    return DocumentError(
        f"文件名 {printable(path)} 不是 UTF-8；请改名后再添加。",
        f"The name of {printable(path)} is not UTF-8; rename it and add it again.",
    )


def _nothing_in(path: Path) -> DocumentError:
    return DocumentError(
        f"文件夹 {printable(path)} 里没有可读的文件；请放入 .txt、.md、.docx、.pdf 或 .html 文件，或换一个文件夹。",
        f"The folder {printable(path)} holds no readable document; put .txt, .md, .docx, .pdf or .html files there or name another folder.",
    )


def _missing(path: Path) -> DocumentError:
    return DocumentError(
        f"找不到文件或文件夹 {printable(path)}；请检查路径。",
        f"There is no file or folder {printable(path)}; check the path.",
    )


class DocIds:
    """Which doc_id a file gets: the one it has; else its relative path, with its folder's name before it or a number
    after it where another source has that.

    Args:
        known: The documents that are stored.
    """

    def __init__(self, known: Iterable[DocumentInfo]) -> None:
        self._sources: dict[str, str] = {}
        self._by_source: dict[str, str] = {}
        for info in known:
            self._sources[info.doc_id] = info.source
            self._by_source[info.source] = info.doc_id

    def of(self, found: Found) -> str:
        """The doc_id, which is then taken."""
        source = str(found.path)
        if source not in self._by_source:
            doc_id = next(name for name in self._candidates(found) if name not in self._sources)
            self._sources[doc_id], self._by_source[source] = source, doc_id
        return self._by_source[source]

    @staticmethod
    def _candidates(found: Found) -> Iterator[str]:
        yield found.relative
        longer = f"{(found.root or found.path.parent).name}/{found.relative}"
        yield longer
        yield from (f"{longer} ({number})" for number in itertools.count(2))


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document cut up, not yet encoded."""

    document: Document
    passages: tuple[Passage, ...]
    sentences: tuple[tuple[Sentence, ...], ...]
    content: str
    root: str | None = None
    shipped: bool = False

    @property
    def texts(self) -> list[list[str]]:
        """Search text of every sentence, by passage."""
        text = self.document.text
        return [[normalize(text[s.start : s.end]) for s in spans] for spans in self.sentences]


def whole_sentences(text: str, start: int, end: int) -> list[Sentence]:
    """The sentences of ``text[start:end]``, scraps joined to the one before, or else after.

    A scrap (a stray 。, a “[note]”, a bare number) has a vector near to every question of another language: with scraps
    as rows of their own English questions found Chinese passages at hit@1 .22, without .69 (even half of xquad_en_zh).
    """
    found: list[Sentence] = []
    for sentence in sentences(text, start, end):
        if found and min(_letters(text, sentence), _letters(text, found[-1])) < _SCRAP:
            sentence = Sentence(found.pop().start, sentence.end)
        found.append(sentence)
    return found


def _letters(text: str, sentence: Sentence) -> int:
    """How many characters of words: a Han character counts for two letters of another script."""
    piece = text[sentence.start : sentence.end]
    return sum(1 + (character >= "\u3400") for character in piece if character.isalnum())


def cut(document: Document, content: str, measure: Measure, root: str | None = None, shipped: bool = False) -> Prepared:
    """Passages and sentences of a document.

    Raises:
        DocumentError: It has headings at most, and no text; or characters that no encoding has.
    """
    _refuse_surrogates(document)
    passages = tuple(split_passages(document, measure, PASSAGE_LIMIT))
    if not passages:
        raise DocumentError(
            f"{document.source} 里只有标题，没有正文；请检查文件内容。",
            f"{document.source} has headings only and no text; check the file.",
        )
    spans = tuple(tuple(whole_sentences(document.text, p.start, p.end)) for p in passages)
    return Prepared(document, passages, spans, content, root, shipped)


def _refuse_surrogates(document: Document) -> None:
    """Halves of UTF-16 pairs, which JSON's escapes can smuggle in, can't be stored."""
    try:
        "".join((document.doc_id, document.title, document.source, document.text)).encode()
    except UnicodeEncodeError as error:
        name = document.doc_id.encode("utf-8", "replace").decode()
        raise DocumentError(
            f"文件 {name} 里有残缺的 UTF-16 字符（{error.object[error.start]!r}）；请改正后再添加。",
            f"The document {name} holds half a UTF-16 character ({error.object[error.start]!r}); mend it and add it again.",
        ) from error


def encode(prepared: Iterable[Prepared], encoder: Encoder, progress: Callable[[float], None]) -> Iterator[Entry]:
    """Entries in the order given; small documents share a batch. ``progress`` gets the share of a document done."""
    waiting: list[Prepared] = []
    count = 0
    for item in prepared:
        waiting.append(item)
        count += sum(map(len, item.sentences))
        if count >= GROUP:
            yield from _encode_group(waiting, encoder, progress)
            waiting, count = [], 0
    yield from _encode_group(waiting, encoder, progress)


def _encode_group(group: Sequence[Prepared], encoder: Encoder, progress: Callable[[float], None]) -> Iterator[Entry]:
    passages = [texts for item in group for texts in item.texts]
    parts: list[Vectors] = [np.empty((0, encoder.dim), np.float32)]
    for part in steps(passages):
        parts.append(sentence_vectors(encoder, part))
        progress(len(group) * len(part) / len(passages))
    vectors = np.concatenate(parts)
    done = 0
    for item in group:
        size = sum(map(len, item.sentences))
        yield Entry(
            document=item.document,
            passages=item.passages,
            sentences=item.sentences,
            vectors=vectors[done : done + size],
            content=item.content,
            root=item.root,
            shipped=item.shipped,
        )
        done += size
