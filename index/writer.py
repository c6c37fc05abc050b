"""Writing to a library: files added, changed, vanished, removed, rebuilt. Documents are committed one by one."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from ..corpus.errors import DocumentError, YinwenError
from ..corpus.readers import find_documents, read_document
from ..corpus.types import Document
from .ingest import AddReport, Found, Measure, Prepared, Progress, choose_doc_id, cut, encode, find
from .manifest import Manifest
from .rows import DocumentInfo, content_hash
from .store import Store
from .types import Encoder

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
        if report.failed and not (report.added or report.updated or report.unchanged):
            raise report.failed[0][1]
        return report

    def _put_all(self, files: Sequence[Found], report: AddReport, progress: Progress, shipped: bool = False) -> None:
        total = float(sum(_size(found.path) for found in files)) or 1.0
        done = 0.0
        known = {info.doc_id: info for info in self._store.documents()}
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
        taken = dict(known)
        for found in files:
            source = str(found.path)
            doc_id = choose_doc_id(found, source, taken.values())
            try:
                content = content_hash(_read_bytes(found.path))
                old = known.get(doc_id)
                root = str(found.root) if found.root else None
                if old and old.content == content and old.shipped == shipped and (root is None or old.root == root):
                    report.unchanged.append(doc_id)
                    continue
                root = root or (old.root if old else None)
                prepared = cut(read_document(found.path, doc_id, source), content, self._measure, root, shipped)
            except YinwenError as error:
                report.failed.append((source, error))
                continue
            taken[doc_id] = DocumentInfo(doc_id, "", source, None, shipped, 0, 0, "", content)
            yield prepared

    def _drop_vanished(self, files: Sequence[Found], report: AddReport) -> None:
        """What was added with a folder and is there no more; a file that is there but can't be read now stays."""
        roots = {str(found.root) for found in files if found.root}
        there = {str(found.path) for found in files}
        for info in self._store.documents():
            if info.root in roots and info.source not in there:
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

        for entry in encode(fresh(), self._encoder, progress):
            with self._store.transaction():
                self._store.put(entry)
                self._retire_shipped()

    def remove(self, doc_ids: Sequence[str]) -> None:
        """See ``Library.remove``."""
        from .library import no_such_document

        known = {info.doc_id: info for info in self._store.documents()}
        for doc_id in doc_ids:
            if doc_id not in known:
                raise no_such_document(doc_id)
        with self._store.transaction():
            for doc_id in dict.fromkeys(doc_ids):
                self._store.remove(doc_id)
                if known[doc_id].shipped:
                    self._store.set_meta(shipped="retired")

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


def shipped_documents() -> list[Path]:
    """The documents in ``corpus/``, its README aside."""
    return [path for path in find_documents(_CORPUS) if path.parent == _CORPUS and path.name != "README.md"]


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise DocumentError(
            f"读不了 {path}（{error.strerror}）；请检查路径和权限。",
            f"{path} can't be read ({error.strerror}); check the path and its permissions.",
        ) from error
