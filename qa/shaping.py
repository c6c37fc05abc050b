"""A reader's words made whole: no half number, no half pair of marks, all of an enumeration.

A reader points at pieces of words and learned to point at one item of many; what is shown should be what a person would
underline. What each step gives is measured (``EXPERIMENTS.md``): growing to jieba's words is left out, it costs as much
as it gives (31个 to 31个省).
"""

from collections.abc import Sequence

import regex

from ..corpus.normalize import fold, normalize
from ..index.segment import Segmenter
from .figures import figures
from .question import Question

_PAIRS = {
    "“": "”",
    "‘": "’",
    "「": "」",
    "『": "』",
    "《": "》",
    "（": "）",
    "(": ")",
    "【": "】",
    "〈": "〉",
    "[": "]",
}
_OPENING = {closing: opening for opening, closing in _PAIRS.items()}
_BRACKETS = frozenset("（）()【】[]")
# 95.6%, 2,247, M-Touch, 1+1+11.
_RUN = regex.compile(r"[a-zA-Z0-9]+(?:[.,+·'’-][a-zA-Z0-9]+)*%?")
# Between the items of an enumeration; 和 and 及 stand once, before the last one.
_NEXT = regex.compile(r"(?<=[”》])(?=[“《])|、(?:以?及|和|与|或)?")
_LAST = regex.compile(r"以?及|和|与|或")
_END = regex.compile(r"[，。；：！？,;:!?\n]|等(?=[^、]|$)")
_CLAUSE = regex.compile(r"[,;:](?!\d)|[。.](?=.)")
_FARTHEST = 24
"""Characters within which the other mark of a pair is looked for; an enumeration's last item begins within half of it."""

Place = tuple[int, int]


def shaped(question: Question, text: str, sentence: Place, span: Place, segmenter: Segmenter) -> Place:
    """The words that answer, made whole.

    Args:
        question: Taken apart.
        text: The document's text.
        sentence: ``(start, end)`` of the sentence that the words begin in.
        span: ``(start, end)`` of the words.
        segmenter: Tells words.

    Returns:
        ``(start, end)`` in the text, inside the sentence or where the span lay.
    """
    scope = sentence[0], max(sentence[1], span[1])
    found = balanced(text, scope, whole_runs(text, scope, span))
    if question.kind in ("number", "time"):
        found = figure_alone(question, text, found)
    if question.kind == "list":
        found = balanced(text, scope, enumerated(text, scope, found, boundaries(text, scope, segmenter)))
    return found if found[0] < span[1] and span[0] < found[1] else span


def figure_alone(question: Question, text: str, span: Place) -> Place:
    """Where a figure is asked for and the span runs over several clauses, the first figure of the kind and unit asked for."""
    folded = fold(text[span[0] : span[1]])
    if not _CLAUSE.search(folded.text):
        return span
    found = figures(question.kind, normalize(question.text), folded.text)
    if not found:
        return span
    start, end = folded.original(*found[0])
    return span[0] + start, span[0] + end


def boundaries(text: str, scope: Place, segmenter: Segmenter) -> list[int]:
    """Where words begin in ``text[start:end]``, and its end, ascending."""
    folded, places, at = fold(text[scope[0] : scope[1]]), {*scope}, 0
    for word in segmenter.cut(folded.text):
        places.add(scope[0] + folded.original(at, at + len(word))[0])
        at += len(word)
    return sorted(places)


def whole_runs(text: str, scope: Place, span: Place) -> Place:
    """The span with the numbers and the words of letters that it cuts, whole."""
    start, end = span
    for match in _RUN.finditer(text, *scope):
        if match.start() < start < match.end():
            start = match.start()
        if match.start() < end < match.end():
            end = match.end()
    return start, end


def balanced(text: str, scope: Place, span: Place) -> Place:
    """The span with the partner of each mark that it holds alone; without it where it is a bracket at the span's edge or
    its partner is far away.
    """
    start, end = span
    for at, partner in _unpaired(text[start:end]):
        place = span[0] + at
        edge = place == start if text[place] in _PAIRS else place == end - 1
        found = -1
        if not (edge and text[place] in _BRACKETS):
            found = (
                text.find(partner, end, min(end + _FARTHEST, scope[1]))
                if text[place] in _PAIRS
                else text.rfind(partner, max(start - _FARTHEST, scope[0]), start)
            )
        if found >= 0:
            start, end = min(start, found), max(end, found + 1)
        elif place == start:
            start += 1
        elif place == end - 1:
            end -= 1
    return (start, end) if start < end else span


def _unpaired(text: str) -> list[tuple[int, str]]:
    """Places of marks whose partner is missing, and the partner."""
    opened: list[tuple[int, str]] = []
    found: list[tuple[int, str]] = []
    for at, character in enumerate(text):
        if character in _PAIRS:
            opened.append((at, _PAIRS[character]))
        elif character in _OPENING:
            if opened and opened[-1][1] == character:
                opened.pop()
            else:
                found.append((at, _OPENING[character]))
    return found + opened


def enumerated(text: str, scope: Place, span: Place, words: Sequence[int]) -> Place:
    """The span with the items before and after it, where it is one of several or some of them."""
    start, end = span
    first = max((m.end() for m in _END.finditer(text, *scope) if m.end() <= start), default=scope[0])
    last = min((m.start() for m in _END.finditer(text, *scope) if m.start() >= end), default=scope[1])
    between = [m.span() for m in _NEXT.finditer(text, first, last) if first < m.start() and m.end() < last]
    if not between:
        return span
    joined = _LAST.search(text, between[-1][1] + 1, min(between[-1][1] + _FARTHEST // 2, last - 1))
    between += [joined.span()] if joined else []
    begins, ends = [first, *(b for _, b in between)], [*(a for a, _ in between), last]
    sizes = [b - a for a, b in zip(begins[1:-1], ends[1:-1], strict=True)]
    if start >= begins[1]:
        # Nothing marks where the first item begins: it is about as long as the others.
        start = _nearest(words, first, ends[0], ends[0] - (sizes[0] if sizes else end - start))
    if end <= ends[-2]:
        end = _nearest(words, begins[-1] + 1, last + 1, begins[-1] + (sizes[-1] if sizes else end - span[0]), last)
    return start, end


def _nearest(words: Sequence[int], first: int, stop: int, wanted: int, whole: int | None = None) -> int:
    """The word's place in ``first:stop`` nearest to the one wanted; ``whole`` where that is not much farther."""
    if whole is not None and whole - first <= 2 * (wanted - first):
        return whole
    return min((at for at in words if first <= at < stop), key=lambda at: (abs(at - wanted), at), default=first)
