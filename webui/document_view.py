"""A document as HTML, built from offsets: the text content of the pane is the document's text, to the character."""

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import quote

from ..corpus.types import Document
from .texts import ZH, Texts

# A line break with the space around it, as hard-wrapped files have inside a paragraph.
_WRAP = re.compile(r"[^\S\r\n]*[\r\n]\s*")
_WORD = re.compile(r"\w")
# Ideographs, kana, CJK punctuation and full-width forms start here: between two of them a line break is not a space.
_FIRST_CJK = "\u2e80"


@dataclass(frozen=True, slots=True)
class Highlight:
    """Characters to light up.

    Attributes:
        marker: What the citation is called in ``data-marker``: ``1``, or ``h3`` for the third passage found.
        start: Of the document's text.
        end: Half-open.
        kind: ``quote`` is lit in full, ``passage`` only at its side.
        field: ``title`` where the quote is the document's title.
    """

    marker: str
    start: int
    end: int
    kind: str = "quote"
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the text and how it is set: ``title``, ``heading``, ``paragraph``, ``aside`` or ``gap``."""

    start: int
    end: int
    kind: str
    level: int = 0
    ordinal: int = 0


def escape(text: str) -> str:
    """Text as HTML. A carriage return is written as a reference, since HTML parsers turn a bare one into a newline."""
    return html.escape(text).replace("\r", "&#13;")


def blocks(document: Document) -> list[Block]:
    """The whole text cut into blocks without hole or overlap; what is in no section or paragraph is aside or gap."""
    known = [Block(s.start, s.end, "heading", s.level, i) for i, s in enumerate(document.sections, 1)]
    known += [Block(p.start, p.end, "paragraph", 0, p.ordinal) for p in document.paragraphs]
    span = title_span(document)
    if span:
        known.append(Block(*span, "title"))
    tiled, cursor = [], 0
    for block in sorted(known, key=lambda b: (b.start, b.end)):
        if block.start < cursor or block.end <= block.start:
            continue
        tiled += _between(document.text, cursor, block.start)
        tiled.append(block)
        cursor = block.end
    return tiled + _between(document.text, cursor, len(document.text))


def title_span(document: Document) -> tuple[int, int] | None:
    """Where the title stands in the text, if it does."""
    start, _, end = document.fields.get("title_span", "").partition(":")
    return (int(start), int(end)) if start and end else None


def render_document(
    document: Document,
    highlights: Sequence[Highlight] = (),
    *,
    turn: int | None = None,
    focus: str | None = None,
    texts: Texts = ZH,
) -> str:
    """The document pane.

    Args:
        document: What to show.
        highlights: What to light up; those outside the text are left out.
        turn: Which exchange of the conversation the highlights belong to.
        focus: The marker that was chosen.
        texts: The page's words.

    Returns:
        HTML in which everything from the document is escaped. The text content of ``.text`` is ``document.text``, and
        that of the marks of one marker, joined, is ``document.text[start:end]``.
    """
    titled = title_span(document)
    lit = [h for h in (_placed(h, titled) for h in highlights) if 0 <= h.start < h.end <= len(document.text)]
    heading = "" if titled else _header(document.title, highlights)
    body = "".join(_block(document, block, lit, texts) for block in blocks(document))
    chosen = f' data-turn="{turn}"' if turn is not None else ""
    chosen += f' data-focus="{escape(focus)}"' if focus is not None else ""
    return (
        f'<article class="document" data-doc="{escape(document.doc_id)}"{chosen} '
        f'aria-label="{escape(texts.document_label.format(document.title))}">'
        f'{_tools(document, lit, texts)}{heading}<div class="text">{body}</div></article>'
    )


def _between(text: str, start: int, end: int) -> list[Block]:
    """What stands between two known blocks: its lines, where they hold words; space and bare marks are a gap."""
    if _WORD.search(text, start, end) is None:
        return [Block(start, end, "gap")] if start < end else []
    cut, cursor = [], start
    for line in re.compile(r"[^\r\n]+").finditer(text, start, end):
        if cursor < line.start():
            cut.append(Block(cursor, line.start(), "gap"))
        cut.append(Block(line.start(), line.end(), "aside" if _WORD.search(line.group()) else "gap"))
        cursor = line.end()
    if cursor < end:
        cut.append(Block(cursor, end, "gap"))
    return cut


def _placed(highlight: Highlight, titled: tuple[int, int] | None) -> Highlight:
    """A title's highlight where the title stands in the text, or nowhere; any other as it is."""
    if highlight.field is None:
        return highlight
    start, end = titled or (-1, -1)
    return Highlight(highlight.marker, start, end, highlight.kind)


