import random
import sqlite3

import pytest

from yinwen.corpus.errors import DamagedError
from yinwen.index.library import Library
from yinwen.index.listing import PUBLISHED, read_listing
from yinwen.index.verify import verify_derived, verify_published, verify_store
from yinwen.webui.cli import main

from fakes import FakeEncoder


@pytest.fixture
def home(library, folder):
    library.add([folder])
    library.close()
    return library.home


def change(home, statement, *values):
    connection = sqlite3.connect(home / "library.sqlite")
    connection.execute(statement, values)
    connection.commit()
    connection.close()


def problems(home):
    return [problem.what.en for problem in verify_store(home / "library.sqlite")]


def test_a_sound_library(home):
    assert problems(home) == []
    assert list(verify_published(home)) == []
    with Library(home, FakeEncoder()) as library, library.reading() as snapshot:
        assert list(verify_derived(snapshot)) == []


def test_an_empty_home_verifies(tmp_path, capsys):
    assert main(["verify", "--home", str(tmp_path / "none"), "--lang", "en"]) == 0
    assert "sound" in capsys.readouterr().out
    with Library(tmp_path / "home", FakeEncoder()) as library:
        assert library.documents() == []
    assert problems(tmp_path / "home") == []
    assert main(["verify", "--home", str(tmp_path / "home"), "--lang", "en"]) == 0


def test_a_flipped_byte_in_a_documents_text_is_found_and_named(home):
    path = home / "library.sqlite"
    data = bytearray(path.read_bytes())
    at = data.index("沿江渔民".encode())
    data[at + 2] ^= 1  # another character, and valid UTF-8 still
    path.write_bytes(data)
    (problem,) = verify_store(path)
    assert "a.txt" in problem.what.en
    assert not problem.mended
    assert path.read_bytes() == bytes(data)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE documents SET title = title || '!' WHERE doc_id = 'a.txt'",
        "UPDATE documents SET source = '/elsewhere' WHERE doc_id = 'a.txt'",
        "UPDATE documents SET content = '' WHERE doc_id = 'a.txt'",
        "UPDATE documents SET fields = '{}' WHERE doc_id = 'a.txt'",
        "UPDATE documents SET structure = replace(structure, '1', '2') WHERE doc_id = 'a.txt'",
        "UPDATE documents SET root = NULL WHERE doc_id = 'a.txt'",
        "UPDATE documents SET shipped = 1 WHERE doc_id = 'a.txt'",
        "UPDATE documents SET doc_id = 'A.txt' WHERE doc_id = 'a.txt'",
        "UPDATE passages SET start = start + 1 WHERE passage_id LIKE 'a.txt%'",
        "UPDATE passages SET passage_id = 'a.txt#p9' WHERE passage_id LIKE 'a.txt%'",
        "UPDATE passages SET page = 3 WHERE passage_id LIKE 'a.txt%'",
        "UPDATE sentences SET end = end - 1 WHERE sentence_key = 1",
        "UPDATE vectors SET codes = zeroblob(128) WHERE passage_key = 1",
        "DELETE FROM sentences WHERE sentence_key = 1",
    ],
)
def test_any_changed_row_is_found(home, statement):
    change(home, statement)
    (problem,) = problems(home)
    assert ".txt does not match its record" in problem


def test_passages_of_no_document_are_found(home):
    change(
        home, "INSERT INTO passages (doc_key, passage_id, start, end, heading_path, ordinal) VALUES (99,'x',0,1,'[]',1)"
    )
    assert len(problems(home)) == 1
    assert "no document" in problems(home)[0]


@pytest.mark.parametrize("value", ["32", "nonsense", None])
def test_vectors_of_another_dimension_are_found(home, value):
    if value is None:
        change(home, "DELETE FROM meta WHERE key = 'dim'")
    else:
        change(home, "UPDATE meta SET value = ? WHERE key = 'dim'", value)
    assert len(problems(home)) == 3


def test_a_database_that_is_none_is_told_and_left_alone(home):
    path = home / "library.sqlite"
    path.write_bytes(b"this is a text file\n" * 500)
    before = path.read_bytes()
    (problem,) = verify_store(path)
    assert isinstance(problem.what, DamagedError)
    with pytest.raises(DamagedError, match="not a database"):
        Library(home, FakeEncoder())
    assert path.read_bytes() == before


@pytest.mark.parametrize("size", [0, 50, 3000, 4096, 20_000, -1])
def test_a_truncated_database_is_never_taken_for_whole(home, size):
    path = home / "library.sqlite"
    data = path.read_bytes()
    wanted, cut = content(path), data[:size]
    path.write_bytes(cut)
    found = [problem for problem in verify_store(path) if not problem.mended]
    refused = []
    try:
        with Library(home, FakeEncoder()) as library:
            library.add_shipped()
            library.search("长江", 3)
    except DamagedError as error:
        refused.append(error)
    assert found or refused or content(path) == wanted
    assert path.read_bytes() == cut


def test_flipped_bytes_in_the_database_are_found(home):
    """All but those that mean nothing: free space, counters that SQLite may ignore, tables that can be made again."""
    path = home / "library.sqlite"
    data = path.read_bytes()
    wanted = content(path)
    chance, missed = random.Random(3), []
    for _ in range(150):
        broken = bytearray(data)
        at = chance.randrange(len(data))
        broken[at] ^= 1 << chance.randrange(8)
        path.write_bytes(broken)
        if not list(verify_store(path)) and content(path) != wanted:
            missed.append(at)
    assert missed == []


def content(path):
    connection = sqlite3.connect(path)
    tables = ("documents", "passages", "sentences")
    try:
        return [connection.execute(f"SELECT * FROM {table}").fetchall() for table in tables]
    finally:
        connection.close()


def test_damaged_derived_files_are_told_as_mended(home):
    (home / read_listing(home).vectors).write_bytes(b"x")
    (problem,) = verify_published(home)
    assert problem.mended
    (home / PUBLISHED).write_bytes(b"{}")
    (problem,) = verify_published(home)
    assert problem.mended


def test_indexes_that_differ_from_the_database_are_told(home):
    with Library(home, FakeEncoder()) as library, library.reading() as snapshot:
        vectors, words = snapshot.derived.vectors, snapshot.derived.words
        keys = vectors.keys
        vectors.remove(keys[:1])
        words.update([1], [])
        assert sorted(problem.what.en.split()[1] for problem in verify_derived(snapshot)) == ["vector", "word"]
        vectors.add(keys[-1:] + 1000, FakeEncoder().encode_passages(["别的"]))
        assert any("does not" in problem.what.en for problem in verify_derived(snapshot))


def test_the_command_exits_with_one_where_something_was_wrong(home, capsys, monkeypatch):
    monkeypatch.setattr("yinwen.index.library.load_encoder", lambda _: FakeEncoder())
    (home / read_listing(home).vectors).write_bytes(b"x")
    assert main(["verify", "--home", str(home), "--lang", "en"]) == 1
    assert "rebuilt" in capsys.readouterr().out
    assert main(["verify", "--home", str(home), "--lang", "en"]) == 0
    change(home, "UPDATE documents SET text = text || '!'")
    assert main(["verify", "--home", str(home), "--lang", "en"]) == 1
    assert capsys.readouterr().out.count("does not match") == 3
