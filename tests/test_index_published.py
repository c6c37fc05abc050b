import hashlib
import json
import random
import shutil

import pytest

from yinwen.index import published
from yinwen.index.library import Library
from yinwen.index.listing import PUBLISHED, read_listing, write_atomically
from yinwen.index.segment import Segmenter

from fakes import FakeEncoder

QUERIES = ["长江十年禁渔", "红茶用沸水冲泡", "图书馆周末十点开馆", "茶叶避光"]


def answers(library):
    return [[(h.passage.passage_id, round(h.score, 4)) for h in library.search(query, 5)] for query in QUERIES]


@pytest.fixture
def home(library, folder):
    library.add([folder])
    library.close()
    return library.home


def opened(home):
    notices = []
    with Library(home, FakeEncoder(), notify=notices.append) as library:
        return answers(library), notices


def test_what_is_published_is_used_as_it_is(home, monkeypatch):
    wanted, _ = opened(home)
    before = {path: path.stat().st_mtime_ns for path in home.rglob("*") if path.name.startswith(("words", "vectors"))}
    monkeypatch.setattr(published, "publish", lambda *_: pytest.fail("nothing to publish"))
    monkeypatch.setattr("yinwen.index.derived._words_anew", lambda *_: pytest.fail("nothing to index"))
    monkeypatch.setattr("yinwen.index.derived._add_vectors", lambda *_: pytest.fail("nothing to add"))
    assert opened(home) == (wanted, [])
    assert {path: path.stat().st_mtime_ns for path in before} == before


def files_of(home):
    listing = read_listing(home)
    words = {f"words {name.rsplit('.')[-1]}": home / listing.words / name for name in listing.word_files}
    return {"listing": home / PUBLISHED, "vectors": home / listing.vectors, **words}


KINDS = ["listing", "vectors", "words json", "words idx", "words pos", "words term", "words fast", "words store"]


