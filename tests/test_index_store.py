import sqlite3
import threading
from contextlib import suppress
from dataclasses import replace

import pytest

from yinwen.corpus.errors import BusyError, DamagedError, DocumentError
from yinwen.corpus.readers import read_text
from yinwen.index.database import connect, guarded
from yinwen.index.ingest import cut
from yinwen.index.quantize import quantize
from yinwen.index.rows import Entry, codes_from_blobs
from yinwen.index.store import CHILDREN, CODES, Store

from fakes import FakeEncoder

TEXT = "一、开头\n\n　　长江十年禁渔。沿江渔民全部上岸。\r\n\r\n二、結尾𠮷\n\n　　茶葉要避光防潮😀。\n"


def entry(doc_id="a", text=TEXT, **changes):
    prepared = cut(read_text(text, doc_id, f"/{doc_id}", fields={"encoding": "utf-8"}), "hash of " + text, len)
    vectors = FakeEncoder().encode_passages([text for texts in prepared.texts for text in texts])
    made = Entry(prepared.document, prepared.passages, prepared.sentences, vectors, prepared.content)
    return replace(made, **changes)


@pytest.fixture
def store(tmp_path):
    made = Store(tmp_path / "library.sqlite")
    yield made
    made.close()


def counts(store):
    return tuple(store.rows(f"SELECT count(*) AS n FROM {t}")[0]["n"] for t in ("documents", "passages", "sentences"))


def test_a_document_comes_back_as_it_was(store):
    put = entry()
    store.put(put)
    assert store.document("a") == put.document
    assert store.document("b") is None


def test_what_belongs_to_it_is_stored_in_order(store):
    put = entry()
    store.put(put)
    rows = store.rows(CHILDREN, (1,))
    pairs = zip(put.passages, put.sentences, strict=True)
    assert [row["passage_id"] for row in rows] == [passage.passage_id for passage, spans in pairs for _ in spans]
    assert [tuple(row)[6:8] for row in rows] == [(s.start, s.end) for spans in put.sentences for s in spans]
    blobs = [row["codes"] for row in store.rows(CODES, (1,))]
    stored = codes_from_blobs(blobs, [len(spans) for spans in put.sentences], 64)
    assert (stored == quantize(put.vectors)).all()


def test_the_list_has_counts_and_no_text(store):
    store.put(entry("b", root="/docs", shipped=True))
    store.put(entry("a"))
    first, second = store.documents()
    assert (first.doc_id, second.doc_id) == ("a", "b")
    assert second.characters == len(TEXT)
    assert second.passages == counts(store)[1] / 2
    assert (second.root, second.shipped, second.encoding, second.source) == ("/docs", True, "utf-8", "/b")


def test_a_later_version_replaces_the_earlier_whole(store):
    store.put(entry())
    store.put(entry(text="只有一句话了。"))
    assert store.document("a").text == "只有一句话了。"
    assert counts(store) == (1, 1, 1)


def test_removal_takes_all_that_belongs_to_it(store):
    store.put(entry("a"))
    store.put(entry("b"))
    half = tuple(n // 2 for n in counts(store))
    assert store.remove("a")
    assert counts(store) == half
    assert not store.remove("a")


def test_keys_are_never_used_twice(store):
    store.put(entry("a"))
    key = store.rows("SELECT max(sentence_key) AS k FROM sentences")[0]["k"]
    store.remove("a")
    store.put(entry("a"))
    assert store.rows("SELECT min(sentence_key) AS k FROM sentences")[0]["k"] == key + 1
    assert [row["doc_key"] for row in store.rows("SELECT doc_key FROM removed")] == [1]


def test_each_change_has_its_number_and_token(store):
    assert store.generation == 0
    for doc_id in "abc":
        store.put(entry(doc_id))
    assert store.generation == 3
    assert len({row["token"] for row in store.rows("SELECT token FROM changes")}) == 3


def test_a_transaction_is_all_or_nothing(store):
    store.put(entry("a"))
    with suppress(ZeroDivisionError), store.transaction():
        store.put(entry("b"))
        store.remove("a")
        store.set_meta(shipped="retired")
        assert len(store.documents()) == 1 / 0
    assert [info.doc_id for info in store.documents()] == ["a"]
    assert store.meta() == {}
    assert store.generation == 1


def test_an_entry_that_is_not_whole_leaves_nothing_behind(store):
    put = entry()
    with pytest.raises(ValueError, match="vectors for"):
        store.put(replace(put, vectors=put.vectors[:-1]))
    assert counts(store) == (0, 0, 0)
    assert store.generation == 0


def test_threads_write_one_after_the_other(store):
    threads = [threading.Thread(target=store.put, args=(entry(f"d{n}"),)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.generation == 8
    assert len(store.documents()) == 8


@pytest.mark.parametrize(("lengths", "counts"), [((8, 3), (2, 1)), ((8, 4), (1, 2)), ((8,), (2, 1)), ((0, 4), (1, 1))])
def test_bytes_of_another_length_are_refused(lengths, counts):
    with pytest.raises(DamagedError, match="yinwen verify"):
        codes_from_blobs([bytes(length) for length in lengths], counts, 4)
    assert codes_from_blobs([bytes(8), bytes(4)], [2, 1], 4).shape == (3, 4)


@pytest.mark.parametrize(
    "content", [b"no database at all, but a text file\n" * 100, b"SQLite format 3\0" + b"\xff" * 4000]
)
def test_what_is_no_database_is_left_alone(tmp_path, content):
    path = tmp_path / "library.sqlite"
    path.write_bytes(content)
    with pytest.raises(DamagedError) as caught:
        Store(path)
    assert str(path) in caught.value.zh
    assert str(path) in caught.value.en
    assert path.read_bytes() == content
    assert [p.name for p in tmp_path.iterdir()] == ["library.sqlite"]


def test_a_folder_in_its_place_is_one_sentence(tmp_path):
    (tmp_path / "library.sqlite").mkdir()
    with pytest.raises(DocumentError, match="permissions"):
        connect(tmp_path / "library.sqlite")


def test_a_full_disk_is_one_sentence_and_changes_nothing(store):
    store.put(entry("a"))
    pages = store.rows("PRAGMA page_count")[0][0]
    store.rows(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(DocumentError, match="full"):
        store.put(entry("b", text=TEXT * 50))
    assert [info.doc_id for info in store.documents()] == ["a"]
    assert store.generation == 1
    store.rows("PRAGMA max_page_count = 1000000")
    store.put(entry("b"))
    assert store.generation == 2


def test_a_database_that_another_program_holds_is_one_sentence(store):
    other = sqlite3.connect(store.path, timeout=0)
    try:
        with store.transaction(), pytest.raises(BusyError), guarded(store.path):
            other.execute("BEGIN IMMEDIATE")
    finally:
        other.close()


def test_our_own_mistakes_are_not_called_damage(tmp_path):
    connection = connect(tmp_path / "library.sqlite")
    connection.close()
    with pytest.raises(sqlite3.ProgrammingError), guarded(tmp_path):
        connection.execute("SELECT 1")


def test_the_log_shrinks_when_nobody_needs_it(tmp_path):
    store = Store(tmp_path / "library.sqlite")
    reader = connect(tmp_path / "library.sqlite")
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM documents").fetchall()
    store.put(entry("a", text=TEXT * 50))
    store.close()
    log = tmp_path / "library.sqlite-wal"
    assert log.stat().st_size > 100_000  # the reader still needs the old pages, and closing did not wait for it
    reader.execute("COMMIT")
    Store(tmp_path / "library.sqlite").close()
    assert log.stat().st_size == 0
    reader.close()
