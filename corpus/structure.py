"""A text's title, byline, sections and paragraphs, each with its place in the text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from .headings import Levels, heading_lines
from .imprint import imprint, is_imprint
from .lines import Line, one_line, split_lines
from .subheadings import subheading_lines
from .titles import byline, title_lines
from .types import Paragraph, Section
from .wrapping import goes_on, wrap_width

_RULE = re.compile(r"[-=*_~·—…＊※#+.\s]{3,}")


@dataclass(frozen=True, slots=True)
class Block:
    """A heading (``level`` from 1) or a paragraph (``level`` 0) in reading order."""

    start: int
    end: int
    level: int = 0


@dataclass(frozen=True, slots=True)
class Structure:
    """What a text was found to consist of; ``fields`` as in ``Document.fields``, the title on one line or None."""

    title: str | None
    sections: tuple[Section, ...]
    paragraphs: tuple[Paragraph, ...]
    fields: dict[str, str] = field(default_factory=dict)


def plain_structure(text: str, find_title: bool = True) -> Structure:
    """The structure of a plain text.

    Args:
        text: The document.
        find_title: Whether the first lines may be a title; otherwise they are paragraphs.
    """
    lines = split_lines(text)
    return line_structure(text, lines, wrap_width(text, lines), find_title)


def line_structure(text: str, lines: Sequence[Line], full: int | None, find_title: bool = True) -> Structure:
    """The structure of a text whose lines are given.

    Args:
        text: The document.
        lines: The lines that count, in order; what stands between them is in no paragraph.
        full: The width in columns at which lines were broken, or None where each is a paragraph.
        find_title: As in ``plain_structure``.
    """
    headings = heading_lines(text, lines)
    joined = _joined(text, lines, headings, full)
    title = title_lines(text, lines, headings, joined) if find_title else []
    rest = title[-1] + 1 if title else 0
    if not set(headings.values()) - {"bare"}:
        headings |= dict.fromkeys(subheading_lines(text, lines, joined, rest), "bare")
    blocks = _blocks(text, lines, headings, joined, rest)
    fields = imprint(text, lines, rest, headings)
    if title:
        fields["title_span"] = f"{lines[title[0]].start}:{lines[title[-1]].end}"
    author = byline(text, lines, rest)
    if author:
        fields |= {"byline": one_line(text[author.start : author.end]), "byline_span": f"{author.start}:{author.end}"}
    name = " ".join(one_line(text[lines[index].start : lines[index].end]) for index in title)
    return assemble(text, blocks, name or None, fields)


def assemble(text: str, blocks: Sequence[Block], title: str | None, fields: dict[str, str]) -> Structure:
    """Sections and paragraphs from blocks in reading order."""
    sections: list[Section] = []
    following: dict[int, int] = {}  # level -> where the next heading of that level stands
    for head in reversed([block for block in blocks if block.level]):
        following = {level: start for level, start in following.items() if level <= head.level}
        name = one_line(text[head.start : head.end])
        body_end = min(following.values(), default=len(text))
        sections.append(Section(name, head.level, head.start, head.end, body_end))
        following[head.level] = head.start
    sections.reverse()
    paragraphs: list[Paragraph] = []
    path: list[tuple[int, str]] = []
    for block in blocks:
        if block.level:
            path = [(level, name) for level, name in path if level < block.level]
            path.append((block.level, one_line(text[block.start : block.end])))
        else:
            names = tuple(name for _, name in path)
            paragraphs.append(Paragraph(block.start, block.end, len(paragraphs) + 1, names))
    return Structure(title, tuple(sections), tuple(paragraphs), fields)


def _joined(text: str, lines: Sequence[Line], headings: dict[int, str], full: int | None) -> set[int]:
    """Indices of the lines that go on in the next one."""
    if full is None:
        return set()
    return {
        index
        for index in range(len(lines) - 1)
        if not lines[index].blank
        and index not in headings
        and index + 1 not in headings
        and not starts_item(text, lines[index + 1])
        and goes_on(text, lines[index], lines[index + 1], full)
        and not any(is_imprint(text[line.start : line.end]) for line in lines[index : index + 2])
    }


def starts_item(text: str, line: Line) -> bool:
    """Whether a line begins a list's item or an article, and so a paragraph of its own."""
    return bool(_ITEM.match(text, line.start, line.end))


_ITEM = re.compile(
    r"[-*+•●◆■▪]\s+\S|[①-⑳]|第[一二三四五六七八九十百千0-9]+条[\s\u3000]|[一二三四五六七八九十]{1,3}、"
    r"|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.、．)）]\s"
)


def _blocks(text: str, lines: Sequence[Line], headings: dict[int, str], joined: set[int], first: int) -> list[Block]:
    blocks: list[Block] = []
    levels = Levels()
    start: int | None = None
    for index in range(first, len(lines)):
        line = lines[index]
        if line.blank:
            continue
        if index in headings:
            blocks.append(Block(line.start, line.end, levels.enter(headings[index])))
            continue
        start = line.start if start is None else start
        if index in joined:
            continue
        if not _RULE.fullmatch(text, start, line.end):
            blocks.append(Block(start, line.end))
        start = None
    return blocks
