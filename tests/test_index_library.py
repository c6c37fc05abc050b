import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from yinwen.corpus.errors import BusyError, DocumentError
from yinwen.corpus.readers import read_text
from yinwen.index.database import connect
from yinwen.index.library import Library
from yinwen.index.verify import verify_derived, verify_published, verify_store

from fakes import FakeEncoder

TESTS = Path(__file__).parent


def ids(library):
    return [info.doc_id for info in library.documents()]


def found(library, query):
    return {hit.passage.doc_id for hit in library.search(query, 20)}


def assert_sound(library):
    path = library.home / "library.sqlite"
    assert list(verify_store(path)) == []
    assert list(verify_published(library.home)) == []
    with library.reading() as snapshot:
        assert list(verify_derived(snapshot)) == []


# -- adding


def test_a_folder_is_added_and_found(library, folder):
    report = library.add([folder])
    assert report.added == ["a.txt", "b.md", "sub/c.txt"]
    assert [report.updated, report.unchanged, report.removed, report.failed] == [[], [], [], []]
    assert library.search("周末十点开馆", 1)[0].passage.doc_id == "sub/c.txt"
    assert library.document("b.md").title == "茶的泡法"
    assert_sound(library)


def test_only_what_changed_is_encoded_again(library, folder, encoder):
    library.add([folder])
    encoder.encoded = 0
    report = library.add([folder])
    assert report.unchanged == ["a.txt", "b.md", "sub/c.txt"]
    assert encoder.encoded == 0
    (folder / "a.txt").write_text("　　只剩这一句话了，不再多说。\n", encoding="utf-8")
    report = library.add([folder])
    assert (report.updated, report.unchanged) == (["a.txt"], ["b.md", "sub/c.txt"])
    assert encoder.encoded == 1
    assert library.document("a.txt").text == "　　只剩这一句话了，不再多说。\n"
    assert_sound(library)


def test_a_file_only_touched_is_unchanged(library, folder, encoder):
    library.add([folder])
    encoder.encoded = 0
    os.utime(folder / "a.txt", (1, 1))
    assert library.add([folder]).updated == []
    assert encoder.encoded == 0


def test_what_vanished_from_the_folder_is_removed_and_named(library, folder):
    library.add([folder])
    (folder / "a.txt").unlink()
    (folder / "d.txt").write_text("　　新来的文件讲电动汽车充电。\n", encoding="utf-8")
    report = library.add([folder])
    assert (report.removed, report.added) == (["a.txt"], ["d.txt"])
    assert "a.txt" not in found(library, "长江禁渔")
    assert_sound(library)


