"""From a file, or a text given, to a Document. A new format is one function and one line in ``_READERS``."""

from collections.abc import Callable, Mapping
from pathlib import Path, PurePath

from .bounds import refuse_large
from .docx import docx_document
from .encodings import decode
from .errors import DocumentError
from .markdown import markdown_structure
from .pdf import pdf_document
from .structure import Structure, plain_structure
from .types import Document
from .web import html_document

Reader = Callable[[bytes, str], tuple[str, Structure, dict[str, str]]]
"""A format's reader: the file's bytes and its name, to its text, its structure and fields of its own."""


def _plain(data: bytes, where: str) -> tuple[str, Structure, dict[str, str]]:
    text, encoding = decode(data, where)
    return text, plain_structure(text), {"encoding": encoding}


def _markdown(data: bytes, where: str) -> tuple[str, Structure, dict[str, str]]:
    text, encoding = decode(data, where)
    return text, markdown_structure(text), {"encoding": encoding}


_TEXTS: dict[str, Reader] = {".txt": _plain, ".text": _plain, ".md": _markdown, ".markdown": _markdown}
_READERS: dict[str, Reader] = {
    **_TEXTS,
    ".docx": docx_document,
    ".pdf": pdf_document,
    ".html": html_document,
    ".htm": html_document,
}

READABLE = tuple(_READERS)


def read_document(path: Path, doc_id: str, source: str | None = None) -> Document:
    """Read a file.

    Args:
        path: The file, with one of the suffixes in ``READABLE``.
        doc_id: What the document is called in an index.
        source: Where it came from; the file's absolute path by default.

    Raises:
        DocumentError: It is missing, a folder, may not be read, is empty, of an unknown format or encoding, binary,
            damaged, encrypted, or larger than its format may be.
    """
    if path.is_dir():
        raise DocumentError(
            f"{path} 是文件夹，不是文件；请给出其中的文件，或用 yinwen index 添加整个文件夹。",
            f"{path} is a folder, not a file; name a file in it or add the whole folder with yinwen index.",
        )
    reader = _READERS.get(path.suffix.lower())
    if reader is None and path.exists():
        raise DocumentError(
            f"不认识 {source or path} 的格式；能读的是 {'、'.join(READABLE)}，请先转换成其中一种。",
            f"The format of {source or path} is not known; convert it to one of {', '.join(READABLE)} first.",
        )
    where = source or str(path)
    data = _bytes(path, where, bounded=path.suffix.lower() not in _TEXTS)
    _refuse_empty(data, where)
    text, structure, fields = (reader or _plain)(data, where)
    _refuse_wordless(text, where)
    return _document(text, doc_id, source or str(path.absolute()), structure, fields)


def read_text(
    text: str,
    doc_id: str,
    source: str,
    title: str | None = None,
    markdown: bool = False,
    fields: Mapping[str, str] | None = None,
) -> Document:
    """Make a document of a text that is there already: pasted, or one of a collection's.

    Args:
        text: The text.
        doc_id: What the document is called in an index.
        source: Where it came from.
        title: Its title; if given, none is looked for in the text.
        markdown: Whether the text is Markdown.
        fields: Fields to add to those found.

    Raises:
        DocumentError: The text is empty.
    """
    _refuse_wordless(text, doc_id)
    find = markdown_structure if markdown else plain_structure
    structure = find(text, find_title=title is None)
    return _document(text, doc_id, source, structure, fields or {}, title)


def find_documents(folder: Path) -> list[Path]:
    """The readable files of a folder and its subfolders, sorted by path.

    Hidden files and folders are left out, and so is what a link leads to outside the folder.

    Raises:
        DocumentError: The folder is missing, not a folder, or may not be read.
    """
    if not folder.is_dir():
        raise DocumentError(f"没有 {folder} 这个文件夹；请检查路径。", f"There is no folder {folder}; check the path.")
    root = folder.resolve()
    found: list[Path] = []
    seen: set[Path] = set()
    waiting = [folder]
    while waiting:
        current = waiting.pop()
        real = current.resolve()
        if real in seen:
            continue
        seen.add(real)
        for entry in _entries(current):
            if entry.name.startswith(".") or (entry.is_symlink() and not _leads_into(entry, root)):
                continue
            if entry.is_dir():
                waiting.append(entry)
            elif entry.is_file() and entry.suffix.lower() in _READERS:
                found.append(entry)
    return sorted(found)


def _leads_into(link: Path, root: Path) -> bool:
    """Whether a link's end lies below ``root``; one that leads round in a circle has none."""
    try:
        return link.resolve().is_relative_to(root) and link.exists()
    except (OSError, RuntimeError):
        return False


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError as error:
        raise _unreadable(folder, error) from error


def _bytes(path: Path, where: str, *, bounded: bool) -> bytes:
    try:
        if bounded:
            refuse_large(path.stat().st_size, where)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise DocumentError(
            f"没有 {path} 这个文件；请检查路径。", f"There is no file {path}; check the path."
        ) from error
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> DocumentError:
    return DocumentError(
        f"读不了 {path}（{error.strerror}）；请检查访问权限。",
        f"{path} cannot be read ({error.strerror}); check its permissions.",
    )


def _refuse_empty(data: bytes, where: str) -> None:
    if not data:
        raise DocumentError(
            f"{where} 里没有文字，是空文件；请检查文件。",
            f"{where} is an empty file and holds no words; check the file.",
        )


def _refuse_wordless(text: str, where: str) -> None:
    if not any(char.isalnum() for char in text):
        raise DocumentError(
            f"{where} 里没有文字；请检查文件内容。", f"{where} holds no words; check the file's content."
        )


def _document(
    text: str, doc_id: str, source: str, structure: Structure, fields: Mapping[str, str], title: str | None = None
) -> Document:
    name = title or structure.title or PurePath(source).stem or doc_id
    return Document(
        doc_id, name, source, text, structure.sections, structure.paragraphs, {**structure.fields, **fields}
    )
