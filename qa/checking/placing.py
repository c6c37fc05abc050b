"""Whether a figure stands beside what it is said of: 甲三人、乙五人 doesn't say 甲五人."""

import regex

from .parsed import Parsed, Token
from .quantities import Quantity

GAP = 0.25
"""How much better another figure's surroundings must fit before the sentence's is called misplaced; chosen on even halves:
above it lay 1 of 33 paraphrases whose passage holds a rival figure, and 96 of 96 years taken from elsewhere in the passage.
"""
_RATIO = 1.1  # and how many times better, so that a long list of like figures is no reason
_MARKED = regex.compile(r"[,;:。()]")
_ITEM = regex.compile(r"、|以及|(?<=\p{Han})(?:和|与|及|或)(?=\p{Han})")
_NEAR = 8.0  # characters at which a word counts half
_MARK = 6.0  # what a clause's end adds to a distance


def missing_figures(claim: Parsed, passage: Parsed) -> list[Quantity]:
    """The claim's figures that the passage doesn't hold."""
    return [q for q in claim.figures if not any(q.same(r) for r in passage.figures) and not _counts_itself(q, claim)]


def _counts_itself(figure: Quantity, claim: Parsed) -> bool:
    """Whether a figure only counts what the claim itself names: 甲、乙和丙三种."""
    if figure.unit is None or figure.unit.dimension not in ("count", "people") or not 2 <= figure.value <= 12:
        return False
    start, end = claim.sentence_at(figure.start)
    listed = max((len(_ITEM.split(run)) for run in _MARKED.split(claim.text[start:end])), default=0)
    return listed == figure.value


def misplaced_figure(claim: Parsed, passage: Parsed) -> bool:
    """Whether some figure of the claim stands in the passage, yet where it is spoken of the passage has another one."""
    for figure in claim.figures:
        if figure.unit is None:
            continue
        around = _weighed(claim, figure)
        same = [_fit(around, passage, r) for r in passage.figures if figure.same(r)]
        rivals = [
            _fit(around, passage, r)
            for r in passage.figures
            if r.unit is not None
            and figure.like(r)
            and not figure.same(r)
            and r.unit.dimension == figure.unit.dimension
        ]
        if same and rivals and max(rivals) > max(max(same) + GAP, _RATIO * max(same)):
            return True
    return False


def _weighed(text: Parsed, figure: Quantity) -> list[tuple[Token, float]]:
    """The words around a figure with what each weighs: those of its sentence, the nearer the more."""
    start, end = text.sentence_at(figure.start)
    return [(t, t.weight * _nearness(text, t, figure)) for t in text.within(start, end)]


def _fit(around: list[tuple[Token, float]], passage: Parsed, figure: Quantity) -> float:
    start, end = passage.sentence_at(figure.start)
    near: dict[str, float] = {}
    for token in passage.within(start, end):
        near[token.word] = max(near.get(token.word, 0.0), _nearness(passage, token, figure))
    return sum(min(weight, token.weight * near.get(token.word, 0.0)) for token, weight in around)


def _nearness(text: Parsed, token: Token, figure: Quantity) -> float:
    gap = text.text[token.end : figure.start] if token.end <= figure.start else text.text[figure.end : token.start]
    marks = sum(character in ",;:。、!?" for character in gap)
    return 1 / (1 + (len(gap) + _MARK * marks) / _NEAR)
