"""The page: the conversation beside the open document, in Gradio Blocks.

Conversation and document are our own HTML in ``gr.HTML``: ``gr.Chatbot`` reads its messages as Markdown, which would
change the characters of a quote, and its cleaner takes the attributes off the citation buttons.
"""

import logging
from collections.abc import Sequence
from typing import Any, Protocol

import gradio as gr

from ..corpus.errors import Language, YinwenError
from ..corpus.types import Document
from ..qa.llm.settings import LlmSettings
from ..qa.types import Answer, History
from .answer_view import find_target, highlights_in
from .conversation import Exchange, history, render_conversation
from .document_view import escape, render_document
from .llm_switch import llm_switch
from .texts import TEXTS

_LOG = logging.getLogger(__name__)

# Characters that the question box takes. A question is a sentence or two; the assistant's own limit is wider.
QUESTION_LIMIT = 1000
# Questions answered at once, and those that may wait; the rest are told that the page is busy.
ANSWERING, WAITING = 4, 64

Update = Any  # what an event handler hands to one component: a value, gr.skip() or gr.update(...)

_EVENTS = """
element.addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (!button) return;
  if (button.matches('.cite, .goto')) {
    if (!window.yinwen.show(button)) trigger('cite', {turn: button.dataset.turn, marker: button.dataset.marker});
  } else if (button.matches('.example')) {
    window.yinwen.asking(button.dataset.question);
    trigger('example', {question: button.dataset.question});
  }
});
"""


class DocumentInfo(Protocol):
    """A document as the list shows it."""

    @property
    def doc_id(self) -> str:
        """Its name in the index."""

    @property
    def title(self) -> str:
        """Its title."""


class Assistant(Protocol):
    """What the page needs of ``yinwen.qa.Assistant``."""

    @property
    def llm(self) -> LlmSettings | None:
        """The LLM that may be asked for."""

    def ask(self, question: str, history: History = (), *, language: Language = "zh", llm: bool = False) -> Answer:
        """The answer, or a YinwenError."""

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
        choices = [(title, name) for name, title in titles.items()]
        chooser = gr.update(choices=choices, value=doc_id, visible=len(choices) > 1)
        examples = self.assistant.examples(doc_id, 3) if doc_id is not None else []
        return chooser, self._pane(doc_id), render_conversation((), examples, titles, self.texts)

    def ask(
        self, question: str, exchanges: list[Exchange], opened: str | None, llm: bool = False
    ) -> tuple[Update, ...]:
        """A question is sent, with ``llm`` to the LLM too.

        Returns:
            The exchanges, the conversation, the question box, the notice, the document list, the document pane. When
            the question cannot be answered only the notice changes, so that the text typed stays in the box.
        """
        try:
            answer = self.assistant.ask(question, history(exchanges), language=self.language, llm=llm)
            exchanges = [*exchanges, Exchange(question.strip(), answer)]
            titles = self._titles()
            conversation = render_conversation(exchanges, (), titles, self.texts)
            doc_id, pane = self._first_quote(exchanges, opened)
        except Exception as error:
            return gr.skip(), gr.skip(), gr.skip(), self._notice(error), gr.skip(), gr.skip()
        chooser = gr.update(choices=[(t, d) for d, t in titles.items()], value=doc_id, visible=len(titles) > 1)
        return exchanges, conversation, "", "", chooser, pane

    def example(
        self, exchanges: list[Exchange], opened: str | None, llm: bool, event: gr.EventData
    ) -> tuple[Update, ...]:
        """An example question is clicked: it is asked."""
        return self.ask(str(event.question), exchanges, opened, llm)

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

    def open(self, doc_id: str | None) -> tuple[Update, Update]:
        """A document is chosen: the pane, the notice."""
        try:
            return self._pane(doc_id), ""
        except Exception as error:
            return gr.skip(), self._notice(error)

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
        """One sentence for whatever went wrong; what is no YinwenError is a fault of ours and goes to the log."""
        if not isinstance(error, YinwenError):
            _LOG.error("the page could not answer", exc_info=error)
        said = error.message(self.language) if isinstance(error, YinwenError) else self.texts.failed
        return f'<p class="notice" role="alert">{escape(said)}</p>'


