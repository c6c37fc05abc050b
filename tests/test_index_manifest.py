import sqlite3
from dataclasses import replace

import pytest

from yinwen.corpus.errors import IndexMismatchError
from yinwen.index.library import Library
from yinwen.index.manifest import FORMAT, Manifest, check, check_format

from fakes import FakeEncoder

MINE = Manifest(encoder="default", fingerprint="f" * 64, dim=384, tokenizer="t" * 64, splitter="1/180")


def test_what_matches_is_accepted():
    check(MINE.to_meta(), MINE)
    check({**MINE.to_meta(), "shipped": "retired", "generation": "5"}, MINE)


def test_an_index_never_written_matches_anything():
    check({}, MINE)
    check_format({})


@pytest.mark.parametrize(
    ("changes", "old", "new"),
    [
        ({"fingerprint": "0" * 64, "encoder": "BAAI/bge"}, "BAAI/bge (00000000)", "default (ffffffff)"),
        ({"dim": "512"}, "512", "384"),
        ({"tokenizer": "0" * 64}, "0" * 12, "t" * 12),
        ({"splitter": "0/200"}, "0/200", "1/180"),
    ],
)
def test_each_mismatch_names_both_sides_and_the_cure(changes, old, new):
    with pytest.raises(IndexMismatchError) as caught:
        check({**MINE.to_meta(), **changes}, MINE)
    for text in (caught.value.zh, caught.value.en):
        assert old in text
        assert new in text
        assert "yinwen index --rebuild" in text
        assert "--encoder" not in text


def test_the_cure_names_an_encoder_that_is_not_the_default():
    other = replace(MINE, encoder="BAAI/bge", fingerprint="0" * 64)
    with pytest.raises(IndexMismatchError, match="--rebuild --encoder BAAI/bge"):
        check(MINE.to_meta(), other)


@pytest.mark.parametrize("key", MINE.to_meta().keys() - {"encoder"})
def test_a_manifest_with_a_gap_is_no_match(key):
    meta = MINE.to_meta()
    del meta[key]
    with pytest.raises(IndexMismatchError, match=r"\?"):
        check(meta, MINE)


def test_another_format_is_refused_with_both_named():
    with pytest.raises(IndexMismatchError, match=rf"format 99.*uses {FORMAT}") as caught:
        check_format({**MINE.to_meta(), "format": "99"})
    assert caught.value.exit_code == 3


def content(home):
    return {path.name: path.read_bytes() for path in home.rglob("*") if path.is_file() and "lock" not in path.name}


def alter(home, key, value):
    connection = sqlite3.connect(home / "library.sqlite")
    connection.execute("UPDATE meta SET value = ? WHERE key = ?", (value, key))
    connection.commit()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


@pytest.fixture
def home(library, folder):
    library.add([folder])
    library.close()
    return library.home


def test_another_encoder_is_refused_and_nothing_changes(home, folder):
    before = content(home)
    with Library(home, FakeEncoder("other", 32)) as library:
        for act in (lambda: library.search("长江", 3), lambda: library.add([folder])):
            with pytest.raises(IndexMismatchError, match=r"fake.*other.*--rebuild --encoder other"):
                act()
    assert content(home) == before


@pytest.mark.parametrize("key", ["tokenizer", "splitter"])
def test_another_splitter_or_tokenizer_is_refused_then_mended_by_a_rebuild(home, folder, key):
    alter(home, key, "of another version")
    before = content(home)
    with Library(home, FakeEncoder()) as library:
        with pytest.raises(IndexMismatchError, match="rebuild"):
            library.search("长江", 3)
        with pytest.raises(IndexMismatchError, match="rebuild"):
            library.add([folder])
    assert content(home) == before
    with Library(home, FakeEncoder()) as library:
        library.rebuild()
        assert library.search("长江", 3)


def test_another_format_is_refused_at_the_door_and_nothing_changes(home):
    alter(home, "format", "99")
    before = content(home)
    with pytest.raises(IndexMismatchError, match="99"):
        Library(home, FakeEncoder())
    assert content(home) == before


def test_a_running_server_says_that_the_index_was_rebuilt_with_another_encoder(home, monkeypatch):
    monkeypatch.setattr("yinwen.index.following._FOLLOW_SECONDS", 0.0)
    monkeypatch.setattr("yinwen.index.following._FOLLOW_SHARE", 0)
    with Library(home, FakeEncoder()) as server:
        assert server.search("长江", 3)
        with Library(home, FakeEncoder("other", 32)) as other:
            other.rebuild()
        for _ in range(2):
            with pytest.raises(IndexMismatchError, match="other"):
                server.search("长江", 3)