def _header(title: str, highlights: Iterable[Highlight]) -> str:
    markers = " ".join(escape(h.marker) for h in highlights if h.field == "title")
    inner = escape(title)
    if markers:
        inner = f'<mark class="quote" data-marker="{markers}" tabindex="-1">{inner}</mark>'
    return f'<h1 class="title">{inner}</h1>'


def _block(document: Document, block: Block, lit: Sequence[Highlight], texts: Texts) -> str:
    inner = "".join(_pieces(document.text, block, lit))
    if block.kind == "gap":
        return f'<span class="gap">{inner}</span>'
    if block.kind == "title":
        return f'<h1 class="title">{inner}</h1>'
    if block.kind == "heading":
        tag = f"h{min(block.level + 1, 6)}"
        return f'<{tag} class="heading" id="s{block.ordinal}">{inner}</{tag}>'
    if block.kind == "aside":
        return f'<p class="aside">{inner}</p>'
    n = block.ordinal
    link = f"?doc={quote(document.doc_id, safe='')}#p{n}"
    label = escape(texts.paragraph.format(n))
    return (
        f'<p class="paragraph" id="p{n}"><a class="n" data-n="{n}" href="{link}" aria-label="{label}"></a>'
        f'<span class="words">{inner}</span></p>'
    )


def _pieces(text: str, block: Block, lit: Sequence[Highlight]) -> Iterator[str]:
    """The block's text cut wherever a highlight starts or ends, so that overlapping ones need no nesting."""
    here = [h for h in lit if h.start < block.end and h.end > block.start]
    edges = {block.start, block.end}
    edges.update(edge for h in here for edge in (h.start, h.end) if block.start < edge < block.end)
    cuts = sorted(edges)
    for start, end in pairwise(cuts):
        over = [h for h in here if h.start <= start and end <= h.end]
        inner = _flow(text, start, end)
        if not over:
            yield inner
            continue
        kind = "quote" if any(h.kind == "quote" for h in over) else "passage"
        markers = escape(" ".join(h.marker for h in over))
        yield f'<mark class="{kind}" data-marker="{markers}" tabindex="-1">{inner}</mark>'


def _flow(text: str, start: int, end: int) -> str:
    """``text[start:end]``; a line break next to a CJK character is kept but takes no room."""
    parts, cursor = [], start
    for wrap in _WRAP.finditer(text, start, end):
        before, after = text[wrap.start() - 1 : wrap.start()], text[wrap.end() : wrap.end() + 1]
        parts.append(escape(text[cursor : wrap.start()]))
        inner = escape(wrap.group())
        cjk = before >= _FIRST_CJK or after >= _FIRST_CJK
        parts.append(f'<span class="wrap">{inner}</span>' if cjk else inner)
        cursor = wrap.end()
    parts.append(escape(text[cursor:end]))
    return "".join(parts)


def _tools(document: Document, lit: Sequence[Highlight], texts: Texts) -> str:
    """Above the text: the way back, the outline, and steps between the quotes."""
    steps = "".join(
        f'<button type="button" class="step" data-step="{step}" aria-label="{escape(label)}">{arrow}</button>'
        for step, label, arrow in ((-1, texts.previous, "↑"), (1, texts.next, "↓"))
    )
    walk = f'<span class="steps">{steps}</span>' if len({h.marker for h in lit if h.kind == "quote"}) > 1 else ""
    items = "".join(
        f'<li class="l{min(section.level, 4)}"><button type="button" class="goto-section" data-section="s{i}">'
        f"{escape(' '.join(section.title.split()))}</button></li>"
        for i, section in enumerate(document.sections, 1)
    )
    summary = f"<summary>{escape(texts.outline)}</summary>"
    outline = f'<details class="outline">{summary}<ol>{items}</ol></details>' if items else ""
    back = f'<button type="button" class="back">{escape(texts.back)}</button>'
    return f'<div class="tools">{back}{outline}{walk}</div>'
