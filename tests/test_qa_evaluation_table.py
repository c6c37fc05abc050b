from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from yinwen.corpus.errors import DocumentError
from yinwen.qa.evaluation.questions import read_questions

ROWS = [
    ["编号", "问题", "答案", "有答案", "依据", "文件", "类型"],
    ["a", "红茶用什么水？", "沸水|开水", "是", "红茶用沸水冲泡", "b.md", "事实"],
    ["b", "月球上有几座火山？", None, "否", None, None, "无"],
]


def write(folder: Path, text: str, name: str = "q.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def workbook(folder: Path, rows: list, **formats: str) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for cell, number_format in formats.items():
        book.active[cell].number_format = number_format
    path = folder / "q.xlsx"
    book.save(path)
    return path


def as_csv(rows: list, mark: str = ",") -> str:
    return "\r\n".join(mark.join(cell or "" for cell in row) for row in rows) + "\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_table_is_read_in_any_encoding(tmp_path, encoding):
    one, two = read_questions(write(tmp_path, as_csv(ROWS), encoding=encoding))
    assert (one.id, one.question, one.kind) == ("a", "红茶用什么水？", "事实")
    assert (one.answers, one.alternatives) == (("沸水", "开水"), True)
    assert (one.evidence, one.relevant) == (("红茶用沸水冲泡",), {"b.md": 1})
    assert (two.answers, two.answerable, two.evidence, two.relevant) == ((), False, (), None)


def test_tabs_semicolons_and_a_workbook_say_the_same(tmp_path):
    expected = read_questions(write(tmp_path, as_csv(ROWS)))
    assert read_questions(write(tmp_path, as_csv(ROWS, "\t"), "q.tsv")) == expected
    assert read_questions(write(tmp_path, as_csv(ROWS, ";"), "other.csv")) == expected
    assert read_questions(workbook(tmp_path, ROWS)) == expected


def test_english_headers_in_any_order_and_case_with_columns_of_ones_own(tmp_path):
    text = 'Notes,Answer,QUESTION,Doc ID\nx,"1,000\nor so","When, then?",a.txt\n\n,,,\n'
    (question,) = read_questions(write(tmp_path, text))
    assert question.question == "When, then?"
    assert question.answers == ("1,000", "or so")
    assert question.relevant == {"a.txt": 1}


def test_a_row_without_an_id_keeps_its_id_when_it_is_moved(tmp_path):
    forth = read_questions(write(tmp_path, "问题,答案\n一？,1\n二？,2\n"))
    back = read_questions(write(tmp_path, "问题,答案\n二？,2\n一？,1\n"))
    assert forth == back[::-1]
    assert forth[0].id != forth[1].id


def test_answerable_may_stand_alone(tmp_path):
    yes, no = read_questions(write(tmp_path, "question,answerable\nOne?,Yes\nTwo?,no\n"))
    assert (yes.answerable, no.answerable) == (True, False)


def test_plain_numbers_of_a_workbook_are_their_digits(tmp_path):
    rows = [["问题", "答案", "有答案"], ["几个？", 2247, True], ["多少？", 0.5, True], ["何？", None, False]]
    one, two, three = read_questions(workbook(tmp_path, rows))
    assert (one.answers, two.answers, three.answerable) == (("2247",), ("0.5",), False)


@pytest.mark.parametrize(
    ("rows", "formats", "cell"),
    [
        ([["问题", "答案"], ["多少？", 0.956]], {"B2": "0.0%"}, "B2"),
        ([["问题", "答案"], ["何时？", date(2021, 1, 1)]], {}, "B2"),
        ([["问题", "答案"], ["几？", 2247.6]], {"B2": "0"}, "B2"),
    ],
)
def test_a_cell_that_shows_other_text_than_it_holds_is_refused(tmp_path, rows, formats, cell):
    with pytest.raises(DocumentError, match=f"cell {cell}"):
        read_questions(workbook(tmp_path, rows, **formats))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("题目内容,答案\n何？,1\n", "row 1: no header says question/问题/提问"),
        ("问题,备注\n何？,1\n", "row 1: no header says answers/answer/答案 or answerable"),
        ("问题,题目,答案\n何？,何？,1\n", "row 1: two headers mean question"),
        ("问题,答案\n何？,1\n,2\n", "row 3: there is no question"),
        ("问题,答案\n何？,1,000\n", "row 2: 1 cells more"),
        ("问题,答案,有答案\n何？,1,也许\n", "row 2: answerable can't be 也许"),
        ("问题,答案,有答案\n何？,1,否\n", "row 2: it is said to be unanswerable"),
        ("问题,答案\n何？,1\n何？,2\n", "row 3: the question of row 2 again"),
        ("编号,问题,答案\na,何？,1\na,几？,2\n", "id a twice"),
        ('问题,答案\n"何？,1\n', "quotes don't match"),
        ("问题,答案\n", "no question"),
    ],
)
def test_a_wrong_row_is_named(tmp_path, text, words):
    with pytest.raises(DocumentError, match=words) as error:
        read_questions(write(tmp_path, text))
    assert "q.csv" in error.value.zh
    assert error.value.zh.endswith("。")


@pytest.mark.parametrize("name", ["q.xls", "q.xlsx"])
def test_what_is_no_workbook_is_refused(tmp_path, name):
    for content in (b"\xd0\xcf\x11\xe0old", b"nothing of the kind", b"PK\x03\x04 broken"):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(DocumentError, match=r"save it as \.xlsx or \.csv"):
            read_questions(tmp_path / name)


@pytest.mark.parametrize("name", ["none.csv", "none.xlsx", "none.json"])
def test_a_missing_file_is_one_sentence(tmp_path, name):
    with pytest.raises(DocumentError, match="can't be read"):
        read_questions(tmp_path / name)
