"""Uploads: files that are known by their names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yinwen.corpus.errors import DocumentError
from yinwen.index.library import Library
from yinwen.index.uploads import Upload, doc_id_of

from fakes import FakeEncoder


@pytest.fixture
def library(tmp_path):
    with Library(tmp_path / "home", FakeEncoder()) as library:
        yield library


def upload(tmp_path, name, text, place="a"):
    folder = tmp_path / place
    folder.mkdir(exist_ok=True)
    path = folder / "part.txt"
    path.write_text(text, encoding="utf-8")
    return Upload(name, path)


def test_an_upload_is_called_by_its_name_and_can_be_asked(tmp_path, library):
    report = library.upload([upload(tmp_path, "合同.txt", "月租金为八千五百元，按季度支付。")])
    assert report.added == ["合同.txt"]
    assert [info.doc_id for info in library.documents()] == ["合同.txt"]
    hit = library.search("月租金")[0]
    document = library.document("合同.txt")
    assert document.text[hit.passage.start : hit.passage.end] == hit.passage.text


def test_one_of_the_same_name_takes_its_place(tmp_path, library):
    library.upload([upload(tmp_path, "甲.txt", "旧的内容在这里。")])
    report = library.upload([upload(tmp_path, "甲.txt", "新的内容在这里。", "b")])
    assert report.updated == ["甲.txt"]
    assert library.document("甲.txt").text == "新的内容在这里。"
    assert len(library.documents()) == 1
    again = library.upload([upload(tmp_path, "甲.txt", "新的内容在这里。", "c")])
    assert again.unchanged == ["甲.txt"]


def test_a_file_that_cannot_be_read_keeps_none_from_being_added(tmp_path, library):
    bad = tmp_path / "bad.xyz"
    bad.write_bytes(b"\0\1")
    told = []
    good = upload(tmp_path, "好.txt", "这一份可以读。")
    report = library.upload([Upload("bad.xyz", bad), good], lambda name, error: told.append((name, error is None)))
    assert report.added == ["好.txt"]
    assert [name for name, _ in report.failed] == ["bad.xyz"]
    assert told == [("bad.xyz", False), ("好.txt", True)]


def test_the_shipped_document_steps_aside(tmp_path, library):
    library.add_shipped()
    report = library.upload([upload(tmp_path, "article.txt", "这是我自己的文章。")])
    assert report.added == ["article.txt"]
    assert [info.shipped for info in library.documents()] == [False]


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "C:\\文件\\passwd", "/etc/passwd", "a/b/passwd", "pass\u202ewd\0"]
)
def test_a_name_keeps_no_path_and_nothing_that_does_not_print(name):
    assert doc_id_of(name) == "passwd"


@pytest.mark.parametrize("name", ["", "/", "..", "\0", " . "])
def test_a_name_of_nothing_is_refused(name):
    with pytest.raises(DocumentError):
        doc_id_of(name)


@given(st.text(max_size=40))
def test_no_name_leads_out_of_its_folder(name):
    try:
        kept = doc_id_of(name)
    except DocumentError:
        return
    assert "/" not in kept
    assert "\\" not in kept
    assert kept.strip(".")
    assert kept.replace("\u3000", "").isprintable()
