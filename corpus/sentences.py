"""Sentences and clauses: spans of the original text that leave out nothing but white space.

A sentence takes the closing quotes and brackets that follow its end. A short quoted or bracketed piece is not cut
inside (“好。”他说 is one sentence); of a long one the sentences are cut like any others.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator

from .types import Sentence

_SHORT = 40  # characters inside quotes or brackets that are kept whole
_DEEPEST = 32  # quotes and brackets open at once; more is no text, and would cost time
_PAIRS = {"”": "“", "’": "‘", "」": "「", "』": "『", "）": "（", "】": "【", "》": "《", "〉": "〈", "〕": "〔"}
_PAIRS |= {")": "(", "]": "[", "}": "{"}
_QUOTES = '“‘「『"'
_OPEN = frozenset(_PAIRS.values())
_CLOSERS = "”’」』）】》〉〕)\\]}\"'"
_LINE_END = r"(?:\r\n|\r(?!\n)|[\n\x85\u2028])"
_BREAK = rf"{_LINE_END}[ \t\u3000]*{_LINE_END}|[\r\n](?=\u3000)|[\f\u2029]"
_PAIRING = re.compile(f'{_BREAK}|[“”‘’「」『』（）【】《》〈〉〔〕()\\[\\]{{}}"]')
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_AFTER = f"(?=[\\s{_WIDE}“”‘’{_CLOSERS}]|$)"
_END = re.compile(
    f"(?P<gap>{_BREAK})|(?P<mark>(?:[。！？；…｡]|(?<![!?;])[!?;]++{_AFTER}|(?<!\\.)\\.{{3,}}+{_AFTER})[。！？；…｡!?.]*)[{_CLOSERS}]*"
    f"|(?P<dot>\\.)[{_CLOSERS}]*{_AFTER}"
)
_CLAUSE = re.compile(f"(?:[，；：]|(?P<list>、)|[,:]{_AFTER})[{_CLOSERS}]*")
_ABBREVIATION = re.compile(
    r"(?:^|[^A-Za-z.])(?:Mr|Mrs|Ms|Dr|Prof|St|Sr|Jr|vs|cf|No|Nos|Vol|Fig|Figs|Eq|Sec|Ch|pp|p|ed|eds|al|approx|ca|Gen|Col"
    r"|Capt|Lt|Sgt|Gov|Sen|Rep|Rev|Hon|Pres|Mt|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|e\.g|i\.e|[A-Z])$"
)
_BEFORE_NUMBER = re.compile(r"(?:^|[^A-Za-z])(?:nos?|vol|fig|eq|sec|ch)$", re.IGNORECASE)
_ITEM_NUMBER = re.compile(r"[\r\n][ \t\u3000]*\d{1,3}$")
_ACRONYM = re.compile(r"(?:\b(?:[A-Za-z]\.)+[A-Za-z]|\b(?:Inc|Ltd|Co|Corp|etc))$")
_OPENING = re.compile(
    r"\s+[\"“‘(]?(?:The|This|That|These|Those|He|She|It|We|They|You|I|In|On|At|A|An|As|But|However|And|There|When|If|For"
    r"|After|Before|Its|His|Her|Their|Our)\b"
)


def sentences(text: str, start: int = 0, end: int | None = None) -> list[Sentence]:
    """The sentences of ``text[start:end]``, in order, without overlap.

    Ends are 。！？；…… and their half-width forms, a full stop that isn't part of a number, a version, an initial or an
    abbreviation, and a blank line; a single line break is none.

    Args:
        text: The document's text.
        start: Where to begin, in characters.
        end: Where to stop; the text's end by default.
    """
    end = len(text) if end is None else end
    pairs = _Pairs(text, start, end)
    return _spans(text, start, end, _sentence_ends(text, start, end, pairs))


def clauses(text: str, start: int = 0, end: int | None = None) -> list[Sentence]:
    """The clauses of ``text[start:end]``: sentences cut once more after ，；：、 and their half-width forms.

    A short quoted or bracketed piece stays whole, and 、 cuts only outside quotes; the mark belongs to what it closes.
    The arguments are those of ``sentences``.
    """
    end = len(text) if end is None else end
    pairs = _Pairs(text, start, end)
    cuts = set(_sentence_ends(text, start, end, pairs))
    for match in _CLAUSE.finditer(text, start, end):
        mark = match.start()
        if pairs.protecting(mark) or (match["list"] and pairs.quoted(mark)):
            continue
        if text[mark] in "：:," and text[mark - 1 : mark].isdigit() and text[mark + 1 : mark + 2].isdigit():
            continue
        cuts.add(match.end())
    return _spans(text, start, end, sorted(cuts))


class _Pairs:
    """The quotes and brackets that are opened and closed within a stretch of text."""

    def __init__(self, text: str, start: int, end: int) -> None:
        pairs = sorted(_pairs(text, start, end))
        self._short: list[tuple[int, int]] = []
        for pair in pairs:
            inner = pair[1] - pair[0] - 1
            if inner <= _SHORT and (not self._short or pair[0] > self._short[-1][1]):
                self._short.append(pair)
        self._starts = [first for first, _ in self._short]
        self._quotes: list[tuple[int, int]] = []
        for first, last in pairs:
            if text[first] in _QUOTES and (not self._quotes or first > self._quotes[-1][1]):
                self._quotes.append((first, last))
        self._quote_starts = [first for first, _ in self._quotes]

    def protecting(self, place: int) -> tuple[int, int] | None:
        """The outermost short pair around a place, if any."""
        return _around(self._starts, self._short, place)

    def quoted(self, place: int) -> bool:
        return _around(self._quote_starts, self._quotes, place) is not None


def _around(starts: list[int], pairs: list[tuple[int, int]], place: int) -> tuple[int, int] | None:
    at = bisect_right(starts, place) - 1
    return pairs[at] if at >= 0 and place < pairs[at][1] else None


def _pairs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    stack: list[int] = []
    for match in _PAIRING.finditer(text, start, end):
        char = match.group()
        if char == '"':
            opened = next((place for place in reversed(stack) if text[place] == '"'), None)
            if opened is None:
                stack.append(match.start())
            else:
                del stack[stack.index(opened) :]
                yield opened, match.start()
        elif char in _OPEN:
            stack.append(match.start())
            del stack[:-_DEEPEST]
        elif char not in _PAIRS:
            stack.clear()  # a blank line: what is open here was never closed
        else:
            back = next((n for n in range(len(stack) - 1, -1, -1) if text[stack[n]] == _PAIRS[char]), None)
            if back is not None:
                yield stack[back], match.start()
                del stack[back:]


def _sentence_ends(text: str, start: int, end: int, pairs: _Pairs) -> list[int]:
    cuts: list[int] = []
    for match in _END.finditer(text, start, end):
        if match["dot"] and not _full_stop(text, match.start(), match.end(), start, end):
            continue
        cut = match.end()
        pair = None if match["gap"] else pairs.protecting(match.start())
        if pair and (cut <= pair[1] or not _closes(text, pair, cuts[-1] if cuts else start, cut, end)):
            continue
        cuts.append(cut)
    return cuts


def _closes(text: str, pair: tuple[int, int], sentence_start: int, cut: int, end: int) -> bool:
    """Whether a sentence ends with the short pair whose last character ends one inside: 他说：“好。”, （见下。）."""
    following = text[cut : min(cut + 1, end)]
    if not following or following in "\r\n" or following in _OPEN or not following.strip():
        return True
    before = text[max(sentence_start, pair[0] - 99) : pair[0]].strip()
    if text[pair[0]] in _QUOTES:
        return before.endswith(("：", ":"))
    return not before


def _full_stop(text: str, dot: int, after: int, start: int, end: int) -> bool:
    """Whether a half-width full stop that white space, a wide character or the end follows ends a sentence."""
    before = text[max(start, dot - 12) : dot]
    if not before or before[-1].isspace():
        return False
    if after < end and _ITEM_NUMBER.search("\n" + before if dot - len(before) == start else before):
        return False
    following = text[after : after + 24].lstrip()[:1]
    if following.islower() and after < end:
        return False
    if after >= end:
        return True
    if _ACRONYM.search(before):
        return bool(_OPENING.match(text, after, end)) or "\u4e00" <= following <= "\u9fff"
    return not _ABBREVIATION.search(before) and not (following.isdigit() and _BEFORE_NUMBER.search(before))


def _spans(text: str, start: int, end: int, cuts: list[int]) -> list[Sentence]:
    spans = []
    for cut in [*cuts, end]:
        piece = text[start:cut]
        body = piece.strip()
        if body:
            first = start + len(piece) - len(piece.lstrip())
            spans.append(Sentence(first, first + len(body)))
        start = max(cut, start)
    return spans
