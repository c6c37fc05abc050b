"""A library: one folder with the documents of a user, searched by many and written by one at a time."""

import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Self

from ..corpus.errors import DocumentError, YinwenError
from ..corpus.passages import SPLITTER_VERSION
from ..corpus.types import Document
from .database import DATABASE as DATABASE
from .encoder import load_encoder, load_piece_counter, tokenizer_fingerprint
from .exact import forget
from .following import Follower
from .ingest import PASSAGE_LIMIT, AddReport, Progress
from .locks import WRITING, held
from .manifest import Manifest, check, check_format
from .rows import DocumentInfo
from .search import HybridSearcher
from .segment import Segmenter
from .snapshot import Snapshot
from .store import Store, find_document, list_documents
from .types import Encoder, Hit
from .uploads import Upload
from .writer import Told, Writer, no_such_document, remove_documents

Notify = Callable[[YinwenError], None]


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
        self.home = home
        _make_home(home)
        self.segmenter = Segmenter(home / "cache", user_dictionary)
        self._encoder: Encoder | None = None if encoder is None or isinstance(encoder, str) else encoder
        self._named = encoder if encoder is None or isinstance(encoder, str) else encoder.name
        self._loading = threading.RLock()
        self._follower = Follower(home, self.segmenter, self._check, notify)
        try:
            check_format(self.meta())
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Lets go of everything."""
        self._follower.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- what it is made with

    def meta(self) -> dict[str, str]:
        """The manifest; empty for an index never written."""
        return {row["key"]: row["value"] for row in self._follower.rows("SELECT key, value FROM meta")}

    @property
    def encoder(self) -> Encoder:
        """The encoder, loaded at first use."""
        with self._loading:
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

    def _check(self, snapshot: Snapshot) -> None:
        if snapshot.meta:
            check(snapshot.meta, self.manifest())

    # -- reading

    def reading(self) -> AbstractContextManager[Snapshot]:
        """One state of the library, the same until the block ends.

        Raises:
            IndexMismatchError: The index was made with something else.
        """
        return self._follower.reading()

    def refresh(self) -> None:
        """Follows to the newest state and publishes it; questions under way keep theirs."""
        self._follower.refresh()

    def documents(self) -> list[DocumentInfo]:
        """All documents, by doc_id. Needs no encoder."""
        return list_documents(self._follower.rows)

    def document(self, doc_id: str) -> Document:
        """A document, whole. Needs no encoder.

        Raises:
            DocumentError: There is none of this doc_id.
        """
        document = find_document(self._follower.rows, doc_id)
        if document is None:
            raise no_such_document(doc_id)
        return document

    def search(self, query: str, k: int = 10, within: Collection[str] | None = None) -> list[Hit]:
        """Hybrid search, best first."""
        with self.reading() as snapshot:
            return HybridSearcher(snapshot, self.encoder).search(query, k, within)

    # -- writing

    @contextmanager
    def _storing(self) -> Iterator[Store]:
        with held(self.home, WRITING):
            store = Store(self.home / DATABASE)
            try:
                yield store
            finally:
                store.close()

    @contextmanager
    def writing(self, *, checked: bool = True) -> Iterator[Writer]:
        """The one writer. What it commits is safe at once; when the block ends well it is published.

        Raises:
            BusyError: Another process is writing.
            IndexMismatchError: The index was made with something else.
        """
        with self._storing() as store:
            manifest = self.manifest()
            if checked:
                check(store.meta(), manifest)
                store.set_meta(**manifest.to_meta())
            yield Writer(store, self.encoder, load_piece_counter(), manifest)
        self.refresh()

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
        if report.removed or report.updated:
            forget(self.home)
        return report

    def upload(self, uploads: Sequence[Upload], told: Told = lambda *_: None) -> AddReport:
        """Adds files under their own names; one of a name that is there takes its place. Each is stored as soon as it is read.

        Args:
            uploads: Files, in order.
            told: Is told of each, by name, that it is in (None) or why it could not be read.

        Returns:
            What became of each; one that can't be read is in ``failed`` and keeps none from being added.

        Raises:
            BusyError: Another process is writing.
        """
        with self.writing() as writer:
            report = writer.upload(uploads, told)
        if report.updated:
            forget(self.home)
        return report

    def add_shipped(self, progress: Progress = lambda *_: None) -> None:
        """Indexes the documents shipped with the program, where no index was ever made here; else does nothing."""
        if self.meta().get("shipped", "wanted") != "wanted":
            return
        with self.writing() as writer:
            writer.add_shipped(progress)

    def remove(self, doc_ids: Sequence[str]) -> None:
        """Removes documents from every structure. Needs no encoder.

        Raises:
            DocumentError: One of them is not there; none is removed then.
        """
        with self._storing() as store:
            remove_documents(store, doc_ids)
        self.refresh()
        forget(self.home)

    def rebuild(self, progress: Progress = lambda *_: None) -> int:
        """Cuts and encodes every stored document anew with this program's encoder, all or nothing; how many."""
        with self.writing(checked=False) as writer:
            count = writer.rebuild(progress)
        forget(self.home)
        return count


def _make_home(home: Path) -> None:
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise DocumentError(
            f"建不了索引文件夹 {home}（{error.strerror}）；请检查权限，或用 YINWEN_HOME 另指一处。",
            f"The index folder {home} can't be made ({error.strerror}); check permissions or name another with YINWEN_HOME.",
        ) from error
