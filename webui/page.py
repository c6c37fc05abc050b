"""The page: the conversation beside the open document, in Gradio Blocks.

Conversation and document are our own HTML in ``gr.HTML``: ``gr.Chatbot`` reads its messages as Markdown, which would
change the characters of a quote, and its cleaner takes the attributes off the citation buttons.
"""

from typing import Any

import gradio as gr

from ..corpus.errors import Language
from .document_view import escape
from .files_panel import FilesPanel, strictness_control
from .llm_switch import llm_switch
from .room import Assistant, ReadingRoom
from .texts import TEXTS

# Characters that the question box takes. A question is a sentence or two; the assistant's own limit is wider.
QUESTION_LIMIT = 1000
# Questions answered at once, and those that may wait; the rest are told that the page is busy.
ANSWERING, WAITING = 4, 64

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


def build_page(assistant: Assistant, language: Language = "zh") -> gr.Blocks:
    """The page as Blocks, to be mounted by ``server.build_app``."""
    room, texts = ReadingRoom(assistant, language), TEXTS[language]
    with gr.Blocks(title=texts.name, analytics_enabled=False, fill_width=True) as page:
        exchanges = gr.State([])
        with gr.Row(elem_id="yw-header"):
            gr.HTML(_brand(room), elem_id="yw-brand", apply_default_css=False, js_on_load=None)
            chooser = _chooser(room)
            gr.HTML(_drawers(room), elem_id="yw-drawers", apply_default_css=False, js_on_load=None)
            gr.HTML(_switch(room), elem_id="yw-switch", apply_default_css=False, js_on_load=None)
        files = FilesPanel(room)
        strictness = strictness_control(texts, assistant.strictness)
        with gr.Row(elem_id="yw-panes"):
            with gr.Column(elem_id="yw-chat", min_width=0):
                conversation = gr.HTML("", elem_id="yw-conversation", apply_default_css=False, js_on_load=_EVENTS)
                gr.HTML(_asking(room), elem_id="yw-asking", apply_default_css=False, js_on_load=None)
                notice = gr.HTML("", elem_id="yw-notice", apply_default_css=False, js_on_load=None)
                scope = gr.HTML("", elem_id="yw-scope", apply_default_css=False, js_on_load=None)
                question = _question_box(room)
                llm = llm_switch(assistant.llm, texts)
            with gr.Column(elem_id="yw-document", min_width=0):
                pane = gr.HTML("", elem_id="yw-pane", apply_default_css=False, js_on_load=None)
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        answered = [exchanges, conversation, question, notice, chooser, pane]
        asking: dict[str, Any] = {**quiet, "concurrency_limit": ANSWERING, "concurrency_id": "ask"}
        page.load(room.load, None, [chooser, pane, conversation], **quiet)
        page.load(lambda: files.listed(None), None, [files.chosen, files.files, scope], **quiet)
        files.wire(chooser, pane, scope, quiet)
        given = [exchanges, chooser, llm, files.chosen, strictness]
        typed = question.submit(room.ask, [question, *given], answered, trigger_mode="once", **asking)
        clicked = conversation.example(room.example, given, answered, trigger_mode="once", **asking)
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


def _drawers(room: ReadingRoom) -> str:
    """Open and close the drawers."""
    return "".join(
        f'<button type="button" class="open-drawer" data-drawer="{name}" aria-expanded="false" aria-controls="yw-{name}">'
        f"{escape(label)}</button>"
        for name, label in (("files", room.texts.documents), ("settings", room.texts.settings))
    )


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
