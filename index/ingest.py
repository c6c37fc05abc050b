"""Files to entries of the store: which are new, changed or gone, and their passages, sentences and vectors."""

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
from .rows import DocumentInfo, Entry
from .types import Encoder, Vectors

# A question (up to 36 pieces) and a passage in one reader window of 220.
PASSAGE_LIMIT = 180
# Sentences encoded at once: enough to sort by length, few enough to show progress.
_GROUP = 512
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
        path = given.expanduser().resolve()
        if path.is_dir():
            files = find_documents(path)
            if not files:
                failed.append((str(given), _nothing_in(given)))
            for file in files:
                found.setdefault(file, Found(file, path))
        elif path.exists():
            found.setdefault(path, Found(path, None))
        else:
            failed.append((str(given), _missing(given)))
    return list(found.values()), failed


def _nothing_in(path: Path) -> DocumentError:
    return DocumentError(
        f"文件夹 {path} 里没有可读的文件；请放入 .txt 或 .md 文件，或换一个文件夹。",
        f"The folder {path} holds no readable document; put .txt or .md files there or name another folder.",
    )


def _missing(path: Path) -> DocumentError:
    return DocumentError(
        f"找不到 {path}；请检查路径。",
        f"{path} does not exist; check the path.",
    )


def choose_doc_id(found: Found, source: str, known: Iterable[DocumentInfo]) -> str:
    """Its relative path; where another source has that, with the folder's name before it, then numbered."""
    taken = {info.doc_id: info.source for info in known}
    folder = (found.root or found.path.parent).name
    candidates = [found.relative, f"{folder}/{found.relative}"]
    for candidate in candidates:
        if taken.get(candidate, source) == source:
            return candidate
    number = 2
    while taken.get(f"{candidates[-1]} ({number})", source) != source:
        number += 1
    return f"{candidates[-1]} ({number})"


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
    def texts(self) -> list[str]:
        """Search text of every sentence."""
        text = self.document.text
        return [normalize(text[s.start : s.end]) for spans in self.sentences for s in spans]


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
        DocumentError: It has headings at most, and no text.
    """
    passages = tuple(split_passages(document, measure, PASSAGE_LIMIT))
    if not passages:
        raise DocumentError(
            f"{document.source} 里只有标题，没有正文；请检查文件内容。",
            f"{document.source} has headings only and no text; check the file.",
        )
    spans = tuple(tuple(whole_sentences(document.text, p.start, p.end)) for p in passages)
    return Prepared(document, passages, spans, content, root, shipped)


def encode(prepared: Iterable[Prepared], encoder: Encoder, progress: Callable[[float], None]) -> Iterator[Entry]:
    """Entries in the order given; small documents share a batch. ``progress`` gets the share of a document done."""
    waiting: list[Prepared] = []
    count = 0
    for item in prepared:
        waiting.append(item)
        count += sum(map(len, item.sentences))
        if count >= _GROUP:
            yield from _encode_group(waiting, encoder, progress)
            waiting, count = [], 0
    yield from _encode_group(waiting, encoder, progress)


def _encode_group(group: Sequence[Prepared], encoder: Encoder, progress: Callable[[float], None]) -> Iterator[Entry]:
    texts = [text for item in group for text in item.texts]
    parts: list[Vectors] = [np.empty((0, encoder.dim), np.float32)]
    for start in range(0, len(texts), _GROUP):
        parts.append(encoder.encode_passages(texts[start : start + _GROUP]))
        progress(len(group) * len(parts[-1]) / len(texts))
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
