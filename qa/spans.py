"""The shortest words that answer, where they can be told without a reader.

A number, a date, or the stretch of a clause between the question's own words. A trained reader takes this over; until
then no span is better than a wrong one, so None is a common result.
"""

from collections.abc import Mapping

import regex

from ..corpus.normalize import Folded, fold, normalize
from ..corpus.sentences import clauses
from .question import Question

_UNIT = r"(?:个百分点|%|‰|[万亿]*[多余几]?(?:个|名|人|次|元|美元|项|家|岁|米|公里|千米|平方公里|吨|亩|套|条|件|种|倍|天|年|月|日|小时|分钟|层|度|万|亿))*"
_NUMBER = regex.compile(rf"[约近超逾]?(?:\d[\d,.]*|[零〇一二两三四五六七八九十百千]+)[多余]?{_UNIT}")
_TIME = regex.compile(
    r"(?:公元前?)?\d{1,4}年(?:\d{1,2}月)?(?:\d{1,2}[日号])?|\d{1,2}月\d{1,2}[日号]|\d{1,2}[日号]|\d+·\d+|\d{1,2}[时点]\d{0,2}分?"
    r"|[一二三四五六七八九十]+年|\b(?:1\d|20)\d\d\b"
)
_EDGE = "，。、；：！？“”‘’（）()《》 的了是为在于和与有,.;:!?\"'"


def find_span(
    question: Question, text: str, start: int, end: int, weights: Mapping[str, float]
) -> tuple[int, int] | None:
    """``(start, end)`` in ``text`` of the words inside ``text[start:end]`` that answer, or None."""
    best = max(
        ((c.start, c.end) for c in clauses(text, start, end)),
        key=lambda part: sum(w for word, w in weights.items() if word in normalize(text[part[0] : part[1]])),
        default=(start, end),
    )
    for scope in (best, (start, end)):
        folded = fold(text[scope[0] : scope[1]])
        if question.kind in ("number", "time"):
            found = _typed(question, folded, weights)
        elif question.kind in ("yesno", "why", "how"):
            return best
        else:
            found = _between(question, folded, weights)
        if found is not None:
            a, b = folded.original(*found)
            return scope[0] + a, scope[0] + b
    return None


def _typed(question: Question, folded: Folded, weights: Mapping[str, float]) -> tuple[int, int] | None:
    """The number or date nearest to the question's words that the question doesn't name itself."""
    asked = normalize(question.text)
    places = [m.span() for word in weights for m in regex.finditer(regex.escape(word), folded.text)]
    found = []
    for match in (_TIME if question.kind == "time" else _NUMBER).finditer(folded.text):
        # A bare 一 or 二 is a word more often than a figure.
        if match.group() in asked or (question.kind == "number" and regex.fullmatch(r"\p{Han}", match.group())):
            continue
        distance = min((max(a - match.end(), match.start() - b, 0) for a, b in places), default=0)
        # Figures follow what they count: 群众安全感达到98.19%.
        behind = any(b <= match.start() for _, b in places)
        found.append((distance - (2 if behind else 0), match.start(), match.end()))
    return min(found)[1:] if found else None


def _between(question: Question, folded: Folded, weights: Mapping[str, float]) -> tuple[int, int] | None:
    """The longest stretch of the clause that shares no word with the question."""
    asked = normalize(question.text)
    mark = [False] * len(folded.text)
    for word in [*weights, *regex.findall(r"\p{Han}{2}", asked, overlapped=True)]:
        for match in regex.finditer(regex.escape(word), folded.text):
            for at in range(*match.span()):
                mark[at] = True
    best: tuple[int, int] | None = None
    at = 0
    while at < len(mark):
        if mark[at]:
            at += 1
            continue
        stop = at
        while stop < len(mark) and not mark[stop]:
            stop += 1
        a, b = at, stop
        while a < b and folded.text[a] in _EDGE:
            a += 1
        while b > a and folded.text[b - 1] in _EDGE:
            b -= 1
        if b - a >= 2 and (best is None or b - a > best[1] - best[0]):
            best = (a, b)
        at = stop
    return best
