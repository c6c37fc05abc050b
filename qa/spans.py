"""The shortest words that answer, where they can be told without a reader.

A number or date of the kind asked for, the enumeration beside a quoted or counted term, or the stretch of a clause
between the question's own words. A trained reader takes this over; until then None is better than a guess.
"""

from collections.abc import Iterator, Mapping

import regex

from ..corpus.normalize import Folded, fold, normalize
from ..corpus.sentences import clauses
from .question import Question

_SCALE = r"(?:个百分点|%|‰|[万亿]+)?"
_UNITS = (
    "平方公里|平方米|立方米|公里|千米|公斤|千克|小时|分钟|人次|美元|欧元|英镑|元|个|名|人|次|项|家|岁|米|吨|亩|套|条|件|种|倍|天|年|月|日|层|度|所|座|"
    "位|部|集|首|章|节|级|届|场|支|队|台|辆|架|艘|只|头|棵|本|册|字|票|分|秒|周|代|世"
)
_NUMBER = regex.compile(
    rf"(?<![\d.])[约近超逾]?(?:\d[\d,]*(?:\.\d+)?|[零〇一二两三四五六七八九十百千]+)[多余]?{_SCALE}[多余]?(?:{_UNITS})?(?![\d])"
)
_TIME = regex.compile(
    r"(?:公元前?)?(?<!\d)\d{1,4}年(?:\d{1,2}月)?(?:\d{1,2}[日号])?(?:至\d{0,4}年?\d{0,2}月?\d{0,2}[日号]?)?"
    r"|(?<!\d)\d{1,2}月\d{1,2}[日号]|(?<!\d)\d{1,2}[日号](?!\d)|\d+·\d+|(?<!\d)\d{1,2}[时点]\d{0,2}分?"
    r"|[一二三四五六七八九十]+年|\b(?:1\d|20)\d\d\b"
)
# The measure word of the question: 多少名, 几个, 多少亿元, 多少岁.
_ASKED_UNIT = regex.compile(
    rf"(?:多少|几|第几)(?P<unit>[万亿]*(?:{_UNITS}))|(?P<percent>百分之多?几?少?|百分比|比例|占比|多[少大]%)|多(?P<age>大)年?[龄岁]"
)
_EDGE = "，。、；：！？“”‘’（）()《》—-… 的了是为在于和与有,.;:!?\"'"
_LIST_TERM = regex.compile(r'"[^"]{1,16}"|[两二三四五六七八九十]+(?:个|种|项|大|场|点|方面|类)')


def find_span(
    question: Question, text: str, start: int, end: int, weights: Mapping[str, float]
) -> tuple[int, int] | None:
    """``(start, end)`` in ``text`` of the words inside ``text[start:end]`` that answer, or None."""
    if question.kind not in ("number", "time", "yesno", "why"):
        listed = _listed(question, text, start, end, weights)
        if listed is not None:
            return listed
    parts = [(part.start, part.end) for part in clauses(text, start, end)] or [(start, end)]
    best = max(parts, key=lambda p: (_held(text[p[0] : p[1]], weights), -p[0]))
    if question.kind in ("yesno", "why", "how"):
        return _trimmed(text, *best)
    for scope in (best, (start, end)):
        folded = fold(text[scope[0] : scope[1]])
        finder = _typed if question.kind in ("number", "time") else _between
        found = finder(question, folded, weights)
        if found is not None:
            a, b = folded.original(*found)
            return _trimmed(text, scope[0] + a, scope[0] + b)
    return None


def _listed(
    question: Question, text: str, start: int, end: int, weights: Mapping[str, float]
) -> tuple[int, int] | None:
    """An enumeration: before or after a quoted or counted term of the question, or the clause that lists the most."""
    folded = fold(text[start:end])
    asked = normalize(question.text)
    for term in reversed(_LIST_TERM.findall(asked)):
        for match in regex.finditer(regex.escape(term), folded.text):
            before = regex.search(r"[^,;:.!?]+$", folded.text[: match.start()])
            if before and regex.search(r"、|和|及|\"\"", before.group()):
                return _original(folded, text, start, _bare(folded.text, *before.span(), asked))
            after = regex.compile(r"[^,;:.!?、]{0,8}[:,]([^;:.!?]*、[^;:.!?]*)").match(folded.text, match.end())
            if after:
                return _original(folded, text, start, after.span(1))
    if question.kind != "list":
        return None
    runs = [m.span() for m in regex.finditer(r"[^,;:.!?]*(?:、|\"\")[^,;:.!?]*", folded.text)]
    if not runs:
        return None
    best = max(runs, key=lambda run: (_held(folded.text[run[0] : run[1]], weights), -run[0]))
    return _original(folded, text, start, _bare(folded.text, *best, asked))


