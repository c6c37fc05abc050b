"""Passages for other programs: found with their documents' titles, or looked up by name, all of one state of the library."""

from collections.abc import Collection
from dataclasses import dataclass

from ..corpus.errors import NoSuchDocumentError
from ..corpus.types import Passage
from ..index.search import HybridSearcher
from ..index.types import Hit
from ..index.writer import no_such_document
from .assistant import Assistant
from .question import check_question


@dataclass(frozen=True, slots=True)
class Titled:
    """A hit and the title of its document."""

    hit: Hit
    title: str


@dataclass(frozen=True, slots=True)
class Around:
    """A passage, the title of its document, and the passages before and after it there, in reading order."""

    passage: Passage
    title: str
    before: tuple[Passage, ...] = ()
    after: tuple[Passage, ...] = ()


def find_titled(assistant: Assistant, query: str, k: int = 10, within: Collection[str] | None = None) -> list[Titled]:
    """``Assistant.search`` with titles.

    Raises:
        QuestionError: The query is empty or far too long.
        DocumentError: A document of ``within`` is not there.
    """
    asked = check_question(query)
    with assistant.library.reading() as snapshot:
        titles = {info.doc_id: info.title for info in snapshot.documents()}
        check_documents(titles, within)
        hits = HybridSearcher(snapshot, assistant.library.encoder).search(asked, k, within)
    return [Titled(hit, titles[hit.passage.doc_id]) for hit in hits]


def check_documents(known: Collection[str], within: Collection[str] | None) -> None:
    """That the documents named are there.

    Raises:
        DocumentError: One of them is not.
    """
    for doc_id in within or ():
        if doc_id not in known:
            raise no_such_document(doc_id)


def read_passage(assistant: Assistant, passage_id: str, neighbours: int = 0) -> Around:
    """A passage by its id, with as many as ``neighbours`` passages before it and after it.

    Raises:
        DocumentError: There is none of this id.
    """
    with assistant.library.reading() as snapshot:
        found = list(snapshot.passages(snapshot.keys_of([passage_id]).values()).values())
        if not found:
            raise _no_such_passage(passage_id)
        (passage,) = found
        titles = {info.doc_id: info.title for info in snapshot.documents()}
        if not neighbours:
            return Around(passage, titles[passage.doc_id])
        order = snapshot.passages_of(passage.doc_id)
    at = order.index(passage)
    before, after = order[max(at - neighbours, 0) : at], order[at + 1 : at + 1 + neighbours]
    return Around(passage, titles[passage.doc_id], tuple(before), tuple(after))


def _no_such_passage(passage_id: str) -> NoSuchDocumentError:
    return NoSuchDocumentError(
        f"没有编号为 {passage_id} 的段落；编号在 search 和 ask 的结果里（passage_id）。",
        f"There is no passage {passage_id}; ids are in what search and ask give (passage_id).",
    )
