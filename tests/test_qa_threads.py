"""Many threads ask and search one Assistant while others add and remove: each sees a state that was committed."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from yinwen.corpus.errors import BusyError, DocumentError
from yinwen.index.library import Library
from yinwen.qa import Answer, Assistant, Hit

ROUNDS = 4
QUESTION = "开放日从几点开始？"


def text_of(version: int) -> str:
    """Longer from version to version, so that the offsets of one do not hold in another."""
    return f"开放日通知\n\n　　{'各位同学请注意，' * version}开放日从上午{version}点开始。\n"


VERSIONS = [text_of(version) for version in range(1, ROUNDS + 1)]


@pytest.fixture
def files(tmp_path: Path) -> Path:
    root = tmp_path / "changing"
    root.mkdir()
    (root / "day.txt").write_text(VERSIONS[0], encoding="utf-8")
    (root / "rest.txt").write_text("图书馆\n\n　　图书馆周末十点开馆。\n", encoding="utf-8")
    return root


def places(hits: Sequence[Hit]) -> list[tuple[int, int, str]]:
    return [(h.passage.start, h.passage.end, h.passage.text) for h in hits if h.passage.doc_id == "day.txt"]


def committed(answer: Answer, hits: list[Hit]) -> None:
    """All that one answer quotes, and all that one search found, is one version of the document."""
    quoted = [(c.start, c.end, c.quote) for c in answer.citations if c.passage.doc_id == "day.txt" and not c.field]
    for found in (quoted + places(answer.hits), places(hits)):
        assert any(all(text[start:end] == quote for start, end, quote in found) for text in VERSIONS)


def test_readers_see_only_what_was_committed(library: Library, files: Path) -> None:
    assistant = Assistant(library)
    library.add([files])
    writing, writers_left = threading.Lock(), [2]
    done, asked = threading.Event(), threading.Barrier(5)

    def write(first: int) -> None:
        asked.wait()
        for version in VERSIONS[first::2]:
            with writing:  # one writer at a time is the library's rule: a second one is told to wait
                (files / "day.txt").write_text(version, encoding="utf-8")
                library.add([files])
                library.remove(["day.txt"])
        with writing:
            writers_left[0] -= 1
            if not writers_left[0]:
                done.set()

    def read(_: int) -> int:
        asked.wait()
        count = 0
        while not done.is_set() or not count:
            committed(assistant.ask(QUESTION), assistant.search("开放日"))
            for info in assistant.documents():
                try:
                    assert assistant.document(info.doc_id).doc_id == info.doc_id
                except DocumentError:
                    assert info.doc_id == "day.txt"  # removed in between
            count += 1
        return count

    with ThreadPoolExecutor(5) as pool:
        reading = [pool.submit(read, n) for n in range(3)]
        changes = [pool.submit(write, n) for n in range(2)]
        try:
            for change in changes:
                change.result()
        finally:
            done.set()
        assert all(one.result() for one in reading)
    library.add([files])
    last = (files / "day.txt").read_text(encoding="utf-8")
    assert assistant.document("day.txt").text == last
    (citation,) = assistant.ask(QUESTION).citations
    assert last[citation.start : citation.end] == citation.quote


def test_a_second_writer_is_told_and_the_first_goes_on(library: Library, files: Path) -> None:
    with library.writing() as _, ThreadPoolExecutor(1) as pool, pytest.raises(BusyError):
        pool.submit(library.add, [files]).result()
    assert len(library.add([files]).added) == 2
