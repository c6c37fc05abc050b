"""The shortest words that answer, where they can be told without a reader.

A number or date of the kind asked for, the enumeration beside a quoted or counted term, or the stretch of a clause
between the question's own words. A trained reader takes this over; until then None is better than a guess.
"""

from collections.abc import Iterator, Mapping

import regex

from ..corpus.normalize import Folded, fold, normalize
from ..corpus.sentences import clauses
from .figures import figures
from .question import Question
from .quoting import near_asking

_EDGE = "\r\n\t\u3000，。、；：！？“”‘’（）()《》—-… 的了是为在于和与有,.;:!?\"'"
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
    figure = question.kind in ("number", "time")
    first = {word: weights[word] for word in near_asking(question.text, weights)} if figure else {}
    best = max(parts, key=lambda p: (_held(text[p[0] : p[1]], first), _held(text[p[0] : p[1]], weights), -p[0]))
    if question.kind in ("yesno", "why", "how"):
        return _trimmed(text, *best)
    for scope in (best, (start, end)):
        folded = fold(text[scope[0] : scope[1]])
        finder = _typed if figure else _between
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
        said = sum(character in asked for character in text[start : at + 1])
        if text[at - 1 : at + 1] in asked and said >= 0.6 * (at + 1 - start):
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
    """The figure of the unit asked for that stands nearest to the question's words; None where nothing tells which."""
    candidates = figures(question.kind, normalize(question.text), folded.text)
    # 三年行动 and 百岁老人 are names more often than figures: beside written digits they are left out.
    digits = [span for span in candidates if regex.search(r"\d", folded.text[span[0] : span[1]])]
    # 群众安全感同比提高了多少: the figure beside 提高, not the one beside 安全感.
    near = [word for word in near_asking(question.text, weights) if word in folded.text]
    places = [m.span() for word in near or weights for m in regex.finditer(regex.escape(word), folded.text)]
    found = []
    for start, end in digits or candidates:
        distance = min((max(a - end, start - b, 0) for a, b in places), default=0)
        # Figures follow what they count: 群众安全感达到98.19%.
        behind = any(b <= start for _, b in places)
        found.append((distance - (2 if behind else 0), start, end))
    if len(found) > 1 and not places:
        return None
    return min(found)[1:] if found else None


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
