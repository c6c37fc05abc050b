"""Saved web pages: headings, paragraphs, list items, table rows; all that is readable and nothing that is not."""

import codecs
import re
from typing import Any

from .bounds import Kind, excessive, parsing
from .composing import Composed, Composer, row
from .encodings import decode
from .lines import one_line

_KIND = Kind("HTML", "请在浏览器里打开，重新保存，或另存为 .txt", "open it in a browser and save it again, or as .txt")
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CHARSET = re.compile(rb"<(?:meta|\?xml)\b[^>]*?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_LOOKED = 4_096
# Names as browsers take them: the wider of the encodings that go by each.
_KNOWN = re.compile(r"utf-8|gb\w+|big5\w*|cp\d+|iso8859-\d+|shift_jis|euc_(?:jp|kr)|koi8-[ru]|ascii")
_WIDER = {
    "gb2312": ("gb18030",),
    "gbk": ("gb18030",),
    "big5": ("cp950", "big5hkscs"),
    "iso8859-1": ("cp1252",),
    "ascii": ("cp1252",),
}
_LEFT_OUT = {
    "script", "style", "nav", "noscript", "template", "svg", "object", "iframe", "button", "select", "head",
    "audio", "video", "canvas", "datalist",
}  # fmt: skip
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_INLINE = {
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img",
    "input", "ins", "kbd", "label", "mark", "meter", "nobr", "output", "progress", "q", "rb", "rp", "rt", "ruby", "s",
    "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
}  # fmt: skip
_SPACE = re.compile(r"[ \t\r\n\f]+")
_BREAK = re.compile(r" *\n *")
_RUN = re.compile(" {2,}")
_BREAKS = re.compile(r"\n{2,}")


def html_document(data: bytes, where: str) -> Composed:
    """Read a saved web page.

    Args:
        data: The file.
        where: Its name.

    Returns:
        Its text, joined with line breaks, the structure, and ``encoding``.

    Raises:
        DocumentError: It is no text, of no known encoding, or its elements are nested too deep.
    """
    text, encoding = _decoded(data, where)
    with parsing(where, _KIND):
        root = _tree(text, where)
        composer = Composer(where)
        if root is not None:
            _Walk(composer).over(root)
        return composer.finish(_title(root), {"encoding": encoding}, furnished=True)


def _decoded(data: bytes, where: str) -> tuple[str, str]:
    """By the mark at the beginning, else as the page says, else as any text."""
    named = None if data.startswith(_MARKS) else _CHARSET.search(data, 0, _LOOKED)
    for encoding in _candidates(named.group(1).decode("ascii", "replace")) if named else ():
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, encoding
    return decode(data, where)


def _candidates(name: str) -> tuple[str, ...]:
    try:
        known = codecs.lookup(name).name
    except (LookupError, ValueError):
        return ()
    return _WIDER.get(known, (known,)) if _KNOWN.fullmatch(known) else ()


def _tree(text: str, where: str) -> Any:
    from lxml import etree

    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(text.encode() or b" ", parser)
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise excessive(where, "的标签嵌套太深", "nests its elements too deep")
    return root


def _title(root: Any) -> str | None:
    title = root.find(".//title") if root is not None else None
    return one_line(title.text or "") or None if title is not None else None


def _layout(tr: Any) -> bool:
    """Whether a row only sets out the page: it holds a table or a heading."""
    return next(tr.iter("table", *_HEADINGS), None) is not None


class _Walk:
    """One pass over the tree, without recursion: a block ends where another begins."""

    def __init__(self, composer: Composer) -> None:
        self._composer = composer
        self._open: list[str] = []
        self._level = 0
        self._verbatim = 0
        self._rows: list[list[list[str]]] = []

    def over(self, root: Any) -> None:
        """Adds all that is readable below ``root``."""
        from lxml import etree

        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            left_out = element.tag in _LEFT_OUT or "hidden" in element.attrib
            if event == "end":
                if not left_out:
                    self._end(element)
                self._text(element.tail)
            elif left_out:
                walk.skip_subtree()
            else:
                self._start(element)
        self._flush()

    def _start(self, element: Any) -> None:
        tag = element.tag
        if tag == "br":
            self._open.append("\n")
        elif tag not in _INLINE:
            self._flush()
        if tag == "tr" and not _layout(element):
            self._rows.append([])
        elif tag in {"td", "th"} and self._rows:
            self._rows[-1].append([])
        self._level = _HEADINGS.get(tag, self._level)
        self._verbatim += tag in {"pre", "textarea"}
        self._text(element.text)

    def _end(self, element: Any) -> None:
        tag = element.tag
        if tag not in _INLINE and tag != "br":
            self._flush()
        if tag in _HEADINGS:
            self._level = 0
        self._verbatim -= tag in {"pre", "textarea"}
        if tag == "tr" and not _layout(element):
            self._composer.add(row(self._rows.pop()))

    def _text(self, text: str | None) -> None:
        if text:
            self._open.append(text.replace("\r", "") if self._verbatim else _SPACE.sub(" ", text))

    def _flush(self) -> None:
        """Ends a paragraph; two line breaks in a row end one too."""
        text = "".join(self._open)
        self._open.clear()
        if not self._verbatim:
            text = _BREAK.sub("\n", _RUN.sub(" ", text))
        for piece in _BREAKS.split(text):
            self._put(piece.strip())

    def _put(self, text: str) -> None:
        if self._rows and self._rows[-1]:
            self._rows[-1][-1].append(text)
        else:
            self._composer.add(text, self._level)
