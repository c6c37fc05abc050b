"""A retriever for LangChain (``yinwen[langchain]``): passages whose words and places are the source's own."""

from typing import TYPE_CHECKING

from pydantic import Field

from ..corpus.errors import MissingExtraError
from .assistant import Assistant
from .passages import Titled, find_titled

try:
    from langchain_core.documents import Document
    from langchain_core.retrievers import BaseRetriever
except ModuleNotFoundError as missing:
    raise MissingExtraError("langchain", missing.name or "langchain-core") from missing

if TYPE_CHECKING:
    from langchain_core.callbacks import CallbackManagerForRetrieverRun

__all__ = ["YinwenRetriever"]


class YinwenRetriever(BaseRetriever):
    """Finds passages of an Assistant's library: ``invoke``, ``ainvoke``, ``batch`` and the rest of a Runnable.

    ``page_content == assistant.document(metadata["doc_id"]).text[metadata["start"]:metadata["end"]]``. The other
    metadata: ``title``, ``passage_id`` (also the Document's ``id``), ``heading_path`` (a list), ``page`` (None where
    there are none), ``score`` (higher is better). What ``invoke`` raises is a YinwenError, as ``Assistant.search`` has it.

    Attributes:
        assistant: Whose library is searched; closing it is the caller's.
        k: How many passages at most.
        within: Only these doc_ids; None for all.
    """

    assistant: Assistant
    k: int = Field(default=10, ge=1)
    within: list[str] | None = None

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: "CallbackManagerForRetrieverRun",  # noqa: ARG002
    ) -> list[Document]:
        return [_document(found) for found in find_titled(self.assistant, query, self.k, self.within)]


def _document(found: Titled) -> Document:
    passage = found.hit.passage
    metadata = {
        "doc_id": passage.doc_id,
        "title": found.title,
        "passage_id": passage.passage_id,
        "start": passage.start,
        "end": passage.end,
        "heading_path": list(passage.heading_path),
        "page": passage.page,
        "score": found.hit.score,
    }
    return Document(id=passage.passage_id, page_content=passage.text, metadata=metadata)
