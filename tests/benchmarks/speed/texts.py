"""Documents and questions for a speed measurement, made from any JSONL of texts."""

import json
import lzma
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from yinwen.corpus.errors import DocumentError
from yinwen.corpus.readers import read_text
from yinwen.corpus.sentences import clauses
from yinwen.corpus.types import Document
from yinwen.index.ingest import Prepared, cut

SEED = 6


def read_lines(path: Path) -> Iterator[str]:
    """The texts of a JSONL file, plain or .xz.

    Raises:
        DocumentError: It can't be read, or a line has no text.
    """
    try:
        opener = lzma.open if path.suffix == ".xz" else open
        with opener(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)["text"]
    except (OSError, EOFError, ValueError, KeyError, TypeError, lzma.LZMAError) as error:
        raise DocumentError(
            f"{path} 不是每行带 text 的 JSONL（{error}）；请检查路径。",
            f"{path} is no JSONL with a text a line ({error}); check the path.",
        ) from error


def read(texts: Iterator[str]) -> Iterator[Document]:
    """Each text as a document; those that hold nothing are left out."""
    for number, text in enumerate(texts):
        try:
            document = read_text(text, f"{number}.txt", f"{number}.txt", title=f"{number}")
        except DocumentError:
            continue
        if document.paragraphs:
            yield document


def prepare(path: Path, passages: int, measure: Callable[[str], int]) -> list[Prepared]:
    """Documents with as many passages or just over, from the beginning of the file.

    Raises:
        DocumentError: The file has fewer.
    """
    found: list[Prepared] = []
    left = passages
    for document in read(read_lines(path)):
        if left <= 0:
            break
        found.append(cut(document, "", measure))
        left -= len(found[-1].passages)
    if left > 0:
        raise DocumentError(
            f"{path} 只有 {passages - left} 段，不到 {passages} 段；请换大一些的文件，或把 --sizes 改小。",
            f"{path} has {passages - left} passages, fewer than {passages}; name a larger file or smaller --sizes.",
        )
    return found


def questions(prepared: Sequence[Prepared], count: int) -> list[str]:
    """Clauses of 10 to 40 characters out of documents drawn by a fixed seed: what is asked has its answer somewhere."""
    rng = random.Random(SEED)
    found: list[str] = []
    for item in rng.sample(prepared, len(prepared)):
        text = item.document.text
        chosen = [text[c.start : c.end] for c in clauses(text) if 10 <= c.end - c.start <= 40]
        if chosen and len(found) < count:
            found.append(rng.choice(chosen))
    return found
