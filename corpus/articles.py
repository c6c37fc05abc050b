"""The articles of a regulation or contract (第五条), their paragraphs (款) and items (（三）)."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from .headings import ARTICLE
from .numerals import NUMERAL, numeral
from .types import Document, Paragraph

_NUMBER = re.compile(f"第({NUMERAL})")
# An item: （三） or (3) or 3. or 3、 or ③; 5.2 is none.
_ITEM = re.compile(
    rf"[（(](?P<bracket>{NUMERAL})[）)]|(?P<plain>\d{{1,2}})(?:[、．]|\.(?!\d))|(?P<han>[一二三四五六七八九十]{{1,3}})、|(?P<circle>[①-⑳])"
)


@dataclass(frozen=True, slots=True)
class Article:
    """An article: ``start:end`` in the text, from its number to the next one or the next heading.

    ``body`` is where its text begins: after its heading, where it has a line of its own; else ``start``.
    """

    number: int
    start: int
    body: int
    end: int


def articles(document: Document) -> list[Article]:
    """The articles of a document in reading order."""
    text = document.text
    headed = {s.start: s for s in document.sections if ARTICLE.match(text, s.start, s.end)}
    heads = [section.start for section in document.sections]
    starts = sorted([*headed, *(p.start for p in document.paragraphs if ARTICLE.match(text, p.start, p.end))])
    found = []
    for start, following in pairwise([*starts, len(text)]):
        # What stands under an article's own heading belongs to it; a paragraph ends with the next heading.
        next_head = bisect_right(heads, start)
        stop = headed[start].body_end if start in headed else [*heads, following][next_head]
        body = headed[start].end if start in headed else start
        match = _NUMBER.match(text, start)
        found.append(Article(numeral(match[1]) if match else 0, start, body, min(stop, following)))
    return found


def clauses_of(document: Document, start: int, end: int) -> list[tuple[int, int]]:
    """The 款 between two places: each paragraph, with the items that follow it."""
    found: list[tuple[int, int]] = []
    for paragraph in _within(document, start, end):
        item = _ITEM.match(document.text, paragraph.start, paragraph.end)
        if item and item["bracket"] and found:
            found[-1] = (found[-1][0], paragraph.end)
        else:
            found.append((paragraph.start, paragraph.end))
    return found


def items_of(document: Document, start: int, end: int) -> list[tuple[int, int, int]]:
    """The items between two places: ``(number, start, end)``, paragraphs of their own or one after the other in a line."""
    found = []
    for paragraph in _within(document, start, end):
        item = _ITEM.match(document.text, paragraph.start, paragraph.end)
        if item:
            found.append((_number(item), paragraph.start, paragraph.end))
    if found:
        return found
    marks = [mark for mark in _ITEM.finditer(document.text, start, end) if mark["bracket"]]
    stops = [*(mark.start() for mark in marks[1:]), end]
    for mark, stop in zip(marks, stops, strict=False):  # no mark, and one stop
        found.append((_number(mark), mark.start(), mark.start() + len(document.text[mark.start() : stop].rstrip())))
    return found


def _within(document: Document, start: int, end: int) -> Sequence[Paragraph]:
    return [p for p in document.paragraphs if start <= p.start < end]


def _number(item: "re.Match[str]") -> int:
    if item["circle"]:
        return ord(item["circle"]) - ord("①") + 1
    return numeral(item["bracket"] or item["plain"] or item["han"])
