"""How far one passage supports one claim."""

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from .aligning import exchanged
from .denying import contradicts
from .names import Name
from .parsed import Parsed
from .placing import misplaced_figure, missing_figures
from .quantities import Quantity
from .windows import best_window

_KINDS = frozenset({"nr", "nrt", "nrfg", "ns", "nt"})
# Abbreviations that are at home in Chinese sentences.
_SPELLED_OUT = {
    "gdp": ("生产总值",),
    "cpi": ("消费价格指数",),
    "ai": ("人工智能",),
    "app": ("应用", "客户端"),
    "wifi": ("无线网络",),
}
_SHORT = 1.5  # weight of words below which a clause (因此, 对个人) is judged with its neighbour


@dataclass(frozen=True, slots=True)
class Support:
    """What a passage says to a claim.

    Attributes:
        verbatim: It holds the claim letter for letter.
        missing: Figures and names of the claim that it doesn't hold.
        against: It speaks against the claim: a figure, name or denial stands otherwise there.
        shares: Of each of the claim's clauses, the share of its words that it holds.
        clauses: Those clauses, in order: offsets into the claim.
        windows: Where in the passage each is told.
    """

    verbatim: bool
    missing: tuple[Quantity | Name, ...]
    against: bool
    shares: tuple[float, ...] = ()
    clauses: tuple[tuple[int, int], ...] = ()
    windows: tuple[tuple[int, int], ...] = ()

    @property
    def sound(self) -> bool:
        """Whether no guard speaks against it."""
        return self.verbatim or not (self.missing or self.against)


def support(claim: Parsed, passage: Parsed, known: str = "") -> Support:
    """Compares a claim with a passage."""
    if holds_verbatim(claim, passage):
        return Support(True, (), False)
    clauses = grouped_clauses(claim)
    found = [best_window(claim.within(*clause), passage) for clause in clauses]
    windows = [window for _, window in found]
    missing: list[Quantity | Name] = [*missing_figures(claim, passage), *missing_names(claim, passage, windows, known)]
    whole = best_window(claim.within(0, len(claim.text)), passage, most=3)[1]
    against = not missing and (
        misplaced_figure(claim, passage) or contradicts(claim, passage, windows) or exchanged(claim, passage, whole)
    )
    return Support(False, tuple(missing), against, tuple(share for share, _ in found), tuple(clauses), tuple(windows))


def holds_verbatim(claim: Parsed, passage: Parsed) -> bool:
    """Whether the claim stands in the passage from a clause's beginning to a clause's end, or without a denial around it."""
    bare = claim.text.strip(" ,;:。.!?、")
    place = passage.text.find(bare) if bare else -1
    while place >= 0:
        end = place + len(bare)
        if _whole(passage, place, end):
            return True
        place = passage.text.find(bare, place + 1)
    return False


def _whole(passage: Parsed, start: int, end: int) -> bool:
    """Whether neither a word nor a figure is cut through, and what is left of the clause denies nothing."""
    if any(
        _cuts_word(passage.text, edge) or any(q.left < edge < q.end for q in passage.figures) for edge in (start, end)
    ):
        return False
    first, last = passage.clause_at(start)[0], passage.clause_at(max(start, end - 1))[1]
    return not any(first <= d.start < start or end <= d.start < last for d in passage.denials)


def _cuts_word(text: str, edge: int) -> bool:
    around = text[max(0, edge - 1) : edge + 1]
    return len(around) == 2 and around.isascii() and around.isalnum()


def grouped_clauses(claim: Parsed) -> list[tuple[int, int]]:
    """The claim's clauses, one with hardly a word joined to the next (the last to the one before)."""
    grouped: list[tuple[int, int]] = []
    waiting: int | None = None
    for start, end in claim.clauses:
        first = start if waiting is None else waiting
        if sum(t.weight for t in claim.within(first, end)) < _SHORT:
            waiting = first
        else:
            grouped.append((first, end))
            waiting = None
    if waiting is not None:
        end = claim.clauses[-1][1]
        grouped[-1:] = [(grouped[-1][0], end)] if grouped else [(waiting, end)]
    return grouped or [(0, len(claim.text))]


def missing_names(claim: Parsed, passage: Parsed, windows: Sequence[tuple[int, int]], known: str) -> list[Name]:
    """The claim's names that stand neither in the passage nor in the headings above it.

    Of people, places and bodies the passage may speak without naming them (全省 of 湖北): one that the document's other
    passages name is not missing, unless where the claim is told another of its kind is named.
    """
    whole = passage.head + "\n" + passage.text
    foreign = not claim.has_han
    missing = []
    for name in claim.names:
        if foreign and not _to_be_found(name, claim, passage):
            continue
        if _named(name, whole):
            continue
        if name.kind in _KINDS and name.text in known and not _rivals(name, claim, passage, windows):
            continue
        missing.append(name)
    return missing


def _to_be_found(name: Name, claim: Parsed, passage: Parsed) -> bool:
    """Whether a word of an English claim must stand in the passage: a code, and a name where that is English too."""
    if any(character.isdigit() for character in name.text):
        return True
    named = regex.search(rf"(?<=[a-z,;] ){regex.escape(name.text)}(?![a-z])", claim.original, regex.IGNORECASE)
    return not passage.has_han and named is not None and named.group()[0].isupper()


def _rivals(name: Name, claim: Parsed, passage: Parsed, windows: Sequence[tuple[int, int]]) -> bool:
    return any(
        other.kind == name.kind and other.text not in claim.text
        for window in dict.fromkeys(windows)
        for other in passage.names_within(*window)
    )


def _named(name: Name, text: str) -> bool:
    if name.kind == "latin":
        spellings = (name.text, *_SPELLED_OUT.get(name.text, ()))
        return any(regex.search(rf"(?<![a-z0-9]){regex.escape(s)}(?![a-z0-9])", text) for s in spellings)
    # A quotation may be put together with other marks, or without some of them.
    return name.text in text or (name.kind == "quoted" and _all_words(name.text, text))


def _all_words(quoted: str, text: str) -> bool:
    words = regex.findall(r"\p{Han}{1,2}|[\p{L}\p{N}]+", quoted)
    return len(words) > 1 and all(word in text for word in words)