def _bare(text: str, start: int, end: int, asked: str) -> tuple[int, int]:
    """Without the words at either end that the question says itself."""
    first = regex.search(r"[、和及]|\"\"", text[start:end])
    stop = start + first.start() if first else end
    for at in range(stop - 1, start, -1):
        if text[at - 1 : at + 1] in asked:
            if sum(character in asked for character in text[start : at + 1]) >= 0.6 * (at + 1 - start):
                return at + 1, end
    return start, end


def _original(folded: Folded, text: str, start: int, span: tuple[int, int]) -> tuple[int, int] | None:
    a, b = folded.original(*span)
    return _trimmed(text, start + a, start + b)


def _held(text: str, weights: Mapping[str, float]) -> float:
    folded = normalize(text)
    return sum(weight for word, weight in weights.items() if word in folded)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Without marks at the edges, but with the partner of a bracket inside."""
    while start < end and text[start] in _EDGE and text[start] not in "“‘（《(":
        start += 1
    while end > start and text[end - 1] in _EDGE and text[end - 1] not in "”’）》)":
        end -= 1
    pairs = {"”": "“", "’": "‘", "）": "（", "》": "《", ")": "("}
    while end > start and (opening := pairs.get(text[end - 1])) and opening not in text[start:end]:
        end -= 1
    while (
        end > start
        and text[start] in pairs.values()
        and {v: k for k, v in pairs.items()}[text[start]] not in text[start:end]
    ):
        start += 1
    return (start, end) if end > start else None


def _typed(question: Question, folded: Folded, weights: Mapping[str, float]) -> tuple[int, int] | None:
    """The number or date that fits the unit asked for, nearest to the question's words, not named by the question."""
    asked = normalize(question.text)
    unit = _ASKED_UNIT.search(asked)
    places = [m.span() for word in weights for m in regex.finditer(regex.escape(word), folded.text)]
    found = []
    for match in (_TIME if question.kind == "time" else _NUMBER).finditer(folded.text):
        if match.group() in asked or (question.kind == "number" and regex.fullmatch(r"\p{Han}", match.group())):
            continue  # named by the question; or a bare 一 or 二, which is a word more often than a figure
        distance = min((max(a - match.end(), match.start() - b, 0) for a, b in places), default=0)
        # Figures follow what they count: 群众安全感达到98.19%.
        behind = any(b <= match.start() for _, b in places)
        found.append((not _fits(match.group(), unit), distance - (2 if behind else 0), match.start(), match.end()))
    return min(found)[2:] if found else None


def _fits(figure: str, unit: "regex.Match[str] | None") -> bool:
    """Whether a figure has the unit asked for; anything fits where none is asked."""
    if unit is None:
        return True
    if unit["percent"]:
        return figure.endswith(("%", "‰", "点"))
    return figure.endswith("岁" if unit["age"] else unit["unit"])


def _between(question: Question, folded: Folded, weights: Mapping[str, float]) -> tuple[int, int] | None:
    """The longest stretch of the clause that shares no word with the question."""
    asked = normalize(question.text)
    mark = [False] * len(folded.text)
    for word in [*weights, *regex.findall(r"\p{Han}{2}", asked, overlapped=True)]:
        for match in regex.finditer(regex.escape(word), folded.text):
            mark[match.start() : match.end()] = [True] * len(match.group())
    return max(_stretches(folded.text, mark), key=lambda span: (span[1] - span[0], -span[0]), default=None)


def _stretches(text: str, mark: list[bool]) -> Iterator[tuple[int, int]]:
    """Runs of unmarked characters with at least two left after trimming."""
    for match in regex.finditer(r"0+", "".join("01"[marked] for marked in mark)):
        a, b = match.span()
        while a < b and text[a] in _EDGE:
            a += 1
        while b > a and text[b - 1] in _EDGE:
            b -= 1
        if b - a >= 2:
            yield a, b
