"""Whether a claim that no passage makes is pieced together from several."""

from ...index.segment import Segmenter
from .content import LEAST, MEAN, Content
from .given import Given
from .names import Name
from .parsed import Parsed
from .quantities import Quantity
from .support import grouped_clauses
from .windows import told


def stitched(claim: Parsed, given: Given, content: Content, segmenter: Segmenter) -> bool:
    """Whether each part of the claim stands in some passage, though not all in one.

    A part is a clause that a passage supports; in a claim of one clause, a figure or a name that its best passage lacks
    and another one holds.
    """
    clauses = grouped_clauses(claim)
    if len(clauses) > 1:
        parts = [Parsed(claim.text[start:end], segmenter) for start, end in clauses]
        if all(any(given.supports(part, g, content) for g in given.singles()) for part in parts):
            return True
    return _borrowed(claim, given)


def _borrowed(claim: Parsed, given: Given) -> bool:
    words = claim.within(0, len(claim.text))
    for group in given.singles():
        found = given.support(claim, group)
        if not found.missing:
            continue
        others = [given.parsed(g) for g in given.singles() if g != group]
        lenders = [next((p for p in others if _holds(p, thing)), None) for thing in found.missing]
        if any(lender is None for lender in lenders):
            continue
        texts = [given.parsed(group), *(p for p in lenders if p is not None)]
        if told(words, "\n".join(p.head + "\n" + p.text for p in texts)) >= MEAN and max(found.shares) >= LEAST:
            return True
    return False


def _holds(passage: Parsed, thing: Quantity | Name) -> bool:
    if isinstance(thing, Quantity):
        return any(thing.same(figure) for figure in passage.figures)
    return thing.text in passage.text
