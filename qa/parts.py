"""What a part of a document says, cited; or that there is no such part, and what there is instead."""

from collections.abc import Sequence

from ..corpus.errors import Language
from ..corpus.types import Document, Passage, Section
from .counts import HEADINGS, PARTS, how_many, name_headings, tell_count
from .draft import Draft
from .excerpts import heading, opening, quote, whole
from .locate import Region, locate, outline, running
from .places import LABEL, Step
from .texts import no_parts, no_such_place, parts_in_all
from .titled import has_number

# Of several parts at once, each has room for so many quotes at least.
_EACH = 3


def tell(
    document: Document, passages: Sequence[Passage], regions: Sequence[Region], draft: Draft, limit: int = PARTS
) -> None:
    """What stands in the regions: small ones whole, of larger ones each part's or paragraph's opening sentence.

    Args:
        document: The document.
        passages: Its passages in reading order.
        regions: Where to read.
        draft: Is written to.
        limit: The most quotes.
    """
    room = limit if len(regions) == 1 else max(min(_EACH, limit), limit // len(regions))
    for number, region in enumerate(regions):
        draft.write("\n" if number else "")
        if region.section is not None:
            heading(region.section, passages, draft)
        below = outline(document, region) if region.section is not None and not region.whole else []
        if below:
            _tell_parts(document, passages, region, below, draft, room)
        else:
            _tell_paragraphs(document, passages, region, draft, room)


def missing(
    document: Document, passages: Sequence[Passage], steps: Sequence[Step], draft: Draft, language: Language
) -> bool:
    """Says that there is no such place, and what there is instead; False where nothing of the kind is there."""
    *above, last = steps
    if last.unit in ("条", "款", "项", "段", "句"):
        within = locate(document, above)
        if not within or not how_many(document, within[0], last.unit):
            return False
        draft.write(no_such_place(language))
        tell_count(document, passages, within[0], last.unit, draft, language)
        return True
    labelled = last.unit == LABEL and any(has_number(section.title) for section in document.sections)
    if above or not (last.numbers or labelled):
        return False
    headings = outline(document)
    if len(headings) > 1:
        draft.write(no_such_place(language) + parts_in_all(len(headings), language))
        name_headings(headings[:HEADINGS], passages, draft, language)
        return True
    draft.write(("It" if language == "en" else "") + no_parts(language))
    for paragraph in running(document)[:1]:
        quote(*opening(document, paragraph.start, paragraph.end), passages, draft)
    return True


def _tell_paragraphs(document: Document, passages: Sequence[Passage], region: Region, draft: Draft, limit: int) -> None:
    spans = [(p.start, p.end) for p in running(document, region.start, region.end)]
    if region.section is None and (not spans or spans[0][0] != region.start):
        spans = [(region.start, region.end)]  # an item or a sentence inside a paragraph
    for number, (start, end) in enumerate(spans[:limit]):
        draft.write("\n" if number or region.section is not None else "")
        quote(*(whole if region.whole else opening)(document, start, min(end, region.end)), passages, draft)


def _tell_parts(
    document: Document, passages: Sequence[Passage], region: Region, below: Sequence[Section], draft: Draft, limit: int
) -> None:
    for paragraph in running(document, region.start, below[0].start)[:1]:
        draft.write("\n")
        quote(*opening(document, paragraph.start, paragraph.end), passages, draft)
    tell_sections(document, passages, below[:limit], draft)


def tell_sections(document: Document, passages: Sequence[Passage], sections: Sequence[Section], draft: Draft) -> None:
    """A line for each part: its heading and its opening sentence."""
    for section in sections:
        draft.write("\n")
        heading(section, passages, draft)
        for paragraph in running(document, section.end, section.body_end)[:1]:
            draft.write("：")
            quote(*opening(document, paragraph.start, paragraph.end), passages, draft)
