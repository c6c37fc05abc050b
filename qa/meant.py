"""Which of a library's documents, and which places in them, a question about documents means."""

from collections.abc import Callable, Sequence
from functools import cached_property
from weakref import WeakKeyDictionary

from ..corpus.normalize import normalize
from ..corpus.types import Document, Passage, Section
from ..index.rows import DocumentInfo
from ..index.search import WordSearcher
from ..index.snapshot import Snapshot
from .about import AboutDocument
from .locate import Region, locate, running
from .places import NAME, Step
from .titled import by_heading

Pair = tuple[Document, Sequence[Passage]]

# Documents that are read for an answer about documents.
READ = 8
# Documents that the list of them names.
_LISTED = 40
# Passages that are looked at for a heading, where there are more documents than are read.
_DEPTH = 50
_LONGEST = 40
# Headings of so many documents are kept for each state of the library.
_KEPT = 64
_SECTIONS: WeakKeyDictionary[Snapshot, dict[str, tuple[Section, ...]]] = WeakKeyDictionary()


class Meant:
    """The documents that may be asked about, in one state of the library.

    Args:
        snapshot: The state.
        infos: The documents.
        lookup: Reads one, whole.
    """

    def __init__(self, snapshot: Snapshot, infos: Sequence[DocumentInfo], lookup: Callable[[str], Document]) -> None:
        self._snapshot, self._infos, self._lookup = snapshot, infos, lookup
        self._known: dict[Step, bool] = {}

    @cached_property
    def titles(self) -> dict[str, str]:
        """By doc_id."""
        return {info.doc_id: info.title for info in self._infos}

    def headed(self, step: Step) -> bool:
        """Whether a document has a heading of that name; no heading is long, and none asks 什么."""
        if len(step.name) > _LONGEST:
            return False
        if step not in self._known:
            found = self._with_heading(list(self.titles), step)
            self._known[step] = any(by_heading(self._sections(doc_id), step) for doc_id in found)
        return self._known[step]

    def _sections(self, doc_id: str) -> tuple[Section, ...]:
        # Questions that end in 是什么 ask for headings by the dozen: documents are not read for each.
        kept = _SECTIONS.setdefault(self._snapshot, {})
        if doc_id not in kept:
            if len(kept) >= _KEPT:
                kept.clear()
            kept[doc_id] = self._lookup(doc_id).sections
        return kept[doc_id]

    def documents(self, about: AboutDocument) -> tuple[list[Pair], int]:
        """Those asked about, each with its passages in reading order, and how many more there are."""
        chosen = [doc_id for doc_id in self.titles if about.documents is None or doc_id in about.documents]
        limit = _LISTED if about.intent == "documents" else READ
        read = self._with_heading(chosen, about.steps[0])[:READ] if about.steps else chosen[:limit]
        more = 0 if about.steps and len(chosen) > READ else len(chosen) - len(read)
        pairs: list[Pair] = [(self._lookup(doc_id), self._snapshot.passages_of(doc_id)) for doc_id in read]
        if about.documents is not None and about.intent != "content":
            pairs = [(document, passages) for document, passages in pairs if not _speaks_of_it(document)]
        return pairs, more

    def places(self, about: AboutDocument) -> dict[str, list[Region]]:
        """By doc_id, the places that a question is to be searched for in; empty where no document has them."""
        found = {document.doc_id: locate(document, about.steps) for document, _ in self.documents(about)[0]}
        return {doc_id: regions for doc_id, regions in found.items() if regions}

    def _with_heading(self, doc_ids: list[str], step: Step) -> list[str]:
        """The documents to look for a heading in: all of a few, of many those that words find."""
        if step.unit != NAME or len(doc_ids) <= READ:
            return doc_ids
        hits = WordSearcher(self._snapshot).search(step.name, _DEPTH, doc_ids)
        return list(dict.fromkeys(hit.passage.doc_id for hit in hits))[:READ]


def _speaks_of_it(document: Document) -> bool:
    """Whether a text is about what its title names, as an encyclopedia's is: 《球阳》是…, and 《球阳》's author is not its own."""
    name = normalize(document.title).strip("《》 ")
    first = running(document)[:1]
    return any(name in normalize(document.text[p.start : p.start + len(document.title) + 8]) for p in first)
