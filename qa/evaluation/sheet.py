"""The cells of a spreadsheet as text."""

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from ...corpus.errors import DocumentError
from .questions import unreadable

_OLE = b"\xd0\xcf\x11\xe0"


def sheet_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """``(row from 1, cells)`` of an .xlsx file's first sheet. Formulas count with the values that were saved.

    Raises:
        DocumentError: The file can't be read, or a cell's text isn't what is shown (a date, a percentage, an error).
    """
    from openpyxl.utils.exceptions import InvalidFileException

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl names what of a workbook's decoration it doesn't keep
        try:
            if path.suffix.lower() == ".xls" or path.open("rb").read(4) == _OLE:
                raise _no_workbook(path)
            yield from _rows(path)
        except OSError as error:
            raise unreadable(path, error) from error
        # What it raises for a damaged file depends on where the damage is; SyntaxError is XML's.
        except (
            InvalidFileException,
            BadZipFile,
            KeyError,
            ValueError,
            TypeError,
            AttributeError,
            SyntaxError,
        ) as error:
            raise _no_workbook(path) from error


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True, data_only=True)
    try:
        for number, cells in enumerate(book.worksheets[0].iter_rows(), 1):
            yield number, [_text(path, cell) for cell in cells]
    finally:
        book.close()


def _text(path: Path, cell: Any) -> str:
    """What a cell shows, where that can be told without its format."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str) and cell.data_type != "e":
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        whole = float(value).is_integer()
        if cell.number_format == "General" or (whole and cell.number_format in ("0", "@")):
            return str(int(value)) if whole else repr(value)
    raise DocumentError(
        f"{path} 的 {cell.coordinate} 格是带格式的数、日期或错误（{value}），不知道显示成什么；请把这一格设为文本再填。",
        f"{path}, cell {cell.coordinate}: a formatted number, a date or an error ({value}), of which the shown text isn't "
        "known; format the cell as text and fill it in again.",
    )


def _no_workbook(path: Path) -> DocumentError:
    return DocumentError(
        f"{path} 不是 .xlsx 工作簿，或已损坏；请用表格程序打开，另存为 .xlsx 或 .csv。",
        f"{path} is no .xlsx workbook, or damaged; open it in a spreadsheet program and save it as .xlsx or .csv.",
    )