def test_what_came_with_another_folder_or_alone_stays(library, folder, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    (other / "x.txt").write_text("　　另一个文件夹里的文件。\n", encoding="utf-8")
    (tmp_path / "alone.txt").write_text("　　单独添加的一个文件。\n", encoding="utf-8")
    library.add([folder, other, tmp_path / "alone.txt"])
    (other / "x.txt").unlink()
    (tmp_path / "alone.txt").unlink()
    assert library.add([folder]).removed == []
    assert "x.txt" in ids(library)
    assert "alone.txt" in ids(library)


def test_an_emptied_folder_is_an_error_and_removes_nothing(library, folder):
    """It looks like a disk that isn't mounted."""
    library.add([folder])
    for path in list(folder.rglob("*.*")):
        path.unlink()
    with pytest.raises(DocumentError, match="no readable"):
        library.add([folder])
    assert ids(library) == ["a.txt", "b.md", "sub/c.txt"]


def test_a_file_that_cannot_be_read_any_more_stays_and_is_reported(library, folder):
    library.add([folder])
    (folder / "a.txt").write_bytes(b"\x7fELF\0\0\0\0")
    (folder / "b.md").write_text("", encoding="utf-8")
    report = library.add([folder])
    assert sorted(Path(source).name for source, _ in report.failed) == ["a.txt", "b.md"]
    assert report.removed == []
    assert ids(library) == ["a.txt", "b.md", "sub/c.txt"]
    assert found(library, "长江禁渔") >= {"a.txt"}


def test_one_bad_file_does_not_keep_the_others_out(library, folder):
    (folder / "bad.txt").write_bytes(b"PK\x03\x04 zip")
    report = library.add([folder, folder / "missing"])
    assert len(report.added) == 3
    assert len(report.failed) == 2


@pytest.mark.parametrize("name", ["missing.txt", "x" * 5000, "loop/a.txt", "~nobody-of-this-name/a.txt"])
def test_what_is_not_there_is_one_sentence(library, tmp_path, name):
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    path = Path(name) if name.startswith("~") else tmp_path / name
    with pytest.raises(DocumentError, match="no file or folder"):
        library.add([path])
    assert ids(library) == []


@pytest.mark.parametrize("kind", ["device", "pipe", "unknown format"])
def test_what_is_no_document_is_refused_unread(library, tmp_path, kind):
    path = Path("/dev/zero") if kind == "device" else tmp_path / "a.txt"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "unknown format":
        path = tmp_path / "a.iso"
        with path.open("wb") as file:
            file.truncate(1 << 40)
    with pytest.raises(DocumentError):
        library.add([path])


@pytest.mark.skipif(sys.platform == "darwin", reason="its file system knows no such names")
def test_a_name_that_is_no_text_is_one_sentence(library, folder):
    Path(os.fsdecode(bytes(folder) + b"/\xff\xfe.txt")).write_text("　　名字坏了的文件。\n", encoding="utf-8")
    report = library.add([folder])
    assert len(report.added) == 3
    ((source, error),) = report.failed
    assert "�" in source
    assert (source + error.zh + error.en).encode()
    assert "rename" in error.en


def test_half_a_character_is_one_sentence(library):
    document = read_text("正常的一句话。", "a", "test")
    broken = type(document)("b", "题\ud800", "test", "坏的一句话。", (), document.paragraphs)
    with library.writing() as writer, pytest.raises(DocumentError, match="half a UTF-16"):
        writer.put_documents([broken])
    assert ids(library) == []


# -- where a document came from


def test_two_folders_with_the_same_names(library, folder, tmp_path):
    other = tmp_path / "more"
    other.mkdir()
    (other / "a.txt").write_text("　　这是另一个甲文件，讲大豆。\n", encoding="utf-8")
    third = tmp_path / "deep" / "more"
    third.mkdir(parents=True)
    (third / "a.txt").write_text("　　这是第三个甲文件，讲小麦。\n", encoding="utf-8")
    library.add([folder])
    assert library.add([other]).added == ["more/a.txt"]
    assert library.add([third]).added == ["more/a.txt (2)"]
    assert library.add([folder, other, third]).unchanged == [
        "a.txt",
        "b.md",
        "sub/c.txt",
        "more/a.txt",
        "more/a.txt (2)",
    ]
    assert "大豆" in library.document("more/a.txt").text
    assert "小麦" in library.document("more/a.txt (2)").text
    (other / "a.txt").unlink()
    (other / "b.txt").write_text("　　换了一个文件。\n", encoding="utf-8")
    assert library.add([other]).removed == ["more/a.txt"]
    assert "a.txt" in ids(library)


def test_the_same_file_twice_is_one_document(library, folder, encoder):
    report = library.add([folder / "a.txt", folder, folder / "sub" / "..", folder / "a.txt"])
    assert report.added == ["a.txt", "b.md", "sub/c.txt"]
    encoder.encoded = 0
    assert library.add([folder / "sub" / "c.txt"]).unchanged == ["sub/c.txt"]
    assert library.add([folder / "sub"]).unchanged == ["sub/c.txt"]
    assert len(ids(library)) == 3
    assert encoder.encoded == 0


def test_a_part_of_a_folder_added_again_names_what_vanished_from_it(library, folder):
    library.add([folder])
    (folder / "sub" / "c.txt").rename(folder / "sub" / "d.txt")
    (folder / "a.txt").unlink()
    report = library.add([folder / "sub"])
    assert report.removed == ["sub/c.txt"]
    assert "a.txt" in ids(library)


def test_a_link_and_a_relative_path_are_the_folder_itself(library, folder, tmp_path, monkeypatch):
    library.add([folder])
    (tmp_path / "link").symlink_to(folder)
    monkeypatch.chdir(tmp_path)
    assert len(library.add([Path("documents")]).unchanged) == 3
    assert len(library.add([Path("link")]).unchanged) == 3
    assert len(ids(library)) == 3


# -- removing


def test_removal_takes_a_document_from_every_structure(library, folder):
    library.add([folder])
    library.remove(["a.txt", "a.txt"])
    assert ids(library) == ["b.md", "sub/c.txt"]
    assert "a.txt" not in found(library, "长江十年禁渔")
    assert_sound(library)
    with pytest.raises(DocumentError, match="yinwen list"):
        library.document("a.txt")
    assert library.add([folder]).added == ["a.txt"]
    assert "a.txt" in found(library, "长江十年禁渔")
    assert_sound(library)


def test_none_is_removed_where_one_is_unknown(library, folder):
    library.add([folder])
    with pytest.raises(DocumentError, match="nope"):
        library.remove(["a.txt", "nope"])
    assert len(ids(library)) == 3


def test_listing_and_removing_need_no_encoder(tmp_path, library, folder):
    library.add([folder])
    with Library(library.home, "/no/such/model") as other:
        assert len(other.documents()) == 3
        assert other.document("a.txt").title
        other.remove(["a.txt"])
        assert ids(other) == ["b.md", "sub/c.txt"]
    assert_sound(library)


# -- the shipped article


def test_the_shipped_article_steps_out_and_never_returns(library, folder):
    library.add_shipped()
    (info,) = library.documents()
    assert info.shipped
    library.add([folder / "a.txt"])
    assert ids(library) == ["a.txt"]
    library.remove(["a.txt"])
    library.add_shipped()
    assert ids(library) == []


def test_the_shipped_article_once_removed_stays_away(library):
    library.add_shipped()
    library.remove(ids(library))
    library.add_shipped()
    assert ids(library) == []
    assert_sound(library)


def test_the_shipped_article_is_indexed_once(library, encoder):
    library.add_shipped()
    encoder.encoded = 0
    library.add_shipped()
    assert encoder.encoded == 0


def test_documents_of_ones_own_come_first(library, folder):
    library.add([folder])
    library.add_shipped()
    assert len(ids(library)) == 3


def test_a_failed_beginning_leaves_the_article_in_place(library, tmp_path):
    library.add_shipped()
    before = ids(library)
    (tmp_path / "bad.txt").write_bytes(b"\x7fELF")
    with pytest.raises(DocumentError):
        library.add([tmp_path / "bad.txt"])
    assert ids(library) == before


def test_a_users_file_of_the_same_name_gets_the_name(library, tmp_path):
    library.add_shipped()
    (name,) = ids(library)
    (tmp_path / name).write_text("　　我自己的文章，讲的是别的。\n", encoding="utf-8")
    assert library.add([tmp_path / name]).added == [name]
    assert "我自己" in library.document(name).text
    assert ids(library) == [name]


# -- documents that come from no file


def test_documents_from_memory(library, encoder):
    documents = [read_text(f"　　第{n}份文件讲第{n}件事情。", f"d{n}", "memory", title="题") for n in range(3)]
    with library.writing() as writer:
        writer.put_documents(documents)
    assert ids(library) == ["d0", "d1", "d2"]
    encoder.encoded = 0
    with library.writing() as writer:
        writer.put_documents(documents)
    assert encoder.encoded == 0
    with library.writing() as writer:
        writer.put_documents([read_text("　　改过了的文件。", "d1", "memory", title="题")])
    assert library.document("d1").text == "　　改过了的文件。"
    assert_sound(library)


# -- interruption and rebuilding


class Interrupting(FakeEncoder):
    def __init__(self, after: int) -> None:
        super().__init__()
        self.after = after

    def encode_passages(self, texts):
        if self.encoded >= self.after:
            raise KeyboardInterrupt
        return super().encode_passages(texts)


@pytest.fixture
def many(tmp_path):
    """More sentences than are encoded at once."""
    root = tmp_path / "many"
    root.mkdir()
    for n in range(12):
        lines = "\n".join(f"　　第{n}号文件的第{m}条规定了第{n * 100 + m}项具体的要求和办法。" for m in range(100))
        (root / f"{n:02}.txt").write_text(lines, encoding="utf-8")
    return root


def test_an_interrupted_run_goes_on_where_it_stopped(tmp_path, many):
    home = tmp_path / "home"
    with Library(home, Interrupting(600)) as library:
        with pytest.raises(KeyboardInterrupt):
            library.add([many])
        done = ids(library)
        assert 0 < len(done) < 12
        assert found(library, "第0号文件的第1条")
        assert_sound(library)
    encoder = FakeEncoder()
    with Library(home, encoder) as library:
        report = library.add([many])
        assert report.unchanged == done
        assert len(report.added) == 12 - len(done)
        assert encoder.encoded == 100 * len(report.added)
        assert_sound(library)


def test_progress_never_goes_back_and_ends_whole(library, many):
    seen = []
    library.add([many], lambda done, total: seen.append((done, total)))
    assert seen[0][0] == 0.0
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert seen[-1][0] == seen[-1][1] == sum(path.stat().st_size for path in many.iterdir())
    assert len(seen) > 3


def test_rebuilding_with_another_encoder(library, folder):
    library.add([folder])
    other = FakeEncoder("other", 32)
    with Library(library.home, other) as again:
        seen = []
        assert again.rebuild(lambda done, total: seen.append((done, total))) == 3
        assert seen[-1] == (3, 3)
        assert again.meta()["encoder"] == "other"
        assert again.search("周末十点开馆", 1)[0].passage.doc_id == "sub/c.txt"
        assert other.encoded > 0
        assert_sound(again)


def test_a_rebuild_that_is_interrupted_changes_nothing(library, many):
    library.add([many])
    with Library(library.home, Interrupting(600)) as again, pytest.raises(KeyboardInterrupt):
        again.rebuild()
    assert library.meta()["encoder"] == "fake"
    assert_sound(library)


# -- many at once


def test_another_library_sees_what_is_added(library, folder, encoder, monkeypatch):
    monkeypatch.setattr("yinwen.index.following._FOLLOW_SECONDS", 0.0)
    monkeypatch.setattr("yinwen.index.following._FOLLOW_SHARE", 0)
    with Library(library.home, encoder) as server:
        assert server.search("长江禁渔", 5) == []
        library.add([folder])
        assert found(server, "长江禁渔") >= {"a.txt"}
        library.remove(["a.txt"])
        assert "a.txt" not in found(server, "长江禁渔")


SCRIPT = """
import sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from fakes import FakeEncoder
from yinwen.index.library import Library
with Library(Path({home!r}), FakeEncoder()) as library:
    {body}
"""


def elsewhere(home, body):
    """Runs in another process; returns what it printed."""
    script = SCRIPT.format(tests=str(TESTS), home=str(home), body=body)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_another_process_adds_while_this_one_serves(library, folder, monkeypatch):
    monkeypatch.setattr("yinwen.index.following._FOLLOW_SECONDS", 0.0)
    monkeypatch.setattr("yinwen.index.following._FOLLOW_SHARE", 0)
    library.add([folder / "a.txt"])
    with library.reading() as before:
        elsewhere(library.home, f"library.add([Path({str(folder)!r})])")
        assert len(before.documents()) == 1
    assert len(ids(library)) == 3
    assert found(library, "红茶用沸水冲泡") >= {"b.md"}
    assert_sound(library)


def test_a_second_writer_gets_one_sentence(library, folder):
    library.add([folder])
    with Library(library.home, FakeEncoder()) as other, library.writing():
        with pytest.raises(BusyError) as caught:
            other.add([folder])
        with pytest.raises(BusyError):
            other.remove(["a.txt"])
        said = elsewhere(
            library.home,
            "from yinwen.corpus.errors import BusyError\n"
            "    try: library.remove(['a.txt'])\n"
            "    except BusyError as error: print(error.exit_code, error.en)",
        )
        assert found(other, "长江禁渔") >= {"a.txt"}
    assert str(library.home) in caught.value.zh
    assert said.startswith("4 Another program")
    assert len(ids(library)) == 3


def test_a_reader_that_publishes_never_holds_up_a_writer(library, folder, encoder, monkeypatch):
    from yinwen.index import published

    library.add([folder])
    publish, met = published.publish, []

    def slow(*arguments):
        with Library(library.home, encoder) as other:
            met.append(other.add([folder]).unchanged)
        publish(*arguments)

    (library.home / "published.json").unlink()
    with Library(library.home, encoder) as reader:
        monkeypatch.setattr(published, "publish", lambda *a: (monkeypatch.undo(), slow(*a)))
        reader.refresh()
    assert [len(unchanged) for unchanged in met] == [3]
    assert_sound(library)


def test_a_snapshot_stays_whole_while_others_write(library, folder):
    library.add([folder])
    with library.reading() as snapshot:
        library.remove(["a.txt"])
        library.add([folder / "b.md"])
        passages = snapshot.passages_of("a.txt")
        assert snapshot.document("a.txt").text[passages[0].start : passages[0].end] == passages[0].text
    with library.reading() as snapshot:
        assert snapshot.passages_of("a.txt") == []


def test_reading_while_writing_never_fails_and_sees_one_state(library, monkeypatch):
    """Each state holds one and the same version in all three documents."""
    monkeypatch.setattr("yinwen.index.following._FOLLOW_SECONDS", 0.0)
    monkeypatch.setattr("yinwen.index.following._FOLLOW_SHARE", 0)

    def write(version: int) -> None:
        with library.writing() as writer, writer._store.transaction():
            writer.put_documents(
                read_text(f"　　长江禁渔的第{version}版说明在此。", f"d{n}", "memory") for n in range(3)
            )

    write(0)
    failures, versions, stop = [], set(), threading.Event()

    def read() -> None:
        from yinwen.index.search import HybridSearcher

        try:
            while not stop.is_set():
                with library.reading() as snapshot:
                    hits = HybridSearcher(snapshot, library.encoder).search("长江禁渔", 10)
                    texts = {snapshot.document(h.passage.doc_id).text for h in hits}
                    assert len(hits) == 3
                    assert {h.passage.text for h in hits} == {text[2:] for text in texts}
                    assert len(texts) == 1
                    versions.update(texts)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for version in range(1, 9):
        write(version)
    stop.set()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(versions) > 1


def test_one_slow_follower_does_not_hold_up_the_others(library, folder, monkeypatch):
    monkeypatch.setattr("yinwen.index.following._FOLLOW_SECONDS", 0.0)
    library.add([folder / "a.txt"])
    following = library._follower
    with library.reading():
        pass
    entered, go_on = threading.Event(), threading.Event()
    open_ = following._open

    def slow():
        entered.set()
        assert go_on.wait(60)
        return open_()

    monkeypatch.setattr(following, "_open", slow)
    elsewhere(library.home, f"library.add([Path({str(folder)!r})])")
    monkeypatch.setattr(following, "_look_again", 0.0)
    thread = threading.Thread(target=library.search, args=("长江禁渔",))
    thread.start()
    assert entered.wait(60)
    assert found(library, "长江禁渔") == {"a.txt"}  # meanwhile, from the state before
    go_on.set()
    thread.join()
    assert len(found(library, "长江禁渔 红茶")) > 1


# -- a home that is empty, or not to be written to


def test_reading_an_empty_home_needs_neither_lock_nor_encoder(tmp_path, encoder):
    home = tmp_path / "home"
    with Library(home, encoder) as library, library.writing(), Library(home, encoder) as reader:
        assert reader.search("长江", 5) == []
    with Library(tmp_path / "other", "/no/such/model") as reader, reader.reading() as snapshot:
        assert snapshot.documents() == []
    left = {path.name for path in (tmp_path / "other").iterdir()}
    assert left <= {"library.sqlite", "cache"}


def test_a_home_that_cannot_be_made_is_one_sentence(tmp_path, encoder):
    (tmp_path / "file").write_text("x")
    with pytest.raises(DocumentError, match="YINWEN_HOME"):
        Library(tmp_path / "file" / "home", encoder)


def read_only(command):
    """Without the right to write anywhere, which root has to give up first."""
    if os.geteuid():
        return command
    return ["setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override", *command]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs setpriv where tests run as root")
def test_a_read_only_home_answers(library, folder, tmp_path):
    library.add([folder])
    wanted = [hit.passage.passage_id for hit in library.search("图书馆几点开馆", 3)]
    library.close()
    body = """
    import json
    from yinwen.corpus.errors import DocumentError
    try: library.remove(['a.txt']); refused = ''
    except DocumentError as error: refused = error.en
    hits = [hit.passage.passage_id for hit in library.search('图书馆几点开馆', 3)]
    print(json.dumps([hits, len(library.documents()), refused]))"""
    script = SCRIPT.format(tests=str(TESTS), home=str(library.home), body=body.strip())
    for path in (library.home, *(p for p in library.home.rglob("*") if p.is_dir())):
        path.chmod(0o555)
    try:
        done = subprocess.run(read_only([sys.executable, "-c", script]), capture_output=True, text=True, check=False)
    finally:
        for path in (library.home, *(p for p in library.home.rglob("*") if p.is_dir())):
            path.chmod(0o755)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    hits, documents, refused = json.loads(done.stdout)
    assert hits == wanted
    assert documents == 3
    assert "permissions" in refused


def test_a_full_disk_while_adding_leaves_the_old_index_answering(library, folder, many, monkeypatch):
    library.add([folder])
    from yinwen.index import store

    def small(path):
        connection = connect(path)
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + 40}")
        return connection

    monkeypatch.setattr(store, "connect", small)
    with pytest.raises(DocumentError, match="full"):
        library.add([many])
    monkeypatch.undo()
    assert found(library, "长江禁渔") >= {"a.txt"}
    assert_sound(library)
    assert len(library.add([many]).failed) == 0


