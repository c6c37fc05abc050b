"""The structure of a Markdown text: headings (# and underlined), paragraphs, list items, table rows, code, quotes."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from .headings import BULLET, Levels, heading_lines
from .imprint import imprint
from .lines import Line, one_line, split_lines
from .structure import Block, Structure, assemble
from .subheadings import subheading_lines
from .titles import byline, title_lines

_ATX = re.compile(r"(#{1,6})(?=\s|$)")
_UNDERLINE = re.compile(r"=+|-+")
_FENCE = re.compile(r"(`{3,})[^`]*$|(~{3,}).*$")
_RULE = re.compile(r"(?:[-*_][ \t]*+){3,}|\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-*+:?[ \t]*+)+|<!--.*-->")
_ITEM = re.compile(r"(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?(?=\S)")
_QUOTE = re.compile(r"(?:>[ \t]?)+")
_FRONT = re.compile(
    r"(?P<key>title|author|date|source)\s*:\s*(?:\"(?P<double>[^\"]+)\"|'(?P<single>[^']+)'|(?P<bare>[^\s#].*))",
    re.IGNORECASE,
)
_Spans = dict[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class _Mark:
    """What a line is: a heading, an underline of one, the beginning of a paragraph, text that may go on, or nothing."""

    kind: Literal["heading", "underline", "begins", "text", "nothing"]
    start: int
    end: int
    level: int = 0


def markdown_structure(text: str, find_title: bool = True) -> Structure:
    """The structure of a Markdown text.

    The title is the front matter's, else a first heading of the first level, which then isn't among the sections. A
    text without any Markdown heading takes its title, headings and byline as a plain text does.

    Args:
        text: The document.
        find_title: Whether to look for a title.
    """
    lines = split_lines(text)
    first, front = _front_matter(text, lines)
    title = front.get("title")
    blocks = list(_blocks(text, lines[first:], {}))
    fields: dict[str, str] = {}
    if not any(block.level for block in blocks):
        return _without_headings(text, lines[first:], front, find_title)
    if find_title and title is None and blocks[0].level == 1:
        title, blocks = (blocks[0].start, blocks[0].end), blocks[1:]
    name = one_line(text[slice(*title)]) if title and find_title else None
    if title and find_title:
        fields["title_span"] = f"{title[0]}:{title[1]}"
    return assemble(text, outermost_first(blocks), name, fields | origin(text, blocks, front, titled=name is not None))


def _without_headings(text: str, lines: Sequence[Line], front: _Spans, find_title: bool) -> Structure:
    """Title and headings as in a plain text, paragraphs as in Markdown."""
    headings, title = heading_lines(text, lines), front.get("title")
    found = title_lines(text, lines, headings, ()) if find_title and title is None else []
    rest = found[-1] + 1 if found else 0
    if not set(headings.values()) - {"bare"}:
        # A short line right above another is the beginning of its paragraph in Markdown.
        heads = [index for index in subheading_lines(text, lines, (), rest) if lines[index + 1].blank]
        headings |= dict.fromkeys(heads, "bare")
    levels = Levels()
    starts = {lines[index].start: levels.enter(kind) for index, kind in sorted(headings.items())}
    blocks = list(_blocks(text, lines[rest:], starts))
    spans = [(lines[index].start, lines[index].end) for index in found] or ([title] if title and find_title else [])
    name = " ".join(one_line(text[slice(*span)]) for span in spans)
    fields = {"title_span": f"{spans[0][0]}:{spans[-1][1]}"} if spans else {}
    return assemble(text, blocks, name or None, fields | origin(text, blocks, front, titled=bool(name)))


def _front_matter(text: str, lines: Sequence[Line]) -> tuple[int, _Spans]:
    """The index of the first line after the front matter, and where its title, author, date and source stand."""
    found: _Spans = {}
    if not lines or text[lines[0].start : lines[0].end] != "---" or lines[0].indent:
        return 0, {}
    for index, line in enumerate(lines[1:200], 1):
        string = text[line.start : line.end]
        if string in {"---", "..."}:
            return index + 1, found
        match = _FRONT.fullmatch(string) if not line.indent else None
        if match and match.lastgroup:
            span = (line.start + match.start(match.lastgroup), line.start + match.end(match.lastgroup))
            found.setdefault(match["key"].lower(), span)
    return 0, {}


def _blocks(text: str, lines: Sequence[Line], heads: Mapping[int, int]) -> Iterator[Block]:
    """Headings and paragraphs in reading order; consecutive lines are one paragraph.

    ``heads`` gives the levels of lines that are headings without a mark of Markdown, by where they start.
    """
    start: int | None = None
    end = 0
    for mark in _marks(text, lines, heads):
        if mark.kind == "underline" and start is not None:
            yield Block(start, end, mark.level)
            start = None
        elif mark.kind == "text" and start is not None:
            end = mark.end
        else:
            if start is not None:
                yield Block(start, end)
            start = None
            if mark.kind == "heading":
                yield Block(mark.start, mark.end, mark.level)
            elif mark.kind in {"text", "begins"}:
                start, end = mark.start, mark.end
    if start is not None:
        yield Block(start, end)


def _marks(text: str, lines: Sequence[Line], heads: Mapping[int, int]) -> Iterator[_Mark]:
    """Each line's part in the text. What stands between fences is text, whatever it looks like."""
    fence = ""
    for line in lines:
        string = text[line.start : line.end]
        marker = _FENCE.match(string)
        run = (marker.group(1) or marker.group(2)) if marker else ""
        if fence:
            closes = run.startswith(fence) and string == run
            fence = "" if closes else fence
            yield _Mark("nothing" if closes or line.blank else "text", line.start, line.end)
        elif run:
            fence = run
            yield _Mark("nothing", line.start, line.end)
        elif line.start in heads and not line.blank:
            yield _Mark("heading", line.start, line.end, heads[line.start])
        else:
            yield _mark(text, line, string)


