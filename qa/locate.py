"""Where the places that people name stand in a document."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from ..corpus.articles import Article, articles, clauses_of, items_of
from ..corpus.headings import CONTENTS, entry
from ..corpus.imprint import is_imprint
from ..corpus.sentences import sentences
from ..corpus.types import Document, Paragraph, Section
from .places import LABEL, NAME, Step
from .titled import by_heading, called, has_label, has_number

# A line that names the author or publisher is shorter than this; a paragraph that begins with an agency's name is not.
_SIGNED = 60
_SALUTATION = regex.compile(
    r"(?:各|尊敬的|亲爱的|親愛的|敬爱的|同志|女士|先生|致[:：]?|Dear ).{0,24}[:：,，]", regex.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Region:
    """A place in a document: ``start:end``, without its own heading.

    Attributes:
        section: The heading above it, where it has one.
        whole: Whether it is small enough to be quoted whole: an article, a paragraph, an item, a sentence.
    """

    start: int
    end: int
    section: Section | None = None
    whole: bool = False


def locate(document: Document, steps: Sequence[Step]) -> list[Region]:
    """The places that the steps lead to, in reading order; none where the document has none such."""
    regions = [Region(0, len(document.text))]
    for step in steps:
        regions = [found for region in regions for found in _step(document, region, step)]
    return regions


def outline(document: Document, region: Region | None = None) -> list[Section]:
    """The outermost headings of a document or a part of it; a lone one that heads all the others is passed over."""
    inside = sections_in(document, region) if region else list(document.sections)
    top = _outermost(inside)
    if len(top) == 1 and len(inside) > 1 and region is None:
        below = _outermost([section for section in inside if section is not top[0]])
        return below if len(below) > 1 else top
    return top


def running(document: Document, start: int = 0, end: int | None = None) -> list[Paragraph]:
    """The paragraphs between two places, without the byline, lines of date and source, a salutation, a table of contents."""
    text = document.text
    own = {int(document.fields.get(f"{name}_span", "-1:").partition(":")[0]) for name in ("byline", "source")}
    stop = len(text) if end is None else end
    entries = {entry(section.title) for section in document.sections}
    first_head = document.sections[0].start if document.sections else 0

    def runs(p: Paragraph) -> bool:
        string = text[p.start : p.end]
        listed = p.start < first_head and (entry(string) in entries or CONTENTS.fullmatch(entry(string)))
        signed = p.start in own and len(string) < _SIGNED
        return not (signed or listed or is_imprint(string) or _SALUTATION.fullmatch(string))

    return [p for p in document.paragraphs if start <= p.start < stop and runs(p)]


def sections_in(document: Document, region: Region) -> list[Section]:
    """The headings inside a region, without the one that it stands under."""
    return [s for s in document.sections if region.start <= s.start < region.end and s is not region.section]


def _outermost(sections: Sequence[Section]) -> list[Section]:
    top = min((section.level for section in sections), default=0)
    return [section for section in sections if section.level == top]


def _step(document: Document, region: Region, step: Step) -> list[Region]:
    if step.unit == NAME:
        return [_under(section) for section in by_heading(sections_in(document, region), step)]
    if step.unit == LABEL:
        return _labelled(document, region, step.name)
    if step.unit in ("条", "款", "项", "段", "句"):
        return list(_small(document, region, step))
    return [_under(section) for section in _parts(document, region, step)]


def _under(section: Section) -> Region:
    return Region(section.end, section.body_end, section)


def _parts(document: Document, region: Region, step: Step) -> list[Section]:
    """The headings that call themselves 第二章, else the second of the outermost."""
    inside = sections_in(document, region)
    named = [s for s in inside if called(s.title)[1] == step.unit]
    if named:
        return _pick(named, [called(s.title)[0] for s in named], step.numbers)
    top = outline(document, region if region.section else None)
    units = {called(section.title)[1] for section in top} - {""}
    # 第二节 of a text in 章 is none of its chapters; 第二部分 may be.
    if (len(top) < 2 and not region.section) or (step.unit != "部分" and units):
        return []
    return _pick(top, [called(section.title)[0] for section in top], step.numbers)


def _pick(sections: Sequence[Section], own: Sequence[int], numbers: Sequence[int]) -> list[Section]:
    """Those whose own number is asked for; where none has one, or from the end, by their place."""
    found = []
    for number in numbers:
        if any(own) and number > 0:
            found += [section for section, its in zip(sections, own, strict=True) if its == number][:1]
        elif 1 <= (number if number > 0 else -number) <= len(sections):
            found.append(sections[number - 1 if number > 0 else number])
    return found


def _labelled(document: Document, region: Region, label: str) -> list[Region]:
    """The heading or paragraph that begins with 2.1, else the first part of the second."""
    inside = sections_in(document, region)
    heads = [section for section in inside if has_label(section.title, label)]
    if heads:
        return [_under(heads[0])]
    text = document.text
    paragraphs = [p for p in document.paragraphs if region.start <= p.start < region.end]
    for p in paragraphs:
        if has_label(text[p.start : p.end], label):
            return [Region(p.start, p.end, whole=True)]
    if any(has_number(section.title) for section in inside):
        return []
    found = outline(document)
    for depth, number in enumerate(map(int, label.split("."))):
        if depth:
            found = outline(document, _under(found[0]))
        found = _pick(found, [called(section.title)[0] for section in found], (number,))
        if not found:
            return []
    return [_under(found[0])]


def _small(document: Document, region: Region, step: Step) -> Iterator[Region]:
    """Articles, their paragraphs and items; paragraphs and sentences of running text."""
    inner = region.section is not None or region.whole
    if step.unit == "条":
        within = [a for a in articles(document) if region.start <= a.start < region.end]
        for article in _numbered_articles(within, step.numbers, inner=inner):
            section = next((s for s in document.sections if s.start == article.start), None)
            yield Region(article.body, article.end, section, whole=True)
        return
    spans: list[tuple[int, int]] = []
    if step.unit == "项" and inner:
        items = {number: (start, end) for number, start, end in reversed(items_of(document, region.start, region.end))}
        numbers = [n if n > 0 else len(items) + 1 + n for n in step.numbers]
        spans = [items[number] for number in numbers if number in items]
    elif step.unit == "款" and inner:
        spans = _chosen(clauses_of(document, region.start, region.end), step.numbers)
    elif step.unit in ("段", "句"):
        spans = [(p.start, p.end) for p in running(document, region.start, region.end)]
        if step.unit == "句":
            spans = [(s.start, s.end) for start, end in spans for s in sentences(document.text, start, end)]
        spans = _chosen(spans, step.numbers)
    for start, end in spans:
        yield Region(start, end, whole=True)


def _numbered_articles(found: Sequence[Article], numbers: Sequence[int], *, inner: bool) -> list[Article]:
    """By their own numbers; 第七章第一条, which is 第四十三条, by its place in the chapter."""
    chosen: list[Article] = []
    for number in numbers:
        named = [article for article in found if article.number == number][:1]
        place = number - 1 if number > 0 else len(found) + number
        by_place = number < 0 or inner
        chosen += named or (found[place : place + 1] if by_place and place >= 0 else [])
    return chosen


def _chosen(spans: Sequence[tuple[int, int]], numbers: Sequence[int]) -> list[tuple[int, int]]:
    places = [number - 1 if number > 0 else len(spans) + number for number in numbers]
    return [spans[place] for place in places if 0 <= place < len(spans)]
