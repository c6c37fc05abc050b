"""A text put together from the pieces of a file that has structure of its own, such as .docx and .html."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain

from .bounds import MAX_CHARACTERS, excessive
from .lines import Line, one_line
from .markdown import origin, outermost_first
from .structure import Block, Structure, assemble, line_structure

Composed = tuple[str, Structure, dict[str, str]]

# What Word and its like fill in by themselves.
_NO_TITLE = re.compile(
    r"(?:Microsoft )?(?:Word|PowerPoint|Excel)\b.*|Document ?\d*|\(?(?:untitled|anonymous|unspecified)\)?|无标题|文档 ?\d*|幻灯片 ?\d*|.*\.(?:docx?|pptx?|xlsx?|wps|tex|dvi)",
    re.IGNORECASE,
)
_NO_AUTHOR = {"python-docx", "Administrator", "Microsoft", "User", "anonymous", "(anonymous)", "微软用户", "用户"}


def properties(title: str | None, author: str | None) -> dict[str, str]:
    """Fields ``title`` and ``author`` as a file's properties have them, where somebody wrote them."""
    title, author = one_line(title or ""), one_line(author or "")
    fields = {"title": title} if title and not _NO_TITLE.fullmatch(title) else {}
    return fields | ({"author": author} if author and author not in _NO_AUTHOR else {})


def row(pieces: Sequence[Sequence[str]]) -> str:
    """A table's row on one line: ``| a | b |``; nothing where all cells are empty. A cell may have several pieces."""
    cells = [" ".join(filter(None, cell)) for cell in pieces]
    return f"| {' | '.join(map(one_line, cells))} |" if any(cells) else ""


@dataclass(slots=True)
class Composer:
    """Pieces in reading order, joined by line breaks; each is a heading or a paragraph.

    Args:
        where: The file's name, for the sentence of an error.
    """

    where: str
    _parts: list[str] = field(default_factory=list)
    _blocks: list[Block] = field(default_factory=list)
    _size: int = 0
    _title: Block | None = None

    def add(self, text: str, level: int = 0, *, title: bool = False) -> None:
        """Adds a heading (``level`` from 1), a paragraph (0) or the title; the first title counts, others are headings.

        Raises:
            DocumentError: The text grows beyond ``MAX_CHARACTERS``.
        """
        piece = text.strip()
        if not piece:
            return
        block = Block(self._size, self._size + len(piece), 1 if title else level)
        if title and self._title is None:
            self._title = block
        else:
            self._blocks.append(block)
        self._parts.append(piece)
        self._size += len(piece) + 1
        if self._size > MAX_CHARACTERS:
            raise excessive(self.where, "文字太多", "holds too much text")

    def finish(self, named: str | None, fields: dict[str, str], *, furnished: bool = False) -> Composed:
        """The text, its structure and its fields.

        The one heading of the first level is the title where the text begins with it. A text without any heading
        takes title and headings as a plain text does.

        Args:
            named: A title that the file carries beside the text, taken where the text shows none.
            fields: Fields that the file carries.
            furnished: Whether text may stand above the title, as on a web page.
        """
        text = "\n".join(self._parts)
        blocks, title = self._blocks, self._title
        if not any(block.level for block in blocks):
            return self._plain(text, named, fields)
        first = next(block for block in blocks if block.level)
        alone = first.level == 1 and sum(block.level == 1 for block in blocks) == 1
        if title is None and alone and (furnished or first is blocks[0]):
            title = first
            blocks = [block for block in blocks if block is not title]
        name = one_line(text[title.start : title.end]) if title else named
        span = {"title_span": f"{title.start}:{title.end}"} if title else {}
        found = span | origin(text, blocks, {}, titled=title is not None)
        return text, assemble(text, outermost_first(blocks), name, found), fields

    def _plain(self, text: str, named: str | None, fields: dict[str, str]) -> Composed:
        title = self._title
        lines = list(chain.from_iterable((Line(b.start, b.end, 0), Line(b.end, b.end, 0)) for b in self._blocks))
        # A table's first row is no title, however short.
        structure = line_structure(text, lines, None, find_title=title is None and not text.startswith("| "))
        name, span = structure.title or named, {}
        if title:
            name, span = one_line(text[title.start : title.end]), {"title_span": f"{title.start}:{title.end}"}
        return text, Structure(name, structure.sections, structure.paragraphs, structure.fields | span), fields