def test_a_full_temporary_folder_leaves_the_state_before_answering(library, folder, encoder, monkeypatch):
    library.add([folder / "a.txt"])
    with Library(library.home, encoder) as server:
        assert found(server, "长江禁渔") == {"a.txt"}
        library.add([folder])
        monkeypatch.setattr("yinwen.index.following._FOLLOW_SECONDS", 0.0)
        monkeypatch.setattr(server._follower, "_look_again", 0.0)
        (library.home / "published.json").unlink()
        with monkeypatch.context() as full:
            full.setattr("tempfile.mkdtemp", lambda *_, **__: (_ for _ in ()).throw(OSError(28, "No space left")))
            assert found(server, "长江禁渔") == {"a.txt"}
            with Library(library.home, encoder) as other, pytest.raises(DocumentError, match="TMPDIR"):
                other.search("长江禁渔", 3)
        monkeypatch.setattr(server._follower, "_look_again", 0.0)
        assert len(found(server, "长江禁渔 红茶")) == 3


def test_files_left_by_killed_runs_are_swept(library, folder):
    library.add([folder])
    for name in ("vectors-99.faiss", ".tmp-abc"):
        (library.home / name).write_bytes(b"left")
    (library.home / "words-99").mkdir()
    library.remove(["a.txt"])
    left = {path.name for path in library.home.iterdir()}
    assert not left & {"vectors-99.faiss", ".tmp-abc", "words-99"}
    assert len([name for name in left if name.startswith(("vectors-", "words-"))]) == 2


def test_private_copies_go_with_their_snapshot(library, folder, monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "scratch"))
    (tmp_path / "scratch").mkdir()
    library.add([folder])
    library.search("长江")
    library.remove(["a.txt"])
    library.close()
    assert list((tmp_path / "scratch").iterdir()) == []
