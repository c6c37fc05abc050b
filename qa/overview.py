"""Answers to questions about the document itself, from its own structure, cited."""

from collections.abc import Sequence

import regex

from ..corpus.errors import Language
from ..corpus.normalize import normalize
from ..corpus.sentences import clauses, sentences
from ..corpus.types import Document, Passage, Section
from .draft import Draft, flat
from .intents import LAST, AboutDocument, bare_heading, numeral
from .quoting import WHOLE, trim
from .texts import more_documents, no_parts, no_such_part, parts_in_all

# Parts, or documents, that an overview names.
PARTS = 8
_NUMBERED = regex.compile(r"第(?P<n>[一二三四五六七八九十\d]+)(?P<unit>[章节])")


def write(
    about: AboutDocument,
    documents: Sequence[tuple[Document, Sequence[Passage]]],
    draft: Draft,
    language: Language,
    more: int = 0,
) -> bool:
    """Writes the answer; False where the documents have no such thing (no author line, no part
    of that name).

    Args:
        about: What is asked.
        documents: Each with its passages in reading order.
        draft: Is written to.
        language: Of what is not quoted.
        more: How many documents there are besides these.
    """
    documents = [(document, passages) for document, passages in documents if passages]
    if about.intent == "author":
        documents = [pair for pair in documents if pair[0].fields.get("byline_span")]
    if about.name:
        documents = [pair for pair in documents if _section(pair[0], about)]
    if not documents:
        return False
    whole = len(documents) == 1 and not more
    if about.intent != "author":
        documents = [(document, _running(document, passages)) for document, passages in documents]
    for number, (document, passages) in enumerate(documents):
        draft.write("\n" if number else "")
        if about.intent == "author":
            _author(document, passages, draft, named=not whole)
        elif about.intent == "part":
            _part(document, passages, about, draft, language, named=not whole)
        else:
            _title(document, passages[0], draft)
            if about.intent != "title":
                _parts(
                    document, passages, draft, language if about.intent == "outline" else None, PARTS if whole else 1
                )
    if more and about.intent != "author":
        draft.write("\n" + more_documents(more, language))
    return True


def _title(document: Document, passage: Passage, draft: Draft) -> None:
    if "title_span" in document.fields:
        start, end = _span(document, "title_span")
        citation = draft.cite(passage, start, end)
    else:
        citation = draft.cite_field(passage, "title", document.title)
    draft.write(f"《{document.title.strip('《》')}》〔{citation.marker}〕")


def _author(document: Document, passages: Sequence[Passage], draft: Draft, *, named: bool) -> None:
    if named:
        _title(document, passages[0], draft)
    start, end = _span(document, "byline_span")
    passage = next((p for p in passages if p.start <= start < p.end), passages[0])
    draft.quote(draft.cite(passage, start, end))


def _span(document: Document, name: str) -> tuple[int, int]:
    start, _, end = document.fields.get(name, "0:0").partition(":")
    return int(start), int(end)


def _running(document: Document, passages: Sequence[Passage]) -> Sequence[Passage]:
    """The first passage of every paragraph, the byline's left out."""
    start, end = _span(document, "byline_span")
    firsts = {passage.ordinal: passage for passage in reversed(passages) if not start <= passage.start < end}
    return [firsts[ordinal] for ordinal in sorted(firsts)] or passages


def _outermost(document: Document) -> list[Section]:
    top = min((section.level for section in document.sections), default=0)
    return [section for section in document.sections if section.level == top]


def _under(section: Section, passages: Sequence[Passage]) -> list[Passage]:
    return [passage for passage in passages if section.end <= passage.start < section.body_end]


def _parts(document: Document, passages: Sequence[Passage], draft: Draft, outline: Language | None, limit: int) -> None:
    """The headings, with each part's opening sentence unless only the ``outline`` (in which language) is asked for."""
    sections = _outermost(document)
    if outline:
        draft.write(parts_in_all(len(sections), outline) if len(sections) > 1 else no_parts(outline))
    elif len(sections) > 1 and limit > 1 and passages[0].start < sections[0].start:
        _opening(document, passages[0], draft)
    if len(sections) < 2 or (limit == 1 and not outline):
        # No outline to speak of: the opening sentences of its paragraphs.
        step = max(1, -(-len(passages) // limit))
        for passage in passages[::step]:
            _opening(document, passage, draft)
        return
    for section in sections[:PARTS]:
        under = _under(section, passages)
        draft.write("\n")
        _heading(section, under or passages, draft)
        if not outline and under:
            draft.write("：")
            _opening(document, under[0], draft, newline=False)


def _heading(section: Section, passages: Sequence[Passage], draft: Draft) -> None:
    heading = draft.cite(passages[0], section.start, section.end)
    draft.write(f"{flat(heading.quote)}〔{heading.marker}〕")


def _opening(document: Document, passage: Passage, draft: Draft, *, newline: bool = True) -> None:
    """The first sentence of a passage, or its first clauses where it is long."""
    first = sentences(document.text, passage.start, passage.end)[0]
    start, end = first.start, first.end
    if end - start > WHOLE:
        ends = [c.end for c in clauses(document.text, start, end)]
        end = max((e for e in ends if e - start <= WHOLE), default=ends[0])
        start, end = trim(document.text, start, end)
    draft.write("\n" if newline else "")
    draft.quote(draft.cite(passage, start, end))


def _part(
    document: Document,
    passages: Sequence[Passage],
    about: AboutDocument,
    draft: Draft,
    language: Language,
    *,
    named: bool,
) -> None:
    if named:
        _title(document, passages[0], draft)
        draft.write("\n")
    section = _section(document, about)
    if section is None:
        sections = _outermost(document)
        draft.write(no_such_part(len(sections), language) if len(sections) > 1 else no_parts(language))
        for other in sections[:PARTS] if len(sections) > 1 else ():
            draft.write("\n")
            _heading(other, _under(other, passages) or passages, draft)
        if len(sections) < 2 and not named:
            _opening(document, passages[0], draft)
        return
    under = _under(section, passages)
    _heading(section, under or passages, draft)
    for passage in under[: 2 if named else PARTS]:
        _opening(document, passage, draft)


def _section(document: Document, about: AboutDocument) -> Section | None:
    """The part asked for: the heading that calls itself 第二章, else the second of the outermost."""
    sections = _outermost(document)
    if about.name:
        wanted = normalize(about.name)
        alike = [s for s in document.sections if wanted in (normalize(s.title), normalize(bare_heading(s.title)))]
        return alike[0] if alike else None
    if about.part == LAST:
        return sections[-1] if len(sections) > 1 else None
    if about.unit in ("章", "节"):
        named = [s for s in document.sections if _calls_itself(s.title, about.part, about.unit)]
        if named:
            return named[0]
    return sections[about.part - 1] if 1 <= about.part <= len(sections) and len(sections) > 1 else None


def _calls_itself(title: str, number: int, unit: str) -> bool:
    found = _NUMBERED.match(title)
    return found is not None and found["unit"] == unit and numeral(found["n"]) == number
