"""Passages: what is searched and read, a paragraph or a part of a long one."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from math import ceil
from typing import Literal

from .sentences import clauses, sentences
from .types import Document, Paragraph, Passage, Sentence

SPLITTER_VERSION = "2"


def split_passages(document: Document, measure: Callable[[str], int], limit: int = 180) -> list[Passage]:
    """Cut a document into passages that a reader's window holds together with a question.

    A paragraph over the limit becomes parts of about equal size, cut at sentence ends; where one sentence is over the
    limit it is cut at clauses, and a clause over the limit at characters. No passage spans two paragraphs, so none
    crosses a heading.

    Args:
        document: The document.
        measure: How many tokenizer pieces a text is.
        limit: The most pieces that a passage may have.
    """
    if limit < 1:
        raise ValueError(f"limit must be at least 1, not {limit}")
    passages = []
    for paragraph in document.paragraphs:
        parts = _parts(document.text, paragraph, measure, limit)
        name = f"{document.doc_id}#p{paragraph.ordinal}"
        for number, (start, end) in enumerate(parts, 1):
            passages.append(
                Passage(
                    name if len(parts) == 1 else f"{name}.{number}",
                    document.doc_id,
                    document.text[start:end],
                    start,
                    end,
                    paragraph.heading_path,
                    paragraph.ordinal,
                    paragraph.page,
                )
            )
    return passages


def location(passage: Passage, title: str, language: Literal["zh", "en"] = "zh") -> str:
    """Where a passage stands, for people: 标题 · 二、坚持系统观念 · 第 2 页 · 第 3 段; the page where it has one."""
    place = [f"第 {passage.ordinal} 段" if language == "zh" else f"¶ {passage.ordinal}"]
    if passage.page is not None:
        place.insert(0, f"第 {passage.page} 页" if language == "zh" else f"p. {passage.page}")
    return " · ".join([title, *passage.heading_path, *place])


def _parts(text: str, paragraph: Paragraph, measure: Callable[[str], int], limit: int) -> list[tuple[int, int]]:
    start, end = paragraph.start, paragraph.end
    if end - start <= limit * 16 and measure(text[start:end]) <= limit:
        return [(start, end)]
    pieces = list(_pieces(text, start, end, measure, limit))
    groups = _level([size for _, size in pieces], limit)
    return [(pieces[first][0].start, pieces[last - 1][0].end) for first, last in pairwise([0, *groups])]


def _pieces(
    text: str, start: int, end: int, measure: Callable[[str], int], limit: int
) -> Iterator[tuple[Sentence, int]]:
    """Sentences with their sizes, those over the limit as clauses, those as stretches of characters."""
    for sentence in sentences(text, start, end):
        size = _size(text, sentence, measure, limit)
        if size <= limit:
            yield sentence, size
            continue
        for clause in clauses(text, sentence.start, sentence.end):
            size = _size(text, clause, measure, limit)
            if size <= limit:
                yield clause, size
            else:
                yield from _stretches(text, clause, measure, limit)


def _size(text: str, span: Sentence, measure: Callable[[str], int], limit: int) -> int:
    # No tokenizer in use has pieces of more than 16 characters on average: don't measure what is too long anyway.
    length = span.end - span.start
    return limit + 1 if length > limit * 16 else measure(text[span.start : span.end])


def _stretches(
    text: str, clause: Sentence, measure: Callable[[str], int], limit: int
) -> Iterator[tuple[Sentence, int]]:
    start = clause.start
    while start < clause.end:
        end = min(start + limit, clause.end)
        size = measure(text[start:end])
        while size > limit and end - start > 1:
            end = start + (end - start) // 2
            size = measure(text[start:end])
        yield Sentence(start, end), size
        start = end


def _level(sizes: list[int], limit: int) -> list[int]:
    """Where to end each group of consecutive pieces so that groups are about equal and none is over the limit.

    Greedy towards the equal share of what is left: each group stops where it comes nearest to it.
    """
    left = sum(sizes)
    groups = max(1, ceil(left / limit))
    ends: list[int] = []
    share, total = left / groups, 0
    for place, size in enumerate(sizes):
        nearer = total > 0 and abs(total + size - share) > abs(total - share)
        if total and (total + size > limit or (nearer and groups > 1)):
            ends.append(place)
            left -= total
            groups = max(groups - 1, ceil(left / limit), 1)
            share, total = left / groups, 0
        total += size
    return [*ends, len(sizes)]
