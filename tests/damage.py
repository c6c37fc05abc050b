"""Files damaged in many ways, for tests that nothing but a Document or a DocumentError comes of one."""

import random
from itertools import pairwise
from pathlib import Path

import pytest

from yinwen.corpus import Document, DocumentError, read_document


def check_document(document: Document) -> None:
    """Offsets lie in the text, in order and without overlap."""
    spans = sorted((s.start, s.end) for s in (*document.paragraphs, *document.sections))
    assert all(0 <= start < end <= len(document.text) for start, end in spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    for section in document.sections:
        assert " ".join(document.text[section.start : section.end].split()) == section.title
    assert [p.ordinal for p in document.paragraphs] == list(range(1, len(document.paragraphs) + 1))


def read_damaged(data: bytes, path: Path) -> tuple[int, int]:
    """50 truncations and 50 flipped bits of a good file: how many could be read and how many were refused."""
    draw = random.Random(7)
    cases = [data[: draw.randrange(len(data))] for _ in range(50)]
    for _ in range(50):
        flipped = bytearray(data)
        flipped[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
        cases.append(bytes(flipped))
    return sum(_reads(case, path) for case in cases), len(cases)


def _reads(data: bytes, path: Path) -> bool:
    path.write_bytes(data)
    try:
        document = read_document(path, "d")
    except DocumentError as error:
        check_sentence(error, path)
        return False
    check_document(document)
    return True


def check_sentence(error: DocumentError, path: Path) -> None:
    """It says of which file, what is wrong and how to mend it, in one line of each language."""
    for sentence in (error.zh, error.en):
        assert str(path) in sentence
        assert "\n" not in sentence
    assert "；" in error.zh
    assert ";" in error.en


def refusal(data: bytes, path: Path) -> DocumentError:
    """What is said of a file that can't be read."""
    path.write_bytes(data)
    with pytest.raises(DocumentError) as refused:
        read_document(path, "d")
    check_sentence(refused.value, path)
    return refused.value