def build_page(assistant: Assistant, language: Language = "zh") -> gr.Blocks:
    """The page as Blocks, to be mounted by ``server.build_app``."""
    room, texts = ReadingRoom(assistant, language), TEXTS[language]
    with gr.Blocks(title=texts.name, analytics_enabled=False, fill_width=True) as page:
        exchanges = gr.State([])
        with gr.Row(elem_id="yw-header"):
            gr.HTML(_brand(room), elem_id="yw-brand", apply_default_css=False, js_on_load=None)
            chooser = _chooser(room)
            gr.HTML(_switch(room), elem_id="yw-switch", apply_default_css=False, js_on_load=None)
        with gr.Row(elem_id="yw-panes"):
            with gr.Column(elem_id="yw-chat", min_width=0):
                conversation = gr.HTML("", elem_id="yw-conversation", apply_default_css=False, js_on_load=_EVENTS)
                gr.HTML(_asking(room), elem_id="yw-asking", apply_default_css=False, js_on_load=None)
                notice = gr.HTML("", elem_id="yw-notice", apply_default_css=False, js_on_load=None)
                question = _question_box(room)
                llm = llm_switch(assistant.llm, texts)
            with gr.Column(elem_id="yw-document", min_width=0):
                pane = gr.HTML("", elem_id="yw-pane", apply_default_css=False, js_on_load=None)
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        answered = [exchanges, conversation, question, notice, chooser, pane]
        asking: dict[str, Any] = {**quiet, "concurrency_limit": ANSWERING, "concurrency_id": "ask"}
        page.load(room.load, None, [chooser, pane, conversation], **quiet)
        typed = question.submit(room.ask, [question, exchanges, chooser, llm], answered, trigger_mode="once", **asking)
        clicked = conversation.example(room.example, [exchanges, chooser, llm], answered, trigger_mode="once", **asking)
        for sent in (typed, clicked):
            sent.then(None, js="() => window.yinwen.answered()", **quiet)
        conversation.cite(room.cite, [exchanges], [chooser, pane, notice], **quiet)
        chooser.input(room.open, [chooser], [pane, notice], **quiet)
    page.queue(max_size=WAITING)
    return page


def _brand(room: ReadingRoom) -> str:
    return f'<h1 class="brand">{escape(room.texts.name)}</h1><p class="motto">{escape(room.texts.motto)}</p>'


def _asking(room: ReadingRoom) -> str:
    """Shown when an answer takes longer than .3 s (style.css)."""
    return f'<p class="asking" role="status">{escape(room.texts.asking)}</p>'


def _switch(room: ReadingRoom) -> str:
    """On a narrow screen: which of the two panes is seen."""
    tabs = (("chat", room.texts.chat_tab, "true"), ("document", room.texts.document_tab, "false"))
    return "".join(
        f'<button type="button" class="tab" data-pane="{pane}" aria-pressed="{pressed}">{escape(label)}</button>'
        for pane, label, pressed in tabs
    )


def _chooser(room: ReadingRoom) -> gr.Dropdown:
    return gr.Dropdown(
        [],
        label=room.texts.documents,
        show_label=False,
        container=False,
        visible=False,
        interactive=True,
        elem_id="yw-chooser",
    )


def _question_box(room: ReadingRoom) -> gr.Textbox:
    texts = room.texts
    return gr.Textbox(
        label=texts.question,
        placeholder=texts.placeholder,
        show_label=False,
        container=False,
        lines=1,
        max_lines=6,
        max_length=QUESTION_LIMIT,
        submit_btn=texts.send,
        autofocus=True,
        elem_id="yw-question",
        html_attributes=gr.InputHTMLAttributes(enterkeyhint="send", autocomplete="off", lang=room.language),
    )
