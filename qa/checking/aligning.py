"""A sentence laid beside the passage's: where nearly all words are the same, what stands in place of what."""

from difflib import SequenceMatcher

import regex

from .denials import denials
from .names import Name
from .parsed import Parsed

ALIKE = 0.6
"""The share of the claim's words that must stand in the passage's sentence in the same order."""
_MOST = 400  # words of either; difflib takes quadratic time
_WORD = regex.compile(r"\p{Han}|(?:(?!\p{Han})[\p{L}\p{N}.])+|[^\s\p{L}\p{N}]")
_NEARLY = 0.75
_SHORT = 24  # characters of what is exchanged
_NEAR = 3  # characters beside it, so that 不及 in place of 不能 is no change
_MARKS = frozenset(",。;:!?、()《》\"'")

Units = list[tuple[int, int, str]]


def exchanged(claim: Parsed, passage: Parsed, window: tuple[int, int]) -> bool:
    """Whether a figure, a name or a denial was put in, taken out or exchanged between words that are otherwise the same."""
    ours = _units(claim.text, 0, len(claim.text))
    theirs = _units(passage.text, *window)
    if not ours or not theirs or len(ours) > _MOST or len(theirs) > _MOST:
        return False
    matcher = SequenceMatcher(None, [u[2] for u in ours], [u[2] for u in theirs], autojunk=False)
    blocks = matcher.get_opcodes()
    same = sum(i2 - i1 for tag, i1, i2, _, _ in blocks if tag == "equal")
    if same < ALIKE * len(ours):
        return False
    for n, (tag, i1, i2, j1, j2) in enumerate(blocks):
        if tag == "equal":
            continue
        before = blocks[n - 1][2] - blocks[n - 1][1] if n else 0
        after = blocks[n + 1][2] - blocks[n + 1][1] if n + 1 < len(blocks) else 0
        # What begins or ends the claim is laid beside the rest of the passage's sentence, so that it says little.
        opens = i1 - before == 0
        closes = i2 + after == len(ours)
        flanked = (opens or before >= 2) and (closes or after >= 2) and before + after >= 4
        mine, other = _span(ours, i1, i2), _span(theirs, j1, j2)
        if not flanked or max(mine[1] - mine[0], other[1] - other[0]) > _SHORT:
            continue
        if tag == "replace" and (
            _figures_differ(claim, passage, mine, other)
            or _names_differ(claim, passage, window, mine, other, same / len(ours))
        ):
            return True
        if _denials_differ(claim.text, passage.text, mine, other):
            return True
    return False


def _units(text: str, start: int, end: int) -> Units:
    return [(m.start(), m.end(), m.group()) for m in _WORD.finditer(text, start, end) if m.group() not in _MARKS]


def _span(units: Units, first: int, last: int) -> tuple[int, int]:
    if first == last:
        at = units[first][0] if first < len(units) else units[-1][1]
        return at, at
    return units[first][0], units[last - 1][1]


def _figures_differ(claim: Parsed, passage: Parsed, mine: tuple[int, int], other: tuple[int, int]) -> bool:
    ours = [q for q in claim.figures if q.start < mine[1] and mine[0] < q.end]
    theirs = [q for q in passage.figures if q.start < other[1] and other[0] < q.end]
    return any(any(q.like(r) for r in theirs) and not any(q.same(r) for r in theirs) for q in ours if len(theirs) >= 1)


def _names_differ(
    claim: Parsed,
    passage: Parsed,
    window: tuple[int, int],
    mine: tuple[int, int],
    other: tuple[int, int],
    alike: float,
) -> bool:
    """Whether one name stands for another; where nearly all else is the same, whatever a name stands for may be one."""
    ours = [name for name in claim.names if name.start < mine[1] and mine[0] < name.end]
    theirs = [name for name in passage.names_within(*window) if name.start < other[1] and other[0] < name.end]
    if not ours or any(name.text in passage.text[slice(*other)] for name in ours):
        return False
    if not theirs:
        covered = sum(min(name.end, mine[1]) - max(name.start, mine[0]) for name in ours)
        return alike >= _NEARLY and covered >= 0.5 * (mine[1] - mine[0])
    return not any(_related(a, b) for a in ours for b in theirs)


def _related(one: Name, other: Name) -> bool:
    return one.text in other.text or other.text in one.text


def _denials_differ(ours: str, theirs: str, mine: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether just one of the two stretches denies."""
    return bool(_denying(ours, mine)) != bool(_denying(theirs, other))


def _denying(text: str, span: tuple[int, int]) -> list[int]:
    start, end = max(0, span[0] - 8), min(len(text), span[1] + 8)
    found = denials(text[start:end])
    return [d.start for d in found if start + d.start < span[1] + _NEAR and span[0] - _NEAR < start + d.end]
