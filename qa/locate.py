"""Where the places that people name stand in a document."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from ..corpus.articles import Article, articles, clauses_of, items_of
from ..corpus.headings import CONTENTS, entry
from ..corpus.imprint import is_imprint
from ..corpus.normalize import normalize
from ..corpus.numerals import NUMERAL, numeral
from ..corpus.sentences import sentences
from ..corpus.types import Document, Paragraph, Section
from .places import LABEL, NAME, Step

_CALLED = regex.compile(
    rf"(?:第(?P<n>{NUMERAL})(?P<unit>[编編篇卷章节節条條]|部[分份])|[（(]?(?P<plain>[一二三四五六七八九十]{{1,3}}|\d{{1,2}})(?:[）)]|[、.．](?!\d)|(?=[\s\u3000]))"
    r"|(?P<english>part|chapter|section|article)\s+(?P<number>[IVX]+|\d+)\b)",
    regex.IGNORECASE,
)
_UNIT = {"編": "编", "篇": "编", "卷": "编", "節": "节", "條": "条", "部份": "部分"}
_UNIT |= {"part": "部分", "chapter": "章", "section": "节", "article": "条"}
_DECIMAL = regex.compile(r"\d{1,2}(?:[.．]\d{1,2})+")
_NUMBERING = regex.compile(
    r"^(?:第[一二三四五六七八九十百\d]+[章节条部分篇编]+|附录\s*[A-Z\d一二三四五六七八九十]{1,2}(?=\s)|\d{1,2}(?:[.．]\d{1,2})+[.．、]?(?=[\s\u3000]|\p{Han})(?!\s*(?:[毫厘分]?米|公里|千米|英?寸|吨|公?斤|克|倍|万|亿|元|度|小时|天|版))"
    r"|[（(]?[一二三四五六七八九十\d]+(?:[）)]|[、.．](?!\d)|(?=[\s\u3000])))[\s\u3000、.．:：]*"
)
_MARKS = regex.compile(r"[，,：:;；、\s\u3000—]+")
_ROMAN = {"I": 1, "V": 5, "X": 10}


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


def bare_heading(title: str) -> str:
    """A heading without its number: 坚持系统观念 of 二、坚持系统观念."""
    return _NUMBERING.sub("", title).strip()


def locate(document: Document, steps: Sequence[Step]) -> list[Region]:
    """The places that the steps lead to, in reading order; none where the document has none such."""
    regions = [Region(0, len(document.text))]
    for step in steps:
        regions = [found for region in regions for found in _step(document, region, step)]
    return regions


def outline(document: Document, region: Region | None = None) -> list[Section]:
    """The outermost headings of a document or a part of it; a lone one that heads all the others is passed over."""
    inside = _inside(document, region) if region else list(document.sections)
    top = _outermost(inside)
    if len(top) == 1 and len(inside) > 1 and region is None:
        below = _outermost([section for section in inside if section is not top[0]])
        return below if len(below) > 1 else top
    return top


def running(document: Document, start: int = 0, end: int | None = None) -> list[Paragraph]:
    """The paragraphs between two places, without the byline, lines of date and source, and a table of contents."""
    text = document.text
    byline = int(document.fields.get("byline_span", "-1:").partition(":")[0])
    stop = len(text) if end is None else end
    entries = {entry(section.title) for section in document.sections}
    first_head = document.sections[0].start if document.sections else 0

    def runs(p: Paragraph) -> bool:
        string = text[p.start : p.end]
        listed = p.start < first_head and (entry(string) in entries or CONTENTS.fullmatch(entry(string)))
        return p.start != byline and not listed and not is_imprint(string)

    return [p for p in document.paragraphs if start <= p.start < stop and runs(p)]


def _inside(document: Document, region: Region) -> list[Section]:
    return [s for s in document.sections if region.start <= s.start < region.end and s is not region.section]


def _outermost(sections: Sequence[Section]) -> list[Section]:
    top = min((section.level for section in sections), default=0)
    return [section for section in sections if section.level == top]


def _step(document: Document, region: Region, step: Step) -> list[Region]:
    if step.unit == NAME:
        return [_under(section) for section in by_heading(_inside(document, region), step)]
    if step.unit == LABEL:
        return _labelled(document, region, step.name)
    if step.unit in ("条", "款", "项", "段", "句"):
        return list(_small(document, region, step))
    return [_under(section) for section in _parts(document, region, step)]


def _under(section: Section) -> Region:
    return Region(section.end, section.body_end, section)


def _parts(document: Document, region: Region, step: Step) -> list[Section]:
    """The headings that call themselves 第二章, else the second of the outermost."""
    inside = _inside(document, region)
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


def called(title: str) -> tuple[int, str]:
    """What number a heading gives itself and what it calls itself: (2, 章) of 第二章　服务, (3, "") of 三、结论."""
    match = _CALLED.match(title)
    if match is None or _DECIMAL.match(title):
        return 0, ""
    if match["n"]:
        return numeral(match["n"]), _UNIT.get(match["unit"], match["unit"])
    if match["plain"]:
        return numeral(match["plain"]), ""
    number = match["number"].upper()
    return (int(number) if number.isdecimal() else _roman(number)), _UNIT[match["english"].lower()]


def _roman(number: str) -> int:
    values = [_ROMAN[letter] for letter in number]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))


def _labelled(document: Document, region: Region, label: str) -> list[Region]:
    """The heading or paragraph that begins with 2.1, else the first part of the second."""
    inside = _inside(document, region)
    heads = [section for section in inside if _has_label(section.title, label)]
    if heads:
        return [_under(heads[0])]
    text = document.text
    paragraphs = [p for p in document.paragraphs if region.start <= p.start < region.end]
    for p in paragraphs:
        if _has_label(text[p.start : p.end], label):
            return [Region(p.start, p.end, whole=True)]
    if any(_DECIMAL.match(section.title) for section in inside):
        return []
    found = outline(document)
    for depth, number in enumerate(map(int, label.split("."))):
        if depth:
            found = outline(document, _under(found[0]))
        found = _pick(found, [called(section.title)[0] for section in found], (number,))
        if not found:
            return []
    return [_under(found[0])]


def _has_label(text: str, label: str) -> bool:
    found = _DECIMAL.match(normalize(text[:24]).strip())
    return found is not None and found.group() == label


def by_heading(sections: Sequence[Section], step: Step) -> list[Section]:
    """The heading of that name, or that is called so for short; loosely, the shortest one that holds the name."""
    wanted = _folded(step.name)
    ranked = []
    for section in sections if wanted else ():
        title = _folded(section.title)
        if wanted in (title, _folded(bare_heading(section.title))):
            ranked.append((0, len(title), section))
        elif wanted in _short_names(section.title):
            ranked.append((1, len(title), section))
        elif step.loose and len(wanted) > 1 and wanted in title:
            ranked.append((2, len(title), section))
    return [min(ranked, key=lambda found: found[:2])[2]] if ranked else []


def _short_names(title: str) -> set[str]:
    """What a heading may be called for short: either side of its marks; 附录 for 附录A 常见故障."""
    first = _MARKS.split(title)[0]
    return {_folded(name) for name in (*_MARKS.split(bare_heading(title)), first, regex.sub(r"[A-Z\d]+$", "", first))}


def _folded(text: str) -> str:
    return regex.sub(r"[\s“”\"'《》]+", "", normalize(text))


def _small(document: Document, region: Region, step: Step) -> Iterator[Region]:
    """Articles, their paragraphs and items; paragraphs and sentences of running text."""
    inner = region.section is not None or region.whole
    if step.unit == "条":
        within = [a for a in articles(document) if region.start <= a.start < region.end]
        for article in _numbered_articles(within, step.numbers):
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


def _numbered_articles(found: Sequence[Article], numbers: Sequence[int]) -> list[Article]:
    chosen = []
    for number in numbers:
        if number > 0:
            chosen += [article for article in found if article.number == number][:1]
        elif -number <= len(found):
            chosen.append(found[number])
    return chosen


def _chosen(spans: Sequence[tuple[int, int]], numbers: Sequence[int]) -> list[tuple[int, int]]:
    places = [number - 1 if number > 0 else len(spans) + number for number in numbers]
    return [spans[place] for place in places if 0 <= place < len(spans)]
