"""How many parts, articles, paragraphs or characters a document or a part of it has, and its outline; all of it cited."""

from collections.abc import Sequence

import regex

from ..corpus.articles import articles, clauses_of, items_of
from ..corpus.errors import Language
from ..corpus.sentences import sentences
from ..corpus.types import Document, Passage, Section
from .draft import Draft
from .excerpts import heading, opening, quote
from .locate import Region, outline, running, sections_in
from .places import SECTIONS
from .texts import counted, more_parts, no_parts, parts_in_all
from .titled import called

# Headings that an outline names; paragraphs, articles, openings that an answer quotes.
HEADINGS = 40
PARTS = 8
_HAN = regex.compile(r"\p{Han}")
_WORD = regex.compile(r"\p{Han}|[\p{L}\p{N}]+(?:['’.,-][\p{L}\p{N}]+)*")
# As word processors count: a Chinese character or mark is one, and so is a word or number in letters.
_CHARACTER = regex.compile(r"\p{Han}|[\u3001-\u303f\uff01-\uffef“”‘’—…·]|[!-~]+|[^\s!-~]")


def count(
    document: Document,
    passages: Sequence[Passage],
    units: Sequence[str],
    region: Region,
    draft: Draft,
    language: Language,
) -> bool:
    """How many of each unit there are in a region; False where there is none of any.

    Args:
        document: The document.
        passages: Its passages in reading order.
        units: 部分, 章, 条, 段, 字 …
        region: Where to count.
        draft: Is written to.
        language: Of what is not quoted.
    """
    written = False
    for unit in units:
        mark = draft.mark()
        draft.write("\n" if written else "")
        if unit in SECTIONS:
            done = _sections(document, passages, region, unit, draft, language)
        else:
            done = tell_count(document, passages, region, unit, draft, language)
        written |= done
        if not done:
            draft.back_to(mark)
    return written


def contents(document: Document, passages: Sequence[Passage], region: Region, draft: Draft, language: Language) -> None:
    """The outline: the outermost headings counted, and where there are few, those below them too."""
    top = _top(document, region)
    if len(top) < 2 and not (top and region.section):
        _sections(document, passages, region, "部分", draft, language)
        return
    draft.write(parts_in_all(len(top), language))
    level = top[0].level
    below = [s for s in sections_in(document, region) if s.level >= level and s.start >= top[0].start]
    name_headings(below if len(below) <= HEADINGS else top, passages, draft, language)


def name_headings(sections: Sequence[Section], passages: Sequence[Passage], draft: Draft, language: Language) -> None:
    """A line for each heading, those below the first one's level set in."""
    for section in sections[:HEADINGS]:
        draft.write("\n" + "\u3000" * max(0, section.level - sections[0].level))
        heading(section, passages, draft)
    if len(sections) > HEADINGS:
        draft.write("\n" + more_parts(len(sections) - HEADINGS, language))


def how_many(document: Document, region: Region, unit: str) -> int:
    """How many articles, paragraphs, sentences, characters or words stand in a region."""
    pattern = {"词": _WORD, "字": _CHARACTER}.get(unit)
    if pattern is not None:
        return len(pattern.findall(document.text, region.start, region.end))
    return len(_spans(document, region, unit))


def tell_count(
    document: Document, passages: Sequence[Passage], region: Region, unit: str, draft: Draft, language: Language
) -> bool:
    """The count, and the openings of what was counted: of all where they are few, else of the first and the last.

    False, and nothing written, where there is none.
    """
    if unit == "词" and 2 * len(_HAN.findall(document.text)) > len(document.text):
        unit = "字"
    spans = [] if unit in ("字", "词") else _spans(document, region, unit)
    number = len(spans) or how_many(document, region, unit)
    if not number:
        return False
    draft.write(counted(number, unit, language))
    if not spans:
        return True
    if len(spans) > PARTS or (len(spans) > 2 and unit in ("段", "句")):
        spans = [spans[0], spans[-1]]
    headed = {section.start: section for section in document.sections}
    ends = {paragraph.start: paragraph.end for paragraph in document.paragraphs}
    for start, end in spans:
        draft.write("\n")
        if start in headed:
            heading(headed[start], passages, draft)
        else:
            quote(*opening(document, start, min(end, ends.get(start, end))), passages, draft)
    return True


def _sections(
    document: Document, passages: Sequence[Passage], region: Region, unit: str, draft: Draft, language: Language
) -> bool:
    """The headings of a kind, counted and named; the opening sentences of a text that has none."""
    inside = sections_in(document, region)
    own = [section for section in inside if called(section.title)[1] == unit]
    top = _top(document, region)
    # 有多少小节 of 1, 1.1, 1.2 …: those of the second level.
    second = [s for s in inside if top and s.level == top[0].level + 1] if unit == "节" and not region.section else []
    own = own or second
    listed = own or top
    if unit == "编" and not own:
        return False  # 有多少卷 of a text without any asks for something else
    if own or len(listed) > 1 or (listed and region.section):
        draft.write(counted(len(listed), unit, language) if own else parts_in_all(len(listed), language))
        name_headings(listed, passages, draft, language)
        return True
    draft.write(no_parts(language))
    paragraphs = running(document, region.start, region.end)
    for paragraph in paragraphs[:: max(1, -(-len(paragraphs) // PARTS))]:
        draft.write("\n")
        quote(*opening(document, paragraph.start, paragraph.end), passages, draft)
    return True


def _top(document: Document, region: Region) -> list[Section]:
    return outline(document, region if region.section else None)


def _spans(document: Document, region: Region, unit: str) -> list[tuple[int, int]]:
    """Every article, clause, item, paragraph or sentence of a region; clauses and items are those of an article."""
    inner = region.whole or region.section is not None
    if unit == "条":
        found = [(a.start, a.end) for a in articles(document) if region.start <= a.start < region.end]
        found = [(start, start + len(document.text[start:end].rstrip())) for start, end in found]
        if found or not inner:
            return found
    if unit == "款":
        return clauses_of(document, region.start, region.end) if inner else []
    if unit == "项":
        return [span[1:] for span in items_of(document, region.start, region.end)] if inner else []
    paragraphs = [(p.start, p.end) for p in running(document, region.start, region.end)]
    if unit == "句":
        return [(s.start, s.end) for start, end in paragraphs for s in sentences(document.text, start, end)]
    return paragraphs
