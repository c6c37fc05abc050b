"""``kill -9`` in the middle of ``yinwen index``: what is left opens, is sound, and is completed by the same command.

``YINWEN_KILLS`` says how many kills each test makes. The seed is printed; ``YINWEN_SEED`` repeats it.
"""

import contextlib
import json
import os
import random
import select
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from yinwen.index.library import Library
from yinwen.index.verify import verify_derived, verify_published, verify_store

from fakes import FakeEncoder

KILLS = int(os.environ.get("YINWEN_KILLS", "5"))
SEED = int(os.environ.get("YINWEN_SEED", random.randrange(10**6)))
QUERIES = ["第3号文件第2条", "第17号文件的新办法", "不再有效的规定"]

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills need fork")


class Indexer:
    """``yinwen index`` in processes of their own."""

    def __init__(self, cache: Path) -> None:
        read, write = os.pipe()
        script = Path(__file__).with_name("killing.py")
        command = [sys.executable, "-W", "ignore", str(script), str(write), str(cache)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, pass_fds=[write], text=True)
        os.close(write)
        self._answers = os.fdopen(read, "rb", buffering=0)

    def close(self) -> None:
        self._process.stdin.close()
        self._process.wait()
        self._answers.close()

    def _hear(self, wanted: str) -> int:
        while True:
            line = self._answers.readline().decode()
            assert line, "the indexer died"
            word, _, number = line.strip().partition(" ")
            if word == "pid":
                self._pid = int(number)
            if word == "events":
                self.events = int(number)
            if word == wanted:
                return int(number or 0)

    def index(self, home: Path, folder: Path, *, fatal: int | None = None, after: float | None = None) -> int:
        """The exit status; killed at the event ``fatal``, or ``after`` so many seconds."""
        request = {"home": str(home), "folder": str(folder), "fatal": fatal}
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        self._pid, self.events = 0, 0
        self._hear("begin")
        began = time.perf_counter()
        if after is not None:
            while not self._pid:  # said by the parent, perhaps later than "begin" by the child
                self._hear("pid")
            select.select([self._answers], [], [], after)
            self._kill()
        status = self._hear("status")
        self.seconds = time.perf_counter() - began
        return status

    def _kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):  # it was faster
            os.kill(self._pid, signal.SIGKILL)


def write(folder: Path, numbers, note: str) -> None:
    for number in numbers:
        articles = "\n".join(f"　　第{number}号文件第{n}条：{note}，由第{n + number}处负责落实。" for n in range(1, 5))
        (folder / f"{number:02}.txt").write_text(f"第{number}号文件\n\n{articles}\n", encoding="utf-8")


