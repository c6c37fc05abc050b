"""Writing to a library: files added, changed, vanished, removed, rebuilt. Documents are committed one by one."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from ..corpus.errors import DocumentError, NoSuchDocumentError, YinwenError
from ..corpus.readers import READABLE, find_documents, read_document
from ..corpus.types import Document
from .ingest import AddReport, DocIds, Found, Measure, Prepared, Progress, cut, encode, find
from .listing import file_hash
from .manifest import Manifest
from .rows import DocumentInfo, content_hash
from .store import Store
from .types import Encoder
from .uploads import Upload, doc_id_of

Told = Callable[[str, YinwenError | None], None]
"""Is told of each upload, by name, that it is in, or why not."""
_CORPUS = Path(__file__).resolve().parent.parent / "corpus"


class Writer:
    """Handed out by ``Library.writing`` while it holds the lock."""

    def __init__(self, store: Store, encoder: Encoder, measure: Measure, manifest: Manifest) -> None:
        self._store, self._encoder, self._measure, self._manifest = store, encoder, measure, manifest

    # -- files

    def add(self, paths: Sequence[Path], progress: Progress) -> AddReport:
        """See ``Library.add``."""
        files, failed = find(paths)
        report = AddReport(failed=failed)
        self._put_all(files, report, progress)
        self._drop_vanished(files, report)
        if report.failed and not (report.added or report.updated or report.unchanged or report.removed):
            raise report.failed[0][1]
        return report

    def upload(self, uploads: Sequence[Upload], told: Told) -> AddReport:
        """See ``Library.upload``."""
        report = AddReport()
        # The shipped document steps aside: its name is free for the user's.
        known = {info.doc_id: info.content for info in self._store.documents() if not info.shipped}
        for upload in uploads:
            try:
                doc_id, content = doc_id_of(upload.name), _content_of(upload.path)
                if known.get(doc_id) == content:
                    report.unchanged.append(doc_id)
                else:
                    document = read_document(upload.path, doc_id, doc_id)
                    self._put_entries([cut(document, content, self._measure)], lambda _: None)
                    (report.updated if doc_id in known else report.added).append(doc_id)
                    known[doc_id] = content
                told(upload.name, None)
            except YinwenError as error:
                report.failed.append((upload.name, error))
                told(upload.name, error)
        return report

    def _put_entries(self, prepared: Iterable[Prepared], progress: Callable[[float], None]) -> None:
        for entry in encode(prepared, self._encoder, progress):
            with self._store.transaction():
                self._store.put(entry)
                self._retire_shipped()

    def _put_all(self, files: Sequence[Found], report: AddReport, progress: Progress, shipped: bool = False) -> None:
        total = float(sum(_size(found.path) for found in files)) or 1.0
        done = 0.0
        # The shipped document steps aside: its name is free for the user's.
        known = {info.doc_id: info for info in self._store.documents() if shipped or not info.shipped}
        mean = total / max(len(files), 1)

        def advance(documents: float) -> None:
            nonlocal done
            done = min(done + documents * mean, total)
            progress(done, total)

        progress(0.0, total)
        for entry in encode(self._prepare(files, known, report, shipped), self._encoder, advance):
            doc_id = entry.document.doc_id
            with self._store.transaction():
                self._store.put(entry)
                if not shipped:
                    self._retire_shipped()
            (report.updated if doc_id in known else report.added).append(doc_id)
        progress(total, total)

    def _prepare(
        self, files: Sequence[Found], known: dict[str, DocumentInfo], report: AddReport, shipped: bool
    ) -> Iterator[Prepared]:
        doc_ids = DocIds(known.values())
        for found in files:
            source = str(found.path)
            doc_id = doc_ids.of(found)
            old = known.get(doc_id)
            root = str(found.root) if found.root else None
            try:
                # Hashed before it is read: a file that changes in between is read anew next time.
                content = _content_of(found.path)
                if old and old.content == content and (root is None or old.root is not None):
                    report.unchanged.append(doc_id)
                    continue
                document = read_document(found.path, doc_id, source)
                yield cut(document, content, self._measure, root or (old.root if old else None), shipped)
            except YinwenError as error:
                report.failed.append((source, error))

    def _drop_vanished(self, files: Sequence[Found], report: AddReport) -> None:
        """What came with a folder and is in it no more; a file that is there but can't be read now stays."""
        roots = {found.root for found in files if found.root}
        there = {str(found.path) for found in files}
        for info in self._store.documents():
            if info.root is None or info.shipped or info.source in there:
                continue
            if any(Path(info.source).is_relative_to(root) for root in roots):
                self._store.remove(info.doc_id)
                report.removed.append(info.doc_id)

    # -- the shipped document

    def add_shipped(self, progress: Progress) -> AddReport:
        """The documents shipped with the program, until the user has documents of their own or removed these."""
        report = AddReport()
        if self._store.meta().get("shipped", "wanted") == "wanted":
            files = [Found(path, _CORPUS) for path in shipped_documents()]
            self._put_all(files, report, progress, shipped=True)
            self._store.set_meta(shipped="present")
        return report

    def _retire_shipped(self) -> None:
        if self._store.meta().get("shipped") == "retired":
            return
        for info in self._store.documents():
            if info.shipped:
                self._store.remove(info.doc_id)
        self._store.set_meta(shipped="retired")

    # -- documents that come from no file

    def put_documents(self, documents: Iterable[Document], progress: Callable[[float], None] = lambda _: None) -> None:
        """Stores documents as they are (an upload, pasted text, a BEIR corpus)."""
        known = {info.doc_id: info.content for info in self._store.documents()}

        def fresh() -> Iterator[Prepared]:
            for document in documents:
                content = content_hash(document.title + "\0" + document.text)
                if known.get(document.doc_id) != content:
                    yield cut(document, content, self._measure)

        self._put_entries(fresh(), progress)

    def rebuild(self, progress: Progress) -> int:
        """See ``Library.rebuild``."""
        infos = self._store.documents()
        done = 0.0

        def advance(documents: float) -> None:
            nonlocal done
            done += documents
            progress(min(done, len(infos)), len(infos))

        def stored() -> Iterator[Prepared]:
            for info in infos:
                document = self._store.document(info.doc_id)
                if document is not None:
                    yield cut(document, info.content, self._measure, info.root, info.shipped)

        with self._store.transaction():
            for entry in encode(stored(), self._encoder, advance):
                self._store.put(entry)
            self._store.set_meta(**self._manifest.to_meta())
        return len(infos)


