"""A library: one folder with the documents of a user, searched by many and written by one at a time."""

import threading
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from filelock import FileLock, Timeout

from ..corpus.errors import BusyError, DocumentError, YinwenError
from ..corpus.passages import SPLITTER_VERSION
from ..corpus.types import Document
from . import published
from .encoder import load_encoder, load_piece_counter, tokenizer_fingerprint
from .ingest import PASSAGE_LIMIT, AddReport, Progress
from .manifest import Manifest, check, check_format
from .rows import DocumentInfo
from .search import HybridSearcher
from .segment import Segmenter
from .snapshot import Snapshot
from .store import Store, connect, generation_of
from .types import Encoder, Hit
from .writer import Writer

DATABASE = "library.sqlite"
# A server looks for a later generation at most this often.
_FOLLOW_SECONDS = 0.5

Notify = Callable[[YinwenError], None]


class _Lease:
    """A snapshot that closes when it is retired and its last user has left."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot, self._users, self._retired = snapshot, 0, False
        self._lock = threading.Lock()

    def enter(self) -> Snapshot:
        with self._lock:
            self._users += 1
        return self.snapshot

    def leave(self, *, retire: bool = False) -> None:
        with self._lock:
            self._users -= 0 if retire else 1
            self._retired |= retire
            done = self._retired and self._users == 0
        if done:
            self.snapshot.close()


class Library:
    """Safe for many threads. Writing takes the folder's lock; reading never waits for a writer.

    Args:
        home: Its folder; made if absent.
        encoder: An encoder, or what names one to ``load_encoder``; None takes the one that the index was made with,
            the shipped one where there is none.
        user_dictionary: A dictionary in jieba's format.
        notify: Gets one sentence for each derived file that was damaged and rebuilt.

    Raises:
        IndexMismatchError: The index was made with another encoder, splitter or format.
        DamagedError: The database is damaged.
        DocumentError: The folder can't be used.
    """

    def __init__(
        self,
        home: Path,
        encoder: Encoder | str | None = None,
        user_dictionary: Path | None = None,
        notify: Notify = lambda _: None,
    ) -> None:
        self.home, self._notify = home, notify
        _make_home(home)
        self.segmenter = Segmenter(home / "cache", user_dictionary)
        self._encoder: Encoder | None = None if encoder is None or isinstance(encoder, str) else encoder
        self._named = encoder if encoder is None or isinstance(encoder, str) else encoder.name
        self._lease: _Lease | None = None
        self._refreshing = threading.RLock()
        self._looked = 0.0
        self._watch = connect(home / DATABASE)
        check_format(self.meta())

    def close(self) -> None:
        """Lets go of everything."""
        with self._refreshing:
            if self._lease is not None:
                self._lease.leave(retire=True)
                self._lease = None
            self._watch.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- what it is made with

    def meta(self) -> dict[str, str]:
        """The manifest and counters; empty for an index never written."""
        with self._refreshing:
            if not self._watch.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
                return {}
            return {row["key"]: row["value"] for row in self._watch.execute("SELECT key, value FROM meta")}

    @property
    def encoder(self) -> Encoder:
        """The encoder, loaded at first use."""
        with self._refreshing:
            if self._encoder is None:
                self._encoder = load_encoder(self._encoder_spec())
            return self._encoder

    def _encoder_spec(self) -> str:
        return self._named or self.meta().get("encoder") or "default"

    def manifest(self) -> Manifest:
        """What this program would make the index with."""
        encoder = self.encoder
        return Manifest(
            encoder=self._encoder_spec(),
            fingerprint=encoder.fingerprint,
            dim=encoder.dim,
            tokenizer=tokenizer_fingerprint(),
            splitter=f"{SPLITTER_VERSION}/{PASSAGE_LIMIT}",
        )

    # -- reading

    @contextmanager
    def reading(self) -> Iterator[Snapshot]:
        """One state of the library, the same until the block ends."""
        lease = self._current()
        snapshot = lease.enter()
        try:
            yield snapshot
        finally:
            lease.leave()

    def _current(self) -> _Lease:
        with self._refreshing:
            if self._lease is not None:
                if time.monotonic() - self._looked < _FOLLOW_SECONDS:
                    return self._lease
                self._looked = time.monotonic()
                if generation_of(self._watch) == self._lease.snapshot.generation:
                    return self._lease
            return self.refresh()

    def refresh(self) -> _Lease:
        """Follows to the newest state; questions under way keep theirs."""
        with self._refreshing:
            problems: list[YinwenError] = []
            if not self.meta():
                with self.writing():
                    pass
            check(self.meta(), self.manifest())
            snapshot = Snapshot(self.home, self.encoder.dim, self.segmenter, problems.append)
            old, self._lease = self._lease, _Lease(snapshot)
            self._looked = time.monotonic()
            if old is not None:
                old.leave(retire=True)
            for problem in problems:
                self._notify(problem)
            if problems or not published.is_current(self.home, snapshot.generation, self.segmenter):
                self._publish_if_free(snapshot)
            return self._lease

    def _publish_if_free(self, snapshot: Snapshot) -> None:
        """A run that was interrupted left derived files behind; whoever finds the lock free completes them."""
        try:
            with self._lock():
                if generation_of(self._watch) == snapshot.generation:
                    published.publish(self.home, snapshot.derived, self.segmenter)
        except (BusyError, OSError):
            return  # a writer is at work and will publish, or the folder is read-only: this reader has all it needs

    def documents(self) -> list[DocumentInfo]:
        """All documents, by doc_id."""
        with self.reading() as snapshot:
            return snapshot.documents()

    def document(self, doc_id: str) -> Document:
        """A document, whole.

        Raises:
            DocumentError: There is none of this doc_id.
        """
        with self.reading() as snapshot:
            document = snapshot.document(doc_id)
        if document is None:
            raise no_such_document(doc_id)
        return document

    def search(self, query: str, k: int = 10, within: Collection[str] | None = None) -> list[Hit]:
        """Hybrid search, best first."""
        with self.reading() as snapshot:
            return HybridSearcher(snapshot, self.encoder).search(query, k, within)

    # -- writing

    @contextmanager
    def _lock(self) -> Iterator[None]:
        lock = FileLock(self.home / "lock", timeout=0)
        try:
            with lock:
                yield
        except Timeout as error:
            raise BusyError(
                f"另一个程序正在写索引 {self.home}；请等它结束后再试。",
                f"Another program is writing to the index {self.home}; try again when it has finished.",
            ) from error

    @contextmanager
    def writing(self, *, checked: bool = True) -> Iterator[Writer]:
        """The one writer; publishes at the end what was committed, even when the block raises.

        Raises:
            BusyError: Another process is writing.
            IndexMismatchError: The index was made with something else.
        """
        with self._lock():
            store = Store(self.home / DATABASE)
            try:
                manifest = self.manifest()
                if checked:
                    check(store.meta(), manifest)
                    store.set_meta(**manifest.to_meta())
                yield Writer(store, self.encoder, load_piece_counter(), manifest)
            finally:
                store.close()
        # The lock is free again: refresh takes it to publish.

    def add(self, paths: Sequence[Path], progress: Progress = lambda *_: None) -> AddReport:
        """Adds files and folders, re-encodes what changed, removes what vanished from a folder.

        Args:
            paths: Files and folders.
            progress: Gets bytes done and bytes in all.

        Raises:
            DocumentError: Nothing under ``paths`` could be read; other failures are in the report.
            BusyError: Another process is writing.
        """
        with self.writing() as writer:
            report = writer.add(paths, progress)
        self.refresh()
        return report

    def add_shipped(self, progress: Progress = lambda *_: None) -> None:
        """Indexes the documents shipped with the program, where no index was ever made here; else does nothing."""
        if self.meta().get("shipped", "wanted") != "wanted":
            return
        with self.writing() as writer:
            writer.add_shipped(progress)
        self.refresh()

    def remove(self, doc_ids: Sequence[str]) -> None:
        """Removes documents from every structure.

        Raises:
            DocumentError: One of them is not there; none is removed then.
        """
        with self.writing() as writer:
            writer.remove(doc_ids)
        self.refresh()

    def rebuild(self, progress: Progress = lambda *_: None) -> int:
        """Cuts and encodes every stored document anew with this program's encoder, all or nothing; how many."""
        with self.writing(checked=False) as writer:
            count = writer.rebuild(progress)
        self.refresh()
        return count


def no_such_document(doc_id: str) -> DocumentError:
    """The sentence for a doc_id that is not in the index."""
    return DocumentError(
        f"索引里没有文件 {doc_id}；用 yinwen list 查看有哪些。",
        f"The index holds no document {doc_id}; yinwen list shows what it holds.",
    )


def _make_home(home: Path) -> None:
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise DocumentError(
            f"建不了索引文件夹 {home}（{error.strerror}）；请检查权限，或用 YINWEN_HOME 另指一处。",
            f"The index folder {home} can't be made ({error.strerror}); check permissions or name another with YINWEN_HOME.",
        ) from error
