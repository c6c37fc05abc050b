"""PDF files: the text of each page as it is set, with paragraphs put around their lines."""

import logging
import re
import threading
import zlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from .bounds import MAX_CHARACTERS, MAX_PAGES, MAX_UNPACKED, Kind, excessive, parsing
from .composing import Composed, properties
from .errors import DocumentError
from .lines import Line, split_lines
from .structure import Structure, line_structure
from .wrapping import set_width

if TYPE_CHECKING:
    from pypdf import PdfReader

_KIND = Kind("PDF", "请用阅读器打开检查，重新导出", "open it in a viewer and export it again")
# Drawing steps of a whole file (pypdf takes some 30,000 a second), and bytes of one page's.
MAX_STEPS = 10_000_000
MAX_PAGE_BYTES = 10 << 20
# Controls, halves of UTF-16 pairs and non-characters, which fonts without a table of their characters give.
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_PAGE_NUMBER = re.compile(
    r"[-–—―·]\s*\d{1,4}\s*[-–—―·]|第\s*\d{1,4}\s*[页頁]?(?:\s*[/／,，]?\s*共\s*\d{1,4}\s*[页頁])?"
    r"|\d{1,4}\s*(?:[页頁]|[/／]\s*\d{1,4})|(?:Page|p\.)\s*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?|[ivxl]{1,6}",
    re.IGNORECASE,
)
_AT_AN_END = re.compile(r"^\d{1,4}(?!\S)|(?<!\S)\d{1,4}$")
# Radicals as characters of their own (⼀ ⻓), which many fonts give in place of the characters that they look like.
_RADICALS = {code: normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)} | dict(
    zip(
        map(ord, "⺟⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳"),
        "母民虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟",
        strict=True,
    )
)
_ONE_AT_A_TIME = threading.RLock()
_DIGITS = re.compile(r"\d+")
# So many lines at a page's edges may be its number or a running head, which stands on more than half of the pages.
_EDGE = 3


def pdf_document(data: bytes, where: str) -> Composed:
    """Read a PDF.

    Args:
        data: The file.
        where: Its name.

    Returns:
        The text of its pages, with a blank line between two; the structure, each paragraph with its page, from 1, and
        none over two pages; ``pages``, and ``author`` and ``title`` as the file's properties have them.

    Raises:
        DocumentError: It is damaged, encrypted, a scan without text, or has too many pages or too much on one.
    """
    with parsing(where, _KIND), _whole_streams():
        reader = _opened(data, where)
        pages = list(_pages(reader, where))
        told = reader.metadata
        fields = properties(told.title, told.author) if told else {}
    if not any(char.isalnum() for page in pages for char in page):
        raise DocumentError(
            f"{where} 里没有文字，多半是扫描件；请先用文字识别（OCR）软件处理。",
            f"{where} holds no text and is a scan, most likely; recognise its text (OCR) first.",
        )
    text = "\n\n".join(pages)
    structure = _structure(text, pages)
    title = structure.title or fields.get("title")
    return text, replace(structure, title=title), {**fields, "pages": str(len(pages))}


@contextmanager
def _whole_streams() -> Iterator[None]:
    """Where a packed stream fails its checksum pypdf reads on, and text would be other than it was without a word; here it
    fails. It is pypdf's own function that is exchanged for the time, so one file is read at a time.
    """
    from pypdf import filters

    with _ONE_AT_A_TIME:
        tolerant = filters.decompress
        filters.decompress = _unpacked
        try:
            yield
        finally:
            filters.decompress = tolerant


def _unpacked(data: bytes) -> bytes:
    """What zlib packed, whole or not at all."""
    unpacker = zlib.decompressobj()
    found = unpacker.decompress(data, MAX_UNPACKED)
    if not unpacker.eof:
        raise zlib.error("incomplete or too large")
    return found


def _opened(data: bytes, where: str) -> "PdfReader":
    from pypdf import PdfReader
    from pypdf.errors import DependencyError

    # What it has to say of a file's small faults would stand between the program's own lines.
    logger = logging.getLogger("pypdf")
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
    try:
        reader = PdfReader(BytesIO(data))
        locked = reader.is_encrypted and not reader.decrypt("")
    except DependencyError:
        locked = True
    if locked:
        raise DocumentError(
            f"{where} 加了密码，读不了；请去掉密码，另存之后再添加。",
            f"{where} is encrypted; save a copy without a password and add that.",
        )
    return reader


def _pages(reader: "PdfReader", where: str) -> Iterator[str]:
    count = len(reader.pages)
    if count > MAX_PAGES:
        raise excessive(where, f"有 {count} 页，超过 {MAX_PAGES} 页", f"has {count} pages, over {MAX_PAGES},")
    size = characters = steps = 0

    def step(*_: Any) -> None:
        nonlocal steps
        steps += 1
        if steps > MAX_STEPS:
            raise _too_much(where)

    for page in reader.pages:
        contents = page.get_contents()
        length = len(contents.get_data()) if contents is not None else 0
        size += length
        if length > MAX_PAGE_BYTES or size > MAX_UNPACKED:
            raise _too_much(where)
        text = _cleaned(page.extract_text(visitor_operand_before=step))
        characters += len(text)
        if characters > MAX_CHARACTERS:
            raise _too_much(where)
        yield text


def _too_much(where: str) -> DocumentError:
    return excessive(where, "页面内容太多", "holds too much on its pages")


def _cleaned(text: str) -> str:
    """Without what is no text, and with characters in place of radicals."""
    return _NO_TEXT.sub("", text).translate(_RADICALS)


def _structure(text: str, pages: Sequence[str]) -> Structure:
    starts = [0]
    for page in pages[:-1]:
        starts.append(starts[-1] + len(page) + 2)
    lines = split_lines(text)
    outside = _furniture(text, lines, starts)
    kept = [Line(line.start, line.start, 0) if index in outside else line for index, line in enumerate(lines)]
    structure = line_structure(text, kept, set_width(text, kept))
    paragraphs = tuple(replace(p, page=bisect_right(starts, p.start)) for p in structure.paragraphs)
    return replace(structure, paragraphs=paragraphs)


def _furniture(text: str, lines: Sequence[Line], starts: Sequence[int]) -> set[int]:
    """Indices of the lines at the pages' edges that are page numbers or running heads."""
    by_page: list[list[int]] = [[] for _ in starts]
    for index, line in enumerate(lines):
        if not line.blank:
            by_page[bisect_right(starts, line.start) - 1].append(index)
    edges = [
        {index: text[lines[index].start : lines[index].end] for index in (*page[:_EDGE], *page[-_EDGE:])}
        for page in by_page
    ]
    often = Counter(head for page in edges for head in {_DIGITS.sub("", string) for string in page.values()} - {""})
    enough = max(2, len(starts) // 2 + 1)
    return _numbers(edges) | {
        index
        for page in edges
        for index, string in page.items()
        if often[_DIGITS.sub("", string)] >= enough or _PAGE_NUMBER.fullmatch(string)
    }


def _numbers(edges: Sequence[Mapping[int, str]]) -> set[int]:
    """Lines with a number that counts the pages, alone or beside a head of its chapter.

    It is as far from the page's own number as on another page with the same head, or alone and equal to it.
    """
    found: dict[int, tuple[str, int]] = {}
    for page, edge in enumerate(edges, 1):
        for index, string in edge.items():
            number = _AT_AN_END.search(string)
            if number:
                found[index] = (string.replace(number.group(), "", 1).strip(), int(number.group()) - page)
    shared = Counter(found.values())
    return {index for index, key in found.items() if shared[key] > 1 or key == ("", 0)}
