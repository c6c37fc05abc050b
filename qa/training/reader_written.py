"""Questions written for training: short, in a user's own words, on documents as users bring them, some without an answer.

``written/documents`` holds the documents, ``written/questions.jsonl`` the questions (``written/README.md``). What a document
says elsewhere is the nearest thing to an answer that a reader meets in use, so that negatives come from the same document:
of another one an answer may be right too (几点开门？).
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from ...corpus.normalize import normalize
from ...corpus.passages import split_passages
from ...corpus.readers import read_document
from ...index.ingest import PASSAGE_LIMIT
from ...index.types import Vectors
from ..evaluation.questions import read_json_lines, string, strings
from .reader_material import Asked, Material, Page
from .reader_passages import Range

WRITTEN = Path(__file__).parent / "written"
NEAREST = 4
"""Windows of the same document that a question is read with in vain, the nearest by the encoder."""


def read_written(folder: Path, material: Material) -> list[Page]:
    """The documents with their questions, their passages added to ``material``.

    Raises:
        DocumentError: A document or a line can't be read.
    """
    asked: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    path = folder / "questions.jsonl"
    for line, value in read_json_lines(path):
        question = normalize(string(path, line, value, "question"))
        answers = tuple(map(normalize, strings(path, line, value, "answers", required=True)))
        asked.setdefault(string(path, line, value, "document"), []).append((question, answers))
    return [_page(folder / "documents" / name, questions, material) for name, questions in asked.items()]


def _page(path: Path, asked: Sequence[tuple[str, tuple[str, ...]]], material: Material) -> Page:
    document = read_document(path, path.name)
    numbers = []
    for passage in split_passages(document, lambda text: len(text), PASSAGE_LIMIT * 2):
        title = passage.heading_path[-1] if passage.heading_path else document.title
        numbers.append(material.number(normalize(passage.text), normalize(title)))
    answered, silent = [], []
    for question, answers in asked:
        if not answers:
            silent.append(Asked(question, "", numbers[0], None, ()))
            continue
        placed = _placed(question, answers, numbers, material)
        if placed is not None:
            answered.append(placed)
    windows = [(number, window) for number in numbers for window in material.passages.windows(number)]
    return Page(windows, answered, silent)


def _placed(question: str, answers: tuple[str, ...], numbers: Sequence[int], material: Material) -> Asked | None:
    """The question with the stretch from the first to the last of its answers, where a window holds that; else the first's."""
    for number in numbers:
        text = material.texts[number]
        if not all(answer in text for answer in answers):
            continue
        ends = [(text.index(answer), text.index(answer) + len(answer)) for answer in answers]
        whole = text[min(start for start, _ in ends) : max(end for _, end in ends)]
        for words in (whole, answers[0]):
            span = material.passages.span(number, words, question)
            if span is not None:
                return Asked(question, material.titles[number], number, span, answers)
    return None


def nearest(
    pages: Sequence[Page], material: Material, encode: Callable[[Sequence[str]], Vectors]
) -> Mapping[Asked, list[tuple[int, Range]]]:
    """By question the windows of its document that are nearest by the encoder and hold no answer, best first."""
    found: dict[Asked, list[tuple[int, Range]]] = {}
    for page in pages:
        texts = [material.passages.text(*window) for window in page.windows]
        questions = [*page.answered, *page.silent]
        scores = encode([one.question for one in questions]) @ encode(texts).T
        for one, row in zip(questions, scores, strict=True):
            order = [page.windows[i] for i in np.argsort(-row).tolist() if not _holds(one, texts[i], *page.windows[i])]
            found[one] = order[:NEAREST]
    return found


def _holds(one: Asked, text: str, number: int, window: Range) -> bool:
    if one.span is not None and number == one.passage and window[0] < one.span[1] and one.span[0] < window[1]:
        return True
    return any(answer in text for answer in one.answers)
