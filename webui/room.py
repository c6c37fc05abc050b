"""What happens on the page: a question sent, a citation clicked, a document opened."""

import logging
from collections.abc import Collection, Sequence
from typing import Any, Protocol

import gradio as gr

from ..corpus.errors import Language, YinwenError
from ..corpus.types import Document
from ..index.ingest import AddReport
from ..index.uploads import Upload
from ..qa.llm.settings import LlmSettings
from ..qa.types import Answer, History
from .answer_view import find_target, highlights_in
from .conversation import Exchange, history, render_conversation
from .document_view import escape, render_document
from .files_view import DocumentInfo
from .texts import TEXTS

_LOG = logging.getLogger(__name__)

Update = Any  # what an event handler hands to one component: a value, gr.skip() or gr.update(...)
Chosen = list[str] | None
"""The doc_ids that are asked; None for all."""


class Assistant(Protocol):
    """What the page needs of ``yinwen.qa.Assistant``."""

    @property
    def llm(self) -> LlmSettings | None:
        """The LLM that may be asked for."""

    @property
    def strictness(self) -> str:
        """How readily the documents are said to be silent."""

    def ask(
        self,
        question: str,
        history: History = (),
        *,
        within: Collection[str] | None = None,
        language: Language = "zh",
        strictness: str | None = None,
        llm: bool = False,
    ) -> Answer:
        """The answer, or a YinwenError."""

    def upload(self, uploads: Sequence[Upload]) -> AddReport:
        """Adds files under their own names."""

    def remove(self, doc_ids: Sequence[str]) -> None:
        """Removes documents."""

    def documents(self) -> Sequence[DocumentInfo]:
        """What can be asked, in order."""

    def document(self, doc_id: str) -> Document:
        """One of them with its text."""

    def examples(self, doc_id: str | None = None, n: int = 3) -> list[str]:
        """Questions that the document answers."""


class ReadingRoom:
    """The page's events. It keeps nothing itself: each open page has its exchanges in a ``gr.State``."""

    def __init__(self, assistant: Assistant, language: Language) -> None:
        self.assistant, self.language, self.texts = assistant, language, TEXTS[language]

    def load(self, request: gr.Request) -> tuple[Update, Update, Update]:
        """A page is opened, perhaps at ``/?doc=…``: the list of documents, the open one, its example questions."""
        titles = self._titles()
        wanted = request.query_params.get("doc") if request else None
        doc_id = wanted if wanted in titles else next(iter(titles), None)
        examples = self.assistant.examples(doc_id, 3) if doc_id is not None else []
        return *self.opened(doc_id), render_conversation((), examples, titles, self.texts)

    def ask(
        self,
        question: str,
        exchanges: list[Exchange],
        opened: str | None,
        llm: bool = False,
        chosen: Chosen = None,
        strictness: str | None = None,
    ) -> tuple[Update, ...]:
        """A question is sent, with ``llm`` to the LLM too; ``chosen`` are the documents that are asked, None for all.

        Returns:
            The exchanges, the conversation, the question box, the notice, the document list, the document pane. When
            the question cannot be answered only the notice changes, so that the text typed stays in the box.
        """
        try:
            answer = self.assistant.ask(
                question,
                history(exchanges),
                within=self._asked(chosen),
                language=self.language,
                strictness=strictness,
                llm=llm,
            )
            exchanges = [*exchanges, Exchange(question.strip(), answer)]
            titles = self._titles()
            conversation = render_conversation(exchanges, (), titles, self.texts)
            doc_id, pane = self._first_quote(exchanges, opened)
        except Exception as error:
            return gr.skip(), gr.skip(), gr.skip(), self._notice(error), gr.skip(), gr.skip()
        chooser = gr.update(choices=[(t, d) for d, t in titles.items()], value=doc_id, visible=len(titles) > 1)
        return exchanges, conversation, "", "", chooser, pane

    def example(
        self,
        exchanges: list[Exchange],
        opened: str | None,
        llm: bool,
        chosen: Chosen,
        strictness: str | None,
        event: gr.EventData,
    ) -> tuple[Update, ...]:
        """An example question is clicked: it is asked."""
        return self.ask(str(event.question), exchanges, opened, llm, chosen, strictness)

    def cite(self, exchanges: list[Exchange], event: gr.EventData) -> tuple[Update, Update, Update]:
        """A citation is clicked that the open document does not show: the list, the pane, the notice."""
        turn, marker = str(event.turn), str(event.marker)
        known = turn.isdecimal() and int(turn) < len(exchanges)
        target = find_target(exchanges[int(turn)].answer, marker) if known else None
        if target is None:
            return gr.skip(), gr.skip(), gr.skip()
        try:
            return target[0], self._quotes(exchanges, int(turn), marker), ""
        except Exception as error:
            return gr.skip(), gr.skip(), self._notice(error)

    def opened(self, doc_id: str | None) -> tuple[Update, Update]:
        """The list in the header with this document chosen in it, the first where it is not there, and the pane."""
        titles = self._titles()
        doc_id = doc_id if doc_id in titles else next(iter(titles), None)
        choices = [(title, name) for name, title in titles.items()]
        return gr.update(choices=choices, value=doc_id, visible=len(choices) > 1), self._pane(doc_id)

    def open(self, doc_id: str | None) -> tuple[Update, Update]:
        """A document is chosen: the pane, the notice."""
        try:
            return self._pane(doc_id), ""
        except Exception as error:
            return gr.skip(), self._notice(error)

    def _asked(self, chosen: Chosen) -> Chosen:
        """The chosen documents; none chosen is said, not asked."""
        if chosen is not None and not chosen:
            raise YinwenError(TEXTS["zh"].none_chosen, TEXTS["en"].none_chosen)
        return chosen

    def said(self, error: Exception) -> str:
        """One sentence for whatever went wrong; what is no YinwenError is a fault of ours and goes to the log."""
        if not isinstance(error, YinwenError):
            _LOG.error("the page could not answer", exc_info=error)
        return error.message(self.language) if isinstance(error, YinwenError) else self.texts.failed

    def _titles(self) -> dict[str, str]:
        return {info.doc_id: info.title for info in self.assistant.documents()}

    def _pane(self, doc_id: str | None) -> str:
        if doc_id is None:
            return f'<p class="nothing">{escape(self.texts.no_document)}</p>'
        return render_document(self.assistant.document(doc_id), texts=self.texts)

    def _first_quote(self, exchanges: Sequence[Exchange], opened: str | None) -> tuple[Update, Update]:
        """The document that the last answer quotes first, open at the quote; without one what is open stays."""
        citations = exchanges[-1].answer.citations
        if not citations:
            return opened, gr.skip()
        pane = self._quotes(exchanges, len(exchanges) - 1, str(citations[0].marker))
        return citations[0].passage.doc_id, pane

    def _quotes(self, exchanges: Sequence[Exchange], turn: int, marker: str) -> str:
        """The document in which this marker's quote stands, all quotes of its answer lit."""
        answer = exchanges[turn].answer
        target = find_target(answer, marker)
        assert target is not None
        doc_id, chosen = target
        lit = highlights_in(answer, doc_id)
        if chosen not in lit:
            lit.append(chosen)
        document = self.assistant.document(doc_id)
        return render_document(document, lit, turn=turn, focus=marker, texts=self.texts)

    def _notice(self, error: Exception) -> str:
        return f'<p class="notice" role="alert">{escape(self.said(error))}</p>'
