"""Documents to rows and back: the JSON in the store, and the digest that notices damage."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from ..corpus.errors import DamagedError
from ..corpus.types import Document, Paragraph, Passage, Section, Sentence
from .quantize import Codes
from .types import Vectors

DIGESTED = ("doc_id", "title", "source", "root", "shipped", "content", "fields", "structure", "text")


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """A stored document without its text."""

    doc_id: str
    title: str
    source: str
    root: str | None
    shipped: bool
    characters: int
    passages: int
    encoding: str
    content: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A document ready to be stored: passages, each passage's sentences, and all sentences' vectors in order."""

    document: Document
    passages: tuple[Passage, ...]
    sentences: tuple[tuple[Sentence, ...], ...]
    vectors: Vectors
    content: str
    root: str | None = None
    shipped: bool = False


def structure_to_json(document: Document) -> str:
    """Sections and paragraphs."""
    value = {"sections": [asdict(s) for s in document.sections], "paragraphs": [asdict(p) for p in document.paragraphs]}
    return json.dumps(value, ensure_ascii=False)


def document_from_row(row: Any) -> Document:
    """A row with ``doc_id, title, source, text, structure, fields``.

    Raises:
        DamagedError: Its JSON does not hold.
    """
    with intact(row["doc_id"]):
        structure = json.loads(row["structure"])
        paragraphs = (Paragraph(**{**p, "heading_path": tuple(p["heading_path"])}) for p in structure["paragraphs"])
        return Document(
            doc_id=row["doc_id"],
            title=row["title"],
            source=row["source"],
            text=row["text"],
            sections=tuple(Section(**section) for section in structure["sections"]),
            paragraphs=tuple(paragraphs),
            fields=json.loads(row["fields"]),
        )


@contextmanager
def intact(doc_id: str) -> Iterator[None]:
    """What can't be made of a document's rows leaves the block as one sentence."""
    try:
        yield
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DamagedError(
            f"文件 {doc_id} 的数据已损坏（{error}）；请用 yinwen remove 移除后重新添加，并运行 yinwen verify。",
            f"The data of {doc_id} is damaged ({error}); remove it with yinwen remove, add it again and run yinwen verify.",
        ) from error


def codes_from_blobs(blobs: Sequence[bytes], counts: Sequence[int], dim: int) -> Codes:
    """``(sum(counts), dim)``: passages' vectors, of ``counts`` sentences each.

    Raises:
        DamagedError: One is of another length.
    """
    if [len(blob) for blob in blobs] != [count * dim for count in counts]:
        raise vectors_missing(dim)
    return np.frombuffer(b"".join(blobs), np.int8).reshape(-1, dim)


def vectors_missing(dim: int) -> DamagedError:
    """The sentence for sentences without vectors, or vectors of another length."""
    return DamagedError(
        f"索引里有句子没有 {dim} 维的向量，数据已损坏；请用 yinwen verify 找出是哪个文件，移除后重新添加。",
        f"The index holds sentences without a vector of dimension {dim}, its data is damaged; yinwen verify says in which "
        "document: remove that and add it again.",
    )


def content_hash(data: bytes | str) -> str:
    """Hex sha256 of what was read."""
    return hashlib.sha256(data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data).hexdigest()


def digest_rows(row: Any, children: Iterable[Sequence[Any]]) -> str:
    """Hex sha256 over a document's row and its passages' and sentences' rows, in order.

    Args:
        row: The document's ``DIGESTED`` columns, by name.
        children: The rows of ``store.CHILDREN``, then those of ``store.CODES``.
    """
    digest = hashlib.sha256()
    for values in ([row[name] for name in DIGESTED], *children):
        for value in values:
            data = value if isinstance(value, bytes) else str(value).encode()
            digest.update(len(data).to_bytes(8, "little") + data)
    return digest.hexdigest()
