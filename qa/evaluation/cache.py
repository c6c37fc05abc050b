"""Libraries made for an evaluation, kept by the hashes of what made them: corpus, encoder, tokenizer, splitter, format."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from ...corpus.errors import YinwenError
from ...corpus.passages import SPLITTER_VERSION
from ...corpus.readers import read_document
from ...corpus.types import Document
from ...index.encoder import tokenizer_fingerprint
from ...index.ingest import PASSAGE_LIMIT
from ...index.library import Library
from ...index.manifest import FORMAT
from ...index.types import Encoder
from .corpora import Corpus, Progress, digest_of
from .files import write_json

COMPLETE = "complete.json"
"""Written last into a cached library: without it the library was interrupted and is continued."""


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
    home = cache / f"{corpus.name}-{digest_of(made_with)[:16]}"
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
