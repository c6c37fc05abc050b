"""What the corpus hands on: documents, their sections and paragraphs, and the passages that are searched.

All offsets count characters (Unicode code points) of ``Document.text`` and are half-open.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it. ``level`` 1 is the outermost.

    ``start:end`` is the heading's own text; ``end:body_end`` is what stands under it, its subsections included.
    """

    title: str
    level: int
    start: int
    end: int
    body_end: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A stretch of running text; ``ordinal`` counts the document's paragraphs from 1."""

    start: int
    end: int
    ordinal: int
    heading_path: tuple[str, ...] = ()
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it was read. ``text`` is the decoded original and is never rewritten.

    Attributes:
        doc_id: Where it came from (a path relative to the folder added, an upload's name, BEIR's ``_id``).
        title: Its title on one line, or the name of its source.
        source: The file's absolute path, or another name of its origin.
        text: The decoded original, without a byte-order mark, line endings as they were.
        sections: Headings in reading order.
        paragraphs: Paragraphs in reading order; headings and title lines are not among them.
        fields: ``byline``, ``encoding`` and what a format adds. Where things stand in the text, each as
            ``"start:end"``: ``title_span``, ``byline_span``, ``date_span`` (when it was published or signed) and
            ``source_span`` (where or by whom).
    """

    doc_id: str
    title: str
    source: str
    text: str
    sections: tuple[Section, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Passage:
    """What is searched and read: a paragraph, or a part of a long one. ``text == document.text[start:end]``.

    Attributes:
        passage_id: ``{doc_id}#p{ordinal}``, with ``.{part}`` (from 1) where a paragraph became several.
        heading_path: The headings above it, outermost first.
        ordinal: Its paragraph's number in the document, from 1.
    """

    passage_id: str
    doc_id: str
    text: str
    start: int
    end: int
    heading_path: tuple[str, ...] = ()
    ordinal: int = 1
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence's place in ``Document.text``."""

    start: int
    end: int
