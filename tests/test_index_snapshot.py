import json
from contextlib import closing

import numpy as np
import pytest

from yinwen.corpus.errors import DamagedError
from yinwen.corpus.readers import read_text
from yinwen.index.snapshot import Snapshot


@pytest.fixture
def snapshot(library, folder):
    library.add([folder])
    with library.reading() as found:
        yield found


def test_passages_are_the_texts_own_words(snapshot):
    for info in snapshot.documents():
        document = snapshot.document(info.doc_id)
        passages = snapshot.passages_of(info.doc_id)
        assert len(passages) == info.passages
        assert [p.start for p in passages] == sorted(p.start for p in passages)
        for passage in passages:
            assert document.text[passage.start : passage.end] == passage.text
    assert snapshot.passages_of("b.md")[-1].heading_path == ("保存",)


def test_keys_there_and_back(snapshot):
    wanted = snapshot.passages_of("b.md")
    keys = snapshot.keys_of([p.passage_id for p in wanted] + ["no such passage", "a'; DROP TABLE documents"])
    assert keys.keys() == {p.passage_id for p in wanted}
    assert list(snapshot.passages(keys.values()).values()) == wanted
    assert snapshot.passages([]) == {}
    assert snapshot.passages([999_999]) == {}


def test_numpy_keys_are_keys_too(snapshot):
    keys = np.array(list(snapshot.keys_of([snapshot.passages_of("a.txt")[0].passage_id]).values()))
    assert len(snapshot.passages(keys)) == len(snapshot.sentences(keys)) == 1


def test_sentences_by_passage_lie_in_it_in_order(snapshot):
    passages = snapshot.passages(snapshot.keys_of([p.passage_id for p in snapshot.passages_of("sub/c.txt")]).values())
    found = snapshot.sentences(list(passages))
    assert found.keys() == passages.keys()
    for key, (places, vectors) in found.items():
        assert places[0][0] == passages[key].start
        assert places[-1][1] == passages[key].end
        assert places == sorted(places)
        assert vectors.shape == (len(places), snapshot.dim)
        assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-2)


def test_sentence_keys_know_their_passage(snapshot):
    keys = snapshot.sentence_keys(snapshot.document_keys(["a.txt", "nope"]))
    passages = snapshot.passages_of_sentences(keys)
    assert {snapshot.passages([key])[key].doc_id for key in passages.tolist()} == {"a.txt"}
    assert snapshot.passages_of_sentences(np.array([-5, 0, 10**9])).tolist() == [-1, -1, -1]
    assert len(snapshot.sentence_keys([])) == 0
    assert len(snapshot) == len(snapshot.derived.vectors)


def test_more_keys_than_sqlite_has_parameters(snapshot):
    keys = list(range(300_000))
    assert len(snapshot.passages(keys)) == len(snapshot.derived.words)
    assert len(snapshot.sentences(keys)) == len(snapshot.derived.words)
    assert snapshot.keys_of([f"no such passage {n}" for n in range(300_000)]) == {}


def test_a_text_of_many_passages_is_read_once(library, monkeypatch):
    text = "\n".join(f"　　第{n}段说的是第{n}件事情。" for n in range(2000))
    with library.writing() as writer:
        writer.put_documents([read_text(text, "long", "memory")])
    read = []
    original = Snapshot._read_text
    monkeypatch.setattr(Snapshot, "_read_text", lambda self, key: read.append(key) or original(self, key))
    with closing(Snapshot(library.home, library.segmenter, print)) as snapshot_of_it:
        assert len(snapshot_of_it.passages_of("long")) == 2000
    assert len(read) == 1


def test_a_character_of_any_width_is_one(library):
    text = "　　𠮷野家在東京。\r\n\r\n　　é 与 e\u0301 不同😀👨‍👩‍👧。\x0c\r\n　　最后一段话在这里。"
    with library.writing() as writer:
        writer.put_documents([read_text(text, "wide", "memory")])
    with library.reading() as snapshot:
        passages = snapshot.passages_of("wide")
        assert len(passages) == 3
        assert all(text[p.start : p.end] == p.text for p in passages)


def test_documents_and_their_list(snapshot):
    assert [info.doc_id for info in snapshot.documents()] == ["a.txt", "b.md", "sub/c.txt"]
    assert snapshot.document("nope") is None
    listed = snapshot.documents()
    listed.clear()
    assert len(snapshot.documents()) == 3


def test_damage_that_shows_while_reading_is_one_sentence(library, folder):
    (folder / "long.txt").write_text("　　很长的文章一段接着一段，怎么也说不完。\n" * 3000, encoding="utf-8")
    library.add([folder])
    library.close()
    path = library.home / "library.sqlite"
    data = bytearray(path.read_bytes())
    for page in range(4096 * 8, len(data) - 4096, 4096):  # every page but the first few
        data[page : page + 64] = b"\xff" * 64
    path.write_bytes(data)
    with pytest.raises(DamagedError, match="damaged") as caught:
        Snapshot(library.home, library.segmenter, print).passages_of("long.txt")
    assert str(path) in caught.value.zh


def test_meta_that_is_no_number_is_one_sentence(library, folder):
    library.add([folder])
    with library._storing() as store:
        store.set_meta(dim="6\x00")
    with pytest.raises(DamagedError):
        Snapshot(library.home, library.segmenter, print)


def test_keys_of_a_passage_id_in_any_script(library):
    name = "资料/𠮷“引”\\号'.txt"
    with library.writing() as writer:
        writer.put_documents([read_text("　　一句话在此。", name, "memory")])
    with library.reading() as snapshot:
        (passage,) = snapshot.passages_of(name)
        assert snapshot.keys_of([passage.passage_id]).keys() == {json.loads(json.dumps(passage.passage_id))}
