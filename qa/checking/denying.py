"""Whether a sentence denies what the passage says, or says what it denies."""

from .denials import Denial
from .parsed import Parsed, Token

_FEW = 2.5
_HEADS = 2  # words after a denial that it denies first of all


def contradicts(claim: Parsed, passage: Parsed, windows: list[tuple[int, int]]) -> bool:
    """Whether claim and passage disagree in what they deny.

    Args:
        claim: The sentence.
        passage: What should support it.
        windows: Where in the passage each clause of the claim is told.
    """
    start, end = min(w[0] for w in windows), max(w[1] for w in windows)
    return _denies_more(claim, passage, windows) or _denies_less(claim, passage, start, end)


def _denies_more(claim: Parsed, passage: Parsed, windows: list[tuple[int, int]]) -> bool:
    """The claim denies something, and the passage says it without a denial."""
    for denial in claim.denials:
        clause = claim.clause_at(denial.start)
        heads = _heads(claim, denial)
        if claim.has_han != passage.has_han:
            if not passage.denials:
                return True
            continue  # two languages share no words to compare
        near = [d for d in passage.denials if any(a <= d.start < b for a, b in windows)]
        if not near:
            return True
        shared = [d for d in near if _shares(claim, clause, passage, d)]
        if not shared and heads and all(_plainly_said(head, passage, windows) for head in heads[:1]):
            return True
    return False


def _denies_less(claim: Parsed, passage: Parsed, start: int, end: int) -> bool:
    """The passage denies something, and the claim says it without a denial."""
    for denial in passage.denials:
        if not start <= denial.start < end:
            continue
        for head in _heads(passage, denial):
            said = [t for t in claim.tokens if t.word == head.word]
            if said and not any(_denied_clause(claim, t) for t in said) and not _plain_too(head, passage, start, end):
                return True
    return False


def _heads(text: Parsed, denial: Denial) -> list[Token]:
    return [t for t in text.within(denial.end, denial.reach) if len(t.word) > 1][:_HEADS]


def _shares(claim: Parsed, clause: tuple[int, int], passage: Parsed, denial: Denial) -> bool:
    """Whether a denial's own clause or what it denies shares a word with the claim's clause."""
    first, last = passage.clause_at(denial.start)
    words = passage.within(min(first, denial.start), max(last, denial.reach))
    if sum(t.weight for t in words) < _FEW:
        # 食用盐含碘，会堵塞树脂，禁止代用: what is forbidden stands before.
        words = passage.within(passage.sentence_at(denial.start)[0], max(last, denial.reach))
    theirs = {t.word for t in words}
    characters = set("".join(theirs))
    return any(t.word in theirs or (len(t.word) > 1 and set(t.word) <= characters) for t in claim.within(*clause))


def _plainly_said(head: Token, passage: Parsed, windows: list[tuple[int, int]]) -> bool:
    places = [t for t in passage.tokens if t.word == head.word and any(a <= t.start < b for a, b in windows)]
    return bool(places) and not any(d.end <= t.start <= d.reach for t in places for d in passage.denials)


def _plain_too(head: Token, passage: Parsed, start: int, end: int) -> bool:
    """Whether the passage says a word without denying it as well."""
    places = [t for t in passage.tokens if t.word == head.word and start <= t.start < end]
    return any(not any(d.end <= t.start <= d.reach for d in passage.denials) for t in places)


def _denied_clause(text: Parsed, token: Token) -> bool:
    first, last = text.clause_at(token.start)
    return any(first <= d.start < last or d.end <= token.start <= d.reach for d in text.denials)