def _mark(text: str, line: Line, string: str) -> _Mark:
    start, end = line.start, line.end
    if line.blank:
        return _Mark("nothing", start, end)
    if line.indent < 4:
        heading = _ATX.match(string)
        if heading:
            title = string[heading.end() :].strip()
            bare = title.rstrip("#")
            if bare != title and (not bare or bare[-1].isspace()):
                title = bare.rstrip()
            first = end - len(string[heading.end() :].lstrip())
            kind: Literal["heading", "nothing"] = "heading" if title else "nothing"
            return _Mark(kind, first, first + len(title), len(heading.group(1)))
        if _UNDERLINE.fullmatch(string):
            return _Mark("underline", start, end, 1 if string[0] == "=" else 2)
    if _RULE.fullmatch(string):
        return _Mark("nothing", start, end)
    quote = _QUOTE.match(text, start, end)
    bullet = _ITEM.match(text, quote.end() if quote else start, end)
    if bullet:
        numbered = bullet.group()[0].isdigit()
        return _Mark("begins", (quote.end() if quote else start) if numbered else bullet.end(), end)
    begins = string[0] == "|" or text[start - line.indent // 2 : start].startswith("\u3000") or BULLET.match(string)
    return _Mark("begins" if begins else "text", quote.end() if quote and quote.end() < end else start, end)


def origin(text: str, blocks: Sequence[Block], front: _Spans, *, titled: bool) -> dict[str, str]:
    """Who wrote the text, when and where it was published: fields of the front matter, else lines at its edges."""
    author = byline(text, [Line(block.start, block.end, 0) for block in blocks if not block.level], 0, titled=titled)
    span = front.get("author") or ((author.start, author.end) if author else None)
    fields = {"byline": one_line(text[slice(*span)]), "byline_span": f"{span[0]}:{span[1]}"} if span else {}
    headings = {index for index, block in enumerate(blocks) if block.level}
    fields |= imprint(text, [Line(block.start, block.end, 0) for block in blocks], 0, headings)
    return fields | {f"{key}_span": f"{front[key][0]}:{front[key][1]}" for key in ("date", "source") if key in front}


def outermost_first(blocks: Sequence[Block]) -> list[Block]:
    """The same blocks with levels by depth: a text that begins with ## has it as level 1, and none is skipped."""
    ranked: list[Block] = []
    opened: list[int] = []
    for block in blocks:
        if block.level:
            opened = [level for level in opened if level < block.level]
            opened.append(block.level)
        ranked.append(Block(block.start, block.end, len(opened) if block.level else 0))
    return ranked
