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
from .naming import Titles
from .places import NAME, Step
from .titled import by_heading, fits

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
_TITLES: WeakKeyDictionary[Snapshot, Titles] = WeakKeyDictionary()
_SECTIONS: WeakKeyDictionary[Snapshot, dict[str, tuple[Section, ...]]] = WeakKeyDictionary()


class Meant:
    """The documents that may be asked about, in one state of the library.

    Args:
        snapshot: The state.
        infos: The documents.
        lookup: Reads one, whole.
        every: Whether these are all that there are.
    """

    def __init__(
        self, snapshot: Snapshot, infos: Sequence[DocumentInfo], lookup: Callable[[str], Document], *, every: bool
    ) -> None:
        self._snapshot, self._infos, self._lookup, self._every = snapshot, infos, lookup, every
        self._known: dict[Step, bool] = {}
        self._ids = [info.doc_id for info in infos]

    @cached_property
    def titles(self) -> Titles:
        """Of the documents; those of a whole library are made ready once."""
        kept = _TITLES.get(self._snapshot) if self._every else None
        titles = kept or Titles({info.doc_id: info.title for info in self._infos})
        if self._every:
            _TITLES[self._snapshot] = titles
        return titles

    def headed(self, step: Step) -> bool:
        """Whether a document has a heading of that name; no heading is long."""
        if len(step.name) > _LONGEST:
            return False
        if step not in self._known:
            self._known[step] = bool(self._with_heading(self._ids, step))
        return self._known[step]

    def _with_heading(self, doc_ids: list[str], step: Step) -> list[str]:
        """The documents that have such a heading: of a few all, of many those that words find."""
        if len(doc_ids) <= READ:
            return [doc_id for doc_id in doc_ids if by_heading(self._sections(doc_id), step)]
        hits = WordSearcher(self._snapshot).search(step.name, _DEPTH, None if self._every else doc_ids)
        headed = [hit.passage for hit in hits if any(fits(head, step) is not None for head in hit.passage.heading_path)]
        known = set(doc_ids)
        return list(dict.fromkeys(p.doc_id for p in headed if p.doc_id in known))[:READ]

    def _sections(self, doc_id: str) -> tuple[Section, ...]:
        # Questions that end in 是什么 ask for headings by the dozen: documents are not read for each.
        kept = _SECTIONS.setdefault(self._snapshot, {})
        sections = kept.get(doc_id)  # once: another thread may clear it at any moment
        if sections is None:
            if len(kept) >= _KEPT:
                kept.clear()
            sections = kept[doc_id] = self._lookup(doc_id).sections
        return sections

    def documents(self, about: AboutDocument) -> tuple[list[Pair], int]:
        """Those asked about, each with its passages in reading order, and how many more there are."""
        chosen = [doc_id for doc_id in self._ids if about.documents is None or doc_id in about.documents]
        by_name = bool(about.steps) and about.steps[0].unit == NAME
        limit = _LISTED if about.intent == "documents" else READ
        read = self._with_heading(chosen, about.steps[0]) if by_name else chosen[:limit]
        pairs: list[Pair] = [(self._lookup(doc_id), self._snapshot.passages_of(doc_id)) for doc_id in read]
        if about.documents is not None and about.intent != "content":
            pairs = [(document, passages) for document, passages in pairs if not _speaks_of_it(document)]
        return pairs, len(chosen) - len(read)

    def places(self, about: AboutDocument) -> dict[str, list[Region]]:
        """By doc_id, the places that a question is to be searched for in; empty where no document has them."""
        found = {document.doc_id: locate(document, about.steps) for document, _ in self.documents(about)[0]}
        return {doc_id: regions for doc_id, regions in found.items() if regions}


def _speaks_of_it(document: Document) -> bool:
    """Whether a text is about what its title names, as an encyclopedia's is: 《球阳》是…, and 《球阳》's author is not its own."""
    name = normalize(document.title).strip("《》 ")
    first = running(document)[:1]
    return any(name in normalize(document.text[p.start : p.start + len(document.title) + 8]) for p in first)
