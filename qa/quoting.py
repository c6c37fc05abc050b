"""From a sentence to a quote: the sentence, or where it is long, the whole clauses around what answers."""

from collections.abc import Iterable, Mapping

import regex

from ..corpus.normalize import normalize
from ..corpus.sentences import clauses

_ASKS = regex.compile(r"什么|啥|哪|多少|几|怎|如何|多[大高长久远]|\b(?:what|which|how)\b")
# A word this near to the question word says which clause is meant: of “23245”防控举措里的“两个闭环”指什么 the 闭环.
_NEAR_ASKING = 6

# A sentence up to this many characters is quoted whole.
WHOLE = 80
# No quote is longer, so that a reply stays within 200.
LONGEST = 180


def quote_span(
    text: str, start: int, end: int, weights: Mapping[str, float], around: tuple[int, int] | None = None
) -> tuple[int, int]:
    """The characters to quote of the sentence ``text[start:end]``.

    Args:
        text: The document's text.
        start: Of the sentence.
        end: Of the sentence.
        weights: The question's words and how much each counts.
        around: A span that the quote must hold, in the document.

    Returns:
        ``(start, end)``: whole clauses, together at most WHOLE characters unless ``around`` or a single clause is longer.
    """
    if end - start <= WHOLE:
        return start, end
    parts = _whole_lists(text, [(part.start, part.end) for part in clauses(text, start, end)])
    gains = [_held(text[a:b], weights) for a, b in parts]
    first, last = _seed(parts, gains, weights, around)
    while True:
        left = parts[first - 1] if first > 0 else None
        right = parts[last + 1] if last + 1 < len(parts) else None
        grown = []
        # What follows a matching clause answers more often than what precedes it: ties go right.
        if right and right[1] - parts[first][0] <= WHOLE:
            grown.append((_gain(gains[last + 1], gains[first : last + 1], weights), 1))
        if left and parts[last][1] - left[0] <= WHOLE:
            grown.append((_gain(gains[first - 1], gains[first : last + 1], weights), 0))
        if not grown:
            break
        if max(grown)[1]:
            last += 1
        else:
            first -= 1
    return trim(text, *_bounded(text, parts[first][0], parts[last][1], weights, around))


def _whole_lists(text: str, parts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Clauses with enumerations in one piece: 没有发生A、B must never be quoted as B."""
    joined: list[tuple[int, int]] = []
    for start, end in parts:
        if joined and text[joined[-1][1] - 1] == "、":
            start = joined.pop()[0]
        joined.append((start, end))
    return joined


def _bounded(
    text: str, start: int, end: int, weights: Mapping[str, float], around: tuple[int, int] | None
) -> tuple[int, int]:
    """A clause without a mark for hundreds of characters, cut to LONGEST around what answers or what matches most."""
    if end - start <= LONGEST:
        return start, end
    found = [
        at for word in sorted(weights, key=lambda word: -weights[word]) if (at := text.find(word, start, end)) >= 0
    ]
    centre = around[0] if around is not None else found[0] if found else start
    first = max(start, min(centre - LONGEST // 3, end - LONGEST))
    return first, max(first + LONGEST, around[1] if around is not None else 0)


def near_asking(question: str, words: Iterable[str]) -> list[str]:
    """Those of the words that stand next to the question word."""
    asked = normalize(question)
    asking = [match.span() for match in _ASKS.finditer(asked)]

    def near(word: str) -> bool:
        at = asked.find(word)
        return any(max(a - at - len(word), at - b) < _NEAR_ASKING for a, b in asking) if at >= 0 else False

    return [word for word in words if near(word)]


def focus(question: str, weights: Mapping[str, float]) -> dict[str, float]:
    """The words' weights, doubled for those next to the question word, for choosing clauses within a sentence."""
    near = near_asking(question, weights)
    return {word: weight * (2.0 if word in near else 1.0) for word, weight in weights.items()}


def _held(clause: str, weights: Mapping[str, float]) -> frozenset[str]:
    folded = normalize(clause)
    return frozenset(word for word in weights if word in folded)


def _gain(held: frozenset[str], before: list[frozenset[str]], weights: Mapping[str, float]) -> float:
    return sum(weights[word] for word in held.difference(*before))


def _seed(
    parts: list[tuple[int, int]],
    gains: list[frozenset[str]],
    weights: Mapping[str, float],
    around: tuple[int, int] | None,
) -> tuple[int, int]:
    """The clauses that hold ``around``, or else the one that holds most of the question."""
    if around is not None:
        inside = [i for i, (a, b) in enumerate(parts) if a < around[1] and b > around[0]]
        if inside:
            return inside[0], inside[-1]
    best = max(range(len(parts)), key=lambda i: (sum(weights[word] for word in gains[i]), -i))
    return best, best


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Without the clause mark at the end and space at either side; a closing 。 or quotation mark stays."""
    while start < end and (text[start].isspace() or text[start] in "，、；："):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in "，、；：,;:"):
        end -= 1
    return start, end
