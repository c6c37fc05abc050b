"""Answers to questions about the document itself, from its own structure and fields, cited."""

from collections.abc import Sequence

import regex

from ..corpus.errors import Language
from ..corpus.types import Document, Passage
from .about import AboutDocument
from .counts import PARTS, contents, count
from .draft import Draft
from .excerpts import heading, opening, quote
from .locate import Region, locate, outline, running
from .parts import missing, tell, tell_sections
from .texts import documents_in_all, more_documents

_ABSTRACT = regex.compile(r"[*#\s【\[]*(?:摘\s*要|内容提要|提\s*要|Abstract)[*\s】\]]*[:：]", regex.IGNORECASE)
Pair = tuple[Document, Sequence[Passage]]

# Where each field stands in the text; who wrote a text may be told by who published it.
_FIELDS = {"author": ("byline_span", "source_span"), "date": ("date_span",), "source": ("source_span",)}


def write(about: AboutDocument, documents: Sequence[Pair], draft: Draft, language: Language, more: int = 0) -> bool:
    """Writes the answer; False where the documents have no such thing (no author line, no part of that name).

    Args:
        about: What is asked.
        documents: Each with its passages in reading order.
        draft: Is written to.
        language: Of what is not quoted.
        more: How many documents there are besides these.
    """
    documents = [(document, passages) for document, passages in documents if passages]
    whole = len(documents) == 1 and not more
    if about.intent in _FIELDS:
        return _fields(about, documents, draft, alone=whole)
    if about.steps:
        return _of_parts(about, documents, draft, language, alone=whole)
    if about.intent == "documents":
        draft.write(documents_in_all(len(documents) + more, language) + "\n")
    written = 0
    for document, passages in documents:
        before = draft.mark()
        draft.write("\n" if written else "")
        _title(document, passages, draft)
        if _about_all(about, document, passages, draft, language, limit=PARTS if whole else 1):
            written += 1
        else:
            draft.back_to(before)
    if written and more:
        draft.write("\n" + more_documents(more, language))
    return written > 0


def _about_all(
    about: AboutDocument, document: Document, passages: Sequence[Passage], draft: Draft, language: Language, limit: int
) -> bool:
    everything = Region(0, len(document.text))
    if about.intent == "count" or (about.intent == "outline" and about.units):
        return count(document, passages, about.units, everything, draft, language)
    if about.intent == "outline":
        contents(document, passages, everything, draft, language)
    elif about.intent == "summary":
        _summary(document, passages, draft, limit)
    return True


def _title(document: Document, passages: Sequence[Passage], draft: Draft) -> None:
    span = _span(document, "title_span")
    citation = draft.cite(passages[0], *span) if span else draft.cite_field(passages[0], "title", document.title)
    draft.write(f"《{document.title.strip('《》')}》〔{citation.marker}〕")


def _span(document: Document, *names: str) -> tuple[int, int] | None:
    for name in names:
        if name in document.fields:
            start, _, end = document.fields[name].partition(":")
            return int(start), int(end)
    return None


def _fields(about: AboutDocument, documents: Sequence[Pair], draft: Draft, *, alone: bool) -> bool:
    """Who wrote it, when and where it was published: the words that say so."""
    fields = _FIELDS[about.intent] if alone else _FIELDS[about.intent][:1]
    told = [(pair, span) for pair in documents if (span := _span(pair[0], *fields))]
    for number, ((document, passages), span) in enumerate(told):
        draft.write("\n" if number else "")
        if not alone:
            _title(document, passages, draft)
        quote(*span, passages, draft)
    return bool(told)


def _summary(document: Document, passages: Sequence[Passage], draft: Draft, limit: int) -> None:
    """The opening, and each part's heading with its opening sentence; of a text without parts, its paragraphs' openings."""
    sections = outline(document)
    if len(sections) < 2 or limit == 1:
        paragraphs = running(document)
        step = max(1, -(-len(paragraphs) // limit))
        for paragraph in paragraphs[::step]:
            draft.write("\n")
            quote(*opening(document, paragraph.start, paragraph.end), passages, draft)
        return
    before = running(document, 0, sections[0].start)
    abstract = [p for p in before if _ABSTRACT.match(document.text, p.start, p.end)]
    for paragraph in (abstract or before)[:1]:
        draft.write("\n")
        quote(*opening(document, paragraph.start, paragraph.end), passages, draft)
    tell_sections(document, passages, sections[:limit], draft)


def _of_parts(
    about: AboutDocument, documents: Sequence[Pair], draft: Draft, language: Language, *, alone: bool
) -> bool:
    """What a part says, its heading, how many it has of something, in the documents that have it."""
    found = [(pair, regions) for pair in documents if (regions := locate(pair[0], about.steps))]
    if not found:
        return alone and about.intent == "part" and missing(*documents[0], about.steps, draft, language)
    one = len(found) == 1
    written = 0
    for (document, passages), regions in found:
        before = draft.mark()
        draft.write("\n" if written else "")
        if not alone:
            _title(document, passages, draft)
            draft.write("\n")
        if _of_part(about, document, passages, regions, draft, language, limit=PARTS if one else 2):
            written += 1
        else:
            draft.back_to(before)
    return written > 0


def _of_part(
    about: AboutDocument,
    document: Document,
    passages: Sequence[Passage],
    regions: Sequence[Region],
    draft: Draft,
    language: Language,
    limit: int,
) -> bool:
    if about.intent == "part":
        tell(document, passages, regions, draft, limit)
        return True
    headed = [region.section for region in regions if region.section is not None]
    if not headed and about.intent != "count":
        return False
    for number, section in enumerate(headed):
        draft.write("\n" if number else "")
        heading(section, passages, draft)
    if about.intent == "title":
        return bool(headed)
    if about.intent == "outline" and not about.units:
        contents(document, passages, regions[0], draft, language)
        return True
    return count(document, passages, about.units, regions[0], draft, language)