@pytest.mark.parametrize("how", ["flipped", "truncated", "emptied", "removed"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_damaged_file_is_rebuilt_with_one_line(home, kind, how):
    wanted, _ = opened(home)
    path = files_of(home).get(kind)
    if path is None:
        pytest.skip("tantivy makes no such file here")
    data = bytearray(path.read_bytes())
    path.unlink()  # a new file: tantivy's threads may still be looking at the old one, and nobody can cut that short
    if how == "emptied":
        path.write_bytes(b"")
    elif how == "truncated":
        path.write_bytes(data[: len(data) // 2])
    elif how == "flipped":
        data[random.Random(kind).randrange(len(data))] ^= 0x10
        path.write_bytes(data)
    got, notices = opened(home)
    assert got == wanted
    if kind == "listing" and how == "removed":
        assert notices == []  # as after a kill before the first publishing
    else:
        (notice,) = notices
        assert path.name in notice.en or path.parent.name in notice.en
        assert "rebuilt" in notice.en
    assert opened(home) == (wanted, [])
    assert published.read_problems(home) == []


def test_any_flipped_bit_of_the_vectors_is_noticed(home):
    path = files_of(home)["vectors"]
    data = path.read_bytes()
    chance = random.Random(11)
    for _ in range(60):
        broken = bytearray(data)
        broken[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        path.write_bytes(broken)
        assert [problem.en.split()[0] for problem in published.read_problems(home)] == [path.name]


def test_a_listing_cannot_name_files_elsewhere(home):
    wrapped = json.loads((home / PUBLISHED).read_text())
    wrapped["body"]["words"] = "../elsewhere"
    wrapped["sha256"] = hashlib.sha256(json.dumps(wrapped["body"], sort_keys=True).encode()).hexdigest()
    (home / PUBLISHED).write_text(json.dumps(wrapped))
    problems = []
    assert read_listing(home, problems.append) is None
    assert len(problems) == 1


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b"null", b"\xff\xfe", b'{"body": 1, "sha256": 2}', b'{"body": {}}']
)
def test_a_listing_of_any_other_shape_is_no_listing(home, content):
    (home / PUBLISHED).write_bytes(content)
    problems = []
    assert read_listing(home, problems.append) is None
    assert len(problems) == 1


def test_a_restored_backup_is_not_answered_with_a_later_index(home, folder, tmp_path):
    """Numbers alone would fit again after as many other changes."""
    shutil.copy(home / "library.sqlite", tmp_path / "backup")
    with Library(home, FakeEncoder()) as library:
        library.remove(["a.txt"])
    (home / "library.sqlite").write_bytes((tmp_path / "backup").read_bytes())
    notices = []
    with Library(home, FakeEncoder(), notify=notices.append) as library:
        with library.writing() as writer:
            writer._store.remove("b.md")
        found = {hit.passage.doc_id for hit in library.search("长江十年禁渔", 10)}
    assert "a.txt" in found
    assert "b.md" not in found
    assert [notice.en.split()[0] for notice in notices] == [PUBLISHED]
    assert "another state" in notices[0].en


def test_a_later_state_than_the_database_holds_is_told(home, tmp_path):
    shutil.copy(home / "library.sqlite", tmp_path / "backup")
    with Library(home, FakeEncoder()) as library:
        library.remove(["a.txt"])
    (home / "library.sqlite").write_bytes((tmp_path / "backup").read_bytes())
    got, notices = opened(home)
    assert any("a.txt" in passage_id for passage_id, _ in got[0])
    assert len(notices) == 1
    assert opened(home) == (got, [])


def test_changes_never_published_are_caught_up_with(home, monkeypatch):
    with Library(home, FakeEncoder()) as library, library._storing() as store:
        store.remove("a.txt")
    got, notices = opened(home)
    assert notices == []
    assert not any("a.txt" in passage_id for hits in got for passage_id, _ in hits)
    listing = read_listing(home)
    assert listing.generation == 4


def test_many_deletions_make_the_words_anew(home):
    """Deleted rows stay in tantivy's statistics; past a tenth (here ten) they are no longer carried along."""
    path = home.parent / "documents" / "a.txt"
    dropped = []
    with Library(home, FakeEncoder()) as library:
        for version in range(12):
            path.write_text(f"　　长江十年禁渔第{version}版。\n", encoding="utf-8")
            library.add([path.parent])
            dropped.append(read_listing(home).dropped)
    assert dropped == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0, 1]


def test_another_dictionary_of_words_makes_them_anew(home, tmp_path):
    dictionary = tmp_path / "words.txt"
    dictionary.write_text("十年禁渔 1000 n\n", encoding="utf-8")
    with Library(home, FakeEncoder(), dictionary) as library:
        assert library.search("十年禁渔", 3)[0].passage.doc_id == "a.txt"
        assert library._follower._lease.snapshot.derived.words.document_frequencies(["十年禁渔"]) == [1]
    assert read_listing(home).segmenter == Segmenter(home, dictionary).fingerprint


def test_a_writer_that_sweeps_under_a_readers_hands(home, folder, monkeypatch):
    """The reader has read the list; before it reads the files, a writer publishes others and sweeps these."""
    from yinwen.index import derived

    wanted, _ = opened(home)
    load = derived._load_words
    calls = []

    def late(*arguments):
        if not calls:
            calls.append(1)
            with Library(home, FakeEncoder()) as writer:
                writer.add_shipped()
                writer.remove(["b.md"])
        return load(*arguments)

    monkeypatch.setattr(derived, "_load_words", late)
    got, notices = opened(home)
    assert calls
    assert notices == []
    assert not any("b.md" in passage_id for hits in got for passage_id, _ in hits)
    assert any("b.md" in passage_id for hits in wanted for passage_id, _ in hits)
    assert published.read_problems(home) == []


def test_a_write_is_old_or_new(tmp_path, monkeypatch):
    path = tmp_path / "file"
    write_atomically(path, b"old")
    monkeypatch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(OSError, match="space"):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_a_publishing_that_fails_halfway_leaves_the_old_set(home, folder, monkeypatch):
    with Library(home, FakeEncoder()) as library:
        monkeypatch.setattr(published, "write_listing", lambda *_: (_ for _ in ()).throw(OSError(28, "full")))
        library.remove(["a.txt"])
        monkeypatch.undo()
        assert not any("a.txt" in passage_id for hits in answers(library) for passage_id, _ in hits)
    assert published.read_problems(home) == []
    assert opened(home)[1] == []
    assert len(list(home.glob("words-*"))) == len(list(home.glob("vectors-*"))) == 1