def remove_documents(store: Store, doc_ids: Sequence[str]) -> None:
    """See ``Library.remove``."""
    known = {info.doc_id: info for info in store.documents()}
    for doc_id in doc_ids:
        if doc_id not in known:
            raise no_such_document(doc_id)
    with store.transaction():
        for doc_id in dict.fromkeys(doc_ids):
            store.remove(doc_id)
            if known[doc_id].shipped:
                store.set_meta(shipped="retired")


def no_such_document(doc_id: str) -> NoSuchDocumentError:
    """The sentence for a doc_id that is not in the index."""
    return NoSuchDocumentError(
        f"索引里没有文件 {doc_id}；用 yinwen list 查看有哪些。",
        f"The index holds no document {doc_id}; yinwen list shows what it holds.",
    )


def shipped_documents() -> list[Path]:
    """The documents in ``corpus/``, its README aside."""
    return [path for path in find_documents(_CORPUS) if path.parent == _CORPUS and path.name != "README.md"]


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _content_of(path: Path) -> str:
    """The file's hash; nothing where no reader knows its format, which may be long and is refused in any case."""
    if path.suffix.lower() not in READABLE:
        return ""
    try:
        return file_hash(path)
    except OSError as error:
        raise DocumentError(
            f"读不了 {path}（{error.strerror}）；请检查路径和权限。",
            f"{path} can't be read ({error.strerror}); check the path and its permissions.",
        ) from error
