"""Stretches of a document to quote where it is not searched: openings, whole paragraphs, headings."""

from collections.abc import Sequence

from ..corpus.sentences import clauses, sentences
from ..corpus.types import Document, Passage, Section
from .draft import Draft, flat
from .quoting import LONGEST, WHOLE, trim


def passage_at(passages: Sequence[Passage], place: int) -> Passage:
    """The passage that holds a place, or the last one before it: a heading's is the one above it."""
    before = [passage for passage in passages if passage.start <= place]
    return before[-1] if before else passages[0]


def passage_under(passages: Sequence[Passage], section: Section) -> Passage:
    """The first passage under a heading, else the one above it."""
    return next((p for p in passages if section.end <= p.start < section.body_end), passage_at(passages, section.start))


def heading(section: Section, passages: Sequence[Passage], draft: Draft) -> None:
    """Writes a heading with its number."""
    citation = draft.cite(passage_under(passages, section), section.start, section.end)
    draft.write(f"{flat(citation.quote)}〔{citation.marker}〕")


def quote(start: int, end: int, passages: Sequence[Passage], draft: Draft) -> None:
    """Writes a quote with its number."""
    draft.quote(draft.cite(passage_at(passages, start), start, end))


def opening(document: Document, start: int, end: int) -> tuple[int, int]:
    """The first sentence of a stretch, or its first clauses where it is long."""
    first = sentences(document.text, start, end)[0]
    start, end = first.start, first.end
    if end - start > WHOLE:
        ends = [c.end for c in clauses(document.text, start, end)]
        end = max((e for e in ends if e - start <= WHOLE), default=ends[0])
        start, end = trim(document.text, start, min(end, start + LONGEST))
    return start, end


def whole(document: Document, start: int, end: int) -> tuple[int, int]:
    """A paragraph, or as many of its first sentences as a quote may hold."""
    if end - start <= LONGEST:
        return start, end
    fits = [s for s in sentences(document.text, start, end) if s.end - start <= LONGEST]
    return (fits[0].start, fits[-1].end) if fits else opening(document, start, end)
