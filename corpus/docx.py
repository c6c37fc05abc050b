"""Word documents: headings by their styles, paragraphs, list items, tables row by row, notes at the end."""

import re
from collections.abc import Iterator
from io import BytesIO
from itertools import chain
from typing import Any
from zipfile import BadZipFile

from .bounds import Kind, damaged, parsing, refuse_bomb
from .composing import Composed, Composer, properties, row
from .errors import DocumentError

_KIND = Kind("Word (.docx)", "请用 Word 或 WPS 打开，另存为 .docx", "open it in Word and save it as .docx again")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_HEADING = re.compile(r"(?:heading|标题|標題)\s*([1-9])", re.IGNORECASE)
_TITLE = re.compile(r"title|标题|標題", re.IGNORECASE)
_SIGNS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_LEFT_OUT = {f"{_W}moveFrom", _FALLBACK}
# Styles are based on each other; a chain longer than this goes round in a circle.
_CHAIN = 20


def docx_document(data: bytes, where: str) -> Composed:
    """Read a .docx.

    Args:
        data: The file.
        where: Its name.

    Returns:
        Its text, joined with line breaks, the structure, and ``author`` and ``title`` as the file's properties have them.

    Raises:
        DocumentError: It is damaged, encrypted, an old .doc, some other ZIP file, or unpacks to too much.
    """
    _refuse_other(data, where)
    with parsing(where, _KIND):
        from docx import Document

        document = Document(BytesIO(data))
        levels = _levels(document.styles.element)
        composer = Composer(where)
        for root in (document.element.body, *_notes(document.part)):
            _Walk(composer, levels).over(root)
        fields = _properties(document)
        return composer.finish(fields.get("title"), fields)


def _refuse_other(data: bytes, where: str) -> None:
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise DocumentError(
                f"{where} 加了密码，读不了；请在 Word 里去掉密码后再添加。",
                f"{where} is encrypted; take its password off in Word and add it again.",
            )
        raise DocumentError(
            f"{where} 是旧的 .doc 格式；请用 Word 或 WPS 另存为 .docx。",
            f"{where} is in the old .doc format; save it as .docx in Word.",
        )
    try:
        with parsing(where, _KIND):
            members = refuse_bomb(data, where)
    except BadZipFile as error:
        raise damaged(where, _KIND) from error
    if "[Content_Types].xml" not in members or not any(name.startswith("word/") for name in members):
        raise damaged(where, _KIND)


def _levels(styles: Any) -> dict[str, int]:
    """Levels of the styles of headings by their ids: 1 to 9, 0 for the title's."""
    found: dict[str, int] = {}
    below: dict[str, str] = {}
    for style in styles.iterfind(f"{_W}style"):
        key, name = style.get(f"{_W}styleId", ""), _value(style, "name")
        heading = _HEADING.fullmatch(name)
        outline = _outline(style)
        if heading:
            found[key] = int(heading.group(1))
        elif _TITLE.fullmatch(name):
            found[key] = 0
        elif outline:
            found[key] = outline
        else:
            below[key] = _value(style, "basedOn")
    for key in below:
        base = key
        for _ in range(_CHAIN):
            base = below.get(base, base)
        if found.get(base):
            found.setdefault(key, found[base])
    return found


def _value(element: Any, name: str) -> str:
    child = element.find(f"{_W}{name}")
    return child.get(f"{_W}val", "") if child is not None else ""


def _outline(element: Any) -> int:
    """The level in the outline of a paragraph or style, from 1; 0 where it has none."""
    properties = element.find(f"{_W}pPr")
    value = _value(properties, "outlineLvl") if properties is not None else ""
    return int(value) + 1 if value.isdigit() and int(value) < 9 else 0


def _notes(part: Any) -> Iterator[Any]:
    """The roots of footnotes and endnotes."""
    from docx.oxml.parser import parse_xml

    for relation in part.rels.values():
        if relation.reltype.endswith(("/footnotes", "/endnotes")) and not relation.is_external:
            yield parse_xml(relation.target_part.blob)


def _properties(document: Any) -> dict[str, str]:
    core = document.core_properties
    return properties(core.title, core.author)


class _Walk:
    """One pass over a tree, without recursion: paragraphs and rows are added as they end.

    Inserted text is read and deleted text is not, as in the document with its changes accepted.
    """

    def __init__(self, composer: Composer, levels: dict[str, int]) -> None:
        self._composer, self._levels = composer, levels
        self._paragraphs: list[list[str]] = []
        self._rows: list[list[list[str]]] = []

    def over(self, root: Any) -> None:
        """Adds all that stands below ``root``."""
        from lxml import etree

        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            if event == "start":
                if element.tag in _LEFT_OUT:
                    walk.skip_subtree()
                else:
                    self._start(element)
            elif element.tag == f"{_W}p":
                self._end_paragraph(element)
            elif element.tag == f"{_W}tr":
                self._end_row()

    def _start(self, element: Any) -> None:
        tag = element.tag
        if tag == f"{_W}p":
            self._paragraphs.append([])
        elif tag == f"{_W}tr":
            self._rows.append([])
        elif tag == f"{_W}tc" and self._rows:
            self._rows[-1].append([])
        elif self._paragraphs and element.getparent().tag == f"{_W}r":
            if tag == f"{_W}t":
                self._paragraphs[-1].append(element.text or "")
            elif tag in _SIGNS:
                self._paragraphs[-1].append(_SIGNS[tag])

    def _end_paragraph(self, element: Any) -> None:
        text = "".join(self._paragraphs.pop())
        if self._rows and self._rows[-1]:
            self._rows[-1][-1].append(text)
            return
        style = element.find(f"{_W}pPr")
        level = self._levels.get(_value(style, "pStyle"), -1) if style is not None else -1
        self._composer.add(text, _outline(element) or max(level, 0), title=level == 0)

    def _end_row(self) -> None:
        cells = self._rows.pop()
        if self._rows and self._rows[-1]:
            self._rows[-1][-1] += chain.from_iterable(cells)
        else:
            self._composer.add(row(cells))