@pytest.fixture(scope="module")
def indexer(tmp_path_factory):
    made = Indexer(tmp_path_factory.mktemp("cache"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("documents")


@pytest.fixture(scope="module")
def before(tmp_path_factory, indexer, folder):
    """A home with 15 documents; since then 5 of them changed, 5 vanished and 25 came."""
    home = tmp_path_factory.mktemp("before") / "home"
    write(folder, range(15), "不再有效的规定")
    assert indexer.index(home, folder) == 0
    for number in range(5):
        (folder / f"{number:02}.txt").unlink()
    write(folder, [*range(5, 10), *range(15, 40)], "新办法")
    return home


@pytest.fixture(scope="module")
def complete(tmp_path_factory, indexer, folder, before):
    """What an uninterrupted run leaves, how long it took, and how many events it had."""
    home = tmp_path_factory.mktemp("complete") / "home"
    shutil.copytree(before, home)
    assert indexer.index(home, folder) == 0
    seconds, events = indexer.seconds, indexer.events
    return content(home), seconds, events


def content(home):
    """All that a library holds but its keys and generations, and what it answers."""
    with Library(home, FakeEncoder()) as library, library.reading() as snapshot:
        documents = snapshot.rows(
            "SELECT doc_id, title, source, root, shipped, characters, passages, content, fields, structure, text"
            " FROM documents ORDER BY doc_id"
        )
        children = snapshot.rows(
            "SELECT passage_id, p.start, p.end, heading_path, ordinal, page, s.start, s.end, codes FROM passages p"
            " JOIN sentences s USING (passage_key) JOIN vectors USING (passage_key) ORDER BY passage_id, s.start"
        )
        meta = {key: value for key, value in snapshot.meta.items() if key != "shipped"}
        found = [{h.passage.passage_id for h in library.search(query, 1000)} for query in QUERIES]
        return [tuple(row) for row in documents], [tuple(row) for row in children], meta, found


def check(home, before, complete):
    """Sound, and each document is the old one, the new one, or not there (yet, or any more)."""
    assert [p.what.en for p in verify_store(home / "library.sqlite")] == []
    assert [p.what.en for p in verify_published(home)] == []
    notices = []
    with Library(home, FakeEncoder(), notify=notices.append) as library, library.reading() as snapshot:
        assert [p.what.en for p in verify_derived(snapshot)] == []
        texts = {info.doc_id: snapshot.document(info.doc_id).text for info in snapshot.documents()}
    assert notices == []
    old = {row[0]: row[-1] for row in before}
    new = {row[0]: row[-1] for row in complete}
    for doc_id in old.keys() | new.keys():
        assert texts.get(doc_id) in {old.get(doc_id), new.get(doc_id)}
    assert texts.keys() <= old.keys() | new.keys()
    with Library(home, FakeEncoder()) as library:
        assert [p.what.en for p in verify_published(library.home)] == []


def survive(tmp_path, indexer, before, folder, complete, **death):
    home = tmp_path / "home"
    shutil.copytree(before, home)
    status = indexer.index(home, folder, **death)
    check(home, content_of_before(before), complete[0])
    assert indexer.index(home, folder) == 0
    assert content(home) == complete
    shutil.rmtree(home)
    return status


def content_of_before(before):
    connection = sqlite3.connect(before / "library.sqlite")
    try:
        return connection.execute("SELECT doc_id, text FROM documents").fetchall()
    finally:
        connection.close()


def test_killed_at_random_instants(tmp_path, indexer, folder, before, complete):
    print(f"YINWEN_SEED={SEED}")
    wanted, seconds, _ = complete
    chance = random.Random(SEED)
    statuses = []
    for n in range(KILLS):  # one in each part of the whole duration
        after = seconds * (n + chance.random()) / KILLS
        statuses.append(survive(tmp_path, indexer, before, folder, wanted, after=after))
    assert set(statuses) <= {0, -signal.SIGKILL}
    assert -signal.SIGKILL in statuses


def test_killed_before_or_after_a_change_of_files(tmp_path, indexer, folder, before, complete):
    """Every commit, fsync, rename, copy and removal is an event; half of those tried lie in the publishing."""
    print(f"YINWEN_SEED={SEED}")
    wanted, _, events = complete
    assert events > 200
    chance = random.Random(SEED + 1)
    publishing = range(events - 100, events)
    chosen = [chance.randrange(events) if n % 2 else chance.choice(publishing) for n in range(KILLS)]
    for fatal in chosen:
        assert survive(tmp_path, indexer, before, folder, wanted, fatal=fatal) == -signal.SIGKILL, f"event {fatal}"


def test_killed_at_the_very_first_indexing(tmp_path, indexer, folder, complete):
    """Nothing was there before: no database, no lock, no cache."""
    print(f"YINWEN_SEED={SEED}")
    wanted, _, events = complete
    chance = random.Random(SEED + 2)
    for n in range(KILLS):
        home = tmp_path / f"home{n}"
        fatal = chance.randrange(events * n // KILLS, events * (n + 1) // KILLS)
        indexer.index(home, folder, fatal=fatal)
        check(home, [], wanted[0])
        assert indexer.index(home, folder) == 0
        assert content(home) == wanted
