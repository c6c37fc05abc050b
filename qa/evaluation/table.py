"""Questions from a table: CSV, TSV or the first sheet of an .xlsx, with a row of headers in Chinese or English."""

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from ...corpus.encodings import decode
from ...corpus.errors import DocumentError
from .questions import GoldQuestion, unreadable

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "编号", "题号", "序号"),
    "question": ("question", "问题", "提问", "题目"),
    "answers": ("answers", "answer", "答案", "标准答案", "参考答案"),
    "answerable": ("answerable", "有答案", "是否有答案", "可回答", "是否可答"),
    "evidence": ("evidence", "依据", "证据", "原文", "出处"),
    "doc_id": ("doc_id", "docid", "document", "文件", "文件名", "文档"),
    "kind": ("kind", "type", "category", "类型", "类别", "题型"),
}
"""What a column may be called; case, spaces and underscores don't count."""
_NAMES = {re.sub(r"[\s_]", "", name): column for column, names in COLUMNS.items() for name in names}
_YES = frozenset(("yes", "true", "1", "y", "是", "有", "对", "可", "可答", "能"))
_NO = frozenset(("no", "false", "0", "n", "否", "无", "没有", "错", "不可", "不可答", "不能"))
_SEVERAL = re.compile(r"[|｜\r\n]+")
_DELIMITERS = ",\t;"

Cells = Sequence[str]


def is_table(path: Path) -> bool:
    """Whether a file is taken for a table, by its ending; an .xls is, to be refused with a word on what to do."""
    return path.suffix.lower() in (".csv", ".tsv", ".xlsx", ".xlsm", ".xls")


def read_table(path: Path) -> list[GoldQuestion]:
    """The questions of a table, a row each.

    ``question`` must be there, and ``answers`` or ``answerable``. Several answers in a cell, parted by ``|`` or a line
    break, are alternatives; so are parted pieces of evidence and doc_ids, all of which count. A row without an id gets
    one made of its question, which stays the same when rows are moved. Other columns are passed over.

    Raises:
        DocumentError: The file can't be read, or a header or row is wrong; the sentence names the row as a
            spreadsheet counts it.
    """
    rows = _sheet_rows(path) if path.suffix.lower().startswith(".xls") else _text_rows(path)
    columns: dict[str, int] | None = None
    questions: list[GoldQuestion] = []
    asked: dict[str, int] = {}
    for number, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if columns is None:
            columns = _columns(path, number, cells)
            width = len(cells)
            continue
        if any(cell.strip() for cell in cells[width:]):
            raise bad_row(
                path,
                number,
                f"比表头多出 {len(cells) - width} 格，内容里的逗号要用引号括起",
                f"{len(cells) - width} cells more than there are headers; put text with commas in quotes",
            )
        row = {name: cells[at].strip() if at < len(cells) else "" for name, at in columns.items()}
        question = _question(path, number, row)
        if not row.get("id") and question.id in asked:
            raise bad_row(
                path,
                number,
                f"与第 {asked[question.id]} 行的问题相同",
                f"the question of row {asked[question.id]} again",
            )
        asked[question.id] = number
        questions.append(question)
    return questions


def _columns(path: Path, number: int, cells: Cells) -> dict[str, int]:
    """Where each column stands."""
    found: dict[str, int] = {}
    for at, cell in enumerate(cells):
        name = _NAMES.get(re.sub(r"[\s_\ufeff]", "", cell.lower()))
        if name in found:
            raise bad_row(
                path, number, f"表头里有两列都是 {name}（{cell.strip()}）", f"two headers mean {name} ({cell.strip()})"
            )
        if name:
            found[name] = at
    for wanted in (("question",), ("answers", "answerable")):
        if not set(wanted) & set(found):
            zh, en = (mark.join("/".join(COLUMNS[name][:3]) for name in wanted) for mark in (" 或 ", " or "))
            raise bad_row(path, number, f"表头里缺少列 {zh}", f"no header says {en}")
    return found


def _question(path: Path, number: int, row: Mapping[str, str]) -> GoldQuestion:
    asked = row["question"]
    if not asked:
        raise bad_row(path, number, "没有问题", "there is no question")
    answers = _several(row.get("answers", ""))
    answerable = _answerable(path, number, row.get("answerable", ""), answers)
    documents = _several(row.get("doc_id", ""))
    return GoldQuestion(
        id=row.get("id") or "q-" + hashlib.sha256(asked.encode()).hexdigest()[:10],
        question=asked,
        answers=answers,
        alternatives=True,
        evidence=_several(row.get("evidence", "")) if answerable else (),
        kind=row.get("kind", ""),
        answerable=answerable,
        relevant=dict.fromkeys(documents, 1) if documents and answerable else None,
    )


def _answerable(path: Path, number: int, cell: str, answers: Sequence[str]) -> bool:
    said = cell.lower()
    if not said:
        return bool(answers)
    if said not in _YES | _NO:
        raise bad_row(
            path, number, f"“有答案”一列不能是“{cell}”，请填 是 或 否", f"answerable can't be {cell}; write yes or no"
        )
    if said in _NO and answers:
        raise bad_row(path, number, "写着没有答案，却给出了答案", "it is said to be unanswerable, and has an answer")
    return said in _YES


def _several(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(piece.strip() for piece in _SEVERAL.split(cell) if piece.strip()))


def _text_rows(path: Path) -> Iterator[tuple[int, Cells]]:
    """``(row from 1, cells)``; the delimiter is the one that the first line has most of."""
    try:
        text, _ = decode(path.read_bytes(), str(path))
    except OSError as error:
        raise unreadable(path, error) from error
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for cells in reader:
            number += 1
            yield number, cells
    except csv.Error as error:
        raise bad_row(path, number + 1, f"引号不成对（{error}）", f"its quotes don't match ({error})") from error


def _sheet_rows(path: Path) -> Iterator[tuple[int, Cells]]:
    from .sheet import sheet_rows

    return sheet_rows(path)


def bad_row(path: Path, number: int, zh: str, en: str) -> DocumentError:
    """The sentence for a row that is not of the form."""
    return DocumentError(
        f"{path} 第 {number} 行有误：{zh}；请改正这一行。", f"{path} row {number}: {en}; mend this row."
    )
