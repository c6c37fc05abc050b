"""What indexing would cost, said before it begins: from the bytes that are new and from rates measured here and now."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..corpus.errors import DocumentError
from ..corpus.readers import READABLE, read_document, read_text
from .encoder import load_piece_counter
from .encoding import sentence_vectors
from .ingest import Found, cut
from .listing import file_hash
from .rows import DocumentInfo
from .segment import Segmenter
from .types import Encoder

SAMPLE = 6_000
"""Characters to measure with: about a second of the full encoder."""
_STEP = 4  # passages between two looks at the clock
_SECONDS = 1.0  # of measuring an encoder

Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Rates:
    """Seconds a byte, on this machine as it is now.

    Attributes:
        text: Of reading, cutting and segmenting.
        full: Of the full encoder.
        fast: Of the static one.
    """

    text: float
    full: float
    fast: float


def new_files(files: Iterable[Found], known: Iterable[DocumentInfo]) -> list[Path]:
    """The files of a readable kind that are not stored as they are now."""
    stored = {info.source: info.content for info in known}
    readable = (found.path for found in files if found.path.suffix.lower() in READABLE)
    return [path for path in readable if not _is_stored(path, stored.get(str(path)))]


def _is_stored(path: Path, content: str | None) -> bool:
    try:
        return content is not None and file_hash(path) == content
    except OSError:
        return False


def size_of(paths: Iterable[Path]) -> int:
    """Bytes in all; what can't be looked at counts nothing."""
    total = 0
    for path in paths:
        try:
            total += path.stat().st_size
        except OSError:
            continue
    return total


def sample_of(paths: Iterable[Path], fallback: Path) -> str:
    """The beginning of the first document that can be read, :data:`SAMPLE` characters at most."""
    for path in (*paths, fallback):
        try:
            text = read_document(path, path.name).text[:SAMPLE]
            cut(read_text(text, path.name, path.name, title=path.name), "", len)
        except DocumentError:
            continue
        return text
    raise DocumentError(f"读不了 {fallback}；请重新安装 yinwen。", f"{fallback} can't be read; install yinwen again.")


def measure(sample: str, full: Encoder, fast: Encoder, segmenter: Segmenter, clock: Clock = time.perf_counter) -> Rates:
    """Takes about two seconds.

    Args:
        sample: From :func:`sample_of`.
        full: The full encoder.
        fast: The static one.
        segmenter: Cuts words.
        clock: Seconds.
    """
    size = len(sample.encode("utf-8", "surrogatepass"))
    count = load_piece_counter()
    segmenter.terms("暖")  # what it loads is loaded once a process, whatever is indexed
    began = clock()
    passages = cut(read_text(sample, "sample", "sample", title="sample"), "", count).texts
    for sentences in passages:
        segmenter.terms("".join(sentences))
    text = (clock() - began) / size
    return Rates(text, *(_encoding(encoder, passages, clock) / size for encoder in (full, fast)))


def _encoding(encoder: Encoder, passages: Sequence[Sequence[str]], clock: Clock) -> float:
    """Seconds for all passages, from as many of them as a second allows."""
    total = sum(len(text) for sentences in passages for text in sentences)
    sentence_vectors(encoder, passages[:1])  # the first run of a session allocates
    done, began = 0, clock()
    for start in range(0, len(passages), _STEP):
        step = passages[start : start + _STEP]
        sentence_vectors(encoder, step)
        done += sum(len(text) for sentences in step for text in sentences)
        if clock() - began > _SECONDS:
            break
    return (clock() - began) * total / done
